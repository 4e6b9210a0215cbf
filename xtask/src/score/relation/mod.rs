//! Scores the judgement of two texts (`parallax::pipeline::relation`) on pairs with labels.
//!
//! Regressions over the measures of a pair are fitted on some pairs and tried on others, so that
//! no pair is judged by weights that it helped to fit:
//!
//! - `nanco`: whether two answers to one question out of the news are the same. Leave one
//!   question out; balanced accuracy, also with the threshold on the Jaccard index of words
//!   that is best on the other questions.
//! - `rte`: whether the premise implies the hypothesis, contradicts it, or neither, as in RTE-3 with
//!   three ways. Ten folds, premises kept together.
//! - `fever`: whether the evidence supports or refutes the claim, as in the symmetric FEVER set
//!   (Schuster et al. 2019). Ten folds; pairs that share a text stay together.
//!
//! `--fit` prints the weights of the product, fitted on all of `rte`, and beside them how the product
//! does on the other sets, on which it was not fitted.

mod regression;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline::{
        self, Annotated, Options,
        relation::{self, Measures, Standing},
    },
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use self::regression::{Example, Regression};

/// Penalty on weights of standardised values.
const PENALTY: f64 = 10.0;

/// Folds of a cross-validation.
const FOLDS: usize = 10;

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
enum Label {
    Says,
    Denies,
    Neither,
}

/// A pair of texts, measured.
struct Pair {
    /// What it may not be divided from.
    group: usize,
    label: Label,
    /// The first text by the second, and the second by the first.
    forth: Measures,
    back: Measures,
    /// Jaccard index of the words.
    jaccard: f64,
    /// What the product says.
    standing: Standing,
}

/// The figures; those without a file are left out.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    #[serde(skip_serializing_if = "Option::is_none")]
    nanco: Option<Nanco>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rte: Option<Rte>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fever: Option<Fever>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<Product>,
}

#[derive(Debug, Serialize)]
struct Nanco {
    pairs: usize,
    questions: usize,
    balanced_accuracy: f64,
    /// With the best threshold on the Jaccard index of words.
    jaccard: f64,
}

#[derive(Debug, Serialize)]
struct Rte {
    pairs: usize,
    majority: f64,
    accuracy: f64,
    contradictions: usize,
    contradiction_precision: f64,
    /// Of the product's own judgements.
    product_contradictions: usize,
    product_contradiction_precision: f64,
}

#[derive(Debug, Serialize)]
struct Fever {
    pairs: usize,
    groups: usize,
    accuracy: f64,
}

/// The product's weights.
#[derive(Debug, Serialize)]
struct Product {
    says: Weights,
    neither: Weights,
    denies: Weights,
    /// Balanced accuracy of the product's "says" on the sets on which it was not fitted.
    unseen: BTreeMap<&'static str, f64>,
}

#[derive(Debug, Serialize)]
struct Weights {
    intercept: f64,
    weights: Vec<f64>,
}

/// Scores the files that are given.
pub(crate) fn score_files(
    nanco: Option<&Path>,
    rte: Option<&Path>,
    fever: Option<&Path>,
    fit: bool,
) -> Result<Figures> {
    let engine = Engine::embedded()?;
    let read = |path: Option<&Path>| path.map(|path| pairs(&engine, path)).transpose();
    let (nanco, rte, fever) = (read(nanco)?, read(rte)?, read(fever)?);
    Ok(Figures {
        product: rte
            .as_deref()
            .filter(|_| fit)
            .map(|rte| product(rte, [("nanco", nanco.as_deref()), ("fever", fever.as_deref())])),
        nanco: nanco.as_deref().map(score_nanco),
        rte: rte.as_deref().map(score_rte),
        fever: fever.as_deref().map(score_fever),
    })
}

/// The measured pairs of a file.
fn pairs(engine: &Engine, path: &Path) -> Result<Vec<Pair>> {
    let content =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut texts: Vec<(String, String, String, Label)> = Vec::new();
    for (number, line) in content.lines().enumerate() {
        let line = serde_json::from_str(line).with_context(|| format!("line {number}"))?;
        texts.push(match line {
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
fn both_ways(pair: &Pair) -> Vec<f64> {
    let both = || pair.forth.iter().zip(&pair.back);
    both().map(|(a, b)| a.min(*b)).chain(both().map(|(a, b)| a.max(*b))).collect()
}

/// Fits a class against the rest on the pairs outside a fold; both count alike when `balanced`.
fn fit_without(
    pairs: &[Pair],
    values: &[Vec<f64>],
    class: Label,
    balanced: bool,
    fold: impl Fn(&Pair) -> bool,
) -> Regression {
    let inside = pairs.iter().zip(values).filter(|(pair, _)| !fold(pair));
    let inside: Vec<_> = inside.collect();
    let members = inside.iter().filter(|(pair, _)| pair.label == class).count();
    let half = inside.len() as f64 / 2.0;
    let examples: Vec<Example<'_>> = inside
        .iter()
        .map(|(pair, values)| {
            let belongs = pair.label == class;
            let of_class = if belongs { members } else { inside.len() - members };
            let weight = if balanced { half / of_class.max(1) as f64 } else { 1.0 };
            Example { values, belongs, weight }
        })
        .collect();
    Regression::fit(&examples, PENALTY)
}

/// Mean of the shares of "says" and of the others that are told right.
fn balanced_accuracy<'p>(judged: impl Iterator<Item = (&'p Pair, bool)>) -> f64 {
    let (mut right, mut all) = ([0.0; 2], [0.0; 2]);
    for (pair, says) in judged {
        let class = usize::from(pair.label == Label::Says);
        all[class] += 1.0;
        right[class] += if says == (class == 1) { 1.0 } else { 0.0 };
    }
    (right[0] / f64::max(all[0], 1.0) + right[1] / f64::max(all[1], 1.0)) / 2.0
}

fn score_nanco(pairs: &[Pair]) -> Nanco {
    let values: Vec<Vec<f64>> = pairs.iter().map(both_ways).collect();
    let questions = 1 + pairs.iter().map(|pair| pair.group).max().unwrap_or(0);
    let (mut judged, mut by_words) = (Vec::new(), Vec::new());
    for question in 0..questions {
        let held = |pair: &Pair| pair.group == question;
        let fitted = fit_without(pairs, &values, Label::Says, true, held);
        let threshold = best_threshold(pairs.iter().filter(|pair| !held(pair)));
        for (pair, values) in pairs.iter().zip(&values).filter(|(pair, _)| held(pair)) {
            judged.push((pair, fitted.probability(values) >= 0.5));
            by_words.push((pair, pair.jaccard >= threshold));
        }
    }
    Nanco {
        pairs: pairs.len(),
        questions,
        balanced_accuracy: balanced_accuracy(judged.into_iter()),
        jaccard: balanced_accuracy(by_words.into_iter()),
    }
}

/// The Jaccard index from which pairs are best taken for the same.
fn best_threshold<'p>(pairs: impl Iterator<Item = &'p Pair>) -> f64 {
    let pairs: Vec<&Pair> = pairs.collect();
    let mut best = (0.0, 0.5);
    for percent in 0..=100 {
        let threshold = f64::from(percent) / 100.0;
        let judged = pairs.iter().map(|pair| (*pair, pair.jaccard >= threshold));
        let accuracy = balanced_accuracy(judged);
        if accuracy > best.0 {
            best = (accuracy, threshold);
        }
    }
    best.1
}

fn score_rte(pairs: &[Pair]) -> Rte {
    let values: Vec<Vec<f64>> = pairs.iter().map(|pair| pair.forth.to_vec()).collect();
    let classes = [Label::Says, Label::Neither, Label::Denies];
    let mut judged: Vec<(&Pair, Label)> = Vec::new();
    for fold in 0..FOLDS {
        let held = |pair: &Pair| pair.group % FOLDS == fold;
        let fitted = classes.map(|class| fit_without(pairs, &values, class, false, held));
        for (pair, values) in pairs.iter().zip(&values).filter(|(pair, _)| held(pair)) {
            let probability = |at: &usize| fitted[*at].probability(values);
            let best = (0..classes.len())
                .max_by(|a, b| probability(a).total_cmp(&probability(b)))
                .unwrap_or(0);
            judged.push((pair, classes[best]));
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let count = |label: Label| pairs.iter().filter(|pair| pair.label == label).count();
    let told: Vec<_> = judged.iter().filter(|(_, label)| *label == Label::Denies).collect();
    let right = |pair: &Pair| pair.label == Label::Denies;
    let product: Vec<_> =
        pairs.iter().filter(|pair| pair.standing == Standing::Contradicts).collect();
    Rte {
        pairs: pairs.len(),
        majority: share(classes.map(count).into_iter().max().unwrap_or(0), pairs.len()),
        accuracy: share(judged.iter().filter(|(p, l)| p.label == *l).count(), judged.len()),
        contradictions: told.len(),
        contradiction_precision: share(
            told.iter().filter(|(pair, _)| right(pair)).count(),
            told.len(),
        ),
        product_contradictions: product.len(),
        product_contradiction_precision: share(
            product.iter().filter(|pair| right(pair)).count(),
            product.len(),
        ),
    }
}

fn score_fever(pairs: &[Pair]) -> Fever {
    let values: Vec<Vec<f64>> = pairs.iter().map(|pair| pair.forth.to_vec()).collect();
    let mut right = 0;
    for fold in 0..FOLDS {
        let held = |pair: &Pair| pair.group % FOLDS == fold;
        let fitted = fit_without(pairs, &values, Label::Says, false, held);
        let judged = pairs.iter().zip(&values).filter(|(pair, _)| held(pair));
        right += judged
            .filter(|(pair, v)| (fitted.probability(v) >= 0.5) == (pair.label == Label::Says))
            .count();
    }
    Fever {
        pairs: pairs.len(),
        groups: 1 + pairs.iter().map(|pair| pair.group).max().unwrap_or(0),
        accuracy: right as f64 / pairs.len().max(1) as f64,
    }
}

/// The product's weights, fitted on all pairs with three labels, and what they are worth on the
/// other sets, which they have not seen.
fn product(rte: &[Pair], others: [(&'static str, Option<&[Pair]>); 2]) -> Product {
    let values: Vec<Vec<f64>> = rte.iter().map(|pair| pair.forth.to_vec()).collect();
    let weights = |class: Label| {
        let fitted = fit_without(rte, &values, class, false, |_| false);
        let round = |x: f64| (x * 1000.0).round() / 1000.0;
        Weights {
            intercept: round(fitted.intercept),
            weights: fitted.weights.into_iter().map(round).collect(),
        }
    };
    let mut unseen = BTreeMap::new();
    for (name, pairs) in others {
        // Of answers both must say what the other says.
        let says = |pair: &Pair| match name {
            "nanco" => pair.standing == Standing::Same,
            _ => matches!(pair.standing, Standing::Same | Standing::Partial),
        };
        let judged = pairs.map(|pairs| balanced_accuracy(pairs.iter().map(|p| (p, says(p)))));
        unseen.extend(judged.map(|accuracy| (name, accuracy)));
    }
    Product {
        says: weights(Label::Says),
        neither: weights(Label::Neither),
        denies: weights(Label::Denies),
        unseen,
    }
}
