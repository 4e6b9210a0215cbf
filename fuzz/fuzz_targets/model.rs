#![no_main]
//! Any bytes as the payload of a model file, with the checksum that belongs to
//! them. `cargo run --bin seed-model` writes a small valid payload to begin with.

use libfuzzer_sys::fuzz_target;
use parallax_fuzz::model_file;
use parallax_nlp::{Engine, Options};

fuzz_target!(|bytes: &[u8]| {
    // As it is, and as a payload.
    assert!(Engine::load(bytes).is_err() || bytes.len() > 64);
    if let Ok(engine) = Engine::load(&model_file(bytes)) {
        let text = "Anna Ek's team (of 3) didn't visit www.example.com. Why?\n\nOslo";
        for names_only in [false, true] {
            let options = Options { names_only, ..Options::default() };
            let doc = engine.analyze_with(text, options, &|| false).unwrap();
            assert!(!doc.tokens().is_empty());
        }
    }
});
