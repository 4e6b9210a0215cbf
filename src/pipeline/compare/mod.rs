//! Comparison of annotated articles.

use super::{AnalysisError, Annotated};
use crate::domain::{Comparison, Metadata};

/// One article of a comparison.
pub struct Source<'a> {
    /// Short key, unique in the comparison.
    pub key: String,
    /// Resource name of a stored document, else the key.
    pub document: String,
    /// What the caller knows of it.
    pub metadata: &'a Metadata,
    /// The text as submitted.
    pub text: &'a str,
    /// Its annotation.
    pub annotated: &'a Annotated,
}

/// How to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompareOptions {
    /// Number of documents that make a claim consensus; 0 = more than half.
    pub consensus_threshold: usize,
    /// Keep at most this many claims; 0 = all.
    pub max_claims: usize,
}

/// Compares two articles or more. `stop` is polled as in [`super::analyze`].
pub fn compare(
    _sources: &[Source<'_>],
    _options: &CompareOptions,
    _stop: &dyn Fn() -> bool,
) -> Result<Comparison, AnalysisError> {
    Ok(Comparison {
        documents: Vec::new(),
        overview: crate::domain::Overview::default(),
        entities: Vec::new(),
        claims: Vec::new(),
        warnings: Vec::new(),
    })
}
