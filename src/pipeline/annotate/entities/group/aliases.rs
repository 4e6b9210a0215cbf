//! Which shorter names stand for which longer ones.

use std::collections::BTreeMap;

use parallax_nlp::{gazetteer::lookup, names::is_organisation_ending};

use super::{Ballot, Ballots, named};
use crate::{
    domain::EntityType,
    pipeline::annotate::entities::{Found, Parsed},
};

/// Which shorter names stand for which longer ones.
pub(super) fn aliases(
    found: &[Found],
    ballots: &Ballots,
    parsed: &Parsed<'_>,
) -> BTreeMap<String, String> {
    let mut aliases = BTreeMap::new();
    for pair in parsed.few_until_stopped(found.windows(2)) {
        if pair[1].abbreviates_last
            && let (Some(full), Some(short)) = (named(&pair[0]), named(&pair[1]))
        {
            aliases.insert(short, full);
        }
    }
    // Names by their first and last word, most mentioned first.
    let mut by_end: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut by_initials: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut by_both: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (key, ballot) in parsed.few_until_stopped(ballots).filter(|(_, b)| b.size() > 1) {
        let first = key.split(' ').next().unwrap_or_default();
        let last = key.rsplit(' ').next().unwrap_or_default();
        by_end.entry(last).or_default().push(key);
        if first != last {
            by_end.entry(first).or_default().push(key);
        }
        if ballot.size() > 2 {
            by_both.entry((first, last)).or_default().push(key);
        }
        if ballot.winner() != EntityType::Person {
            by_initials.entry(initials(key)).or_default().push(key);
        }
    }
    for (key, ballot) in parsed.few_until_stopped(ballots) {
        // What a gazetteer names stands for nothing else.
        if aliases.contains_key(key) || ballot.is_listed() {
            continue;
        }
        let full = if ballot.size() == 1 {
            let own = by_end.get(key.as_str());
            own.and_then(|fulls| fuller(key, ballot, fulls, ballots))
                .or_else(|| expansion(ballot, by_initials.get(key)?))
        } else {
            extension(key, ballot, &by_both, ballots)
        };
        if let Some(full) = full.filter(|full| *full != key) {
            aliases.insert(key.clone(), full.to_owned());
        }
    }
    flatten(&mut aliases);
    aliases
}

/// An alias of an alias stands for the fullest.
pub(super) fn flatten(aliases: &mut BTreeMap<String, String>) {
    let flat = aliases.clone();
    for full in aliases.values_mut() {
        if let Some(fuller) = flat.get(full).filter(|f| *f != full) {
            full.clone_from(fuller);
        }
    }
    aliases.retain(|short, full| short != full);
}

/// The full name that a single word stands for: the one person it is part of, the most
/// mentioned of several; else the one organisation that it ends.
fn fuller<'k>(key: &str, ballot: &Ballot, fulls: &[&'k str], ballots: &Ballots) -> Option<&'k str> {
    if lookup(&ballot.words).is_some() {
        return None;
    }
    let of_kind = |kind| fulls.iter().copied().filter(move |k| ballots[*k].winner() == kind);
    let persons = of_kind(EntityType::Person);
    let place = ballot.winner() == EntityType::Location && ballot.votes[&EntityType::Location] > 2;
    // A family name stands for more people than a given name does.
    let rank = |k: &&str| {
        let full = &ballots[*k];
        (full.count, k.ends_with(&format!(" {key}")), std::cmp::Reverse(full.first))
    };
    if let Some(person) = persons.max_by_key(rank) {
        return (!place).then_some(person);
    }
    let mut bodies = of_kind(EntityType::Organization).filter(|k| k.ends_with(&format!(" {key}")));
    let body = bodies.next().filter(|_| bodies.next().is_none())?;
    let full = &ballots[body];
    let introduced = full.first < ballot.first && full.size() <= 4;
    (introduced && !is_organisation_ending(key)).then_some(body)
}

/// The one longer name whose initials an abbreviation is.
fn expansion<'k>(ballot: &Ballot, fulls: &[&'k str]) -> Option<&'k str> {
    let capitals = ballot.words.chars().all(|c| c.is_uppercase() || c == '.');
    match fulls {
        [one] if capitals && ballot.words.len() >= 2 => Some(one),
        _ => None,
    }
}

/// The one longer form of a name of several words: a person's two names with something
/// between them, or a name that goes on with "and".
fn extension<'k>(
    key: &str,
    ballot: &Ballot,
    by_both: &BTreeMap<(&str, &str), Vec<&'k str>>,
    ballots: &'k Ballots,
) -> Option<&'k str> {
    let (first, last) = (key.split(' ').next()?, key.rsplit(' ').next()?);
    let joined = format!("{key} and ");
    let mut going_on = ballots.range(joined.clone()..).take_while(|(k, _)| k.starts_with(&joined));
    if let Some((one, _)) = going_on.next() {
        return going_on.next().is_none().then_some(one);
    }
    let is_person = ballot.winner() == EntityType::Person && ballot.size() == 2;
    match by_both.get(&(first, last)).map(Vec::as_slice) {
        Some([one]) if is_person => Some(one),
        _ => None,
    }
}

/// First letters of the words of a name that carry weight.
fn initials(key: &str) -> String {
    let light = ["of", "the", "and", "for", "in", "on", "de"];
    key.split([' ', '-']).filter(|w| !light.contains(w)).filter_map(|w| w.chars().next()).collect()
}
