//! What every part of a comparison builds on.

use super::Source;
use crate::{
    domain::{Evidence, Section, Span, Voice},
    pipeline::annotate::Voices,
};

/// The articles of a comparison in canonical order, and what was found of them as a whole before
/// the facets are made.
///
/// Columns here are numbered in canonical order (see [`super::columns`]), so that no facet can
/// depend on the order in which the caller gave the articles.
///
/// All that is kept by column has an entry for each of `sources`, and what is called a document is
/// always one of these columns, so facets index by it. Indices of claims, quotes, entities, dates and
/// quantities that travel with a document are taken from its own analysis, which no facet changes.
pub(super) struct Context<'a> {
    /// The articles.
    pub(super) sources: &'a [Source<'a>],
    /// Who is who over the articles.
    pub(super) who: Who,
    /// For each column the first column that speaks with the same voice.
    pub(super) voices: Vec<usize>,
    /// Number of independent voices that makes a claim consensus.
    pub(super) consensus: usize,
    /// Polled now and then; once it returns true the comparison ends.
    pub(super) stop: &'a dyn Fn() -> bool,
    /// Where who speaks, by column.
    speech: Vec<Voices>,
    /// Words that take certainty from a claim, by column, in text order.
    hedges: Vec<Vec<Span>>,
}

/// Identity of entities over the articles.
#[derive(Debug, Default)]
pub(super) struct Who(Vec<Vec<Option<usize>>>);

impl Who {
    /// Of the index of each article's entities in the comparison's list; `None` for those that are
    /// not in it.
    pub(super) fn new(identities: Vec<Vec<Option<usize>>>) -> Self {
        Self(identities)
    }

    /// Index in [`crate::domain::Comparison::entities`] of an entity of a column's analysis.
    pub(super) fn is(&self, document: usize, entity: usize) -> Option<usize> {
        *self.0.get(document)?.get(entity)?
    }
}

impl<'a> Context<'a> {
    /// Of articles in canonical order.
    pub(super) fn new(
        sources: &'a [Source<'a>],
        who: Who,
        voices: Vec<usize>,
        consensus: usize,
        stop: &'a dyn Fn() -> bool,
    ) -> Self {
        let speech = sources
            .iter()
            .map(|source| Voices::new(source.text, &source.annotated.analysis.quotes))
            .collect();
        let hedges = sources.iter().map(|source| hedges(source)).collect();
        Self { sources, who, voices, consensus, stop, speech, hedges }
    }

    /// A stretch of an article as evidence: the sentence around it, the part of the article, who
    /// speaks, and what is hedged in it.
    pub(super) fn evidence(&self, document: usize, span: Span) -> Evidence {
        let annotated = self.sources[document].annotated;
        let sentence = annotated.sentence_at(span.begin);
        let hedges = &self.hedges[document];
        let first = hedges.partition_point(|hedge| hedge.begin < span.begin);
        let inside = hedges[first..].iter().take_while(|hedge| hedge.end <= span.end);
        let hedges = inside.copied().collect();
        Evidence {
            document,
            span,
            sentence: sentence.map_or(span, |s| s.span.cover(span)),
            section: sentence.map_or(Section::Body, |s| s.section),
            voice: self.voice(document, span),
            hedges,
        }
    }

    /// Whether anything is hedged in a stretch of an article.
    pub(super) fn is_hedged(&self, document: usize, span: Span) -> bool {
        let hedges = &self.hedges[document];
        let first = hedges.partition_point(|hedge| hedge.begin < span.begin);
        hedges.get(first).is_some_and(|hedge| hedge.end <= span.end)
    }

    /// Who speaks in a stretch of an article: in its middle, because a quoted clause may carry the
    /// outlet's "he said that" with it.
    pub(super) fn voice(&self, document: usize, span: Span) -> Voice {
        self.speech[document].at(span.begin + span.len() / 2).0
    }

    /// Who speaks at a position of an article, and the index of the quotation there.
    pub(super) fn speech_at(&self, document: usize, position: usize) -> (Voice, Option<usize>) {
        self.speech[document].at(position)
    }

    /// How many independent voices some columns are.
    pub(super) fn independent(&self, documents: &[usize]) -> usize {
        let mut voices: Vec<usize> = documents.iter().map(|d| self.voices[*d]).collect();
        voices.sort_unstable();
        voices.dedup();
        voices.len()
    }
}

fn hedges(source: &Source<'_>) -> Vec<Span> {
    let claims = &source.annotated.analysis.claims;
    let mut hedges: Vec<Span> =
        claims.iter().flat_map(|claim| claim.hedges.iter().copied()).collect();
    hedges.sort_unstable();
    hedges.dedup();
    hedges
}
