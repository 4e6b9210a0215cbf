//! Groups the mentions of a document into entities and votes on their types.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Entities, EntityKey, Found, countries::CountryForm, lexicon, listed::Entries, names::Name,
    nominals::AGENT, tokens::Tokens, variants,
};
use crate::domain::{Entity, EntityType, ExternalId, GazetteerEntry, Mention, MentionKind};
use crate::pipeline::annotate::Segment;
use parallax_nlp::gazetteer::{FormKind, lookup};
use parallax_nlp::names::{is_organisation_ending, is_title};

/// Words that are family or given names in this document.
pub(super) type Surnames = BTreeSet<String>;

/// The first and last words of the full names of persons, for words that are the names of
/// countries elsewhere ("Jordan").
pub(super) fn surnames(
    segments: &[Segment],
    text: &str,
    read: &[(Vec<CountryForm>, Vec<Name>)],
) -> Surnames {
    let mut surnames = Surnames::new();
    for (segment, (_, names)) in segments.iter().zip(read) {
        let tokens = Tokens::new(segment, text);
        let full = names.iter().filter(|n| n.label == EntityType::Person && n.tokens.len() > 1);
        for name in full {
            surnames.insert(tokens.word(name.tokens.end - 1).to_owned());
        }
    }
    surnames
}

/// Weight of a name that a gazetteer has: more than all that an article can say.
pub(super) const LISTED: u32 = 1 << 16;

/// What a document says of one name.
#[derive(Clone, Debug, Default)]
pub(super) struct Ballot {
    votes: BTreeMap<EntityType, u32>,
    pub(super) count: usize,
    pub(super) first: usize,
    pub(super) words: String,
    is_abbreviation: bool,
}

impl Ballot {
    pub(super) fn winner(&self) -> EntityType {
        let best = self.votes.iter().max_by_key(|&(kind, votes)| (votes, std::cmp::Reverse(kind)));
        best.map_or(EntityType::Other, |(&kind, _)| kind)
    }

    fn add(&mut self, f: &Found) {
        let votes = self.votes.entry(f.label).or_default();
        *votes = votes.saturating_add(f.weight);
    }

    /// Whether a gazetteer has it.
    pub(super) fn is_listed(&self) -> bool {
        self.votes.values().any(|&votes| votes >= LISTED)
    }

    fn size(&self) -> usize {
        self.words.split(' ').count()
    }
}

pub(super) type Ballots = BTreeMap<String, Ballot>;

/// Groups mentions into entities in order of first mention.
pub(super) fn group(
    mut found: Vec<Found>,
    segments: &[Segment],
    text: &str,
    entries: &Entries<'_>,
) -> Entities {
    let ballots = ballots(&found);
    let mut aliases = aliases(&found, &ballots);
    let variants = variants::find(&ballots);
    for (key, (model, _)) in &variants {
        // The spelling that the article prefers may be a short name itself.
        let full = aliases.get(model).unwrap_or(model).clone();
        if !aliases.contains_key(key) && full != *key {
            aliases.insert(key.clone(), full);
        }
    }
    flatten(&mut aliases);
    let common = common_words(segments, text);
    let junk: BTreeSet<String> = ballots
        .iter()
        .filter(|(key, ballot)| {
            !aliases.contains_key(*key) && !ballot.is_listed() && is_junk(ballot, &common)
        })
        .map(|(key, _)| key.clone())
        .collect();
    found.retain(|f| !matches!(&f.key, EntityKey::Name(key) if junk.contains(key)));
    aliases.retain(|_, full| !junk.contains(full));
    for f in &mut found {
        f.misspelt = named(f).is_some_and(|key| variants.get(&key).is_some_and(|(_, odd)| *odd));
        if let EntityKey::Name(key) = &f.key
            && let Some(full) = aliases.get(key)
        {
            f.key = EntityKey::Name(full.clone());
        }
    }
    complete(&mut found);
    assemble(found, entries)
}

fn named(f: &Found) -> Option<String> {
    match &f.key {
        EntityKey::Name(key) => Some(key.clone()),
        _ => None,
    }
}

fn ballots(found: &[Found]) -> Ballots {
    let mut ballots = Ballots::new();
    for f in found {
        let Some(key) = named(f) else { continue };
        let ballot = ballots.entry(key).or_default();
        if ballot.count == 0 {
            ballot.first = f.span.begin;
            ballot.words.clone_from(&f.words);
        }
        ballot.count += 1;
        ballot.is_abbreviation |= f.abbreviates_last;
        ballot.add(f);
    }
    ballots
}

/// Which shorter names stand for which longer ones.
fn aliases(found: &[Found], ballots: &Ballots) -> BTreeMap<String, String> {
    let mut aliases = BTreeMap::new();
    for pair in found.windows(2) {
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
    for (key, ballot) in ballots.iter().filter(|(_, b)| b.size() > 1) {
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
    for (key, ballot) in ballots {
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
fn flatten(aliases: &mut BTreeMap<String, String>) {
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

/// The words that the document also writes with a small letter.
fn common_words(segments: &[Segment], text: &str) -> BTreeSet<String> {
    let mut common = BTreeSet::new();
    for segment in segments {
        let tokens = Tokens::new(segment, text);
        let small =
            (0..tokens.len()).map(|i| tokens.word(i)).filter(|w| w.starts_with(char::is_lowercase));
        common.extend(small.map(str::to_owned));
    }
    common
}

/// Whether a name is a common word with a capital letter, as at the beginning of a
/// sentence or in a headline, or the name of an office cut short.
fn is_junk(ballot: &Ballot, common: &BTreeSet<String>) -> bool {
    if ballot.is_abbreviation {
        return false;
    }
    let lower = ballot.words.to_lowercase();
    let short_capitals = ballot.words.len() <= 5 && ballot.words.chars().all(char::is_uppercase);
    let certain = ballot.votes.values().any(|&v| v >= 4);
    let word = ballot.size() == 1 && !certain && !short_capitals;
    word && (common.contains(&lower)
        || is_title(&lower)
        || lexicon::institution(&lower).is_some()
        || is_office_word(&lower))
        || ballot.words.chars().count() < 2
        || ballot.winner() == EntityType::Group && lower == "western"
}

/// Parts of the names of offices: "Defense Minister", "Secretary of State".
fn is_office_word(word: &str) -> bool {
    matches!(
        word,
        "state"
            | "defense"
            | "defence"
            | "foreign"
            | "interior"
            | "finance"
            | "health"
            | "justice"
            | "treasury"
            | "photo"
            | "video"
            | "ministry"
            | "government"
            | "parliament"
            | "congress"
            | "senate"
    ) && !matches!(word, "congress" | "senate" | "treasury")
}

/// Gives institutions without a country, events without a place and plans without an owner
/// the identity of the only one of their class that the document knows better.
fn complete(found: &mut [Found]) {
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

/// Builds the entities, in order of first mention.
fn assemble(found: Vec<Found>, entries: &Entries<'_>) -> Entities {
    let mut groups: BTreeMap<EntityKey, Vec<Found>> = BTreeMap::new();
    for f in found {
        groups.entry(f.key.clone()).or_default().push(f);
    }
    let mut built: Vec<(Entity, EntityKey)> = groups
        .into_iter()
        .filter(|(key, _)| !is_unfinished(key))
        .filter_map(|(key, mut mentions)| {
            mentions.sort_by_key(|f| (f.span.begin, f.span.end));
            mentions.dedup_by(|b, a| b.span.begin < a.span.end);
            Some((entity(&key, &mentions, entries.get(&key).copied())?, key))
        })
        .collect();
    built.sort_by_key(|(entity, _)| entity.mentions.first().map(|m| (m.span.begin, m.span.end)));
    let (entities, keys) = built.into_iter().unzip();
    Entities { entities, keys }
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
