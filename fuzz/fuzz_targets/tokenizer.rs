#![no_main]
//! Any text through the tokenizer.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parallax_nlp::Engine;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let doc = ENGINE.tokenize(&text, &|| false).unwrap();
    let mut at = 0;
    for (i, token) in doc.tokens().iter().enumerate() {
        // Tokens tile the text, but for single spaces.
        assert_eq!(token.begin as usize, at);
        assert!(!doc.token_text(i, &text).is_empty() && !doc.norm(i).is_empty());
        at = token.end as usize;
        if token.space_after {
            assert_eq!(text.as_bytes()[at], b' ');
            at += 1;
        }
    }
    assert_eq!(at, text.len());
});
