//! Rows of short articles, by the real engine.

use crate::{
    domain::{ClaimCluster, ClaimStatus, Comparison, Relation, SlotRole},
    pipeline::compare::testing::compared,
};

/// The first row one of whose wordings holds some words.
fn row<'c>(comparison: &'c Comparison, texts: &[&str], words: &str) -> &'c ClaimCluster {
    let holds = |row: &&ClaimCluster| {
        let mut evidence = row.stances.iter().flat_map(|stance| &stance.evidence);
        evidence.any(|e| e.span.of(texts[e.document]).contains(words))
    };
    comparison.claims.iter().find(holds).expect("a row with the words")
}

fn compare(texts: &[&str]) -> Comparison {
    let articles: Vec<(&str, &str)> =
        texts.iter().map(|text| ("2021-05-04T10:00:00Z", *text)).collect();
    compared(&articles)
}

fn relations(row: &ClaimCluster) -> Vec<Relation> {
    row.stances.iter().map(|stance| stance.relation).collect()
}

#[test]
fn an_age_is_a_row_and_another_age_contradicts_it() {
    let texts = [
        "A 7-year-old girl fell off the ferry in Bergen. Divers found her after an hour.",
        "Divers searched the harbour for a 7-year-old girl. The ferry was late.",
        "The police said that a 9-year-old girl had gone over board. Her parents were asleep.",
    ];
    let comparison = compare(&texts);
    let disputed = comparison.claims.iter().find(|row| row.status == ClaimStatus::Disputed);
    let row = disputed.expect("a disputed row");
    assert_eq!(relations(row), [Relation::Supports, Relation::Supports, Relation::Contradicts]);
    assert_eq!(row.independent_support, 2);
}

#[test]
fn one_weight_in_two_units_is_one_property() {
    let texts = [
        "The 200-kg tiger escaped from its cage in the night.",
        "Keepers shot the 440-pound tiger near the river.",
    ];
    let comparison = compare(&texts);
    let row = row(&comparison, &texts, "440-pound");
    assert_eq!(relations(row), [Relation::Supports, Relation::Supports]);
}

#[test]
fn a_clause_of_the_opposite_polarity_contradicts() {
    let texts = [
        "The army attacked the village of Dorna on Monday. Roads are closed.",
        "The army attacked the village of Dorna. Shops stayed open.",
        "The army did not attack the village of Dorna. It was raining.",
    ];
    let comparison = compare(&texts);
    let row = row(&comparison, &texts, "did not attack");
    assert_eq!(relations(row), [Relation::Supports, Relation::Supports, Relation::Contradicts]);
    assert_eq!(row.status, ClaimStatus::Disputed);
}

#[test]
fn a_denial_is_told_as_one() {
    let texts = [
        "The minister took bribes from a builder in Lund. Elections are in May.",
        "The minister took bribes from a builder in Lund. It was hot.",
        "The minister denied taking bribes from a builder in Lund. The train was late.",
    ];
    let comparison = compare(&texts);
    let row = row(&comparison, &texts, "denied");
    let said = row.stances[2].relation;
    assert!(matches!(said, Relation::MentionsDenial | Relation::Contradicts), "{said:?}");
    assert_eq!(row.status, ClaimStatus::Disputed);
}

#[test]
fn who_denies_a_request_denies_no_truth() {
    let texts = [
        "A judge threw out the town's bid to stop the new wind farm near Lund on Monday.",
        "A judge denied the town's bid to stop the new wind farm near Lund on Monday.",
    ];
    let comparison = compare(&texts);
    let relations = comparison.claims.iter().flat_map(relations);
    assert!(relations.into_iter().all(|relation| relation != Relation::MentionsDenial));
}

#[test]
fn the_parts_that_differ_are_told() {
    let texts = [
        "The president of Chile visited the port of Antwerp on 3 May 2021.",
        "The president of Chile visited the port of Antwerp on 9 May 2021.",
    ];
    let comparison = compare(&texts);
    let row = row(&comparison, &texts, "Antwerp");
    assert!(row.slots.iter().any(|slot| slot.role == SlotRole::Action));
    let document = row.representative.document;
    let other = &row.stances[1 - document];
    let times: Vec<&str> = other
        .divergent_slots
        .iter()
        .filter(|slot| slot.role == SlotRole::Time)
        .map(|slot| slot.value.as_str())
        .collect();
    assert_eq!(times.len(), 1);
    assert_ne!(
        Some(times[0]),
        row.slots.iter().find(|s| s.role == SlotRole::Time).map(|s| s.value.as_str())
    );
    assert!(row.stances[document].divergent_slots.is_empty());
}

#[test]
fn a_damaged_wording_does_not_stand_for_the_row() {
    let texts = [
        "The harbour of Genoa was closed was closed by dock workers after the long strike on Monday.",
        "Dock workers closed the harbour of Genoa on Monday.",
    ];
    let comparison = compare(&texts);
    let row = row(&comparison, &texts, "Genoa");
    assert_eq!(row.support(), 2);
    assert_eq!(row.representative.document, 1);
}

#[test]
fn rows_are_in_order_of_their_voices() {
    let texts = [
        "The bridge in Riga collapsed on Friday. The mayor resigned.",
        "On Friday the bridge in Riga collapsed. A bakery opened.",
        "The bridge in Riga collapsed on Friday. The mayor of Riga resigned.",
    ];
    let comparison = compare(&texts);
    let voices: Vec<usize> = comparison.claims.iter().map(|c| c.independent_support).collect();
    assert!(voices.windows(2).all(|pair| pair[0] >= pair[1]), "{voices:?}");
}

#[test]
fn what_an_article_tells_again_stands_in_the_row() {
    let texts = [
        "The senate of Lima rejected the new water tax on Monday. Rain fell. Nobody had thought \
         that the senate would reject the water tax so fast. Bakers cheered when the senate of \
         Lima threw out the hated water tax. A tax on water, rejected by the senate, is dead. \
         Only the senate of Lima could reject a water tax. The senate rejected the tax at night.",
        "The senate of Lima rejected the new water tax.",
    ];
    let comparison = compare(&texts);
    let row = row(&comparison, &texts, "rejected the new water tax");
    assert!(row.stances[0].evidence.len() >= 5, "{:?}", row.stances[0].evidence);
    // Told once more is told, not told in part.
    assert_eq!(relations(row), [Relation::Supports, Relation::Supports]);
}
