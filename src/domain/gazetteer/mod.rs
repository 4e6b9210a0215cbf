//! A caller's own names: persons, bodies, places and other things that the language engine
//! need not know.

mod parse;
#[cfg(test)]
mod tests;
mod units;

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use self::units::Units;
use super::{EntityType, ExternalId, Span};

/// One thing that a caller knows by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GazetteerEntry {
    /// Its name, as entities carry it.
    pub name: String,
    /// What it is.
    pub kind: EntityType,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// Its codes elsewhere, at most one a scheme.
    pub ids: Vec<ExternalId>,
}

/// Why entries make no gazetteer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GazetteerError {
    /// A line is no JSON object.
    #[error("line {line}: {reason}")]
    Json {
        /// Number of the line, from 1.
        line: usize,
        /// What the parser says.
        reason: String,
    },
    /// A field of an entry is missing, unknown or wrong.
    #[error("line {line}: {field} {problem}")]
    Field {
        /// Number of the line, from 1; of entries that were in no file, their number.
        line: usize,
        /// Name of the field, as in `aliases[2]`.
        field: String,
        /// What is wrong with it: "is missing".
        problem: String,
    },
    /// There are more entries than a gazetteer holds.
    #[error("more than {limit} entries")]
    TooMany {
        /// The most there may be.
        limit: usize,
    },
}

/// Names with their types and codes, ready to be found in texts.
///
/// A name with a capital letter is found as it is written, a name without one in any case;
/// accents, the shape of apostrophes and dashes and the amount of white space do not count.
/// A form of several entries stands for the first that has it as its name, or else for the
/// first that has it as an alias.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    entries: Vec<GazetteerEntry>,
    /// Entries by the units of forms with capitals.
    exact: HashMap<Box<str>, u32>,
    /// Entries by the units of forms without.
    folded: HashMap<Box<str>, u32>,
    /// How many units the longest form has that begins with a unit, which is in lower case.
    longest: HashMap<Box<str>, u8>,
    digest: [u8; 32],
}

/// A name of a gazetteer in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GazetteerMatch {
    /// Where it stands.
    pub span: Span,
    /// Index of the entry.
    pub entry: usize,
}

impl GazetteerEntry {
    /// Whether a gazetteer can have it; else what is wrong with it, with `line` 1.
    pub fn check(&self) -> Result<(), GazetteerError> {
        let error = |(field, problem)| GazetteerError::Field { line: 1, field, problem };
        parse::check(self).map_err(error)
    }
}

impl Gazetteer {
    /// Most entries that a gazetteer has.
    pub const MAX_ENTRIES: usize = 1_000_000;
    /// Most aliases of an entry.
    pub const MAX_ALIASES: usize = 256;
    /// Most codes of an entry.
    pub const MAX_IDS: usize = 32;
    /// Most bytes of a name, an alias or a code.
    pub const MAX_NAME_BYTES: usize = 256;
    /// Most words and signs of a name or alias.
    pub const MAX_NAME_UNITS: usize = 32;

    /// A gazetteer of these entries.
    pub fn new(entries: Vec<GazetteerEntry>) -> Result<Self, GazetteerError> {
        Self::of_lines(entries.into_iter().enumerate().map(|(i, entry)| Ok((i + 1, entry))))
    }

    /// Reads JSON Lines: on each line an object with `name` (a string), `type` (the name of
    /// an entity type: "person", "ORGANIZATION"), and as one likes `aliases` (a list of
    /// strings) and `ids` (an object from scheme to code). Blank lines are passed over.
    pub fn from_jsonl(text: &str) -> Result<Self, GazetteerError> {
        Self::of_lines(parse::entries(text))
    }

    fn of_lines(
        lines: impl Iterator<Item = Result<(usize, GazetteerEntry), GazetteerError>>,
    ) -> Result<Self, GazetteerError> {
        let mut gazetteer = Self::default();
        for line in lines {
            let (line, entry) = line?;
            if gazetteer.entries.len() == Self::MAX_ENTRIES {
                return Err(GazetteerError::TooMany { limit: Self::MAX_ENTRIES });
            }
            let error = |(field, problem)| GazetteerError::Field { line, field, problem };
            parse::check(&entry).map_err(error)?;
            gazetteer.add(&entry.name, gazetteer.entries.len());
            gazetteer.entries.push(entry);
        }
        // Names go before aliases.
        let entries = std::mem::take(&mut gazetteer.entries);
        for (index, entry) in entries.iter().enumerate() {
            for alias in &entry.aliases {
                gazetteer.add(alias, index);
            }
        }
        gazetteer.digest = digest(&entries);
        gazetteer.entries = entries;
        Ok(gazetteer)
    }

    fn add(&mut self, form: &str, entry: usize) {
        let units = Units::of(form);
        let (Some(key), Some(first)) = (units.key(), units.lower(0)) else { return };
        let capital = form.chars().any(char::is_uppercase);
        let map = if capital { &mut self.exact } else { &mut self.folded };
        let key = if capital { key } else { key.to_lowercase() };
        // Entries are at most `MAX_ENTRIES`, units of a form at most `MAX_NAME_UNITS`.
        map.entry(key.into()).or_insert(entry as u32);
        let longest = self.longest.entry(first.into()).or_default();
        *longest = (*longest).max(units.len() as u8);
    }

    /// The entries in their order.
    pub fn entries(&self) -> &[GazetteerEntry] {
        &self.entries
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// First 16 hexadecimal digits of the SHA-256 of all entries: gazetteers that differ in
    /// anything have different ones.
    pub fn digest(&self) -> String {
        self.digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The names in a text, in text order, none overlapping another: the longest of those
    /// that begin at a place, as long as `fits` agrees to where it stands. Linear in the
    /// text.
    pub fn matches(&self, text: &str, fits: impl Fn(Span) -> bool) -> Vec<GazetteerMatch> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        let units = Units::of(text);
        let mut at = 0;
        while at < units.len() {
            match self.longest_at(&units, at, &fits) {
                Some((end, found_here)) => {
                    found.push(found_here);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The longest name that begins with a unit, and the unit after it.
    fn longest_at(
        &self,
        units: &Units<'_>,
        first: usize,
        fits: &impl Fn(Span) -> bool,
    ) -> Option<(usize, GazetteerMatch)> {
        let longest = usize::from(*self.longest.get(units.lower(first)?.as_str())?);
        let mut best = None;
        let (mut exact, mut lower) = (String::new(), String::new());
        for end in first + 1..=units.len().min(first + longest) {
            let known = exact.len();
            units.push(end - 1, &mut exact);
            lower.push_str(&exact[known..].to_lowercase());
            let entry = self.exact.get(exact.as_str()).or_else(|| self.folded.get(lower.as_str()));
            let Some(&entry) = entry else { continue };
            let span = units.span(first..end);
            if fits(span) {
                best = Some((end, GazetteerMatch { span, entry: entry as usize }));
            }
        }
        best
    }
}

/// A digest of all that entries say; lengths stand before their fields, so that no two lists
/// of entries give the same bytes.
fn digest(entries: &[GazetteerEntry]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut field = |value: &str| {
        hash.update((value.len() as u64).to_le_bytes());
        hash.update(value);
    };
    for entry in entries {
        field(&entry.name);
        field(entry.kind.name());
        field(&entry.aliases.len().to_string());
        entry.aliases.iter().for_each(|alias| field(alias));
        field(&entry.ids.len().to_string());
        for id in &entry.ids {
            field(&id.scheme);
            field(&id.value);
        }
    }
    hash.finalize().into()
}
