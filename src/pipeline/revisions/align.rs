//! Pairs of sentences of two revisions.

use rustc_hash::FxHashMap;

use super::sentences::Sentence;

/// What became of a sentence, by the indices of the sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Added(usize),
    Removed(usize),
    Moved(usize, usize),
    Edited(usize, usize),
}

/// Share of their words that two sentences have in common (Dice) if one is an edit of the
/// other.
const EDIT: f64 = 0.5;
/// Between two pairs that stay, as many sentences are compared with as many; longer gaps are
/// divided, which bounds the work.
const BLOCK: usize = 48;

/// What changed, in the order of the later revision; what was removed stands where it was.
pub(super) fn align(base: &[Sentence<'_>], other: &[Sentence<'_>]) -> Vec<Step> {
    let mut numbers = FxHashMap::default();
    let base_words: Vec<Vec<u32>> = base.iter().map(|s| number(s, &mut numbers)).collect();
    let other_words: Vec<Vec<u32>> = other.iter().map(|s| number(s, &mut numbers)).collect();
    let same = same(&base_words, &other_words);
    let stays = longest_in_order(&same);
    let mut moved_base = vec![false; base.len()];
    let mut moved_other: Vec<Option<usize>> = vec![None; other.len()];
    for (pair, _) in same.iter().zip(&stays).filter(|(_, stays)| !**stays) {
        moved_base[pair.0] = true;
        moved_other[pair.1] = Some(pair.0);
    }
    let kept = same.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(pair, _)| *pair);
    let mut gaps =
        Gaps { base: &base_words, other: &other_words, moved_base, moved_other, steps: Vec::new() };
    let (mut b, mut o) = (0, 0);
    for (next_b, next_o) in kept.chain([(base.len(), other.len())]) {
        gaps.fill(b..next_b, o..next_o);
        (b, o) = (next_b + 1, next_o + 1);
    }
    gaps.steps
}

/// The words of a sentence as numbers; equal words have equal numbers.
fn number<'t>(sentence: &Sentence<'t>, numbers: &mut FxHashMap<&'t str, u32>) -> Vec<u32> {
    let mut number = |words: &'t str| {
        // A text has fewer words than a u32 counts: it is limited to far less than 4 GiB.
        let next = numbers.len() as u32;
        *numbers.entry(words).or_insert(next)
    };
    sentence.words.iter().map(|word| number(word.words)).collect()
}

/// Pairs of equal sentences, ordered by the earlier revision: the first with the first, the
/// second with the second.
fn same(base: &[Vec<u32>], other: &[Vec<u32>]) -> Vec<(usize, usize)> {
    let mut places: FxHashMap<&[u32], (usize, Vec<usize>)> = FxHashMap::default();
    for (i, words) in other.iter().enumerate() {
        places.entry(words).or_default().1.push(i);
    }
    let mut pair = |(i, words): (usize, &Vec<u32>)| {
        let (used, list) = places.get_mut(words.as_slice())?;
        let place = *list.get(*used)?;
        *used += 1;
        Some((i, place))
    };
    base.iter().enumerate().filter_map(&mut pair).collect()
}

/// Which pairs belong to the longest sequence that is in order on both sides (patience
/// sorting, Fredman 1975).
fn longest_in_order(pairs: &[(usize, usize)]) -> Vec<bool> {
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (i, &(_, place)) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|&top| pairs[top].1 < place);
        before.push(pile.checked_sub(1).map(|previous| tops[previous]));
        if pile == tops.len() { tops.push(i) } else { tops[pile] = i }
    }
    let mut stays = vec![false; pairs.len()];
    let mut next = tops.last().copied();
    while let Some(i) = next {
        stays[i] = true;
        next = before[i];
    }
    stays
}

/// Works through the sentences between the pairs that stay.
struct Gaps<'a> {
    base: &'a [Vec<u32>],
    other: &'a [Vec<u32>],
    /// Sentences of the earlier revision that stand elsewhere now.
    moved_base: Vec<bool>,
    /// For sentences of the later revision that stood elsewhere, where.
    moved_other: Vec<Option<usize>>,
    steps: Vec<Step>,
}

impl Gaps<'_> {
    fn fill(&mut self, base: std::ops::Range<usize>, other: std::ops::Range<usize>) {
        let old: Vec<usize> = base.filter(|&i| !self.moved_base[i]).collect();
        let new: Vec<usize> = other.clone().filter(|&i| self.moved_other[i].is_none()).collect();
        let mut partners = FxHashMap::default();
        let blocks = old.len().max(new.len()).div_ceil(BLOCK).max(1);
        let part = |list: &[usize], block: usize| list.len() * block / blocks;
        for block in 0..blocks {
            let olds = &old[part(&old, block)..part(&old, block + 1)];
            let news = &new[part(&new, block)..part(&new, block + 1)];
            partners.extend(self.edited(olds, news).into_iter().map(|(o, n)| (n, o)));
        }
        let mut waiting = old.into_iter().peekable();
        for i in other {
            if let Some(from) = self.moved_other[i] {
                self.steps.push(Step::Moved(from, i));
                continue;
            }
            let Some(&partner) = partners.get(&i) else {
                self.steps.push(Step::Added(i));
                continue;
            };
            // Partners are in order on both sides: what stands before this one is gone.
            while let Some(gone) = waiting.next_if(|&o| o < partner) {
                self.steps.push(Step::Removed(gone));
            }
            waiting.next();
            self.steps.push(Step::Edited(partner, i));
        }
        self.steps.extend(waiting.map(Step::Removed));
    }

    /// Pairs of edited sentences, in order on both sides, with the greatest sum of likeness
    /// (global alignment, Needleman and Wunsch 1970).
    fn edited(&self, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
        if old.is_empty() || new.is_empty() {
            return Vec::new();
        }
        let sorted = |words: &Vec<u32>| {
            let mut words = words.clone();
            words.sort_unstable();
            words
        };
        let olds: Vec<_> = old.iter().map(|&i| sorted(&self.base[i])).collect();
        let news: Vec<_> = new.iter().map(|&i| sorted(&self.other[i])).collect();
        let width = new.len() + 1;
        let mut best = vec![0.0_f64; (old.len() + 1) * width];
        let mut pairs = vec![false; best.len()];
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
                let alike = dice(&olds[i], &news[j]);
                let both = if alike >= EDIT { alike + best[(i + 1) * width + j + 1] } else { 0.0 };
                pairs[i * width + j] = alike >= EDIT && both >= skip;
                best[i * width + j] = both.max(skip);
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut found = Vec::new();
        while i < old.len() && j < new.len() {
            if pairs[i * width + j] {
                found.push((old[i], new[j]));
                (i, j) = (i + 1, j + 1);
            } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        found
    }
}

/// Words in common, counted as often as they stand in both, of sorted words.
fn dice(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * f64::from(shared) / (a.len() + b.len()) as f64
}
