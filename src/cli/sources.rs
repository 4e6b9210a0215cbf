//! `sources.toml`: what is known of the articles of a folder.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use super::{failure::Failure, input::InputName, time};
use crate::domain::Metadata;

/// Name of the file that is read unasked when it lies beside all articles.
pub(super) const FILE_NAME: &str = "sources.toml";

/// Largest file of this kind that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesFile {
    #[serde(default)]
    article: Vec<Entry>,
}

/// What is known of one article.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: PathBuf,
    #[serde(default)]
    source: String,
    #[serde(default)]
    url: String,
    publish_time: Option<Time>,
}

/// A TOML date or time, or a string with one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "toml::Value")]
struct Time(Timestamp);

impl TryFrom<toml::Value> for Time {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        match value {
            toml::Value::Datetime(value) => time::parse(&value.to_string()).map(Self),
            toml::Value::String(value) => time::parse(&value).map(Self),
            other => Err(format!("expected a date or time, found {}", other.type_str())),
        }
    }
}

/// What a `sources.toml` says.
#[derive(Debug, Default)]
pub(super) struct Sources {
    entries: Vec<Entry>,
}

impl Sources {
    /// Reads the file that the caller named, else the one beside all inputs, else nothing.
    pub(super) fn find(named: Option<&Path>, inputs: &[InputName]) -> Result<Self, Failure> {
        let beside = match named {
            Some(_) => None,
            None => beside_all(inputs),
        };
        match named.or(beside.as_deref()) {
            None => Ok(Self::default()),
            Some(path) => {
                let fault = |reason| Failure::input(format!("{}: {reason}", path.display()));
                let text = read(path).map_err(|cause| fault(cause.to_string()))?;
                Self::parse(&text).map_err(fault)
            }
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: SourcesFile =
            toml::from_str(text).map_err(|cause| cause.to_string().trim_end().to_owned())?;
        for (i, entry) in file.article.iter().enumerate() {
            if file.article[..i].iter().any(|earlier| earlier.file == entry.file) {
                return Err(format!("two entries for {}", entry.file.display()));
            }
        }
        Ok(Self { entries: file.article })
    }

    /// What is known of an input. Of several entries the one with the longest path fits.
    pub(super) fn metadata(&self, input: &InputName) -> Metadata {
        let fits = |entry: &&Entry| input.path.ends_with(&entry.file);
        let closest = |entry: &&Entry| entry.file.components().count();
        let Some(entry) = self.entries.iter().filter(fits).max_by_key(closest) else {
            return Metadata::default();
        };
        Metadata {
            source: entry.source.clone(),
            url: entry.url.clone(),
            publish_time: entry.publish_time.as_ref().map(|time| time.0),
            ..Metadata::default()
        }
    }
}

/// The `sources.toml` in the one folder that holds all inputs.
fn beside_all(inputs: &[InputName]) -> Option<PathBuf> {
    let folder = inputs.first()?.path.parent()?;
    let all_here = inputs.iter().all(|i| !i.is_stdin() && i.path.parent() == Some(folder));
    let path = folder.join(FILE_NAME);
    (all_here && path.is_file()).then_some(path)
}

fn read(path: &Path) -> std::io::Result<String> {
    use std::io::{Error, Read as _};
    let mut text = String::new();
    let read = std::fs::File::open(path)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if read as u64 > MAX_BYTES {
        return Err(Error::other(format!("more than {MAX_BYTES} bytes")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(path: &str) -> InputName {
        InputName::new("S0".into(), path.into())
    }

    #[test]
    fn reads_every_way_to_write_a_time() {
        let text = r#"
            [[article]]
            file = "a.txt"
            source = "example.org"
            publish_time = 2023-03-20
            [[article]]
            file = "b.txt"
            publish_time = "2023-03-20T10:00:00Z"
            [[article]]
            file = "c.txt"
            publish_time = 2023-03-20T12:00:00+02:00
            [[article]]
            file = "d.txt"
        "#;
        let sources = Sources::parse(text).unwrap();
        let time = |name| sources.metadata(&input(name)).publish_time.map(|t| t.to_string());
        assert_eq!(time("news/a.txt").as_deref(), Some("2023-03-20T00:00:00Z"));
        assert_eq!(time("b.txt").as_deref(), Some("2023-03-20T10:00:00Z"));
        assert_eq!(time("c.txt"), time("b.txt"));
        assert_eq!(time("d.txt"), None);
        assert_eq!(sources.metadata(&input("a.txt")).source, "example.org");
        assert_eq!(sources.metadata(&input("za.txt")), Metadata::default());
    }

    #[test]
    fn faults_say_where_they_are() {
        for (text, words) in [
            ("[[article]]\nfile = \"a\"\noutlet = \"x\"\n", "unknown field `outlet`"),
            ("[[article]]\nfile = \"a\"\npublish_time = 7\n", "expected a date or time"),
            ("[[article]]\nfile = \"a\"\npublish_time = \"May\"\n", "'May' is neither"),
            ("[[article]]\nfile = \"a\"\n[[article]]\nfile = \"a\"\n", "two entries for a"),
            ("[[article\n", "line 1"),
        ] {
            let fault = Sources::parse(text).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
    }

    #[test]
    fn the_file_beside_all_articles_is_read_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE_NAME);
        std::fs::write(&file, "[[article]]\nfile = \"a.txt\"\nsource = \"A\"\n").unwrap();
        let here = input(folder.path().join("a.txt").to_str().unwrap());
        let elsewhere = input("elsewhere/b.txt");

        let source = |named: Option<&Path>, inputs: &[InputName]| {
            Sources::find(named, inputs).unwrap().metadata(&inputs[0]).source
        };
        assert_eq!(source(None, std::slice::from_ref(&here)), "A");
        assert_eq!(source(None, &[here.clone(), elsewhere.clone()]), "");
        assert_eq!(source(Some(&file), &[here, elsewhere]), "A");
    }

    #[test]
    fn a_named_file_must_be_there() {
        assert!(Sources::find(Some(Path::new("no/such.toml")), &[]).is_err());
    }
}
