//! Claims over several documents: rows of clauses that state one proposition.
//!
//! Clauses become bags of weighted features (word stems, concepts, countries, numbers, dates);
//! pairs that share enough are found through an inverted index; average linkage joins them to
//! rows; clauses left alone join a row whose common vocabulary they cover.

mod concepts;
mod features;
mod linkage;
mod rows;
mod similarity;
mod vocabulary;

use super::{AnalysisError, Source};
use crate::domain::ClaimCluster;

/// Least mean similarity of a row's clauses. From .21 to .29 the measured quality is level.
const THRESHOLD: f64 = 0.27;

/// Least similarity that is kept at all.
const LEAST_SIMILARITY: f64 = 0.1;

const LIMITS: linkage::Limits =
    linkage::Limits { threshold: THRESHOLD, per_document: 2, repetition: 0.7 };

/// The rows of a comparison in the order that [`crate::domain::Comparison`] states.
/// `consensus` is the number of documents that makes a row consensus.
pub(super) fn cluster(
    sources: &[Source<'_>],
    consensus: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<ClaimCluster>, AnalysisError> {
    rows_of(sources, consensus, stop).ok_or(AnalysisError::Stopped)
}

fn rows_of(
    sources: &[Source<'_>],
    consensus: usize,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<ClaimCluster>> {
    let (units, vocabulary) = features::units(sources, stop)?;
    let pairs = similarity::pairs(&units, vocabulary.len(), LEAST_SIMILARITY, stop)?;
    let documents: Vec<usize> = units.iter().map(|unit| unit.document).collect();
    let groups = linkage::link(&documents, &pairs, LIMITS, stop)?;
    rows::Rows::new(sources, &units, &pairs, THRESHOLD).build(groups, consensus, stop)
}
