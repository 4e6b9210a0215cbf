//! The parsed article, as the annotators read it.

use std::ops::Range;

use super::Segment;
use crate::domain::{DocumentDate, Sentence, Span};

/// An article after the language engine: what every annotator needs.
#[derive(Clone, Copy)]
pub(in crate::pipeline) struct Parsed<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The analysed stretches, in text order.
    pub segments: &'a [Segment],
    /// The sentences of all segments, in text order.
    pub sentences: &'a [Sentence],
    /// For each sentence its segment and its tokens there.
    pub places: &'a [Place],
    /// The article's own date.
    pub date: Option<DocumentDate>,
    /// Whether nobody waits for the answer any more. Whoever goes over the whole text asks, and may end
    /// with a part of his work or none: it is not looked at.
    pub stop: &'a dyn Fn() -> bool,
}

/// Where a sentence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pipeline) struct Place {
    /// Index of the segment.
    pub segment: usize,
    /// Its tokens there; at least one.
    pub tokens: Range<usize>,
}

/// Small parts for which one look at the flag is enough.
const AT_A_TIME: usize = 64;

impl Parsed<'_> {
    /// Whether to end early.
    pub(in crate::pipeline) fn is_stopped(&self) -> bool {
        (self.stop)()
    }

    /// A part of the article, up to where the work is stopped.
    pub(in crate::pipeline) fn until_stopped<'t, T>(
        &self,
        part: &'t [T],
    ) -> impl Iterator<Item = &'t T> {
        part.iter().take_while(|_| !self.is_stopped())
    }

    /// The same of parts that cost little each, such as tokens: asks once for a few of them.
    pub(in crate::pipeline) fn few_until_stopped<T>(
        &self,
        parts: impl IntoIterator<Item = T>,
    ) -> impl Iterator<Item = T> {
        let parts = parts.into_iter().enumerate();
        let go_on = |(n, _): &(usize, T)| !n.is_multiple_of(AT_A_TIME) || !self.is_stopped();
        parts.take_while(go_on).map(|(_, part)| part)
    }

    /// Index of the sentence that covers a byte position, if one does.
    pub(in crate::pipeline) fn sentence_at(&self, position: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|s| s.span.begin <= position);
        let index = after.checked_sub(1)?;
        (position < self.sentences[index].span.end).then_some(index)
    }

    /// Index of the segment that covers a byte position, if one does.
    pub(in crate::pipeline) fn segment_at(&self, position: usize) -> Option<usize> {
        let after = self.segments.partition_point(|s| s.span.begin <= position);
        let index = after.checked_sub(1)?;
        (position < self.segments[index].span.end).then_some(index)
    }

    /// The tokens of one segment that lie wholly inside a span; empty when none do.
    pub(in crate::pipeline) fn tokens_in(&self, segment: usize, span: Span) -> Range<usize> {
        self.segments.get(segment).map_or(0..0, |segment| segment.tokens_in(span))
    }
}
