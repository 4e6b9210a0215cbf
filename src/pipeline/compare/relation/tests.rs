use proptest::prelude::*;

use super::{Judgement, Standing, Statement, contradict, judge, judge_texts};
use crate::{domain::SlotRole, pipeline::testing::annotated};

fn texts(a: &str, b: &str) -> super::TextJudgement {
    let (x, y) = (annotated(a).expect("a text"), annotated(b).expect("a text"));
    judge_texts(&x, a, &y, b)
}

fn standing(a: &str, b: &str) -> Standing {
    texts(a, b).judgement.standing
}

#[track_caller]
fn contradicts(a: &str, b: &str, signal: &str) {
    for (a, b) in [(a, b), (b, a)] {
        let Judgement { standing, signals, .. } = texts(a, b).judgement;
        let ids: Vec<_> = signals.iter().map(|s| s.id.as_ref()).collect();
        assert!(standing == Standing::Contradicts && ids.contains(&signal), "{a} / {b}: {ids:?}");
    }
}

#[track_caller]
fn does_not_contradict(a: &str, b: &str) {
    for (a, b) in [(a, b), (b, a)] {
        let judgement = texts(a, b).judgement;
        assert_ne!(judgement.standing, Standing::Contradicts, "{a} / {b}: {judgement:?}");
    }
}

#[test]
fn one_says_what_the_other_denies() {
    contradicts(
        "The minister met the union leaders.",
        "The minister did not meet the union leaders.",
        "polarity-differs",
    );
    contradicts(
        "Rescuers found the missing boat.",
        "Rescuers failed to find the missing boat.",
        "polarity-differs",
    );
}

#[test]
fn denials_of_something_else_do_not_clash() {
    does_not_contradict(
        "The minister met the union leaders.",
        "The mayor did not meet the union leaders.",
    );
    does_not_contradict("The dog bit the postman.", "The dog did not bite the child.");
    does_not_contradict("Will the bank cut its rates?", "The bank did not cut its rates.");
    does_not_contradict("The team will sign the contract.", "The team did not sign the contract.");
}

#[test]
fn what_states_nothing_denies_nothing() {
    does_not_contradict(
        "The union lost a vote on longer hours.",
        "The court upheld a failed vote on longer hours.",
    );
    does_not_contradict(
        "A new law allows the minister to close the harbour.",
        "The minister did not close the harbour.",
    );
    does_not_contradict(
        "The coach fears that the striker is not recovering.",
        "The striker is recovering.",
    );
    does_not_contradict(
        "The mayor faces a no-confidence vote.",
        "The mayor faces a vote of confidence.",
    );
}

#[test]
fn denials_that_are_bound_leave_the_rest_open() {
    does_not_contradict("The navy found the wreck.", "The navy has not found the wreck yet.");
    does_not_contradict(
        "The senator lost an election in Ohio.",
        "Before Tuesday, the senator had not lost an election in Ohio.",
    );
    does_not_contradict(
        "The challenger barely landed a punch.",
        "The challenger did not land a punch.",
    );
    does_not_contradict(
        "The bank answered the letter.",
        "The bank did not directly answer the letter.",
    );
    does_not_contradict(
        "The state may ban the fishing of eels.",
        "The state did not ban the fishing of eels.",
    );
}

#[test]
fn denials_are_of_the_same_people_and_as_many() {
    does_not_contradict(
        "The club made an offer to Anna Lind.",
        "The club did not make an offer to Ole Berg.",
    );
    does_not_contradict(
        "Forty percent of farmers approve of the plan.",
        "Sixty percent of farmers disapprove of the plan.",
    );
    does_not_contradict(
        "The price of copper rose in 2017.",
        "The price of copper fell in January 2018.",
    );
}

#[test]
fn opposites_of_one_thing_clash() {
    contradicts(
        "The company's profit rose in the last quarter.",
        "The company's profit fell in the last quarter.",
        "opposites",
    );
    does_not_contradict("Exports rose in the last quarter.", "Imports fell in the last quarter.");
}

#[test]
fn doer_and_sufferer_may_not_change_places() {
    contradicts("Germany invaded Poland.", "Poland invaded Germany.", "roles-swapped");
    does_not_contradict("Merkel met Macron in Berlin.", "Macron met Merkel in Berlin.");
    does_not_contradict("Germany invaded Poland.", "Poland was invaded by Germany.");
}

#[test]
fn numbers_of_one_thing_clash() {
    contradicts(
        "The fire killed 12 people in the factory.",
        "The fire killed 15 people in the factory.",
        "number-differs",
    );
    does_not_contradict(
        "The fire killed at least 12 people in the factory.",
        "The fire killed 15 people in the factory.",
    );
    does_not_contradict(
        "The fire killed 12 people in the factory.",
        "The fire killed 12 people and injured 15 people in the factory.",
    );
}

#[test]
fn wordings_of_one_statement_are_the_same() {
    let a = "The government raised taxes on fuel.";
    assert_eq!(standing(a, "Taxes on fuel were raised by the government."), Standing::Same);
    assert_eq!(standing(a, "The choir sang in the old church."), Standing::Unrelated);
}

#[test]
fn a_longer_text_says_a_shorter_one() {
    let short = "The government raised taxes on fuel.";
    let long = "The government raised taxes on fuel by ten percent, which drivers and farmers in \
                the north of the country protested against on Tuesday.";
    assert_eq!(standing(short, long), Standing::Partial);
}

#[test]
fn slots_that_differ_are_told() {
    let found = texts("The army freed the hostages.", "The police freed the hostages.");
    let roles: Vec<SlotRole> = found.divergent_slots.iter().map(|slot| slot.role).collect();
    assert_eq!(roles, [SlotRole::Agent]);
}

#[test]
fn claims_are_judged_alone() {
    let a = "The army freed the hostages, and the president thanked the troops.";
    let b = "The president thanked the troops.";
    let (x, y) = (annotated(a).expect("a text"), annotated(b).expect("a text"));
    let of = |claim: usize| judge(&Statement::new(a, &x, claim)?, &Statement::new(b, &y, 0)?);
    let standings: Vec<_> =
        (0..x.analysis.claims.len()).map(|c| of(c).map(|j| j.standing)).collect();
    assert!(standings.contains(&Some(Standing::Same)), "{standings:?}");
    assert!(standings.iter().any(|s| *s != Some(Standing::Same)), "{standings:?}");
    assert!(Statement::new(a, &x, 99).is_none());
}

#[test]
fn contradictions_by_themselves_are_those_of_judgements() {
    let claims = [
        "The army freed the hostages.",
        "The army did not free the hostages.",
        "Prices fell by 3 percent on Monday.",
        "Prices rose on Monday.",
    ];
    let read: Vec<_> = claims.iter().map(|text| annotated(text).expect("a text")).collect();
    let statement = |at: usize| Statement::new(claims[at], &read[at], 0).expect("a claim");
    let mut found = 0;
    for (x, y) in (0..4).flat_map(|x| (0..4).map(move |y| (x, y))) {
        let (x, y) = (statement(x), statement(y));
        let judged = judge(&x, &y).filter(|j| j.standing == Standing::Contradicts);
        found += usize::from(judged.is_some());
        assert_eq!(contradict(&x, &y), judged);
    }
    assert!(found >= 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Nothing is at odds with itself, whatever the text.
    #[test]
    fn a_text_is_the_same_as_itself(text in "([A-Z][a-z]{1,8}|not|no|12|fell|rose|said|[.,?’“”]|\\PC| ){1,40}") {
        if let Some(annotated) = annotated(&text) {
            let itself = judge_texts(&annotated, &text, &annotated, &text);
            prop_assert!(itself.divergent_slots.is_empty());
            for claim in 0..annotated.analysis.claims.len() {
                let statement = Statement::new(&text, &annotated, claim).expect("a claim");
                if let Some(judgement) = judge(&statement, &statement) {
                    prop_assert_eq!(judgement.standing, Standing::Same);
                }
            }
        }
    }
}
