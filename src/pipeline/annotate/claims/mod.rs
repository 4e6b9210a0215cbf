//! Claims of one article: its clauses and nouns of action, with their slots, their standing and
//! whom they are credited to.

mod adjuncts;
mod attribution;
mod clauses;
mod lexicon;
mod nominals;
mod predicate;
mod reader;
mod slots;
mod standing;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use self::attribution::attribution;
use self::clauses::split;
use self::nominals::{Nominal, nominals};
use self::predicate::{ActionNoun, Predicate};
use self::reader::Reader;
use self::slots::Slots;
use self::standing::Standing;
use super::mentions::Mentions;
use super::voices::{Voices, speaker};
use super::{Found, Segment, syntax};
use crate::domain::{Claim, ClaimSlot, Modality, Polarity, Section, SlotRole, Span, Voice};

pub use self::clauses::Clause;

/// Tokens from which a sentence is a list or a table, in which nobody does anything; also keeps
/// the work linear in the text.
const MAX_SENTENCE: usize = clauses::MAX_SENTENCE;

/// The claims of an article in text order, and the clauses behind those that are clauses, also
/// in text order.
pub(super) fn claims(found: &Found<'_>) -> (Vec<Claim>, Vec<Clause>) {
    let mentions = Mentions::new(found.entities);
    let voices = Voices::new(found.parsed.text, found.quotes);
    let mut drafts = Vec::new();
    let parsed = found.parsed;
    for (index, (sentence, place)) in parsed.sentences.iter().zip(parsed.places).enumerate() {
        if parsed.is_stopped() {
            break;
        }
        let worded = sentence.span.of(parsed.text).contains(char::is_alphanumeric);
        if sentence.section == Section::Dateline || !worded {
            continue;
        }
        let segment = &parsed.segments[place.segment];
        let reader = Reader::new(found, &mentions, segment, place.tokens.clone());
        let drafter = Drafter { found, mentions: &mentions, voices: &voices, segment, reader };
        let words = segment.text(parsed.text);
        let clauses = split(&segment.doc, words, place.segment, index, place.tokens.clone());
        drafter.sentence(clauses, &mut drafts);
    }
    drafts.sort_by_key(|draft: &Draft| (draft.claim.span.begin, Reverse(draft.claim.span.end)));
    let mut claims = Vec::with_capacity(drafts.len());
    let mut clauses = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.into_iter().enumerate() {
        claims.push(draft.claim);
        clauses.extend(draft.clause.map(|clause| Clause { claim: index, ..clause }));
    }
    (claims, clauses)
}

/// A claim before its place in the list is known; with its clause if it is one.
struct Draft {
    claim: Claim,
    clause: Option<Clause>,
}

/// Makes the claims of one sentence.
struct Drafter<'a> {
    found: &'a Found<'a>,
    mentions: &'a Mentions,
    voices: &'a Voices,
    segment: &'a Segment,
    reader: Reader<'a>,
}

/// In whose words a claim is stated, and who is credited.
#[derive(Clone, Copy)]
struct Credit {
    voice: Voice,
    quote: Option<usize>,
    attributed_to: Option<Span>,
    attributed_entity: Option<usize>,
}

impl Drafter<'_> {
    fn sentence(&self, clauses: Vec<Clause>, drafts: &mut Vec<Draft>) {
        let readable = self.reader.sentence.len() <= MAX_SENTENCE;
        let mut told = Vec::new();
        let mut credits: Vec<(Clause, Credit)> = Vec::new();
        for clause in clauses {
            let predicate = if readable { self.predicate(&clause) } else { None };
            told.extend(predicate.iter().filter_map(|p| Some(p.noun?.token)));
            let credit = self.credit(&clause, predicate.as_ref());
            credits.push((clause.clone(), credit));
            let claim = self.clause(&clause, predicate, credit, &mut told);
            drafts.push(Draft { claim, clause: Some(clause) });
        }
        if !readable {
            return;
        }
        for inner in self.inner(&credits) {
            told.extend(inner.1.map(|noun| noun.token));
            drafts.push(Draft { claim: inner.0, clause: None });
        }
        told.sort_unstable();
        for nominal in nominals(&self.reader, &told) {
            let around = credits.iter().find(|(clause, _)| clause.tokens.contains(&nominal.noun));
            let claim = self.nominal(nominal, around.map(|(_, credit)| *credit));
            drafts.push(Draft { claim, clause: None });
        }
    }

    /// What a clause tells of.
    fn predicate(&self, clause: &Clause) -> Option<Predicate> {
        let doc = self.reader.doc;
        let of_head = Predicate::of(doc, clause.head);
        // The head of a sentence that was not divided is only its first token.
        of_head.or_else(|| {
            let mut tokens = clause.tokens.clone();
            let root = tokens.find(|&t| doc.dep(t) == "ROOT")?;
            Predicate::of(doc, root)
        })
    }

    /// What verbs state that head no clause of their own, being too short or part of another:
    /// "the ban, [adopted in 2019], violates", "arrested and [beat them]". With their nouns of
    /// action.
    fn inner(&self, credits: &[(Clause, Credit)]) -> Vec<(Claim, Option<ActionNoun>)> {
        let doc = self.reader.doc;
        let states = |verb: &usize| {
            let finite = doc.tag(*verb).starts_with("VB");
            let participle = matches!(doc.tag(*verb), "VBN" | "VBG");
            finite
                && match doc.dep(*verb) {
                    "conj" | "relcl" => true,
                    // "the plan that he presented" and "the plan presented", not "to present".
                    "acl" => doc.tag(*verb) != "VB" && !names(doc.lemma(*verb)),
                    "advcl" => participle || syntax::own_subject(doc, *verb).is_some(),
                    "ccomp" => syntax::own_subject(doc, *verb).is_some(),
                    _ => false,
                }
                && !credits.iter().any(|(clause, _)| clause.head == *verb)
        };
        let verbs = self.reader.sentence.clone().filter(states);
        verbs.filter_map(|verb| self.inner_claim(verb, credits)).collect()
    }

    fn inner_claim(
        &self,
        verb: usize,
        credits: &[(Clause, Credit)],
    ) -> Option<(Claim, Option<ActionNoun>)> {
        let doc = self.reader.doc;
        let (around, _) = credits.iter().find(|(clause, _)| clause.tokens.contains(&verb))?;
        let predicate = Predicate::of(doc, verb)?;
        // Its own words end where the clause around it ends, or the next statement begins.
        let apart = |dep: &str| matches!(dep, "conj" | "cc" | "punct" | "mark" | "parataxis");
        let tokens = syntax::phrase(doc, &around.tokens, verb, apart);
        let clause = Clause { tokens, head: verb, context: Vec::new(), ..around.clone() };
        let credit = self.credit(&clause, Some(&predicate));
        let noun = predicate.noun;
        let claim = self.clause(&clause, Some(predicate), credit, &mut Vec::new());
        let has = |role| claim.slots.iter().any(|slot| slot.role == role);
        let complete = has(SlotRole::Action)
            && (has(SlotRole::Agent) || has(SlotRole::Target))
            && claim.slots.len() > 2;
        complete.then_some((claim, noun))
    }

    fn clause(
        &self,
        clause: &Clause,
        predicate: Option<Predicate>,
        credit: Credit,
        told: &mut Vec<usize>,
    ) -> Claim {
        let span = self.reader.span(clause.tokens.clone());
        let (slots, standing) = match &predicate {
            Some(predicate) => self.told(clause, predicate),
            None => self.verbless(clause, told),
        };
        let sentence = clause.sentence;
        let draft = Claim {
            span,
            sentence,
            entities: self.mentions.named_in(span),
            slots,
            polarity: Polarity::Affirmed,
            modality: Modality::Asserted,
            voice: credit.voice,
            attributed_to: credit.attributed_to,
            attributed_entity: credit.attributed_entity,
            quote: credit.quote,
            hedges: Vec::new(),
        };
        match standing {
            Some(standing) => self.with_standing(draft, standing),
            None => draft,
        }
    }

    /// The slots and standing of a clause with a predicate.
    fn told(&self, clause: &Clause, predicate: &Predicate) -> (Vec<ClaimSlot>, Option<Standing>) {
        let mut slots = Slots::new(&self.reader);
        slots.of_clause(predicate, clause.tokens.clone());
        let standing = standing::of_clause(&self.reader, predicate, clause.tokens.clone());
        let mut slots = slots.finish();
        if !clause.tokens.contains(&predicate.action()) {
            // A part that stands apart from its verb: what it adds, and to what.
            let own = self.reader.span(clause.tokens.clone());
            let names = |role| matches!(role, SlotRole::Agent | SlotRole::Action);
            slots.retain(|slot| names(slot.role) || own.overlaps(slot.span));
        }
        (slots, Some(standing))
    }

    /// A headline or fragment without a verb: "Storm damage in Florida".
    fn verbless(
        &self,
        clause: &Clause,
        told: &mut Vec<usize>,
    ) -> (Vec<ClaimSlot>, Option<Standing>) {
        let doc = self.reader.doc;
        if self.reader.sentence.len() > MAX_SENTENCE {
            return (Vec::new(), None);
        }
        let root = clause.tokens.clone().find(|&t| doc.dep(t) == "ROOT");
        let Some(noun) = root.and_then(|root| ActionNoun::at(doc, root)) else {
            return (Vec::new(), None);
        };
        told.push(noun.token);
        let mut slots = Slots::new(&self.reader);
        slots.of_noun(noun);
        slots.noun_action(noun);
        (slots.finish(), Some(standing::of_noun(&self.reader, noun)))
    }

    fn nominal(&self, nominal: Nominal, around: Option<Credit>) -> Claim {
        let Nominal { span, noun, slots, standing } = nominal;
        let position = self.segment.token_span(noun).begin;
        // Beside a clause the noun has the clause's voice, unless marks stand around it.
        let own = self.spoken(position, span, None);
        let marked = matches!(own.voice, Voice::DirectQuote | Voice::ScareQuote);
        let credit = if marked { own } else { around.unwrap_or(own) };
        let draft = Claim {
            span,
            // A noun stands in the sentence that is read.
            sentence: self.found.parsed.sentence_at(position).unwrap_or_default(),
            entities: self.mentions.named_in(span),
            slots,
            polarity: Polarity::Affirmed,
            modality: Modality::Asserted,
            voice: credit.voice,
            attributed_to: credit.attributed_to,
            attributed_entity: credit.attributed_entity,
            quote: credit.quote,
            hedges: Vec::new(),
        };
        self.with_standing(draft, standing)
    }

    fn with_standing(&self, claim: Claim, standing: Standing) -> Claim {
        let hedges = standing.hedges.into_iter().map(|t| self.reader.span(t..t + 1)).collect();
        Claim { polarity: standing.polarity, modality: standing.modality, hedges, ..claim }
    }

    /// Who states a clause: whoever is quoted there, else whom the sentence's grammar credits.
    fn credit(&self, clause: &Clause, predicate: Option<&Predicate>) -> Credit {
        let inside = |token: &usize| clause.tokens.contains(token);
        let action = predicate.map(Predicate::action).filter(inside);
        let verb = predicate.map(|p| p.verb).filter(inside);
        let token = verb.or(action).unwrap_or(clause.tokens.start);
        let source = attribution(self.segment, self.found.parsed.text, clause);
        let source = source.map(|(span, head)| {
            let head = syntax::antecedent(self.reader.doc, head);
            (Some(span), self.reader.entity(head))
        });
        let claim = self.reader.span(clause.tokens.clone());
        self.spoken(self.segment.token_span(token).begin, claim, source)
    }

    /// Who speaks at a position of a claim. `source` is whom the grammar credits, and which entity
    /// it is.
    fn spoken(
        &self,
        position: usize,
        claim: Span,
        source: Option<(Option<Span>, Option<usize>)>,
    ) -> Credit {
        let (mut voice, mut quote) = self.voices.at(position);
        let quotes = self.found.quotes;
        // "China refused to say": the outlet tells it of China, China does not tell it.
        let of_itself = voice == Voice::IndirectSpeech
            && quote.and_then(|q| quotes.get(q)).is_some_and(|quote| {
                let speakers = quote.speakers.iter().map(|speaker| speaker.mention);
                speakers.chain(quote.cue).any(|span| claim.contains(span))
            });
        if of_itself {
            (voice, quote) = (Voice::Outlet, None);
        }
        let (span, entity) = source.unwrap_or_default();
        let speaks = quote.and_then(|q| Some(quotes.get(q)?.speakers.first()?.mention));
        let entity_speaks = quote.and_then(|q| speaker(quotes, q));
        let reported = voice == Voice::Outlet && span.is_some();
        Credit {
            voice: if reported { Voice::IndirectSpeech } else { voice },
            quote,
            attributed_to: speaks.or(span),
            attributed_entity: if speaks.is_some() { entity_speaks } else { entity },
        }
    }
}

/// Verbs that beside a noun only name or bound it: "a town called Hope".
fn names(lemma: &str) -> bool {
    matches!(lemma, "call" | "dub" | "entitle" | "include" | "name" | "title")
}

/// Who does what the noun of action at a token tells: the token that names them if one does.
/// `None` when it is no noun of action.
pub(super) fn action_possessor(doc: &parallax_nlp::Doc, token: usize) -> Option<Option<usize>> {
    let noun = ActionNoun::at(doc, token)?;
    let suffers = noun.possessor == lexicon::Possessor::Sufferer;
    let before = || syntax::child(doc, token, &["poss", "amod", "compound", "nmod"]);
    let by = || {
        let mut prepositions = syntax::children(doc, token)
            .filter(|&c| matches!(doc.dep(c), "prep" | "agent") && doc.norm(c) == "by");
        prepositions.find_map(|p| syntax::governed(doc, p))
    };
    Some(by().or_else(|| before().filter(|_| !suffers)))
}
