//! Annotation of one article: sentences, entities, claims.

mod claims;
mod clauses;
mod entities;
mod segments;
pub(crate) mod words;

use parallax_nlp::Engine;

use super::AnalysisError;
use crate::domain::{Analysis, DocumentDate, Sentence, Warning, Zone};

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

/// Annotates the title, dateline and body zones of a text.
pub fn annotate(
    engine: &Engine,
    text: &str,
    zones: Vec<Zone>,
    date: Option<DocumentDate>,
    stop: &dyn Fn() -> bool,
) -> Result<Annotated, AnalysisError> {
    let segments = segments::analyze(engine, text, &zones, stop)?;
    let sentences = segments::sentences(&segments, text);
    let entities::Entities { entities, keys: entity_keys } = entities::entities(&segments, text);
    let clauses = claims::clauses(&segments, text, &sentences);
    let claims = claims::claims(&segments, text, &clauses, &entities);
    let warnings = warnings(&zones, date);
    let analysis = Analysis { date, zones, sentences, entities, claims, warnings };
    Ok(Annotated { analysis, segments, clauses, entity_keys })
}

fn warnings(zones: &[Zone], date: Option<DocumentDate>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if date.is_none() {
        warnings.push(Warning::DocumentDateUnknown { document: String::new() });
    }
    let spans: Vec<_> = zones.iter().filter(|z| z.kind.is_furniture()).map(|z| z.span).collect();
    if !spans.is_empty() {
        warnings.push(Warning::BoilerplateRemoved { document: String::new(), spans });
    }
    warnings
}

impl Annotated {
    /// The sentence that covers a byte position, if one does.
    pub fn sentence_at(&self, position: usize) -> Option<&Sentence> {
        let sentences = &self.analysis.sentences;
        let after = sentences.partition_point(|s| s.span.begin <= position);
        sentences[..after].last().filter(|s| position < s.span.end)
    }
}
