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
    pub(super) const ONE_WORD: f64 = 0.85;
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
    let mut score = by_weight(a, b, shared);
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

/// The same by the weights alone: no less than the similarity.
fn by_weight(a: &Unit, b: &Unit, shared: f64) -> f64 {
    let lighter = a.total.min(b.total);
    let dice = 2.0 * shared / (a.total + b.total + constant::SHRINKAGE);
    let containment = shared / (lighter + constant::SHRINKAGE / 2.0);
    (1.0 - constant::CONTAINMENT) * dice + constant::CONTAINMENT * containment
}

/// Number of features that the clauses' own words share; more than two count as three.
fn shared_words(a: &Unit, b: &Unit) -> usize {
    let (short, long) = if a.own.len() <= b.own.len() { (a, b) } else { (b, a) };
    let shared = short.own.iter().filter(|feature| long.own.binary_search(feature).is_ok());
    shared.take(3).count()
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

/// Pairs that a clause keeps with the clauses before it: the most similar ones. A row seldom
/// has more than a few clauses, and memory must grow with the text alone.
const MAX_PAIRS: usize = 64;

/// Finds similar pairs through an inverted index that grows unit by unit.
struct Index<'a> {
    units: &'a [Unit],
    /// For each feature, the units that have it, with their weights.
    postings: Vec<Vec<(usize, f64)>>,
    /// For each unit, the weight that it shares with the present one.
    shared: Vec<f64>,
    /// The units that share anything.
    candidates: Vec<usize>,
}

impl Index<'_> {
    /// Adds unit `b` and appends its pairs with the units before it.
    fn add(&mut self, b: usize, least: f64, pairs: &mut Vec<Pair>) {
        let unit = &self.units[b];
        // Weight of features that too many clauses have to be looked through.
        let mut common = 0.0;
        for (feature, weight) in &unit.features {
            let posting = &mut self.postings[*feature as usize];
            if posting.len() > MAX_POSTINGS {
                common += weight;
                continue;
            }
            for (a, other) in posting.iter() {
                if self.shared[*a] == 0.0 {
                    self.candidates.push(*a);
                }
                self.shared[*a] += weight.min(*other);
            }
            posting.push((b, *weight));
        }
        let first = pairs.len();
        for a in self.candidates.drain(..) {
            let known = std::mem::take(&mut self.shared[a]);
            let other = &self.units[a];
            // Most share too little whatever else they have.
            if by_weight(other, unit, known + common) < least {
                continue;
            }
            let shared = if common == 0.0 { known } else { shared_weight(other, unit) };
            let similarity = similarity(other, unit, shared);
            if similarity >= least {
                pairs.push(Pair { a, b, similarity });
            }
        }
        pairs[first..].sort_unstable_by_key(|pair| pair.a);
        if pairs.len() - first > MAX_PAIRS {
            let new = &mut pairs[first..];
            new.sort_by(|x, y| y.similarity.total_cmp(&x.similarity).then(x.a.cmp(&y.a)));
            pairs.truncate(first + MAX_PAIRS);
            pairs[first..].sort_by_key(|pair| pair.a);
        }
    }
}

/// The pairs of units with at least `least` similarity, by second and first unit, over
/// `features` features: for each second unit the [`MAX_PAIRS`] most similar first ones.
/// `None` once `stop` returns true.
pub(super) fn pairs(
    units: &[Unit],
    features: usize,
    least: f64,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Pair>> {
    let mut index = Index {
        units,
        postings: vec![Vec::new(); features],
        shared: vec![0.0; units.len()],
        candidates: Vec::new(),
    };
    let mut pairs = Vec::new();
    for unit in 0..units.len() {
        if stop() {
            return None;
        }
        index.add(unit, least, &mut pairs);
    }
    Some(pairs)
}
