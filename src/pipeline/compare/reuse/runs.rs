//! Maximal runs of words that two articles share.
//!
//! Runs of [`SEED`] words are looked up in an index of all articles before, and extended as far
//! as the words agree. A word of an article lies in one run at most for each other article, so
//! that time and answer stay linear in the words of the pairs that share them.

use std::{collections::hash_map::Entry, ops::Range};

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::words::Word;

/// Words that two articles must share in a row to be looked at.
const SEED: usize = 5;
/// Places of one run of [`SEED`] words that are remembered for one article.
const MAX_PLACES: usize = 4;
/// Words that may differ between two runs that are one.
const GAP: usize = 3;

/// Words that two articles share, by index: runs with small gaps between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    /// Index of the earlier article in canonical order.
    pub(super) first: usize,
    /// Index of the other.
    pub(super) second: usize,
    /// The words in the earlier article.
    pub(super) first_words: Range<usize>,
    /// The words in the other.
    pub(super) second_words: Range<usize>,
    /// Number of words that are the same.
    pub(super) same: usize,
}

impl Shared {
    /// Share of the words that are the same, 0 to 1.
    pub(super) fn similarity(&self) -> f64 {
        let longer = self.first_words.len().max(self.second_words.len());
        self.same as f64 / longer.max(1) as f64
    }
}

type Seed = [u32; SEED];

/// Where a run of [`SEED`] words stands, by article and first word, ascending: most have one place.
enum Places {
    One((u32, u32)),
    Many(Vec<(u32, u32)>),
}

impl Places {
    fn all(&self) -> &[(u32, u32)] {
        match self {
            Self::One(place) => std::slice::from_ref(place),
            Self::Many(places) => places,
        }
    }

    /// Adds a place of the last article, if it has not too many yet.
    fn add(&mut self, place: (u32, u32)) {
        let last = self.all().iter().rev().take(MAX_PLACES);
        if last.filter(|known| known.0 == place.0).count() == MAX_PLACES {
            return;
        }
        match self {
            Self::One(first) => *self = Self::Many(vec![*first, place]),
            Self::Many(places) => places.push(place),
        }
    }
}

/// All runs, by second article, first article and place in the second. `None` once `stop`
/// returns true.
pub(super) fn runs(texts: &[Vec<Word>], stop: &dyn Fn() -> bool) -> Option<Vec<Shared>> {
    let words = texts.iter().map(Vec::len).sum();
    let mut index: FxHashMap<Seed, Places> =
        FxHashMap::with_capacity_and_hasher(words, FxBuildHasher);
    let mut runs = Vec::new();
    for (second, words) in texts.iter().enumerate() {
        if stop() {
            return None;
        }
        let forms: Vec<u32> = words.iter().map(|word| word.form).collect();
        // For each article before, the end of its last run here.
        let mut reach = vec![0_usize; second];
        let mut found: Vec<Vec<Shared>> = vec![Vec::new(); second];
        for at in 0..forms.len().saturating_sub(SEED - 1) {
            let Some(places) = index.get(&seed(&forms, at)) else { continue };
            for places in places.all().chunk_by(|a, b| a.0 == b.0) {
                let first = places[0].0 as usize;
                if at < reach[first] {
                    continue;
                }
                let length = |place: usize| {
                    let there = texts[first][place..].iter().map(|word| word.form);
                    there.zip(&forms[at..]).take_while(|(a, b)| a == *b).count()
                };
                let lengths = places.iter().map(|&(_, place)| (length(place as usize), place));
                // The first of the longest; a seed has a place.
                let Some((same, place)) = lengths.max_by_key(|&(l, p)| (l, u32::MAX - p)) else {
                    continue;
                };
                let place = place as usize;
                reach[first] = at + same;
                let run = Shared {
                    first,
                    second,
                    first_words: place..place + same,
                    second_words: at..at + same,
                    same,
                };
                join(&mut found[first], run);
            }
        }
        runs.extend(found.into_iter().flatten());
        let document = u32::try_from(second).unwrap_or(u32::MAX);
        for at in 0..forms.len().saturating_sub(SEED - 1) {
            let place = (document, u32::try_from(at).unwrap_or(u32::MAX));
            match index.entry(seed(&forms, at)) {
                Entry::Vacant(new) => {
                    new.insert(Places::One(place));
                }
                Entry::Occupied(mut known) => known.get_mut().add(place),
            }
        }
    }
    Some(runs)
}

fn seed(forms: &[u32], at: usize) -> Seed {
    std::array::from_fn(|i| forms[at + i])
}

/// Appends a run, or lengthens the last one when little stands between them.
fn join(runs: &mut Vec<Shared>, run: Shared) {
    let near = |last: &Range<usize>, next: &Range<usize>| {
        next.start.checked_sub(last.end).is_some_and(|gap| gap <= GAP)
    };
    match runs.last_mut() {
        Some(last)
            if near(&last.first_words, &run.first_words)
                && near(&last.second_words, &run.second_words) =>
        {
            last.first_words.end = run.first_words.end;
            last.second_words.end = run.second_words.end;
            last.same += run.same;
        }
        _ => runs.push(run),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Span;

    fn text(forms: &[u32]) -> Vec<Word> {
        let word = |&form: &u32| Word {
            span: Span::new(0, 0),
            form,
            weight: 1.0,
            name: None,
            titled: false,
            furniture: false,
            trade: false,
        };
        forms.iter().map(word).collect()
    }

    fn found(texts: &[&[u32]]) -> Vec<Shared> {
        let texts: Vec<_> = texts.iter().map(|forms| text(forms)).collect();
        runs(&texts, &|| false).expect("nobody stops it")
    }

    #[test]
    fn runs_are_maximal_and_joined_over_small_gaps() {
        let a = [1, 2, 3, 4, 5, 6, 7, 90, 8, 9, 10, 11, 12, 91, 92, 93, 94];
        let b = [80, 1, 2, 3, 4, 5, 6, 7, 81, 82, 8, 9, 10, 11, 12, 83];
        let runs = found(&[&a, &b]);
        assert_eq!(runs.len(), 1);
        assert_eq!((runs[0].first_words.clone(), runs[0].second_words.clone()), (0..13, 1..15));
        assert_eq!(runs[0].same, 12);
        assert!((runs[0].similarity() - 12.0 / 14.0).abs() < 1e-9);
        assert!(found(&[&a[..4], &b[..5]]).is_empty(), "four words are too few");
    }

    #[test]
    fn copies_give_one_run_a_pair() {
        let words: Vec<u32> = (0..1000).collect();
        let runs = found(&[words.as_slice(); 50]);
        assert_eq!(runs.len(), 50 * 49 / 2);
        assert!(runs.iter().all(|run| run.same == 1000));
    }

    #[test]
    fn one_word_over_and_over_ends_in_time() {
        let words = vec![7; 200_000];
        assert_eq!(found(&[&words, &words]).len(), 1);
    }

    proptest! {
        #[test]
        fn runs_lie_inside_and_agree(
            texts in prop::collection::vec(prop::collection::vec(0_u32..4, 0..60), 2..5),
        ) {
            let slices: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
            for run in found(&slices) {
                prop_assert!(run.first < run.second && run.same >= SEED);
                let (a, b) = (&texts[run.first], &texts[run.second]);
                let (a, b) = (&a[run.first_words.clone()], &b[run.second_words.clone()]);
                prop_assert_eq!(&a[..SEED], &b[..SEED]);
                prop_assert_eq!(&a[a.len() - SEED..], &b[b.len() - SEED..]);
                prop_assert!(run.same <= a.len().min(b.len()));
            }
        }
    }
}
