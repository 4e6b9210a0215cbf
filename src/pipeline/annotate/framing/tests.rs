use proptest::prelude::*;

use crate::{
    domain::{Analysis, FramingDevice, FramingTerm, Voice},
    pipeline::testing::annotated,
};

fn analysis(text: &str) -> Option<Analysis> {
    annotated(text).map(|a| a.analysis)
}

/// Checks the device and target of a term, and the sign of its valence.
fn check(text: &str, words: &str, device: FramingDevice, target: Option<&str>, sign: i32) {
    let analysis = analysis(text).expect("an article");
    let is = |term: &&FramingTerm| term.span.of(text) == words && term.device == device;
    let term = analysis.framing.iter().find(is);
    let term = term.unwrap_or_else(|| panic!("no {words} in {:#?}", analysis.framing));
    let named = term.target.map(|e| analysis.entities[e].canonical_name.as_str());
    assert_eq!(named, target, "{text}");
    assert_eq!(term.valence.total_cmp(&0.0) as i32, sign, "{text}");
    assert_eq!(term.voice, Voice::Outlet, "{text}");
}

use FramingDevice::{
    Booster, Euphemism, EvaluativeAdjective, GravityComparison, Hedge, Label, LoadedVerb,
};

#[test]
fn labels_frame_their_bearer() {
    check("The Syrian regime fell.", "regime", Label, Some("Syria"), -1);
    check("Smith is a freedom fighter.", "freedom fighter", Label, Some("Smith"), 1);
}

#[test]
fn of_an_action_the_doer_is_judged() {
    let text = "Russia’s unprovoked attack on Georgia shocked the world.";
    check(text, "unprovoked", EvaluativeAdjective, Some("Russia"), -1);
}

#[test]
fn verbs_frame_their_subject_or_object() {
    let text = "John Miller claimed that the bridge was safe.";
    check(text, "claimed", LoadedVerb, Some("John Miller"), -1);
    check("Germany slammed Poland in a speech.", "slammed", LoadedVerb, Some("Poland"), -1);
    check("Poland was slammed in a speech.", "slammed", LoadedVerb, Some("Poland"), -1);
}

#[test]
fn hedges_boosters_and_mild_words() {
    check("Police arrested the alleged thief.", "alleged", Hedge, None, -1);
    check("The so-called experts met.", "so-called", Hedge, None, -1);
    check("The plan is clearly wrong.", "clearly", Booster, None, 0);
    let text = "France began a special military operation.";
    check(text, "special military operation", Euphemism, None, 1);
}

#[test]
fn a_war_is_called_an_issue() {
    let text = "The war in Ukraine goes on. The Ukraine issue grows.";
    check(text, "issue", Euphemism, Some("Ukraine"), 0);
    let analysis = analysis("The Ukraine issue grows.").expect("an article");
    assert!(analysis.framing.is_empty(), "{:#?}", analysis.framing);
}

#[test]
fn a_war_is_somebodys() {
    check("Russia’s war in Ukraine goes on.", "Russia’s war", Label, Some("Russia"), -1);
    check("The Russian attack was long.", "Russian attack", Label, Some("Russia"), -1);
    let analysis = analysis("The Ukrainian war was long.").expect("an article");
    assert!(analysis.framing.is_empty(), "{:#?}", analysis.framing);
}

#[test]
fn words_in_marks_are_not_the_outlets() {
    let text = "“The regime is brutal,” said Ann Smith. The regime fell.";
    let analysis = analysis(text).expect("an article");
    let voices: Vec<_> = analysis.framing.iter().map(|t| (t.span.of(text), t.voice)).collect();
    let quoted = Voice::DirectQuote;
    assert_eq!(voices, [("regime", quoted), ("brutal", quoted), ("regime", Voice::Outlet)]);
    let speaker = analysis.framing[1].speaker.map(|e| analysis.entities[e].canonical_name.as_str());
    assert_eq!(speaker, Some("Ann Smith"));
}

#[test]
fn comparisons_lend_weight() {
    let text = "It was the worst flood in decades.";
    check(text, "the worst flood in decades", GravityComparison, None, -1);
    let text = "It is the biggest strike since the Second World War.";
    check(text, "the biggest strike since the Second World War", GravityComparison, None, 0);
    let analysis = analysis("It is the biggest house in the street.").expect("an article");
    assert!(analysis.framing.is_empty(), "{:#?}", analysis.framing);
}

#[test]
fn parts_of_speech_are_told_apart() {
    let analysis =
        analysis("They bombed the champion’s radical savings plan.").expect("an article");
    let found: Vec<_> = analysis.framing.iter().map(|t| t.device).collect();
    assert!(found.contains(&EvaluativeAdjective) && !found.contains(&Booster), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn terms_stand_in_the_text_in_order(
        text in prop_oneof![
            prop::collection::vec(prop::sample::select(vec![
                "the", "worst", "regime", "in", "decades", "so", "-", "called", "brutal", "war",
                "Ukraine", "crisis", "slammed", "“", "”", "É", "👍", "since", "ever", ".", "\n",
                "special", "military", "operation", "clearly", "alleged",
            ]), 1..40).prop_map(|words| words.join(" ")),
            any::<String>(),
        ],
    ) {
        let Some(analysis) = analysis(&text) else { return Ok(()) };
        let order = |t: &FramingTerm| (t.span.begin, std::cmp::Reverse(t.span.end));
        prop_assert!(analysis.framing.is_sorted_by_key(order));
        for term in &analysis.framing {
            prop_assert!(!term.span.of(&text).trim().is_empty());
            prop_assert!((-1.0..=1.0).contains(&term.valence));
            prop_assert!(term.target.is_none_or(|e| e < analysis.entities.len()));
        }
    }
}
