//! Numbers of one thing, over all documents.

use super::Evidence;
use crate::domain::Unit;

/// A number that one document gives.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantityValue {
    /// Index of the column.
    pub document: usize,
    /// Index into its [`crate::domain::Analysis::quantities`].
    pub quantity: usize,
    /// The number in the unit of [`QuantityComparison::unit`], or the least of a range.
    pub min: Option<f64>,
    /// The number, or the most of a range.
    pub max: Option<f64>,
    /// Whether it is told approximately.
    pub approximate: bool,
    /// The words.
    pub evidence: Evidence,
}

/// What documents say of how many or how much one thing is.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantityComparison {
    /// What is counted or measured, in lemmas: "joint statement", "boy age".
    pub subject: String,
    /// Index into [`super::Comparison::entities`] of what it belongs to.
    pub entity: Option<usize>,
    /// The unit that values are given in; `None` for counts.
    pub unit: Option<Unit>,
    /// In column order, then text order.
    pub values: Vec<QuantityValue>,
    /// Whether some of them cannot be true together.
    pub conflicting: bool,
    /// Indices into [`super::Comparison::discrepancies`], ascending.
    pub discrepancies: Vec<usize>,
}
