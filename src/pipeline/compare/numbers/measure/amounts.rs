//! Measures with a unit, save ages: of whom, what, or which action.

use std::ops::Range;

use super::{
    At, Measure, Reader, lexicon,
    tree::{Arc, Site},
};
use crate::{domain::Quantity, pipeline::compare::numbers::units::Dimension};

impl<'a> Reader<'a> {
    /// A measure with a unit: of what?
    pub(super) fn amount(
        &self,
        at: At<'a>,
        tokens: Range<usize>,
        anchor: usize,
        quantity: &Quantity,
        measure: &mut Measure,
    ) {
        let doc = at.doc;
        let Some(dimension) = &measure.dimension else { return };
        if at.is_partial(anchor) {
            return;
        }
        if let Some(counted) = quantity.counted {
            // "500 kg of cocaine", "5 percent of voters"
            let noun = self.locate(counted).and_then(|(at, tokens)| at.top(tokens));
            let Some(noun) = noun else { return };
            measure.modifiers = at.modifiers(noun);
            measure.holder = lexicon::meaning(doc.lemma(noun)).to_lowercase();
        }
        let attribute = at.attribute(anchor);
        let site = at.site(anchor);
        let told_of = match site {
            Site::Noun(noun) => Some(noun),
            Site::Verb(verb, _) if doc.lemma(verb) == "be" || doc.lemma(verb) == "weigh" => {
                at.subject(verb)
            }
            _ => None,
        };
        let is_heavy = dimension.is_mass() && quantity.counted.is_none();
        let falls = matches!(site, Site::Verb(v, _) if lexicon::meaning(doc.lemma(v)) == "fall");
        if dimension.is_length() && !falls && at.is_distance(anchor) {
            return;
        }
        if let Some(noun) = told_of
            && (is_heavy || dimension.is_length())
        {
            let Some(holder) = self.referent(at, noun) else { return };
            self.set_holder(at, holder, measure);
            let nobody = measure.holder.is_empty() && measure.entity.is_none();
            if nobody || lexicon::is_play(&measure.holder) {
                return;
            }
            if std::ptr::eq(holder.0.segment, at.segment) {
                measure.modifiers = at.modifiers(holder.1);
                let own =
                    |word: &str| tokens.clone().any(|t| doc.lemma(t).eq_ignore_ascii_case(word));
                measure.modifiers.retain(|word| !own(word));
            }
            let of = attribute.unwrap_or(if is_heavy { "weight" } else { "length" });
            (measure.is_anchored, measure.is_own, measure.attribute) = (true, true, of);
            measure.subject = format!("{} {of}", measure.holder).trim().to_owned();
            if measure.subject.is_empty() {
                measure.subject = "length".to_owned();
            }
            return;
        }
        let (what, anchored) = match site {
            Site::Noun(noun) => {
                let word = lexicon::meaning(doc.lemma(noun)).to_lowercase();
                // A sentence is served in part, suspended, reduced: only the verdict is compared.
                (if word == "sentence" { "sentence term".to_owned() } else { word }, true)
            }
            Site::Verb(verb, arc) => self.action(at, verb, arc, measure),
            Site::None => (String::new(), false),
        };
        if what.is_empty() && measure.holder.is_empty() {
            return;
        }
        measure.is_anchored = anchored;
        let parts = [measure.holder.as_str(), what.as_str(), attribute.unwrap_or_default()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        measure.subject = parts.join(" ");
    }

    /// The action that an amount is told of, and whether it tells enough.
    fn action(&self, at: At<'_>, verb: usize, arc: Arc, measure: &mut Measure) -> (String, bool) {
        let doc = at.doc;
        let lemma = doc.lemma(verb).to_lowercase();
        let weak = lexicon::is_weak(&lemma);
        let measured = matches!(lemma.as_str(), "rise" | "fall" | "drop" | "grow" | "climb" | "be");
        // "Unemployment fell to 5 percent": of unemployment, not of the fall.
        if (weak || measured) && arc != Arc::Subject && !is_long(measure) {
            let Some(subject) = at.subject(verb).filter(|&s| doc.tag(s).starts_with("NN")) else {
                return (String::new(), false);
            };
            measure.entity = self.named(at, subject);
            return (lexicon::meaning(doc.lemma(subject)).to_lowercase(), true);
        }
        measure.doer = at.subject(verb).and_then(|s| self.named(at, s));
        let span = at.segment.token_span(verb);
        if span.end <= measure.span.begin && measure.span.begin - span.end < 2 {
            measure.span = measure.span.cover(span);
        }
        (lexicon::meaning(&lemma).to_owned(), !weak)
    }
}

impl At<'_> {
    /// What the adjective beside a measure measures: "12 feet tall".
    fn attribute(&self, anchor: usize) -> Option<&'static str> {
        let doc = self.doc;
        let head = doc.head(anchor);
        lexicon::attribute(doc.norm(anchor)).or_else(|| lexicon::attribute(doc.norm(head)))
    }
}

/// Whether a length is measured, and no decline.
fn is_long(measure: &Measure) -> bool {
    measure.dimension.as_ref().is_some_and(Dimension::is_length)
}
