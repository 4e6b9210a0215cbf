//! How alike two clauses are.

use super::{features::Unit, linkage::Pair};

/// Constants of the score.
mod constant {
    /// Added to the weights of both clauses, so that two short clauses need more in common.
    pub(super) const SHRINKAGE: f64 = 4.0;
    /// Share of the score that asks how much of the shorter clause the longer one holds.
    pub(super) const CONTAINMENT: f64 = 0.2;
    /// Factor when both name dates and no two can be the same time.
    pub(super) const OTHER_DATE: f64 = 0.9;
    /// Factor when both name numbers and share none.
    pub(super) const OTHER_NUMBER: f64 = 0.9;
    /// Factor when one denies something and the other does not.
    pub(super) const OTHER_POLARITY: f64 = 0.9;
    /// Factor when the clauses share less than two features of their own words.
    pub(super) const ONE_WORD: f64 = 0.75;
    /// Factor when they share two.
    pub(super) const TWO_WORDS: f64 = 0.9;
}

/// Clauses that a feature may stand in and still propose pairs. Rarer features propose
/// enough, and without a bound the work would grow with the square of the text.
const MAX_POSTINGS: usize = 400;

/// The similarity of two units, 0 to 1: a Dice coefficient over the weights they share, mixed
/// with the containment of the lighter in the heavier, lowered where dates, numbers or
/// polarity differ.
fn similarity(a: &Unit, b: &Unit, shared: f64) -> f64 {
    let lighter = a.total.min(b.total);
    let dice = 2.0 * shared / (a.total + b.total + constant::SHRINKAGE);
    let containment = shared / (lighter + constant::SHRINKAGE / 2.0);
    let mut score = (1.0 - constant::CONTAINMENT) * dice + constant::CONTAINMENT * containment;
    let differ = !a.dates.is_empty() && !b.dates.is_empty();
    if differ && !a.dates.iter().any(|x| b.dates.iter().any(|y| x.overlaps(y))) {
        score *= constant::OTHER_DATE;
    }
    let numbered = !a.numbers.is_empty() && !b.numbers.is_empty();
    if numbered && !a.numbers.iter().any(|n| b.numbers.binary_search(n).is_ok()) {
        score *= constant::OTHER_NUMBER;
    }
    if a.negated != b.negated {
        score *= constant::OTHER_POLARITY;
    }
    score *= match shared_words(a, b) {
        0 | 1 => constant::ONE_WORD,
        2 => constant::TWO_WORDS,
        _ => 1.0,
    };
    score.clamp(0.0, 1.0)
}

/// Number of features that the clauses' own words share.
fn shared_words(a: &Unit, b: &Unit) -> usize {
    a.own.iter().filter(|feature| b.own.binary_search(feature).is_ok()).count()
}

/// The weight that two units share: for each common feature, the lesser of its weights.
fn shared_weight(a: &Unit, b: &Unit) -> f64 {
    let (mut shared, mut left, mut right) = (0.0, a.features.iter(), b.features.iter());
    let (mut x, mut y) = (left.next(), right.next());
    while let (Some((feature, weight)), Some((other, other_weight))) = (x, y) {
        if feature <= other {
            x = left.next();
        }
        if other <= feature {
            y = right.next();
        }
        if feature == other {
            shared += weight.min(*other_weight);
        }
    }
    shared
}

/// All pairs of units with at least `least` similarity, found through an inverted index of
/// `features` features; `None` once `stop` returns true.
pub(super) fn pairs(
    units: &[Unit],
    features: usize,
    least: f64,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Pair>> {
    let mut postings: Vec<Vec<usize>> = vec![Vec::new(); features];
    let mut pairs = Vec::new();
    let mut seen = vec![usize::MAX; units.len()];
    let mut candidates = Vec::new();
    for (b, unit) in units.iter().enumerate() {
        if stop() {
            return None;
        }
        candidates.clear();
        for (feature, _) in &unit.features {
            let posting = &mut postings[*feature as usize];
            if posting.len() <= MAX_POSTINGS {
                let new = posting.iter().filter(|&&a| std::mem::replace(&mut seen[a], b) != b);
                candidates.extend(new);
                posting.push(b);
            }
        }
        candidates.sort_unstable();
        for &a in &candidates {
            let similarity = similarity(&units[a], unit, shared_weight(&units[a], unit));
            if similarity >= least {
                pairs.push(Pair { a, b, similarity });
            }
        }
    }
    Some(pairs)
}
