//! Whole comparisons of short articles, by the real engine.

mod canonical;
mod facets;
mod properties;
mod visit;

use super::{
    testing::{Articles, compared_texts},
    *,
};
use crate::{
    domain::{ClaimStatus, Relation},
    pipeline::{
        self,
        testing::{ENGINE, WHOLE, article},
    },
};

const BRIDGE: [&str; 3] = [
    "The mayor of Oslo opened the new bridge on Friday. The bridge cost 40 million euros.",
    "On Friday the new bridge was opened by the mayor of Oslo. Fishermen fear for the herring.",
    "Oslo's mayor opened the new bridge. Cyclists will pay no toll on it until 2030.",
];

#[test]
fn one_row_for_one_proposition() {
    let comparison = compared_texts(&BRIDGE, &CompareOptions::default());
    let first = &comparison.claims[0];
    assert_eq!(first.status, ClaimStatus::Consensus);
    assert!(first.stances.iter().all(|stance| stance.relation != Relation::Silent));
    let others = &comparison.claims[1..];
    assert_eq!(others.len(), 3);
    assert!(others.iter().all(|claim| claim.status == ClaimStatus::SingleSource));
    assert_eq!(comparison.overview.consensus, 1);
    assert_eq!(comparison.overview.single_source, 3);
}

#[test]
fn every_row_has_evidence_and_silence_has_none() {
    let comparison = compared_texts(&BRIDGE, &CompareOptions::default());
    for claim in &comparison.claims {
        assert_eq!(claim.stances.len(), BRIDGE.len());
        assert!(claim.support() > 0);
        for (document, stance) in claim.stances.iter().enumerate() {
            assert_eq!(stance.evidence.is_empty(), stance.relation == Relation::Silent);
            for evidence in &stance.evidence {
                assert_eq!(evidence.document, document);
                assert!(evidence.sentence.contains(evidence.span));
                assert!(!evidence.span.of(BRIDGE[document]).is_empty());
            }
        }
    }
}

#[test]
fn nothing_in_common_is_no_agreement() {
    let comparison = compared_texts(
        &[BRIDGE[0], "Wheat prices fell sharply in Chicago."],
        &CompareOptions::default(),
    );
    assert!(comparison.claims.iter().all(|claim| claim.status == ClaimStatus::SingleSource));
    assert_eq!(comparison.overview.agreement, 0.0);
    assert_eq!(comparison.overview.matrix.values[1], 0.0);
}

#[test]
fn a_text_agrees_with_itself() {
    // As one voice, copies do not support each other.
    let options = CompareOptions { collapse_copies: false, ..CompareOptions::default() };
    let comparison = compared_texts(&[BRIDGE[0], BRIDGE[0]], &options);
    assert!(comparison.claims.iter().all(|claim| claim.status == ClaimStatus::Consensus));
    assert_eq!(comparison.overview.agreement, 1.0);
}

#[test]
fn the_threshold_of_consensus_can_be_set() {
    let options = CompareOptions { consensus_threshold: 4, ..CompareOptions::default() };
    assert_eq!(compared_texts(&BRIDGE, &options).claims[0].status, ClaimStatus::Corroborated);
}

#[test]
fn stops_when_asked() {
    let article = article(BRIDGE[0], "").unwrap();
    let stopped = pipeline::analyze(&ENGINE, &article, &WHOLE, &|| true);
    assert_eq!(stopped.err(), Some(AnalysisError::Stopped));
}
