//! Places in the trees of sentences, and what a number hangs on.

use std::ops::Range;

use parallax_nlp::Doc;

use crate::pipeline::annotate::{Segment, syntax};

/// Steps from a number to the word that tells what it measures.
const MAX_CLIMB: usize = 6;

/// A word that a number leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// A noun that the number is said of.
    Noun(usize),
    /// A verb, with the arc by which the number hangs on it.
    Verb(usize, Arc),
    /// Neither.
    None,
}

/// How a number, or the noun it counts, hangs on a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arc {
    Subject,
    Object,
    Adverbial,
}

/// A place in the tree of a segment.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) segment: &'a Segment,
    pub(super) doc: &'a Doc,
}

impl At<'_> {
    /// The token of a range that heads it: whose own head lies outside.
    pub(super) fn top(&self, tokens: Range<usize>) -> Option<usize> {
        let outside = |&t: &usize| {
            let head = self.doc.head(t);
            (head == t || !tokens.contains(&head)) && self.doc.dep(t) != "punct"
        };
        let mut words = tokens.clone().rev().take(16).filter(outside);
        let last = words.next();
        // "more than 40": the number and not what bounds it.
        let number = tokens.clone().rev().take(16).find(|t| self.doc.tag(*t) == "CD" && outside(t));
        number
            .filter(|_| {
                last.is_some_and(|l| {
                    self.doc.tag(l) != "NN" && self.doc.tag(l) != "NNS" && self.doc.tag(l) != "JJ"
                })
            })
            .or(last)
    }

    /// What a number or a noun is said of.
    pub(super) fn site(&self, token: usize) -> Site {
        let doc = self.doc;
        let mut at = token;
        for _ in 0..MAX_CLIMB {
            let head = doc.head(at);
            if head == at {
                return Site::None;
            }
            let tag = doc.tag(head);
            let noun = tag.starts_with("NN");
            let verb = tag.starts_with("VB");
            match doc.dep(at) {
                "nummod" | "nmod" | "compound" | "amod" | "appos" | "npadvmod" | "quantmod"
                    if noun =>
                {
                    return Site::Noun(head);
                }
                "acl" | "relcl" if noun => return Site::Noun(head),
                "nsubj" | "nsubjpass" if verb => return Site::Verb(head, Arc::Subject),
                "dobj" | "attr" | "oprd" | "dative" if verb => {
                    return Site::Verb(head, Arc::Object);
                }
                "npadvmod" | "advmod" | "ccomp" | "acomp" | "xcomp" | "advcl" | "nummod"
                | "dep"
                    if verb =>
                {
                    return Site::Verb(head, Arc::Adverbial);
                }
                "pobj" | "pcomp" => {
                    let above = doc.head(head);
                    if above == head {
                        return Site::None;
                    }
                    if doc.tag(above).starts_with("VB") {
                        return match (doc.norm(head), doc.tag(above)) {
                            (
                                "of" | "at" | "to" | "for" | "from" | "by" | "in" | "after"
                                | "about" | "over" | "under" | "with",
                                _,
                            ) => Site::Verb(above, Arc::Adverbial),
                            _ => Site::None,
                        };
                    }
                    if doc.tag(above).starts_with("NN") && matches!(doc.norm(head), "of" | "at") {
                        return Site::Noun(above);
                    }
                    return Site::None;
                }
                "prep" | "punct" | "root" | "ROOT" => return Site::None,
                _ => at = head,
            }
        }
        Site::None
    }

    /// The subject of a verb, also above "believed to be".
    pub(super) fn subject(&self, verb: usize) -> Option<usize> {
        syntax::subject(self.doc, verb).or_else(|| {
            let doc = self.doc;
            let head = doc.head(verb);
            // "aged 17" behind a noun, "a boy believed to be 4"
            (doc.dep(verb) == "acl" && doc.tag(head).starts_with("NN")).then_some(head)
        })
    }

    /// Words before a noun that tell it apart, ascending; at most a few.
    pub(super) fn modifiers(&self, noun: usize) -> Vec<String> {
        let doc = self.doc;
        let tells =
            |&c: &usize| c < noun && matches!(doc.dep(c), "amod" | "compound" | "nmod" | "poss");
        let mut words: Vec<String> = syntax::children(doc, noun)
            .filter(tells)
            .take(6)
            .map(|c| doc.lemma(c).to_lowercase())
            .collect();
        words.sort_unstable();
        words
    }

    /// Whether something holds of a verb that the number is said by, up to the verb that reports
    /// it. What the subject tells besides is not said by the verb.
    pub(super) fn verbs_above(&self, token: usize, holds: impl Fn(usize) -> bool) -> bool {
        let doc = self.doc;
        let mut at = token;
        for _ in 0..2 * MAX_CLIMB {
            if doc.tag(at).starts_with("VB") && holds(at) {
                return true;
            }
            let head = doc.head(at);
            let leaves = matches!(
                doc.dep(at),
                "nsubj" | "nsubjpass" | "conj" | "relcl" | "acl" | "advcl" | "appos" | "parataxis"
            );
            if head == at || leaves {
                return false;
            }
            at = head;
        }
        false
    }
}
