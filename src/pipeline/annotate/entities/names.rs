//! Names of a segment, as the engine finds and its rules correct them.

use std::ops::Range;

use super::{Parsed, tokens::Tokens};
use crate::domain::EntityType;
use parallax_nlp::names::is_title;

/// A name over some tokens, with what speaks for its type.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) tokens: Range<usize>,
    pub(super) label: EntityType,
    /// How much `label` weighs in the document's vote.
    pub(super) weight: u32,
    pub(super) score: f64,
    /// Whether it is the abbreviation, in brackets, of the name before it.
    pub(super) abbreviates_last: bool,
}

/// The names of a segment in text order.
pub(super) fn names(parsed: &Parsed<'_>, tokens: &Tokens<'_>) -> Vec<Name> {
    let doc = &tokens.segment.doc;
    let mut names: Vec<Name> = Vec::new();
    for entity in parsed.few_until_stopped(&tokens.segment.names) {
        let Some(label) = entity_type(doc.label(entity)) else { continue };
        let range = entity.tokens.clone();
        let follows = names.last().is_some_and(|last| last.tokens.end + 1 == range.start);
        let abbreviates_last = follows && is_bracketed_abbreviation(tokens, &range);
        let weight = match label {
            _ if abbreviates_last => 0,
            // Full names are what the recogniser knows best.
            EntityType::Person if range.len() > 1 => 2,
            _ => 1,
        };
        let label = if is_person_with_article(tokens, label, &range) {
            EntityType::Organization
        } else {
            label
        };
        let score = f64::from(entity.confidence);
        names.push(Name { tokens: range, label, weight, score, abbreviates_last });
    }
    names
}

/// Whether what the recogniser took for a person has an article: "the Enquirer" is none, but "the
/// Rev. Smith" and "the Smiths" are.
fn is_person_with_article(tokens: &Tokens<'_>, label: EntityType, range: &Range<usize>) -> bool {
    label == EntityType::Person
        && range.start > 0
        && matches!(tokens.word(range.start - 1), "the" | "The")
        && tokens.tag(range.end - 1) != "NNPS"
        && !is_title(tokens.word(range.start))
}

/// What a label of the recogniser stands for; numbers, dates and the like are no names.
pub(super) fn entity_type(label: &str) -> Option<EntityType> {
    Some(match label {
        "PERSON" => EntityType::Person,
        "ORG" => EntityType::Organization,
        "GPE" | "LOC" | "FAC" => EntityType::Location,
        "NORP" => EntityType::Group,
        "EVENT" => EntityType::Event,
        "WORK_OF_ART" | "LAW" => EntityType::Work,
        "PRODUCT" | "LANGUAGE" => EntityType::Other,
        _ => return None,
    })
}

/// Whether a name is one word in brackets with two capitals or more.
fn is_bracketed_abbreviation(tokens: &Tokens<'_>, range: &Range<usize>) -> bool {
    let word = tokens.word(range.start);
    let letters = word.chars().filter(|c| c.is_uppercase()).count();
    range.len() == 1
        && range.start > 0
        && tokens.word(range.start - 1) == "("
        && tokens.word(range.end) == ")"
        && (2..=8).contains(&letters)
        && word.chars().all(|c| c.is_alphanumeric() || c == '.')
}
