//! Annotation of one article: sentences, entities, claims.

mod claims;
mod clauses;
mod entities;
mod segments;
pub(crate) mod words;

use parallax_nlp::{Engine, Stopped};

use super::{
    AnalysisError,
    article::{self, Known},
};
use crate::domain::{Analysis, Sentence, Span, Zone};

pub use clauses::Clause;
pub use entities::EntityKey;
pub use segments::Segment;

/// An analysis with the linguistic structure it rests on, which the comparison needs.
pub struct Annotated {
    /// What callers see.
    pub analysis: Analysis,
    /// The analysed stretches in text order.
    pub segments: Vec<Segment>,
    /// The clauses behind the claims: one for each, in the same order.
    pub clauses: Vec<Clause>,
    /// What identifies the entities, here and in other articles: one for each, in the same
    /// order.
    pub entity_keys: Vec<EntityKey>,
}

/// Annotates the title, dateline and body zones of a text. In a text of a language that the
/// engine does not read, nothing is found.
pub fn annotate(
    engine: &Engine,
    text: &str,
    zones: Vec<Zone>,
    known: &Known,
    stop: &dyn Fn() -> bool,
) -> Result<Annotated, AnalysisError> {
    let read = if known.is_read() { zones.as_slice() } else { &[] };
    let segments = segments::analyze(engine, text, read, stop)?;
    let sentences = segments::sentences(&segments, text);
    let entities::Entities { entities, keys: entity_keys } = entities::entities(&segments, text);
    let clauses = claims::clauses(&segments, text, &sentences);
    let claims = claims::claims(&segments, text, &clauses, &entities);
    let warnings = article::warnings(&zones, known);
    let (language, date) = (known.language.clone(), known.date);
    let analysis = Analysis { language, date, zones, sentences, entities, claims, warnings };
    Ok(Annotated { analysis, segments, clauses, entity_keys })
}

/// Where names stand in the title, dateline and body zones of a text, in text order.
pub fn names(
    engine: &Engine,
    text: &str,
    zones: &[Zone],
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Span>, Stopped> {
    let segments = segments::analyze(engine, text, zones, stop)?;
    let names = |segment: &Segment| -> Vec<Span> {
        let names = segment.names.iter();
        let names = names.filter(|name| entities::is_name(segment.doc.label(name)));
        names.map(|name| segment.range_span(name.tokens.clone())).collect()
    };
    Ok(segments.iter().flat_map(names).collect())
}

impl Annotated {
    /// The sentence that covers a byte position, if one does.
    pub fn sentence_at(&self, position: usize) -> Option<&Sentence> {
        let sentences = &self.analysis.sentences;
        let after = sentences.partition_point(|s| s.span.begin <= position);
        sentences[..after].last().filter(|s| position < s.span.end)
    }
}
