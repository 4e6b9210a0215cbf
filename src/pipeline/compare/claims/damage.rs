//! Which stretches of the articles are damaged.

use crate::{
    domain::{DamageKind, Span},
    pipeline::compare::Source,
};

/// The damaged stretches of all articles, to be asked by position.
pub(super) struct Damages {
    /// By column, in text order: where each begins, and the greatest end of it and those before.
    stretches: Vec<Vec<(usize, usize)>>,
}

impl Damages {
    pub(super) fn new(sources: &[Source<'_>]) -> Self {
        let of = |source: &Source<'_>| {
            // A mark that lost its partner leaves the words as they are.
            let damages = source.annotated.analysis.quality.damages.iter();
            let broken = damages.filter(|damage| damage.kind != DamageKind::UnbalancedQuote);
            let mut spans: Vec<Span> = broken.map(|damage| damage.span).collect();
            spans.sort_unstable();
            let mut end = 0;
            let until = |span: Span| {
                end = span.end.max(end);
                (span.begin, end)
            };
            spans.into_iter().map(until).collect()
        };
        Self { stretches: sources.iter().map(of).collect() }
    }

    /// Whether a stretch of an article is damaged in some place.
    pub(super) fn overlap(&self, document: usize, span: Span) -> bool {
        let stretches = &self.stretches[document];
        let before = stretches.partition_point(|(begin, _)| *begin < span.end);
        before > 0 && stretches[before - 1].1 > span.begin
    }
}
