//! Spellings of one name in one article, and which of them is the odd one.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Parsed,
    group::{Ballot, Ballots},
    spelling,
};
use crate::domain::EntityType;
use parallax_nlp::gazetteer::is_known;

/// Names that begin alike and are compared with each other.
const MOST_ALIKE: usize = 48;

/// Least letters of a word that may be a misspelling of another.
const LEAST_LETTERS: usize = 5;

/// For each name that is another spelling of a name of the article: that name, and whether the
/// first is the odd one.
pub(super) fn find(ballots: &Ballots, parsed: &Parsed<'_>) -> BTreeMap<String, (String, bool)> {
    let mut buckets: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let unlisted = parsed.few_until_stopped(ballots);
    for (key, ballot) in unlisted.filter(|(_, ballot)| !ballot.is_listed()) {
        let last = spelling::fold(spelling::last_word(key));
        if ballot.winner() == EntityType::Person {
            buckets.entry(format!("family {}", beginning(&last, 2))).or_default().push(key);
        }
        buckets.entry(format!("whole {}", beginning(key, 3))).or_default().push(key);
    }
    let mut found = BTreeMap::new();
    for (name, mut alike) in buckets {
        // Each takes up to a thousand comparisons.
        if parsed.is_stopped() {
            break;
        }
        // The most mentioned is the one that others are spellings of; of equals the one whose
        // words are known, then the first.
        alike.sort_by_cached_key(|key| {
            let ballot = &ballots[*key];
            (std::cmp::Reverse(ballot.count), unknown_words(ballot), ballot.first)
        });
        alike.truncate(MOST_ALIKE);
        for (i, &key) in alike.iter().enumerate() {
            if found.contains_key(key) {
                continue;
            }
            let family = name.starts_with("family ");
            let is_model = |model: &&str| {
                !found.contains_key(*model)
                    && if family {
                        spelling::is_variant(key, model)
                    } else {
                        is_slip(&ballots[key], &ballots[*model])
                    }
            };
            if let Some(model) = alike[..i].iter().copied().find(is_model) {
                let odd = is_odd(&ballots[key], &ballots[model]);
                found.insert(key.to_owned(), (model.to_owned(), odd));
            }
        }
    }
    found
}

fn beginning(word: &str, letters: usize) -> String {
    word.chars().take(letters).collect()
}

/// How many words of a name the tables do not know.
fn unknown_words(ballot: &Ballot) -> usize {
    ballot.words.split(' ').filter(|word| !is_known(word)).count()
}

/// Whether the article shows that the first of two spellings is the odd one: it is rarer, or has
/// a word that the tables do not know where they know the other's.
fn is_odd(ballot: &Ballot, model: &Ballot) -> bool {
    ballot.count < model.count || unknown_words(ballot) > unknown_words(model)
}

/// Whether a name is another, of the same kind, with one letter wrong in words that no table
/// knows.
fn is_slip(ballot: &Ballot, model: &Ballot) -> bool {
    let (words, others) = (ballot.words.as_str(), model.words.as_str());
    if ballot.winner() != model.winner() || ballot.count >= model.count || words.len() > 64 {
        return false;
    }
    let of_model: BTreeSet<&str> = others.split(' ').collect();
    let mut changed = words.split(' ').filter(|word| !of_model.contains(word));
    let strange = |word: &str| {
        word.chars().count() >= LEAST_LETTERS && !is_known(word) && !word.contains(char::is_numeric)
    };
    let (Some(word), None) = (changed.next(), changed.next()) else { return false };
    strange(word) && spelling::damerau_levenshtein(words, others) == 1
        // "Greens" and "Green" are two names.
        && !(words.len().abs_diff(others.len()) == 1 && (words.ends_with('s') || others.ends_with('s')))
}
