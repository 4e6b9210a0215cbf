//! Where documents differ, by type: detectors look each for one kind of difference, in the rows of
//! the claim matrix, in the quotes, or in the annotations themselves.

mod actors;
mod attitudes;
mod attribution;
mod certainty;
mod damage;
mod dates;
mod denied;
mod expectation;
mod internal;
mod kinds;
mod labels;
mod lines;
mod numbers;
mod opposed;
mod places;
mod polarity;
mod purpose;
mod spelling;
#[cfg(test)]
mod tests;
mod values;
mod wording;

use std::cmp::Reverse;

pub(super) use self::opposed::Opposites;

use super::{
    Context,
    chronology::Chronology,
    coverage::Coverage,
    denials::Denials,
    numbers::Verdict,
    statements::Statements,
    timeline::{Event, Pair},
};
use crate::domain::{
    ClaimCluster, Compatibility, Discrepancy, EntityComparison, QuantityComparison, QuoteCluster,
};

/// What detectors look at.
pub(super) struct Findings<'a> {
    /// Entities over all documents.
    pub(super) entities: &'a [EntityComparison],
    /// Rows of the claim matrix.
    pub(super) claims: &'a [ClaimCluster],
    /// Utterances.
    pub(super) quotes: &'a [QuoteCluster],
    /// Numbers of one thing.
    pub(super) numbers: &'a [QuantityComparison],
    /// What the values of each of `numbers` say of each other.
    pub(super) verdicts: &'a [Verdict],
    /// What documents date, event by event.
    pub(super) events: &'a [Event],
    /// Pairs of `events` that seem to be one.
    pub(super) same: &'a [Pair],
    /// What claims have in common.
    pub(super) statements: &'a Statements,
    /// Claims of which one affirms what the other denies.
    pub(super) opposites: &'a Opposites,
    /// When the documents were published.
    pub(super) chronology: &'a Chronology,
    /// The words of the documents.
    pub(super) coverage: &'a Coverage,
    /// Denials, and what they answer.
    pub(super) denials: &'a Denials,
}

type Detector = fn(&Context<'_>, &Findings<'_>) -> Vec<Discrepancy>;

const DETECTORS: [Detector; 14] = [
    actors::find,
    attribution::find,
    certainty::find,
    damage::find,
    dates::find,
    expectation::find,
    internal::find,
    labels::find,
    numbers::find,
    places::find,
    polarity::find,
    purpose::find,
    spelling::find,
    wording::find,
];

/// All differences, in the order that [`crate::domain::Comparison::discrepancies`] states.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Option<Vec<Discrepancy>> {
    let mut found = Vec::new();
    for detector in DETECTORS {
        if (context.stop)() {
            return None;
        }
        found.extend(detector(context, findings));
    }
    found.sort_by(|a, b| {
        let rank = |d: &Discrepancy| (Reverse(d.severity), openness(d.compatibility));
        let place = |d: &Discrepancy| {
            let first = d.values.iter().flat_map(|v| &v.evidence).map(|e| (e.document, e.span));
            first.min()
        };
        rank(a)
            .cmp(&rank(b))
            .then(b.score.total_cmp(&a.score))
            .then(a.kind.cmp(&b.kind))
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.explanation.cmp(&b.explanation))
    });
    Some(found)
}

fn openness(compatibility: Compatibility) -> u8 {
    match compatibility {
        Compatibility::Conflicting => 0,
        Compatibility::Unclear => 1,
        Compatibility::Compatible => 2,
    }
}
