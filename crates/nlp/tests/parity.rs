//! The analyses are those of the original implementation, token by token.

mod common;

use std::num::NonZeroUsize;
use std::path::Path;

use common::{Differences, Record};
use parallax_nlp::{Engine, InstructionSet, LoadOptions, Options};

/// The model of this repository.
fn model() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read(root.join("../../models/en_core_web_sm-3.8.0.plx")).expect("the model is there")
}

fn records() -> Vec<Record> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = std::fs::read_to_string(root.join("tests/fixtures/parity.jsonl"));
    let fixtures = fixtures.expect("the fixtures are there");
    let lines = fixtures.split('\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str(line).expect("the fixture is valid")).collect()
}

#[test]
fn analyses_are_those_of_the_reference_with_every_instruction_set() {
    let (model, records) = (model(), records());
    let sets = InstructionSet::ALL.into_iter().filter(|set| set.is_available());
    let mut checked = 0;
    for set in sets {
        let options = LoadOptions { instructions: Some(set) };
        let engine = Engine::load_with(&model, options).expect("the model is valid");
        assert_eq!(engine.instructions(), set);
        let mut differences = Differences::default();
        let mut tokens = 0;
        for record in &records {
            let doc = engine.analyze(&record.text);
            tokens += doc.tokens().len();
            differences.add(record, &doc);
        }
        assert!(tokens > 10_000, "only {tokens} tokens were compared");
        assert_eq!(differences.total(), 0, "{set}: {differences:#?}");
        checked += 1;
    }
    // There is always a portable one.
    assert!(checked > 0);
}

#[test]
fn what_was_analysed_before_changes_nothing() {
    let (model, records) = (model(), records());
    let engine = Engine::load(&model).expect("the model is valid");
    for record in records.iter().rev().chain(&records) {
        let mut differences = Differences::default();
        differences.add(record, &engine.analyze(&record.text));
        assert_eq!(differences.total(), 0, "{differences:#?}");
    }
}

/// More different words than an engine remembers, each of them often enough to be remembered.
#[test]
fn words_that_find_no_room_change_nothing() {
    let (model, records) = (model(), records());
    let engine = Engine::load(&model).expect("the model is valid");
    for round in 0..3 {
        let words: Vec<_> = (0..6_000).map(|i| format!("w{round}x{i}")).collect();
        for _ in 0..2 {
            let _ = engine.analyze(&words.join(" "));
        }
        let mut differences = Differences::default();
        for record in &records {
            differences.add(record, &engine.analyze(&record.text));
        }
        assert_eq!(differences.total(), 0, "{differences:#?}");
    }
}

#[test]
fn a_batch_has_the_analyses_in_order() {
    let (model, records) = (model(), records());
    let engine = Engine::load(&model).expect("the model is valid");
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    for threads in [1, 3] {
        let threads = NonZeroUsize::new(threads).expect("it is not zero");
        let docs = engine.analyze_batch(&texts, Options::default(), threads);
        assert_eq!(docs.len(), records.len());
        let mut differences = Differences::default();
        for (record, doc) in records.iter().zip(&docs) {
            differences.add(record, doc);
        }
        assert_eq!(differences.total(), 0, "{differences:#?}");
    }
}
