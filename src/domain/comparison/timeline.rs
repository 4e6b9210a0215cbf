//! Events in time, over all documents.

use jiff::civil::DateTime;

use super::Evidence;

/// How an event stands to the story's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Before it: what led here, or is told as background.
    Background,
    /// The event itself and the days of its reports.
    Current,
    /// After the reports: planned or expected.
    Announced,
}

/// What happens at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// The time in EDTF, as [`crate::domain::DateAnnotation::edtf`]: the finest that was given.
    pub edtf: String,
    /// First second that it admits; `None` when open.
    pub earliest: Option<DateTime>,
    /// Last second that it admits.
    pub latest: Option<DateTime>,
    /// The fullest wording of what happens.
    pub representative: Evidence,
    /// The words that date it, in column order, then text order.
    pub evidence: Vec<Evidence>,
    /// Indices into [`super::Comparison::claims`] of the rows dated so, ascending.
    pub claims: Vec<usize>,
    /// Columns that tell it, ascending.
    pub documents: Vec<usize>,
    /// How it stands to the story's own event.
    pub phase: Phase,
    /// Indices into [`super::Comparison::discrepancies`], ascending.
    pub discrepancies: Vec<usize>,
}
