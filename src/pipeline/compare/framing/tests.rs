//! Framing over whole comparisons.

use crate::{
    domain::{Comparison, Voice},
    pipeline::compare::{CompareOptions, testing::compared_texts},
};

fn compare(texts: &[&str]) -> Comparison {
    compared_texts(texts, &CompareOptions::default())
}

const REGIME: [&str; 2] = [
    "Assad's brutal regime has rejected the plan. The Assad regime is isolated.",
    "Assad has rejected the plan. \u{201c}The Assad regime is finished,\u{201d} said Anna Lind.",
];

#[test]
fn voices_are_told_apart() {
    let comparison = compare(&REGIME);
    assert!(comparison.framing[0].target.is_none(), "the story comes first");
    let uses: Vec<_> = comparison.framing.iter().flat_map(|f| &f.in_documents).collect();
    let regime = |own: bool, document: usize| {
        uses.iter().filter(|u| u.document == document).any(|u| {
            let terms = if own { &u.outlet_terms } else { &u.quoted_terms };
            terms.iter().any(|t| t.term == "regime")
        })
    };
    assert!(regime(true, 0) && !regime(false, 0), "{uses:#?}");
    assert!(regime(false, 1) && !regime(true, 1), "{uses:#?}");
    for term in uses.iter().flat_map(|u| &u.outlet_terms) {
        assert!(matches!(term.voice, Voice::Outlet | Voice::ScareQuote));
        assert!((1..=3).contains(&term.evidence.len()) && term.count >= term.evidence.len());
    }
}

#[test]
fn words_of_one_document_stand_out() {
    let flood = "The flood rose again. The flood took the bridge, and the flood took the mill. \
                 Nobody had seen such a flood, and the flood went on.";
    let river = "The river rose over its banks before dawn. ".repeat(20);
    let comparison = compare(&[flood, &river, &river]);
    let terms = &comparison.framing[0].distinctive_terms;
    let Some(first) = terms.first() else { panic!("nothing stands out") };
    assert_eq!((first.document, first.term.as_str(), first.count), (0, "flood", 5));
    assert!(first.z_score >= 1.96 && first.evidence.len() == 3);
}

#[test]
fn names_do_not_stand_out() {
    let own = "Jensen came. Jensen saw. Jensen left. Jensen returned. Jensen slept. Jensen woke.";
    let comparison = compare(&[own, "Nobody came. Somebody slept.", "Everybody left."]);
    assert!(comparison.framing[0].distinctive_terms.iter().all(|t| !t.term.contains("jensen")));
}
