//! Talking points: what one speaker says again on another occasion, or two speakers say alike.

use std::collections::BTreeMap;

use super::{
    alignment::align,
    items::Item,
    speakers::{Everybody, Speakers},
};

/// Share of what the shorter of two utterances tells that the longer has too.
const LEAST: f64 = 0.5;
/// Words that both have.
const LEAST_WORDS: usize = 3;
/// Rare words that both have.
const LEAST_RARE: usize = 2;
/// Share of the words of the longer one: a phrase in a speech is no talking point of it.
const LEAST_OF_LONGER: f64 = 0.12;
/// Utterances that a stem may stand in and still propose pairs.
const MAX_POSTINGS: usize = 60;

/// Groups of quotations in marks that are one talking point, though not one utterance: for each
/// utterance its leader. In order of documents and text.
pub(super) fn groups(
    everybody: &Everybody,
    items: &[Item<'_>],
    leaders: &[usize],
    stems: usize,
) -> Vec<Vec<usize>> {
    let leading = (0..items.len()).filter(|&i| leaders[i] == i && items[i].is_marked());
    let mut postings: Vec<Vec<usize>> = vec![Vec::new(); stems];
    let mut joined: BTreeMap<usize, usize> = BTreeMap::new();
    // Stems that each utterance shares with the one at hand; 0 between looks.
    let mut shared: Vec<usize> = vec![0; items.len()];
    for item in leading {
        let mut found: Vec<usize> = Vec::new();
        for stem in &items[item].stems {
            let postings = &mut postings[*stem as usize];
            if postings.len() < MAX_POSTINGS {
                for &other in postings.iter() {
                    if shared[other] == 0 {
                        found.push(other);
                    }
                    shared[other] += 1;
                }
                postings.push(item);
            }
        }
        found.sort_unstable();
        for other in found {
            let words = std::mem::take(&mut shared[other]);
            if words >= LEAST_WORDS && recurs(everybody, &items[item], &items[other]) {
                let root = joined.get(&other).copied().unwrap_or(other);
                joined.insert(other, root);
                joined.insert(item, root);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (item, root) in joined {
        groups.entry(root).or_default().push(item);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

fn recurs(everybody: &Everybody, a: &Item<'_>, b: &Item<'_>) -> bool {
    let (short, long) = if a.total <= b.total { (a, b) } else { (b, a) };
    let speakers = everybody.between(&a.speaking, &b.speaking);
    // Who repeats himself within one report makes a speech, and no talking point.
    if a.document == b.document || speakers == Speakers::Unknown {
        return false;
    }
    let found = align(short, long);
    found.matched >= LEAST_WORDS
        && short.rare_in_common(long) >= LEAST_RARE
        && found.contained >= LEAST
        && found.contained * short.total >= LEAST_OF_LONGER * long.total
}
