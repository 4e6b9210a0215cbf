//! Years since birth: whose, and whether of now or of when something happened.

use super::{At, Measure, Reader, holders::is_child, lexicon, tree::Site};
use crate::pipeline::annotate::syntax;

impl<'a> Reader<'a> {
    /// A number of years since birth: whose?
    pub(super) fn age(&self, at: At<'a>, anchor: usize, measure: &mut Measure) {
        let site = at.site(anchor);
        // "died at the age of 85": the age of then.
        let (site, then) = match site {
            Site::Noun(noun) if at.doc.lemma(noun) == "age" => (at.site(noun), true),
            Site::Verb(verb, arc) => (Site::Verb(verb, arc), at.is_moment(anchor)),
            site => (site, false),
        };
        let holder = match site {
            Site::Noun(noun) => Some(noun),
            Site::Verb(verb, _) => at.subject(verb),
            Site::None => None,
        };
        if let Site::Verb(verb, _) = site
            && at.is_back_then(verb)
        {
            return;
        }
        let Some(holder) = holder.and_then(|h| self.referent(at, h)) else { return };
        self.set_holder(at, holder, measure);
        if measure.holder.is_empty() && measure.entity.is_none() {
            return;
        }
        // "the 35-year-old driver" is somebody whom the text has named before.
        let by_name = measure.entity.is_none() && !is_child(&measure.holder);
        let definite = std::ptr::eq(holder.0.segment, at.segment)
            && syntax::child(at.doc, holder.1, &["det"]).is_some_and(|d| at.doc.norm(d) == "the");
        measure.is_anchored = !(by_name && definite);
        (measure.is_own, measure.attribute) = (true, "age");
        measure.subject = format!("{} age", measure.holder).trim_start().to_owned();
        if let (true, Site::Verb(verb, _)) = (then, site) {
            measure.subject =
                format!("{} at {}", measure.subject, lexicon::meaning(at.doc.lemma(verb)));
            measure.moment = Some(lexicon::meaning(at.doc.lemma(verb)).to_owned());
        }
    }
}

impl At<'_> {
    /// Whether a verb tells of the time of something else: "wrote it when he was 16".
    fn is_back_then(&self, verb: usize) -> bool {
        let doc = self.doc;
        let past = doc.tag(verb) == "VBD";
        past && doc.dep(verb) == "advcl"
            && syntax::children(doc, verb).any(|c| {
                c < verb && matches!(doc.norm(c), "when" | "while" | "after" | "before" | "until")
            })
    }

    /// Whether a number hangs on a verb as the time of what it tells: "at 85", "aged 85".
    fn is_moment(&self, anchor: usize) -> bool {
        let doc = self.doc;
        let head = doc.head(anchor);
        doc.dep(anchor) == "pobj" && matches!(doc.norm(head), "at" | "by" | "until" | "before")
            || doc.norm(anchor) == "aged"
            || doc.norm(head) == "aged" && doc.dep(head) == "advcl"
    }
}
