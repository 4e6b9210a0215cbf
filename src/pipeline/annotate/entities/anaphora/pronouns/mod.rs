//! Personal and possessive pronouns of the third person.
//!
//! The things named in the last sentences are candidates; which of them a pronoun in its place
//! (`site`) refers to is decided for persons (`persons`) and for bodies (`bodies`).

mod bodies;
mod persons;
mod site;

use std::collections::{BTreeMap, VecDeque};

use parallax_nlp::gazetteer::{Gender, gender};

use self::site::{Pronoun, Site, pronoun};
use super::{Reference, children, is_joined};
use crate::{
    domain::MentionKind,
    pipeline::annotate::{
        entities::{
            Entities,
            discourse::{At, Discourse, is_person},
            people, roles,
            tokens::Tokens,
        },
        words,
    },
};

/// Finds what pronouns refer to, in text order.
pub(super) fn resolve(
    discourse: &Discourse<'_>,
    descriptions: &[Reference],
    entities: &Entities,
) -> Vec<Reference> {
    let mut described: BTreeMap<(usize, usize), &Reference> = BTreeMap::new();
    let parsed = discourse.parsed;
    for reference in parsed.few_until_stopped(descriptions) {
        described.insert((reference.segment, reference.tokens.end - 1), reference);
    }
    let mut resolver = Resolver {
        discourse,
        entities,
        described,
        genders: BTreeMap::new(),
        sentences: VecDeque::new(),
        found: Vec::new(),
    };
    for (segment, _) in parsed.until_stopped(parsed.segments).enumerate() {
        resolver.learn(segment);
    }
    for place in parsed.until_stopped(parsed.places) {
        let tokens = discourse.tokens(place.segment);
        if resolver.sentences.len() == SENTENCES {
            resolver.sentences.pop_front();
        }
        resolver.sentences.push_back(Vec::new());
        for token in parsed.few_until_stopped(place.tokens.clone()) {
            resolver.read(place.segment, &tokens, token, place.tokens.start);
        }
    }
    resolver.found
}

/// Sentences that antecedents are looked for in, the pronoun's own among them.
const SENTENCES: usize = 3;

/// Antecedents of one sentence that are looked at, the last ones.
const MOST_CANDIDATES: usize = 48;

/// What a pronoun may refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Thing {
    /// An entity.
    Entity(usize),
    /// Somebody without a name, by the noun.
    Unnamed(String),
}

/// A thing at a token.
#[derive(Clone, Debug)]
struct Candidate {
    thing: Thing,
    segment: usize,
    head: usize,
    person: bool,
    gender: Option<Gender>,
    /// Whether it is the subject of a verb.
    clausal: bool,
    /// Whether it is the subject of the sentence's main verb, or of a verb of speech.
    subject: bool,
    /// The stretch in quotation marks that it stands in.
    quoted: Option<usize>,
}

struct Resolver<'a, 'd> {
    discourse: &'a Discourse<'d>,
    entities: &'a Entities,
    /// Descriptions by segment and last token.
    described: BTreeMap<(usize, usize), &'a Reference>,
    /// Whom persons are called: by titles, given names and pronouns that were clear.
    genders: BTreeMap<usize, Gender>,
    /// The candidates of the last sentences; the last are the current one's.
    sentences: VecDeque<Vec<Candidate>>,
    found: Vec<Reference>,
}

impl Resolver<'_, '_> {
    /// Learns from the titles before names, and from given names, whom persons are called.
    fn learn(&mut self, segment: usize) {
        let (parsed, tokens) = (self.discourse.parsed, self.discourse.tokens(segment));
        for at in parsed.few_until_stopped(&self.discourse.mentioned[segment].list) {
            let entity = &self.entities.entities[at.entity];
            if !is_person(entity) || self.genders.contains_key(&at.entity) {
                continue;
            }
            let given = entity.canonical_name.split(' ').next().unwrap_or_default();
            let several = entity.canonical_name.contains(' ');
            let by_name = || several.then(|| gender(given)).flatten();
            if let Some(gender) = roles::gender_before(&tokens, &at.tokens).or_else(by_name) {
                self.genders.insert(at.entity, gender);
            }
        }
        // What roles say goes before what names say.
        for at in parsed.few_until_stopped(&self.discourse.mentioned[segment].list) {
            if let Some(gender) = roles::gender_before(&tokens, &at.tokens)
                && is_person(&self.entities.entities[at.entity])
            {
                self.genders.insert(at.entity, gender);
            }
        }
    }

    fn read(&mut self, segment: usize, tokens: &Tokens<'_>, token: usize, first: usize) {
        if let Some((kind, possessive)) = pronoun(tokens, token) {
            let site = Site {
                segment,
                token,
                kind,
                possessive,
                first,
                quoted: self.quoted(tokens, token),
            };
            let person = matches!(kind, Pronoun::Person(_));
            let found = self.antecedent(&site, tokens);
            // Somebody unknown stands in the way of those before.
            let unknown = person.then(|| Thing::Unnamed(format!("{kind:?}")));
            let Some(thing) = found.or(unknown) else { return };
            if let Thing::Entity(entity) = &thing {
                let entity = *entity;
                if let Pronoun::Person(gender) = kind {
                    self.genders.entry(entity).or_insert(gender);
                }
                self.found.push(Reference {
                    entity,
                    segment,
                    tokens: token..token + 1,
                    kind: MentionKind::Pronoun,
                });
            }
            let gender = match kind {
                Pronoun::Person(gender) => Some(gender),
                _ => None,
            };
            let candidate = self.candidate(tokens, segment, token, thing, gender, person);
            self.add(candidate);
            return;
        }
        if let Some((thing, person)) = self.thing(segment, tokens, token) {
            let candidate = self.candidate(tokens, segment, token, thing, None, person);
            self.add(candidate);
        }
    }

    fn quoted(&self, tokens: &Tokens<'_>, token: usize) -> Option<usize> {
        self.discourse.quoted(tokens.segment.token_span(token).begin)
    }

    fn add(&mut self, candidate: Candidate) {
        if let Some(sentence) = self.sentences.back_mut() {
            sentence.push(candidate);
        }
    }

    fn candidate(
        &self,
        tokens: &Tokens<'_>,
        segment: usize,
        head: usize,
        thing: Thing,
        gender: Option<Gender>,
        person: bool,
    ) -> Candidate {
        let doc = &tokens.segment.doc;
        let verb = doc.head(head);
        let clausal = matches!(doc.dep(head), "nsubj" | "nsubjpass");
        let subject = clausal
            && !is_joined(doc, head)
            && (doc.head(verb) == verb || words::is_speech_verb(&tokens.lower(verb)));
        let quoted = self.quoted(tokens, head);
        let gender = gender.or_else(|| match &thing {
            Thing::Entity(entity) => self.genders.get(entity).copied(),
            Thing::Unnamed(noun) => people::gender_of(noun),
        });
        Candidate { thing, segment, head, person, gender, clausal, subject, quoted }
    }

    /// What a token that is no pronoun is the head of: an entity, or somebody without a name.
    fn thing(&self, segment: usize, tokens: &Tokens<'_>, token: usize) -> Option<(Thing, bool)> {
        if let Some(at) = self.discourse.mentioned[segment].headed_by(token) {
            if is_only_modifier(at, tokens) {
                return None;
            }
            let person = is_person(&self.entities.entities[at.entity]);
            return Some((Thing::Entity(at.entity), person));
        }
        if let Some(reference) = self.described.get(&(segment, token)) {
            let person = is_person(&self.entities.entities[reference.entity]);
            return Some((Thing::Entity(reference.entity), person));
        }
        let doc = &tokens.segment.doc;
        let noun = tokens.lower(token);
        // "The director, Jane Smith, said": the name counts.
        if people::is_person(&noun) {
            let mut beside = children(doc, token).filter(|&c| c > token && doc.dep(c) == "appos");
            let named = beside.find_map(|c| self.discourse.mentioned[segment].headed_by(c));
            if let Some(at) = named.filter(|at| is_person(&self.entities.entities[at.entity])) {
                return Some((Thing::Entity(at.entity), true));
            }
        }
        let person = matches!(tokens.tag(token), "NN")
            && people::is_person(&noun)
            && !matches!(doc.dep(token), "compound" | "appos" | "attr" | "amod" | "nmod")
            && self.discourse.mentioned[segment].covering(token).is_none()
            // "spokesman Dmitry Peskov": the name counts.
            && self.discourse.mentioned[segment].covering(token + 1).is_none();
        person.then_some((Thing::Unnamed(noun), true))
    }

    fn antecedent(&self, site: &Site, tokens: &Tokens<'_>) -> Option<Thing> {
        match site.kind {
            Pronoun::Person(gender) => self.person(site, tokens, gender),
            Pronoun::Thing => self.body(site, tokens, |c| self.is_single_body(c)),
            Pronoun::Several => {
                self.body(site, tokens, |c| self.is_several(c, site.segment, tokens))
            }
        }
    }

    /// The last candidates of the sentence so far.
    fn current(&self) -> &[Candidate] {
        let own = self.sentences.back().map_or(&[][..], Vec::as_slice);
        &own[own.len().saturating_sub(MOST_CANDIDATES)..]
    }
}

/// Whether a mention is only the adjective or the first part of another noun: "Russian troops",
/// "Kremlin spokesman".
fn is_only_modifier(at: &At, tokens: &Tokens<'_>) -> bool {
    let head = at.tokens.end - 1;
    at.kind == MentionKind::Demonym && tokens.tag(head).starts_with("JJ")
        || matches!(tokens.dep(head), "compound" | "amod" | "nmod")
            && tokens.head(head) >= at.tokens.end
}
