//! Of whom or what a number is told.

use super::{At, Measure, Reader, lexicon};
use crate::{
    domain::Section,
    pipeline::annotate::{mentions::Mentions, syntax},
};

impl<'a> Reader<'a> {
    /// Sets the noun and the entity that a number is told of.
    pub(super) fn set_holder(
        &self,
        at: At<'a>,
        (found, noun): (At<'a>, usize),
        measure: &mut Measure,
    ) {
        let doc = found.doc;
        if matches!(doc.tag(noun), "NNS" | "NNPS") {
            return;
        }
        let named = at_named(&self.mentions, found, noun);
        measure.entity = named.filter(|entity| self.has_name(*entity));
        if let Some(described) = named.filter(|entity| !self.has_name(*entity)) {
            // "He" is the boy of the text.
            let words = self.annotated.analysis.entities[described].canonical_name.to_lowercase();
            let noun = lexicon::meaning(words.rsplit(' ').next().unwrap_or_default());
            measure.holder =
                if lexicon::is_anybody(noun) { String::new() } else { noun.to_owned() };
        }
        if doc.tag(noun) == "NN" {
            let word = lexicon::meaning(doc.lemma(noun));
            // "the 26-year-old male Blue Boy" has a name that is none to the engine.
            let named = measure.entity;
            let beside = noun + 1 < doc.tokens().len() && doc.tag(noun + 1).starts_with("NNP");
            if named.is_none() && beside || lexicon::is_anybody(word) && named.is_none() {
                return;
            }
            measure.holder =
                if lexicon::is_anybody(word) { String::new() } else { word.to_owned() };
            measure.is_another = std::ptr::eq(found.segment, at.segment)
                && named.is_none()
                && self.is_another(found, noun, word);
            let span = found.segment.token_span(noun);
            if measure.span.end <= span.begin && span.begin - measure.span.end < 24 {
                measure.span = measure.span.cover(span);
            }
        }
    }

    /// Whether an entity has a name, and not only a description.
    fn has_name(&self, entity: usize) -> bool {
        self.annotated.analysis.entities[entity].mentions.iter().any(|m| m.kind.is_name())
    }

    /// The entity with a name that a word names or stands for.
    pub(super) fn named(&self, at: At<'_>, noun: usize) -> Option<usize> {
        at_named(&self.mentions, at, noun).filter(|entity| self.has_name(*entity))
    }

    /// Whether "a boy" comes after a boy was told of.
    fn is_another(&self, at: At<'_>, noun: usize, word: &str) -> bool {
        let indefinite = syntax::child(at.doc, noun, &["det"])
            .is_some_and(|d| matches!(at.doc.norm(d), "a" | "an" | "another"));
        let here = at.segment.token_span(noun);
        let before = self.first_nouns.get(word).is_some_and(|first| first.begin < here.begin);
        indefinite && before && at.segment.section == Section::Body
    }

    /// The noun that a pronoun stands for, or the noun itself. What the entities do not
    /// know is looked for in this and the sentence before: "The boy fell. He was 4."
    pub(super) fn referent(&self, at: At<'a>, token: usize) -> Option<(At<'a>, usize)> {
        /// Tokens back to what a pronoun stands for.
        const MAX_BACK: usize = 60;
        let token = syntax::antecedent(at.doc, token);
        let tag = at.doc.tag(token);
        if tag.starts_with("NN") {
            return Some((at, token));
        }
        let gender = match at.doc.norm(token) {
            "he" | "him" | "his" => "he",
            "she" | "her" => "she",
            _ => return None,
        };
        if self.mentions.covering(at.segment.token_span(token)).is_some() {
            return Some((at, token));
        }
        let fits = |at: At<'_>, t: usize| {
            at.doc.tag(t) == "NN" && can_be(lexicon::meaning(at.doc.lemma(t)), gender)
        };
        let here = (token.saturating_sub(MAX_BACK)..token).rev().find(|&t| fits(at, t));
        if let Some(noun) = here {
            return Some((at, noun));
        }
        let segments = &self.annotated.segments;
        let index = segments.partition_point(|s| s.span.begin < at.segment.span.begin);
        let segment = segments.get(index.checked_sub(1)?)?;
        let before = At { segment, doc: &segment.doc };
        let len = segment.doc.tokens().len();
        let noun = (len.saturating_sub(MAX_BACK)..len).rev().find(|&t| fits(before, t))?;
        Some((before, noun))
    }
}

/// The entity that a word names or stands for.
fn at_named(mentions: &Mentions, at: At<'_>, noun: usize) -> Option<usize> {
    let entity = |token: usize| mentions.covering(at.segment.token_span(token)).map(|m| m.entity);
    entity(noun).or_else(|| {
        // "a lion, Leo", "a lion named Leo"
        let doc = at.doc;
        let beside = syntax::children(doc, noun).find(|&c| {
            c > noun && (doc.dep(c) == "appos" || doc.dep(c) == "acl" && is_naming(doc.norm(c)))
        })?;
        let name = match doc.dep(beside) {
            "acl" => syntax::child(doc, beside, &["oprd", "dobj", "attr"])?,
            _ => beside,
        };
        doc.tag(name).starts_with("NNP").then(|| entity(name))?
    })
}

fn is_naming(word: &str) -> bool {
    matches!(word, "named" | "called" | "dubbed" | "identified" | "nicknamed")
}

/// Whether a noun is of a person whom "he" or "she" may stand for.
fn can_be(noun: &str, pronoun: &str) -> bool {
    match noun {
        "boy" | "man" | "father" | "brother" | "husband" | "grandfather" => pronoun == "he",
        "girl" | "woman" | "mother" | "sister" | "wife" | "grandmother" => pronoun == "she",
        _ => is_person(noun),
    }
}

/// Whether a noun is of a child, whom reports tell of without a name.
pub(super) fn is_child(noun: &str) -> bool {
    matches!(noun, "boy" | "girl" | "child" | "baby")
}

/// Nouns of one person whose age news tell, in words of meaning.
pub(super) fn is_person(noun: &str) -> bool {
    matches!(
        noun,
        "boy"
            | "girl"
            | "child"
            | "baby"
            | "man"
            | "woman"
            | "teenager"
            | "teen"
            | "student"
            | "suspect"
            | "person"
            | "driver"
            | "father"
            | "mother"
            | "pupil"
            | "gunman"
            | "shooter"
            | "attacker"
    )
}
