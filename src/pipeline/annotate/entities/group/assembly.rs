//! From mentions with one key to an entity: its identity, its fullest name, its type.

use std::collections::{BTreeMap, BTreeSet};

use parallax_nlp::gazetteer::{FormKind, lookup};

use super::Ballot;
use crate::{
    domain::{Entity, EntityType, ExternalId, GazetteerEntry, Mention, MentionKind},
    pipeline::annotate::entities::{
        Entities, EntityKey, Found, Parsed, lexicon, listed::Entries, nominals::AGENT,
    },
};

/// Gives institutions without a country, events without a place and plans without an owner
/// the identity of the only one of their class that the document knows better.
pub(super) fn complete(found: &mut [Found]) {
    let keys: BTreeSet<&EntityKey> = found.iter().map(|f| &f.key).collect();
    // What an incomplete key may be completed to, by class and topic; `None` when several.
    let mut known: BTreeMap<(&str, &str), Option<&EntityKey>> = BTreeMap::new();
    for key in keys {
        let labels = match key {
            EntityKey::Institution { class, topic, country }
                if !country.is_empty() && !topic.is_empty() =>
            {
                vec![(*class, topic.as_str()), (*class, "")]
            }
            EntityKey::Event { class, place } if !place.starts_with(AGENT) => vec![(*class, "")],
            EntityKey::Work { class, owner } if !owner.is_empty() => vec![(*class, "")],
            _ => continue,
        };
        for label in labels {
            known.entry(label).and_modify(|k| *k = None).or_insert(Some(key));
        }
    }
    let completed = |f: &Found| {
        let label = match &f.key {
            EntityKey::Institution { class, topic, country } if country.is_empty() => {
                (*class, topic.as_str())
            }
            EntityKey::Event { class, place } if place.starts_with(AGENT) => (*class, ""),
            EntityKey::Work { class, owner } if owner.is_empty() => (*class, ""),
            _ => return None,
        };
        known.get(&label).copied().flatten().cloned()
    };
    let better: Vec<Option<EntityKey>> = found.iter().map(completed).collect();
    for (f, key) in found.iter_mut().zip(better) {
        if let Some(key) = key {
            f.key = key;
        }
    }
}

/// Builds the entities, in order of first mention; nothing when the work is stopped.
pub(super) fn assemble(
    found: Vec<Found>,
    entries: &Entries<'_>,
    parsed: &Parsed<'_>,
) -> Option<Entities> {
    let mut groups: BTreeMap<EntityKey, Vec<Found>> = BTreeMap::new();
    for f in parsed.few_until_stopped(found) {
        groups.entry(f.key.clone()).or_default().push(f);
    }
    let mut built: Vec<(Entity, EntityKey)> = parsed
        .few_until_stopped(groups)
        .filter(|(key, _)| !is_unfinished(key))
        .filter_map(|(key, mut mentions)| {
            mentions.sort_by_key(|f| (f.span.begin, f.span.end));
            mentions.dedup_by(|b, a| b.span.begin < a.span.end);
            Some((entity(&key, &mentions, entries.get(&key).copied())?, key))
        })
        .collect();
    built.sort_by_key(|(entity, _)| entity.mentions.first().map(|m| (m.span.begin, m.span.end)));
    let (entities, keys) = built.into_iter().unzip();
    (!parsed.is_stopped()).then_some(Entities { entities, keys })
}

/// Whether a key lacks what would tell its entity from others.
fn is_unfinished(key: &EntityKey) -> bool {
    match key {
        EntityKey::Institution { topic, country, class } => {
            country.is_empty() && topic.is_empty() || (country.is_empty() && *class == "embassy")
        }
        EntityKey::Event { place, .. } => place.is_empty(),
        _ => false,
    }
}

/// Score that a work or other thing must have when it is named once.
const LEAST_SCORE: f64 = 0.65;

fn entity(key: &EntityKey, mentions: &[Found], entry: Option<&GazetteerEntry>) -> Option<Entity> {
    let canonical_name = match entry {
        Some(entry) => entry.name.clone(),
        None => canonical(key, mentions)?,
    };
    let kind = entry.map_or_else(|| kind(key, mentions, &canonical_name), |entry| entry.kind);
    // Titles of works that are named once are what the recogniser gets wrong most.
    let doubtful =
        matches!(kind, EntityType::Work | EntityType::Other) && matches!(key, EntityKey::Name(_));
    if let [only] = mentions
        && doubtful
        && entry.is_none()
        && only.score < LEAST_SCORE
    {
        return None;
    }
    let size = canonical_name.split(' ').count();
    let mention = |f: &Found| Mention {
        span: f.span,
        kind: match f.kind {
            MentionKind::Name if f.misspelt => MentionKind::Misspelling,
            MentionKind::Name if matches!(key, EntityKey::Name(_)) => form_kind(f, size),
            kind => kind,
        },
        score: f.score,
        section: f.section,
    };
    let mut external_ids = entry.map(|entry| entry.ids.clone()).unwrap_or_default();
    if let EntityKey::Country(code) = key
        && external_ids.iter().all(|id| id.scheme != "iso3166-1")
    {
        external_ids.push(ExternalId { scheme: "iso3166-1".into(), value: (*code).to_owned() });
    }
    Some(Entity {
        canonical_name,
        kind,
        mentions: mentions.iter().map(mention).collect(),
        external_ids,
        roles: Vec::new(),
        salience: 0.0,
    })
}

fn form_kind(f: &Found, canonical_size: usize) -> MentionKind {
    let letters = f.words.chars().all(|c| c.is_uppercase() || c == '.');
    if f.words.split(' ').count() >= canonical_size {
        MentionKind::Name
    } else if letters && f.words.len() <= 8 {
        MentionKind::Abbreviation
    } else {
        MentionKind::ShortName
    }
}

/// The fullest form; of equally long ones the most frequent, then the first. Countries have
/// their everyday name.
fn canonical(key: &EntityKey, mentions: &[Found]) -> Option<String> {
    if let EntityKey::Country(_) = key {
        let form = mentions.iter().find_map(|f| lookup(&f.words.replace('’', "'")))?;
        return Some(form.country.name.to_owned());
    }
    if let EntityKey::Bloc(_) = key {
        return Some("the West".to_owned());
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for f in mentions {
        *counts.entry(f.words.as_str()).or_default() += 1;
    }
    let is_named = |f: &&Found| f.kind == MentionKind::Name && !f.misspelt;
    let names: Vec<&Found> = mentions.iter().filter(is_named).collect();
    let pool: Vec<&Found> = if names.is_empty() { mentions.iter().collect() } else { names };
    let rank = |f: &&Found| {
        (f.words.split(' ').count(), counts[f.words.as_str()], std::cmp::Reverse(f.span.begin))
    };
    let best = pool.into_iter().max_by_key(rank)?;
    Some(best.words.clone())
}

fn kind(key: &EntityKey, mentions: &[Found], canonical: &str) -> EntityType {
    if lexicon::is_seat(&canonical.to_lowercase()) {
        return EntityType::Organization;
    }
    if !matches!(key, EntityKey::Name(_)) {
        return mentions[0].label;
    }
    if lookup(canonical).is_some_and(|f| f.kind == FormKind::Capital) {
        return EntityType::Location;
    }
    let mut ballot = Ballot::default();
    for f in mentions {
        ballot.add(f);
    }
    ballot.winner()
}
