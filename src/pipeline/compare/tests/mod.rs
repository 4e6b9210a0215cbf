//! Whole comparisons of short articles, by the real engine.

mod canonical;
mod facets;
mod properties;
mod visit;

use std::sync::LazyLock;

use parallax_nlp::Engine;

use super::*;
use crate::{
    domain::{Article, ArticleText, ClaimStatus, Comparison, Relation},
    pipeline::{self, Options},
};

const WHOLE: Options<'_> = Options { skip_cleaning: true, gazetteers: &[] };
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

/// Articles with their annotations, to be compared in any order.
struct Articles {
    articles: Vec<Article>,
    annotated: Vec<Annotated>,
}

impl Articles {
    /// Of texts, with the days on which they were published; the empty day is unknown.
    fn new<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>, options: &Options<'_>) -> Self {
        let article = |(text, day): (&str, &str)| {
            let publish_time = match day {
                "" => None,
                day => Some(format!("{day}T00:00:00Z").parse().expect("a day")),
            };
            let text = ArticleText::from_text(text.to_owned(), usize::MAX).expect("a text");
            Article::plain(text, Metadata { publish_time, ..Metadata::default() })
        };
        let articles: Vec<Article> = texts.into_iter().map(article).collect();
        let annotate = |a: &Article| pipeline::analyze(&ENGINE, a, options, &|| false);
        let annotated = articles.iter().map(|a| annotate(a).expect("an analysis")).collect();
        Self { articles, annotated }
    }

    /// Compares them in an order; keys tell their places in `self`.
    fn compared(&self, order: &[usize], options: &CompareOptions) -> Comparison {
        compare(&self.sources(order), options, &|| false).expect("a comparison")
    }

    fn sources(&self, order: &[usize]) -> Vec<Source<'_>> {
        let source = |&at: &usize| Source {
            key: format!("S{at}"),
            document: format!("S{at}"),
            revision: String::new(),
            metadata: &self.articles[at].metadata,
            text: self.articles[at].text.as_str(),
            annotated: &self.annotated[at],
        };
        order.iter().map(source).collect()
    }

    fn len(&self) -> usize {
        self.articles.len()
    }

    /// In the order in which they were given.
    fn all(&self) -> Comparison {
        let order: Vec<usize> = (0..self.len()).collect();
        self.compared(&order, &CompareOptions::default())
    }
}

pub(super) fn compared(texts: &[&str], options: &CompareOptions) -> Comparison {
    let articles = Articles::new(texts.iter().map(|text| (*text, "")), &WHOLE);
    let order: Vec<usize> = (0..texts.len()).collect();
    articles.compared(&order, options)
}

const BRIDGE: [&str; 3] = [
    "The mayor of Oslo opened the new bridge on Friday. The bridge cost 40 million euros.",
    "On Friday the new bridge was opened by the mayor of Oslo. Fishermen fear for the herring.",
    "Oslo's mayor opened the new bridge. Cyclists will pay no toll on it until 2030.",
];

#[test]
fn one_row_for_one_proposition() {
    let comparison = compared(&BRIDGE, &CompareOptions::default());
    let first = &comparison.claims[0];
    assert_eq!(first.status, ClaimStatus::Consensus);
    assert!(first.stances.iter().all(|stance| stance.relation != Relation::Silent));
    let others = &comparison.claims[1..];
    assert_eq!(others.len(), 3);
    assert!(others.iter().all(|claim| claim.status == ClaimStatus::SingleSource));
    assert_eq!(comparison.overview.consensus, 1);
    assert_eq!(comparison.overview.single_source, 3);
}

#[test]
fn every_row_has_evidence_and_silence_has_none() {
    let comparison = compared(&BRIDGE, &CompareOptions::default());
    for claim in &comparison.claims {
        assert_eq!(claim.stances.len(), BRIDGE.len());
        assert!(claim.support() > 0);
        for (document, stance) in claim.stances.iter().enumerate() {
            assert_eq!(stance.evidence.is_empty(), stance.relation == Relation::Silent);
            for evidence in &stance.evidence {
                assert_eq!(evidence.document, document);
                assert!(evidence.sentence.contains(evidence.span));
                assert!(!evidence.span.of(BRIDGE[document]).is_empty());
            }
        }
    }
}

#[test]
fn nothing_in_common_is_no_agreement() {
    let comparison =
        compared(&[BRIDGE[0], "Wheat prices fell sharply in Chicago."], &CompareOptions::default());
    assert!(comparison.claims.iter().all(|claim| claim.status == ClaimStatus::SingleSource));
    assert_eq!(comparison.overview.agreement, 0.0);
    assert_eq!(comparison.overview.matrix.values[1], 0.0);
}

#[test]
fn a_text_agrees_with_itself() {
    // As one voice, copies do not support each other.
    let options = CompareOptions { collapse_copies: false, ..CompareOptions::default() };
    let comparison = compared(&[BRIDGE[0], BRIDGE[0]], &options);
    assert!(comparison.claims.iter().all(|claim| claim.status == ClaimStatus::Consensus));
    assert_eq!(comparison.overview.agreement, 1.0);
}

#[test]
fn the_threshold_of_consensus_can_be_set() {
    let options = CompareOptions { consensus_threshold: 4, ..CompareOptions::default() };
    assert_eq!(compared(&BRIDGE, &options).claims[0].status, ClaimStatus::Corroborated);
}

#[test]
fn stops_when_asked() {
    let text = ArticleText::from_text(BRIDGE[0].to_owned(), usize::MAX).unwrap();
    let article = Article::plain(text, Metadata::default());
    let stopped = pipeline::analyze(&ENGINE, &article, &WHOLE, &|| true);
    assert_eq!(stopped.err(), Some(AnalysisError::Stopped));
}
