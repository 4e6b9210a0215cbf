//! Links between names that differ.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Group;
use crate::{
    domain::{EntityType, Signal},
    pipeline::annotate::{
        EntityKey,
        spelling::{damerau_levenshtein, fold, is_variant, last_word},
    },
};
use parallax_nlp::gazetteer::is_known;

/// Links groups whose names differ; for each group its parent, itself where it has none. `None` once
/// `stop` returns true.
pub(super) fn link(groups: &mut [Group<'_>], stop: &dyn Fn() -> bool) -> Option<Vec<usize>> {
    let go_on = || (!stop()).then_some(());
    let mut parents: Vec<usize> = (0..groups.len()).collect();
    let named: Vec<usize> = (0..groups.len()).filter(|&g| !groups[g].name().is_empty()).collect();
    let mut links = spelling_variants(groups, &named, stop)?;
    links.extend(short_names(groups, &named, &links));
    go_on()?;
    links.extend(abbreviations(groups, &named));
    go_on()?;
    links.extend(institutions(groups));
    links.extend(longer_names(groups));
    go_on()?;
    links.extend(owned_names(groups));
    links.extend(confused_names(groups));
    links.extend(respelled_given_names(groups, &named, stop)?);
    for (from, to, signal) in links {
        let root = |mut g: usize, parents: &[usize]| {
            while parents[g] != g {
                g = parents[g];
            }
            g
        };
        let (a, b) = (root(from, &parents), root(to, &parents));
        if a != b {
            // The lower index stays root, so that the outcome does not hang on the order.
            parents[a.max(b)] = a.min(b);
        }
        groups[from].signals.push(signal);
    }
    Some(parents)
}

type Link = (usize, usize, Signal);

/// Persons whose names are two spellings of one: compared only among family names with the
/// same beginning and end after folding. `None` once `stop` returns true.
fn spelling_variants(
    groups: &[Group<'_>],
    named: &[usize],
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Link>> {
    let persons = named.iter().copied().filter(|&g| groups[g].kind() == EntityType::Person);
    let mut buckets: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for g in persons {
        let family = fold(last_word(groups[g].name()));
        let mut letters = family.chars();
        let bucket: String = letters.by_ref().take(2).collect();
        buckets.entry(bucket).or_default().push(g);
    }
    let mut links = Vec::new();
    for mut bucket in buckets.into_values() {
        // The most mentioned spelling is the one that others are variants of.
        bucket.sort_by_key(|&g| (std::cmp::Reverse(groups[g].mentions()), g));
        bucket.truncate(MOST_PERSONS);
        for (i, &a) in bucket.iter().enumerate() {
            if stop() {
                return None;
            }
            let model = bucket[..i]
                .iter()
                .copied()
                .find(|&b| is_variant(groups[a].name(), groups[b].name()));
            if let Some(b) = model {
                let detail = format!(
                    "{} = {}",
                    groups[a].entities[0].1.canonical_name, groups[b].entities[0].1.canonical_name
                );
                links.push((a, b, Signal { id: "spelling-variant".into(), weight: 0.9, detail }));
            }
        }
    }
    Some(links)
}

/// At most this many persons with family names that begin alike are compared.
const MOST_PERSONS: usize = 200;

/// One-word names that are part of the full name of one person of the other documents.
fn short_names(groups: &[Group<'_>], named: &[usize], variants: &[Link]) -> Vec<Link> {
    let mut full: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &g in named {
        let name = groups[g].name();
        if let Some((first, _)) = name.split_once(' ')
            && groups[g].kind() == EntityType::Person
        {
            full.entry(last_word(name)).or_default().push(g);
            full.entry(first).or_default().push(g);
        }
    }
    let pairs: BTreeSet<(usize, usize)> =
        variants.iter().flat_map(|&(a, b, _)| [(a, b), (b, a)]).collect();
    let same = |a: usize, b: usize| a == b || pairs.contains(&(a, b));
    let mut links = Vec::new();
    for &g in named {
        let name = groups[g].name();
        let Some(candidates) = full.get(name).filter(|_| !name.contains(' ')) else { continue };
        let place = groups[g].kind() == EntityType::Location;
        let one = candidates.iter().all(|&c| same(c, candidates[0]));
        if one && !place {
            let detail = format!(
                "{} = {}",
                groups[g].entities[0].1.canonical_name,
                groups[candidates[0]].entities[0].1.canonical_name
            );
            links.push((g, candidates[0], Signal { id: "short-name".into(), weight: 0.8, detail }));
        }
    }
    links
}

/// Capitals that are the initials of one name of several words.
fn abbreviations(groups: &[Group<'_>], named: &[usize]) -> Vec<Link> {
    let light = ["of", "the", "and", "for", "in", "on"];
    let mut long: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &g in named {
        let name = groups[g].name();
        if name.contains(' ') && groups[g].kind() != EntityType::Person {
            let words = name.split([' ', '-']).filter(|w| !light.contains(w));
            long.entry(words.filter_map(|w| w.chars().next()).collect()).or_default().push(g);
        }
    }
    let mut links = Vec::new();
    for &g in named {
        let words = &groups[g].entities[0].1.canonical_name;
        let capitals = words.chars().all(|c| c.is_uppercase() || c == '.') && words.len() >= 2;
        if let Some([one]) = long.get(groups[g].name()).map(Vec::as_slice)
            && capitals
        {
            let detail = format!("{words} = {}", groups[*one].entities[0].1.canonical_name);
            links.push((g, *one, Signal { id: "abbreviation".into(), weight: 0.8, detail }));
        }
    }
    links
}

/// Names that the one longer name goes on from with "and": "Zoo" and "Zoo and Garden".
fn longer_names(groups: &[Group<'_>]) -> Vec<Link> {
    let by_name: BTreeMap<&str, usize> =
        (0..groups.len()).map(|g| (groups[g].name(), g)).filter(|(n, _)| !n.is_empty()).collect();
    let mut links = Vec::new();
    for (name, &g) in by_name.iter().filter(|(name, _)| name.contains(' ')) {
        let start = format!("{name} and ");
        let mut longer = by_name.range(start.as_str()..).take_while(|(n, _)| n.starts_with(&start));
        if let (Some((_, &one)), None) = (longer.next(), longer.next()) {
            let name = |g: usize| groups[g].entities[0].1.canonical_name.as_str();
            let detail = format!("{} = {}", name(g), name(one));
            links.push((g, one, Signal { id: "short-name".into(), weight: 0.8, detail }));
        }
    }
    links
}

/// Names with an owner before them and the same without: "Italy's Central Bank" and "Central Bank".
fn owned_names(groups: &[Group<'_>]) -> Vec<Link> {
    let by_name: BTreeMap<&str, usize> =
        (0..groups.len()).map(|g| (groups[g].name(), g)).filter(|(n, _)| n.contains(' ')).collect();
    let mut links = Vec::new();
    for (name, &g) in &by_name {
        let bare = name.split_once("'s ").map(|(_, bare)| bare);
        if let Some(&one) = bare.and_then(|bare| by_name.get(bare)) {
            links.push((g, one, signal("short-name", 0.8, groups, g, one)));
        }
    }
    links
}

/// Bodies whose names differ in the last word alone, a noun for bodies of one kind, and that no
/// document names side by side: one of the names is a slip.
fn confused_names(groups: &[Group<'_>]) -> Vec<Link> {
    let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (g, group) in groups.iter().enumerate() {
        if let Some((beginning, last)) = group.name().rsplit_once(' ')
            && beginning.contains(' ')
            && is_body_noun(last)
        {
            alike.entry(beginning).or_default().push(g);
        }
    }
    let mut links = Vec::new();
    for alike in alike.into_values() {
        let [a, b] = alike.as_slice() else { continue };
        let documents = |g: usize| groups[g].members.iter().map(|(document, _)| *document);
        let together = documents(*a).any(|d| documents(*b).any(|other| other == d));
        if !together {
            links.push((*b, *a, signal("confused-name", 0.6, groups, *b, *a)));
        }
    }
    links
}

/// Nouns that are taken one for another in the names of bodies.
pub(in crate::pipeline::compare) fn is_body_noun(word: &str) -> bool {
    matches!(
        word,
        "association" | "federation" | "foundation" | "fund" | "league" | "society" | "trust"
    )
}

/// Given names alone that are a slip for that of one person of the other documents: a letter off,
/// and one of the two in no table of names. `None` once `stop` returns true.
fn respelled_given_names(
    groups: &[Group<'_>],
    named: &[usize],
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Link>> {
    /// Persons whose given names begin alike and are compared.
    const MOST: usize = 64;
    const LEAST_LETTERS: usize = 5;
    let mut full: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let persons = || named.iter().copied().filter(|&g| groups[g].kind() == EntityType::Person);
    let beginning = |name: &str| name.chars().take(2).collect::<String>();
    for g in persons().filter(|&g| groups[g].name().contains(' ')) {
        full.entry(beginning(groups[g].name())).or_default().push(g);
    }
    let first = |g: usize| groups[g].name().split(' ').next().unwrap_or_default();
    let mut links = Vec::new();
    for g in persons().filter(|&g| !groups[g].name().contains(' ')) {
        if stop() {
            return None;
        }
        let name = groups[g].name();
        let alike = full.get(&beginning(name)).map(Vec::as_slice).unwrap_or_default();
        let slip = |&one: &usize| {
            let (given, letters) = (first(one), name.chars().count());
            letters.min(given.chars().count()) >= LEAST_LETTERS
                && damerau_levenshtein(name, given) == 1
                && !(is_given_name(name) && is_given_name(given))
        };
        let mut slips = alike.iter().copied().take(MOST).filter(slip);
        if let (Some(one), None) = (slips.next(), slips.next()) {
            links.push((g, one, signal("spelling-variant", 0.6, groups, g, one)));
        }
    }
    Some(links)
}

fn is_given_name(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    is_known(&format!("{first}{}", letters.as_str()))
}

/// A signal that names what was joined.
fn signal(id: &'static str, weight: f64, groups: &[Group<'_>], a: usize, b: usize) -> Signal {
    let name = |g: usize| groups[g].entities[0].1.canonical_name.as_str();
    Signal { id: id.into(), weight, detail: format!("{} = {}", name(a), name(b)) }
}

/// Institutions that one document names without their country, where all others name one
/// country's.
fn institutions(groups: &[Group<'_>]) -> Vec<Link> {
    let mut known: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (g, group) in groups.iter().enumerate() {
        if let EntityKey::Institution { class, topic, country } = group.key
            && !country.is_empty()
        {
            known.entry((class, topic)).or_default().push(g);
        }
    }
    let mut links = Vec::new();
    for (g, group) in groups.iter().enumerate() {
        let EntityKey::Institution { class, topic, country } = group.key else { continue };
        if let Some([one]) = known.get(&(*class, topic.as_str())).map(Vec::as_slice)
            && country.is_empty()
        {
            let name = |g: usize| groups[g].entities[0].1.canonical_name.as_str();
            let detail = format!("{} = {}", name(g), name(*one));
            links.push((g, *one, Signal { id: "same-institution".into(), weight: 0.7, detail }));
        }
    }
    links
}
