//! Text reuse between short articles, by the real engine.

use proptest::prelude::*;

use crate::{
    domain::{Comparison, ReuseKind},
    pipeline::compare::{CompareOptions, testing::compared_texts},
};

fn comparison(texts: &[&str]) -> Comparison {
    compared_texts(texts, &CompareOptions::default())
}

const REPORT: &str = "The council of the old town voted on Tuesday to build a third bridge over the \
    river, after years of dispute with the villages on the other bank. Work is to begin in spring \
    and will cost eleven million crowns. Farmers fear that the road to it will cut their fields in \
    two, and have asked a court to stop the plan before the summer. The ferry has carried wagons \
    across since the time of the kings, and its last captain wept when the vote was read out.";

#[test]
fn copies_are_one_voice_with_one_link() {
    let edited = REPORT.replace("Tuesday", "Wednesday").replace("eleven", "twelve");
    let other = "Snow fell on the hills above the lake, and the school bus stayed at home.";
    let found = comparison(&[REPORT, other, &edited]);
    let voices: Vec<usize> = found.documents.iter().map(|d| d.voice).collect();
    assert!(voices[0] == voices[2] && voices[1] == 1);
    assert_eq!(found.text_reuse.len(), 1);
    assert_eq!(found.text_reuse[0].kind, ReuseKind::Copy);
    assert!(found.text_reuse[0].similarity > 0.9);
    assert!(found.documents[0].profile.reused_share > 0.9);
    assert_eq!(found.documents[1].profile.reused_share, 0.0);
}

#[test]
fn a_part_of_a_report_is_its_voice() {
    let part = &REPORT[..REPORT.find("The ferry").expect("it is there")];
    let found = comparison(&[part, REPORT]);
    assert_eq!(found.documents[0].voice, found.documents[1].voice);
}

#[test]
fn a_shared_statement_is_a_shared_source() {
    let texts = [
        "Fire broke out in a warehouse by the docks. “The wooden roof fell in before our second \
         engine reached the quay,” fire chief Marta Vance said.",
        "Nobody was hurt when a storehouse burned down. Marta Vance, the fire chief, said: \"The \
         wooden roof fell in before our second engine reached the quay.\"",
    ];
    let found = comparison(&texts);
    assert_eq!(found.text_reuse.len(), 1);
    let link = &found.text_reuse[0];
    assert_eq!(link.kind, ReuseKind::SharedPrimarySource);
    assert_eq!(link.words, 12);
    assert!(link.first.span.of(texts[0]).starts_with("The wooden roof"));
    assert!(found.documents.iter().enumerate().all(|(i, d)| d.voice == i));
}

#[test]
fn words_of_the_outlets_are_of_an_agency() {
    let texts = [
        "Heavy rain swept two parked lorries from a mountain road near the border on Friday. The \
         drivers slept in a tavern.",
        "Trains stood still for hours. Heavy rain swept two parked lorries from a mountain road, \
         and a cellar filled with mud.",
    ];
    let found = comparison(&texts);
    assert_eq!(found.text_reuse.len(), 1);
    assert_eq!(found.text_reuse[0].kind, ReuseKind::SharedAgency);
}

#[test]
fn common_phrases_are_no_reuse() {
    let texts = [
        "The ministry said in a statement on Friday that the road is open.",
        "The bank said in a statement on Friday that rates stay as they are.",
    ];
    assert!(comparison(&texts).text_reuse.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn links_lie_inside(texts in prop::collection::vec(
        prop_oneof![
            any::<String>(),
            prop::collection::vec(prop::sample::select(vec![
                "rain swept the road ", "“heavy rain swept the old road,” he said. ", "é🙂 ",
                "two parked lorries ", "\n", "Ole Berg said ", "’s ",
            ]), 1..12).prop_map(|pieces| pieces.concat()),
        ],
        2..4,
    )) {
        prop_assume!(texts.iter().all(|text| !text.trim().is_empty()));
        let slices: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = comparison(&slices);
        for link in &found.text_reuse {
            prop_assert!(link.first.document < link.second.document);
            for evidence in [&link.first, &link.second] {
                prop_assert!(!evidence.span.of(&texts[evidence.document]).is_empty());
            }
            prop_assert!((0.0..=1.0).contains(&link.similarity) && link.words > 0);
        }
        prop_assert!(found.text_reuse.is_sorted_by(|a, b| a.words >= b.words));
    }
}
