//! What a feed is made of: files, folders and standard input, read as one long list of
//! records. Memory does not grow with the input: a record is read when it is asked for, and
//! never more of it than the limits allow.

mod document;
mod error;
mod fields;
mod files;
mod http;
mod jsonl;
mod open;
mod tally;
mod warc;

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, atomic::AtomicU64},
};

pub use error::RecordError;
pub use files::total_bytes;
pub use jsonl::JsonLines;
pub use open::{Input, open};
pub use tally::{LeftOut, Tally};
pub use warc::Warc;

use self::{document::document, files::Files, open::Format};
use crate::proto::v1;

/// What an input holds, where it is not told by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    /// One article as plain text.
    Text,
    /// One HTML page.
    Html,
    /// JSON lines: an article a line.
    Jsonl,
    /// WARC: an archive of pages.
    Warc,
}

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Most bytes of one article.
    pub max_bytes: usize,
    /// What all inputs hold; `None` = told by their content.
    pub format: Option<InputFormat>,
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file, or "standard input".
    pub input: Arc<str>,
    /// Which part of it.
    pub place: Place,
    /// Where the record begins: bytes from the beginning of the input after decompression.
    pub offset: u64,
}

/// Which part of an input a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    Whole,
    /// A line; the first is 1.
    Line(u64),
    /// A record of an archive; the first is 1.
    Record(u64),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.input)?;
        match self.place {
            Place::Whole => Ok(()),
            Place::Line(line) => write!(f, ":{line}"),
            Place::Record(record) => write!(f, ", record {record}"),
        }
    }
}

/// An article of an input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundArticle {
    /// Its text or page.
    pub content: v1::ArticleContent,
    /// What the input tells of it.
    pub metadata: v1::ArticleMetadata,
}

impl FoundArticle {
    /// Bytes of its text or page.
    pub fn size(&self) -> usize {
        use v1::article_content::Content;
        match &self.content.content {
            Some(Content::Text(text) | Content::Html(text)) => text.len(),
            Some(Content::Raw(bytes)) => bytes.len(),
            None => 0,
        }
    }
}

/// One record: an article, or why there is none.
#[derive(Debug)]
pub struct Record {
    /// Where it stands.
    pub origin: Origin,
    /// What it holds.
    pub article: Result<FoundArticle, RecordError>,
}

type Records = Box<dyn Iterator<Item = Record> + Send>;

/// All records of all inputs, in order.
pub struct Inputs {
    files: Files,
    settings: Settings,
    tally: Arc<Tally>,
    bytes_read: Arc<AtomicU64>,
    current: Option<Records>,
}

impl Inputs {
    /// The records of files, of all in folders, and of standard input, which is `-`.
    pub fn new(paths: Vec<PathBuf>, settings: Settings) -> Self {
        let tally = Arc::new(Tally::default());
        Self {
            files: Files::new(paths, Arc::clone(&tally)),
            settings,
            tally,
            bytes_read: Arc::default(),
            current: None,
        }
    }

    /// What was left out so far.
    pub fn tally(&self) -> Arc<Tally> {
        Arc::clone(&self.tally)
    }

    /// Bytes read so far, before decompression.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// The records of one file.
    fn records(&self, path: PathBuf) -> Records {
        let name: Arc<str> = files::name_of(&path).into();
        let failed = |name, error| -> Records {
            let origin = Origin { input: name, place: Place::Whole, offset: 0 };
            Box::new(std::iter::once(Record { origin, article: Err(error) }))
        };
        let opened = files::read(&path, Arc::clone(&self.bytes_read)).and_then(open);
        let opened = opened.and_then(|mut input| {
            let format = open::format(&mut input, &path, self.settings.format)?;
            Ok((input, format))
        });
        let (input, format) = match opened {
            Ok(opened) => opened,
            Err(cause) => return failed(name, RecordError::of_reading(&cause, 0)),
        };
        let max_bytes = self.settings.max_bytes;
        match format {
            Format::JsonLines => {
                Box::new(JsonLines::new(input, name, max_bytes, Arc::clone(&self.tally)))
            }
            Format::Warc => Box::new(Warc::new(input, name, max_bytes, Arc::clone(&self.tally))),
            Format::Document { mime_type } => {
                Box::new(std::iter::once(document(input, name, mime_type, max_bytes)))
            }
        }
    }
}

impl Iterator for Inputs {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.current.as_mut().and_then(Iterator::next) {
                return Some(record);
            }
            self.current = None;
            let path = match self.files.next()? {
                Ok(path) => path,
                Err((path, error)) => {
                    let input = files::name_of(&path).into();
                    let origin = Origin { input, place: Place::Whole, offset: 0 };
                    return Some(Record { origin, article: Err(error) });
                }
            };
            self.current = Some(self.records(path));
        }
    }
}

#[cfg(test)]
mod tests;
