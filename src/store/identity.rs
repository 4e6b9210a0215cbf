//! Entities of the corpus on their way into the store and out of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Etag, RequestKey, StoredDocument};
use crate::domain::{
    Appearance, EntityId, ExternalId, FieldKind, FieldRule, FieldTest, FieldValue, Filter,
    MentionKind, Profile,
};

/// A document whose entities are to be identified.
#[derive(Clone, Debug, PartialEq)]
pub struct Unidentified {
    /// Its place in the queue; another one when it is analysed again.
    pub ticket: i64,
    /// The document.
    pub seq: i64,
    /// [`super::AnalysisRows::appearances`] of its analysis; empty when it has none.
    pub appearances: Vec<u8>,
    /// When it was published.
    pub publish_time: Option<Timestamp>,
    /// Folded names that it had entities under when it was identified last, with those entities.
    pub before: Vec<(String, i64)>,
}

/// Entities that keys lead to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// For each key the entities: curated ones first, and those that most documents name.
    pub found: Vec<(String, Vec<i64>)>,
    /// Each of them, and of the others that were asked for, once.
    pub profiles: Vec<Profile>,
}

/// A document with its entities identified.
#[derive(Clone, Debug)]
pub struct Identified {
    /// [`Unidentified::ticket`].
    pub ticket: i64,
    /// The document.
    pub seq: i64,
    /// What its entities are.
    pub links: Vec<IdentityLink>,
}

/// What an entity of a document is.
#[derive(Clone, Debug)]
pub struct IdentityLink {
    /// The entity in the document.
    pub appearance: Appearance,
    /// Its name there, folded.
    pub name: String,
    /// The entity of the corpus; -1, -2 ... are new ones of the batch.
    pub entity: i64,
    /// The id that a new one has if nobody had it before.
    pub slug: String,
}

/// An entity of the corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredEntity {
    /// Its number; never used twice.
    pub number: i64,
    /// Its id.
    pub id: EntityId,
    /// Its name.
    pub name: String,
    /// What it is: "PERSON".
    pub kind: String,
    /// Its names, the most frequent first; at most [`MOST_ALIASES`].
    pub aliases: Vec<StoredAlias>,
    /// Its codes elsewhere, in their order.
    pub external_ids: Vec<ExternalId>,
    /// Roles that articles give it, folded, the most frequent first; at most [`MOST_ROLES`].
    pub roles: Vec<String>,
    /// Mentions of all kinds.
    pub mention_count: u64,
    /// Documents that name it.
    pub document_count: u64,
    /// Sources that name it.
    pub source_count: u64,
    /// Earliest publication of a document that names it.
    pub first_seen: Option<Timestamp>,
    /// Latest publication.
    pub last_seen: Option<Timestamp>,
    /// The entity that it was merged into.
    pub merged_into: Option<EntityId>,
    /// Whether somebody has named, merged or divided it.
    pub curated: bool,
    /// Changes with it, but not with counts and times.
    pub etag: Etag,
}

impl StoredEntity {
    /// Whether it passes a filter by [`ENTITY_FIELDS`].
    pub fn passes(&self, filter: &Filter<FieldTest>) -> bool {
        filter.passes(&|test| test.passes(&self.value(test.field.name)))
    }

    fn value(&self, field: &str) -> FieldValue<'_> {
        let number = |count: u64| FieldValue::Number(count as f64);
        match field {
            "type" => FieldValue::Texts(vec![&self.kind]),
            "canonical_name" => FieldValue::Texts(vec![&self.name]),
            "document_count" => number(self.document_count),
            "mention_count" => number(self.mention_count),
            "source_count" => number(self.source_count),
            "curated" => FieldValue::Flag(self.curated),
            "aliases" => FieldValue::Texts(self.aliases.iter().map(|a| a.text.as_str()).collect()),
            "roles" => FieldValue::Texts(self.roles.iter().map(String::as_str).collect()),
            "external_ids" => {
                FieldValue::Texts(self.external_ids.iter().map(|id| id.value.as_str()).collect())
            }
            _ => FieldValue::Texts(Vec::new()),
        }
    }
}

/// Names of an entity that are told.
pub const MOST_ALIASES: usize = 64;
/// Sources of a name that are told.
pub const MOST_SOURCES: usize = 32;
/// Roles of an entity that are told.
pub const MOST_ROLES: usize = 16;

/// A name of an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredAlias {
    /// The words.
    pub text: String,
    /// How most mentions use it; `None` when somebody gave it and no document has it.
    pub kind: Option<MentionKind>,
    /// Mentions.
    pub count: u64,
    /// Sources that use it, in their order; the first [`MOST_SOURCES`].
    pub sources: Vec<String>,
}

/// Orders of lists of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityOrderBy {
    /// By how many documents name them.
    Documents,
    /// By how often they are mentioned.
    Mentions,
    /// By the earliest document; those without a time last.
    FirstSeen,
    /// By the latest document; those without a time last.
    LastSeen,
    /// By id.
    Name,
}

/// What entities can be filtered by.
pub const ENTITY_FIELDS: &[FieldRule] = &[
    FieldRule {
        name: "type",
        kind: FieldKind::Word(&[
            "PERSON",
            "ORGANIZATION",
            "LOCATION",
            "EVENT",
            "WORK",
            "GROUP",
            "OTHER",
        ]),
    },
    FieldRule { name: "canonical_name", kind: FieldKind::Text },
    FieldRule { name: "document_count", kind: FieldKind::Number },
    FieldRule { name: "mention_count", kind: FieldKind::Number },
    FieldRule { name: "source_count", kind: FieldKind::Number },
    FieldRule { name: "curated", kind: FieldKind::Flag },
    FieldRule { name: "aliases", kind: FieldKind::Text },
    FieldRule { name: "roles", kind: FieldKind::Text },
    FieldRule { name: "external_ids", kind: FieldKind::Names },
];

/// Asks for a page of entities; those merged away are in no list.
#[derive(Clone, Debug)]
pub struct EntityListRequest {
    /// Which, over [`ENTITY_FIELDS`].
    pub filter: Filter<FieldTest>,
    /// In which order; ties by age.
    pub order: EntityOrderBy,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Most entities; at least 1.
    pub size: usize,
    /// Token of the page before, made with the same filter and order; empty = first page.
    pub token: String,
}

/// A page of entities.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityPage {
    /// In the order asked for.
    pub entities: Vec<StoredEntity>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
}

/// Where an entity stands in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityPlace {
    /// The document ([`super::Detail::Full`]).
    pub document: StoredDocument,
    /// Its place in the list of entities of the analysis.
    pub place: u32,
}

/// Merges entities into one.
#[derive(Clone, Debug)]
pub struct MergeChange {
    /// The survivor.
    pub into: EntityId,
    /// Those that go into it.
    pub merged: Vec<EntityId>,
    /// The survivor's etag that the caller has seen.
    pub etag: Option<Etag>,
    /// The caller's name for the call.
    pub request: Option<RequestKey>,
    /// When it is made.
    pub time: Timestamp,
}

/// Gives some names of an entity, and the documents that call it so, to a new one.
#[derive(Clone, Debug)]
pub struct SplitChange {
    /// The entity.
    pub from: EntityId,
    /// The names with their folded forms.
    pub aliases: Vec<(String, String)>,
    /// The id of the new one if nobody had it before.
    pub slug: String,
    /// The entity's etag that the caller has seen.
    pub etag: Option<Etag>,
    /// The caller's name for the call.
    pub request: Option<RequestKey>,
    /// When it is made.
    pub time: Timestamp,
}

/// What somebody knows of an entity; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct UpsertChange {
    /// Which; `None` = the only one of this name and type, else a new one.
    pub id: Option<EntityId>,
    /// The id of a new one if nobody had it before.
    pub slug: String,
    /// Its name with the keys under which it is looked up.
    pub name: Option<(String, Vec<String>)>,
    /// What it is.
    pub kind: Option<String>,
    /// The keys of a name of an entity of a type: where the type changes, names that it has are
    /// looked up by others.
    pub keys: fn(&str, &str) -> Vec<String>,
    /// All names besides that somebody gives it, with their keys; those that documents use stay.
    pub aliases: Option<Vec<(String, Vec<String>)>>,
    /// All codes that somebody gives it; those that documents tell stay.
    pub external_ids: Option<Vec<ExternalId>>,
    /// All roles that somebody gives it, folded; those that documents tell stay.
    pub roles: Option<Vec<String>>,
    /// The etag that the caller has seen.
    pub etag: Option<Etag>,
    /// The caller's name for the call.
    pub request: Option<RequestKey>,
    /// When it is made.
    pub time: Timestamp,
}

/// What somebody has named by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnName {
    /// The entity.
    pub entity: EntityId,
    /// Its name.
    pub name: String,
    /// What it is: "PERSON".
    pub kind: String,
    /// Its other names that somebody gave.
    pub aliases: Vec<String>,
    /// The codes that somebody gave.
    pub ids: Vec<ExternalId>,
}
