//! Where findings come from, and how they are referred to.

use std::fmt;

use crate::domain::{Section, Span, Voice};

/// Where a finding comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Index of the column.
    pub document: usize,
    /// The words that carry the fact.
    pub span: Span,
    /// The sentence around them.
    pub sentence: Span,
    /// The part of the article they stand in.
    pub section: Section,
    /// Who speaks here.
    pub voice: Voice,
    /// Words that take certainty from the statement: "apparent", "reportedly".
    pub hedges: Vec<Span>,
}

/// A reference to an entry of one of the lists of a [`super::Comparison`], by index.
///
/// It is written as callers see it, a letter and the number from 0: "C12".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// Of [`super::Comparison::claims`].
    Claim(usize),
    /// Of [`super::Comparison::discrepancies`].
    Discrepancy(usize),
    /// Of [`super::Comparison::entities`].
    Entity(usize),
    /// Of [`super::Comparison::framing`].
    Framing(usize),
    /// Of [`super::Comparison::numbers`].
    Number(usize),
    /// Of [`super::Comparison::omissions`].
    Omission(usize),
    /// Of [`super::Comparison::quotes`].
    Quote(usize),
    /// Of [`super::Comparison::text_reuse`].
    Reuse(usize),
    /// Of [`super::Comparison::timeline`].
    Timeline(usize),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (letter, index) = match *self {
            Self::Claim(index) => ('C', index),
            Self::Discrepancy(index) => ('D', index),
            Self::Entity(index) => ('E', index),
            Self::Framing(index) => ('F', index),
            Self::Number(index) => ('N', index),
            Self::Omission(index) => ('O', index),
            Self::Quote(index) => ('Q', index),
            Self::Reuse(index) => ('R', index),
            Self::Timeline(index) => ('T', index),
        };
        write!(f, "{letter}{index}")
    }
}
