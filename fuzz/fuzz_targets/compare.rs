#![no_main]
//! Any bytes as two articles: the text before the first NUL, and the text after it.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline::{self, CompareOptions, Options, Source},
};
use parallax_nlp::Engine;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let mut articles = Vec::new();
    for part in bytes.splitn(2, |b| *b == 0) {
        let Ok(text) = String::from_utf8(part.to_vec()) else { return };
        let Ok(text) = ArticleText::from_text(text, 1 << 20) else { return };
        articles.push(Article::plain(text, Metadata::default()));
    }
    let mut annotated = Vec::new();
    for article in &articles {
        let options = Options::default();
        let Ok(one) = pipeline::analyze(&ENGINE, article, &options, &|| false) else { return };
        annotated.push(one);
    }
    let sources: Vec<Source<'_>> = articles
        .iter()
        .zip(&annotated)
        .enumerate()
        .map(|(index, (article, annotated))| Source {
            key: format!("S{index}"),
            document: format!("S{index}"),
            revision: String::new(),
            metadata: &article.metadata,
            text: article.text.as_str(),
            annotated,
        })
        .collect();
    let comparison = pipeline::compare(&sources, &CompareOptions::default(), &|| false).unwrap();
    for claim in &comparison.claims {
        assert!(claim.support() > 0);
        for evidence in claim.stances.iter().flat_map(|stance| &stance.evidence) {
            let text = sources[evidence.document].text;
            assert!(text.get(evidence.span.begin..evidence.span.end).is_some());
        }
    }
});
