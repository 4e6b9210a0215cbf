//! A segment's tokens as the rules for entities look at them.

use std::ops::Range;

use super::super::Segment;
use crate::domain::Span;

/// A segment together with the words of its tokens.
pub(super) struct Tokens<'a> {
    pub(super) segment: &'a Segment,
    text: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(segment: &'a Segment, text: &'a str) -> Self {
        Self { segment, text }
    }

    /// The words of the whole segment.
    pub(super) fn text(&self) -> &'a str {
        self.segment.text(self.text)
    }

    pub(super) fn len(&self) -> usize {
        self.segment.doc.tokens().len()
    }

    /// The characters of a token; empty beyond the end.
    pub(super) fn word(&self, i: usize) -> &'a str {
        if i >= self.len() { "" } else { self.segment.token_span(i).of(self.text) }
    }

    pub(super) fn lower(&self, i: usize) -> String {
        self.word(i).to_lowercase().replace('’', "'")
    }

    /// Penn tag; empty beyond the end.
    pub(super) fn tag(&self, i: usize) -> &str {
        if i >= self.len() { "" } else { self.segment.doc.tag(i) }
    }

    pub(super) fn dep(&self, i: usize) -> &str {
        self.segment.doc.dep(i)
    }

    pub(super) fn head(&self, i: usize) -> usize {
        self.segment.doc.head(i)
    }

    pub(super) fn is_upper(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }

    pub(super) fn is_possessive(&self, i: usize) -> bool {
        matches!(self.word(i), "'s" | "’s" | "'" | "’") && self.tag(i) == "POS"
    }

    pub(super) fn is_noun(&self, i: usize) -> bool {
        self.tag(i).starts_with("NN")
    }

    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        self.segment.range_span(tokens)
    }

    /// The words of a range of tokens with single spaces.
    pub(super) fn phrase(&self, tokens: Range<usize>) -> String {
        spaced(self.span(tokens).of(self.text))
    }
}

/// Words with single spaces between them.
pub(super) fn spaced(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
