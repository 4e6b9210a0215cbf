//! Stories: articles on one event.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::{DocumentId, EntityId, EntityType, FieldKind, FieldRule};

/// A story develops for as long after its latest article.
pub const DEVELOPS_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Id of a story: `[a-z0-9][a-z0-9-]{0,62}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StoryId(String);

/// The string is not a story's id.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be 1 to 63 of a-z, 0-9 and '-', not starting with '-'")]
pub struct InvalidStoryId;

impl StoryId {
    /// Collection that names of stories start with.
    pub const COLLECTION: &'static str = "stories/";

    /// The id of a story that a document founds; `attempt` tells the stories apart that one
    /// document founds in the course of time.
    pub fn founded_by(document: &DocumentId, attempt: u32) -> Self {
        let hash = Sha256::new()
            .chain_update("story\0")
            .chain_update(document.as_str())
            .chain_update([0])
            .chain_update(attempt.to_be_bytes())
            .finalize();
        Self(hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The id alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The resource name, `stories/{story}`.
    pub fn name(&self) -> String {
        format!("{}{}", Self::COLLECTION, self.0)
    }

    /// Reads a resource name.
    pub fn from_name(name: &str) -> Result<Self, InvalidStoryId> {
        name.strip_prefix(Self::COLLECTION).ok_or(InvalidStoryId)?.parse()
    }
}

impl FromStr for StoryId {
    type Err = InvalidStoryId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let valid = (1..=63).contains(&id.len()) && !id.starts_with('-') && id.bytes().all(fits);
        if valid { Ok(Self(id.to_owned())) } else { Err(InvalidStoryId) }
    }
}

impl fmt::Display for StoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a story is still told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StoryState {
    /// Articles may still come.
    Developing,
    /// Its latest article is older than [`DEVELOPS_FOR`], seen from the latest article of all.
    Dormant,
    /// Another story has taken its articles over.
    Merged,
}

impl StoryState {
    /// The state of a story that has not been merged: `last` is when its latest article was
    /// published, `latest` when the latest of all stored articles was. A story without dates
    /// counts as developing.
    pub fn of(last: Option<Timestamp>, latest: Option<Timestamp>) -> Self {
        match (last, latest) {
            (Some(last), Some(latest)) if latest.duration_since(last) > DEVELOPS_FOR => {
                Self::Dormant
            }
            _ => Self::Developing,
        }
    }
}

/// An entity of a story, by the names that its articles give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityCount {
    /// The entity of the corpus that the latest articles mean by the name; `None` until one of them
    /// is identified.
    pub entity: Option<EntityId>,
    /// Its fullest name.
    pub canonical_name: String,
    /// What it is.
    pub kind: EntityType,
    /// Articles that name it.
    pub document_count: u32,
    /// How often they mention it.
    pub mention_count: u32,
}

/// A story as it stands now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its id.
    pub id: StoryId,
    /// Headline of `title_document`; empty when no article has one.
    pub title: String,
    /// The article whose headline stands for the story.
    pub title_document: Option<DocumentId>,
    /// Its articles.
    pub document_count: u32,
    /// The same with copies of one article counted once.
    pub independent_document_count: u32,
    /// Outlets that tell it.
    pub source_count: u32,
    /// What it is about: the entities that most of its articles name first.
    pub top_entities: Vec<EntityCount>,
    /// When the event happens, as most articles have it (EDTF); empty when none says.
    pub event_edtf: String,
    /// When its earliest article was published.
    pub first_publish_time: Option<Timestamp>,
    /// When its latest article was published.
    pub last_publish_time: Option<Timestamp>,
    /// In how many matters its articles were found to disagree as they came.
    pub discrepancy_count: u32,
    /// Whether it is still told.
    pub state: StoryState,
    /// The story that has taken its articles over.
    pub merged_into: Option<StoryId>,
    /// Grows by one with every article that comes or goes.
    pub generation: i64,
    /// Changes with every change of the story.
    pub etag: String,
}

/// What stories can be filtered by.
pub const STORY_FIELDS: &[FieldRule] = &[
    FieldRule { name: "title", kind: FieldKind::Text },
    FieldRule { name: "document_count", kind: FieldKind::Number },
    FieldRule { name: "independent_document_count", kind: FieldKind::Number },
    FieldRule { name: "source_count", kind: FieldKind::Number },
    FieldRule { name: "discrepancy_count", kind: FieldKind::Number },
    FieldRule { name: "entities", kind: FieldKind::Names },
    FieldRule { name: "event_edtf", kind: FieldKind::Text },
    FieldRule { name: "first_publish_time", kind: FieldKind::Time },
    FieldRule { name: "last_publish_time", kind: FieldKind::Time },
    FieldRule { name: "state", kind: FieldKind::Word(&["DEVELOPING", "DORMANT", "MERGED"]) },
];

/// The order of a list of stories. Ties are broken by when they were founded, in the same
/// direction; stories without the value come before all others, or after them when the greatest
/// come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StoryOrder {
    /// The value.
    pub by: StoryOrderBy,
    /// Greatest first.
    pub descending: bool,
}

/// Values that stories can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoryOrderBy {
    /// When it was founded.
    CreateTime,
    /// When its latest article was published.
    LastPublishTime,
    /// How many articles it has.
    DocumentCount,
    /// How many outlets tell it.
    SourceCount,
}

/// The string is no order of stories.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "must be create_time, last_publish_time, document_count or source_count, with \" desc\" for \
     the greatest first"
)]
pub struct StoryOrderError;

impl Default for StoryOrder {
    fn default() -> Self {
        Self { by: StoryOrderBy::CreateTime, descending: true }
    }
}

impl FromStr for StoryOrder {
    type Err = StoryOrderError;

    /// Reads `FIELD`, `FIELD asc` or `FIELD desc`; nothing is the default, the latest founded
    /// first.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let (field, descending) = match words.as_slice() {
            [] => return Ok(Self::default()),
            [field] => (*field, false),
            [field, word] if word.eq_ignore_ascii_case("asc") => (*field, false),
            [field, word] if word.eq_ignore_ascii_case("desc") => (*field, true),
            _ => return Err(StoryOrderError),
        };
        let by = match field {
            "create_time" => StoryOrderBy::CreateTime,
            "last_publish_time" => StoryOrderBy::LastPublishTime,
            "document_count" => StoryOrderBy::DocumentCount,
            "source_count" => StoryOrderBy::SourceCount,
            _ => return Err(StoryOrderError),
        };
        Ok(Self { by, descending })
    }
}

/// An article's place in a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryMembership {
    /// The story.
    pub story: StoryId,
    /// How well the article fits it, 0 to 1.
    pub score: f64,
    /// Whether somebody put it there by hand.
    pub pinned: bool,
}

/// What happened to a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoryStep {
    /// An article founded it.
    Founded,
    /// An article joined it.
    Joined,
    /// An article left it: a new revision tells of something else, or somebody has moved it.
    Left,
    /// Another story went into it.
    Absorbed,
    /// It went into another story.
    Merged,
    /// Some of its articles left together and founded another story.
    Divided,
    /// It was founded by articles that left another story.
    SplitOff,
}

/// One step in a story's history.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryHistory {
    /// What happened.
    pub step: StoryStep,
    /// The article that it happened with; `None` when it is gone, or there is none.
    pub document: Option<DocumentId>,
    /// The other story.
    pub other: Option<StoryId>,
    /// How well article and story, or the stories, fitted; 0 to 1.
    pub score: f64,
    /// Whether somebody did it by hand.
    pub by_hand: bool,
    /// When.
    pub time: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_and_others_are_refused() {
        let document: DocumentId = "d-1".parse().unwrap();
        let id = StoryId::founded_by(&document, 0);
        assert_eq!(StoryId::from_name(&id.name()), Ok(id.clone()));
        assert_ne!(StoryId::founded_by(&document, 1), id);
        assert_eq!(StoryId::founded_by(&document, 0), id);
        for bad in ["", "stories/", "stories/-a", "stories/A", "documents/a", "stories/a/b"] {
            assert_eq!(StoryId::from_name(bad), Err(InvalidStoryId), "{bad}");
        }
    }

    #[test]
    fn orders_are_read() {
        assert_eq!("".parse(), Ok(StoryOrder::default()));
        let order = |by, descending| Ok(StoryOrder { by, descending });
        assert_eq!("source_count desc".parse(), order(StoryOrderBy::SourceCount, true));
        assert_eq!(" last_publish_time".parse(), order(StoryOrderBy::LastPublishTime, false));
        for bad in ["title", "create_time up", "create_time desc desc"] {
            assert_eq!(bad.parse::<StoryOrder>(), Err(StoryOrderError), "{bad}");
        }
    }

    #[test]
    fn a_story_rests_when_others_have_gone_on() {
        let day = |day: i8| Some(format!("2024-05-{day:02}T12:00:00Z").parse().unwrap());
        assert_eq!(StoryState::of(day(10), day(17)), StoryState::Developing);
        assert_eq!(StoryState::of(day(10), day(18)), StoryState::Dormant);
        assert_eq!(StoryState::of(day(10), day(2)), StoryState::Developing);
        assert_eq!(StoryState::of(None, day(18)), StoryState::Developing);
        assert_eq!(StoryState::of(day(10), None), StoryState::Developing);
    }
}
