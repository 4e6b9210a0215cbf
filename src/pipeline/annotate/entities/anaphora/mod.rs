//! Mentions that refer back: descriptions and pronouns.
//!
//! A deterministic sieve in the manner of Lee et al., "Deterministic coreference resolution based
//! on entity-centric, precision-ranked rules" (Computational Linguistics 39, 2013), with the
//! preferences of Lappin and Leass, "An algorithm for pronominal anaphora resolution" (1994), cut
//! down to the cases that are clear: where two antecedents are as good, none is chosen.

mod descriptions;
mod pronouns;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::{Entities, discourse::Discourse, roles::Role};
use crate::domain::{Mention, MentionKind};
use parallax_nlp::Doc;

/// A mention that refers back.
#[derive(Clone, Debug)]
struct Reference {
    entity: usize,
    segment: usize,
    tokens: Range<usize>,
    kind: MentionKind,
}

/// Adds what refers back to the entities of an article.
pub(super) fn resolve(discourse: &Discourse<'_>, roles: &[Role], entities: &mut Entities) {
    let descriptions = descriptions::resolve(discourse, roles, entities);
    let pronouns = pronouns::resolve(discourse, &descriptions, entities);
    let parsed = discourse.parsed;
    for reference in parsed.few_until_stopped(descriptions.into_iter().chain(pronouns)) {
        let segment = &parsed.segments[reference.segment];
        entities.entities[reference.entity].mentions.push(Mention {
            span: segment.range_span(reference.tokens),
            kind: reference.kind,
            score: 1.0,
            section: segment.section,
        });
    }
    for entity in parsed.few_until_stopped(&mut entities.entities) {
        entity.mentions.sort_by_key(|m| (m.span.begin, m.span.end));
    }
}

/// Children of a token that are looked at.
const MOST_CHILDREN: usize = 48;

/// Heads that are climbed over.
const MOST_CLIMB: usize = 12;

fn children(doc: &Doc, token: usize) -> impl Iterator<Item = usize> {
    doc.children(token).take(MOST_CHILDREN)
}

/// The subject of a verb, its own or the one that it shares with the verbs before it.
fn subject(doc: &Doc, verb: usize) -> Option<usize> {
    let mut verb = verb;
    for _ in 0..4 {
        let own = children(doc, verb).find(|&c| matches!(doc.dep(c), "nsubj" | "nsubjpass"));
        if own.is_some() {
            return own;
        }
        if !matches!(doc.dep(verb), "conj" | "xcomp") || doc.head(verb) == verb {
            return None;
        }
        verb = doc.head(verb);
    }
    None
}

/// Who does what a verb says: its subject, or that of the verb that a participle or infinitive
/// hangs on: "Smith called Jones, inviting him".
fn agent(doc: &Doc, verb: usize) -> Option<usize> {
    let mut verb = verb;
    for _ in 0..4 {
        let own = subject(doc, verb);
        if own.is_some() {
            return own;
        }
        if !matches!(doc.dep(verb), "advcl" | "xcomp" | "conj" | "pcomp" | "acl")
            || doc.head(verb) == verb
        {
            return None;
        }
        verb = clause(doc, doc.head(verb))?;
    }
    None
}

/// The verb of the clause that a token stands in, the token's own where it is one.
fn clause(doc: &Doc, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..MOST_CLIMB {
        if matches!(doc.pos(at), "VERB" | "AUX") && doc.dep(at) != "aux" && doc.dep(at) != "auxpass"
        {
            return Some(at);
        }
        let head = doc.head(at);
        if head == at {
            return None;
        }
        at = head;
    }
    None
}

/// Whether a token is joined with another by "and" or "or".
fn is_joined(doc: &Doc, token: usize) -> bool {
    doc.dep(token) == "conj" || children(doc, token).any(|c| doc.dep(c) == "conj")
}
