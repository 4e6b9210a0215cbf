//! Who speaks: from the head of a phrase to the entity that it means.

use std::collections::BTreeMap;

use super::{
    credit::{At, Credit},
    lexicon,
    reading::Reading,
};
use crate::{
    domain::{Entity, EntityType, Party, Span},
    pipeline::annotate::syntax,
};
use parallax_nlp::gazetteer::{Gender, gender};

/// A mention of an entity.
#[derive(Clone, Copy, Debug)]
struct Known {
    span: Span,
    entity: usize,
}

/// Who spoke before some words, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Spoken<'a> {
    /// The entity that spoke last.
    last: Option<usize>,
    /// By the lemma for a kind of document, who issued the latest: "said in a statement".
    issuers: BTreeMap<&'a str, usize>,
}

/// Finds the entities behind phrases.
pub(super) struct Parties<'a> {
    readings: &'a [Reading<'a>],
    entities: &'a [Entity],
    /// Mentions in text order.
    mentions: Vec<Known>,
    /// Persons by the last words of their names, in lower case, sorted.
    surnames: Vec<(String, usize)>,
}

/// How many tokens a phrase has on either side of its head.
const MAX_PHRASE: usize = 12;
/// How many dependents of a word are looked at.
const MAX_CHILDREN: usize = 64;
/// How many mentions before a pronoun are looked at.
const MAX_BACK: usize = 24;
/// How many others a pronoun may mean.
const MAX_CANDIDATES: usize = 3;
/// How many speakers of one quotation are told.
const MAX_SPEAKERS: usize = 6;

/// Whether a token belongs to the noun phrase of a head by more than an apposition or a clause.
fn is_part(reading: &Reading<'_>, token: usize, head: usize) -> bool {
    let doc = reading.doc;
    let mut token = token;
    if reading.is_told(token) != reading.is_told(head) {
        return false;
    }
    for _ in 0..MAX_PHRASE {
        if token == head {
            return true;
        }
        let above = doc.head(token);
        let apart = match doc.dep(token) {
            "relcl" | "appos" | "acl" | "advcl" | "advmod" | "ccomp" | "parataxis" | "dep"
            | "preconj" => true,
            // Coordination of the head is another phrase, inside of it "of A and B" is not.
            "cc" | "conj" | "punct" => above == head,
            _ => false,
        };
        if apart || above == token {
            return false;
        }
        token = above;
    }
    false
}

/// Whether a pronoun may mean an entity, by its type and, of persons, by the given name.
fn fits(pronoun: &str, entity: &Entity) -> bool {
    let of = |other: Gender| {
        let given = entity.canonical_name.split_once(' ').map(|(given, _)| given);
        entity.kind == EntityType::Person && given.and_then(gender) != Some(other)
    };
    match pronoun {
        "he" | "him" => of(Gender::Female),
        "she" | "her" => of(Gender::Male),
        "it" => matches!(entity.kind, EntityType::Organization | EntityType::Location),
        _ => false,
    }
}

impl<'a> Parties<'a> {
    pub(super) fn new(readings: &'a [Reading<'a>], entities: &'a [Entity]) -> Self {
        let spans = entities
            .iter()
            .enumerate()
            .flat_map(|(entity, e)| e.mentions.iter().map(move |m| Known { span: m.span, entity }));
        let mut mentions: Vec<Known> = spans.collect();
        mentions.sort_by_key(|m| (m.span.begin, m.span.end, m.entity));
        let person = |(entity, e): (usize, &Entity)| {
            let surname = e.canonical_name.split_whitespace().next_back()?.to_lowercase();
            (e.kind == EntityType::Person).then_some((surname, entity))
        };
        let mut surnames: Vec<_> = entities.iter().enumerate().filter_map(person).collect();
        surnames.sort_unstable();
        Self { readings, entities, mentions, surnames }
    }

    /// The speakers that the phrase with this head names: several when they are coordinated.
    pub(super) fn speakers(&self, head: At, score: f64, spoken: &Spoken<'_>) -> Vec<Party> {
        let doc = self.readings[head.segment].doc;
        let mut heads = vec![head.token];
        let mut token = head.token;
        while heads.len() < MAX_SPEAKERS {
            let is_next = |&c: &usize| doc.dep(c) == "conj" && doc.pos(c) != "VERB";
            let Some(next) = doc.children(token).take(MAX_CHILDREN).find(is_next) else { break };
            heads.push(next);
            token = next;
        }
        let party = |token| self.party(At { token, ..head }, score, spoken);
        let parties: Vec<Party> = heads.into_iter().map(party).collect();
        match parties.as_slice() {
            [one] if one.entity.is_none() && self.is_pair(head) => match self.pair_before(head) {
                Some(pair) => pair.map(|e| Party { entity: Some(e), ..one.clone() }).to_vec(),
                None => parties,
            },
            _ => parties,
        }
    }

    /// Who signed a post, where names are written as one pleases: an entity that is named there, or
    /// the only person with this last name.
    fn signatory(&self, source: At, name: Span, score: f64) -> Party {
        let reading = &self.readings[source.segment];
        let words = name.of(reading.text);
        let surname = words.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let first = self.surnames.partition_point(|(known, _)| *known < surname);
        let mut same = self.surnames[first..].iter().take_while(|(known, _)| *known == surname);
        let only = same.next().map(|(_, entity)| *entity).filter(|_| same.next().is_none());
        let named = self.at(reading.span(source.token..source.token + 1));
        let entity = only.or(named);
        let score = if entity.is_some() { score } else { score.min(0.5) };
        Party { mention: name, entity, score, candidates: Vec::new() }
    }

    /// Whether a phrase stands for two: "the two leaders", "both".
    fn is_pair(&self, head: At) -> bool {
        let doc = self.readings[head.segment].doc;
        let two = |t: usize| matches!(doc.norm(t), "two" | "both");
        let mut children = doc.children(head.token).take(MAX_CHILDREN);
        two(head.token) || doc.tag(head.token) == "NNS" && children.any(two)
    }

    /// The two entities that were named last with "and" between them.
    fn pair_before(&self, head: At) -> Option<[usize; 2]> {
        let reading = &self.readings[head.segment];
        let begin = reading.span(head.token..head.token + 1).begin;
        let end = self.mentions.partition_point(|m| m.span.begin < begin);
        let near = &self.mentions[end.saturating_sub(MAX_BACK)..end];
        let joined = |pair: &&[Known]| {
            let between = Span::new(pair[0].span.end, pair[1].span.begin);
            pair[0].entity != pair[1].entity && between.of(reading.text).trim() == "and"
        };
        near.windows(2).rev().find(joined).map(|pair| [pair[0].entity, pair[1].entity])
    }

    /// The party that the phrase with this head names.
    pub(super) fn party(&self, head: At, score: f64, spoken: &Spoken<'_>) -> Party {
        let mention = self.phrase(head);
        let found = self.entity(head, spoken);
        let score = if found.is_some() { score } else { score.min(0.5) };
        Party { mention, entity: found, score, candidates: self.candidates(head, found) }
    }

    /// Whom else a pronoun may mean: those of its kind that were named last.
    fn candidates(&self, head: At, found: Option<usize>) -> Vec<usize> {
        let pronoun = self.readings[head.segment].doc.norm(head.token);
        let mut candidates = Vec::new();
        for entity in self.before(head).filter(|&entity| fits(pronoun, &self.entities[entity])) {
            if Some(entity) != found && !candidates.contains(&entity) {
                candidates.push(entity);
            }
            if candidates.len() == MAX_CANDIDATES {
                break;
            }
        }
        candidates
    }

    /// The words of a noun phrase, without what is told of it behind commas or in clauses.
    fn phrase(&self, head: At) -> Span {
        let reading = &self.readings[head.segment];
        let belongs = |&t: &usize| is_part(reading, t, head.token);
        let before = (0..head.token).rev().take(MAX_PHRASE).take_while(belongs).last();
        let behind = (head.token + 1..reading.len()).take(MAX_PHRASE).take_while(belongs).last();
        let first = before.unwrap_or(head.token);
        let end = behind.map_or(head.token + 1, |t| t + 1);
        reading.span(first..end)
    }

    fn entity(&self, head: At, spoken: &Spoken<'_>) -> Option<usize> {
        let reading = &self.readings[head.segment];
        let doc = reading.doc;
        if let Some(entity) = self.at(reading.span(head.token..head.token + 1)) {
            return Some(entity);
        }
        let norm = doc.norm(head.token);
        match norm {
            "who" | "which" | "that" => {
                // The word that the relative clause is about.
                let verb = doc.head(head.token);
                let noun = (doc.dep(verb) == "relcl").then(|| doc.head(verb))?;
                return (noun != head.token)
                    .then(|| self.at(reading.span(noun..noun + 1)))
                    .flatten();
            }
            "he" | "she" | "him" | "her" | "his" => return self.person_before(head, spoken.last),
            "it" | "its" => return self.body_before(head, spoken.last),
            "i" | "we" | "they" | "you" | "one" => {
                return spoken.last.filter(|_| norm == "they");
            }
            _ => {}
        }
        let appositive =
            doc.children(head.token).take(MAX_CHILDREN).filter(|&c| doc.dep(c) == "appos");
        let mut named = appositive.filter_map(|c| self.at(reading.span(c..c + 1)));
        if let Some(entity) = named.next() {
            return Some(entity);
        }
        let lemma = doc.lemma(head.token);
        let document = lexicon::is_document(lemma);
        if document || lexicon::is_mouthpiece(lemma) {
            let owner = doc
                .children(head.token)
                .filter(|&c| matches!(doc.dep(c), "poss" | "compound" | "nmod" | "amod"));
            let owner = owner.filter_map(|c| self.at(reading.span(c..c + 1))).next();
            // A person gives statements; releases and reports are those of bodies.
            let gave = |&entity: &usize| {
                document
                    && (lemma == "statement" || self.entities[entity].kind != EntityType::Person)
            };
            let issuer = || spoken.issuers.get(lemma).copied();
            let last = || spoken.last.filter(gave).filter(|&entity| !self.is_news_body(entity));
            return owner.or_else(issuer).or_else(last);
        }
        None
    }

    /// The entity with a mention that covers a span; of several the shortest mention.
    fn at(&self, span: Span) -> Option<usize> {
        let end = self.mentions.partition_point(|m| m.span.begin < span.end);
        let near = self.mentions[..end].iter().rev().take(MAX_BACK);
        let covering = near.filter(|m| m.span.contains(span));
        covering.min_by_key(|m| (m.span.len(), m.entity)).map(|m| m.entity)
    }

    fn before(&self, head: At) -> impl Iterator<Item = usize> {
        let begin = self.readings[head.segment].span(head.token..head.token + 1).begin;
        let end = self.mentions.partition_point(|m| m.span.begin < begin);
        self.mentions[..end].iter().rev().take(MAX_BACK).map(|m| m.entity)
    }

    /// The person that "he" or "she" means when nothing better is known: who spoke last, or else
    /// the person named last.
    fn person_before(&self, head: At, last: Option<usize>) -> Option<usize> {
        let pronoun = match self.readings[head.segment].doc.norm(head.token) {
            "his" => "he",
            pronoun => pronoun,
        };
        let is_person = |e: &usize| self.entities[*e].kind == EntityType::Person;
        let is_meant = |e: &usize| fits(pronoun, &self.entities[*e]);
        let near = || last.into_iter().chain(self.before(head)).filter(is_person);
        near().find(is_meant).or_else(|| near().next())
    }

    /// The body or country that "it" means: the subject of the main clause, or else the one that
    /// spoke last.
    fn body_before(&self, head: At, last: Option<usize>) -> Option<usize> {
        let is_body = |e: &usize| {
            matches!(self.entities[*e].kind, EntityType::Organization | EntityType::Location)
        };
        let reading = &self.readings[head.segment];
        let doc = reading.doc;
        let mut root = head.token;
        for _ in 0..MAX_BACK {
            root = doc.head(root);
        }
        let subject = syntax::subject(doc, root).filter(|&s| s < head.token);
        let main = subject.and_then(|s| self.at(reading.span(s..s + 1))).filter(is_body);
        main.or(last.filter(is_body)).or_else(|| self.before(head).find(is_body))
    }

    /// Whether an entity has the name of a newsroom.
    fn is_news_body(&self, entity: usize) -> bool {
        let entity = &self.entities[entity];
        let mut words = entity.canonical_name.split_whitespace().take(MAX_PHRASE);
        entity.kind == EntityType::Organization
            && words.any(|word| lexicon::is_newsroom(&word.to_lowercase()))
    }

    /// Keeps who spoke and what document the words stand in.
    pub(super) fn remember(
        &self,
        credit: &Credit,
        speaker: Option<usize>,
        spoken: &mut Spoken<'a>,
    ) {
        spoken.last = speaker.or(spoken.last);
        let (Some(cue), Some(source)) = (credit.cue_token, credit.source) else { return };
        let Some(document) = self.document(cue) else { return };
        if let Some(issuer) = speaker.or_else(|| self.principal(source)) {
            spoken.issuers.insert(document, issuer);
        }
    }

    /// The lemma of the document in which words were said: "said in a statement that", "issued a
    /// statement saying".
    fn document(&self, cue: At) -> Option<&'a str> {
        let doc = self.readings[cue.segment].doc;
        let children = |token| syntax::children(doc, token);
        let issued = |&t: &usize| lexicon::is_document(doc.lemma(t)) && doc.tag(t) == "NN";
        let inside = children(cue.token)
            .filter(|&c| doc.dep(c) == "prep" && matches!(doc.norm(c), "in" | "via" | "on"))
            .find_map(|preposition| children(preposition).find(|&c| doc.dep(c) == "pobj"));
        let above = Some(doc.head(cue.token)).filter(|_| doc.dep(cue.token) == "acl");
        inside.filter(issued).or(above.filter(issued)).map(|token| doc.lemma(token))
    }

    /// For whom somebody without a name speaks: "a spokesman for the airline".
    fn principal(&self, head: At) -> Option<usize> {
        let reading = &self.readings[head.segment];
        let doc = reading.doc;
        let children = |token| syntax::children(doc, token);
        let of = children(head.token)
            .filter(|&c| matches!(doc.norm(c), "for" | "of" | "from"))
            .filter_map(|preposition| children(preposition).find(|&c| doc.dep(c) == "pobj"));
        let beside = children(head.token)
            .filter(|&c| matches!(doc.dep(c), "poss" | "compound" | "nmod" | "amod"));
        of.chain(beside).find_map(|token| self.at(reading.span(token..token + 1)))
    }

    /// Whether a party is a newsroom or an agency, which passes words on.
    pub(super) fn is_newsroom(&self, head: At) -> bool {
        let span = self.phrase(head);
        let reading = &self.readings[head.segment];
        let words = span.of(reading.text).split(|c: char| !c.is_alphanumeric());
        words
            .filter(|w| !w.is_empty() && w.len() < 16)
            .any(|word| lexicon::is_newsroom(&word.to_lowercase()))
    }

    /// Whether the cue and its pronoun say that the one who spoke last goes on.
    fn goes_on(&self, credit: &Credit) -> bool {
        let (Some(cue), Some(source)) = (credit.cue_token, credit.source) else { return false };
        let lemma = self.readings[cue.segment].doc.lemma(cue.token);
        let pronoun = self.readings[source.segment].doc.tag(source.token) == "PRP";
        pronoun && matches!(lemma, "add" | "continue" | "conclude")
    }

    /// Speakers, addressee and relayers of a credit.
    pub(super) fn of_credit(
        &self,
        credit: &Credit,
        spoken: &Spoken<'_>,
    ) -> (Vec<Party>, Option<Party>, Vec<Party>) {
        let mut speakers = match (credit.source, credit.signature) {
            (Some(source), Some(name)) => vec![self.signatory(source, name, credit.score)],
            (Some(source), None) => self.speakers(source, credit.score, spoken),
            (None, _) => Vec::new(),
        };
        if let ([speaker], true) = (speakers.as_mut_slice(), self.goes_on(credit)) {
            // "he added": who spoke last, even where the pronoun is of the wrong kind.
            speaker.entity = spoken.last.or(speaker.entity);
        }
        let other = |at| self.party(at, credit.score, &Spoken::default());
        let addressee = credit.addressee.map(other);
        let passed_on = credit.addressee.filter(|&at| self.is_newsroom(at));
        let relayers = credit.relayer.into_iter().chain(passed_on);
        (speakers, addressee, relayers.map(other).collect())
    }
}
