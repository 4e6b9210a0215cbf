//! Short articles with their annotations, by the real engine, for the tests of the pipeline.

use std::sync::LazyLock;

use parallax_nlp::Engine;

use super::{AnalysisError, Annotated, Extent, Options, analyze};
use crate::domain::{Article, ArticleError, ArticleText, Metadata};

pub(super) static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::embedded().expect("the model that is built in"));

/// All text is body.
pub(super) const WHOLE: Options<'_> =
    Options { skip_cleaning: true, gazetteers: &[], parse: None, extent: Extent::Whole };

/// A text as an English article of a day, or of a time in RFC 3339; empty when unknown. `None` for
/// what is no text.
pub(super) fn article(text: &str, time: &str) -> Option<Article> {
    let text = ArticleText::from_text(text.to_owned(), 1 << 20).ok()?;
    let publish_time = match time {
        "" => None,
        day if day.len() == "2024-05-04".len() => Some(format!("{day}T00:00:00Z")),
        time => Some(time.to_owned()),
    };
    let publish_time = publish_time.map(|time| time.parse().expect("a time"));
    // A few words are too few to tell their language.
    let language_code = "en".to_owned();
    Some(Article::plain(text, Metadata { publish_time, language_code, ..Metadata::default() }))
}

/// The annotations of an article.
pub(super) fn analyzed(article: &Article, options: &Options<'_>) -> Annotated {
    analyze(&ENGINE, article, options, &|| false).expect("an analysis")
}

/// The annotations of a text that is all body; `None` for what is no text, or has not one word.
pub(super) fn annotated(text: &str) -> Option<Annotated> {
    annotated_with(text, &WHOLE)
}

/// The annotations of a text; `None` for what is no text, or is no article.
pub(super) fn annotated_with(text: &str, options: &Options<'_>) -> Option<Annotated> {
    match analyze(&ENGINE, &article(text, "")?, options, &|| false) {
        Err(AnalysisError::Article(ArticleError::NotArticle)) => None,
        annotated => Some(annotated.expect("an analysis")),
    }
}
