//! How far two groupings of the same things agree.

use std::{collections::BTreeMap, hash::Hash};

use rustc_hash::FxHashMap;
use serde::Serialize;

/// Precision, recall and their harmonic mean.
#[derive(Debug, Serialize)]
pub(super) struct Agreement {
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
}

impl Agreement {
    fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f1 }
    }
}

/// Sizes of the groups of either grouping, and of what two groups have in common.
type Sizes<A, B> = (FxHashMap<A, usize>, FxHashMap<B, usize>, BTreeMap<(A, B), usize>);

fn sizes<A: Copy + Ord + Hash, B: Copy + Ord + Hash>(gold: &[A], found: &[B]) -> Sizes<A, B> {
    let (mut golds, mut founds) = (FxHashMap::default(), FxHashMap::default());
    let mut common = BTreeMap::new();
    for (&a, &b) in gold.iter().zip(found) {
        *golds.entry(a).or_default() += 1;
        *founds.entry(b).or_default() += 1;
        *common.entry((a, b)).or_default() += 1;
    }
    (golds, founds, common)
}

/// B-cubed (Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space
/// model", 1998): means over all things.
pub(super) fn bcubed<A: Copy + Ord + Hash, B: Copy + Ord + Hash>(
    gold: &[A],
    found: &[B],
) -> Agreement {
    let (golds, founds, common) = sizes(gold, found);
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((a, b), n) in common {
        let squared = (n * n) as f64;
        precision += squared / founds[&b] as f64;
        recall += squared / golds[&a] as f64;
    }
    let all = gold.len().max(1) as f64;
    Agreement::new(precision / all, recall / all)
}

/// Pairs of things in one group.
pub(super) fn pairwise<A: Copy + Ord + Hash, B: Copy + Ord + Hash>(
    gold: &[A],
    found: &[B],
) -> Agreement {
    let (golds, founds, common) = sizes(gold, found);
    let pairs = |n: &usize| (n * n.saturating_sub(1) / 2) as f64;
    let both: f64 = common.values().map(pairs).sum();
    let ratio = |all: f64| if all > 0.0 { both / all } else { 0.0 };
    let all_found: usize = founds.values().map(|n| n * n.saturating_sub(1) / 2).sum();
    let all_gold: usize = golds.values().map(|n| n * n.saturating_sub(1) / 2).sum();
    Agreement::new(ratio(all_found as f64), ratio(all_gold as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groupings_that_differ_by_one() {
        let (gold, found) = (["a", "a", "a", "b"], [1, 1, 2, 2]);
        let cubed = bcubed(&gold, &found);
        assert!((cubed.precision - 0.75).abs() < 1e-9, "{cubed:?}");
        assert!((cubed.recall - (5.0 / 3.0 + 1.0) / 4.0).abs() < 1e-9, "{cubed:?}");
        let pairs = pairwise(&gold, &found);
        assert!((pairs.precision - 0.5).abs() < 1e-9 && (pairs.recall - 1.0 / 3.0).abs() < 1e-9);
        assert_eq!(bcubed(&gold, &gold).f1, 1.0);
    }
}
