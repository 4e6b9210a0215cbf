//! Claims of one article: its sentences divided into clauses.

use super::Segment;
use crate::domain::{Claim, Entity, Sentence};

/// The claims of an article in text order.
pub(super) fn claims(
    _segments: &[Segment],
    _text: &str,
    sentences: &[Sentence],
    _entities: &[Entity],
) -> Vec<Claim> {
    let claim = |(i, s): (usize, &Sentence)| Claim {
        span: s.span,
        sentence: i,
        entities: Vec::new(),
        attributed_to: None,
    };
    sentences.iter().enumerate().map(claim).collect()
}
