//! Of what one text affirms and another, or the same, denies.

use crate::{
    domain::{Compatibility, Discrepancy, DiscrepancyType, Severity},
    pipeline::compare::{CompareOptions, testing::compared_texts},
};

fn of(kind: DiscrepancyType, texts: &[&str]) -> Vec<Discrepancy> {
    let all = compared_texts(texts, &CompareOptions::default()).discrepancies;
    all.into_iter().filter(|d| d.kind == kind).collect()
}

#[test]
fn what_one_affirms_and_another_denies() {
    let texts = [
        "The navy found the missing ferry on Monday. Families waited in the port.",
        "The navy did not find the missing ferry on Monday. Rain fell all day.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].compatibility, Compatibility::Conflicting);
    assert_eq!(found[0].values.len(), 2);
    assert!(found[0].explanation.contains("“The navy did not find the missing ferry on Monday"));
}

#[test]
fn attitudes_of_one_party_to_one_thing() {
    let texts = [
        "Italy welcomed the proposal of Norway on Friday.",
        "Italy rejected Norway's plan, and France welcomed it.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::High);
    let documents: Vec<usize> = found[0].values.iter().map(|v| v.documents.len()).collect();
    assert_eq!(documents.iter().sum::<usize>(), 2, "{found:?}");
}

#[test]
fn different_parties_may_differ() {
    let texts = ["Italy welcomed Norway's proposal.", "Spain rejected Norway's proposal."];
    assert_eq!(of(DiscrepancyType::Polarity, &texts), []);
}

#[test]
fn denied_violence() {
    let texts = [
        "The keeper said the bear did not attack the child.",
        "A report says that the bear violently dragged the child through the pond.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    let one = format!("{}\n\n{}", texts[0], texts[1]);
    let inside = of(DiscrepancyType::Internal, &[&one, "Rain fell in Oslo."]);
    assert_eq!(inside.len(), 1, "{inside:?}");
    assert_eq!(inside[0].compatibility, Compatibility::Unclear);
}

#[test]
fn who_changes_his_mind_is_told_inside_one_document() {
    let texts = [
        "Italy welcomed Norway's plan in March. Months later Italy questioned Norway's proposal.",
        "Rain fell in Oslo.",
    ];
    let found = of(DiscrepancyType::Internal, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].values.iter().flat_map(|v| &v.documents).count(), 2);
}

#[test]
fn reserve_here_and_assertion_there() {
    let texts = [
        "The minister visited the mine in an apparent show of support for the miners.",
        "The trip demonstrated the minister's show of support for the miners.",
    ];
    let found = of(DiscrepancyType::Certainty, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].compatibility, Compatibility::Compatible);
    assert!(found[0].explanation.contains("with reserve"), "{}", found[0].explanation);
}
