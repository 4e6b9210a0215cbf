//! Agglomerative clustering of clauses into rows.
//!
//! Average linkage (Sokal and Michener 1958) over pairs from different documents, on a
//! sparse similarity: pairs that are not listed have none. Two groups are never joined when
//! one document would then stand in the row with more clauses than allowed, unless those
//! clauses repeat each other. Ties are broken by position, so the result is a function of
//! the input alone.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BinaryHeap},
};

/// Similarity of two units, `a < b`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) a: usize,
    pub(super) b: usize,
    /// 0 to 1.
    pub(super) similarity: f64,
}

/// What the clustering allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Least mean similarity at which two groups are joined.
    pub(super) threshold: f64,
    /// Clauses of one document in a row.
    pub(super) per_document: usize,
    /// Similarity from which clauses of one document repeat each other.
    pub(super) repetition: f64,
}

/// A possible join, ordered by similarity, then by age of the groups.
struct Join {
    similarity: f64,
    a: usize,
    b: usize,
}

impl Ord for Join {
    fn cmp(&self, other: &Self) -> Ordering {
        self.similarity
            .total_cmp(&other.similarity)
            .then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Join {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Join {}

/// A group of units on the way to a row.
struct Group {
    units: Vec<usize>,
    /// Sum of similarities over pairs from different documents, by group.
    links: BTreeMap<usize, f64>,
}

struct Linkage<'a> {
    documents: &'a [usize],
    limits: Limits,
    /// Similarities inside one document, for the repetition rule.
    within: BTreeMap<(usize, usize), f64>,
    /// Groups by id; joined ones are gone.
    groups: BTreeMap<usize, Group>,
    next_id: usize,
    queue: BinaryHeap<Join>,
}

/// Groups the units `0..documents.len()`, each of which stands in `documents[unit]`.
///
/// Returns the groups with their units ascending, ordered by first unit. `stop` is polled
/// at every join; the answer is `None` once it returns true.
pub(super) fn link(
    documents: &[usize],
    pairs: &[Pair],
    limits: Limits,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Vec<usize>>> {
    let mut linkage = Linkage::new(documents, pairs, limits);
    while let Some(join) = linkage.queue.pop() {
        if stop() {
            return None;
        }
        linkage.join(&join);
    }
    let mut rows: Vec<Vec<usize>> = linkage.groups.into_values().map(|g| g.units).collect();
    rows.sort_unstable();
    Some(rows)
}

impl<'a> Linkage<'a> {
    fn new(documents: &'a [usize], pairs: &[Pair], limits: Limits) -> Self {
        let single = |unit: usize| Group { units: vec![unit], links: BTreeMap::new() };
        let mut linkage = Self {
            documents,
            limits,
            within: BTreeMap::new(),
            groups: (0..documents.len()).map(|unit| (unit, single(unit))).collect(),
            next_id: documents.len(),
            queue: BinaryHeap::new(),
        };
        for pair in pairs {
            if documents[pair.a] == documents[pair.b] {
                linkage.within.insert((pair.a, pair.b), pair.similarity);
                continue;
            }
            linkage.set_link(pair.a, pair.b, pair.similarity);
            linkage.offer(pair.a, pair.b, pair.similarity);
        }
        linkage
    }

    fn set_link(&mut self, a: usize, b: usize, sum: f64) {
        for (from, to) in [(a, b), (b, a)] {
            if let Some(group) = self.groups.get_mut(&from) {
                group.links.insert(to, sum);
            }
        }
    }

    fn offer(&mut self, a: usize, b: usize, similarity: f64) {
        if similarity >= self.limits.threshold {
            self.queue.push(Join { similarity, a: a.min(b), b: a.max(b) });
        }
    }

    /// Joins two groups if both still exist and may stand in one row.
    fn join(&mut self, join: &Join) {
        let allowed = match (self.groups.get(&join.a), self.groups.get(&join.b)) {
            (Some(a), Some(b)) => self.may_join(a, b),
            _ => false,
        };
        if !allowed {
            return;
        }
        let (Some(a), Some(b)) = (self.groups.remove(&join.a), self.groups.remove(&join.b)) else {
            return;
        };
        let id = self.next_id;
        self.next_id += 1;
        let mut links = a.links;
        for (other, sum) in b.links {
            *links.entry(other).or_insert(0.0) += sum;
        }
        links.remove(&join.a);
        links.remove(&join.b);
        let mut units = [a.units, b.units].concat();
        units.sort_unstable();

        let joined = Group { units, links: BTreeMap::new() };
        for (other, sum) in &links {
            let Some(group) = self.groups.get_mut(other) else { continue };
            group.links.remove(&join.a);
            group.links.remove(&join.b);
            group.links.insert(id, *sum);
            let pairs = cross_pairs(self.documents, &joined.units, &group.units);
            if pairs > 0 {
                let mean = sum / pairs as f64;
                if mean >= self.limits.threshold {
                    self.queue.push(Join { similarity: mean, a: *other, b: id });
                }
            }
        }
        self.groups.insert(id, Group { links, ..joined });
    }

    /// Whether no document would stand in the row with too many different clauses.
    fn may_join(&self, a: &Group, b: &Group) -> bool {
        a.units.iter().all(|&unit| {
            let document = self.documents[unit];
            let of_document = |u: &&usize| self.documents[**u] == document;
            let own = a.units.iter().filter(of_document).count();
            let others: Vec<usize> = b.units.iter().filter(of_document).copied().collect();
            others.is_empty()
                || own + others.len() <= self.limits.per_document
                || others.iter().all(|&other| self.repeat_each_other(unit, other))
        })
    }

    fn repeat_each_other(&self, a: usize, b: usize) -> bool {
        let similarity = self.within.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0);
        similarity >= self.limits.repetition
    }
}

/// Number of pairs of units from different documents.
fn cross_pairs(documents: &[usize], a: &[usize], b: &[usize]) -> usize {
    let count = |unit: &usize| b.iter().filter(|u| documents[**u] != documents[*unit]).count();
    a.iter().map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { threshold: 0.3, per_document: 1, repetition: 0.7 };

    fn check(documents: &[usize], pairs: &[(usize, usize, f64)], expected: &[&[usize]]) {
        let pairs: Vec<Pair> =
            pairs.iter().map(|&(a, b, similarity)| Pair { a, b, similarity }).collect();
        let rows = link(documents, &pairs, LIMITS, &|| false).unwrap();
        assert_eq!(rows, expected);
    }

    #[test]
    fn joins_the_most_similar_first() {
        check(&[0, 1, 1], &[(0, 1, 0.5), (0, 2, 0.6)], &[&[0, 2], &[1]]);
    }

    #[test]
    fn does_not_chain() {
        // 0-1 and 1-2 are alike, 0-2 are not: the mean of row {0, 1} to 2 is 0.25.
        check(&[0, 1, 2], &[(0, 1, 0.6), (1, 2, 0.5)], &[&[0, 1], &[2]]);
    }

    #[test]
    fn a_document_may_repeat_itself() {
        let pairs = [(0, 2, 0.6), (1, 2, 0.5), (0, 1, 0.9)];
        check(&[0, 0, 1], &pairs, &[&[0, 1, 2]]);
        check(&[0, 0, 1], &pairs[..2], &[&[0, 2], &[1]]);
    }

    #[test]
    fn stops_when_asked() {
        let pairs = [Pair { a: 0, b: 1, similarity: 0.9 }];
        assert!(link(&[0, 1], &pairs, LIMITS, &|| true).is_none());
    }
}
