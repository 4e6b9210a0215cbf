//! Other aims of one event, and other reasons for it.
//!
//! What an event is for is read off a closed set of constructions (`constructions`, with the words
//! of `lexicon`). Aims of one kind of event that has somebody in common are compared by their words
//! (`aims`); reasons ("because of", "over") inside one row only (`reasons`).

mod aims;
mod constructions;
mod grouping;
mod lexicon;
mod reasons;

#[cfg(test)]
mod tests;

use super::{Findings, kinds::kind_of, lines, values};
use crate::{domain::Discrepancy, pipeline::compare::Context};

/// Most aims of one kind of event, and reasons of one row, that are compared.
const MOST: usize = 64;

/// Aims of events, then reasons inside rows.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let mut found = aims::find(context, findings);
    found.extend(reasons::find(context, findings.claims));
    found
}
