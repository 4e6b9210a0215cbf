use proptest::prelude::*;

use super::claims;
use crate::domain::{
    Claim, Modality, Party, Polarity, Quote, QuoteKind, SlotRole, Span, Voice, Zone, ZoneKind,
};
use crate::pipeline::{
    annotate::{Found, Parsed, quotes::Marks, segments},
    testing::{ENGINE, annotated},
};

/// The first claim with this action.
fn claim_of(text: &str, action: &str) -> Claim {
    let claims = annotated(text).expect("an article").analysis.claims;
    let is = |c: &&Claim| c.slots.iter().any(|s| s.role == SlotRole::Action && s.value == action);
    let found = claims.iter().find(is).cloned();
    found.unwrap_or_else(|| panic!("no {action} in {claims:#?}"))
}

/// Checks the slots of the first claim with an action, the action itself left out.
fn check(text: &str, action: &str, expect: &[(SlotRole, &str)]) {
    let claim = claim_of(text, action);
    let slots = claim.slots.iter().filter(|slot| slot.role != SlotRole::Action);
    let slots: Vec<_> = slots.map(|slot| (slot.role, slot.span.of(text))).collect();
    assert_eq!(slots, expect, "{text}");
}

fn standing(text: &str, action: &str) -> (Polarity, Modality) {
    let claim = claim_of(text, action);
    (claim.polarity, claim.modality)
}

use Modality::{Asserted, Conditional, Demanded, Expected, Hedged, Planned, Question};
use Polarity::{Affirmed, Negated};
use SlotRole::{Agent, Manner, Place, Reason, Recipient, Target, Topic};

#[test]
fn actives_passives_and_nouns_have_the_same_slots() {
    let slots = [(Agent, "Norway"), (Target, "Iceland")];
    check("Norway invaded Iceland.", "invade", &slots);
    check("Iceland was invaded by Norway.", "invade", &slots);
    check("People fled when Norway’s invasion of Iceland began.", "invade", &slots);
    check("The invasion of Iceland by Norway shocked the world.", "invade", &slots);
    check("The world condemned the invasion of Iceland by Norway.", "invade", &slots);
    check("The minister knows Norway, which invaded Iceland.", "invade", &slots);
}

#[test]
fn light_verbs_leave_the_telling_to_their_noun() {
    let slots = [(Agent, "The minister"), (Place, "Paris")];
    check("The minister paid a visit to Paris.", "visit", &slots);
    check("The minister visited Paris.", "visit", &slots);
    check(
        "Talks between Iran and Norway were held in Geneva.",
        "talk",
        &[(Agent, "Iran"), (Agent, "Norway"), (Place, "Geneva")],
    );
}

#[test]
fn coordination_shares_subjects_and_splits_phrases() {
    check(
        "France and Spain sent tanks and trucks to the army.",
        "send",
        &[
            (Agent, "France"),
            (Agent, "Spain"),
            (Target, "tanks"),
            (Target, "trucks"),
            (Recipient, "the army"),
        ],
    );
    let text = "The president gave the rebels money and sold arms to them.";
    check(text, "sell", &[(Agent, "The president"), (Target, "arms"), (Recipient, "them")]);
}

#[test]
fn coordinated_verbs_share_an_object() {
    let slots = [(Agent, "The police"), (Target, "a bear")];
    check("The police shot and buried a bear.", "shoot", &slots);
    check("The police shot and buried a bear.", "bury", &slots);
}

#[test]
fn whoever_does_it_does_not_report_it() {
    let text = "The mayor said that Norway had refused to condemn the attack.";
    let claim = claim_of(text, "condemn");
    assert_eq!(claim.attributed_to.map(|span| span.of(text)), Some("The mayor"));
    let text = "Norway refused to condemn the attack.";
    assert_eq!(claim_of(text, "condemn").attributed_to, None);
}

#[test]
fn relative_clauses_speak_of_their_noun() {
    let text = "The plan that the mayor presented was rejected by the council.";
    check(text, "present", &[(Agent, "the mayor"), (Target, "The plan")]);
    check(text, "reject", &[(Agent, "the council"), (Target, "The plan")]);
    let text = "The council rejected a plan the mayor presented in public.";
    assert!(claim_of(text, "present").slots.iter().any(|s| s.span.of(text) == "a plan"));
}

#[test]
fn circumstances_are_told_apart() {
    check(
        "The army ended the siege by bombing the town.",
        "end",
        &[(Agent, "The army"), (Target, "the siege"), (Manner, "bombing the town")],
    );
    check(
        "The army ended the siege because of the winter.",
        "end",
        &[(Agent, "The army"), (Target, "the siege"), (Reason, "the winter")],
    );
    check(
        "Officials asked the driver to close the road to Berlin.",
        "ask",
        &[(Agent, "Officials"), (Recipient, "the driver"), (Topic, "to close the road to Berlin")],
    );
    check(
        "The general sent troops to Berlin to protect the bridge.",
        "send",
        &[
            (Agent, "The general"),
            (Target, "troops"),
            (Place, "Berlin"),
            (Reason, "to protect the bridge"),
        ],
    );
}

#[test]
fn particles_belong_to_the_action() {
    check(
        "The minister ruled out a coalition.",
        "rule out",
        &[(Agent, "The minister"), (Target, "a coalition")],
    );
}

#[test]
fn negation_is_read_from_verbs_and_words() {
    assert_eq!(standing("The firm did not sell the mine.", "sell").0, Negated);
    assert_eq!(standing("The firm never sold the mine.", "sell").0, Negated);
    assert_eq!(standing("The firm refused to sell the mine.", "sell").0, Negated);
    assert_eq!(standing("The firm refrained from selling the mine.", "sell").0, Negated);
    assert_eq!(standing("The firm was unable to sell the mine.", "sell").0, Negated);
    assert_eq!(standing("No firm bought the mine.", "buy").0, Negated);
    assert_eq!(standing("The firm did not confirm or deny the report.", "deny").0, Negated);
    assert_eq!(
        standing("The mayor denied that the firm had sold the old mine.", "sell").0,
        Negated
    );
    assert_eq!(standing("The firm sold the mine.", "sell").0, Affirmed);
}

#[test]
fn two_negations_cancel_out() {
    assert_eq!(standing("The firm did not refuse to sell the mine.", "sell").0, Affirmed);
    assert_eq!(
        standing("The mayor did not deny that the firm had sold the mine.", "deny").0,
        Negated
    );
}

#[test]
fn modality_is_read_from_auxiliaries_and_verbs() {
    let of = |text: &str| standing(text, "sell").1;
    assert_eq!(of("The firm sold the mine."), Asserted);
    assert_eq!(of("The company will sell the mine."), Planned);
    assert_eq!(of("The company plans to sell the mine."), Planned);
    assert_eq!(of("The company is expected to sell the mine."), Expected);
    assert_eq!(of("The company is likely to sell the mine."), Expected);
    assert_eq!(of("The company may sell the mine."), Hedged);
    assert_eq!(of("The company is believed to have sold the mine."), Hedged);
    assert_eq!(of("The company reportedly sold the mine."), Hedged);
    assert_eq!(of("The company would sell the mine."), Conditional);
    assert_eq!(of("If the company sold the mine, the town would die."), Conditional);
    assert_eq!(of("The company must sell the mine."), Demanded);
    assert_eq!(of("Did the company sell the mine?"), Question);
    assert_eq!(of("The company said that it would sell the mine."), Planned);
    assert_eq!(standing("The mayor urged the company to sell the mine.", "urge").1, Demanded);
}

#[test]
fn hedges_are_spans() {
    let text = "The company reportedly may have sold the mine.";
    let claim = claim_of(text, "sell");
    let hedges: Vec<&str> = claim.hedges.iter().map(|span| span.of(text)).collect();
    assert_eq!(hedges, ["reportedly", "may"]);
}

#[test]
fn a_noun_has_a_standing_of_its_own() {
    let text = "The mayor condemned the alleged attack by the rebels on the village.";
    assert_eq!(standing(text, "attack"), (Affirmed, Hedged));
    assert_eq!(standing(text, "condemn"), (Affirmed, Asserted));
    let text = "The police prevented an attack by the rebels on the village.";
    assert_eq!(standing(text, "attack").0, Negated);
}

#[test]
fn reported_clauses_are_credited() {
    let text = "The tower will be built in Oslo next year, the minister said.";
    let claim = claim_of(text, "build");
    assert_eq!(claim.attributed_to.map(|span| span.of(text)), Some("the minister"));
    assert_eq!(claim.voice, Voice::IndirectSpeech);
    assert_eq!(claim_of("The tower was built in Oslo.", "build").voice, Voice::Outlet);
}

#[test]
fn few_reported_words_are_a_claim() {
    let text = "“The baby wasn’t in danger, but anything may happen in a river,” the warden said.";
    let annotated = annotated(text).unwrap();
    let claims: Vec<&str> =
        annotated.analysis.claims.iter().map(|claim| claim.span.of(text)).collect();
    assert!(claims.iter().any(|claim| claim.contains("wasn’t in danger")), "{claims:?}");
    assert!(claims.iter().all(|claim| !claim.contains("warden")), "{claims:?}");
}

#[test]
fn an_announcement_on_a_day_is_a_claim() {
    let claims = |text: &str| -> Vec<String> {
        let analysis = annotated(text).unwrap().analysis;
        analysis.claims.iter().map(|claim| claim.span.of(text).to_owned()).collect()
    };
    let text = "The king will open the new harbour in May, the palace announced Friday.";
    let dated = claims(text);
    assert!(dated.iter().any(|claim| claim.starts_with("the palace announced")), "{dated:?}");
    let text = "The king will open the new harbour in May, the palace announced.";
    let undated = claims(text);
    assert!(!undated.iter().any(|claim| claim.starts_with("the palace")), "{undated:?}");
}

#[test]
fn words_in_marks_are_the_speakers() {
    let text = "The mayor spoke. “The town lost the match and the team left the field,” she said.";
    let content = text.find("The town").expect("the words are there");
    let mention = text.find("she").expect("the word is there");
    let party = Party {
        mention: Span::new(mention, mention + 3),
        entity: None,
        score: 1.0,
        candidates: Vec::new(),
    };
    let end = text.find(",”").expect("the mark is there");
    let quote = Quote {
        kind: QuoteKind::Direct,
        span: Span::new(content - "“".len(), end + ",”".len()),
        content: Span::new(content, end),
        speakers: vec![party],
        cue: None,
        addressee: None,
        relayed_by: Vec::new(),
        insertions: Vec::new(),
        unbalanced_marks: false,
        continues: None,
        signals: Vec::new(),
    };
    let zones =
        [Zone { kind: ZoneKind::Body, span: Span::new(0, text.len()), rule: "test".into() }];
    let segments = segments::analyze(&ENGINE, text, &zones, &|| false).expect("an analysis");
    let (sentences, places) = segments::sentences(&segments, text);
    let parsed = Parsed {
        text,
        segments: &segments,
        sentences: &sentences,
        places: &places,
        date: None,
        stop: &|| false,
    };
    let found = Found {
        parsed: &parsed,
        marks: &Marks::default(),
        dates: &[],
        quantities: &[],
        entities: &[],
        quotes: &[quote],
    };
    let (claims, _) = claims(&found);
    let voice = |words: &str| {
        let claim = claims.iter().find(|c| c.span.of(text).contains(words));
        claim.map(|c| (c.voice, c.quote, c.attributed_to.map(|span| span.of(text))))
    };
    assert_eq!(voice("mayor spoke"), Some((Voice::Outlet, None, None)));
    assert_eq!(voice("lost the match"), Some((Voice::DirectQuote, Some(0), Some("she"))));
    assert_eq!(voice("left the field"), Some((Voice::DirectQuote, Some(0), Some("she"))));
}

#[test]
fn clauses_know_their_claims() {
    let text = "Norway’s invasion of Iceland, which lasted a year, ended when the king of Norway \
                signed a treaty with the rebels. The mayor said that the war was a mistake.";
    let annotated = annotated(text).expect("an article");
    assert!(annotated.analysis.claims.len() > annotated.clauses.len(), "a noun tells of a war");
    for clause in &annotated.clauses {
        let segment = &annotated.segments[clause.segment];
        let span = segment.range_span(clause.tokens.clone()).trimmed(text);
        assert_eq!(annotated.analysis.claims[clause.claim].span, span);
    }
}

/// Words that set off the rules, in any order.
fn news() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Norway", "’s", "invasion", "of", "Iceland", "by", "was", "invaded", "refused", "to",
        "condemn", "the", "war", ",", "which", "said", "that", "it", "would", "not", "if", "and",
        "or", "talks", "between", "held", "denied", "“", "”", "?", ".", "because", "for", "in",
        "Paris", "by", "bombing", "visit", "paid", "a", "is", "likely", "expected", "no", "nor",
        "\n", "É", "👍", "will", "must",
    ]);
    prop::collection::vec(word, 1..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn claims_stand_in_the_text_in_order(text in prop_oneof![news(), any::<String>()]) {
        let Some(annotated) = annotated(&text) else { return Ok(()) };
        let analysis = &annotated.analysis;
        let order = |c: &Claim| (c.span.begin, std::cmp::Reverse(c.span.end));
        prop_assert!(analysis.claims.is_sorted_by_key(order));
        for claim in &analysis.claims {
            prop_assert!(!claim.span.of(&text).trim().is_empty());
            prop_assert!(analysis.sentences[claim.sentence].span.contains(claim.span));
            let keys = claim.slots.iter().map(|s| (s.role, s.span));
            prop_assert!(keys.is_sorted());
            for slot in &claim.slots {
                prop_assert!(!slot.span.of(&text).trim().is_empty());
                prop_assert!(slot.entity.is_none_or(|e| e < analysis.entities.len()));
            }
            for hedge in &claim.hedges {
                prop_assert!(!hedge.of(&text).trim().is_empty());
            }
        }
        for clause in &annotated.clauses {
            prop_assert!(clause.claim < analysis.claims.len());
        }
    }
}
