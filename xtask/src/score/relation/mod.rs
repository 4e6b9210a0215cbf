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

mod pairs;
mod regression;

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use parallax::pipeline::relation::Standing;
use parallax_nlp::Engine;
use serde::Serialize;

use self::{
    pairs::{Label, Pair, both_ways, pairs},
    regression::{Example, Regression},
};

/// Penalty on weights of standardised values.
const PENALTY: f64 = 10.0;

/// Folds of a cross-validation.
const FOLDS: usize = 10;

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
