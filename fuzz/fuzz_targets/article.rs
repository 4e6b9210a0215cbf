#![no_main]
//! Any bytes as an article.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline,
};
use parallax_nlp::Engine;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = String::from_utf8(bytes.to_vec()) else { return };
    let Ok(text) = ArticleText::from_text(text, 1 << 20) else { return };
    let article = Article::plain(text, Metadata::default());
    let Ok(annotated) = pipeline::analyze(&ENGINE, &article, false, &|| false) else { return };
    let text = article.text.as_str();
    let mut end = 0;
    for zone in &annotated.analysis.zones {
        assert_eq!(zone.span.begin, end);
        end = zone.span.end;
    }
    assert_eq!(end, text.len());
    for sentence in &annotated.analysis.sentences {
        assert!(text.get(sentence.span.begin..sentence.span.end).is_some());
    }
    for mention in annotated.analysis.entities.iter().flat_map(|entity| &entity.mentions) {
        assert!(text.get(mention.span.begin..mention.span.end).is_some());
    }
    for claim in &annotated.analysis.claims {
        assert!(text.get(claim.span.begin..claim.span.end).is_some());
    }
});
