//! The columns of a comparison.

use jiff::Timestamp;

use crate::domain::{Quality, Span, Zone};

/// One column in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DocumentProfile {
    /// Claims this document makes.
    pub claims: usize,
    /// Claims nobody else makes, but for copies of this document.
    pub unique_claims: usize,
    /// Consensus claims it makes.
    pub consensus_claims: usize,
    /// Consensus claims it leaves out.
    pub omitted_consensus: usize,
    /// Share of the words of title and body inside quotations, 0 to 1.
    pub quoted_share: f64,
    /// Share of its claims that it credits to somebody, 0 to 1.
    pub attributed_share: f64,
    /// Share of the words of title and body that stand word for word in another document, 0 to 1.
    pub reused_share: f64,
    /// 1 less the mean agreement with the documents of other voices, 0 to 1; 0 without any.
    pub distinctiveness: f64,
}

/// One column of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedDocument {
    /// Short key, unique in the comparison.
    pub key: String,
    /// Resource name of a stored document, else the key.
    pub document: String,
    /// The revision that was compared, of a stored document; else empty.
    pub revision: String,
    /// The outlet, as the caller gave it; empty when unknown.
    pub source: String,
    /// When it was published, as the caller said or the text states.
    pub publish_time: Option<Timestamp>,
    /// The headline.
    pub title: Option<Span>,
    /// Index of the column whose voice it speaks with: its own, or of a group of copies that of the
    /// earliest.
    pub voice: usize,
    /// State of the text.
    pub quality: Quality,
    /// The column in figures.
    pub profile: DocumentProfile,
    /// Stretches that were left out as page furniture.
    pub furniture: Vec<Zone>,
}
