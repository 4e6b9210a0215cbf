//! Entities of the corpus: who and what is the same over all documents.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{EntityType, ExternalId, MentionKind};

/// Id of an entity of the corpus: its name in small letters, digits and hyphens, with a number
/// behind it where others had the name before: `[a-z0-9]+(-[a-z0-9]+)*`, at most 80 characters.
/// It is never used for another entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(String);

/// The string is not the id of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be 1 to 80 of a-z, 0-9 and single '-' between them")]
pub struct InvalidEntityId;

impl EntityId {
    /// Collection that names of entities start with.
    pub const COLLECTION: &'static str = "entities/";
    /// Most characters of an id.
    pub const MAX_LEN: usize = 80;

    /// The id alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The resource name, `entities/{entity}`.
    pub fn name(&self) -> String {
        format!("{}{}", Self::COLLECTION, self.0)
    }

    /// Reads a resource name.
    pub fn from_name(name: &str) -> Result<Self, InvalidEntityId> {
        name.strip_prefix(Self::COLLECTION).ok_or(InvalidEntityId)?.parse()
    }
}

impl FromStr for EntityId {
    type Err = InvalidEntityId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        let fits = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        let valid = id.len() <= Self::MAX_LEN && id.split('-').all(fits);
        if valid { Ok(Self(id.to_owned())) } else { Err(InvalidEntityId) }
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What tells an entity of the corpus from others, of which it may have several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Facet {
    /// Its type: "PERSON".
    Kind,
    /// A source that names it.
    Source,
    /// A role or title that an article gives it, folded.
    Role,
    /// A country that articles on it name most, by its ISO 3166-1 code.
    Country,
    /// Another entity that articles on it name, by its folded name.
    Company,
    /// A code elsewhere: "iso3166-1:RU".
    Code,
    /// What it is when it is told by a description and no name: "event:armed-conflict:UA".
    Topic,
}

/// A form in which an article names an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppearanceForm {
    /// The words with single spaces.
    pub text: String,
    /// How they name it.
    pub kind: MentionKind,
    /// How often.
    pub count: u32,
    /// Under which keys the name is looked up.
    pub keys: Vec<String>,
}

/// An entity of one article, with what tells whom of the corpus it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appearance {
    /// Its place in the list of the analysis.
    pub index: u32,
    /// Its fullest name in the article.
    pub name: String,
    /// What it is.
    pub kind: EntityType,
    /// Mentions of all kinds.
    pub mentions: u32,
    /// The names that the article gives it; none when it only describes it.
    pub forms: Vec<AppearanceForm>,
    /// What else is known of it, each once; [`Facet::Source`] is not among it.
    pub facts: Vec<(Facet, String)>,
}

impl Profile {
    /// Names of a profile.
    pub const MOST_NAMES: usize = 48;
    /// Values of a facet of a profile.
    pub const MOST_VALUES: usize = 64;
}

impl Appearance {
    /// The values of a facet.
    pub fn values(&self, facet: Facet) -> impl Iterator<Item = &str> {
        self.facts.iter().filter(move |(f, _)| *f == facet).map(|(_, value)| value.as_str())
    }
}

/// Under which key entities with a fact are looked up; only codes and topics are.
pub fn fact_key(facet: Facet, value: &str) -> Option<String> {
    match facet {
        Facet::Code => Some(format!("c:{value}")),
        Facet::Topic => Some(format!("t:{value}")),
        _ => None,
    }
}

/// Where an entity of so many documents stands among those of one key that are like it curated or
/// not: the greater the earlier. It changes where their number doubles.
pub fn key_weight(documents: u64) -> u32 {
    documents.checked_ilog2().map_or(0, |weight| weight.max(1))
}

/// A code as it stands among facts.
pub fn code_value(id: &ExternalId) -> String {
    format!("{}:{}", id.scheme, id.value)
}

/// An entity of the corpus as identification sees it. Lists are the most frequent values, a
/// bounded number of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Its number in the store.
    pub entity: i64,
    /// Its name.
    pub name: String,
    /// Documents that name it.
    pub documents: u64,
    /// Whether somebody has named, merged or divided it by hand.
    pub curated: bool,
    /// Whether its type was given by hand, and does not follow the documents.
    pub named: bool,
    /// Names with how often they stand in documents, and whether somebody gave them by hand.
    pub names: Vec<(String, u64, bool)>,
    /// Facts with the number of documents that tell them.
    pub facts: Vec<(Facet, String, u64)>,
    /// Earliest and latest publication of a document that names it, in seconds of Unix time.
    pub seen: Option<(i64, i64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for id in ["xi-jinping", "x", "7", "g-20", "john-smith-2"] {
            let id: EntityId = id.parse().unwrap();
            assert_eq!(EntityId::from_name(&id.name()), Ok(id));
        }
    }

    #[test]
    fn other_names_are_refused() {
        let long = format!("entities/{}", "a".repeat(EntityId::MAX_LEN + 1));
        for name in
            ["x", "entities/", "entities/-x", "entities/x-", "entities/a--b", "entities/X", &long]
        {
            assert_eq!(EntityId::from_name(name), Err(InvalidEntityId), "{name}");
        }
    }
}
