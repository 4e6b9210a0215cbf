//! Comparisons of short articles for the tests of its parts.

use super::{Annotated, CompareOptions, Source, compare};
use crate::{
    domain::{Article, Comparison, Compatibility, DiscrepancyType},
    pipeline::{
        Options,
        testing::{WHOLE, analyzed, article},
    },
};

/// Articles with their annotations, to be compared in any order.
pub(super) struct Articles {
    pub(super) articles: Vec<Article>,
    annotated: Vec<Annotated>,
}

impl Articles {
    /// Of texts, each with the day or time of its publication; empty when unknown.
    pub(super) fn new<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
        options: &Options<'_>,
    ) -> Self {
        let made = texts.into_iter().map(|(text, time)| article(text, time).expect("a text"));
        let articles: Vec<Article> = made.collect();
        let annotated = articles.iter().map(|article| analyzed(article, options)).collect();
        Self { articles, annotated }
    }

    /// Compares them in an order; keys tell their places in `self`.
    pub(super) fn compared(&self, order: &[usize], options: &CompareOptions) -> Comparison {
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

    pub(super) fn len(&self) -> usize {
        self.articles.len()
    }

    /// In the order in which they were given.
    pub(super) fn all(&self) -> Comparison {
        self.all_with(&CompareOptions::default())
    }

    fn all_with(&self, options: &CompareOptions) -> Comparison {
        let order: Vec<usize> = (0..self.len()).collect();
        self.compared(&order, options)
    }
}

/// Compares texts that are all body, each with the day or time of its publication before it; empty
/// when unknown.
pub(super) fn compared(articles: &[(&str, &str)]) -> Comparison {
    let texts = articles.iter().map(|(time, text)| (*text, *time));
    Articles::new(texts, &WHOLE).all()
}

/// Compares texts that are all body, of unknown dates.
pub(super) fn compared_texts(texts: &[&str], options: &CompareOptions) -> Comparison {
    Articles::new(texts.iter().map(|text| (*text, "")), &WHOLE).all_with(options)
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
