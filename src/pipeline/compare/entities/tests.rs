//! Identity over whole comparisons.

use crate::{
    domain::{Comparison, EntityComparison, EntityType},
    pipeline::compare::{CompareOptions, testing::compared_texts},
};

fn compare(texts: &[&str]) -> Comparison {
    compared_texts(texts, &CompareOptions::default())
}

fn named<'c>(comparison: &'c Comparison, name: &str) -> Vec<&'c EntityComparison> {
    comparison.entities.iter().filter(|e| e.canonical_name.contains(name)).collect()
}

#[test]
fn spellings_of_one_person() {
    let comparison = compare(&[
        "President Oleksandr Petrenko spoke on Monday.",
        "Oleksandr Petrenkko spoke on Monday, his office said.",
        "President Oleksander Petrenko spoke for an hour.",
    ]);
    assert_eq!(named(&comparison, "Petren").len(), 1, "{:#?}", comparison.entities);
}

#[test]
fn namesakes_stay_two() {
    let comparison = compare(&[
        "Judge Martin Hansen freed the skipper. Hansen gave no reason.",
        "The goalkeeper Ole Hansen saved a penalty on Sunday.",
    ]);
    assert_eq!(named(&comparison, "Hansen").len(), 2, "{:#?}", comparison.entities);
}

#[test]
fn a_person_who_is_only_described() {
    let comparison = compare(&[
        "A 9-year-old girl fell into the harbour on Sunday. The girl was pulled out by a skipper.",
        "A girl has been saved from the harbour. The child had slipped on the wet steps.",
    ]);
    let girl = named(&comparison, "girl");
    let [girl] = girl.as_slice() else { panic!("{:#?}", comparison.entities) };
    assert_eq!(girl.kind, EntityType::Person);
    assert_eq!(girl.in_documents.len(), 2);
}

#[test]
fn two_of_a_kind_are_not_one() {
    let comparison = compare(&[
        "A man shot at a car on Sunday. A man in the car was hurt. The man was taken to hospital.",
        "A car was hit by shots on Sunday.",
    ]);
    let men = named(&comparison, "man");
    assert!(men.iter().all(|man| man.in_documents[0].mention_count < 3), "{men:#?}");
}

#[test]
fn a_body_with_and_without_its_owner() {
    let comparison = compare(&[
        "The harbour's Rapid Rescue Team came first. The Rapid Rescue Team has six boats.",
        "The Rapid Rescue Team came first, the mayor said.",
    ]);
    let teams = named(&comparison, "Rescue Team");
    assert_eq!(teams.len(), 1, "{:#?}", comparison.entities);
}
