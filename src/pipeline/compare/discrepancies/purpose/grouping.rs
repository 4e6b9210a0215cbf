//! Sets of words that tell of the same, and whether documents differ in them.

use std::collections::BTreeSet;

use crate::domain::DiscrepancyValue;

/// Indices of sets that share a word with another of the kind, in order of the first; each kind has
/// at least one.
pub(super) fn kinds(sets: Vec<&BTreeSet<String>>) -> Vec<Vec<usize>> {
    let mut kinds: Vec<(Vec<usize>, BTreeSet<&String>)> = Vec::new();
    for (index, set) in sets.into_iter().enumerate() {
        let (joined, rest): (Vec<_>, Vec<_>) =
            kinds.into_iter().partition(|(_, words)| set.iter().any(|word| words.contains(word)));
        let mut members = vec![index];
        let mut words: BTreeSet<&String> = set.iter().collect();
        for (others, known) in joined {
            members.extend(others);
            words.extend(known);
        }
        members.sort_unstable();
        kinds = rest;
        kinds.push((members, words));
    }
    let mut kinds: Vec<Vec<usize>> = kinds.into_iter().map(|(members, _)| members).collect();
    kinds.sort_unstable();
    kinds
}

/// Whether of two values each has a document that the other lacks.
pub(super) fn differ(values: &[DiscrepancyValue]) -> bool {
    let lacks = |a: &DiscrepancyValue, b: &DiscrepancyValue| {
        a.documents.iter().any(|document| !b.documents.contains(document))
    };
    let pairs =
        values.iter().enumerate().flat_map(|(at, a)| values[at + 1..].iter().map(move |b| (a, b)));
    pairs.into_iter().any(|(a, b)| lacks(a, b) && lacks(b, a))
}
