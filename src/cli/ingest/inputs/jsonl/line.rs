//! One line: a JSON object that tells of an article.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::super::{FoundArticle, RecordError, Tally};
use crate::{cli::time, proto::v1, transport::convert::timestamp};

/// Longest time in bytes.
const LONGEST_TIME: usize = 64;

/// What a field of a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Text,
    Html,
    Title,
    Source,
    SourceDisplayName,
    Url,
    CanonicalUrl,
    ExternalId,
    Authors,
    PublishTime,
    ModifyTime,
    FetchTime,
    Language,
    Labels,
}

/// What a name stands for, and its rank: of several names for one field the lowest goes first.
fn known(name: &str) -> Option<(Field, u8)> {
    Some(match name {
        "text" => (Field::Text, 0),
        "html" => (Field::Html, 0),
        "title" => (Field::Title, 0),
        "source" => (Field::Source, 0),
        "source_display_name" | "sourceDisplayName" => (Field::SourceDisplayName, 0),
        "url" => (Field::Url, 0),
        "canonical_url" | "canonicalUrl" => (Field::CanonicalUrl, 0),
        "external_id" | "externalId" => (Field::ExternalId, 0),
        "id" => (Field::ExternalId, 1),
        "authors" => (Field::Authors, 0),
        "author" => (Field::Authors, 1),
        "publish_time" | "publishTime" => (Field::PublishTime, 0),
        "published" => (Field::PublishTime, 1),
        "date" => (Field::PublishTime, 2),
        "modify_time" | "modifyTime" => (Field::ModifyTime, 0),
        "fetch_time" | "fetchTime" => (Field::FetchTime, 0),
        "language_code" | "languageCode" => (Field::Language, 0),
        "language" => (Field::Language, 1),
        "labels" => (Field::Labels, 0),
        _ => return None,
    })
}

/// A field as it stands in the line.
struct Stated {
    field: Field,
    rank: u8,
    name: String,
    value: Value,
}

/// Reads a line. Names that are not known are counted and passed over; `null` is no value.
pub(super) fn article(
    line: &[u8],
    max_bytes: usize,
    tally: &Tally,
) -> Result<FoundArticle, RecordError> {
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(RecordError::NotObject);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    let stated = Line { tally }
        .deserialize(&mut deserializer)
        .and_then(|stated| deserializer.end().map(|()| stated))
        .map_err(|error| not_json(&error))?;
    let mut found = FoundArticle::default();
    for stated in best(stated)? {
        let problem = |problem| RecordError::Field { field: stated.name.clone(), problem };
        let (field, name) = (stated.field, stated.name.as_str());
        set(&mut found, field, name, stated.value, tally).map_err(|fault| match fault {
            Fault::Value(text) => problem(text),
            Fault::Record(error) => error,
        })?;
    }
    if found.content.content.is_none() {
        return Err(RecordError::NoContent);
    }
    if found.size() > max_bytes {
        return Err(RecordError::TooLarge { limit: max_bytes });
    }
    Ok(found)
}

/// The message of the parser, which ends in a line and a column; the line is always 1.
fn not_json(error: &serde_json::Error) -> RecordError {
    let message = error.to_string();
    let reason = match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    };
    RecordError::Json { reason, column: error.column() }
}

/// One value for each field. The same name twice, or in both spellings, is an error.
fn best(stated: Vec<Stated>) -> Result<Vec<Stated>, RecordError> {
    let mut best: Vec<Stated> = Vec::with_capacity(stated.len());
    for stated in stated {
        match best.iter_mut().find(|other| other.field == stated.field) {
            None => best.push(stated),
            Some(other) if other.rank == stated.rank => {
                let problem = "is given twice".to_owned();
                return Err(RecordError::Field { field: stated.name, problem });
            }
            Some(other) if other.rank > stated.rank => *other = stated,
            Some(_) => {}
        }
    }
    Ok(best)
}

enum Fault {
    /// What is wrong with the value.
    Value(String),
    /// What is wrong with the line.
    Record(RecordError),
}

impl From<String> for Fault {
    fn from(problem: String) -> Self {
        Self::Value(problem)
    }
}

fn set(
    found: &mut FoundArticle,
    field: Field,
    name: &str,
    value: Value,
    tally: &Tally,
) -> Result<(), Fault> {
    use v1::article_content::Content;
    let metadata = &mut found.metadata;
    match field {
        Field::Text | Field::Html => {
            let text = string(value)?;
            let content = match field {
                Field::Text => Content::Text(text),
                _ => Content::Html(text),
            };
            if found.content.content.replace(content).is_some() {
                return Err(Fault::Record(RecordError::TwoContents));
            }
        }
        Field::Title => metadata.title = string(value)?,
        Field::Source => metadata.source = string(value)?,
        Field::SourceDisplayName => metadata.source_display_name = string(value)?,
        Field::Url => metadata.url = string(value)?,
        Field::CanonicalUrl => metadata.canonical_url = string(value)?,
        Field::ExternalId => metadata.external_id = id(value)?,
        Field::Authors => metadata.authors = authors(value)?,
        Field::PublishTime => metadata.publish_time = moment(value, name, tally)?,
        Field::ModifyTime => metadata.modify_time = moment(value, name, tally)?,
        Field::FetchTime => metadata.fetch_time = moment(value, name, tally)?,
        Field::Language => metadata.language_code = string(value)?,
        Field::Labels => {
            let Value::Object(labels) = value else {
                return Err(must_be("an object", &value).into());
            };
            for (label, value) in labels {
                let value = string(value).map_err(|problem| {
                    let field = format!("{name}.{}", shortened(&label));
                    Fault::Record(RecordError::Field { field, problem })
                })?;
                metadata.labels.insert(label, value);
            }
        }
    }
    Ok(())
}

/// A name that stands in a message.
fn shortened(name: &str) -> String {
    name.chars().take(64).collect()
}

fn must_be(wanted: &str, value: &Value) -> String {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    format!("must be {wanted}, not {kind}")
}

fn string(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(must_be("a string", &other)),
    }
}

/// Ids are often whole numbers.
fn id(value: Value) -> Result<String, String> {
    match value {
        Value::Number(number) if !number.is_f64() => Ok(number.to_string()),
        other => string(other),
    }
}

/// A list of names, or one name.
fn authors(value: Value) -> Result<Vec<String>, String> {
    match value {
        Value::String(one) if one.trim().is_empty() => Ok(Vec::new()),
        Value::String(one) => Ok(vec![one]),
        Value::Array(list) => {
            let names: Result<_, _> = list.into_iter().map(string).collect();
            names.map_err(|_| "must be a list of strings".to_owned())
        }
        other => Err(must_be("a list of strings", &other)),
    }
}

/// A time as files have it, or seconds since 1970. An empty string is none; a text that is no
/// time is counted as a field that is not read, for no article is lost to that.
fn moment(
    value: Value,
    name: &str,
    tally: &Tally,
) -> Result<Option<prost_types::Timestamp>, String> {
    const FIRST: f64 = -62_135_596_800.0; // 0001-01-01T00:00:00Z
    const END: f64 = 253_402_300_800.0; // 10000-01-01T00:00:00Z
    match value {
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => {
            let time = &text[..text.floor_char_boundary(LONGEST_TIME)];
            let read = time::written(time);
            if read.is_none() {
                tally.unread(&format!("{name} (no time)"));
            }
            Ok(read.map(timestamp))
        }
        Value::Number(number) => {
            // Exact for whole seconds of these years, and to the microsecond between.
            let seconds = number.as_f64().filter(|seconds| (FIRST..END).contains(seconds));
            let Some(seconds) = seconds else {
                return Err("must be seconds since 1970, in the years 1 to 9999".to_owned());
            };
            let whole = seconds.floor();
            let nanos = ((seconds - whole) * 1e6).floor() as i32 * 1000;
            Ok(Some(prost_types::Timestamp { seconds: whole as i64, nanos }))
        }
        other => Err(must_be("a time", &other)),
    }
}

/// Reads the fields of an object that are known.
struct Line<'a> {
    tally: &'a Tally,
}

impl<'de> DeserializeSeed<'de> for Line<'_> {
    type Value = Vec<Stated>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Line<'_> {
    type Value = Vec<Stated>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut stated = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some((field, rank)) = known(&name) else {
                map.next_value::<IgnoredAny>()?;
                self.tally.unread(&name);
                continue;
            };
            let value: Value = map.next_value()?;
            if !value.is_null() {
                stated.push(Stated { field, rank, name, value });
            }
        }
        Ok(stated)
    }
}
