//! What has changed, for those who watch.
//!
//! Another kind of change is: a variant of [`Change`] and of [`ChangeKind`] with their arms here,
//! one arm each in writing and reading it, in what filters ask of it and in the protocol.

use std::time::Duration;

use jiff::Timestamp;

use super::{StoredDocument, StoredEntity, StoryFinding};
use crate::domain::Story;

/// One change, as it stands in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its place in the order of commits; grows, and is never used twice.
    pub sequence: i64,
    /// When it was written.
    pub time: Timestamp,
    /// What has changed.
    pub change: Change,
}

impl Event {
    /// Format of the snapshots in the log. Raise it whenever a type that [`Change`] holds is
    /// written otherwise: a store that finds another format in its log empties it, and those who
    /// watch are told that their token has expired.
    pub const FORMAT: u8 = 2;
}

/// What has changed, with the changed resource as it was then.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A document was stored ([`super::Detail::Basic`]).
    DocumentCreated(Box<StoredDocument>),
    /// A document has a new revision or new metadata.
    DocumentRevised(Box<StoredDocument>),
    /// A document was removed; as it was before.
    DocumentDeleted(Box<StoredDocument>),
    /// A story has begun.
    StoryCreated(Box<Story>),
    /// Articles came to a story or left it. One without articles has ended.
    StoryUpdated(Box<Story>),
    /// A story went into another one.
    StoryMerged(Box<Story>),
    /// An article came to a story whose others it contradicts.
    DiscrepancyFound(Box<StoryFinding>),
    /// A claim of one voice has found its second.
    ClaimCorroborated(Box<StoryFinding>),
    /// An entity of the corpus is new, or has another name, type, alias, role or code, or was
    /// merged or divided.
    EntityUpdated(Box<StoredEntity>),
    /// An entity of the corpus is in no document any more; as it was with the last one.
    EntityDeleted(Box<StoredEntity>),
}

impl Change {
    /// What kind of change it is.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::DocumentCreated(_) => ChangeKind::DocumentCreated,
            Self::DocumentRevised(_) => ChangeKind::DocumentRevised,
            Self::DocumentDeleted(_) => ChangeKind::DocumentDeleted,
            Self::StoryCreated(_) => ChangeKind::StoryCreated,
            Self::StoryUpdated(_) => ChangeKind::StoryUpdated,
            Self::StoryMerged(_) => ChangeKind::StoryMerged,
            Self::DiscrepancyFound(_) => ChangeKind::DiscrepancyFound,
            Self::ClaimCorroborated(_) => ChangeKind::ClaimCorroborated,
            Self::EntityUpdated(_) => ChangeKind::EntityUpdated,
            Self::EntityDeleted(_) => ChangeKind::EntityDeleted,
        }
    }

    /// Name of the changed resource: changes of one name may be told as one.
    pub fn name(&self) -> String {
        match self {
            Self::DocumentCreated(document)
            | Self::DocumentRevised(document)
            | Self::DocumentDeleted(document) => document.id.name(),
            Self::StoryCreated(story) | Self::StoryUpdated(story) | Self::StoryMerged(story) => {
                story.id.name()
            }
            Self::DiscrepancyFound(finding) | Self::ClaimCorroborated(finding) => finding.key(),
            Self::EntityUpdated(entity) | Self::EntityDeleted(entity) => entity.id.name(),
        }
    }
}

/// The kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// A document was stored.
    DocumentCreated,
    /// A document has a new revision or new metadata.
    DocumentRevised,
    /// A document was removed.
    DocumentDeleted,
    /// A story has begun.
    StoryCreated,
    /// Articles came to a story or left it.
    StoryUpdated,
    /// A story went into another one.
    StoryMerged,
    /// An article came to a story whose others it contradicts.
    DiscrepancyFound,
    /// A claim of one voice has found its second.
    ClaimCorroborated,
    /// An entity of the corpus has changed.
    EntityUpdated,
    /// An entity of the corpus is in no document any more.
    EntityDeleted,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::DocumentCreated,
        Self::DocumentRevised,
        Self::DocumentDeleted,
        Self::StoryCreated,
        Self::StoryUpdated,
        Self::StoryMerged,
        Self::DiscrepancyFound,
        Self::ClaimCorroborated,
        Self::EntityUpdated,
        Self::EntityDeleted,
    ];
}

/// What there is of resources that can be watched, in the order in which a present state is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// The documents.
    Documents,
    /// The stories, but for those that were merged.
    Stories,
}

impl Collection {
    /// All of them, in their order.
    pub const ALL: &'static [Self] = &[Self::Documents, Self::Stories];

    /// As what kind of change its entries are told.
    pub fn kind(self) -> ChangeKind {
        match self {
            Self::Documents => ChangeKind::DocumentCreated,
            Self::Stories => ChangeKind::StoryCreated,
        }
    }
}

/// An entry of a collection as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Present {
    /// Its place in the collection.
    pub seq: i64,
    /// When it last changed.
    pub time: Timestamp,
    /// The entry, as if it had just come.
    pub change: Change,
}

/// What the log holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogState {
    /// Sequence of the oldest event that is kept; one more than `last` when none is.
    pub oldest: i64,
    /// When that was written.
    pub oldest_time: Option<Timestamp>,
    /// Sequence of the last event; 0 when there was none yet.
    pub last: i64,
}

/// How much of the log is kept; older events go when new ones are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLimits {
    /// For how long.
    pub age: Duration,
    /// Most events.
    pub events: usize,
}

impl Default for LogLimits {
    /// Seven days, a million events.
    fn default() -> Self {
        Self { age: Duration::from_hours(7 * 24), events: 1_000_000 }
    }
}
