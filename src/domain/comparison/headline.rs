//! Headlines against the articles under them.

use crate::domain::{FramingTerm, Span};

/// One headline.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// Index of the column.
    pub document: usize,
    /// The headline.
    pub span: Span,
    /// Its framing terms, in text order. Entities are those of the document's own analysis.
    pub framing: Vec<FramingTerm>,
    /// Claims of the headline that the body does not bear out: indices into the document's
    /// [`crate::domain::Analysis::claims`], ascending.
    pub unsupported: Vec<usize>,
    /// Whether it asks.
    pub question: bool,
}
