//! Comparisons of short articles for the tests of its parts.

use std::sync::LazyLock;

use parallax_nlp::Engine;

use super::{CompareOptions, Source, compare};
use crate::{
    domain::{Article, ArticleText, Comparison, Compatibility, DiscrepancyType, Metadata},
    pipeline::{self, Annotated, Options},
};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::embedded().expect("the model that is built in"));

/// Compares texts, each with the time of its publication in RFC 3339; empty when unknown.
pub(super) fn compared(articles: &[(&str, &str)]) -> Comparison {
    let articles: Vec<Article> = articles
        .iter()
        .map(|(time, text)| {
            let text = ArticleText::from_text((*text).to_owned(), usize::MAX).expect("a text");
            let publish_time = (!time.is_empty()).then(|| time.parse().expect("a time"));
            let language_code = "en".to_owned();
            Article::plain(text, Metadata { publish_time, language_code, ..Metadata::default() })
        })
        .collect();
    let options = Options { skip_cleaning: true, ..Options::default() };
    let annotated: Vec<Annotated> = articles
        .iter()
        .map(|a| pipeline::analyze(&ENGINE, a, &options, &|| false).expect("not stopped"))
        .collect();
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
    compare(&sources, &CompareOptions::default(), &|| false).expect("not stopped")
}

/// What was found of one type: whether the values can all be right, and the values, sorted.
pub(super) fn differences(
    comparison: &Comparison,
    kind: DiscrepancyType,
) -> Vec<(Compatibility, Vec<String>)> {
    let of_kind = comparison.discrepancies.iter().filter(|d| d.kind == kind);
    of_kind
        .map(|d| {
            let mut values: Vec<String> = d.values.iter().map(|v| v.value.clone()).collect();
            values.sort();
            (d.compatibility, values)
        })
        .collect()
}
