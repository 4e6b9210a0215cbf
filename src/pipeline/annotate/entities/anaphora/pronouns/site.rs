//! A pronoun in its place: which one it is, and what it may go back to there.

use parallax_nlp::{Doc, gazetteer::Gender};

use super::super::{MOST_CLIMB, agent, children, clause};
use crate::pipeline::annotate::entities::tokens::Tokens;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    /// "he" or "she".
    Person(Gender),
    /// "it".
    Thing,
    /// "they".
    Several,
}

/// What a token is a form of, and whether it is possessive.
pub(super) fn pronoun(tokens: &Tokens<'_>, token: usize) -> Option<(Pronoun, bool)> {
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

/// A pronoun in its place.
pub(super) struct Site {
    pub(super) segment: usize,
    pub(super) token: usize,
    pub(super) kind: Pronoun,
    pub(super) possessive: bool,
    /// First token of the sentence.
    pub(super) first: usize,
    pub(super) quoted: Option<usize>,
}

impl Site {
    /// Whether the pronoun is a subject or its owner, and so goes on with what was one.
    pub(super) fn prefers_subjects(&self, doc: &Doc) -> bool {
        let is_subject = |token: usize| matches!(doc.dep(token), "nsubj" | "nsubjpass");
        is_subject(self.token) || self.possessive
    }

    /// The verbs above a pronoun whose subjects it may refer to, innermost first.
    pub(super) fn governors(&self, doc: &Doc) -> Vec<usize> {
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
    pub(super) fn barred(&self, doc: &Doc) -> Vec<usize> {
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
