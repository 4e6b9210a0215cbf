//! What holds of every comparison.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Articles, WHOLE, canonical::written, visit};
use crate::{
    domain::{Comparison, DiscrepancyType, Relation},
    pipeline::{CompareOptions, Options},
};

/// Short articles on one event, with quotations, numbers and days; the third and the fourth are
/// one text, the fifth and the sixth are of one day.
const FERRY: [(&str, &str); 7] = [
    (
        "Ferry sinks off Bergen\n\nThe ferry Havdrott sank off Bergen on Tuesday with 40 people on board. \
         “We saved everyone we could,” captain Ola Lund said. The owner denied that the ship was overloaded.",
        "2024-05-07",
    ),
    (
        "Havdrott lost in storm\n\nA ferry with 42 people aboard went down near Bergen on Tuesday, the coast \
         guard said. Captain Ola Lund said “we saved everyone”. Unions accused the owner of overloading the ship.",
        "2024-05-08",
    ),
    (
        "The ferry Havdrott sank off Bergen on Tuesday. The owner of the ferry is Fjordlinje, which \
         has rejected claims that it was overloaded. Norway's king spoke to the families on Wednesday.",
        "",
    ),
    (
        "The ferry Havdrott sank off Bergen on Tuesday. The owner of the ferry is Fjordlinje, which \
         has rejected claims that it was overloaded. Norway's king spoke to the families on Wednesday.",
        "",
    ),
    (
        "Did greed sink the Havdrott?\n\nUnions blamed Fjordlinje for the sinking of the Havdrott, which carried \
         about 40 people. The ship was built in 1987. Prime minister Anna Berg may visit Bergen next week.",
        "2024-05-09",
    ),
    (
        "Norwegian ferry sinks\n\nA Norwegian ferry sank on 7 May near Bergen in the west of the country. It was \
         built in 1978 in Gdansk. Divers have not found the captain, Ole Lund, the coast guard said.",
        "2024-05-09",
    ),
    ("Wheat prices fell in Chicago on Monday. Traders expect 3 percent more rain.", "2024-05-06"),
];

fn check_spans(comparison: &Comparison, texts: &[&str]) {
    for (facet, (column, span)) in visit::spans(comparison) {
        let words = texts[column].get(span.begin..span.end);
        assert!(words.is_some(), "{facet}: {span:?} does not fit text {column}");
    }
    for (facet, evidence) in visit::evidence(comparison) {
        assert!(!evidence.span.is_empty(), "{facet}: empty evidence {evidence:?}");
        assert!(evidence.sentence.contains(evidence.span), "{facet}: {evidence:?}");
    }
}

fn check_references(comparison: &Comparison) {
    for (facet, finding) in visit::references(comparison) {
        let (at, length) = visit::place(comparison, finding);
        assert!(at < length, "{facet}: {finding} of {length}");
    }
    for (index, claim) in comparison.claims.iter().enumerate() {
        for discrepancy in &claim.discrepancies {
            let back = comparison.discrepancies[*discrepancy].claim;
            assert_eq!(back, Some(index), "claims: C{index} and D{discrepancy}");
        }
        assert_eq!(claim.stances.len(), comparison.documents.len(), "claims: C{index}");
        for stance in &claim.stances {
            let silent = stance.relation == Relation::Silent;
            assert_eq!(silent, stance.evidence.is_empty(), "claims: C{index}");
            assert_eq!(stance.claims.len(), stance.evidence.len(), "claims: C{index}");
        }
    }
    for (index, quote) in comparison.quotes.iter().enumerate() {
        assert!(quote.fullest < quote.renderings.len(), "quotes: Q{index}");
    }
    for omission in &comparison.omissions {
        let told: BTreeSet<usize> = omission.told_by.iter().copied().collect();
        let subject = omission.subject;
        assert!(
            omission.told_by.is_sorted() && omission.omitted_by.is_sorted(),
            "omissions: {subject}"
        );
        assert!(!told.is_empty() && !omission.omitted_by.is_empty(), "omissions: {subject}");
        assert!(omission.omitted_by.iter().all(|d| !told.contains(d)), "omissions: {subject}");
        let known = &omission.could_have_known;
        assert!(known.iter().all(|d| omission.omitted_by.contains(d)), "omissions: {subject}");
        assert!((0.0..=1.0).contains(&omission.importance), "omissions: {subject}");
    }
    for line in &comparison.overview.key_points {
        assert!(!line.findings.is_empty() && !line.text.is_empty(), "key points: {line:?}");
    }
    assert!(comparison.overview.key_points.len() <= 10, "key points: too many");
}

fn check_discrepancies(comparison: &Comparison) {
    for (index, discrepancy) in comparison.discrepancies.iter().enumerate() {
        let kind = discrepancy.kind;
        let alone = kind == DiscrepancyType::TextDamage;
        let values = &discrepancy.values;
        assert!(
            values.len() >= if alone { 1 } else { 2 },
            "D{index} {kind:?}: {} values",
            values.len()
        );
        assert!(!discrepancy.explanation.is_empty(), "D{index} {kind:?}: no explanation");
        for (at, value) in values.iter().enumerate() {
            assert!(!value.value.is_empty(), "D{index} {kind:?}: value {at} is empty");
            assert!(!value.evidence.is_empty(), "D{index} {kind:?}: value {at} has no evidence");
            assert!(value.documents.is_sorted(), "D{index} {kind:?}: value {at}");
            let evident: BTreeSet<usize> = value.evidence.iter().map(|e| e.document).collect();
            let documents: BTreeSet<usize> = value.documents.iter().copied().collect();
            assert_eq!(evident, documents, "D{index} {kind:?}: documents of value {at}");
            assert!(value.independent_support > 0, "D{index} {kind:?}: value {at}");
        }
        let mut open: Vec<bool> = vec![true; values.len()];
        // Values that refine none that is left are taken away until none is left.
        while let Some(done) = (0..values.len())
            .find(|at| open[*at] && values[*at].refines.iter().all(|other| !open[*other]))
        {
            open[done] = false;
        }
        assert!(!open.contains(&true), "D{index} {kind:?}: values refine each other in a circle");
    }
}

fn check_all(comparison: &Comparison, texts: &[&str]) {
    check_spans(comparison, texts);
    check_references(comparison);
    check_discrepancies(comparison);
}

fn seeds() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    let entries = std::fs::read_dir(folder).expect("the seeds");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("a seed")).collect()
}

/// The `index`-th order of `n` things (Lehmer code).
fn order(n: usize, mut index: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..n).collect();
    let mut order = Vec::with_capacity(n);
    for size in (1..=n).rev() {
        order.push(left.remove(index % size));
        index /= size;
    }
    order
}

/// Compares articles in many orders and asks for the same rows.
fn check_orders(articles: &Articles, names: &[&str], orders: impl Iterator<Item = usize>) {
    let options = CompareOptions::default();
    let first = written(&articles.all(), names);
    for index in orders {
        let order = order(articles.len(), index);
        let comparison = articles.compared(&order, &options);
        let names: Vec<&str> = order.iter().map(|at| names[*at]).collect();
        for ((facet, expected), (_, found)) in first.iter().zip(written(&comparison, &names)) {
            let differs = expected.iter().zip(&found).position(|(a, b)| a != b);
            let at = differs.unwrap_or(expected.len().min(found.len()));
            assert!(
                *expected == found,
                "{facet}: entry {at} depends on the order of articles {order:?}:\n{:?}\n{:?}",
                expected.get(at),
                found.get(at)
            );
        }
    }
}

#[test]
fn the_seeds_have_the_same_rows_in_every_order() {
    let texts = seeds();
    let articles = Articles::new(texts.iter().map(|t| (t.as_str(), "")), &Options::default());
    check_orders(&articles, &["a", "b", "c", "d", "e"], 0..120);
}

#[test]
fn short_texts_have_the_same_rows_in_a_thousand_orders() {
    let articles = Articles::new(FERRY, &WHOLE);
    check_orders(&articles, &["a", "b", "c", "c", "d", "e", "f"], (0..5040).step_by(5));
}

#[test]
fn the_seeds_keep_the_rules_and_give_the_same_twice() {
    let texts = seeds();
    let articles = Articles::new(texts.iter().map(|t| (t.as_str(), "")), &Options::default());
    let comparison = articles.all();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    check_all(&comparison, &texts);
    assert_eq!(comparison, articles.all());
}

#[test]
fn short_texts_keep_the_rules() {
    let articles = Articles::new(FERRY, &WHOLE);
    let texts: Vec<&str> = FERRY.iter().map(|(text, _)| *text).collect();
    check_all(&articles.all(), &texts);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Texts of any characters, and of pieces of news with odd marks in between.
    #[test]
    fn any_texts_keep_the_rules(
        odd in "\\PC{1,80}",
        pieces in prop::collection::vec(prop::sample::select(vec![
            "The owner denied it. ", "“We saved ", "everyone”, ", "Ola Lund said on Tuesday. ", "40 ", "people ",
            "Unions accused Fjordlinje of lying.\n", "é", "👩‍🚒", "\u{301}", "«", "’", "\r\n", "… ", "Bergen ", "not ", "$3 bn ",
        ]), 1..24),
    ) {
        let mixed: String = pieces.concat();
        let texts = [format!("x {odd}"), format!("{mixed} {odd}"), format!("The ferry sank. {mixed}")];
        let articles = Articles::new(texts.iter().map(|t| (t.as_str(), "2024-05-07")), &WHOLE);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        check_all(&articles.all(), &texts);
    }
}
