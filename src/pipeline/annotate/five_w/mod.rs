//! The article in six questions: who, what, when, where, why and how.
//!
//! As in Giveme5W1H (Hamborg, Breitinger and Gipp, 2019), answers are phrases of the text, ranked
//! by where they stand, how salient what they name is, and how well they fit the question. Here
//! candidates are the slots of claims instead of patterns over phrases, and the answers hang
//! together: one claim is chosen as the main event, and what belongs to it is preferred.

#[cfg(test)]
mod tests;

use super::{Found, syntax, words};
use crate::domain::{
    Claim, ClaimSlot, DateAnnotation, EntityType, FiveW, FiveWAnswer, Modality, Polarity, Section,
    SlotRole, Span,
};

/// Answers to one question at most.
const MAX_ANSWERS: usize = 3;

/// Claims that are looked at: the main event stands at the beginning of an article.
const MAX_CLAIMS: usize = 64;

/// Answers that fit less are none.
const LEAST_SCORE: f64 = 0.08;

/// How much a sentence weighs less than the one before it.
const DECAY: f64 = 0.88;

/// Answers out of the article's own words.
pub(super) fn five_w(found: &Found<'_>, claims: &[Claim]) -> FiveW {
    let questions = Questions::new(found, claims);
    let Some(main) = questions.main_event() else { return FiveW::default() };
    FiveW {
        who: questions.answers(main, &[SlotRole::Agent]),
        what: questions.what(main),
        when: questions.answers(main, &[SlotRole::Time]),
        place: questions.answers(main, &[SlotRole::Place]),
        why: questions.answers(main, &[SlotRole::Reason]),
        how: questions.answers(main, &[SlotRole::Manner]),
    }
}

/// An answer on the way.
struct Candidate {
    answer: FiveWAnswer,
    /// What makes two answers the same: entity, or value in lower case.
    key: Key,
}

#[derive(PartialEq, Eq)]
enum Key {
    Entity(usize),
    Value(String),
}

struct Questions<'a> {
    found: &'a Found<'a>,
    claims: &'a [Claim],
    /// For each claim how much it weighs, 0 to 1.
    weights: Vec<f64>,
    /// The greatest salience of an entity; more than 0.
    salience: f64,
}

impl<'a> Questions<'a> {
    fn new(found: &'a Found<'a>, claims: &'a [Claim]) -> Self {
        let salience = found.entities.iter().map(|e| e.salience).fold(f64::EPSILON, f64::max);
        let claims = &claims[..claims.len().min(MAX_CLAIMS)];
        let mut questions = Self { found, claims, weights: Vec::new(), salience };
        questions.weights = claims.iter().map(|claim| questions.weight(claim)).collect();
        questions
    }

    /// How much a claim tells of the main event: by its place, by what it names, by how many of
    /// the questions it answers, and by its standing.
    fn weight(&self, claim: &Claim) -> f64 {
        let has = |role| claim.slots.iter().any(|slot| slot.role == role);
        if !has(SlotRole::Action) {
            return 0.0;
        }
        let parsed = self.found.parsed;
        let titled = parsed.sentences.first().is_some_and(|s| s.section == Section::Title);
        let sentence = claim.sentence.saturating_sub(usize::from(titled));
        let place = DECAY.powi(i32::try_from(sentence).unwrap_or(i32::MAX));
        // Headlines say what happens, but leave out when and where.
        let place =
            if parsed.sentences[claim.sentence].section == Section::Title { 0.9 } else { place };
        let agent =
            claim.slots.iter().filter(|s| s.role == SlotRole::Agent || s.role == SlotRole::Target);
        let salient = agent.map(|slot| self.salience(slot.entity)).fold(0.0, f64::max);
        let roles = [SlotRole::Agent, SlotRole::Target, SlotRole::Place, SlotRole::Time];
        let answered = roles.iter().filter(|role| has(**role)).count() as f64 / roles.len() as f64;
        let standing = match claim.modality {
            Modality::Question | Modality::Conditional => 0.5,
            Modality::Demanded | Modality::Hedged => 0.8,
            _ => 1.0,
        } * if claim.polarity == Polarity::Negated { 0.8 } else { 1.0 };
        // What is told in passing is background more often than news.
        let passing = if self.is_clause(claim) { 1.0 } else { 0.5 };
        // "be" and "say" tell of no event.
        let event = if claim.slots.iter().any(|s| s.role == SlotRole::Action && is_plain(&s.value))
        {
            0.6
        } else {
            1.0
        };
        let subordinate = if self.is_subordinate(claim) { 0.7 } else { 1.0 };
        place * standing * passing * event * subordinate * (0.4 + 0.35 * salient + 0.25 * answered)
    }

    /// Whether a claim is told by a verb, and not in passing by a noun.
    fn is_clause(&self, claim: &Claim) -> bool {
        let parsed = self.found.parsed;
        let Some(index) = parsed.segment_at(claim.span.begin) else { return false };
        let doc = &parsed.segments[index].doc;
        parsed.tokens_in(index, claim.span).any(|token| words::is_verb_tag(doc.tag(token)))
    }

    /// Whether a claim is told in a clause that depends on another: "as it fights a war".
    fn is_subordinate(&self, claim: &Claim) -> bool {
        /// Verbs that stand above one another in one predicate.
        const MAX_CLIMB: usize = 4;
        let parsed = self.found.parsed;
        let Some(action) = claim.slots.iter().find(|s| s.role == SlotRole::Action) else {
            return false;
        };
        let Some(index) = parsed.segment_at(action.span.begin) else { return false };
        let doc = &parsed.segments[index].doc;
        let token = parsed.tokens_in(index, action.span).next();
        let Some(mut verb) = token.and_then(|token| syntax::clause_verb(doc, token)) else {
            return false;
        };
        for _ in 0..MAX_CLIMB {
            if !matches!(doc.dep(verb), "conj" | "xcomp") {
                break;
            }
            verb = doc.head(verb);
        }
        matches!(doc.dep(verb), "advcl" | "relcl" | "acl" | "pcomp")
    }

    fn salience(&self, entity: Option<usize>) -> f64 {
        let salience = entity.and_then(|e| Some(self.found.entities.get(e)?.salience));
        salience.unwrap_or(0.0) / self.salience
    }

    /// Index of the claim that tells the main event: the heaviest clause, of two the first.
    fn main_event(&self) -> Option<usize> {
        let clauses = (0..self.claims.len()).filter(|&at| self.is_clause(&self.claims[at]));
        // The last of the greatest in reverse is the first.
        let main = clauses.rev().max_by(|&a, &b| self.weights[a].total_cmp(&self.weights[b]))?;
        (self.weights[main] > 0.0).then_some(main)
    }

    /// The answers that slots of these roles give, best first.
    fn answers(&self, main: usize, roles: &[SlotRole]) -> Vec<FiveWAnswer> {
        let mut candidates = Vec::new();
        for (index, claim) in self.claims.iter().enumerate() {
            let near = self.nearness(main, index);
            for slot in claim.slots.iter().filter(|slot| roles.contains(&slot.role)) {
                if let Some(candidate) = self.candidate(slot, near) {
                    candidates.push(candidate);
                }
            }
        }
        ranked(candidates)
    }

    /// How far what a claim says is said of the main event, 0 to 1.
    fn nearness(&self, main: usize, index: usize) -> f64 {
        if index == main {
            return 1.0;
        }
        let (main, claim) = (&self.claims[main], &self.claims[index]);
        let action = |claim: &'a Claim| claim.slots.iter().find(|s| s.role == SlotRole::Action);
        let same_action = match (action(main), action(claim)) {
            (Some(a), Some(b)) => a.value == b.value && !is_plain(&a.value),
            _ => false,
        };
        let agents = |claim: &'a Claim| {
            claim.slots.iter().filter(|s| s.role == SlotRole::Agent).filter_map(|s| s.entity)
        };
        let same_agent = agents(main).any(|a| agents(claim).any(|b| a == b));
        let same_sentence = main.sentence == claim.sentence;
        let bonds = f64::from(u8::from(same_action)) * 0.4
            + f64::from(u8::from(same_agent)) * 0.15
            + f64::from(u8::from(same_sentence)) * 0.15;
        (self.weights[index] * 0.6 + bonds).min(0.95)
    }

    fn candidate(&self, slot: &ClaimSlot, near: f64) -> Option<Candidate> {
        let text = self.found.parsed.text;
        let entity = slot.entity.and_then(|e| self.found.entities.get(e));
        // A pronoun answers only as the entity that it stands for.
        let words = slot.span.of(text);
        let vague =
            words.len() <= 4 && entity.is_none() && slot.value.chars().all(char::is_lowercase);
        if slot.role == SlotRole::Agent && vague && is_pronoun(&slot.value) {
            return None;
        }
        let date = self.date(slot);
        let fit = match slot.role {
            SlotRole::Agent => {
                let acts =
                    entity.is_some_and(|e| !matches!(e.kind, EntityType::Event | EntityType::Work));
                if acts { 0.6 + 0.4 * self.salience(slot.entity) } else { 0.2 }
            }
            SlotRole::Place => {
                let named = self.place(slot);
                if named { 1.0 } else { 0.3 }
            }
            // "2023-03-20" says more than "2023" or "recently".
            SlotRole::Time => match slot.value.len() {
                _ if date.is_some_and(|date| date.edtf.is_empty()) => 0.3,
                _ if !slot.value.starts_with(|c: char| c.is_ascii_digit()) => 0.3,
                ..=6 => 0.7,
                7 => 0.85,
                _ => 1.0,
            },
            // "because the bridge fell", "to save fuel" tell more of why than "for a talk".
            SlotRole::Reason if !self.is_clausal(slot) => 0.5,
            // An adverb alone tells little of how.
            SlotRole::Manner if !words.contains(' ') => 0.4,
            _ => 1.0,
        };
        let (span, value, key) = match entity {
            Some(found) if matches!(slot.role, SlotRole::Agent | SlotRole::Place) => {
                let index = slot.entity.unwrap_or_default();
                (slot.span, found.canonical_name.clone(), Key::Entity(index))
            }
            _ if date.is_some_and(|date| !date.edtf.is_empty()) => {
                (slot.span, slot.value.clone(), Key::Value(slot.value.clone()))
            }
            _ => (slot.span, words.to_owned(), Key::Value(words.to_lowercase())),
        };
        let score = near * fit;
        Some(Candidate { answer: FiveWAnswer { span, value, score }, key })
    }

    /// The expression of time that a slot is.
    fn date(&self, slot: &ClaimSlot) -> Option<&DateAnnotation> {
        let dates = self.found.dates;
        let at = dates.binary_search_by_key(&slot.span.begin, |date| date.span.begin).ok()?;
        Some(&dates[at]).filter(|date| slot.role == SlotRole::Time && date.span == slot.span)
    }

    /// Whether a slot is a clause and no noun phrase.
    fn is_clausal(&self, slot: &ClaimSlot) -> bool {
        let parsed = self.found.parsed;
        let Some(index) = parsed.segment_at(slot.span.begin) else { return false };
        let doc = &parsed.segments[index].doc;
        let opening = parsed.tokens_in(index, slot.span).take(2);
        let opens = |token: usize| matches!(doc.tag(token), "IN" | "TO" | "VBG" | "VB");
        opening.into_iter().any(opens)
    }

    fn place(&self, slot: &ClaimSlot) -> bool {
        let mention = slot.entity.and_then(|e| self.found.entities.get(e));
        mention.is_some_and(|e| e.kind == EntityType::Location)
    }

    /// The words of the main event and of those that come next, without who does it.
    fn what(&self, main: usize) -> Vec<FiveWAnswer> {
        let text = self.found.parsed.text;
        let mut order: Vec<usize> =
            (0..self.claims.len()).filter(|&i| self.is_clause(&self.claims[i])).collect();
        order.sort_by(|&a, &b| {
            let key = |i: usize| if i == main { f64::INFINITY } else { self.weights[i] };
            key(b).total_cmp(&key(a)).then(a.cmp(&b))
        });
        let mut candidates = Vec::new();
        for index in order {
            let claim = &self.claims[index];
            let span = told(claim, text);
            if span.is_empty() || self.weights[index] <= 0.0 {
                continue;
            }
            let words = span.of(text);
            let score =
                if index == main { self.weights[index].max(0.5) } else { self.weights[index] };
            // Two sentences that tell one event with the same verb are one answer.
            let action = claim.slots.iter().find(|slot| slot.role == SlotRole::Action);
            let key = action.map_or_else(|| words.to_lowercase(), |slot| slot.value.clone());
            candidates.push(Candidate {
                answer: FiveWAnswer { span, value: words.to_owned(), score },
                key: Key::Value(key),
            });
        }
        ranked(candidates)
    }
}

/// What a claim says of its agent: from the action on, when the agent stands before it.
fn told(claim: &Claim, text: &str) -> Span {
    let action = claim.slots.iter().find(|slot| slot.role == SlotRole::Action);
    let agent = claim
        .slots
        .iter()
        .rfind(|slot| matches!(slot.role, SlotRole::Agent) && claim.span.contains(slot.span));
    let begin = match (agent, action) {
        (Some(agent), Some(action)) if agent.span.end <= action.span.begin => agent.span.end,
        _ => claim.span.begin,
    };
    let span = Span::new(begin, claim.span.end).trimmed(text);
    let words = span.of(text).trim_end_matches(['.', ',', ';', ':']);
    Span::new(span.begin, span.begin + words.len()).trimmed(text)
}

/// Best first, each key once, at most [`MAX_ANSWERS`].
fn ranked(mut candidates: Vec<Candidate>) -> Vec<FiveWAnswer> {
    candidates.sort_by(|a, b| {
        b.answer.score.total_cmp(&a.answer.score).then(a.answer.span.cmp(&b.answer.span))
    });
    let mut answers: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if answers.len() == MAX_ANSWERS {
            break;
        }
        if candidate.answer.score >= LEAST_SCORE && !answers.iter().any(|a| a.key == candidate.key)
        {
            answers.push(candidate);
        }
    }
    answers.into_iter().map(|candidate| candidate.answer).collect()
}

/// Verbs that tell of no event by themselves.
fn is_plain(action: &str) -> bool {
    matches!(
        action,
        "be" | "have"
            | "say"
            | "tell"
            | "add"
            | "announce"
            | "confirm"
            | "report"
            | "note"
            | "become"
    )
}

fn is_pronoun(value: &str) -> bool {
    matches!(
        value,
        "he" | "she"
            | "it"
            | "they"
            | "we"
            | "i"
            | "you"
            | "that"
            | "this"
            | "which"
            | "who"
            | "there"
    )
}
