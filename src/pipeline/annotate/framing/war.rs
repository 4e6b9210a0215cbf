//! Words for wars: mild ones for what the same article calls a war ("the Ukraine issue"), and
//! those that say whose war it is ("Napoleon's war").

use super::super::mentions::Mentions;
use super::super::{Parsed, Segment, syntax};
use crate::domain::MentionKind;

/// Toward the land or party by which the war is called: neither for nor against.
pub(super) const MILD_VALENCE: f64 = 0.0;

/// Toward whoever is said to make the war.
pub(super) const BLAME_VALENCE: f64 = -0.4;

/// Lemmas of nouns that call a war a war.
const HARSH: [&str; 6] = ["aggression", "attack", "invasion", "offensive", "onslaught", "war"];

/// Lemmas of nouns that do not.
const MILD: [&str; 6] = ["conflict", "crisis", "event", "issue", "question", "situation"];

/// The entities that the article names a war or an attack by.
pub(super) struct Warlike {
    /// Indices of entities, ascending.
    entities: Vec<usize>,
}

impl Warlike {
    pub(super) fn new(parsed: &Parsed<'_>, mentions: &Mentions) -> Self {
        let mut entities = Vec::new();
        for segment in parsed.segments {
            for token in 0..segment.doc.tokens().len() {
                if is_one_of(segment, token, &HARSH) {
                    entities.extend(named(segment, token, mentions));
                }
            }
        }
        entities.sort_unstable();
        entities.dedup();
        Self { entities }
    }

    /// The entity by which a mild word names what is called a war elsewhere.
    pub(super) fn mild_word(
        &self,
        segment: &Segment,
        token: usize,
        mentions: &Mentions,
    ) -> Option<usize> {
        if self.entities.is_empty() || !is_one_of(segment, token, &MILD) {
            return None;
        }
        named(segment, token, mentions).find(|e| self.entities.binary_search(e).is_ok())
    }
}

/// Where the words begin that say whose war or attack the noun at a token is, and who that is.
pub(super) fn made_by(
    segment: &Segment,
    noun: usize,
    mentions: &Mentions,
) -> Option<(usize, usize)> {
    if !is_one_of(segment, noun, &HARSH) || segment.doc.tag(noun).starts_with("NNP") {
        return None;
    }
    let doc = &segment.doc;
    syntax::children(doc, noun).find_map(|child| {
        let mention = mentions.covering(segment.token_span(child))?;
        let is_maker = match doc.dep(child) {
            "poss" => doc.tag(child).starts_with("NNP"),
            "amod" => mention.kind == MentionKind::Demonym,
            _ => false,
        };
        // "the Ukrainian war" is a war in Ukraine, "the Ukrainian attack" is not.
        let place = doc.dep(child) == "amod" && doc.lemma(noun).eq_ignore_ascii_case("war");
        (is_maker && !place).then_some((child, mention.entity))
    })
}

fn is_one_of(segment: &Segment, token: usize, lemmas: &[&str]) -> bool {
    segment.doc.tag(token).starts_with("NN")
        && lemmas.iter().any(|lemma| segment.doc.lemma(token).eq_ignore_ascii_case(lemma))
}

/// The entities that stand before a noun ("the Ukraine war") or behind it ("the war in Ukraine").
fn named(segment: &Segment, noun: usize, mentions: &Mentions) -> impl Iterator<Item = usize> {
    let doc = &segment.doc;
    let words = syntax::children(doc, noun).filter_map(move |child| match doc.dep(child) {
        "amod" | "compound" | "nmod" => Some(child),
        "prep" if matches!(doc.norm(child), "in" | "of" | "on" | "against" | "over") => {
            syntax::governed(doc, child)
        }
        _ => None,
    });
    words.filter_map(move |word| Some(mentions.covering(segment.token_span(word))?.entity))
}
