//! Claims over several documents: rows of clauses that state one proposition.
//!
//! Clauses become bags of weighted features (word stems, concepts, countries, numbers, dates);
//! pairs that share enough are found through an inverted index, and what their sentences have in
//! common supports them; average linkage joins them to rows; clauses left alone join a row whose
//! common vocabulary they cover, and clauses that tell a second thing in passing, or the same thing
//! again, stand in its row too. The central events of the story are rows of all clauses that bring
//! the same few words together. Ages, weights and the like, which are told in phrases and seldom in
//! clauses, come from the numbers.

mod attach;
mod concepts;
mod damage;
mod events;
mod features;
mod linkage;
mod properties;
mod rows;
mod similarity;
mod stances;
mod support;
#[cfg(test)]
mod tests;
mod vocabulary;
mod weights;
mod words;

pub(super) use self::concepts::concept;
use super::{Context, numbers::Figure};
use crate::domain::ClaimCluster;

/// Least mean similarity of a row's clauses. A hundredth more or less costs little.
const THRESHOLD: f64 = 0.24;

/// Least similarity that is kept at all.
const LEAST_SIMILARITY: f64 = 0.1;

const LIMITS: linkage::Limits =
    linkage::Limits { threshold: THRESHOLD, per_document: 4, repetition: 0.7 };

/// The rows of a comparison in the order that [`crate::domain::Comparison`] states. `measured` are
/// the figures of each property that several documents give. `None` once the comparison is
/// stopped.
pub(super) fn cluster(
    context: &Context<'_>,
    measured: &[Vec<Figure>],
) -> Option<Vec<ClaimCluster>> {
    let (mut units, vocabulary) = features::units(context.sources, context.stop)?;
    let pairs = similarity::pairs(&units, vocabulary.len(), LEAST_SIMILARITY, context.stop)?;
    let supported = support::supported(&units, &pairs, vocabulary.len(), context.stop)?;
    let documents: Vec<usize> = units.iter().map(|unit| unit.document).collect();
    let groups = linkage::link(&documents, &supported, LIMITS, context.stop)?;
    let events = events::events(&units, &vocabulary, context.sources.len(), context.stop)?;
    let properties = properties::rows(context, measured, &mut units);
    rows::Rows::new(context, &units, &pairs, &supported, THRESHOLD)?
        .build(groups, events, properties)
}
