//! Agglomerative clustering of clauses into rows.
//!
//! Average linkage (Sokal and Michener 1958) over pairs from different documents, on a
//! sparse similarity: pairs that are not listed have none. Two groups are never joined when
//! one document would then stand in the row with more clauses than allowed, unless those
//! clauses repeat each other. Ties are broken by position, so the result is a function of
//! the input alone.

use std::{cmp::Ordering, collections::BinaryHeap};

use rustc_hash::FxHashMap;

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

/// Pairs, or what there are as many of, after which `stop` is asked again: less than a millisecond's work.
pub(super) const AT_A_TIME: usize = 1 << 10;

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
    /// Ascending; so are their documents.
    units: Vec<usize>,
    /// Sums of similarities over pairs from different documents, ascending by group. Some of the
    /// groups may be gone.
    links: Vec<(usize, f64)>,
}

struct Linkage<'a> {
    /// Ascending.
    documents: &'a [usize],
    limits: Limits,
    /// Similarities inside one document, for the repetition rule.
    within: FxHashMap<(usize, usize), f64>,
    /// Groups by id; joined ones are gone.
    groups: Vec<Option<Group>>,
    queue: BinaryHeap<Join>,
}

/// Groups the units `0..documents.len()`, each of which stands in `documents[unit]`; units are in
/// order of documents.
///
/// Returns the groups with their units ascending, ordered by first unit. `stop` is polled
/// at every join; the answer is `None` once it returns true.
pub(super) fn link(
    documents: &[usize],
    pairs: &[Pair],
    limits: Limits,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Vec<usize>>> {
    let mut linkage = Linkage::new(documents, pairs, limits, stop)?;
    while let Some(join) = linkage.queue.pop() {
        if stop() {
            return None;
        }
        linkage.join(&join);
    }
    let groups = linkage.groups.into_iter().flatten();
    let mut rows: Vec<Vec<usize>> = groups.map(|group| group.units).collect();
    rows.sort_unstable();
    Some(rows)
}

impl<'a> Linkage<'a> {
    /// `None` once `stop` returns true.
    fn new(
        documents: &'a [usize],
        pairs: &[Pair],
        limits: Limits,
        stop: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let single = |unit: usize| Some(Group { units: vec![unit], links: Vec::new() });
        let mut linkage = Self {
            documents,
            limits,
            within: FxHashMap::default(),
            groups: (0..documents.len()).map(single).collect(),
            queue: BinaryHeap::new(),
        };
        for (n, pair) in pairs.iter().enumerate() {
            if n % AT_A_TIME == 0 && stop() {
                return None;
            }
            if documents[pair.a] == documents[pair.b] {
                linkage.within.insert((pair.a, pair.b), pair.similarity);
                continue;
            }
            for (from, to) in [(pair.a, pair.b), (pair.b, pair.a)] {
                if let Some(group) = &mut linkage.groups[from] {
                    group.links.push((to, pair.similarity));
                }
            }
            if pair.similarity >= limits.threshold {
                linkage.queue.push(Join { similarity: pair.similarity, a: pair.a, b: pair.b });
            }
        }
        for (n, group) in linkage.groups.iter_mut().flatten().enumerate() {
            if n % AT_A_TIME == 0 && stop() {
                return None;
            }
            group.links.sort_unstable_by_key(|(other, _)| *other);
        }
        Some(linkage)
    }

    /// Joins two groups if both still exist and may stand in one row.
    fn join(&mut self, join: &Join) {
        let allowed = match (&self.groups[join.a], &self.groups[join.b]) {
            (Some(a), Some(b)) => self.may_join(a, b),
            _ => false,
        };
        if !allowed {
            return;
        }
        let (Some(a), Some(b)) = (self.groups[join.a].take(), self.groups[join.b].take()) else {
            return;
        };
        let id = self.groups.len();
        let mut links = added(&a.links, &b.links);
        links.retain(|(other, _)| self.groups[*other].is_some());
        let mut units = [a.units, b.units].concat();
        units.sort_unstable();
        for &(other, sum) in &links {
            let Some(group) = &mut self.groups[other] else { continue };
            // The greatest id there is: the links stay in order.
            group.links.push((id, sum));
            let pairs = cross_pairs(self.documents, &units, &group.units);
            if pairs > 0 {
                let mean = sum / pairs as f64;
                if mean >= self.limits.threshold {
                    self.queue.push(Join { similarity: mean, a: other, b: id });
                }
            }
        }
        self.groups.push(Some(Group { units, links }));
    }

    /// Whether no document would stand in the row with too many different clauses.
    fn may_join(&self, a: &Group, b: &Group) -> bool {
        let document = |unit: &usize| self.documents[*unit];
        let mut others = b.units.as_slice();
        a.units.chunk_by(|x, y| document(x) == document(y)).all(|own| {
            let here = document(&own[0]);
            let skipped = others.iter().take_while(|u| document(u) < here).count();
            let there = others[skipped..].iter().take_while(|u| document(u) == here).count();
            let theirs = &others[skipped..skipped + there];
            others = &others[skipped + there..];
            theirs.is_empty()
                || own.len() + there <= self.limits.per_document
                || own.iter().all(|a| theirs.iter().all(|b| self.repeat_each_other(*a, *b)))
        })
    }

    fn repeat_each_other(&self, a: usize, b: usize) -> bool {
        let similarity = self.within.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0);
        similarity >= self.limits.repetition
    }
}

/// The sums of two lists of links, each ascending by group.
fn added(a: &[(usize, f64)], b: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let mut links = Vec::with_capacity(a.len() + b.len());
    let mut others = b.iter().copied().peekable();
    for &(group, sum) in a {
        while let Some(other) = others.next_if(|(other, _)| *other < group) {
            links.push(other);
        }
        let other = others.next_if(|(other, _)| *other == group).map_or(0.0, |(_, sum)| sum);
        links.push((group, sum + other));
    }
    links.extend(others);
    links
}

/// Number of pairs of units from different documents, both ascending.
fn cross_pairs(documents: &[usize], a: &[usize], b: &[usize]) -> usize {
    let document = |unit: &usize| documents[*unit];
    let (mut same, mut others) = (0, b);
    for own in a.chunk_by(|x, y| document(x) == document(y)) {
        let here = document(&own[0]);
        let skipped = others.iter().take_while(|u| document(u) < here).count();
        let there = others[skipped..].iter().take_while(|u| document(u) == here).count();
        others = &others[skipped + there..];
        same += own.len() * there;
    }
    a.len() * b.len() - same
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
