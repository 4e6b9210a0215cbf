//! What stands around an action: where, when, how and why, read off prepositions, adverbs and
//! subordinate clauses.

use super::super::syntax;
use super::lexicon::{self, Possessor};
use super::predicate::{ActionNoun, Predicate};
use super::slots::Slots;
use crate::domain::SlotRole;

/// What stands beside a preposition.
#[derive(Clone, Copy)]
pub(super) struct Adjunct<'a> {
    /// The preposition in lower case.
    pub(super) word: &'a str,
    /// The noun or verb that it governs.
    pub(super) object: usize,
    /// Lemma of the action's verb.
    pub(super) verb: &'a str,
    /// Whether the action has an object beside it.
    pub(super) has_object: bool,
    /// How the possessor of a noun of action is read; `None` beside a verb.
    pub(super) possessor: Option<Possessor>,
}

impl Slots<'_> {
    /// What stands around a verb: prepositions, adverbs, times, subordinate clauses.
    pub(super) fn adjuncts(&mut self, verb: usize, predicate: &Predicate, is_action: bool) {
        let doc = self.reader.doc;
        let lemma = predicate.noun.map_or_else(|| doc.lemma(verb), |noun| noun.verb);
        let has_object = syntax::object(doc, verb).is_some() || syntax::is_passive(doc, verb);
        for child in syntax::children(doc, verb) {
            match doc.dep(child) {
                "prep" | "agent" | "dative" if is_preposition(doc.tag(child)) => {
                    let Some(object) = syntax::governed(doc, child) else { continue };
                    let object = syntax::antecedent(doc, object);
                    if doc.dep(child) == "agent" && is_action {
                        self.phrases(SlotRole::Agent, object);
                    } else if doc.dep(child) == "dative" {
                        // Countries get things; towns are where things are sent.
                        let town = self.reader.is_place(object) && !self.reader.is_country(object);
                        let role = if town { SlotRole::Place } else { SlotRole::Recipient };
                        self.phrases(role, object);
                    } else {
                        let word = doc.norm(child);
                        let possessor = None;
                        self.adjunct(Adjunct { word, object, verb: lemma, has_object, possessor });
                    }
                }
                "npadvmod" | "nmod" => self.time(child),
                "advmod" => self.adverb(child),
                "advcl" => self.adverbial(child),
                "dobj" if is_action => self.nested(child, predicate),
                _ => {}
            }
        }
    }

    /// Places and times that the parser has hung on the object: "sign a treaty in Rome on Monday".
    fn nested(&mut self, object: usize, predicate: &Predicate) {
        let doc = self.reader.doc;
        let told = predicate.noun.is_some();
        if told || ActionNoun::at(doc, object).is_some() {
            return;
        }
        for child in syntax::children(doc, object).filter(|&c| doc.dep(c) == "prep" && c > object) {
            let Some(below) = syntax::governed(doc, child) else { continue };
            if matches!(doc.norm(child), "in" | "at" | "near" | "on") && self.reader.is_place(below)
            {
                self.phrases(SlotRole::Place, below);
            } else {
                self.time(below);
            }
        }
    }

    fn adverb(&mut self, token: usize) {
        let doc = self.reader.doc;
        if self.reader.date(token).is_some() {
            return self.time(token);
        }
        match doc.tag(token) {
            // "the town where they met": the town.
            "WRB" => {
                let noun = syntax::antecedent(doc, token);
                let role = match doc.norm(token) {
                    "where" => SlotRole::Place,
                    "when" => SlotRole::Time,
                    _ => return,
                };
                if noun != token {
                    self.phrases(role, noun);
                }
            }
            "RB" => {
                let word = doc.norm(token);
                if word.ends_with("ly") && !lexicon::is_no_manner(word) {
                    self.single(SlotRole::Manner, token);
                }
            }
            _ => {}
        }
    }

    /// A subordinate clause: when or why.
    fn adverbial(&mut self, verb: usize) {
        let doc = self.reader.doc;
        let purpose = doc.tag(verb) == "VB"
            && syntax::children(doc, verb).any(|c| doc.dep(c) == "aux" && doc.tag(c) == "TO");
        let opening = syntax::children(doc, verb).take_while(|&c| c < verb);
        let mut opening = opening.filter(|&c| matches!(doc.dep(c), "mark" | "advmod" | "prep"));
        let role = match opening.next().map(|c| doc.norm(c)) {
            Some("because") => SlotRole::Reason,
            Some("after" | "before" | "when" | "until" | "once" | "since") => SlotRole::Time,
            _ if purpose => SlotRole::Reason,
            _ => return,
        };
        self.subordinate(role, verb);
    }

    /// One prepositional phrase.
    pub(super) fn adjunct(&mut self, adjunct: Adjunct<'_>) {
        let doc = self.reader.doc;
        let Adjunct { object, word, .. } = adjunct;
        // "because of the winter" tells why, not when.
        if self.reader.date(object).is_some() && !matches!(word, "because" | "due" | "despite") {
            return self.time(object);
        }
        if doc.tag(object) == "VBG" && doc.dep(object) == "pcomp" {
            let role = match word {
                "by" | "without" | "through" => SlotRole::Manner,
                "after" | "before" | "since" => SlotRole::Time,
                "for" | "because" => SlotRole::Reason,
                "of" | "about" | "on" | "with" => SlotRole::Topic,
                _ => return,
            };
            return self.subordinate(role, object);
        }
        if let Some(role) = self.role(adjunct) {
            self.phrases(role, object);
            if role == SlotRole::Place && !self.reader.is_place(object) {
                self.place_inside(object);
            }
        }
    }

    /// The part that a noun behind a preposition plays.
    fn role(&self, adjunct: Adjunct<'_>) -> Option<SlotRole> {
        let Adjunct { word, object, verb, has_object, possessor } = adjunct;
        let doc = self.reader.doc;
        let is_place = self.reader.is_place(object);
        let is_actor = self.reader.is_actor(object);
        if lexicon::is_about(word) {
            return Some(SlotRole::Topic);
        }
        let speaks = lexicon::is_communication(verb);
        Some(match (word, possessor) {
            ("of", Some(Possessor::Doer)) => SlotRole::Agent,
            ("of", Some(_)) => SlotRole::Target,
            ("by", Some(_)) if !is_actor && !is_place => SlotRole::Manner,
            ("by" | "between" | "among", Some(_)) => SlotRole::Agent,
            ("for", Some(_)) if is_actor || is_place => SlotRole::Target,
            ("on", Some(_)) if !is_place || !lexicon::is_motion(verb) => SlotRole::Target,
            ("against", _) => SlotRole::Target,
            ("on" | "upon", None) if is_actor && matches!(verb, "call" | "appeal" | "prevail") => {
                SlotRole::Recipient
            }
            ("to", _) if is_place && (lexicon::is_motion(verb) || !has_object) => SlotRole::Place,
            ("to", _) if is_place && !lexicon::is_transfer(verb) => SlotRole::Place,
            ("to", None) if lexicon::is_motion(verb) && doc.tag(object) != "PRP" => SlotRole::Place,
            ("to", _) if is_actor || is_place || speaks => SlotRole::Recipient,
            ("to", _) if !has_object => SlotRole::Target,
            ("for", _) if is_actor || is_place => SlotRole::Recipient,
            // "for the last time", "for example", "at one point".
            ("for" | "at", _) if is_of_time(doc.lemma(object)) => return None,
            (_, None) if is_time_unit(doc.lemma(object)) && word != "of" => SlotRole::Time,
            // "called for talks", unlike "travelled for talks".
            ("for", None) if !has_object && !lexicon::is_motion(verb) => SlotRole::Topic,
            ("for" | "over" | "due" | "because" | "amid", _) => SlotRole::Reason,
            ("with", _) if is_actor || (is_place && !has_object) => SlotRole::Recipient,
            ("through" | "into" | "onto" | "off" | "out" | "across" | "past", None)
                if lexicon::is_motion(verb) =>
            {
                SlotRole::Place
            }
            ("by", None) if is_actor => return None,
            ("with" | "by" | "via" | "through" | "without" | "despite", _) if !is_place => {
                SlotRole::Manner
            }
            ("on" | "upon", _) if speaks => SlotRole::Topic,
            ("of", None) if has_object => SlotRole::Topic,
            ("on" | "upon", None) if lexicon::leans(verb) => SlotRole::Target,
            ("during" | "after" | "before" | "since" | "until" | "till", _) => SlotRole::Time,
            ("at", _) => SlotRole::Place,
            (
                "in" | "on" | "near" | "outside" | "inside" | "within" | "across" | "around"
                | "off" | "from" | "into" | "through" | "throughout" | "toward" | "towards"
                | "along" | "above" | "below" | "under" | "behind" | "between" | "via",
                _,
            ) if is_place => SlotRole::Place,
            _ => return None,
        })
    }

    /// The first place named under a noun: "a conference in Paris".
    fn place_inside(&mut self, noun: usize) {
        let doc = self.reader.doc;
        let below = syntax::children(doc, noun)
            .filter(|&c| doc.dep(c) == "prep")
            .filter_map(|c| syntax::governed(doc, c))
            .find(|&object| self.reader.is_place(object));
        if let Some(place) = below {
            self.phrases(SlotRole::Place, place);
        }
    }
}

/// Nouns behind "for" or "at" that make it neither reason nor place.
fn is_of_time(lemma: &str) -> bool {
    matches!(
        lemma,
        "age"
            | "beginning"
            | "cost"
            | "end"
            | "example"
            | "expense"
            | "instance"
            | "least"
            | "length"
            | "moment"
            | "now"
            | "period"
            | "point"
            | "price"
            | "rate"
            | "stage"
            | "start"
            | "time"
            | "while"
    )
}

fn is_time_unit(lemma: &str) -> bool {
    matches!(
        lemma,
        "century" | "day" | "decade" | "hour" | "minute" | "month" | "second" | "week" | "year"
    )
}

/// Whether a tag is one that prepositions have.
pub(super) fn is_preposition(tag: &str) -> bool {
    matches!(tag, "IN" | "TO" | "RP" | "RB" | "VBG" | "JJ")
}
