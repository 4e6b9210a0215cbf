//! Ranges of the submitted text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Half-open range `[begin, end)` of UTF-8 bytes in the submitted text; both ends lie on
/// character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte covered.
    pub begin: usize,
    /// First byte after the range; never less than `begin`.
    pub end: usize,
}

impl Span {
    /// The range from `begin` to `end`; `end` is raised to `begin` if it is less.
    pub fn new(begin: usize, end: usize) -> Self {
        Self { begin, end: end.max(begin) }
    }

    /// Number of bytes covered.
    pub fn len(self) -> usize {
        self.end - self.begin
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.begin == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.begin <= other.begin && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.begin < other.end && other.begin < self.end
    }

    /// The smallest range that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self { begin: self.begin.min(other.begin), end: self.end.max(other.end) }
    }

    /// The same range moved right by `offset` bytes.
    pub fn shifted(self, offset: usize) -> Self {
        Self { begin: self.begin + offset, end: self.end + offset }
    }

    /// The covered words; empty if the range does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.begin..self.end).unwrap_or_default()
    }

    /// The range without white space at either end.
    pub fn trimmed(self, text: &str) -> Self {
        let words = self.of(text);
        let begin = self.begin + (words.len() - words.trim_start().len());
        Self::new(begin, begin + words.trim().len())
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}
