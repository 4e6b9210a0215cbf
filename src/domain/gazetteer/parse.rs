//! Reads and checks entries.

use serde_json::{Map, Value};

use super::{Gazetteer, GazetteerEntry, GazetteerError, units::Units};
use crate::domain::{EntityType, ExternalId};

/// A field and what is wrong with it.
type Fault = (String, String);

/// The entries of JSON Lines, each with the number of its line, unchecked.
pub(super) fn entries(
    text: &str,
) -> impl Iterator<Item = Result<(usize, GazetteerEntry), GazetteerError>> {
    text.lines().enumerate().filter_map(|(index, words)| {
        // A file may begin with a byte order mark.
        let words = words.trim_start_matches('\u{feff}').trim();
        (!words.is_empty()).then(|| read(index + 1, words))
    })
}

fn read(line: usize, words: &str) -> Result<(usize, GazetteerEntry), GazetteerError> {
    let value = serde_json::from_str(words)
        .map_err(|error| GazetteerError::Json { line, reason: reason(&error) })?;
    let Value::Object(object) = value else {
        return Err(GazetteerError::Json { line, reason: "is no object".to_owned() });
    };
    let error = |(field, problem)| GazetteerError::Field { line, field, problem };
    Ok((line, entry(object).map_err(error)?))
}

/// The message of the parser with the column alone; its line is always 1.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    format!("{} at column {}", &message[..end], error.column())
}

fn entry(object: Map<String, Value>) -> Result<GazetteerEntry, Fault> {
    let (mut name, mut kind, mut aliases, mut ids) = (None, None, Vec::new(), Vec::new());
    for (field, value) in object {
        match field.as_str() {
            "name" => name = Some(string("name", value)?),
            "type" => kind = Some(entity_type(&string("type", value)?)?),
            "aliases" => aliases = strings(value)?,
            "ids" => ids = codes(value)?,
            _ => return Err((field, "is unknown".to_owned())),
        }
    }
    let missing = |field: &str| (field.to_owned(), "is missing".to_owned());
    let name = name.ok_or_else(|| missing("name"))?;
    let kind = kind.ok_or_else(|| missing("type"))?;
    Ok(GazetteerEntry { name, kind, aliases, ids })
}

fn string(field: &str, value: Value) -> Result<String, Fault> {
    match value {
        Value::String(words) => Ok(words),
        _ => Err((field.to_owned(), "is no string".to_owned())),
    }
}

fn strings(value: Value) -> Result<Vec<String>, Fault> {
    let Value::Array(list) = value else {
        return Err(("aliases".to_owned(), "is no list".to_owned()));
    };
    let item = |(i, value)| string(&format!("aliases[{i}]"), value);
    list.into_iter().enumerate().map(item).collect()
}

fn codes(value: Value) -> Result<Vec<ExternalId>, Fault> {
    let Value::Object(object) = value else {
        return Err(("ids".to_owned(), "is no object".to_owned()));
    };
    let code = |(scheme, value): (String, Value)| {
        let value = string(&format!("ids.{scheme}"), value)?;
        Ok(ExternalId { scheme: scheme.into(), value })
    };
    object.into_iter().map(code).collect()
}

fn entity_type(name: &str) -> Result<EntityType, Fault> {
    let known = EntityType::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name));
    known.ok_or_else(|| {
        let names = EntityType::ALL.map(EntityType::name);
        ("type".to_owned(), format!("is none of {}", names.join(", ")))
    })
}

/// Whether an entry keeps the bounds.
pub(super) fn check(entry: &GazetteerEntry) -> Result<(), Fault> {
    let many = |field: &str, limit: usize| (field.to_owned(), format!("has more than {limit}"));
    form("name", &entry.name)?;
    if entry.aliases.len() > Gazetteer::MAX_ALIASES {
        return Err(many("aliases", Gazetteer::MAX_ALIASES));
    }
    for (i, alias) in entry.aliases.iter().enumerate() {
        form(&format!("aliases[{i}]"), alias)?;
    }
    if entry.ids.len() > Gazetteer::MAX_IDS {
        return Err(many("ids", Gazetteer::MAX_IDS));
    }
    for (i, id) in entry.ids.iter().enumerate() {
        let field = || format!("ids.{}", id.scheme);
        let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if id.scheme.is_empty() || id.scheme.len() > 64 || !id.scheme.chars().all(sign) {
            let problem = "is no name of a scheme: letters, digits, '-', '_', '.', 64 at most";
            return Err((field(), problem.to_owned()));
        }
        if entry.ids[..i].iter().any(|other| other.scheme == id.scheme) {
            return Err((field(), "is given twice".to_owned()));
        }
        if id.value.trim().is_empty() {
            return Err((field(), "is empty".to_owned()));
        }
        short(&field(), &id.value)?;
    }
    Ok(())
}

/// Whether words can be a name.
fn form(field: &str, words: &str) -> Result<(), Fault> {
    short(field, words)?;
    if !words.contains(char::is_alphanumeric) {
        return Err((field.to_owned(), "has no letter or digit".to_owned()));
    }
    // No form has more units than bytes.
    let limit = Gazetteer::MAX_NAME_UNITS;
    if words.len() > limit && Units::of(words).len() > limit {
        return Err((field.to_owned(), format!("has more than {limit} words and signs")));
    }
    Ok(())
}

fn short(field: &str, value: &str) -> Result<(), Fault> {
    let limit = Gazetteer::MAX_NAME_BYTES;
    if value.len() > limit {
        return Err((field.to_owned(), format!("is longer than {limit} bytes")));
    }
    Ok(())
}
