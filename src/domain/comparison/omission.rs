//! What some documents tell and others leave out.

use super::Finding;

/// Something that a document leaves out.
#[derive(Clone, Debug, PartialEq)]
pub struct Omission {
    /// What is left out: a claim, an entity or a quote.
    pub subject: Finding,
    /// Index into [`super::Comparison::claims`] of the accusation, when the subject is its denial
    /// and those that omit it tell the accusation alone.
    pub accusation: Option<usize>,
    /// Columns that tell it, ascending.
    pub told_by: Vec<usize>,
    /// Columns that leave it out, ascending.
    pub omitted_by: Vec<usize>,
    /// Those of `omitted_by` that were published after it had first been told.
    pub could_have_known: Vec<usize>,
    /// How much is missed, 0 to 1.
    pub importance: f64,
}

impl Omission {
    /// Whether an accusation is told and its denial left out.
    pub fn is_one_sided(&self) -> bool {
        self.accusation.is_some()
    }
}
