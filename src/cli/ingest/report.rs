//! The report: a JSON object a line for each record that failed, was known, or is a copy.

use std::{
    fs::{File, OpenOptions},
    io::{self, LineWriter, Write as _},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

use super::{
    super::failure::Failure,
    counts::Fate,
    inputs::{Origin, Place},
};
use crate::proto::v1::{self, IngestOutcome};

/// An open report.
pub(super) struct Report {
    path: PathBuf,
    // A line at a time: what is reported stays so when the process is killed.
    lines: LineWriter<File>,
}

impl Report {
    /// Opens the file, without a change to it.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let opened = OpenOptions::new().create(true).append(true).open(path);
        let file = opened.map_err(|cause| fault(path, &cause))?;
        Ok(Self { path: path.to_owned(), lines: LineWriter::new(file) })
    }

    /// Begins the report anew, or goes on with it.
    pub(super) fn begin(&mut self, goes_on: bool) -> Result<(), Failure> {
        // What is no file, as /dev/stderr, has nothing to empty.
        let file = self.lines.get_ref();
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        if goes_on || !is_file {
            return Ok(());
        }
        file.set_len(0).map_err(|cause| fault(&self.path, &cause))
    }

    /// Adds a record, if there is anything to tell of it.
    pub(super) fn add(
        &mut self,
        sequence: i64,
        origin: &Origin,
        fate: &Fate<'_>,
    ) -> Result<(), Failure> {
        let Some(line) = line(sequence, origin, fate) else { return Ok(()) };
        writeln!(self.lines, "{line}").map_err(|cause| fault(&self.path, &cause))
    }
}

fn fault(path: &Path, cause: &io::Error) -> Failure {
    Failure::input(format!("{}: cannot be written: {cause}", path.display()))
}

fn line(sequence: i64, origin: &Origin, fate: &Fate<'_>) -> Option<Value> {
    let mut line = Map::new();
    let mut set = |name: &str, value: Value| line.insert(name.to_owned(), value);
    set("sequence", sequence.into());
    set("origin", place(origin));
    match fate {
        Fate::Taken(taken) => {
            let is_known = taken.outcome() == IngestOutcome::Duplicate;
            if !is_known && taken.duplicate.is_none() {
                return None;
            }
            set("outcome", short(taken.outcome().as_str_name(), "INGEST_OUTCOME_").into());
            if !taken.document.is_empty() {
                set("document", taken.document.as_str().into());
            }
            if let Some(copy) = &taken.duplicate {
                set("duplicate", duplicate(copy));
            }
        }
        Fate::Refused(error) => {
            set("outcome", "FAILED".into());
            set("code", error.code_name().into());
            if let Some(reason) = error.reason {
                set("reason", short(reason.as_str_name(), "ERROR_REASON_").into());
            }
            set("message", error.message.as_str().into());
            if let Some(document) = &error.resource_name {
                set("document", document.as_str().into());
            }
        }
        Fate::Unread(error) => {
            set("outcome", "FAILED".into());
            set("code", error.code().into());
            if let Some(reason) = error.reason() {
                set("reason", reason.into());
            }
            set("message", error.to_string().into());
        }
    }
    Some(Value::Object(line))
}

fn place(origin: &Origin) -> Value {
    let input = &*origin.input;
    match origin.place {
        Place::Whole => json!({ "input": input }),
        Place::Line(line) => json!({ "input": input, "line": line, "offset": origin.offset }),
        Place::Record(record) => {
            json!({ "input": input, "record": record, "offset": origin.offset })
        }
    }
}

fn duplicate(copy: &v1::DuplicateInfo) -> Value {
    json!({
        "kind": short(copy.kind().as_str_name(), "KIND_"),
        "originalDocument": copy.original_document,
        "similarity": copy.similarity,
        "agency": copy.agency,
    })
}

/// The name of an enum's value without that of the enum.
fn short<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{super::inputs::RecordError, *};

    fn origin(place: Place) -> Origin {
        Origin { input: "a.jsonl".into(), place, offset: 40 }
    }

    #[test]
    fn lines_tell_where_and_why() {
        let told = |place, fate: &Fate<'_>| line(7, &origin(place), fate).unwrap().to_string();
        let error = RecordError::TooLarge { limit: 5 };
        assert_eq!(
            told(Place::Line(3), &Fate::Unread(&error)),
            r#"{"sequence":7,"origin":{"input":"a.jsonl","line":3,"offset":40},"outcome":"FAILED","code":"INVALID_ARGUMENT","reason":"CONTENT_TOO_LARGE","message":"the article has more than 5 bytes; --max-bytes sets the limit"}"#
        );
        let mut taken = v1::IngestResult {
            document: "documents/a".into(),
            outcome: IngestOutcome::Duplicate.into(),
            ..v1::IngestResult::default()
        };
        assert_eq!(
            told(Place::Whole, &Fate::Taken(&taken)),
            r#"{"sequence":7,"origin":{"input":"a.jsonl"},"outcome":"DUPLICATE","document":"documents/a"}"#
        );
        taken.outcome = IngestOutcome::Created.into();
        assert_eq!(line(7, &origin(Place::Whole), &Fate::Taken(&taken)), None);
        taken.duplicate = Some(v1::DuplicateInfo {
            kind: v1::duplicate_info::Kind::Near.into(),
            original_document: "documents/b".into(),
            similarity: 0.5,
            agency: String::new(),
        });
        let copy = told(Place::Record(2), &Fate::Taken(&taken));
        assert!(copy.contains(r#""kind":"NEAR","originalDocument":"documents/b""#), "{copy}");
    }

    #[test]
    fn a_report_begins_anew_or_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.jsonl");
        let write = |goes_on| {
            let mut report = Report::open(&path).unwrap();
            report.begin(goes_on).unwrap();
            report.add(1, &origin(Place::Whole), &Fate::Unread(&RecordError::NotObject)).unwrap();
            std::fs::read_to_string(&path).unwrap().lines().count()
        };
        assert_eq!([write(false), write(true), write(false)], [1, 2, 1]);
        assert!(Report::open(folder.path()).is_err());
    }
}
