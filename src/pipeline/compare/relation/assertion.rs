//! Whether a claim says outright that something is so, or is not so.
//!
//! Only such claims can deny each other: "a failed vote" and "before the vote" state nothing,
//! "barely landed a punch" is half a denial, and "had not been seen before" is no denial of what
//! was seen now.

use std::ops::Range;

use parallax_nlp::Doc;

use crate::{
    domain::{Claim, SlotRole},
    pipeline::annotate::{Annotated, Segment, syntax},
};

/// Words above a verb that are followed at most.
const MAX_CLIMB: usize = 6;
/// Words of one claim or sentence that are looked at.
const MAX_WORDS: usize = 120;

/// Words that are half a denial, or keep a statement from being meant as it stands.
const ALMOST: [&str; 10] = [
    "almost",
    "barely",
    "hardly",
    "infrequently",
    "merely",
    "nearly",
    "only",
    "rarely",
    "scarcely",
    "seldom",
];

/// Words that bind a denial to a time, a rest or a degree, so that what it denies may be so at
/// another time or for the most part.
#[rustfmt::skip]
const BOUND: [&str; 28] = [
    "additional", "again", "alone", "also", "another", "anymore", "before", "beforehand",
    "either", "else", "enough", "far", "further", "initially", "just", "longer", "only", "originally",
    "other", "otherwise", "previously", "prior", "quite", "since", "till", "too", "until", "yet",
];

/// Verbs below which nothing is stated, as lemmas: what somebody fears, hopes for or is allowed.
#[rustfmt::skip]
const SHADOWS: [&str; 22] = [
    "allow", "avoid", "doubt", "dream", "enable", "ensure", "expect", "fear", "forbid", "hope",
    "imagine", "let", "permit", "predict", "pretend", "prevent", "suppose", "threaten", "warn", "wish",
    "wonder", "worry",
];

/// Verbs whose complement is so, or is not, when they are, as lemmas.
const IMPLICATIVE: [&str; 14] = [
    "begin", "bother", "cease", "continue", "decline", "deny", "fail", "happen", "manage",
    "neglect", "refuse", "start", "stop", "withhold",
];

/// Modals of what is possible or allowed.
const POSSIBLE: [&str; 3] = ["can", "may", "might"];

/// The verbs of a claim in the tree of its sentence.
pub(super) struct Assertion<'a> {
    claim: &'a Claim,
    segment: &'a Segment,
    doc: &'a Doc,
    /// The tokens of its action, verbs alone.
    verbs: Vec<usize>,
    words: Range<usize>,
}

impl<'a> Assertion<'a> {
    /// Of a claim with an action; `None` of others.
    pub(super) fn of(annotated: &'a Annotated, claim: &'a Claim) -> Option<Self> {
        let actions = || claim.slots.iter().filter(|slot| slot.role == SlotRole::Action);
        let at = actions().next()?.span;
        let after = annotated.segments.partition_point(|s| s.span.begin <= at.begin);
        let segment = annotated.segments[..after].last().filter(|s| s.span.contains(at))?;
        let doc = &segment.doc;
        let verbs = actions()
            .flat_map(|slot| segment.tokens_in(slot.span))
            .filter(|&token| doc.tag(token).starts_with("VB"))
            .take(MAX_CLIMB)
            .collect();
        let words = segment.tokens_in(claim.span);
        Some(Self { claim, segment, doc, verbs, words })
    }

    /// Whether a verb of its own states it, under no condition, and not as what somebody fears,
    /// wishes or is allowed to do.
    pub(super) fn is_outright(&self) -> bool {
        self.verbs.iter().any(|&verb| is_finite(self.doc, verb))
            && self.verbs.first().is_some_and(|&verb| !self.is_in_shadow(verb))
    }

    fn is_in_shadow(&self, verb: usize) -> bool {
        let doc = self.doc;
        let mut at = verb;
        for _ in 0..MAX_CLIMB {
            let marks = || syntax::child(doc, at, &["mark"]).map(|mark| doc.norm(mark));
            if doc.dep(at) == "advcl" && marks().is_some_and(|m| matches!(m, "if" | "unless")) {
                return true;
            }
            let above = doc.head(at);
            // "reports that the virus has changed"
            if doc.dep(at) == "acl" && marks() == Some("that") && !is_of_fact(doc, above) {
                return true;
            }
            if above == at || !matches!(doc.dep(at), "advcl" | "ccomp" | "conj" | "xcomp") {
                return false;
            }
            let shadow = doc.dep(at) != "conj" && SHADOWS.contains(&doc.lemma(above));
            if shadow && !self.verbs.contains(&above) {
                return true;
            }
            at = above;
        }
        false
    }

    /// The words of the claim in lower case.
    fn norms(&self) -> impl Iterator<Item = &'a str> {
        let doc = self.doc;
        self.words.clone().take(MAX_WORDS).map(move |token| doc.norm(token))
    }

    /// Whether it is half a denial: "barely landed a punch".
    pub(super) fn is_almost_denied(&self) -> bool {
        self.norms().any(|word| ALMOST.binary_search(&word).is_ok())
    }

    /// Whether what it denies may be so at another time, in another case or for the most part: "has
    /// not yet agreed", "did not also sign", "did not directly answer".
    pub(super) fn is_bound(&self) -> bool {
        let manner = |verb: &usize| {
            let mut below = syntax::children(self.doc, *verb);
            below.any(|c| self.doc.dep(c) == "advmod" && is_manner(self.doc.norm(c)))
        };
        self.norms().any(|word| BOUND.binary_search(&word).is_ok())
            || self.opens_before()
            || self.verbs.iter().any(manner)
    }

    /// Whether the sentence begins by looking back: "Before this, no ...", "Until now".
    fn opens_before(&self) -> bool {
        let doc = self.doc;
        let Some(&verb) = self.verbs.first() else { return false };
        let mut at = verb;
        for _ in 0..MAX_CLIMB {
            let back = |c: usize| {
                matches!(doc.dep(c), "prep" | "advmod" | "advcl" | "mark")
                    && matches!(doc.norm(c), "before" | "until" | "till" | "prior" | "previously")
            };
            if syntax::children(doc, at).any(back) {
                return true;
            }
            let above = doc.head(at);
            if above == at {
                return false;
            }
            at = above;
        }
        false
    }

    /// Whether it tells what had been so before: "had not been seen".
    pub(super) fn is_before(&self) -> bool {
        self.auxiliaries().any(|word| matches!(word, "had" | "'d" | "’d"))
    }

    /// Whether it tells what is possible or allowed: "may ban", "cannot ban".
    pub(super) fn is_of_possibility(&self) -> bool {
        self.auxiliaries().any(|word| POSSIBLE.contains(&word) || word == "ca")
    }

    fn auxiliaries(&self) -> impl Iterator<Item = &'a str> {
        let doc = self.doc;
        let below = self.verbs.iter().flat_map(move |&verb| syntax::children(doc, verb));
        below.filter(move |&c| matches!(doc.dep(c), "aux" | "auxpass")).map(move |c| doc.norm(c))
    }

    /// Numbers and quantifiers in the words for who does it: "the poll of 500 people", "most
    /// Italians". Ascending.
    pub(super) fn counts(&self) -> Vec<&'a str> {
        let doc = self.doc;
        let agents = self.claim.slots.iter().filter(|slot| slot.role == SlotRole::Agent);
        let tokens = agents.flat_map(|slot| self.segment.tokens_in(slot.span));
        let counting = |&t: &usize| doc.tag(t) == "CD" || is_quantifier(doc.norm(t));
        let mut counts: Vec<&str> = tokens.filter(counting).map(|t| doc.norm(t)).collect();
        counts.sort_unstable();
        counts.dedup();
        counts
    }
}

/// Whether a verb form states something by itself or with its auxiliary; also "Three killed in
/// crash", as headlines have it.
fn is_finite(doc: &Doc, verb: usize) -> bool {
    let mut at = verb;
    for _ in 0..MAX_CLIMB {
        if matches!(doc.tag(at), "VBD" | "VBP" | "VBZ") {
            return !matches!(doc.dep(at), "acl" | "amod");
        }
        let helps = |c: usize| {
            matches!(doc.dep(c), "aux" | "auxpass")
                && matches!(doc.tag(c), "MD" | "VBD" | "VBP" | "VBZ")
        };
        if syntax::children(doc, at).any(helps) {
            return true;
        }
        match doc.dep(at) {
            "ROOT" => return doc.tag(at) == "VBN",
            // "did not stop and [did not] turn".
            "conj" => at = doc.head(at),
            // "failed to stop", "denied taking it".
            "xcomp" if IMPLICATIVE.contains(&doc.lemma(doc.head(at))) => at = doc.head(at),
            _ => return false,
        }
    }
    false
}

/// Whether a noun says that what it introduces is so: "the fact that".
fn is_of_fact(doc: &Doc, noun: usize) -> bool {
    matches!(
        doc.lemma(noun),
        "announcement" | "confirmation" | "evidence" | "fact" | "news" | "proof"
    )
}

fn is_manner(adverb: &str) -> bool {
    const CERTAINTY: [&str; 6] =
        ["allegedly", "apparently", "certainly", "clearly", "reportedly", "simply"];
    adverb.ends_with("ly") && CERTAINTY.binary_search(&adverb).is_err()
}

fn is_quantifier(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: [&str; 16] = [
        "%", "all", "dozens", "few", "half", "hundreds", "majority", "many", "minority", "most",
        "percent", "quarter", "several", "some", "third", "thousands",
    ];
    WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(ALMOST.is_sorted() && BOUND.is_sorted());
    }
}
