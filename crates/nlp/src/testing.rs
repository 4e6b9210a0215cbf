//! What unit tests share.

use std::path::Path;

/// The bytes of the model file of this repository.
pub(crate) fn model_bytes() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("../../models/en_core_web_sm-3.8.0.plx");
    std::fs::read(path).expect("the model file is there")
}

/// The texts of the parity fixtures.
pub(crate) fn texts() -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Record {
        text: String,
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = std::fs::read_to_string(root.join("tests/fixtures/parity.jsonl"));
    let fixtures = fixtures.expect("the fixtures are there");
    let lines = fixtures.split('\n').filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_str::<Record>(line).expect("the fixture is valid"))
        .map(|record| record.text)
        .collect()
}
