//! Questions to a dependency tree that the annotators share.
//!
//! Arcs are of the CLEAR style, tags of the Penn Treebank. Nothing recurses, and whoever climbs
//! or walks through coordination stops after a few steps, so that no tree makes work that grows
//! faster than the text.

use std::ops::Range;

use parallax_nlp::Doc;

/// Coordination deeper than this is not followed.
const MAX_COORDINATION: usize = 16;

/// Children of one token beyond this many are not looked at: only tables and lists have more.
const MAX_CHILDREN: usize = 64;

/// The children of a token, in text order; of a list's or table's head only the first.
pub(in crate::pipeline) fn children(doc: &Doc, token: usize) -> impl Iterator<Item = usize> {
    doc.children(token).take(MAX_CHILDREN)
}

/// The first child of a token on one of these arcs.
pub(in crate::pipeline) fn child(doc: &Doc, token: usize, deps: &[&str]) -> Option<usize> {
    children(doc, token).find(|&c| deps.contains(&doc.dep(c)))
}

/// The subject of a verb, its own or the one that it shares with the verbs before it.
pub(in crate::pipeline) fn subject(doc: &Doc, verb: usize) -> Option<usize> {
    /// Coordination deeper than this is not followed.
    const MAX_CLIMB: usize = 4;
    let mut verb = verb;
    for _ in 0..MAX_CLIMB {
        let own = own_subject(doc, verb);
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

/// The subject that stands at the verb itself.
pub(in crate::pipeline) fn own_subject(doc: &Doc, verb: usize) -> Option<usize> {
    child(doc, verb, &["nsubj", "nsubjpass"])
}

/// The direct object of a verb.
pub(in crate::pipeline) fn object(doc: &Doc, verb: usize) -> Option<usize> {
    child(doc, verb, &["dobj"])
}

/// What a preposition governs: a noun, or the verb of "by bombing". Prepositions of two words
/// ("because of", "due to", "out of") are followed.
pub(in crate::pipeline) fn governed(doc: &Doc, preposition: usize) -> Option<usize> {
    /// Words of the longest preposition: "in front of", less its noun.
    const MAX_WORDS: usize = 3;
    let mut at = preposition;
    for _ in 0..MAX_WORDS {
        let is_preposition = |c: usize| doc.dep(c) == "prep" || matches!(doc.tag(c), "IN" | "TO");
        let noun = children(doc, at)
            .find(|&c| matches!(doc.dep(c), "pobj" | "pcomp") && !is_preposition(c));
        if noun.is_some() {
            return noun;
        }
        at = child(doc, at, &["pcomp", "prep"])?;
    }
    None
}

/// A token and what is coordinated with it, in text order.
pub(in crate::pipeline) fn conjuncts(doc: &Doc, first: usize) -> impl Iterator<Item = usize> {
    let next = move |&token: &usize| child(doc, token, &["conj"]);
    std::iter::successors(Some(first), next).take(MAX_COORDINATION)
}

/// Whether a verb is in the passive: "was sunk", "sunk by pirates", also where it shares the
/// auxiliary with the verb before it.
pub(in crate::pipeline) fn is_passive(doc: &Doc, verb: usize) -> bool {
    /// Verbs that share an auxiliary stand no deeper.
    const MAX_CLIMB: usize = 4;
    let mut verb = verb;
    for _ in 0..MAX_CLIMB {
        if doc.tag(verb) != "VBN" {
            return false;
        }
        if child(doc, verb, &["auxpass", "nsubjpass", "agent"]).is_some() {
            return true;
        }
        if doc.dep(verb) == "acl" {
            return child(doc, verb, &["nsubj"]).is_none();
        }
        if doc.dep(verb) != "conj" || child(doc, verb, &["aux", "nsubj"]).is_some() {
            return false;
        }
        verb = doc.head(verb);
    }
    false
}

/// The tokens from the first to the last that stand under `head`, itself among them, inside
/// `sentence`; arcs for which `apart` holds are not followed.
pub(in crate::pipeline) fn phrase(
    doc: &Doc,
    sentence: &Range<usize>,
    head: usize,
    apart: impl Fn(&str) -> bool,
) -> Range<usize> {
    phrase_of(doc, sentence, head, |token| !apart(doc.dep(token)))
}

/// As [`phrase`], of the tokens under `head` for which `belongs` holds, with those under them.
pub(in crate::pipeline) fn phrase_of(
    doc: &Doc,
    sentence: &Range<usize>,
    head: usize,
    belongs: impl Fn(usize) -> bool,
) -> Range<usize> {
    let (mut first, mut last) = (head, head);
    let mut pending = vec![head];
    while let Some(token) = pending.pop() {
        first = first.min(token);
        last = last.max(token);
        let below = |&child: &usize| sentence.contains(&child) && belongs(child);
        pending.extend(doc.children(token).filter(below));
    }
    first..last + 1
}

/// Whether a verb is negated by a word of its own: "not", "never", "n't".
pub(in crate::pipeline) fn is_negated(doc: &Doc, verb: usize) -> bool {
    doc.children(verb).any(|child| doc.dep(child) == "neg")
}

/// The noun that a relative pronoun stands for ("which" in "the plan which failed"), or the
/// token itself when it is none.
pub(in crate::pipeline) fn antecedent(doc: &Doc, token: usize) -> usize {
    /// Steps from a relative pronoun to the verb of its clause.
    const MAX_CLIMB: usize = 5;
    if !matches!(doc.tag(token), "WDT" | "WP" | "WP$" | "WRB") {
        return token;
    }
    let mut at = token;
    for _ in 0..MAX_CLIMB {
        let head = doc.head(at);
        if matches!(doc.dep(at), "relcl" | "acl") {
            return head;
        }
        if head == at {
            break;
        }
        at = head;
    }
    token
}

/// The verb of the clause that a token stands in, itself if it is one; at most a few steps up.
pub(in crate::pipeline) fn clause_verb(doc: &Doc, token: usize) -> Option<usize> {
    /// Nouns are seldom nested deeper.
    const MAX_CLIMB: usize = 12;
    let mut at = token;
    for _ in 0..MAX_CLIMB {
        if doc.tag(at).starts_with("VB") && !matches!(doc.dep(at), "aux" | "auxpass" | "amod") {
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
