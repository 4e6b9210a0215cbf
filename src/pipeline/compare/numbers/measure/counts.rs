//! Numbers of things: which, and in what action.

use super::{
    At, Measure, Reader, lexicon,
    tree::{Arc, Site},
};
use crate::{domain::Quantity, pipeline::annotate::syntax};

impl<'a> Reader<'a> {
    /// A number of things: which, and in what action?
    pub(super) fn count(
        &self,
        at: At<'a>,
        anchor: usize,
        quantity: &Quantity,
        measure: &mut Measure,
    ) {
        let noun = quantity.counted.and_then(|span| self.locate(span)).map(|(_, tokens)| tokens);
        let noun = noun.and_then(|tokens| at.top(tokens));
        let doc = at.doc;
        let counted = match noun {
            Some(noun) => {
                if at.is_partial(noun) || at.is_partial(anchor) {
                    return;
                }
                let words = quantity.counted_lemma.to_lowercase();
                let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
                words.pop();
                words.sort_unstable();
                measure.modifiers = words;
                lexicon::meaning(doc.lemma(noun)).to_lowercase()
            }
            None => String::new(),
        };
        if is_time_or_rest(&counted) || at.is_partial(anchor) {
            return;
        }
        let relation = self.relation(at, noun.unwrap_or(anchor), measure);
        let toll = [counted.as_str(), relation.as_str()].into_iter().find(|w| lexicon::is_toll(w));
        if let Some(toll) = toll {
            let whom =
                if lexicon::is_toll(&counted) || counted.is_empty() { "person" } else { &counted };
            measure.subject = format!("{whom} {toll}");
            (measure.is_anchored, measure.is_toll) = (true, true);
        } else if !counted.is_empty() && quantity.max != Some(1.0) {
            // "one bullet hit the wall, one the door" counts nothing.
            measure.is_anchored = !relation.is_empty();
            measure.subject = format!("{counted} {relation}").trim_end().to_owned();
        }
        measure.holder = counted;
    }

    /// The action that things counted have part in, as "kill" or "sign by"; empty when none
    /// tells anything.
    fn relation(&self, at: At<'_>, noun: usize, measure: &mut Measure) -> String {
        let doc = at.doc;
        // "40 people killed in the quake", "40 people who died"
        let below = syntax::children(doc, noun)
            .filter(|&c| c > noun && matches!(doc.dep(c), "acl" | "relcl" | "amod"));
        for verb in below {
            let meaning = lexicon::meaning(doc.lemma(verb));
            if lexicon::is_toll(meaning) {
                return meaning.to_owned();
            }
        }
        let before = syntax::children(doc, noun).filter(|&c| c < noun);
        for word in before {
            let meaning = lexicon::meaning(doc.norm(word));
            if lexicon::is_toll(meaning) {
                return meaning.to_owned();
            }
        }
        match at.site(noun) {
            Site::Verb(verb, arc) => {
                // "left 40 people dead", "40 were reported dead"
                let dead = syntax::children(doc, verb).find(|&c| {
                    matches!(doc.dep(c), "oprd" | "acomp" | "ccomp" | "dobj" | "xcomp")
                        && lexicon::is_toll(lexicon::meaning(doc.norm(c)))
                });
                if let Some(dead) = dead {
                    return lexicon::meaning(doc.norm(dead)).to_owned();
                }
                // "the death toll rose to 40"
                let subject = at.subject(verb).map(|s| lexicon::meaning(doc.lemma(s)));
                if let Some(toll) = subject.filter(|s| lexicon::is_toll(s) && arc != Arc::Subject) {
                    measure.is_anchored = true;
                    return toll.to_owned();
                }
                let lemma = doc.lemma(verb).to_lowercase();
                let meaning = lexicon::meaning(&lemma);
                if lexicon::is_toll(meaning) {
                    // Who kills is not dead.
                    let suffers = arc == Arc::Object
                        || syntax::is_passive(doc, verb)
                        || matches!(lemma.as_str(), "die" | "perish");
                    return if suffers { meaning.to_owned() } else { String::new() };
                }
                if lexicon::is_weak(&lemma) {
                    return String::new();
                }
                if arc != Arc::Subject {
                    measure.doer = at.subject(verb).and_then(|s| self.named(at, s));
                }
                let by = arc == Arc::Subject && !syntax::is_passive(doc, verb);
                if by { format!("{meaning} by") } else { meaning.to_owned() }
            }
            Site::Noun(noun) => {
                let meaning = lexicon::meaning(doc.lemma(noun));
                if lexicon::is_toll(meaning) { meaning.to_owned() } else { String::new() }
            }
            Site::None => String::new(),
        }
    }
}

/// Nouns whose numbers are of time or of nothing by themselves.
fn is_time_or_rest(noun: &str) -> bool {
    matches!(
        noun,
        "time"
            | "day"
            | "year"
            | "month"
            | "week"
            | "hour"
            | "minute"
            | "second"
            | "season"
            | "term"
            | "p.m."
            | "a.m."
            | "pm"
            | "am"
            | "m."
            | "percent"
            | "other"
            | "one"
            | "more"
            | "point"
            | "way"
            | "part"
            | "thing"
            | "half"
    )
}
