//! Groups the mentions of a document into entities and votes on their types.

mod aliases;
mod assembly;

use std::collections::{BTreeMap, BTreeSet};

use parallax_nlp::names::is_title;

use self::{
    aliases::{aliases, flatten},
    assembly::{assemble, complete},
};
use super::{
    Entities, EntityKey, Found, Parsed, countries::CountryForm, lexicon, listed::Entries,
    names::Name, tokens::Tokens, variants,
};
use crate::domain::EntityType;

/// Words that are family or given names in this document.
pub(super) type Surnames = BTreeSet<String>;

/// The first and last words of the full names of persons, for words that are the names of
/// countries elsewhere ("Jordan").
pub(super) fn surnames(parsed: &Parsed<'_>, read: &[(Vec<CountryForm>, Vec<Name>)]) -> Surnames {
    let mut surnames = Surnames::new();
    for (segment, (_, names)) in parsed.until_stopped(parsed.segments).zip(read) {
        let tokens = Tokens::new(segment, parsed.text);
        let full = parsed
            .few_until_stopped(names)
            .filter(|n| n.label == EntityType::Person && n.tokens.len() > 1);
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

/// Groups mentions into entities in order of first mention; nothing when the work is stopped.
pub(super) fn group(
    mut found: Vec<Found>,
    parsed: &Parsed<'_>,
    entries: &Entries<'_>,
) -> Option<Entities> {
    let go_on = || (!parsed.is_stopped()).then_some(());
    let ballots = ballots(&found, parsed);
    go_on()?;
    let mut aliases = aliases(&found, &ballots, parsed);
    go_on()?;
    let variants = variants::find(&ballots, parsed);
    for (key, (model, _)) in parsed.few_until_stopped(&variants) {
        // The spelling that the article prefers may be a short name itself.
        let full = aliases.get(model).unwrap_or(model).clone();
        if !aliases.contains_key(key) && full != *key {
            aliases.insert(key.clone(), full);
        }
    }
    flatten(&mut aliases);
    let common = common_words(parsed);
    go_on()?;
    let junk: BTreeSet<String> = parsed
        .few_until_stopped(&ballots)
        .filter(|(key, ballot)| {
            !aliases.contains_key(*key) && !ballot.is_listed() && is_junk(ballot, &common)
        })
        .map(|(key, _)| key.clone())
        .collect();
    found.retain(|f| !matches!(&f.key, EntityKey::Name(key) if junk.contains(key)));
    aliases.retain(|_, full| !junk.contains(full));
    for f in parsed.few_until_stopped(&mut found) {
        f.misspelt = named(f).is_some_and(|key| variants.get(&key).is_some_and(|(_, odd)| *odd));
        if let EntityKey::Name(key) = &f.key
            && let Some(full) = aliases.get(key)
        {
            f.key = EntityKey::Name(full.clone());
        }
    }
    go_on()?;
    complete(&mut found);
    go_on()?;
    assemble(found, entries, parsed)
}

fn named(f: &Found) -> Option<String> {
    match &f.key {
        EntityKey::Name(key) => Some(key.clone()),
        _ => None,
    }
}

fn ballots(found: &[Found], parsed: &Parsed<'_>) -> Ballots {
    let mut ballots = Ballots::new();
    for f in parsed.few_until_stopped(found) {
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

/// The words that the document also writes with a small letter.
fn common_words<'a>(parsed: &Parsed<'a>) -> BTreeSet<&'a str> {
    let mut common = BTreeSet::new();
    for segment in parsed.until_stopped(parsed.segments) {
        let tokens = Tokens::new(segment, parsed.text);
        let words = parsed.few_until_stopped(0..tokens.len()).map(|i| tokens.word(i));
        common.extend(words.filter(|word| word.starts_with(char::is_lowercase)));
    }
    common
}

/// Whether a name is a common word with a capital letter, as at the beginning of a
/// sentence or in a headline, or the name of an office cut short.
fn is_junk(ballot: &Ballot, common: &BTreeSet<&str>) -> bool {
    if ballot.is_abbreviation {
        return false;
    }
    let lower = ballot.words.to_lowercase();
    let short_capitals = ballot.words.len() <= 5 && ballot.words.chars().all(char::is_uppercase);
    let certain = ballot.votes.values().any(|&v| v >= 4);
    let word = ballot.size() == 1 && !certain && !short_capitals;
    word && (common.contains(lower.as_str())
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
