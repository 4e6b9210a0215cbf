//! Whether two quotations can be the words of one speaker.

use std::collections::BTreeSet;

use crate::{
    domain::{EntityType, Party, Quote, Span},
    pipeline::{
        annotate::{EntityKey, words::is_stop_word},
        compare::{Context, reuse},
    },
};

/// How the speakers of two quotations stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pipeline::compare) enum Speakers {
    /// Both cannot be right: two persons, or two bodies that have nothing to do with each other.
    Clash,
    /// One of them is not known.
    Unknown,
    /// One speaks for the other, or passes on what the other said.
    Compatible,
    /// One and the same.
    Same,
}

/// Entities that one role, or one word of it, leads to.
const MOST_OWNERS: usize = 8;

/// What somebody belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Circle {
    /// An entity over all documents.
    Entity(usize),
    /// A country, by its ISO 3166-1 alpha-2 code.
    Country(String),
}

/// What is known of everybody who may speak, by index in the comparison's entities.
#[derive(Default)]
pub(in crate::pipeline::compare) struct Everybody {
    person: Vec<bool>,
    circles: Vec<BTreeSet<Circle>>,
    /// Words of the names of persons and bodies, in lower case.
    names: Vec<BTreeSet<String>>,
}

impl Everybody {
    /// Reads what the documents tell of the entities: a body's country, and what the titles and
    /// roles of a person name.
    pub(in crate::pipeline::compare) fn new(context: &Context<'_>) -> Self {
        let mut everybody = Self::default();
        let own: Vec<Vec<(usize, usize)>> =
            (0..context.sources.len()).map(|d| everybody.enter(context, d)).collect();
        for (document, own) in own.iter().enumerate() {
            everybody.read_roles(context, document, own);
        }
        everybody
    }

    /// Enters the entities of a document with what their keys tell; gives them by index there
    /// and over all documents.
    fn enter(&mut self, context: &Context<'_>, document: usize) -> Vec<(usize, usize)> {
        let annotated = context.sources[document].annotated;
        let mut own: Vec<(usize, usize)> = Vec::new();
        for (entity, key) in annotated.entity_keys.iter().enumerate() {
            let Some(global) = context.who.is(document, entity) else { continue };
            own.push((entity, global));
            if global >= self.circles.len() {
                self.circles.resize(global + 1, BTreeSet::new());
                self.person.resize(global + 1, false);
                self.names.resize(global + 1, BTreeSet::new());
            }
            let kind = annotated.analysis.entities[entity].kind;
            self.person[global] |= kind == EntityType::Person;
            if matches!(kind, EntityType::Person | EntityType::Organization) {
                let name = &annotated.analysis.entities[entity].canonical_name;
                self.names[global].extend(significant(name, Span::new(0, name.len())));
            }
            self.circles[global].insert(Circle::Entity(global));
            self.circles[global].extend(country(key).map(Circle::Country));
        }
        own
    }

    /// Reads what the roles of persons name.
    fn read_roles(&mut self, context: &Context<'_>, document: usize, own: &[(usize, usize)]) {
        let entities = &context.sources[document].annotated.analysis.entities;
        let text = context.sources[document].text;
        let mut named: Vec<(Span, usize)> = own
            .iter()
            .flat_map(|&(e, g)| entities[e].mentions.iter().map(move |m| (m.span, g)))
            .collect();
        named.sort_unstable();
        // Words of the names of bodies, by which "museum director" leads to "Bergen Museum".
        let bodies = own.iter().filter(|(e, _)| entities[*e].kind == EntityType::Organization);
        let mut words: Vec<(String, usize)> = bodies
            .flat_map(|&(e, g)| {
                let name = &entities[e].canonical_name;
                significant(name, Span::new(0, name.len())).map(move |word| (word, g))
            })
            .collect();
        words.sort_unstable();
        for &(entity, global) in own {
            let mut found: BTreeSet<usize> = BTreeSet::new();
            for role in &entities[entity].roles {
                let first = named.partition_point(|(span, _)| span.begin < role.begin);
                let inside = named[first..].iter().take_while(|(span, _)| span.begin < role.end);
                found.extend(inside.take(MOST_OWNERS).map(|(_, owner)| *owner));
                for word in significant(text, *role) {
                    let first = words.partition_point(|(known, _)| *known < word);
                    let same = words[first..].iter().take_while(|(known, _)| *known == word);
                    found.extend(same.take(MOST_OWNERS).map(|(_, owner)| *owner));
                }
            }
            for owner in found.into_iter().filter(|owner| !self.person[*owner]) {
                let circles = self.circles[owner].clone();
                self.circles[global].extend(circles);
            }
        }
    }

    /// How two entities stand to each other as speakers.
    pub(in crate::pipeline::compare) fn compare(&self, a: usize, b: usize) -> Speakers {
        if a == b {
            return Speakers::Same;
        }
        // "Dr. Anna Lind" and "Anna Lind", "Lind" taken for a firm, "Nordic Air" and "Air" were not
        // joined, but may be one.
        let within = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            !a.is_empty() && a.is_subset(b) || !b.is_empty() && b.is_subset(a)
        };
        let names = self.names.get(a).zip(self.names.get(b));
        let alike = names.is_some_and(|(a, b)| within(a, b));
        let circles = self.circles.get(a).zip(self.circles.get(b));
        match (self.is_person(a) && self.is_person(b), alike) {
            (true, true) => Speakers::Same,
            (true, false) => Speakers::Clash,
            (false, true) => Speakers::Compatible,
            (false, false) => match circles {
                Some((a, b)) if !a.is_disjoint(b) => Speakers::Compatible,
                _ => Speakers::Clash,
            },
        }
    }

    /// How the speakers of two quotations stand to each other.
    pub(in crate::pipeline::compare) fn between(&self, a: &Speaking, b: &Speaking) -> Speakers {
        if a.speakers.is_empty() || b.speakers.is_empty() {
            return Speakers::Unknown;
        }
        let with = |x: &usize| b.speakers.iter().map(|y| self.compare(*x, *y)).max();
        match a.speakers.iter().filter_map(with).max() {
            // "Firefighters told the station", and "according to the station".
            Some(Speakers::Clash) if a.passes_on(b) || b.passes_on(a) => Speakers::Compatible,
            Some(best) => best,
            None => Speakers::Unknown,
        }
    }

    /// Whether an entity is a person.
    pub(in crate::pipeline::compare) fn is_person(&self, entity: usize) -> bool {
        self.person.get(entity).copied().unwrap_or_default()
    }

    /// The countries that an entity is, belongs to or speaks for.
    pub(in crate::pipeline::compare) fn countries(
        &self,
        entity: usize,
    ) -> impl Iterator<Item = &str> {
        let circles = self.circles.get(entity).into_iter().flatten();
        circles.filter_map(|circle| match circle {
            Circle::Country(code) => Some(code.as_str()),
            Circle::Entity(_) => None,
        })
    }
}

/// Who speaks in a quotation, by index in the comparison's entities.
#[derive(Clone, Debug, Default)]
pub(in crate::pipeline::compare) struct Speaking {
    speakers: Vec<usize>,
    /// To whom and through whom.
    relays: Vec<usize>,
    /// Whether the speakers are named by pronouns alone, which may stand for somebody else.
    pub(in crate::pipeline::compare) by_pronoun: bool,
}

impl Speaking {
    /// Of a quotation of a document.
    pub(in crate::pipeline::compare) fn new(
        context: &Context<'_>,
        document: usize,
        quote: &Quote,
    ) -> Self {
        let text = context.sources[document].text;
        let known = |party: &Party| context.who.is(document, party.entity?);
        let relays = quote.relayed_by.iter().chain(&quote.addressee);
        Self {
            speakers: quote.speakers.iter().filter_map(known).collect(),
            relays: relays.filter_map(known).collect(),
            by_pronoun: quote.speakers.iter().all(|party| is_pronoun(party.mention.of(text))),
        }
    }

    fn passes_on(&self, other: &Self) -> bool {
        other.relays.iter().any(|relay| self.speakers.contains(relay))
    }
}

/// Whether words are a pronoun for a speaker.
pub(in crate::pipeline::compare) fn is_pronoun(words: &str) -> bool {
    ["he", "she", "they", "it", "who", "we", "i"].iter().any(|p| words.eq_ignore_ascii_case(p))
}

/// The country that an entity is or belongs to.
fn country(key: &EntityKey) -> Option<String> {
    match key {
        EntityKey::Country(code) => Some((*code).to_owned()),
        EntityKey::Institution { country, .. } if !country.is_empty() => Some(country.clone()),
        _ => None,
    }
}

/// The words of a stretch of text, in lower case, but for those of grammar.
fn significant(text: &str, span: Span) -> impl Iterator<Item = String> {
    let words = reuse::split(text, span).map(|word| word.of(text).to_lowercase());
    let bare = words.map(|word| match word.strip_suffix("'s").or(word.strip_suffix("’s")) {
        Some(stem) => stem.to_owned(),
        None => word,
    });
    bare.filter(|word| !is_stop_word(word))
}
