//! Entities over several documents.

use super::Evidence;
use crate::domain::{EntityType, ExternalId, MentionKind, Signal, Span};

/// A form of a name and how often it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameForm {
    /// The words.
    pub text: String,
    /// How they name the entity.
    pub kind: MentionKind,
    /// How often.
    pub count: usize,
}

/// One entity in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityInDocument {
    /// Index of the column.
    pub document: usize,
    /// How often it is named.
    pub mention_count: usize,
    /// Share of the document that is about it, as [`crate::domain::Entity::salience`], 0 to 1.
    pub salience: f64,
    /// Titles and roles that the document gives it, in text order, each wording once.
    pub roles: Vec<Span>,
    /// Most frequent first, ties in text order.
    pub forms: Vec<NameForm>,
    /// The first mention of each of the most frequent forms; at most 3.
    pub evidence: Vec<Evidence>,
}

/// One entity over all documents.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityComparison {
    /// Its fullest and most frequent name.
    pub canonical_name: String,
    /// What it is.
    pub kind: EntityType,
    /// Codes elsewhere.
    pub external_ids: Vec<ExternalId>,
    /// In column order; at least one.
    pub in_documents: Vec<EntityInDocument>,
    /// Why names that differ were joined.
    pub signals: Vec<Signal>,
}
