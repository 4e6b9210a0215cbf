//! The entities that the articles of a batch may name, kept in step as the batch goes on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    decide::{Arrival, Decision, decide},
    names::{folded, search_keys},
};
use crate::domain::{Appearance, EntityType, Facet, MentionKind, Profile, fact_key, key_weight};

/// Names of an appearance that are looked up beside its fullest.
const MOST_OTHER_NAMES: usize = 3;
/// Most candidates that one key leads to: so many that somebody has curated, and so many others.
pub const MOST_CANDIDATES: usize = 24;

/// An article whose entities are to be identified.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its entities.
    pub appearances: Vec<Appearance>,
    /// When it was published, in seconds of Unix time.
    pub time: Option<i64>,
    /// Folded names that it had entities under before, with those entities.
    pub before: Vec<(String, i64)>,
}

/// Entities and the keys that lead to them.
#[derive(Debug, Default)]
pub struct Register {
    profiles: BTreeMap<i64, Profile>,
    by_key: HashMap<String, Vec<i64>>,
    founded: i64,
}

/// The keys by which the entities of an article are looked up, each once.
pub fn wanted_keys(appearances: &[Appearance]) -> BTreeSet<String> {
    appearances.iter().flat_map(keys_of).collect()
}

fn keys_of(appearance: &Appearance) -> Vec<String> {
    let facts = appearance.facts.iter().filter_map(|(facet, value)| fact_key(*facet, value));
    let mut keys: Vec<String> = facts.collect();
    if appearance.values(Facet::Topic).next().is_some() {
        return keys;
    }
    let name = folded(&appearance.name);
    keys.extend(search_keys(&name, appearance.kind));
    let told = |kind| matches!(kind, MentionKind::Name | MentionKind::Abbreviation);
    let others = appearance.forms.iter().filter(|form| told(form.kind) && !form.keys.is_empty());
    let others = others.map(|form| folded(&form.text)).filter(|other| *other != name);
    if appearance.kind != EntityType::Person {
        keys.extend(others.take(MOST_OTHER_NAMES).map(|other| format!("n:{other}")));
    }
    keys
}

impl Register {
    /// The entities of the store that the wanted keys lead to, at most [`MOST_CANDIDATES`] curated
    /// and as many others each, the most named first. Among the profiles are those of the entities
    /// that the articles named before.
    pub fn new(found: Vec<(String, Vec<i64>)>, profiles: Vec<Profile>) -> Self {
        Self {
            profiles: profiles.into_iter().map(|profile| (profile.entity, profile)).collect(),
            by_key: found.into_iter().collect(),
            founded: 0,
        }
    }

    /// Decides whom each entity of an article is, in their order; -1, -2 ... are new ones of this
    /// batch. What is decided counts for the articles after it.
    pub fn identify(&mut self, document: &Document) -> Vec<(i64, Decision)> {
        let appearances = &document.appearances;
        let mut order: Vec<usize> = (0..appearances.len()).collect();
        // Full names first: what stands for them is decided with them in place.
        order.sort_by_key(|&at| {
            let appearance = &appearances[at]; // `at` is a place in the list
            (!appearance.name.contains(' '), std::cmp::Reverse(appearance.mentions), at)
        });
        let mut taken: BTreeMap<i64, String> = BTreeMap::new();
        // A document counts once for an entity, also where it named it before.
        let mut counted: BTreeSet<i64> =
            document.before.iter().map(|(_, entity)| *entity).collect();
        let mut decided: Vec<Option<(i64, Decision)>> = vec![None; appearances.len()];
        for at in order {
            let appearance = &appearances[at];
            let name = folded(&appearance.name);
            let before =
                document.before.iter().find(|(before, _)| *before == name).map(|(_, e)| *e);
            let mut candidates: BTreeSet<i64> =
                keys_of(appearance).iter().flat_map(|key| self.under(key)).collect();
            candidates.extend(before);
            // Whom the article tells apart under two full names is two.
            let free = |entity: &i64| {
                taken.get(entity).is_none_or(|other| {
                    *other == name || !(other.contains(' ') && name.contains(' '))
                })
            };
            let candidates: Vec<&Profile> = candidates
                .iter()
                .filter(|entity| free(entity))
                .filter_map(|entity| self.profiles.get(entity))
                .collect();
            let arrival = Arrival { appearance, name: name.clone(), time: document.time, before };
            let decision = decide(&arrival, &candidates);
            let entity = decision.entity.unwrap_or_else(|| self.found(appearance));
            self.add(entity, appearance, document.time, counted.insert(entity));
            taken.entry(entity).or_insert(name);
            decided[at] = Some((entity, decision));
        }
        decided.into_iter().flatten().collect()
    }

    fn found(&mut self, appearance: &Appearance) -> i64 {
        self.founded -= 1;
        let profile =
            Profile { entity: self.founded, name: appearance.name.clone(), ..Profile::default() };
        self.profiles.insert(self.founded, profile);
        self.founded
    }

    /// The entities that a key leads to, as the store would give them after each document.
    fn under(&self, key: &str) -> Vec<i64> {
        let entities = self.by_key.get(key).cloned().unwrap_or_default();
        if entities.len() <= MOST_CANDIDATES {
            return entities;
        }
        let profile = |entity: &i64| self.profiles.get(entity);
        let (mut curated, mut others): (Vec<i64>, Vec<i64>) =
            entities.into_iter().partition(|entity| profile(entity).is_some_and(|p| p.curated));
        for entities in [&mut curated, &mut others] {
            entities.sort_by_key(|entity| {
                // Those of the store go before those that the batch has founded.
                let age = (*entity < 0, entity.abs());
                let documents = profile(entity).map_or(0, |profile| profile.documents);
                (std::cmp::Reverse(key_weight(documents)), age)
            });
            entities.truncate(MOST_CANDIDATES);
        }
        curated.append(&mut others);
        curated
    }

    fn add(&mut self, entity: i64, appearance: &Appearance, time: Option<i64>, first: bool) {
        let Some(profile) = self.profiles.get_mut(&entity) else { return };
        profile.documents += u64::from(first);
        let mut keys: Vec<&str> = Vec::new();
        for form in &appearance.forms {
            match profile.names.iter_mut().find(|(name, ..)| *name == form.text) {
                Some((_, count, _)) => *count += u64::from(form.count),
                // A part of a name is none that it is looked up by.
                None if form.keys.is_empty() => {}
                None => profile.names.push((form.text.clone(), u64::from(form.count), false)),
            }
            keys.extend(form.keys.iter().map(String::as_str));
        }
        let kind = (Facet::Kind, appearance.kind.name().to_owned());
        let kind = (!profile.named).then_some(&kind);
        for (facet, value) in appearance.facts.iter().chain(kind) {
            match profile.facts.iter_mut().find(|(f, v, _)| f == facet && v == value) {
                Some((.., count)) => *count += 1,
                None => profile.facts.push((*facet, value.clone(), 1)),
            }
        }
        bound(profile);
        if let Some(time) = time {
            let (first, last) = profile.seen.unwrap_or((time, time));
            profile.seen = Some((first.min(time), last.max(time)));
        }
        let facts = appearance.facts.iter().filter_map(|(facet, value)| fact_key(*facet, value));
        for key in facts.chain(keys.into_iter().map(str::to_owned)) {
            let entities = self.by_key.entry(key).or_default();
            if !entities.contains(&entity) {
                entities.push(entity);
            }
        }
    }
}

/// Leaves what the store would read of a profile that has grown.
fn bound(profile: &mut Profile) {
    if profile.names.len() > Profile::MOST_NAMES {
        let own = &profile.name;
        profile.names.sort_by(|a, b| {
            let rank = |(text, count, curated): &(String, u64, bool)| {
                std::cmp::Reverse((text == own, *curated, *count))
            };
            rank(a).cmp(&rank(b)).then_with(|| a.0.cmp(&b.0))
        });
        profile.names.truncate(Profile::MOST_NAMES);
    }
    let mut counts: BTreeMap<Facet, usize> = BTreeMap::new();
    for (facet, ..) in &profile.facts {
        *counts.entry(*facet).or_default() += 1;
    }
    if counts.values().any(|count| *count > Profile::MOST_VALUES) {
        profile.facts.sort_by(|(f, v, m), (g, w, n)| (f, n, v).cmp(&(g, m, w)));
        let mut seen: BTreeMap<Facet, usize> = BTreeMap::new();
        profile.facts.retain(|(facet, ..)| {
            let seen = seen.entry(*facet).or_default();
            *seen += 1;
            *seen <= Profile::MOST_VALUES
        });
    }
}
