//! Personal and possessive pronouns of the third person.

use std::collections::{BTreeMap, VecDeque};

use super::{MOST_CLIMB, Reference, agent, children, clause, is_joined, subject};
use crate::{
    domain::{EntityType, MentionKind},
    pipeline::annotate::{
        entities::{
            Entities, EntityKey,
            discourse::{At, Discourse, is_person},
            lexicon, people, roles,
            tokens::Tokens,
        },
        words,
    },
};
use parallax_nlp::gazetteer::{Gender, gender};

/// Finds what pronouns refer to, in text order.
pub(super) fn resolve(
    discourse: &Discourse<'_>,
    descriptions: &[Reference],
    entities: &Entities,
) -> Vec<Reference> {
    let mut described: BTreeMap<(usize, usize), &Reference> = BTreeMap::new();
    for reference in descriptions {
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
    for (segment, _) in discourse.parsed.segments.iter().enumerate() {
        resolver.learn(segment);
    }
    for place in discourse.parsed.places {
        let tokens = discourse.tokens(place.segment);
        if resolver.sentences.len() == SENTENCES {
            resolver.sentences.pop_front();
        }
        resolver.sentences.push_back(Vec::new());
        for token in place.tokens.clone() {
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pronoun {
    /// "he" or "she".
    Person(Gender),
    /// "it".
    Thing,
    /// "they".
    Several,
}

/// What a token is a form of, and whether it is possessive.
fn pronoun(tokens: &Tokens<'_>, token: usize) -> Option<(Pronoun, bool)> {
    let tag = tokens.tag(token);
    if !matches!(tag, "PRP" | "PRP$") {
        return None;
    }
    let kind = match tokens.lower(token).as_str() {
        "he" | "him" | "his" | "himself" => Pronoun::Person(Gender::Male),
        "she" | "her" | "hers" | "herself" => Pronoun::Person(Gender::Female),
        "it" | "its" | "itself" => Pronoun::Thing,
        "they" | "them" | "their" | "themselves" => Pronoun::Several,
        _ => return None,
    };
    Some((kind, tag == "PRP$"))
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
        let tokens = self.discourse.tokens(segment);
        for at in &self.discourse.mentioned[segment].list {
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
        for at in &self.discourse.mentioned[segment].list {
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

    /// The person that "he" or "she" refers to.
    fn person(&self, site: &Site, tokens: &Tokens<'_>, gender: Gender) -> Option<Thing> {
        let doc = &tokens.segment.doc;
        let own = self.current();
        let barred = site.barred(doc);
        let not_meant: Vec<&Thing> =
            own.iter().filter(|c| barred.contains(&c.head)).map(|c| &c.thing).collect();
        let fits = |c: &Candidate| {
            c.person
                && c.gender.is_none_or(|g| g == gender)
                && c.quoted == site.quoted
                && !not_meant.contains(&&c.thing)
        };
        // The subject of the clause, or of one that it depends on, when it is a person.
        for verb in site.governors(doc) {
            let Some(head) = subject(doc, verb).filter(|s| !barred.contains(s)) else { continue };
            if head > site.token {
                // "In his speech, Smith said": the subject is still to come.
                let to_come = self.to_come(site, tokens, head);
                let to_come =
                    to_come.filter(|c| site.possessive && fits(c) && !is_joined(doc, head));
                match to_come {
                    Some(c) => return Some(c.thing),
                    None => continue,
                }
            }
            match own.iter().rev().find(|c| c.head == head && c.segment == site.segment) {
                Some(c) if fits(c) && !is_joined(doc, head) => {
                    // "Smith asked Jones about his plans"
                    let rival = |o: &&Candidate| o.head > head && o.thing != c.thing && fits(o);
                    let rivals = site.possessive && own.iter().any(|o| rival(&o));
                    return (!rivals).then(|| c.thing.clone());
                }
                Some(c) if c.person && is_joined(doc, head) => return None,
                // A name that the recogniser has passed over.
                None if tokens.tag(head).starts_with("NNP") && !is_country(tokens.word(head)) => {
                    return None;
                }
                _ => {}
            }
        }
        let here: Vec<&Candidate> = own.iter().filter(|c| fits(c)).collect();
        if !here.is_empty() {
            return clear(&here, site.prefers_subjects(doc));
        }
        for sentence in self.sentences.iter().rev().skip(1) {
            let sentence = &sentence[sentence.len().saturating_sub(MOST_CANDIDATES)..];
            // Over the end of a paragraph only subjects carry.
            let carries = |c: &&Candidate| fits(c) && (c.segment == site.segment || c.clausal);
            let there: Vec<&Candidate> = sentence.iter().filter(carries).collect();
            if !there.is_empty() {
                return clear(&there, site.prefers_subjects(doc));
            }
        }
        None
    }

    /// The last candidates of the sentence so far.
    fn current(&self) -> &[Candidate] {
        let own = self.sentences.back().map_or(&[][..], Vec::as_slice);
        &own[own.len().saturating_sub(MOST_CANDIDATES)..]
    }

    /// A candidate further on in the sentence.
    fn to_come(&self, site: &Site, tokens: &Tokens<'_>, head: usize) -> Option<Candidate> {
        let (thing, person) = self.thing(site.segment, tokens, head)?;
        Some(self.candidate(tokens, site.segment, head, thing, None, person))
    }

    /// The body or country that "it" or "they" refers to: only the subject that it clearly goes
    /// back to.
    fn body(
        &self,
        site: &Site,
        tokens: &Tokens<'_>,
        fits: impl Fn(&Candidate) -> bool,
    ) -> Option<Thing> {
        let doc = &tokens.segment.doc;
        let own = self.current();
        let candidate = |head: usize| {
            let at = |c: &&Candidate| {
                c.head == head && c.segment == site.segment && c.quoted == site.quoted
            };
            own.iter().rev().find(at)
        };
        let verb = clause(doc, site.token)?;
        let head = if site.possessive {
            subject(doc, verb)?
        } else if doc.dep(site.token) == "nsubj" && is_agentive(doc.lemma(verb)) {
            // "The company said it would ..."
            let says = doc.head(verb);
            if doc.dep(verb) != "ccomp" || !words::is_speech_verb(&tokens.lower(says)) {
                return self.carried(site, tokens, verb, fits);
            }
            subject(doc, says)?
        } else {
            return None;
        };
        if head >= site.token || is_joined(doc, head) {
            return None;
        }
        let c = candidate(head).filter(|c| fits(c))?;
        // Another one between them, or one that governs the clause, might be meant as well.
        let between = own.iter().any(|o| {
            // Who is not known to be a man or a woman may be no person.
            let unsure = o.person && o.gender.is_none() && matches!(o.thing, Thing::Entity(_));
            o.head > head && o.head < site.token && o.thing != c.thing && (unsure || fits(o))
        });
        // So might a name that the recogniser has passed over.
        let strange = (head + 1..site.token).take(MOST_CANDIDATES).any(|i| {
            tokens.tag(i) == "NNP"
                && self.discourse.mentioned[site.segment].covering(i).is_none()
                && !roles::is_date_word(&tokens.lower(i))
        });
        let mut governing = site.governors(doc).into_iter().filter_map(|verb| subject(doc, verb));
        let above = governing.any(|other| {
            other < head && candidate(other).is_some_and(|o| o.thing != c.thing && fits(o))
        });
        (!between && !strange && !above).then(|| c.thing.clone())
    }

    /// The subject of the sentence before, for "It said ..." at the beginning of one.
    fn carried(
        &self,
        site: &Site,
        tokens: &Tokens<'_>,
        verb: usize,
        fits: impl Fn(&Candidate) -> bool,
    ) -> Option<Thing> {
        let word = tokens.lower(verb);
        let says = words::is_speech_verb(&word) || lexicon::is_decision_verb(&word);
        if !says || site.token > site.first + 1 || site.quoted.is_some() {
            return None;
        }
        let before = self.sentences.iter().rev().nth(1)?;
        let mut fitting =
            before.iter().rev().take(MOST_CANDIDATES).filter(|c| fits(c) && c.quoted.is_none());
        let subject = fitting.clone().find(|c| c.subject)?;
        fitting.all(|c| c.thing == subject.thing || !c.subject).then(|| subject.thing.clone())
    }

    fn is_single_body(&self, c: &Candidate) -> bool {
        let Thing::Entity(entity) = c.thing else { return false };
        let country = matches!(self.entities.keys[entity], EntityKey::Country(_));
        match self.entities.entities[entity].kind {
            EntityType::Organization => true,
            EntityType::Location => country,
            _ => false,
        }
    }

    fn is_several(&self, c: &Candidate, segment: usize, tokens: &Tokens<'_>) -> bool {
        let Thing::Entity(entity) = c.thing else { return false };
        let plural = c.segment == segment && matches!(tokens.tag(c.head), "NNPS" | "NNS");
        let kind = self.entities.entities[entity].kind;
        plural && matches!(kind, EntityType::Organization | EntityType::Group)
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

/// The thing of the only candidate; of several, for a pronoun that prefers subjects, the
/// subject's, when all subjects are one. Those
/// known to be called so go before those of whom it is not known, unless one of these is a
/// subject.
fn clear(candidates: &[&Candidate], prefers_subjects: bool) -> Option<Thing> {
    fn one<'c>(mut things: impl Iterator<Item = &'c Thing>) -> Option<Thing> {
        let first = things.next()?;
        things.all(|thing| thing == first).then(|| first.clone())
    }
    let all = || candidates.iter().copied();
    let known = || all().filter(|c| c.gender.is_some());
    let stranger = all().any(|c| c.gender.is_none() && c.subject);
    one(all().map(|c| &c.thing))
        .or_else(|| {
            let subjects = all().filter(|c| c.subject && prefers_subjects);
            one(subjects.map(|c| &c.thing))
        })
        .or_else(|| one(known().map(|c| &c.thing)).filter(|_| !stranger))
}

/// Whether "it" before a verb is a thing that does something, and not the weather or a clause to
/// come: "it is likely that", "it took hours".
fn is_agentive(lemma: &str) -> bool {
    !matches!(
        lemma,
        "be" | "seem"
            | "appear"
            | "take"
            | "come"
            | "happen"
            | "begin"
            | "start"
            | "end"
            | "last"
            | "follow"
            | "matter"
            | "remain"
            | "become"
            | "make"
            | "cost"
            | "emerge"
            | "rain"
            | "snow"
            | "turn"
            | "depend"
            | "occur"
            | "involve"
            | "include"
            | "mean"
            | "look"
            | "sound"
            | "feel"
            | "get"
            | "go"
    )
}

fn is_country(word: &str) -> bool {
    parallax_nlp::gazetteer::lookup(word).is_some()
}

/// A pronoun in its place.
struct Site {
    segment: usize,
    token: usize,
    kind: Pronoun,
    possessive: bool,
    /// First token of the sentence.
    first: usize,
    quoted: Option<usize>,
}

impl Site {
    /// Whether the pronoun is a subject or its owner, and so goes on with what was one.
    fn prefers_subjects(&self, doc: &parallax_nlp::Doc) -> bool {
        let is_subject = |token: usize| matches!(doc.dep(token), "nsubj" | "nsubjpass");
        is_subject(self.token) || self.possessive
    }

    /// The verbs above a pronoun whose subjects it may refer to, innermost first.
    fn governors(&self, doc: &parallax_nlp::Doc) -> Vec<usize> {
        let mut verbs = Vec::new();
        let mut at = self.token;
        for _ in 0..MOST_CLIMB {
            let Some(verb) = clause(doc, at) else { break };
            verbs.push(verb);
            let head = doc.head(verb);
            if head == verb {
                break;
            }
            at = head;
        }
        verbs
    }

    /// What the pronoun cannot refer to: itself, and as an object the subject of its own clause.
    fn barred(&self, doc: &parallax_nlp::Doc) -> Vec<usize> {
        let mut barred = vec![self.token];
        let reflexive =
            matches!(doc.norm(self.token), "himself" | "herself" | "itself" | "themselves");
        // "the charges against him" may be his own; "spoke against him" may not.
        let head = doc.head(self.token);
        let object = match doc.dep(self.token) {
            "dobj" | "dative" => true,
            "pobj" => matches!(doc.pos(doc.head(head)), "VERB" | "AUX"),
            _ => false,
        };
        if !self.possessive
            && !reflexive
            && object
            && let Some(verb) = clause(doc, self.token)
        {
            barred.extend(agent(doc, verb));
        }
        // "his spokesman said": the owner is not the owned.
        if self.possessive {
            let owned = doc.head(self.token);
            barred.push(owned);
            barred.extend(children(doc, owned).filter(|&c| doc.dep(c) == "appos"));
        }
        barred
    }
}
