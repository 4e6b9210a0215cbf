#![no_main]
//! Any bytes as a model file.

use libfuzzer_sys::fuzz_target;
use parallax_nlp::Engine;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(engine) = Engine::load(bytes) {
        let _ = engine.analyze("A short text.");
    }
});
