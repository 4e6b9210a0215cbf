//! Utterances of short articles, by the real engine.

use proptest::prelude::*;

use crate::{
    domain::{Comparison, DiscrepancyType, EditOp, QuoteCluster, QuoteRelation},
    pipeline::compare::{CompareOptions, testing::compared_texts},
};

fn quotes(texts: &[&str]) -> Comparison {
    compared_texts(texts, &CompareOptions::default())
}

/// The utterance that has some words, of those that are no talking point.
fn with<'c>(comparison: &'c Comparison, texts: &[&str], words: &str) -> &'c QuoteCluster {
    let has = |cluster: &&QuoteCluster| {
        let mut renderings = cluster.renderings.iter();
        cluster.relation != QuoteRelation::Recurring
            && renderings.any(|r| r.evidence.span.of(texts[r.document]).contains(words))
    };
    comparison.quotes.iter().find(has).expect("the words are quoted")
}

#[test]
fn the_same_words_in_other_marks_are_identical() {
    let texts = [
        "“The harbour bridge will be open again before the first snow,” Mayor Anna Lind said.",
        "Mayor Anna Lind told reporters: \"The harbour bridge will be open again before the first \
         snow.\"",
    ];
    let comparison = quotes(&texts);
    let cluster = with(&comparison, &texts, "harbour bridge");
    assert_eq!(cluster.relation, QuoteRelation::Identical);
    assert_eq!(cluster.renderings.len(), 2);
    assert_eq!(cluster.speaker_name, "Anna Lind");
    assert!(cluster.is_shared());
}

#[test]
fn a_part_of_a_quotation_is_the_same_utterance() {
    let texts = [
        "“We lost three boats in the storm and we will not rebuild the old pier this year,” \
         Captain Ole Berg said on Monday.",
        "The pier stays closed. Captain Ole Berg said the town “will not rebuild the old pier”.",
    ];
    let comparison = quotes(&texts);
    let cluster = with(&comparison, &texts, "three boats");
    assert_eq!(cluster.relation, QuoteRelation::DifferentExtent);
    assert_eq!(cluster.renderings.len(), 2);
    assert_eq!(cluster.fullest, 0);
    assert!(cluster.discrepancies.is_empty());
}

#[test]
fn other_words_in_marks_are_altered() {
    let texts = [
        "“The ferry company ignored every warning about the rusty gangway,” Captain Ole Berg said.",
        "“The ferry company ignored every complaint about the broken gangway,” Captain Ole Berg \
         said.",
    ];
    let comparison = quotes(&texts);
    let cluster = with(&comparison, &texts, "ferry company");
    assert_eq!(cluster.relation, QuoteRelation::Altered);
    let found = &comparison.discrepancies[cluster.discrepancies[0]];
    assert_eq!(found.kind, DiscrepancyType::QuoteWording);
    assert_eq!(found.values.len(), 2);
    assert!(found.explanation.contains("rusty") && found.explanation.contains("broken"));
}

#[test]
fn two_persons_do_not_speak_with_one_mouth() {
    let texts = [
        "“Everybody ran for the exits,” Clara Holm, a passenger, said.",
        "“All the children ran for the exits,” Peter Falk, the driver, said.",
    ];
    let comparison = quotes(&texts);
    let cluster = with(&comparison, &texts, "Everybody");
    assert_eq!(cluster.relation, QuoteRelation::Single);
}

#[test]
fn a_fragment_of_one_word_needs_more_than_the_word() {
    let texts = [
        "The council called the plan for the old harbour “unfair”.",
        "Farmers said the milk price was “unfair”.",
    ];
    let comparison = quotes(&texts);
    assert!(comparison.quotes.iter().all(|c| c.relation == QuoteRelation::Single));
}

#[test]
fn reported_speech_joins_the_quotation_that_it_renders() {
    let texts = [
        "“The reservoir above the valley is safe and the villagers can return to their homes on \
         Sunday,” Governor Ines Soto said.",
        "Governor Ines Soto said that the reservoir above the valley was safe and villagers could \
         return to their homes on Sunday.",
    ];
    let comparison = quotes(&texts);
    let cluster = with(&comparison, &texts, "“The reservoir");
    assert_eq!(cluster.relation, QuoteRelation::Paraphrased);
    assert_eq!(cluster.renderings.len(), 2);
}

#[test]
fn an_embedded_post_is_a_rendering() {
    let texts = [
        "Anna Lind wrote on Twitter: “Four hours on this ferry and we are back in the port. Great.”",
        "The singer Anna Lind told of her trip.\n4 hours on this ferry and we are back in the port. \
         Great. — anna lind (@annasings) March 3, 2020\nThe ferry leaves today.",
    ];
    let comparison = quotes(&texts);
    let cluster = with(&comparison, &texts, "Four hours");
    assert_eq!(cluster.renderings.len(), 2);
    assert_eq!(cluster.speaker_name, "Anna Lind");
    assert!(cluster.discrepancies.is_empty(), "figures and words are one number");
}

#[test]
fn two_fragments_of_a_sentence_are_of_one_utterance() {
    let texts = [
        "Officials said the return was because of a “muddle and was sorted out.”",
        "Police said the boat came back after a “muddle” and that it was “sorted out.”",
        "The boat came back after a “muddle at the ticket office,” a sailor said.",
    ];
    let comparison = quotes(&texts);
    let cluster = with(&comparison, &texts, "“muddle and was sorted out.”");
    let documents: Vec<usize> = cluster.renderings.iter().map(|r| r.document).collect();
    assert_eq!(documents, [0, 1, 1]);
}

#[test]
fn a_phrase_quoted_twice_in_a_report_is_one() {
    let texts = [
        "Singer on her “ferry to nowhere”\n\nThe singer and actress tweeted about her “ferry to \
         nowhere” on Friday.",
        "The harbour is closed, Mayor Anna Lind said.",
    ];
    let comparison = quotes(&texts);
    assert_eq!(with(&comparison, &texts, "ferry to nowhere").renderings.len(), 2);
}

#[test]
fn reported_speech_of_few_words_joins_its_quotation() {
    let texts = [
        "“Nordic Ferries would like to express its apologies to the travellers for the delay,” the \
         company said.",
        "The company said that it would like to apologize to travellers for the delay.",
    ];
    let comparison = quotes(&texts);
    assert_eq!(with(&comparison, &texts, "express its").renderings.len(), 2);
}

#[test]
fn what_only_frames_a_quotation_is_no_utterance_of_its_own() {
    let texts = [
        "Mayor Anna Lind said that the pier was “closed for repairs until the end of June.”",
        "The pier is closed.",
    ];
    let comparison = quotes(&texts);
    assert_eq!(comparison.quotes.len(), 1);
    assert!(comparison.quotes[0].renderings[0].evidence.span.of(texts[0]).starts_with('“'));
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "“The bridge is closed for good,” Mayor Lind said. ",
        "\"The bridge was closed for good\" ",
        "Mayor Anna Lind said the bridge is closed. ",
        "’",
        "“",
        " \n",
        "é🙂 ",
        "Ole Berg told AFP that “the pier” is lost. ",
        "“No. No! … No,” [he] said. ",
        "the 3 boats ",
    ]);
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn renderings_lie_inside_and_edits_rebuild_them(
        texts in prop::collection::vec(prop_oneof![pieces(), any::<String>()], 2..4),
    ) {
        prop_assume!(texts.iter().all(|text| !text.trim().is_empty()));
        let slices: Vec<&str> = texts.iter().map(String::as_str).collect();
        let comparison = quotes(&slices);
        for cluster in &comparison.quotes {
            prop_assert!(cluster.fullest < cluster.renderings.len());
            prop_assert!(cluster.renderings.is_sorted_by_key(|r| (r.document, r.quote)));
            let base = texts[cluster.renderings[cluster.fullest].document].as_str();
            for (at, rendering) in cluster.renderings.iter().enumerate() {
                let text = texts[rendering.document].as_str();
                prop_assert!(text.get(rendering.evidence.span.begin..rendering.evidence.span.end).is_some());
                prop_assert!((0.0..=1.0).contains(&rendering.similarity));
                prop_assert!(at != cluster.fullest || rendering.edits.is_empty());
                let (mut base_end, mut end) = (0, 0);
                for edit in &rendering.edits {
                    if let Some(span) = edit.base {
                        prop_assert!(span.begin >= base_end && !span.of(base).is_empty());
                        base_end = span.end;
                    }
                    if let Some(span) = edit.other {
                        prop_assert!(span.begin >= end && rendering.evidence.span.contains(span));
                        end = span.end;
                    }
                    let kept = edit.op == EditOp::Keep;
                    prop_assert!(!kept || edit.base.is_some() && edit.other.is_some());
                }
            }
        }
    }
}
