//! Words that documents share, by cause.

use super::Evidence;
use crate::domain::Signal;

/// Why two documents have the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReuseKind {
    /// Both quote or report one statement.
    SharedPrimarySource,
    /// Both build on one agency's report.
    SharedAgency,
    /// One is a copy of the other, or both of a third.
    Copy,
    /// Words of the page or of the trade, not of the report.
    Boilerplate,
}

/// A run of words that two documents share.
#[derive(Clone, Debug, PartialEq)]
pub struct ReuseLink {
    /// Why.
    pub kind: ReuseKind,
    /// The words in the document of the lower column.
    pub first: Evidence,
    /// The words in the other.
    pub second: Evidence,
    /// Number of words.
    pub words: usize,
    /// Share of the words that are the same, 0 to 1.
    pub similarity: f64,
    /// Column that was published earlier, where that is known.
    pub earlier: Option<usize>,
    /// What decided on the cause.
    pub signals: Vec<Signal>,
}
