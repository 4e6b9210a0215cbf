//! Annotation of any text: every span that callers get lies in the text, on character
//! boundaries, and covers the words that it claims, in all three units.

use std::sync::LazyLock;

use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline::{self, Options},
    proto::v1::OffsetUnit,
    transport::convert,
};
use parallax_nlp::Engine;
use proptest::prelude::*;

use crate::support::spans;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

/// Pieces that annotators look for, between any others.
const PIECES: [&str; 40] = [
    "“",
    "”",
    "\"",
    "'",
    "‘",
    "’",
    "«",
    "»",
    "said",
    "told",
    "according to",
    "Angela Merkel",
    "Xi",
    "he",
    "Moscow",
    "the Kremlin",
    "on Friday",
    "last week",
    "March 17, 2023",
    "3 million",
    "€5",
    "12 percent",
    "at least",
    "denied that",
    "will",
    "not",
    "regime",
    "invasion of",
    "\u{1f600}",
    "e\u{301}",
    "\u{200b}",
    "中国",
    "ß",
    "İ",
    "\u{feff}",
    ".",
    ",",
    "\n\n",
    "the the",
    "Ã©",
];

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(PIECES.as_slice()).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec((piece, prop_oneof![3 => Just(" "), 1 => Just("")]), 1..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(a, b)| [a, b.to_owned()]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn spans_cover_their_words_in_every_unit(text in any_text(), dated in any::<bool>()) {
        let Ok(article) = ArticleText::from_text(text.clone(), 1 << 20) else { return Ok(()) };
        let publish_time = dated.then(|| "2023-03-20T00:00:00Z".parse().unwrap());
        let metadata = Metadata {
            publish_time,
            language_code: "en".to_owned(),
            ..Metadata::default()
        };
        let article = Article::plain(article, metadata);
        let options = Options { skip_cleaning: true, ..Options::default() };
        let Ok(annotated) = pipeline::analyze(&ENGINE, &article, &options, &|| false) else {
            return Ok(());
        };
        for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8Byte, OffsetUnit::Utf16Unit] {
            let analysis = convert::analysis(&article, &annotated.analysis, unit, &[], "test", &[], &|| false);
            for span in spans::of_analysis(&analysis) {
                spans::check(&text, span, unit);
            }
        }
        let analysis = &annotated.analysis;
        prop_assert!(analysis.dates.is_sorted_by(|a, b| a.span.end <= b.span.begin));
        prop_assert!(analysis.quantities.is_sorted_by(|a, b| a.span.end <= b.span.begin));
        prop_assert!(analysis.quotes.is_sorted_by_key(|quote| quote.span.begin));
        prop_assert!(analysis.claims.is_sorted_by_key(|claim| claim.span.begin));
        let salience: f64 = analysis.entities.iter().map(|entity| entity.salience).sum();
        prop_assert!(salience <= 1.0 + 1e-9);
        prop_assert!((0.0..=1.0).contains(&analysis.quality.score));
    }
}
