//! The texts that the command line names: files of one text, and files of one text a line.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use flate2::read::MultiGzDecoder;
use parallax_nlp::MAX_TEXT_BYTES;
use serde::Deserialize;

use crate::cli::{
    failure::Failure,
    input::{self, InputName},
};

/// Longest line of JSON: a text of the greatest length in which every byte is escaped as six,
/// and room for other fields.
const MAX_LINE_BYTES: usize = 6 * MAX_TEXT_BYTES + (1 << 20);

/// A text and what to call it.
#[derive(Debug)]
pub(super) struct Text {
    /// The `id` of the line, else file and line.
    pub(super) id: String,
    /// At most [`MAX_TEXT_BYTES`] long.
    pub(super) text: String,
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// The texts of all inputs, in order. Only the file in turn is open, and of one with a text
/// a line only that line is in memory. After an error there is nothing more.
pub(super) struct Texts {
    names: std::vec::IntoIter<InputName>,
    lines: Option<Lines>,
    every_input_is_lines: bool,
}

impl Texts {
    /// Takes the inputs; lists all that cannot be opened. With `json_lines` each has a text a
    /// line, whatever its name.
    pub(super) fn open(names: Vec<InputName>, json_lines: bool) -> Result<Self, Failure> {
        let faults: Vec<_> = names
            .iter()
            .filter(|name| !name.is_stdin())
            .filter_map(|name| {
                let cause = check(&name.path).err()?;
                Some(format!("{}: {}", name.label(), input::reason(&cause)))
            })
            .collect();
        if !faults.is_empty() {
            return Err(Failure::Input(faults));
        }
        let names = names.into_iter();
        Ok(Self { names, lines: None, every_input_is_lines: json_lines })
    }

    /// The next text; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Text>, Failure> {
        loop {
            if let Some(lines) = &mut self.lines {
                if let Some(text) = lines.next()? {
                    return Ok(Some(text));
                }
                self.lines = None;
            }
            let Some(name) = self.names.next() else { return Ok(None) };
            let fault = |reason: String| Failure::input(format!("{}: {reason}", name.label()));
            let kind = Kind::of(&name.path);
            let source = open(&name, kind).map_err(|cause| fault(input::reason(&cause)))?;
            if kind == Kind::Text && !self.every_input_is_lines {
                let text = whole(source).map_err(fault)?;
                return Ok(Some(Text { id: name.label(), text }));
            }
            self.lines = Some(Lines::new(name.label(), source));
        }
    }
}

/// What a file holds, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Lines,
    CompressedLines,
}

impl Kind {
    fn of(path: &Path) -> Self {
        match path.to_string_lossy() {
            name if name.ends_with(".jsonl") => Self::Lines,
            name if name.ends_with(".jsonl.gz") => Self::CompressedLines,
            _ => Self::Text,
        }
    }
}

fn check(path: &Path) -> io::Result<()> {
    match File::open(path)?.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(()),
    }
}

type Source = Box<dyn BufRead>;

fn open(name: &InputName, kind: Kind) -> io::Result<Source> {
    if name.is_stdin() {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(&name.path)?;
    Ok(match kind {
        Kind::CompressedLines => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        Kind::Text | Kind::Lines => Box::new(BufReader::new(file)),
    })
}

/// All of a source as one text.
fn whole(source: Source) -> Result<String, String> {
    let mut bytes = Vec::new();
    let limit = MAX_TEXT_BYTES as u64 + 1;
    source.take(limit).read_to_end(&mut bytes).map_err(|cause| input::reason(&cause))?;
    // The size is not known: reading stopped one byte past the limit.
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(too_long());
    }
    String::from_utf8(bytes).map_err(|error| {
        format!("not valid UTF-8: bad byte at offset {}", error.utf8_error().valid_up_to())
    })
}

fn too_long() -> String {
    format!("the text has more than {MAX_TEXT_BYTES} bytes, the longest that is analysed")
}

/// A source with a JSON object a line.
struct Lines {
    label: String,
    source: Source,
    /// Number of the last line read, from 1.
    number: usize,
    /// Longest line in bytes.
    longest: usize,
}

/// What is read of a line.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(default)]
    id: Option<Id>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "id must be a string or a whole number")]
enum Id {
    Number(i64),
    Large(u64),
    Name(String),
}

impl Lines {
    fn new(label: String, source: Source) -> Self {
        Self { label, source, number: 0, longest: MAX_LINE_BYTES }
    }

    fn next(&mut self) -> Result<Option<Text>, Failure> {
        loop {
            self.number += 1;
            let fault = |reason: String| {
                Failure::input(format!("{}, line {}: {reason}", self.label, self.number))
            };
            let mut line = Vec::new();
            let limit = self.longest as u64 + 1;
            let read = self.source.by_ref().take(limit).read_until(b'\n', &mut line);
            read.map_err(|cause| fault(input::reason(&cause)))?;
            if line.is_empty() {
                return Ok(None);
            }
            if line.len() > self.longest {
                return Err(fault(format!("has more than {} bytes", self.longest)));
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let Line { text, id } =
                serde_json::from_slice(&line).map_err(|e| fault(explain(&e)))?;
            if text.len() > MAX_TEXT_BYTES {
                return Err(fault(too_long()));
            }
            let id = match id {
                Some(Id::Name(name)) if !name.is_empty() => name,
                Some(Id::Number(number)) => number.to_string(),
                Some(Id::Large(number)) => number.to_string(),
                _ => format!("{}:{}", self.label, self.number),
            };
            return Ok(Some(Text { id, text: text.into_owned() }));
        }
    }
}

/// What is wrong with a line; the parser counts lines too, but only ever sees one.
fn explain(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let reason = told.rsplit_once(" at line ").map_or(told.as_str(), |(reason, _)| reason);
    let column = error.column();
    format!("not a JSON object with a text: {reason} at column {column}")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn lines(bytes: &[u8]) -> (Vec<(String, String)>, Option<String>) {
        let source: Source = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut lines = Lines::new("a.jsonl".into(), source);
        let mut found = Vec::new();
        loop {
            match lines.next() {
                Ok(Some(Text { id, text })) => found.push((id, text)),
                Ok(None) => return (found, None),
                Err(Failure::Input(faults)) => return (found, faults.into_iter().next()),
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_line_has_a_text_and_perhaps_an_id() {
        let input = b"{\"text\": \"A \\u00e9\\n\", \"id\": \"x\", \"more\": [1]}\r\n\n \
                      {\"text\": \"B\"}\n{\"id\": 18446744073709551615, \"text\": \"\"}\n\
                      {\"id\": null, \"text\": \"D\"}";
        let (found, fault) = lines(input);
        let expected = [
            ("x", "A \u{e9}\n"),
            ("a.jsonl:3", "B"),
            ("18446744073709551615", ""),
            ("a.jsonl:5", "D"),
        ];
        assert_eq!(found, expected.map(|(id, text)| (id.to_owned(), text.to_owned())));
        assert_eq!(fault, None);
    }

    #[test]
    fn a_bad_line_is_named_and_ends_the_reading() {
        for (line, reason) in [
            (&b"{\"title\": \"A\"}"[..], "missing field `text` at column 14"),
            (b"{\"text\": 3}", "invalid type: integer `3`, expected a string"),
            (b"{\"text\": \"A\"", "EOF while parsing an object"),
            (b"plain words", "expected value at column 1"),
            (b"{\"text\": \"\xff\"}", "invalid unicode code point"),
            (b"{\"text\": \"A\", \"id\": [1]}", "id must be a string or a whole number"),
            (b"{\"text\": \"A\"} {}", "trailing characters"),
        ] {
            let input = [b"{\"text\": \"A\"}\n", line, b"\n{\"text\": \"B\"}\n"].concat();
            let (found, fault) = lines(&input);
            assert_eq!(found.len(), 1, "{reason}");
            let fault = fault.unwrap();
            assert!(
                fault.starts_with("a.jsonl, line 2: not a JSON object with a text: "),
                "{fault}"
            );
            assert!(fault.contains(reason), "{fault}");
        }
    }

    #[test]
    fn a_text_or_line_that_is_too_long_is_refused() {
        let text = "a".repeat(MAX_TEXT_BYTES + 1);
        let (_, fault) = lines(format!("{{\"text\": \"{text}\"}}").as_bytes());
        assert!(fault.unwrap().contains(&MAX_TEXT_BYTES.to_string()));
        let (found, fault) = lines(format!("{{\"text\": \"{}\"}}", &text[1..]).as_bytes());
        assert_eq!((found.len(), fault), (1, None));
        let endless: Source = Box::new(BufReader::new(io::repeat(b'a')));
        let mut endless = Lines { longest: 1000, ..Lines::new("a.jsonl".into(), endless) };
        let Err(Failure::Input(faults)) = endless.next() else { panic!("accepted") };
        assert_eq!(faults, ["a.jsonl, line 1: has more than 1000 bytes"]);
        assert!(
            whole(Box::new(BufReader::new(io::repeat(b'a'))))
                .unwrap_err()
                .contains(&MAX_TEXT_BYTES.to_string())
        );
    }

    #[test]
    fn files_are_read_in_order_by_their_kind() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a.txt"), "{\"text\": \"plain\"}\n").unwrap();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"{\"text\": \"one\"}\n").unwrap();
        let mut bytes = gz.finish().unwrap();
        // Members one after the other are one file.
        bytes.extend(bytes.clone());
        std::fs::write(path("b.jsonl.gz"), bytes).unwrap();
        std::fs::write(path("c.jsonl"), "{\"text\": \"three\"}").unwrap();
        let files = ["a.txt", "b.jsonl.gz", "c.jsonl", "a.txt"].map(path);
        let all = |json_lines| {
            let mut texts = Texts::open(input::names(&files).unwrap(), json_lines).unwrap();
            let mut found = Vec::new();
            while let Some(text) = texts.next().unwrap() {
                found.push(text.text);
            }
            found
        };
        let object = "{\"text\": \"plain\"}\n";
        assert_eq!(all(false), [object, "one", "one", "three", object]);
        assert_eq!(all(true), ["plain", "one", "one", "three", "plain"]);
    }
}
