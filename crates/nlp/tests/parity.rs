//! The analyses are those of the original implementation, token by token.

mod common;

use std::path::Path;

use common::{Differences, Record};
use parallax_nlp::Engine;

#[test]
fn analyses_are_those_of_the_reference() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = std::fs::read(root.join("../../models/en_core_web_sm-3.8.0.plx"));
    let engine = Engine::load(&model.expect("the model is there")).expect("the model is valid");
    let fixtures = std::fs::read_to_string(root.join("tests/fixtures/parity.jsonl"));
    let fixtures = fixtures.expect("the fixtures are there");
    let mut differences = Differences::default();
    let mut tokens = 0;
    for line in fixtures.split('\n').filter(|line| !line.is_empty()) {
        let record: Record = serde_json::from_str(line).expect("the fixture is valid");
        let doc = engine.analyze(&record.text);
        tokens += doc.tokens().len();
        differences.add(&record, &doc);
    }
    assert!(tokens > 10_000, "only {tokens} tokens were compared");
    assert_eq!(differences.total(), 0, "{differences:#?}");
}
