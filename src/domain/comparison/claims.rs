//! Propositions and who states them: the claim matrix.

use super::Evidence;
use crate::domain::{ClaimSlot, Modality, Span};

/// What one document has to say to one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Makes the claim.
    Supports,
    /// Makes a weaker or less specific version of it.
    Partial,
    /// States what cannot be true together with it.
    Contradicts,
    /// Reports that somebody denies it.
    MentionsDenial,
    /// Nothing was found.
    Silent,
}

/// A document's stance to a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimStance {
    /// What it says.
    pub relation: Relation,
    /// Its words in text order; empty exactly when silent.
    pub evidence: Vec<Evidence>,
    /// Index into the document's [`crate::domain::Analysis::claims`] of each of `evidence`.
    pub claims: Vec<usize>,
    /// Who the document credits, in its own words; `None` when the outlet speaks for itself.
    pub attributed_to: Option<Span>,
    /// Index into [`super::Comparison::entities`] of whoever is credited.
    pub attributed_entity: Option<usize>,
    /// The standing that the document gives it; of several wordings that of the firmest.
    pub modality: Modality,
    /// Slots whose value differs from the row's. Entities are as in [`ClaimCluster::slots`].
    pub divergent_slots: Vec<ClaimSlot>,
    /// Similarity to the representative, 0 to 1.
    pub score: f64,
}

impl ClaimStance {
    /// Whether the document makes the claim, wholly or in part.
    pub fn makes(&self) -> bool {
        matches!(self.relation, Relation::Supports | Relation::Partial)
    }
}

/// How far the documents carry a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimStatus {
    /// Enough independent voices make it.
    Consensus,
    /// Two or more independent voices, short of consensus.
    Corroborated,
    /// One voice only.
    SingleSource,
    /// Some document contradicts it or reports that it is denied, or a conflicting discrepancy of
    /// polarity concerns it.
    Disputed,
}

/// One proposition and who says it: a row of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimCluster {
    /// The fullest undamaged wording.
    pub representative: Evidence,
    /// The parts of the representative. Their spans are in its document; entities are indices
    /// into [`super::Comparison::entities`].
    pub slots: Vec<ClaimSlot>,
    /// One for each column, in order.
    pub stances: Vec<ClaimStance>,
    /// How far the documents carry it.
    pub status: ClaimStatus,
    /// Independent voices that make it, wholly or in part: copies of one text are one voice.
    pub independent_support: usize,
    /// Indices into [`super::Comparison::discrepancies`], ascending.
    pub discrepancies: Vec<usize>,
    /// How tightly the wordings match, 0 to 1; 1 for a single source.
    pub score: f64,
}

impl ClaimCluster {
    /// Number of documents that make the claim, wholly or in part.
    pub fn support(&self) -> usize {
        self.stances.iter().filter(|stance| stance.makes()).count()
    }
}
