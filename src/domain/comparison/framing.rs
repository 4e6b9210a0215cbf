//! How documents name and judge.

use super::Evidence;
use crate::domain::{FramingDevice, Voice};

/// A framing term as one document uses it in one voice.
#[derive(Clone, Debug, PartialEq)]
pub struct FramingUse {
    /// The words, in lower case unless they are a name.
    pub term: String,
    /// How they frame.
    pub device: FramingDevice,
    /// Toward the target, -1 (against) to 1 (in favour).
    pub valence: f64,
    /// How often.
    pub count: usize,
    /// Who uses them.
    pub voice: Voice,
    /// Index into [`super::Comparison::entities`] of the speaker, when it is not the outlet.
    pub speaker: Option<usize>,
    /// The first uses; at most 3.
    pub evidence: Vec<Evidence>,
}

/// One document's words for a target.
#[derive(Clone, Debug, PartialEq)]
pub struct FramingInDocument {
    /// Index of the column.
    pub document: usize,
    /// The outlet's own, most frequent first, ties in text order.
    pub outlet_terms: Vec<FramingUse>,
    /// Those of the people it quotes, most frequent first, ties in text order.
    pub quoted_terms: Vec<FramingUse>,
    /// Mean valence of the outlet's own, by count; `None` when it uses none.
    pub mean_valence: Option<f64>,
}

/// A word that tells one document from the others: log-odds ratio with an informative Dirichlet
/// prior (Monroe, Colaresi and Quinn 2008), over the outlets' own voice.
#[derive(Clone, Debug, PartialEq)]
pub struct DistinctiveTerm {
    /// Index of the column.
    pub document: usize,
    /// The word or words, lower case.
    pub term: String,
    /// Log-odds ratio over its standard deviation; higher is more distinctive.
    pub z_score: f64,
    /// How often the document has it.
    pub count: usize,
    /// The first uses; at most 3.
    pub evidence: Vec<Evidence>,
}

/// How the documents frame one target, or, without a target, the story as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct FramingComparison {
    /// Index into [`super::Comparison::entities`] of what is named or judged; `None` for the
    /// story as a whole.
    pub target: Option<usize>,
    /// Its name; empty for the story as a whole.
    pub target_name: String,
    /// Documents with terms for it, in column order.
    pub in_documents: Vec<FramingInDocument>,
    /// In column order, most distinctive first.
    pub distinctive_terms: Vec<DistinctiveTerm>,
}
