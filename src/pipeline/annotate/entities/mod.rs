//! Entities of one article.
//!
//! Countries come from the gazetteer, institutions, events, plans and blocs from rules over
//! nouns and their modifiers, a caller's own names from gazetteers, all other names from the
//! recogniser. A name's mentions are grouped over the document, which also votes on its type;
//! then come the roles of persons, the descriptions and pronouns that refer back, and the persons
//! who are described and never named.

mod anaphora;
mod countries;
mod described;
mod discourse;
mod group;
mod headline;
mod lexicon;
mod links;
mod listed;
mod names;
mod nominals;
pub(super) mod people;
mod roles;
mod salience;
pub(in crate::pipeline) mod spelling;
#[cfg(test)]
mod tests;
mod tokens;
mod variants;

use std::ops::Range;

use self::{
    countries::CountryForm,
    listed::Listed,
    names::Name,
    nominals::{Nominal, Places},
    tokens::Tokens,
};
use super::{Parsed, quotes::Marks};
use crate::domain::{Entity, EntityType, Gazetteer, MentionKind, Section, Span};
use parallax_nlp::gazetteer::{FormKind, lookup};

/// What makes two mentions name the same thing, in one document and over several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntityKey {
    /// A country, by its ISO 3166-1 alpha-2 code.
    Country(&'static str),
    /// A body of a state: class, topic and country's code; the last two may be empty.
    Institution {
        /// What it is: "ministry".
        class: &'static str,
        /// What it deals with: "foreign".
        topic: String,
        /// Whose it is: "CN".
        country: String,
    },
    /// An event by class and place.
    Event {
        /// What it is: "armed-conflict".
        class: &'static str,
        /// Where it is: a country's code or a place's name.
        place: String,
    },
    /// A plan or treaty by class and owner; the owner may be empty.
    Work {
        /// What it is: "plan".
        class: &'static str,
        /// Whose it is.
        owner: String,
    },
    /// A bloc of countries.
    Bloc(&'static str),
    /// The person of a kind whom an article describes and does not name: "child".
    Described(&'static str),
    /// Anything else: its name as `name_key` folds it.
    Name(String),
}

/// The entities of an article, in order of first mention, each with its key.
pub(in crate::pipeline) struct Entities {
    /// What callers see.
    pub entities: Vec<Entity>,
    /// For each entity, what identifies it.
    pub keys: Vec<EntityKey>,
}

/// One mention before grouping.
#[derive(Clone, Debug)]
struct Found {
    span: Span,
    section: Section,
    kind: MentionKind,
    score: f64,
    key: EntityKey,
    label: EntityType,
    weight: u32,
    /// The name with single spaces.
    words: String,
    /// Whether it is the bracketed abbreviation of the mention before it.
    abbreviates_last: bool,
    /// Whether it is spelt in another way than the article usually does.
    misspelt: bool,
}

/// A name folded for comparison: lower case, plain apostrophes, "and" for "&", no full
/// stops, single spaces.
fn name_key(name: &str) -> String {
    let folded =
        name.to_lowercase().replace(['’', '‘'], "'").replace('&', " and ").replace('.', "");
    tokens::spaced(folded.trim_start_matches("the "))
}

/// Whether a label of the recogniser is one of names; numbers, dates and the like are none.
pub(super) fn is_name(label: &str) -> bool {
    names::entity_type(label).is_some()
}

/// The entities of an article. Linear in its tokens.
pub(super) fn entities(parsed: &Parsed<'_>, marks: &Marks, gazetteers: &[&Gazetteer]) -> Entities {
    let nothing = Entities { entities: Vec::new(), keys: Vec::new() };
    unless_stopped(parsed, marks, gazetteers).unwrap_or(nothing)
}

/// The same; nothing when the work is stopped.
fn unless_stopped(
    parsed: &Parsed<'_>,
    marks: &Marks,
    gazetteers: &[&Gazetteer],
) -> Option<Entities> {
    let go_on = || (!parsed.is_stopped()).then_some(());
    let Parsed { segments, text, .. } = *parsed;
    let mut read: Vec<(Vec<CountryForm>, Vec<Name>)> = parsed
        .until_stopped(segments)
        .map(|segment| {
            let tokens = Tokens::new(segment, text);
            (countries::scan(parsed, &tokens), names::names(parsed, &tokens))
        })
        .collect();
    go_on()?;
    headline::cut(parsed, &mut read);
    go_on()?;
    let surnames = group::surnames(parsed, &read);
    let mut found = Vec::new();
    let mut entries = listed::Entries::new();
    for (segment, (countries, names)) in segments.iter().zip(read) {
        go_on()?;
        let tokens = Tokens::new(segment, text);
        let listed = listed::scan(&tokens, gazetteers);
        for listed in &listed {
            entries.entry(listed::key(listed.entry)).or_insert(listed.entry);
        }
        let mut reader = Reader { parsed, tokens: &tokens, found: &mut found };
        if segment.section == Section::Dateline {
            reader.dateline(text);
        } else {
            reader.read(countries, names, listed, &surnames);
        }
    }
    let mut entities = group::group(found, parsed, &entries)?;
    go_on()?;
    links::link(parsed, &mut entities);
    go_on()?;
    let discourse = discourse::Discourse::new(parsed, marks, &entities);
    go_on()?;
    let roles = roles::attach(&discourse, &mut entities);
    go_on()?;
    anaphora::resolve(&discourse, &roles, &mut entities);
    go_on()?;
    described::add(&discourse, &mut entities);
    go_on()?;
    salience::weigh(&discourse, &mut entities);
    Some(entities.in_order())
}

impl Entities {
    /// In order of first mention: a reference may stand before every name.
    fn in_order(self) -> Self {
        let mut both: Vec<_> = self.entities.into_iter().zip(self.keys).collect();
        both.sort_by_key(|(entity, _)| entity.mentions.first().map(|mention| mention.span));
        let (entities, keys) = both.into_iter().unzip();
        Self { entities, keys }
    }
}

/// Turns what the rules find in one segment into mentions.
struct Reader<'a, 't> {
    parsed: &'a Parsed<'a>,
    tokens: &'a Tokens<'t>,
    found: &'a mut Vec<Found>,
}

impl Reader<'_, '_> {
    fn push(
        &mut self,
        tokens: Range<usize>,
        kind: MentionKind,
        key: EntityKey,
        label: EntityType,
    ) -> &mut Found {
        let found = Found {
            span: self.tokens.span(tokens.clone()),
            section: self.tokens.segment.section,
            kind,
            score: 1.0,
            key,
            label,
            weight: 4,
            words: self.tokens.phrase(tokens),
            abbreviates_last: false,
            misspelt: false,
        };
        self.found.push(found);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// The place of a dateline, in normal case whatever the page prints.
    fn dateline(&mut self, text: &str) {
        let end = (0..self.tokens.len())
            .find(|&i| {
                matches!(self.tokens.word(i), "," | "(" | "/")
                    || !self.tokens.word(i).contains(char::is_alphanumeric)
            })
            .unwrap_or(self.tokens.len());
        if end == 0 {
            return;
        }
        let span = self.tokens.span(0..end);
        // Places joined by a slash are one token; the first is enough.
        let town = span.of(text).split('/').next().unwrap_or_default().trim().to_owned();
        let name = normal_case(&town);
        let key = EntityKey::Name(name_key(&name));
        let span = Span::new(span.begin, span.begin + town.len());
        let found = self.push(0..end, MentionKind::Name, key, EntityType::Location);
        found.span = span;
        found.words = name;
    }

    fn read(
        &mut self,
        mut countries: Vec<CountryForm>,
        mut names: Vec<Name>,
        mut listed: Vec<Listed<'_>>,
        surnames: &group::Surnames,
    ) {
        let Self { parsed, tokens, .. } = *self;
        let mut kept = parsed
            .few_until_stopped(&names)
            .map(|n| !is_composed(tokens, n, &countries))
            .collect::<Vec<_>>()
            .into_iter();
        let recognised = names.clone();
        names.retain(|_| kept.next().unwrap_or(true));
        // "Mr Jordan" is no country.
        countries.retain(|c| {
            let name = covering(&recognised, &c.tokens).filter(|n| n.tokens == c.tokens);
            let is_person = name.is_some_and(|n| n.label == EntityType::Person && n.weight > 1);
            !is_person && !surnames.contains(&tokens.phrase(c.tokens.clone()))
        });
        let located =
            names.iter().filter(|n| n.label == EntityType::Location).map(|n| n.tokens.clone());
        let places = Places::new(parsed, tokens, &countries, located);
        let (mut nominals, mut names) =
            settle(nominals::scan(parsed, tokens, &places, &countries), names);
        listed::settle(&mut listed, &mut names, &mut nominals);
        countries.retain(|c| {
            let at = listed.partition_point(|l| l.tokens.end <= c.tokens.start);
            listed.get(at).is_none_or(|l| c.tokens.end <= l.tokens.start)
        });
        // "Bank of China" is a bank and names no country.
        countries.retain(|c| {
            let name = covering(&names, &c.tokens).filter(|n| n.tokens.len() > c.tokens.len());
            name.is_none_or(|n| is_place_chain(tokens, n))
        });
        self.listed(&listed);
        self.countries(&countries);
        self.nominals(nominals);
        let regions = regions(tokens, &countries, &names);
        self.names(names, &regions);
    }

    fn listed(&mut self, listed: &[Listed<'_>]) {
        for Listed { tokens, span, entry } in self.parsed.few_until_stopped(listed) {
            let found =
                self.push(tokens.clone(), MentionKind::Name, listed::key(entry), entry.kind);
            found.span = *span;
            found.weight = group::LISTED;
        }
    }

    fn countries(&mut self, countries: &[CountryForm]) {
        for CountryForm { tokens, form } in self.parsed.few_until_stopped(countries) {
            let country = EntityKey::Country(form.country.code);
            let kind = match form.kind {
                FormKind::Name => MentionKind::Name,
                FormKind::Abbreviation => MentionKind::Abbreviation,
                FormKind::People => MentionKind::Demonym,
                FormKind::Capital if countries::is_metonym(self.tokens, tokens) => {
                    MentionKind::Metonym
                }
                FormKind::Capital => {
                    let key = EntityKey::Name(name_key(&self.tokens.phrase(tokens.clone())));
                    self.push(tokens.clone(), MentionKind::Name, key, EntityType::Location);
                    continue;
                }
            };
            self.push(tokens.clone(), kind, country, EntityType::Location);
        }
    }

    fn nominals(&mut self, nominals: Vec<Nominal>) {
        for nominal in self.parsed.few_until_stopped(nominals) {
            let kind = match (&nominal.key, nominal.is_name) {
                (EntityKey::Bloc(_), false) if nominal.tokens.len() == 1 => MentionKind::Demonym,
                (_, true) => MentionKind::Name,
                _ => MentionKind::Nominal,
            };
            self.push(nominal.tokens, kind, nominal.key, nominal.kind);
        }
    }

    fn names(&mut self, names: Vec<Name>, regions: &[(usize, usize)]) {
        for name in self.parsed.few_until_stopped(names) {
            let words = self.tokens.phrase(name.tokens.clone());
            // "Springfield, Illinois": the region belongs to the mention.
            let region = regions.binary_search_by_key(&(name.tokens.end + 1), |r| r.0);
            let whole = match region {
                Ok(at)
                    if name.label == EntityType::Location
                        && self.tokens.word(name.tokens.end) == "," =>
                {
                    name.tokens.start..regions[at].1
                }
                _ => name.tokens.clone(),
            };
            let key = EntityKey::Name(name_key(&words));
            let kind =
                if name.abbreviates_last { MentionKind::Abbreviation } else { MentionKind::Name };
            let span = self.tokens.span(whole);
            let found = self.push(name.tokens, kind, key, name.label);
            found.span = span;
            found.score = name.score;
            found.weight = name.weight;
            found.abbreviates_last = name.abbreviates_last;
        }
    }
}

/// Whether a name is nothing but forms of countries: "Russian-Chinese".
fn is_composed(tokens: &Tokens<'_>, name: &Name, countries: &[CountryForm]) -> bool {
    let from = countries.partition_point(|c| c.tokens.end <= name.tokens.start);
    let forms = countries[from..].iter().take_while(|c| c.tokens.start < name.tokens.end);
    let covered: usize = forms.map(|c| c.tokens.len()).sum();
    let joints = name
        .tokens
        .clone()
        .filter(|&i| matches!(tokens.word(i), "-" | "–" | "the" | "The" | "and"))
        .count();
    covered > 0 && covered + joints >= name.tokens.len()
}

/// Whether a name is a list of places that the recogniser has run together.
fn is_place_chain(tokens: &Tokens<'_>, name: &Name) -> bool {
    name.label == EntityType::Location && name.tokens.clone().any(|i| tokens.word(i) == ",")
}

/// Countries and other places as regions behind a comma: first token and end, unless an
/// enumeration goes on. In text order.
fn regions(tokens: &Tokens<'_>, countries: &[CountryForm], names: &[Name]) -> Vec<(usize, usize)> {
    let named = countries.iter().filter(|c| c.form.kind == FormKind::Name).map(|c| &c.tokens);
    let places = names.iter().filter(|n| n.label == EntityType::Location).map(|n| &n.tokens);
    let goes_on =
        |end: usize| matches!(tokens.word(end), "and" | "or" | ",") && tokens.is_upper(end + 1);
    let is_region =
        |r: &&Range<usize>| r.start > 1 && tokens.word(r.start - 1) == "," && !goes_on(r.end);
    let mut regions: Vec<(usize, usize)> =
        named.chain(places).filter(is_region).map(|r| (r.start, r.end)).collect();
    regions.sort_unstable();
    regions
}

/// The name that covers a range of tokens. `names` are in text order without overlap.
fn covering<'n>(names: &'n [Name], range: &Range<usize>) -> Option<&'n Name> {
    let after = names.partition_point(|n| n.tokens.start <= range.start);
    names[..after].last().filter(|n| range.end <= n.tokens.end)
}

/// Where a name and a nominal overlap, decides which of the two stands.
fn settle(mut nominals: Vec<Nominal>, mut names: Vec<Name>) -> (Vec<Nominal>, Vec<Name>) {
    let is_body = |m: &Nominal| matches!(m.key, EntityKey::Institution { .. });
    nominals.retain(|m| {
        let wider = covering(&names, &m.tokens).filter(|n| n.tokens.len() > m.tokens.len());
        wider.is_none_or(|n| is_body(m) && n.label == EntityType::Person)
    });
    names.retain(|n| {
        // Nominals do not overlap either: the first that ends behind the name's beginning.
        let at = nominals.partition_point(|m| m.tokens.end <= n.tokens.start);
        let nested =
            matches!(n.label, EntityType::Location | EntityType::Group | EntityType::Person);
        !nominals[at..]
            .iter()
            .take_while(|m| m.tokens.start < n.tokens.end)
            .any(|m| is_body(m) || !nested || matches!(m.key, EntityKey::Bloc(_)))
    });
    (nominals, names)
}

/// A place printed in capitals, as it is written elsewhere.
fn normal_case(place: &str) -> String {
    if place.chars().any(char::is_lowercase) {
        return place.to_owned();
    }
    let word = |w: &str| {
        let mut chars = w.chars();
        let first = chars.next().map(String::from).unwrap_or_default();
        first + &chars.as_str().to_lowercase()
    };
    let normal = place.split(' ').map(word).collect::<Vec<_>>().join(" ");
    // "US", "UAE" stay as they are.
    if lookup(place).is_some() { place.to_owned() } else { normal }
}
