//! Constructions that say what an event is for: "in a show of", "as a journey for", "the purpose of
//! the visit is to", "aimed at", "was meant to", "with the aim of", and clauses in which somebody
//! shows support by it.

use std::ops::Range;

use super::{
    kind_of,
    lexicon::{
        AIMS, ANSWERS, CALLING, EMPTY, GUISES, LIGHT, MEANT, MISSIONS, SHOWING, SHOWS, STANCES,
    },
    lines::Line,
};

/// The words of an aim, the kind of event, and whether it is firm.
pub(super) struct Phrase {
    pub(super) tokens: Range<usize>,
    pub(super) event: String,
    pub(super) firm: bool,
}

/// A word, or the kind of event or aim that it tells of.
pub(super) fn key(line: &Line<'_>, token: usize) -> String {
    let lemma = line.key(token).to_lowercase();
    kind_of(&lemma).map_or(lemma, str::to_owned)
}

/// Reads aims off one sentence.
pub(super) struct Reader<'l, 'a> {
    pub(super) line: &'l Line<'a>,
}

impl Reader<'_, '_> {
    /// The aims of a sentence, in text order.
    pub(super) fn aims(&self) -> Vec<Phrase> {
        let mut found: Vec<Phrase> = Vec::new();
        for token in self.line.tokens.clone() {
            let aim = self
                .in_a_show(token)
                .or_else(|| self.for_purposes(token))
                .or_else(|| self.purpose_is(token))
                .or_else(|| self.meant(token))
                .or_else(|| self.is_to(token))
                .or_else(|| self.showing(token));
            let firm = aim.is_some();
            if let Some((tokens, event)) = aim.or_else(|| self.in_order_to(token))
                && !tokens.is_empty()
                && found.last().is_none_or(|last| last.tokens.end <= tokens.start)
            {
                found.push(Phrase { tokens: self.without_lone_marks(tokens), event, firm });
            }
        }
        found
    }

    /// Without a quotation mark at either end whose partner stands outside.
    fn without_lone_marks(&self, mut tokens: Range<usize>) -> Range<usize> {
        let doc = self.line.doc();
        let count = |tokens: &Range<usize>, tag: &str| {
            tokens.clone().filter(|&t| doc.tag(t) == tag).count()
        };
        let (opens, closes) = (count(&tokens, "``"), count(&tokens, "''"));
        if closes > opens && doc.tag(tokens.end - 1) == "''" && tokens.len() > 1 {
            tokens.end -= 1;
        } else if opens > closes && doc.tag(tokens.start) == "``" && tokens.len() > 1 {
            tokens.start += 1;
        }
        tokens
    }

    fn lemma(&self, token: usize) -> &str {
        self.line.key(token)
    }

    fn child(&self, token: usize, deps: &[&str]) -> Option<usize> {
        let doc = self.line.doc();
        let inside = |c: &usize| self.line.tokens.contains(c);
        doc.children(token).take(32).filter(inside).find(|&c| deps.contains(&doc.dep(c)))
    }

    /// "in an apparent show of support", "as a journey for peace", "with the aim of".
    fn in_a_show(&self, preposition: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        let nouns: [&[&str]; 2] = match doc.norm(preposition) {
            "in" => [&SHOWS, &ANSWERS],
            "as" => [&MISSIONS, &GUISES],
            "with" => [&AIMS, &[]],
            _ => return None,
        };
        let noun = self.child(preposition, &["pobj"])?;
        if !nouns.iter().any(|nouns| nouns.contains(&self.lemma(noun))) {
            return None;
        }
        let goes_on = doc.children(noun).take(32).any(|c| {
            c > noun
                && (doc.dep(c) == "prep"
                    && matches!(
                        doc.norm(c),
                        "of" | "for" | "to" | "toward" | "towards" | "at" | "against" | "with"
                    )
                    || matches!(doc.dep(c), "acl" | "relcl"))
        });
        if !goes_on {
            return None;
        }
        let tokens = self.phrase(noun);
        let event = self.event(doc.head(preposition))?;
        Some((self.without_article(tokens), event))
    }

    /// "travelled to Rome to mediate".
    fn in_order_to(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if doc.tag(verb) != "VB" || doc.dep(verb) != "advcl" || doc.head(verb) > verb {
            return None;
        }
        let to = doc.children(verb).take(8).any(|c| c < verb && doc.tag(c) == "TO");
        let own = doc.children(verb).take(8).any(|c| matches!(doc.dep(c), "nsubj" | "nsubjpass"));
        let event = self.event(doc.head(verb)).filter(|_| to && !own)?;
        Some((self.phrase(verb), event))
    }

    /// "launched for peaceful purposes".
    fn for_purposes(&self, preposition: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if doc.norm(preposition) != "for" {
            return None;
        }
        let noun = self.child(preposition, &["pobj"]).filter(|&n| self.lemma(n) == "purpose")?;
        let kind = self.child(noun, &["amod", "compound"])?;
        let event = self.event(doc.head(preposition))?;
        (kind < noun).then(|| (self.without_article(self.phrase(noun)), event))
    }

    /// "the purpose of the visit is to strengthen trust".
    fn purpose_is(&self, noun: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if doc.dep(noun) != "nsubj" || !AIMS.contains(&self.lemma(noun)) {
            return None;
        }
        let verb = doc.head(noun);
        let of = self.child(noun, &["prep"]).filter(|&p| matches!(doc.norm(p), "of" | "behind"))?;
        let event = self.event(self.child(of, &["pobj"])?)?;
        let complement = self.child(verb, &["xcomp", "attr", "ccomp", "acomp", "advcl"])?;
        (self.lemma(verb) == "be" && complement > verb).then(|| (self.phrase(complement), event))
    }

    /// "a visit aimed at calming the markets", "the visit was meant to reassure".
    fn meant(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if !MEANT.contains(&self.lemma(verb)) || doc.tag(verb) != "VBN" {
            return None;
        }
        let of = match doc.dep(verb) {
            "acl" => doc.head(verb),
            _ => self.child(verb, &["nsubjpass", "nsubj"])?,
        };
        let below = self.child(verb, &["xcomp"]).or_else(|| {
            self.child(verb, &["prep"]).filter(|&p| matches!(doc.norm(p), "at" | "as" | "for"))
        })?;
        let event = self.noun_event(of)?;
        Some((self.phrase(below), event))
    }

    /// "the visit was to promote peace".
    fn is_to(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if self.lemma(verb) != "be" || !doc.tag(verb).starts_with("VB") {
            return None;
        }
        let subject = self.child(verb, &["nsubj"])?;
        let below = self.child(verb, &["xcomp", "advcl"])?;
        let to = doc.children(below).take(8).any(|c| c < below && doc.tag(c) == "TO");
        let own = doc.children(below).take(8).any(|c| matches!(doc.dep(c), "nsubj" | "mark"));
        if !to || own || below < verb {
            return None;
        }
        let event = self.noun_event(subject)?;
        let known = kind_of(&event).is_some() || event.ends_with("ion");
        known.then(|| (self.phrase(below), event))
    }

    /// "travels to Rome, as Paris demonstrates its support for".
    fn showing(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if !SHOWING.contains(&self.lemma(verb)) || !doc.tag(verb).starts_with("VB") {
            return None;
        }
        let object = self.child(verb, &["dobj"])?;
        if !STANCES.contains(&self.lemma(object)) {
            return None;
        }
        let event = match doc.dep(verb) {
            "advcl" => self.event(doc.head(verb))?,
            _ => self.noun_event(self.child(verb, &["nsubj"])?)?,
        };
        let end = self.phrase(object).end.max(verb + 1);
        Some((verb..end, event))
    }

    /// The kind of event that a verb or noun names.
    fn event(&self, token: usize) -> Option<String> {
        let doc = self.line.doc();
        if doc.tag(token).starts_with("NN") {
            return self.noun_event(token);
        }
        let lemma = self.lemma(token);
        if CALLING.contains(&lemma) {
            let called = match doc.dep(token) {
                "acl" | "relcl" => Some(doc.head(token)),
                _ => self.child(token, &["dobj", "nsubjpass"]),
            };
            return self.noun_event(called?);
        }
        if LIGHT.contains(&lemma)
            && let Some(object) = self.child(token, &["dobj"])
        {
            return self.noun_event(object);
        }
        if lemma == "be" {
            return self.noun_event(self.child(token, &["nsubj"])?);
        }
        (doc.tag(token).starts_with("VB") && !EMPTY.contains(&lemma)).then(|| key(self.line, token))
    }

    /// The kind of event that a common noun names.
    fn noun_event(&self, noun: usize) -> Option<String> {
        let tag = self.line.doc().tag(noun);
        matches!(tag, "NN" | "NNS").then(|| key(self.line, noun))
    }

    /// A token and what stands under it, up to a comma or a clause of another kind.
    fn phrase(&self, head: usize) -> Range<usize> {
        /// Tokens on either side.
        const LONGEST: usize = 16;
        const MAX_CLIMB: usize = 8;
        let doc = self.line.doc();
        let under = |token: usize| {
            let mut at = token;
            for _ in 0..MAX_CLIMB {
                if at == head {
                    return true;
                }
                let mark = doc.dep(at) == "punct" && !matches!(doc.tag(at), "``" | "''" | "HYPH");
                if mark
                    || matches!(doc.dep(at), "advcl" | "relcl" | "ccomp" | "parataxis" | "npadvmod")
                {
                    return false;
                }
                at = doc.head(at);
            }
            false
        };
        let before = (self.line.tokens.start..head).rev().take(LONGEST).take_while(|&t| under(t));
        let begin = before.last().unwrap_or(head);
        let behind = (head + 1..self.line.tokens.end).take(LONGEST).take_while(|&t| under(t));
        begin..behind.last().unwrap_or(head) + 1
    }

    fn without_article(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.len() > 1 && self.line.doc().tag(tokens.start) == "DT" {
            tokens.start += 1;
        }
        tokens
    }
}
