//! One utterance and all its renderings.

use super::Evidence;
use crate::domain::{QuoteKind, Span, WordEdit};

/// How the renderings of an utterance relate; the first that holds, in this order from below:
/// a group with an altered rendering is altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuoteRelation {
    /// One rendering only.
    Single,
    /// The same words.
    Identical,
    /// Some are parts of others.
    DifferentExtent,
    /// Other words of the same meaning throughout, as two translators choose them.
    DifferentTranslation,
    /// In marks here, reported without marks there.
    Paraphrased,
    /// Content words inside the marks differ for no reason that shows.
    Altered,
    /// One talking point on several occasions or of several speakers: not one utterance.
    Recurring,
}

/// Whose words they are, or who passed them on.
#[derive(Clone, Debug, PartialEq)]
pub struct QuoteParty {
    /// Index into [`super::Comparison::entities`].
    pub entity: Option<usize>,
    /// Canonical name of the entity, else the words used here.
    pub name: String,
    /// The words that name them here.
    pub mention: Span,
    /// Confidence that it is this one, 0 to 1.
    pub score: f64,
}

/// One document's rendering of an utterance.
#[derive(Clone, Debug, PartialEq)]
pub struct QuoteRendering {
    /// Index of the column.
    pub document: usize,
    /// Index into its [`crate::domain::Analysis::quotes`].
    pub quote: usize,
    /// What kind of quotation it is.
    pub kind: QuoteKind,
    /// The words with their marks.
    pub evidence: Evidence,
    /// Whose words the document says they are.
    pub speakers: Vec<QuoteParty>,
    /// Through whom they arrived: nearest first.
    pub relayed_by: Vec<QuoteParty>,
    /// From the fullest rendering to this one; empty for the fullest itself.
    pub edits: Vec<WordEdit>,
    /// Similarity to the fullest, 0 to 1.
    pub similarity: f64,
    /// Whether the text is damaged here.
    pub damaged: bool,
}

/// One utterance in all its renderings; or, when recurring, one talking point.
#[derive(Clone, Debug, PartialEq)]
pub struct QuoteCluster {
    /// Index into [`super::Comparison::entities`] of the speaker, where the documents that name
    /// one agree or one of them is the finer.
    pub speaker: Option<usize>,
    /// The speaker's name; empty when unknown.
    pub speaker_name: String,
    /// How the renderings relate.
    pub relation: QuoteRelation,
    /// In column order, then text order.
    pub renderings: Vec<QuoteRendering>,
    /// Index into `renderings` of the longest undamaged one.
    pub fullest: usize,
    /// Indices into [`super::Comparison::discrepancies`], ascending.
    pub discrepancies: Vec<usize>,
}

impl QuoteCluster {
    /// Whether two documents or more render the one utterance.
    pub fn is_shared(&self) -> bool {
        let first = self.renderings.first().map(|r| r.document);
        let others = self.renderings.iter().any(|r| Some(r.document) != first);
        self.relation != QuoteRelation::Recurring && others
    }
}
