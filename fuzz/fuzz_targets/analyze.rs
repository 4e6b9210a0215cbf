#![no_main]
//! Any text through the language engine, in a way that the first byte chooses, and the rules for
//! names.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parallax_nlp::{Engine, Options};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let Some((way, bytes)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let options = Options { names_only: way & 1 != 0, paragraphs: way & 2 != 0 };
    let doc = ENGINE.analyze_with(&text, options, &|| false).unwrap();
    let count = doc.tokens().len();
    let mut at = 0;
    for i in 0..count {
        let token = doc.tokens()[i];
        assert!(at <= token.begin as usize && !doc.token_text(i, &text).is_empty());
        at = token.end as usize;
        assert!(doc.head(i) < count);
        assert!(doc.children(i).all(|child| doc.head(child) == i));
        assert_eq!(doc.tag(i).is_empty(), options.names_only);
    }
    let mut next = 0;
    for sentence in doc.sentences() {
        assert!(sentence.start == next && sentence.start < sentence.end);
        next = sentence.end;
    }
    assert_eq!(next, count);
    let mut free = 0;
    for entity in doc.entities() {
        assert!(entity.tokens.start >= free && entity.tokens.start < entity.tokens.end);
        assert!(text.get(doc.entity_bytes(entity)).is_some());
        free = entity.tokens.end;
    }
    assert!(free <= count);
    let mut free = 0;
    for name in ENGINE.names(&doc, &text) {
        assert!(name.tokens.start >= free && name.tokens.start < name.tokens.end);
        free = name.tokens.end;
    }
    assert!(free <= count);
});
