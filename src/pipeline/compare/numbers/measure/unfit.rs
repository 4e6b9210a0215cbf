//! Numbers that are no value of one thing: conditions, rules, parts of what was told before, first
//! reports that hold no more, distances.

use std::ops::Range;

use super::{At, Measure, Reader, lexicon, tree::Site};
use crate::{domain::Modality, pipeline::annotate::syntax};

impl Reader<'_> {
    /// Whether the number is no statement about one thing: a condition, a rule, a first report that
    /// holds no more.
    pub(super) fn is_out_of_reach(&self, measure: &Measure, at: At<'_>, anchor: usize) -> bool {
        let claim = measure.claim.map(|c| &self.annotated.analysis.claims[c]);
        let unreal = |m: Modality| {
            matches!(m, Modality::Conditional | Modality::Question | Modality::Demanded)
        };
        // "They called for help for the 4-year-old boy": an attribute is told as a fact.
        let attribute = measure.dimension.is_some() && matches!(at.site(anchor), Site::Noun(_));
        claim.is_some_and(|c| unreal(c.modality) && !attribute)
            || at.is_general(anchor)
            || at.is_superseded(anchor)
    }
}

impl At<'_> {
    /// Whether a number is the second of a range whose first was not read: "24- to 30-foot".
    pub(super) fn is_open_range(&self, first: usize) -> bool {
        let doc = self.doc;
        let Some(before) = first.checked_sub(2) else { return false };
        let number = |t: usize| doc.tag(t) == "CD" || doc.norm(t) == "-";
        matches!(doc.norm(first - 1), "to" | "or" | "-" | "and") && number(before)
    }

    /// Whether a number is one of a pair that names a kind: "four-by-four", "4x4".
    pub(super) fn is_of_a_pair(&self, tokens: Range<usize>) -> bool {
        let doc = self.doc;
        let word = |at: Option<usize>| at.filter(|&t| t < doc.tokens().len());
        let by =
            |at: Option<usize>| word(at).is_some_and(|t| matches!(doc.norm(t), "by" | "x" | "×"));
        let hyphen = |at: Option<usize>| word(at).is_some_and(|t| doc.norm(t) == "-");
        let number = |at: Option<usize>| word(at).is_some_and(|t| doc.tag(t) == "CD");
        let fused = tokens.clone().any(|t| {
            let mut sides = doc.norm(t).split(['x', '×']);
            let digits = |side: Option<&str>| {
                side.is_some_and(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()))
            };
            digits(sides.next()) && digits(sides.next())
        });
        let behind = |step: usize| Some(tokens.end - 1 + step);
        let before = |step: usize| tokens.start.checked_sub(step);
        let (next, last) = if hyphen(behind(1)) { (2, 4) } else { (1, 2) };
        let (previous, first) = if hyphen(before(1)) { (2, 4) } else { (1, 2) };
        fused
            || by(behind(next)) && number(behind(last))
            || by(before(previous)) && number(before(first))
    }

    /// Whether a length tells how far something is: that changes with every report.
    pub(super) fn is_distance(&self, anchor: usize) -> bool {
        let doc = self.doc;
        let behind = (anchor + 1..doc.tokens().len()).find(|&t| {
            !matches!(
                doc.tag(t),
                "-LRB-" | "-RRB-" | "CD" | "HYPH" | "," | "RB" | "IN" | "NN" | "NNS"
            ) || is_direction(doc.norm(t))
        });
        let near = behind.is_some_and(|t| t <= anchor + 8 && is_direction(doc.norm(t)));
        let above = doc.head(anchor);
        near || is_direction(doc.norm(above))
    }

    /// Whether a number counts a part of something told before, or the rest of it.
    pub(super) fn is_partial(&self, token: usize) -> bool {
        let doc = self.doc;
        let head = doc.head(token);
        let own = syntax::children(doc, token).any(|c| {
            c < token && lexicon::is_partial(doc.norm(c))
                || doc.dep(c) == "advmod" && lexicon::is_partial(doc.norm(c))
                || c > token && doc.norm(c) == "of" && self.is_of_them(c)
                || doc.tag(c) == "PRP$"
        });
        let words = doc.tokens().len();
        let next = token + 1 < words
            && (matches!(
                doc.norm(token + 1),
                "more" | "other" | "others" | "each" | "apiece" | "another"
            ) || doc.norm(token + 1) == "of" && doc.tag(token) == "CD");
        let before = token
            .checked_sub(1)
            .is_some_and(|t| matches!(doc.norm(t), "including" | "among" | "per" | "another"));
        let governed = matches!(doc.norm(head), "including" | "among" | "per");
        own || next || before || governed
    }

    /// "of them", "of the men"
    fn is_of_them(&self, of: usize) -> bool {
        let doc = self.doc;
        syntax::child(doc, of, &["pobj"]).is_some_and(|object| {
            doc.tag(object) == "PRP"
                || syntax::children(doc, object)
                    .any(|c| matches!(doc.tag(c), "DT" | "PRP$") && doc.norm(c) != "a")
        })
    }

    /// Whether the number stands in a rule about many: "can weigh 200 kilos".
    fn is_general(&self, token: usize) -> bool {
        self.verbs_above(token, |verb| {
            syntax::children(self.doc, verb).any(|c| {
                matches!(self.doc.dep(c), "aux" | "advmod" | "mark")
                    && lexicon::is_general(self.doc.norm(c))
            })
        })
    }

    /// Whether the number was told at first and holds no more.
    fn is_superseded(&self, token: usize) -> bool {
        self.verbs_above(token, |verb| {
            syntax::children(self.doc, verb)
                .any(|c| self.doc.dep(c) == "advmod" && lexicon::is_superseded(self.doc.norm(c)))
        })
    }
}

/// Words that make a length a distance.
fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "from"
            | "off"
            | "away"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "inside"
            | "outside"
            | "behind"
            | "ahead"
            | "beyond"
            | "above"
            | "below"
            | "within"
            | "downstream"
            | "upstream"
            | "inland"
            | "offshore"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
    )
}
