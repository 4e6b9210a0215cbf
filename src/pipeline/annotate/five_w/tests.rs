use proptest::prelude::*;

use super::MAX_ANSWERS;
use crate::{
    domain::{FiveW, FiveWAnswer},
    pipeline::testing::{WHOLE, analyzed, annotated, article},
};

fn five_w(text: &str) -> Option<FiveW> {
    annotated(text).map(|a| a.analysis.five_w)
}

fn first(answers: &[FiveWAnswer]) -> &str {
    answers.first().map_or("", |answer| answer.value.as_str())
}

#[test]
fn the_lead_answers() {
    let text = "The French president Pierre Martin opened a new bridge in Bordeaux by cutting a \
                ribbon. Martin opened it because the old bridge had collapsed. Martin thanked the workers. Some \
                people in Lyon saw a dog.";
    let five_w = five_w(text).expect("an article");
    assert_eq!(first(&five_w.who), "Pierre Martin");
    assert!(first(&five_w.what).starts_with("opened a new bridge in Bordeaux"));
    assert_eq!(first(&five_w.place), "Bordeaux");
    assert_eq!(first(&five_w.how), "cutting a ribbon");
    assert_eq!(first(&five_w.why), "because the old bridge had collapsed");
}

#[test]
fn times_are_in_edtf_or_in_words() {
    let text = "Dock workers closed the port of Genoa on Monday. Sailors cheered.";
    let when = |day: &str| {
        let article = article(text, day).expect("a text");
        first(&analyzed(&article, &WHOLE).analysis.five_w.when).to_owned()
    };
    assert_eq!(when("2023-03-17"), "2023-03-13");
    assert_eq!(when(""), "Monday");
}

#[test]
fn nothing_is_made_up() {
    let five_w = five_w("Seven o’clock.").expect("an article");
    assert_eq!(five_w.who, []);
    assert_eq!(five_w.why, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn answers_are_words_of_the_text(
        text in prop_oneof![
            prop::collection::vec(prop::sample::select(vec![
                "Paul Smith", "visited", "Paris", "on", "Monday", "because", "of", "the", "war",
                "in", "by", "train", "said", "that", "he", "would", ".", "\n", "É", "👍", "to",
            ]), 1..40).prop_map(|words| words.join(" ")),
            any::<String>(),
        ],
    ) {
        let Some(five_w) = five_w(&text) else { return Ok(()) };
        let FiveW { who, what, when, place, why, how } = &five_w;
        for answers in [who, what, when, place, why, how] {
            prop_assert!(answers.len() <= MAX_ANSWERS);
            prop_assert!(answers.is_sorted_by(|a, b| a.score >= b.score));
            for answer in answers {
                prop_assert!(!answer.span.of(&text).trim().is_empty());
                prop_assert!((0.0..=1.0).contains(&answer.score));
            }
        }
    }
}
