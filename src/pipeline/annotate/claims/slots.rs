//! The parts of a statement: who does what to whom, where, when and why.
//!
//! Passives, relative clauses, shared subjects and nouns of action come to the same parts:
//! "Rome invaded Britain", "Britain was invaded by Rome", "Rome, which invaded Britain", "Rome's
//! invasion of Britain".

use std::ops::Range;

use super::super::{syntax, words};
use super::adjuncts::{Adjunct, is_preposition};
use super::lexicon::{self, Possessor};
use super::predicate::{ActionNoun, Predicate};
use super::reader::Reader;
use crate::domain::{ClaimSlot, Quantity, SlotRole, Span};

/// Tokens of a name are fewer.
const MAX_NAME: usize = 10;

/// Slots on the way.
pub(super) struct Slots<'a> {
    pub(super) reader: &'a Reader<'a>,
    slots: Vec<ClaimSlot>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(reader: &'a Reader<'a>) -> Self {
        Self { reader, slots: Vec::new() }
    }

    /// The slots found, by role and then in text order.
    pub(super) fn finish(mut self) -> Vec<ClaimSlot> {
        let key = |slot: &ClaimSlot| (slot.role, slot.span);
        self.slots.sort_by_key(key);
        self.slots.dedup_by_key(|slot| key(slot));
        self.slots
    }

    /// Whether a slot of this role was found.
    pub(super) fn has(&self, role: SlotRole) -> bool {
        self.slots.iter().any(|slot| slot.role == role)
    }

    /// Fills the slots of a clause. `tokens` are the clause's own.
    pub(super) fn of_clause(&mut self, predicate: &Predicate, tokens: Range<usize>) {
        let doc = self.reader.doc;
        let verb = predicate.verb;
        let passive = syntax::is_passive(doc, verb) || is_bare_participle(doc, predicate);
        self.action(predicate);
        match predicate.noun {
            Some(noun) => {
                // "talks were held": the subject is the action itself.
                let told_by_subject = predicate.subject(doc) == Some(noun.token);
                if !told_by_subject {
                    self.subject(predicate, SlotRole::Agent);
                }
                self.of_noun(noun);
            }
            None => {
                self.subject(predicate, if passive { SlotRole::Target } else { SlotRole::Agent });
                self.objects(verb);
            }
        }
        self.relative(verb);
        for step in predicate.tokens() {
            self.adjuncts(step, predicate, step == verb);
        }
        self.quantities(self.reader.span(tokens));
    }

    /// Fills the slots of a noun of action, the action itself but for its own token left out.
    pub(super) fn of_noun(&mut self, noun: ActionNoun) {
        let doc = self.reader.doc;
        for child in syntax::children(doc, noun.token) {
            match doc.dep(child) {
                "poss" => {
                    let suffers = noun.possessor == Possessor::Sufferer;
                    let agent = if suffers { SlotRole::Target } else { SlotRole::Agent };
                    self.phrases(agent, syntax::antecedent(doc, child));
                }
                "amod" | "compound" | "nmod" if self.reader.date(child).is_some() => {
                    self.time(child);
                }
                "amod" | "compound" | "nmod" if self.reader.mention(child).is_some() => {
                    let whole = self.reader.mention(child).map(|m| m.span);
                    // "the Security Council meeting": the name's last word stands for it.
                    if whole.is_some_and(|s| s.end == self.reader.segment.token_span(child).end) {
                        self.single(SlotRole::Agent, child);
                    }
                }
                "npadvmod" | "nummod" => self.time(child),
                "prep" | "agent" | "dative" => {
                    if let Some(object) = syntax::governed(doc, child) {
                        self.adjunct(Adjunct {
                            word: doc.norm(child),
                            object,
                            verb: noun.verb,
                            has_object: false,
                            possessor: Some(noun.possessor),
                        });
                    }
                }
                _ => {}
            }
        }
        self.doer_beside(noun);
    }

    /// The doer whom the parser has hung on the verb: "condemned the killing of Smith by rebels".
    fn doer_beside(&mut self, noun: ActionNoun) {
        let doc = self.reader.doc;
        let verb = doc.head(noun.token);
        if doc.dep(noun.token) != "dobj" || self.has(SlotRole::Agent) {
            return;
        }
        let by = syntax::children(doc, verb)
            .filter(|&c| c > noun.token && doc.dep(c) == "prep" && doc.norm(c) == "by");
        let doer = by.filter_map(|c| syntax::governed(doc, c)).find(|&object| {
            self.reader.date(object).is_none()
                && (self.reader.is_actor(object) || self.reader.is_place(object))
        });
        if let Some(doer) = doer {
            self.phrases(SlotRole::Agent, doer);
        }
    }

    /// The slot for the action of a noun.
    pub(super) fn noun_action(&mut self, noun: ActionNoun) {
        let span = self.reader.span(noun.token..noun.token + 1);
        self.push(SlotRole::Action, span, None, noun.verb.to_owned());
    }

    fn action(&mut self, predicate: &Predicate) {
        let doc = self.reader.doc;
        if let Some(noun) = predicate.noun {
            return self.noun_action(noun);
        }
        let verb = predicate.verb;
        let mut value = doc.lemma(verb).to_lowercase();
        let mut end = verb + 1;
        let place =
            syntax::object(doc, verb).filter(|&o| doc.lemma(o) == "place" && value == "take");
        if let Some(particle) = syntax::child(doc, verb, &["prt"]).or(place) {
            value = format!("{value} {}", doc.norm(particle));
            end = end.max(if particle == end { end + 1 } else { end });
        }
        self.push(SlotRole::Action, self.reader.span(verb..end), None, value);
    }

    fn subject(&mut self, predicate: &Predicate, role: SlotRole) {
        let doc = self.reader.doc;
        let subject = predicate.subject(doc).filter(|&s| doc.dep(s) != "expl");
        if let Some(subject) = subject.filter(|s| self.reader.sentence.contains(s)) {
            self.phrases(role, subject);
        }
    }

    /// Objects and complements of a verb.
    fn objects(&mut self, verb: usize) {
        let doc = self.reader.doc;
        let speaks =
            words::is_speech_verb(doc.norm(verb)) || lexicon::is_communication(doc.lemma(verb));
        for child in syntax::children(doc, verb) {
            match doc.dep(child) {
                // "take place" tells of its subject alone.
                "dobj" if doc.lemma(child) == "place" && doc.lemma(verb) == "take" => {}
                "dobj" => {
                    let child = syntax::antecedent(doc, child);
                    let clause = syntax::child(doc, verb, &["ccomp", "xcomp"]).is_some();
                    let role = if clause && (speaks || self.reader.is_actor(child)) {
                        // "told reporters that", "urged Ukraine to".
                        SlotRole::Recipient
                    } else if lexicon::is_motion(doc.lemma(verb)) && self.reader.is_place(child) {
                        SlotRole::Place
                    } else {
                        SlotRole::Target
                    };
                    if self.reader.date(child).is_some() {
                        self.time(child);
                    } else {
                        self.phrases(role, child);
                    }
                }
                "attr" | "acomp" | "oprd" => self.phrases(SlotRole::Target, child),
                "conj" => self.shared_object(verb, child),
                "dative" if !is_preposition(doc.tag(child)) => {
                    self.phrases(SlotRole::Recipient, child);
                }
                // "the aim is to win".
                "xcomp" if doc.lemma(verb) == "be" => self.subordinate(SlotRole::Target, child),
                "ccomp" | "xcomp" => self.subordinate(SlotRole::Topic, child),
                _ => {}
            }
        }
    }

    /// The object that a verb shares with the next: "shot and killed [a man]".
    fn shared_object(&mut self, verb: usize, next: usize) {
        /// Tokens between the two: "and", perhaps an adverb.
        const MAX_BETWEEN: usize = 2;
        let doc = self.reader.doc;
        let between = verb + 1..next;
        let near = !between.is_empty() && between.len() <= MAX_BETWEEN;
        let joined = between.into_iter().all(|t| matches!(doc.dep(t), "cc" | "advmod" | "neg"));
        let alike = doc.tag(verb) == doc.tag(next) && !syntax::is_passive(doc, verb);
        if near
            && joined
            && alike
            && syntax::object(doc, verb).is_none()
            && let Some(object) = syntax::object(doc, next)
        {
            self.phrases(SlotRole::Target, syntax::antecedent(doc, object));
        }
    }

    /// The noun that a relative clause without a pronoun speaks of: "the plan China presented".
    fn relative(&mut self, verb: usize) {
        let doc = self.reader.doc;
        if !matches!(doc.dep(verb), "relcl" | "acl") || syntax::object(doc, verb).is_some() {
            return;
        }
        let has_pronoun = syntax::children(doc, verb)
            .flat_map(|c| std::iter::once(c).chain(syntax::children(doc, c)))
            .any(|c| matches!(doc.tag(c), "WDT" | "WP" | "WP$" | "WRB"));
        let antecedent = doc.head(verb);
        let has_subject = syntax::own_subject(doc, verb).is_some();
        let complement = syntax::child(doc, verb, &["ccomp", "xcomp", "attr", "acomp"]);
        if !has_pronoun && has_subject && complement.is_none() && !syntax::is_passive(doc, verb) {
            self.phrases(SlotRole::Target, antecedent);
        }
    }

    /// A time, when the token is part of an expression of time: in EDTF, in lemmas where its value is
    /// not known.
    pub(super) fn time(&mut self, token: usize) {
        if let Some(date) = self.reader.date(token) {
            let value = match date.edtf.as_str() {
                "" => self.reader.lemmas(self.reader.segment.tokens_in(date.span)),
                edtf => edtf.to_owned(),
            };
            self.push(SlotRole::Time, date.span, None, value);
        }
    }

    fn quantities(&mut self, claim: Span) {
        let quantities: Vec<&Quantity> = self.reader.quantities(claim).collect();
        for quantity in quantities {
            self.push(SlotRole::Quantity, quantity.span, None, quantity_value(quantity));
        }
    }

    /// A slot for each of the coordinated phrases.
    pub(super) fn phrases(&mut self, role: SlotRole, head: usize) {
        let doc = self.reader.doc;
        for head in syntax::conjuncts(doc, head) {
            let noun = !doc.tag(head).starts_with("VB");
            if noun && self.reader.sentence.contains(&head) {
                self.single(role, head);
            }
        }
    }

    pub(super) fn single(&mut self, role: SlotRole, head: usize) {
        let doc = self.reader.doc;
        let possessor = doc.dep(head) == "poss";
        let belongs = |token: usize| match doc.dep(token) {
            // What is coordinated with the phrase itself has a slot of its own.
            "conj" | "cc" | "preconj" => doc.head(token) != head,
            // "the president Pierre Martin", unlike "the president, a lawyer".
            "appos" => self.is_adjacent(token),
            "relcl" | "acl" | "punct" | "advcl" | "ccomp" | "xcomp" | "parataxis" | "npadvmod" => {
                false
            }
            "case" => !possessor,
            "prep" => {
                let object = syntax::governed(doc, token);
                object
                    .is_some_and(|o| self.reader.date(o).is_none() && !doc.tag(o).starts_with("VB"))
            }
            _ => true,
        };
        let mut tokens = syntax::phrase_of(doc, &self.reader.sentence, head, belongs);
        self.take_in_marks(&mut tokens);
        let value = self.reader.lemmas(tokens.clone());
        let entity = self.reader.entity(head);
        self.push(role, self.reader.span(tokens), entity, value);
    }

    /// Whether no comma stands between an apposition and its noun.
    fn is_adjacent(&self, apposition: usize) -> bool {
        let doc = self.reader.doc;
        let between = doc.head(apposition) + 1..apposition;
        between.len() < MAX_NAME && !between.into_iter().any(|t| doc.dep(t) == "punct")
    }

    /// Takes in the second mark of a quotation of which the phrase holds the first.
    fn take_in_marks(&self, tokens: &mut Range<usize>) {
        let sentence = &self.reader.sentence;
        let tag = |token: usize| self.reader.doc.tag(token);
        let opens = tokens.clone().filter(|&t| tag(t) == "``").count();
        let closes = tokens.clone().filter(|&t| tag(t) == "''").count();
        if opens > closes && sentence.contains(&tokens.end) && tag(tokens.end) == "''" {
            tokens.end += 1;
        }
        let before = tokens.start.wrapping_sub(1);
        if closes > opens && sentence.contains(&before) && tag(before) == "``" {
            tokens.start = before;
        }
    }

    /// A whole clause as a slot.
    pub(super) fn subordinate(&mut self, role: SlotRole, verb: usize) {
        let doc = self.reader.doc;
        let sentence = &self.reader.sentence;
        let mut tokens = syntax::phrase(doc, sentence, verb, |dep| matches!(dep, "parataxis"));
        // A clause before its verb of speech ends in the comma between them.
        while tokens.len() > 1 && doc.dep(tokens.end - 1) == "punct" {
            tokens.end -= 1;
        }
        while tokens.len() > 1 && doc.dep(tokens.start) == "punct" {
            tokens.start += 1;
        }
        let value = self.reader.lemmas(tokens.clone());
        self.push(role, self.reader.span(tokens), None, value);
    }

    fn push(&mut self, role: SlotRole, span: Span, entity: Option<usize>, value: String) {
        if !span.is_empty() {
            self.slots.push(ClaimSlot { role, span, entity, value });
        }
    }
}

/// "if passed", "when asked": passive without any auxiliary.
fn is_bare_participle(doc: &parallax_nlp::Doc, predicate: &Predicate) -> bool {
    let verb = predicate.verb;
    doc.tag(verb) == "VBN"
        && predicate.siblings.is_empty()
        && syntax::child(doc, verb, &["aux", "auxpass", "dobj"]).is_none()
}

/// The number, or the two ends of a range with ".." between them.
fn quantity_value(quantity: &Quantity) -> String {
    match (quantity.min, quantity.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (min, max) => {
            let end = |bound: Option<f64>| bound.map(|b| b.to_string()).unwrap_or_default();
            format!("{}..{}", end(min), end(max))
        }
    }
}
