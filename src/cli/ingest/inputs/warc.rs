//! Web archives in the WARC format (ISO 28500:2017), record by record.

use std::{
    io::{self, BufRead, Read},
    sync::Arc,
};

use super::{
    FoundArticle, Input, LeftOut, Origin, Place, Record, RecordError, Tally,
    document::raw,
    fields::{Head, HeadError, read_head},
    http,
    open::Peek,
};
use crate::{cli::time, proto::v1, transport::convert::timestamp};

/// Longest Content-Type that is passed on as it is.
const LONGEST_TYPE: usize = 256;

/// The pages and plain texts of an archive. Other records are counted and passed over; what
/// breaks the format ends the archive.
pub struct Warc {
    input: Input,
    name: Arc<str>,
    max_bytes: usize,
    tally: Arc<Tally>,
    /// Records so far, those that were passed over included.
    number: u64,
    /// Where the latest of them begins.
    begin: u64,
    ended: bool,
}

type Found = Result<FoundArticle, RecordError>;

impl Warc {
    /// Reads an archive in which no article has more than `max_bytes`.
    pub fn new(input: Input, name: Arc<str>, max_bytes: usize, tally: Arc<Tally>) -> Self {
        Self { input, name, max_bytes, tally, number: 0, begin: 0, ended: false }
    }

    /// Reads the head of the next record and the length of its block; `None` at the end.
    fn head(&mut self) -> Result<Option<(Head, u64)>, RecordError> {
        self.number += 1;
        self.begin = self.input.position();
        skip_blank(&mut self.input).map_err(|cause| self.unreadable(&cause))?;
        self.begin = self.input.position();
        let invalid = |reason| RecordError::Warc { offset: self.begin, reason };
        match self.input.begins_with(b"WARC/") {
            Ok(true) => {}
            Ok(false) if self.input.is_at_end() => return Ok(None),
            Ok(false) => return Err(invalid("it does not begin with WARC/")),
            Err(cause) => return Err(self.unreadable(&cause)),
        }
        let head = match read_head(&mut self.input) {
            Ok(Some(head)) => head,
            Ok(None) => return Ok(None),
            Err(HeadError::Reading(cause)) => return Err(self.unreadable(&cause)),
            Err(HeadError::TooLong) => return Err(invalid("its head has no end")),
            Err(HeadError::Truncated) => return Err(self.truncated()),
        };
        match head.get("Content-Length").and_then(|length| length.parse().ok()) {
            Some(length) => Ok(Some((head, length))),
            None => Err(invalid("it has no Content-Length")),
        }
    }

    /// Reads the next record; `None` at the end.
    fn advance(&mut self) -> Result<Option<Result<Found, LeftOut>>, RecordError> {
        let Some((head, length)) = self.head()? else { return Ok(None) };
        let mut block = (&mut self.input).take(length);
        let found = article(&head, &mut block, self.max_bytes);
        // What cannot be read to its end is a fault of the archive, whatever was made of it.
        let rest = io::copy(&mut block, &mut io::sink());
        let missing = block.limit() > 0;
        rest.map_err(|cause| self.unreadable(&cause))?;
        if missing { Err(self.truncated()) } else { Ok(Some(found)) }
    }

    fn unreadable(&self, cause: &io::Error) -> RecordError {
        RecordError::of_reading(cause, self.input.position())
    }

    fn truncated(&self) -> RecordError {
        RecordError::Truncated { offset: self.input.position() }
    }
}

impl Iterator for Warc {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.ended {
            let article = match self.advance() {
                Ok(Some(Ok(found))) => found,
                Ok(Some(Err(what))) => {
                    self.tally.leave_out(what);
                    continue;
                }
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.ended = true;
                    Err(error)
                }
            };
            let (input, place) = (Arc::clone(&self.name), Place::Record(self.number));
            return Some(Record { origin: Origin { input, place, offset: self.begin }, article });
        }
        None
    }
}

/// Passes over line ends, which stand between records.
fn skip_blank(input: &mut Input) -> io::Result<()> {
    loop {
        let seen = match input.fill_buf() {
            Ok(seen) => seen,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        let blank = seen.iter().take_while(|&&byte| byte == b'\r' || byte == b'\n').count();
        let all = blank == seen.len() && blank > 0;
        input.consume(blank);
        if !all {
            return Ok(());
        }
    }
}

/// The article of a record, if it is to have one.
fn article(head: &Head, block: &mut impl BufRead, max_bytes: usize) -> Result<Found, LeftOut> {
    let address = head.get("WARC-Target-URI").unwrap_or_default();
    let address = address.trim_start_matches('<').trim_end_matches('>');
    let found = match head.get("WARC-Type") {
        Some("response") => response(head, block, max_bytes)?,
        Some("resource") => {
            let media_type = head.get("Content-Type");
            let mut block = Peek::new(block);
            take(media_type, &mut block, max_bytes)?
        }
        _ => return Err(LeftOut::RecordType),
    };
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if path.ends_with("/robots.txt") {
        return Err(LeftOut::Robots);
    }
    // The time at which the crawler had it; one that does not parse tells nothing.
    let fetched = head.get("WARC-Date").and_then(|date| time::parse(date).ok());
    let metadata = v1::ArticleMetadata {
        url: address.to_owned(),
        fetch_time: fetched.map(timestamp),
        ..v1::ArticleMetadata::default()
    };
    Ok(found.map(|content| FoundArticle { content, metadata }))
}

type Content = Result<v1::ArticleContent, RecordError>;

/// The content of a web server's answer.
fn response(head: &Head, block: &mut impl BufRead, max_bytes: usize) -> Result<Content, LeftOut> {
    let media_type = head.get("Content-Type").map(str::to_ascii_lowercase);
    if !media_type.is_some_and(|media_type| media_type.starts_with("application/http")) {
        return Err(LeftOut::MediaType);
    }
    let unreadable = |reason: &str| Ok(Err(RecordError::Http(reason.to_owned())));
    let answer = match read_head(block) {
        Ok(Some(answer)) => answer,
        Ok(None) => return unreadable("it is empty"),
        Err(HeadError::TooLong) => return unreadable("its head has no end"),
        Err(HeadError::Truncated) => return unreadable("it ends in its head"),
        Err(HeadError::Reading(cause)) => return unreadable(&cause.to_string()),
    };
    let mut first = answer.first.split_ascii_whitespace();
    match (first.next(), first.next()) {
        (Some(version), Some("200")) if version.starts_with("HTTP/") => {}
        (Some(version), Some(_)) if version.starts_with("HTTP/") => return Err(LeftOut::Status),
        _ => return unreadable("it has no status"),
    }
    let media_type = answer.get("Content-Type");
    if media_type.is_some_and(|media_type| !is_page(media_type)) {
        return Err(LeftOut::MediaType);
    }
    match http::body(&answer, block) {
        Ok(body) => take(media_type, &mut Peek::new(body), max_bytes),
        Err(cause) => unreadable(&cause.to_string()),
    }
}

/// Reads a page or plain text. What has no media type is one when it begins as pages do.
fn take(
    media_type: Option<&str>,
    body: &mut Peek<impl BufRead>,
    max_bytes: usize,
) -> Result<Content, LeftOut> {
    let begins_as_page = |seen: &[u8], all| {
        let text = seen.trim_ascii_start();
        (all || !text.is_empty()).then(|| text.starts_with(b"<"))
    };
    let is_article = match media_type {
        Some(media_type) => is_page(media_type),
        None => matches!(body.look(begins_as_page), Ok(Some(true))),
    };
    if !is_article {
        return Err(LeftOut::MediaType);
    }
    let mut bytes = Vec::new();
    Ok(match body.take(max_bytes as u64 + 1).read_to_end(&mut bytes) {
        Err(cause) => Err(RecordError::Http(cause.to_string())),
        Ok(_) if bytes.len() > max_bytes => Err(RecordError::TooLarge { limit: max_bytes }),
        Ok(_) => Ok(raw(bytes, media_type.map_or("", within_limit))),
    })
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

fn is_page(media_type: &str) -> bool {
    let known = ["text/html", "application/xhtml+xml", "text/plain"];
    known.iter().any(|known| essence(media_type).eq_ignore_ascii_case(known))
}

/// The media type with its parameters, unless they are longer than any should be.
fn within_limit(media_type: &str) -> &str {
    if media_type.len() <= LONGEST_TYPE { media_type } else { essence(media_type) }
}

#[cfg(test)]
#[path = "warc_tests.rs"]
mod tests;
