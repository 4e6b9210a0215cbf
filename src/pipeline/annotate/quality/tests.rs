use proptest::prelude::*;

use crate::{
    domain::{DamageKind, Quality},
    pipeline::testing::annotated,
};

fn quality(text: &str) -> Option<Quality> {
    annotated(text).map(|a| a.analysis.quality)
}

/// Checks the damages of a text: kinds and words.
fn check(text: &str, expect: &[(DamageKind, &str)]) {
    let quality = quality(text).expect("an article");
    let found: Vec<_> = quality.damages.iter().map(|d| (d.kind, d.span.of(text))).collect();
    assert_eq!(found, expect, "{text}");
}

use DamageKind::{
    DanglingWord, Encoding, LostNegation, PronounMismatch, RepeatedWords, RoleInversion,
    SelfReference, Truncated,
};

#[test]
fn repeated_words() {
    check("They met in the the old hall.", &[(RepeatedWords, "the the")]);
    check("She sent a letter. letter and all.", &[(RepeatedWords, "letter. letter")]);
    check("He had had enough of this, and it was very very late.", &[]);
    check("More and more and more people came, as well as well-known guests.", &[]);
}

#[test]
fn repeated_sentences() {
    let sentence = "The minister of trade left the country on Monday night.";
    check(&format!("{sentence} {sentence}"), &[(RepeatedWords, sentence)]);
}

#[test]
fn parties_on_both_sides() {
    check("They praised French-French relations.", &[(SelfReference, "French-French")]);
    check("They praised French-German relations.", &[]);
    check(
        "Trade between Brazil and Brazil has grown.",
        &[(SelfReference, "between Brazil and Brazil")],
    );
    check("Ties between Brazil and Brazil’s neighbours are good.", &[]);
}

#[test]
fn doers_named_as_sufferers() {
    let doer = "Iraq’s invasion of Kuwait began at night. ";
    check(
        &format!("{doer}Iran condemned the invasion of Iraq."),
        &[(RoleInversion, "the invasion of Iraq")],
    );
    check("Iran condemned the invasion of Kuwait. Kuwait thanked Iran.", &[]);
}

#[test]
fn lost_negations() {
    check(
        "However, the union says the offer is credible, as the firm has refused to publish it.",
        &[(LostNegation, "is credible")],
    );
    check(
        "However, the union says the offer is not credible, as the firm has refused to publish it.",
        &[],
    );
    check("The union says the offer is credible.", &[]);
}

#[test]
fn dangling_words() {
    check(
        "The trip includes talks with the minister Anna Berg with.",
        &[(DanglingWord, "Anna Berg with")],
    );
    check("She is the one that he came to Berlin with.", &[]);
    check("They thanked him for Poland’s re-elect in May.", &[(DanglingWord, "re-elect")]);
    check("They walked for hours in the.", &[(DanglingWord, "the")]);
}

#[test]
fn pronouns_of_persons_for_bodies() {
    check(
        "Norway has announced his willingness to host the talks.",
        &[(PronounMismatch, "Norway has announced his willingness")],
    );
    check("The premier has announced his willingness to host the talks.", &[]);
}

#[test]
fn wrong_charsets() {
    check("The cafÃ© was full of people.", &[(Encoding, "cafÃ©")]);
    check("The café was full; São Paulo cheered.", &[]);
}

#[test]
fn texts_that_break_off() {
    check("They warned the neighbours not to.. Nobody listened.", &[(Truncated, "to..")]);
    check("They waited ... and waited.", &[]);
    check("It has flowed in from Japan and the U.S.. It rose by half.", &[]);
}

#[test]
fn sound_texts_are_sound() {
    let quality = quality("The mayor opened the bridge on Monday. Thousands came to see it.");
    let quality = quality.expect("an article");
    assert_eq!((quality.score, quality.likely_machine_translated), (1.0, false));
}

#[test]
fn some_slips_of_translation_are_telling() {
    let text = "Norway has announced his willingness to host the talks. The trip includes a \
                meeting with the minister Anna Berg with. They praised French-French relations.";
    let quality = quality(text).expect("an article");
    assert!(quality.likely_machine_translated && quality.score < 0.7);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn damages_are_inside_any_text(
        words in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "the", "the", "Russia", "-", "Russian", "between", "and", "invasion", "of", "Moscow",
                    "with", ".", "..", "...", "”", "“", "he", "added", "Ã©", "\u{fffd}", "’s", "re-elect", "\n",
                ]).prop_map(str::to_owned),
                any::<String>(),
            ],
            0..24,
        ),
        space in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(space);
        if let Some(quality) = quality(&text) {
            prop_assert!(quality.score > 0.0 && quality.score <= 1.0);
            prop_assert!(quality.damages.is_sorted_by_key(|damage| damage.span.begin));
            for damage in &quality.damages {
                prop_assert!(text.get(damage.span.begin..damage.span.end).is_some_and(|w| !w.is_empty()));
                prop_assert!(damage.score > 0.0 && damage.score <= 1.0);
            }
        }
    }
}
