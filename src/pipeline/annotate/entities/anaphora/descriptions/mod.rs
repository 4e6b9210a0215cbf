//! Descriptions that refer back: "the Chinese leader", "the ministry", "the capital".
//!
//! A phrase with a definite article (`phrases`) whose noun tells of a person, a body or a place
//! (`nouns`) stands for what was named before, if only one thing fits.

mod nouns;
mod phrases;

use std::collections::BTreeMap;

use parallax_nlp::gazetteer::{FormKind, PlaceKind, lookup, places};

use self::{
    nouns::{COMPANY_ENDINGS, COMPANY_NOUNS, PlaceNoun, is_body_noun, is_firm, place_noun},
    phrases::{definite, is_indefinite},
};
use super::{Reference, children};
use crate::{
    domain::{EntityType, MentionKind},
    pipeline::annotate::entities::{
        Entities, EntityKey, countries,
        discourse::{At, Discourse},
        people,
        roles::{Description, Reader, Role},
    },
};

/// How many sentences back a thing must have been named to be meant by a bare "the company".
const NEAR: usize = 4;

/// Finds what descriptions refer to, in text order.
pub(super) fn resolve(
    discourse: &Discourse<'_>,
    roles: &[Role],
    entities: &Entities,
) -> Vec<Reference> {
    let mut resolver = Resolver {
        discourse,
        entities,
        people: BTreeMap::new(),
        holders: Recent::default(),
        last: BTreeMap::new(),
        recent: Recent::default(),
        described: BTreeMap::new(),
        open: BTreeMap::new(),
        sentence: 0,
        found: Vec::new(),
    };
    let mut roles = roles.iter().peekable();
    let parsed = discourse.parsed;
    for (index, place) in parsed.until_stopped(parsed.places).enumerate() {
        resolver.sentence = index;
        let tokens = discourse.tokens(place.segment);
        let reader = Reader { discourse, segment: place.segment, tokens: &tokens };
        let mentioned = &discourse.mentioned[place.segment];
        let mut next = mentioned.list.partition_point(|at| at.tokens.start < place.tokens.start);
        for token in parsed.few_until_stopped(place.tokens.clone()) {
            while let Some(at) = mentioned.list.get(next).filter(|at| at.tokens.start <= token) {
                resolver.name(at.entity);
                next += 1;
            }
            let here = |role: &&Role| (role.segment, role.tokens.start) <= (place.segment, token);
            while let Some(role) = roles.next_if(here) {
                resolver.holders.add(role.entity);
                let known = resolver.people.entry(role.entity).or_default();
                if known.len() < MOST_ROLES && !known.contains(&role.description) {
                    known.push(role.description.clone());
                }
            }
            resolver.company(&reader, token);
            resolver.read(&reader, token);
        }
    }
    resolver.found
}

/// Roles of one person that are compared.
const MOST_ROLES: usize = 8;

/// The entities that were met last, each once.
#[derive(Default)]
struct Recent(Vec<usize>);

impl Recent {
    /// So many are remembered, to keep time linear.
    const MOST: usize = 64;

    fn add(&mut self, entity: usize) {
        match self.0.iter().rposition(|&other| other == entity) {
            Some(at) => {
                self.0.remove(at);
            }
            None if self.0.len() == Self::MOST => {
                self.0.remove(0);
            }
            None => {}
        }
        self.0.push(entity);
    }
}

struct Resolver<'a, 'd> {
    discourse: &'a Discourse<'d>,
    entities: &'a Entities,
    /// What has been said of persons.
    people: BTreeMap<usize, Vec<Description>>,
    /// Of whom something has been said.
    holders: Recent,
    /// The sentence in which an entity was last named.
    last: BTreeMap<usize, usize>,
    recent: Recent,
    /// Nouns that bodies have been described by: "carmaker Acme", "Acme, a carmaker".
    described: BTreeMap<usize, Vec<String>>,
    /// Nouns that stood, alone with an article, for something unknown: with the sentence.
    open: BTreeMap<String, usize>,
    sentence: usize,
    found: Vec<Reference>,
}

impl Resolver<'_, '_> {
    fn name(&mut self, entity: usize) {
        self.last.insert(entity, self.sentence);
        self.recent.add(entity);
    }

    /// Notes what a noun says of a body beside it.
    fn company(&mut self, reader: &Reader<'_, '_>, token: usize) {
        let tokens = reader.tokens;
        if !tokens.is_noun(token) || !COMPANY_NOUNS.contains(&tokens.lower(token).as_str()) {
            return;
        }
        let doc = &tokens.segment.doc;
        let mentioned = &self.discourse.mentioned[reader.segment];
        let before = mentioned.covering(token + 1).filter(|at| at.tokens.start == token + 1);
        let apposed = (doc.dep(token) == "appos").then(|| mentioned.headed_by(doc.head(token)));
        let stated = (doc.dep(token) == "attr")
            .then(|| children(doc, doc.head(token)).find(|&c| doc.dep(c) == "nsubj"))
            .flatten()
            .and_then(|subject| mentioned.headed_by(subject));
        for at in [before, apposed.flatten(), stated].into_iter().flatten() {
            if self.entities.entities[at.entity].kind == EntityType::Organization {
                let nouns = self.described.entry(at.entity).or_default();
                if nouns.len() < MOST_ROLES {
                    nouns.push(tokens.lower(token));
                }
            }
        }
    }

    /// Resolves the description whose noun a token is.
    fn read(&mut self, reader: &Reader<'_, '_>, token: usize) {
        let tokens = reader.tokens;
        if !matches!(tokens.tag(token), "NN" | "NNP") {
            return;
        }
        let noun = tokens.lower(token);
        let person = people::is_role(&noun) && !people::is_courtesy(&noun);
        let body = is_body_noun(&noun) || COMPANY_NOUNS.contains(&noun.as_str());
        let place = place_noun(&noun);
        if !(person || body || place.is_some()) {
            return;
        }
        if is_indefinite(reader, token) {
            self.open.insert(noun, self.sentence);
            return;
        }
        let Some(range) = definite(reader, token) else { return };
        let mut description = reader.describe(&range, token);
        let nominal = |at: &At| at.tokens.contains(&token);
        if self.discourse.mentioned[reader.segment].covering(token).is_some_and(nominal) {
            return;
        }
        // "A zoo ... the zoo": what the first stood for goes on.
        let told = self
            .open
            .get(&noun)
            .is_some_and(|&last| !(person || place.is_some()) || self.sentence - last <= NEAR);
        let bare = description.owners.is_empty();
        if told && bare && description.topics.is_empty() {
            return;
        }
        let entity = None
            .or_else(|| person.then(|| self.person(&description)).flatten())
            .or_else(|| place.and_then(|kind| self.place(kind, &description)))
            .or_else(|| {
                description.topics.retain(|topic| topic != "own");
                body.then(|| self.body(&description)).flatten()
            });
        if let Some(entity) = entity {
            self.name(entity);
            self.found.push(Reference {
                entity,
                segment: reader.segment,
                tokens: range,
                kind: MentionKind::Nominal,
            });
        } else if bare && !person && place.is_none() {
            self.open.insert(noun, self.sentence);
        }
    }

    /// The person whom a description fits: the only one, or the only one of the last sentences.
    fn person(&self, wanted: &Description) -> Option<usize> {
        let fits = |role: &Description| {
            people::may_be_called(&role.noun, &wanted.noun)
                && role.former == wanted.former
                && wanted.owners.iter().all(|owner| role.owners.contains(owner))
                && wanted.topics.iter().all(|topic| role.topics.contains(topic))
                && is_same_rank(role, wanted)
        };
        let holds =
            |entity: &usize| self.people.get(entity).is_some_and(|roles| roles.iter().any(fits));
        self.only(self.holders.0.iter().copied().filter(holds), usize::MAX)
    }

    /// The one of several that was named within some sentences, or the one that alone was named
    /// in this sentence and the last.
    fn only(&self, fitting: impl Iterator<Item = usize>, within: usize) -> Option<usize> {
        let near = |entity: &usize, within: usize| {
            self.last.get(entity).is_some_and(|&last| self.sentence - last <= within)
        };
        let fitting: Vec<usize> = fitting.filter(|e| near(e, within)).collect();
        match fitting.as_slice() {
            [one] => Some(*one),
            _ => {
                let mut close = fitting.into_iter().filter(|e| near(e, 1));
                close.next().filter(|_| close.next().is_none())
            }
        }
    }

    /// The body that a noun recalls: by the last word of its name, or by what it was called.
    fn body(&self, wanted: &Description) -> Option<usize> {
        if !wanted.owners.is_empty() || !wanted.topics.is_empty() {
            return None;
        }
        let named = |entity: usize| {
            let (entity, key) = (&self.entities.entities[entity], &self.entities.keys[entity]);
            let words = entity.canonical_name.to_lowercase();
            let class =
                matches!(key, EntityKey::Institution { class, .. } if *class == wanted.noun);
            class || words.split(' ').any(|word| word == wanted.noun)
        };
        let company = matches!(wanted.noun.as_str(), "company" | "firm" | "group" | "corporation");
        let called = |entity: usize| {
            let words = self.entities.entities[entity].canonical_name.to_lowercase();
            let last = words.rsplit(' ').next().unwrap_or_default();
            let own = self.described.get(&entity).is_some_and(|nouns| {
                nouns.contains(&wanted.noun) || company && nouns.iter().any(|n| is_firm(n))
            });
            own || company && COMPANY_ENDINGS.contains(&last)
        };
        let bodies =
            |entity: &usize| self.entities.entities[*entity].kind == EntityType::Organization;
        let known = self.recent.0.iter().copied().filter(bodies);
        let fitting = known.filter(|&entity| named(entity) || called(entity));
        self.only(fitting, NEAR)
    }

    /// The place that a description fits.
    fn place(&self, wanted: PlaceNoun, description: &Description) -> Option<usize> {
        let of = |entity: usize| (&self.entities.entities[entity], &self.entities.keys[entity]);
        let named = |entity: &usize| of(*entity).0.kind == EntityType::Location;
        let known = self.recent.0.iter().copied().filter(named);
        if wanted == PlaceNoun::Capital {
            let country = match description.owners.as_slice() {
                [] => None,
                [owner] => match of(*owner).1 {
                    EntityKey::Country(code) => Some(*code),
                    _ => return None,
                },
                _ => return None,
            };
            let capitals = known.filter(|&entity| {
                let capital = countries::capital(&of(entity).0.canonical_name);
                capital.is_some_and(|code| country.is_none_or(|country| country == code))
            });
            let within = if country.is_some() { usize::MAX } else { NEAR };
            return self.only(capitals, within);
        }
        if !description.owners.is_empty() || !description.topics.is_empty() {
            return None;
        }
        let fits = |&entity: &usize| match wanted {
            PlaceNoun::Country => matches!(of(entity).1, EntityKey::Country(_)),
            PlaceNoun::Town => {
                let name = &of(entity).0.canonical_name;
                places(name).any(|place| place.kind == PlaceKind::Town)
                    || lookup(name).is_some_and(|form| form.kind == FormKind::Capital)
            }
            PlaceNoun::Division => {
                let mut kinds = places(&of(entity).0.canonical_name).map(|place| place.kind);
                !matches!(of(entity).1, EntityKey::Country(_))
                    && kinds.next() == Some(PlaceKind::Division)
            }
            PlaceNoun::Capital => false,
        };
        self.only(known.filter(fits), 1)
    }
}

/// Whether a bare "minister" does not stand for a prime minister, nor "president" for a vice
/// president.
fn is_same_rank(role: &Description, wanted: &Description) -> bool {
    ["prime", "vice", "deputy", "assistant"].iter().all(|&rank| {
        let has = |d: &Description| d.topics.iter().any(|topic| topic == rank);
        has(role) == has(wanted) || role.noun != wanted.noun && rank == "prime"
    })
}
