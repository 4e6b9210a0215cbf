//! Whom a framing word frames.

use std::ops::Range;

use parallax_nlp::Doc;

use super::super::claims::action_possessor;
use super::super::mentions::Mentions;
use super::super::{Segment, syntax};
use super::lexicon::Toward;

/// Finds the entities that words of one segment frame.
pub(super) struct Targets<'a> {
    pub(super) doc: &'a Doc,
    pub(super) segment: &'a Segment,
    pub(super) mentions: &'a Mentions,
}

impl Targets<'_> {
    /// The entity that the word at a token frames.
    pub(super) fn of(&self, token: usize, toward: Toward) -> Option<usize> {
        match toward {
            Toward::Bearer => self.bearer(token),
            Toward::Subject => self.doer(token),
            Toward::Object => self.sufferer(token),
        }
    }

    /// The word of a phrase that the others stand under: "war", of "war of aggression".
    pub(super) fn head(&self, phrase: Range<usize>) -> usize {
        let is_head = |&token: &usize| {
            let above = self.doc.head(token);
            above == token || !phrase.contains(&above)
        };
        phrase.clone().rev().find(is_head).unwrap_or(phrase.start)
    }

    /// What a noun, adjective or adverb is said of.
    fn bearer(&self, token: usize) -> Option<usize> {
        /// Words between an adverb and what it judges.
        const MAX_CLIMB: usize = 4;
        let doc = self.doc;
        let mut at = token;
        for _ in 0..MAX_CLIMB {
            if doc.tag(at).starts_with("NN") {
                return self.noun(at);
            }
            if doc.tag(at).starts_with("VB") && at != token && doc.dep(at) != "amod" {
                return self.doer(at);
            }
            let above = doc.head(at);
            if above == at {
                break;
            }
            at = above;
        }
        None
    }

    /// The entity that a noun names or belongs to.
    fn noun(&self, noun: usize) -> Option<usize> {
        let doc = self.doc;
        let own = || self.entity(noun);
        let possessor = || {
            let before = syntax::children(doc, noun)
                .filter(|&c| matches!(doc.dep(c), "poss" | "amod" | "compound" | "nmod"));
            before.filter_map(|c| self.entity(c)).last()
        };
        let behind = || {
            let prepositions = syntax::children(doc, noun).filter(|&c| doc.dep(c) == "prep");
            let mut of = prepositions.filter(|&p| matches!(doc.norm(p), "of" | "by" | "in"));
            of.find_map(|p| self.entity(syntax::governed(doc, p)?))
        };
        // "Assad, the dictator", "Assad is a dictator".
        let named = || match doc.dep(noun) {
            "appos" | "compound" | "nmod" => self.entity(doc.head(noun)),
            "attr" | "oprd" => self.entity(syntax::subject(doc, doc.head(noun))?),
            _ => None,
        };
        // Of an action the one who does it is judged, not the one who suffers it.
        if let Some(possessor) = action_possessor(doc, noun) {
            return possessor.and_then(|p| self.entity(p)).or_else(own);
        }
        own().or_else(named).or_else(possessor).or_else(behind)
    }

    /// Who does what a verb tells.
    fn doer(&self, verb: usize) -> Option<usize> {
        let doc = self.doc;
        if syntax::is_passive(doc, verb) {
            let agent = syntax::child(doc, verb, &["agent"])?;
            return self.entity(syntax::governed(doc, agent)?);
        }
        let subject = syntax::subject(doc, verb).or_else(|| match doc.dep(verb) {
            "acl" => Some(doc.head(verb)),
            "advcl" => syntax::subject(doc, doc.head(verb)),
            _ => None,
        })?;
        self.entity(syntax::antecedent(doc, subject))
    }

    /// To whom a verb does it.
    fn sufferer(&self, verb: usize) -> Option<usize> {
        let doc = self.doc;
        let object = if syntax::is_passive(doc, verb) {
            syntax::subject(doc, verb).or_else(|| (doc.dep(verb) == "acl").then(|| doc.head(verb)))
        } else {
            let behind = || {
                let preposition = syntax::child(doc, verb, &["prep"])?;
                syntax::governed(doc, preposition)
            };
            syntax::object(doc, verb).or_else(behind)
        }?;
        let object = syntax::antecedent(doc, object);
        self.entity(object).or_else(|| self.noun(object))
    }

    fn entity(&self, token: usize) -> Option<usize> {
        let mention = self.mentions.covering(self.segment.token_span(token))?;
        Some(mention.entity)
    }
}
