//! Pairs of texts with labels, measured.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::Result;
use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline::{
        self, Annotated, Options,
        relation::{self, Measures, Standing},
    },
};
use parallax_nlp::Engine;
use serde::Deserialize;

use super::super::files;

/// One line of a data file, whichever it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Nanco { q: String, answer1: String, answer2: String, label: u8 },
    Rte { premise: String, hypothesis: String, label: String },
    Fever { claim: String, evidence: String, label: String },
}

/// What the label says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Says,
    Denies,
    Neither,
}

/// A pair of texts, measured.
pub(super) struct Pair {
    /// What it may not be divided from.
    pub(super) group: usize,
    pub(super) label: Label,
    /// The first text by the second, and the second by the first.
    pub(super) forth: Measures,
    pub(super) back: Measures,
    /// Jaccard index of the words.
    pub(super) jaccard: f64,
    /// What the product says.
    pub(super) standing: Standing,
}

/// The measured pairs of a file.
pub(super) fn pairs(engine: &Engine, path: &Path) -> Result<Vec<Pair>> {
    let mut texts: Vec<(String, String, String, Label)> = Vec::new();
    for line in files::lines(path)? {
        texts.push(match line? {
            Line::Nanco { q, answer1, answer2, label } => {
                (answer1, answer2, q, if label == 1 { Label::Says } else { Label::Neither })
            }
            Line::Rte { premise, hypothesis, label } => {
                let label = match label.as_str() {
                    "entailment" => Label::Says,
                    "contradiction" => Label::Denies,
                    _ => Label::Neither,
                };
                (hypothesis, premise.clone(), premise, label)
            }
            Line::Fever { claim, evidence, label } => {
                let label = if label == "SUPPORTS" { Label::Says } else { Label::Denies };
                (unescaped(&claim), unescaped(&evidence), String::new(), label)
            }
        });
    }
    let groups = groups(&texts);
    let mut known: BTreeMap<&str, Annotated> = BTreeMap::new();
    for (first, second, ..) in &texts {
        for text in [first, second] {
            if !known.contains_key(text.as_str()) {
                known.insert(text, annotate(engine, text)?);
            }
        }
    }
    let measured = texts.iter().zip(groups).map(|((first, second, _, label), group)| {
        let (a, b) = (&known[first.as_str()], &known[second.as_str()]);
        Pair {
            group,
            label: *label,
            forth: relation::measure_texts(a, first, b, second),
            back: relation::measure_texts(b, second, a, first),
            jaccard: jaccard(first, second),
            standing: relation::judge_texts(a, first, b, second).judgement.standing,
        }
    });
    Ok(measured.collect())
}

/// Brackets and quotation marks as they were before the set was made.
fn unescaped(text: &str) -> String {
    text.replace("-LRB-", "(").replace("-RRB-", ")").replace("``", "\"")
}

fn annotate(engine: &Engine, text: &str) -> Result<Annotated> {
    let article = ArticleText::from_text(text.to_owned(), usize::MAX)?;
    let article = Article::plain(article, Metadata::default());
    // A sentence alone has no page furniture.
    let options = Options { skip_cleaning: true, ..Options::default() };
    Ok(pipeline::analyze(engine, &article, &options, &|| false)?)
}

/// The group of each pair: the key where there is one, else what is joined by a common text.
fn groups(texts: &[(String, String, String, Label)]) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..texts.len()).collect();
    let root = |parents: &[usize], mut at: usize| {
        while parents[at] != at {
            at = parents[at];
        }
        at
    };
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, (a, b, key, _)) in texts.iter().enumerate() {
        let names = if key.is_empty() { [a.as_str(), b.as_str()] } else { [key.as_str(); 2] };
        for name in names {
            let other = *first.entry(name).or_insert(index);
            let (x, y) = (root(&parents, index), root(&parents, other));
            parents[x.max(y)] = x.min(y);
        }
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let number = |index: usize| {
        let next = numbers.len();
        *numbers.entry(root(&parents, index)).or_insert(next)
    };
    (0..texts.len()).map(number).collect()
}

fn jaccard(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let union = a.union(&b).count();
    if union == 0 { 0.0 } else { a.intersection(&b).count() as f64 / union as f64 }
}

/// The measures of a pair without regard to which text comes first.
pub(super) fn both_ways(pair: &Pair) -> Vec<f64> {
    let both = || pair.forth.iter().zip(&pair.back);
    both().map(|(a, b)| a.min(*b)).chain(both().map(|(a, b)| a.max(*b))).collect()
}
