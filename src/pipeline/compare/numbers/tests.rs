//! Numbers over articles, by the real engine.

use proptest::prelude::*;

use crate::{
    domain::{Compatibility, DiscrepancyType, Severity},
    pipeline::compare::testing::{compared, differences},
};

const DAY: &str = "2021-06-04T00:00:00Z";

/// The differences in numbers of two articles of one day.
fn numbers(first: &str, second: &str) -> Vec<(Compatibility, Vec<String>)> {
    differences(&compared(&[(DAY, first), (DAY, second)]), DiscrepancyType::Number)
}

fn conflict(values: [&str; 2]) -> (Compatibility, Vec<String>) {
    (Compatibility::Conflicting, values.map(str::to_owned).to_vec())
}

#[test]
fn other_ages_of_one_child_conflict() {
    let found = numbers(
        "A 6-year-old girl fell into a well near Porto on Friday. Firefighters saved the girl.",
        "Firefighters in Porto saved a girl who fell into a well on Friday. The girl is five years old.",
    );
    assert_eq!(found, [conflict(["5 years", "6 years"])]);
}

#[test]
fn other_ages_of_others_do_not_meet() {
    let found = numbers(
        "A 6-year-old girl fell into a well near Porto on Friday. Her aunt, Maria Lopes, 41, called for help.",
        "A girl fell into a well near Porto on Friday. In 2014 a 3-year-old girl fell into another well there. Its owner, Rui Sousa, 63, was fined.",
    );
    assert_eq!(found, []);
}

#[test]
fn ages_that_were_corrected_do_not_count() {
    let found = numbers(
        "A 6-year-old girl fell into a well near Porto on Friday. Firefighters saved the girl.",
        "A girl fell into a well near Porto on Friday. Police initially said the girl was 7 years old, but later said that she was 6 years old.",
    );
    assert_eq!(found, []);
}

#[test]
fn measures_are_converted() {
    let found = numbers(
        "The 500-pound crocodile escaped from a farm near Darwin on Friday.",
        "The crocodile, which weighs 227 kg, escaped from a farm near Darwin on Friday.",
    );
    assert_eq!(found, []);
    let found = numbers(
        "The climber fell 20 to 25 feet from the north wall on Friday.",
        "The climber fell 40 feet from the north wall on Friday.",
    );
    assert_eq!(found, [conflict(["20 to 25 ft", "40 ft"])]);
    let found = numbers(
        "The climber fell 20 to 25 feet from the north wall on Friday.",
        "The climber fell about 24 feet from the north wall on Friday.",
    );
    assert!(found.iter().all(|(how, _)| *how == Compatibility::Compatible), "{found:?}");
}

#[test]
fn tolls_of_one_hour_conflict_and_later_ones_grow() {
    let first = "The landslide killed 12 people in the village of Lamu.";
    let second = "The landslide in the village of Lamu killed 19 people.";
    assert_eq!(numbers(first, second), [conflict(["12", "19"])]);
    let later = compared(&[(DAY, first), ("2021-06-06T00:00:00Z", second)]);
    let found = differences(&later, DiscrepancyType::Number);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Compatibility::Unclear);
    let signals = &later.discrepancies[0].signals;
    assert!(signals.iter().any(|signal| signal.id == "later-report"), "{signals:?}");
    assert!(!later.numbers[0].conflicting);
}

#[test]
fn tolls_are_severe() {
    let comparison = compared(&[
        (DAY, "The landslide killed 12 people in the village of Lamu."),
        (DAY, "At least 19 people died in the landslide in the village of Lamu."),
    ]);
    let number = &comparison.numbers[0];
    assert_eq!((number.subject.as_str(), number.values.len()), ("person dead", 2));
    assert!(number.conflicting && number.discrepancies == [0]);
    assert_eq!(comparison.discrepancies[0].severity, Severity::High);
}

#[test]
fn parts_and_other_things_do_not_meet() {
    for (first, second) in [
        (
            "The landslide killed 12 people in the village of Lamu.",
            "The landslide killed 12 people in the village of Lamu, including three children.",
        ),
        (
            "The landslide killed 12 people in the village of Lamu.",
            "The landslide injured 30 people in the village of Lamu.",
        ),
        ("Some 4,000 people signed the petition.", "The page of the petition has 9,000 likes."),
        (
            "Three lions were in the pen when the guard came.",
            "The zoo, which is home to 11 lions, was closed.",
        ),
        ("The lion weighed 150 kg.", "Male lions can weigh more than 200 kg, experts say."),
    ] {
        let found = numbers(first, second);
        assert!(
            found.iter().all(|(how, _)| *how != Compatibility::Conflicting),
            "{first} {second}: {found:?}"
        );
    }
}

#[test]
fn bounds_are_refined() {
    let found = numbers(
        "The quake destroyed more than 50 houses in the town of Elazig.",
        "The quake destroyed 61 houses in the town of Elazig.",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Compatibility::Compatible);
    let comparison = compared(&[
        (DAY, "The quake destroyed more than 50 houses in the town of Elazig."),
        (DAY, "The quake destroyed 61 houses in the town of Elazig."),
    ]);
    let values = &comparison.discrepancies[0].values;
    let finer = values.iter().find(|v| v.value == "61").expect("the finer value");
    assert_eq!(finer.refines.len(), 1);
    assert_eq!(values[finer.refines[0]].value, "50 or more");
}

#[test]
fn strangers_of_one_kind_do_not_conflict() {
    let found = numbers(
        "A 34-year-old man was arrested in Graz on Friday after a fire in a shop.",
        "Police in Graz are looking for a witness, a 51-year-old man, after the fire.",
    );
    assert!(found.iter().all(|(how, _)| *how != Compatibility::Conflicting), "{found:?}");
}

fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "boy",
        "man",
        "4-year-old",
        "12",
        "people",
        "killed",
        "fell",
        "feet",
        "15ft",
        "kg",
        "on",
        "Friday",
        "in",
        "2015",
        "Leo",
        "the",
        "a",
        "was",
        "aged",
        "of",
        "more",
        "than",
        "about",
        "to",
        ".",
        ",",
        "\n",
        "é",
        "💥",
        "“",
        "he",
        "is",
        "3",
        "years",
        "old",
        "signed",
        "Paris",
        "May",
    ]);
    prop::collection::vec(words, 1..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn evidence_lies_in_any_text(first in any_text(), second in any_text()) {
        let texts = [first.as_str(), second.as_str()];
        if texts.iter().any(|text| text.trim().is_empty()) {
            return Ok(());
        }
        let comparison = compared(&[(DAY, texts[0]), (DAY, texts[1])]);
        let of_numbers = comparison.numbers.iter().flat_map(|n| n.values.iter().map(|v| &v.evidence));
        let of_times = comparison.timeline.iter().flat_map(|t| t.evidence.iter().chain([&t.representative]));
        let differences = comparison.discrepancies.iter().flat_map(|d| &d.values);
        for evidence in of_numbers.chain(of_times).chain(differences.flat_map(|v| &v.evidence)) {
            let words = texts[evidence.document].get(evidence.span.begin..evidence.span.end);
            prop_assert!(words.is_some_and(|words| !words.is_empty()));
            prop_assert!(evidence.sentence.contains(evidence.span));
        }
        prop_assert!(comparison.timeline.is_sorted_by_key(|entry| (entry.earliest, entry.latest)));
        for number in &comparison.numbers {
            prop_assert!(number.values.is_sorted_by_key(|value| value.document));
        }
    }
}

/// Whether the numbers of two articles are called conflicting.
fn conflicts(first: &str, second: &str) -> bool {
    numbers(first, second).iter().any(|(how, _)| *how == Compatibility::Conflicting)
}

#[test]
fn an_age_of_back_then_is_another_age() {
    assert!(!conflicts(
        "Anna Lind, 24, won the race in Bergen on Friday.",
        "Anna Lind won the race in Bergen on Friday. She wrote the songs when Lind was 16 years old.",
    ));
}

#[test]
fn numbers_in_names_of_kinds_and_hours_count_nothing() {
    assert!(!conflicts(
        "The thieves drove a four-by-four car into the shop in Bergen on Friday.",
        "The thieves drove two cars into the shop in Bergen on Friday.",
    ));
    assert!(!conflicts(
        "Ole Berg has spent 19 seasons with the club in Bergen.",
        "Ole Berg spent four seasons with the club in Bergen.",
    ));
}

#[test]
fn other_doers_have_other_numbers() {
    assert!(!conflicts(
        "The new sports car can be charged at home. The sports car travels 620 miles on one charge.",
        "The lorry of the company travels 500 miles on one charge.",
    ));
}

#[test]
fn plays_of_a_game_have_each_a_length() {
    let texts = [
        "Holm threw a seven-yard pass to win the game for Bergen on Friday.",
        "Holm threw an 11-yard pass to win the game for Bergen on Friday.",
    ];
    let comparison = compared(&[(DAY, texts[0]), (DAY, texts[1])]);
    let against = |stance: &crate::domain::ClaimStance| {
        stance.relation == crate::domain::Relation::Contradicts
    };
    assert!(!comparison.claims.iter().flat_map(|row| &row.stances).any(against));
}
