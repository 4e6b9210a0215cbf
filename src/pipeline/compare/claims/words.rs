//! What one word of a clause counts as.

use super::{concepts::concept, vocabulary::Feature};
use crate::pipeline::{
    annotate::{numbers, words},
    calendar,
};

/// Letters of a word that count: cheap, and as good as a stemmer on the development sets.
const STEM_LETTERS: usize = 6;

/// The feature of one word, if it counts as one.
pub(super) fn feature(word: &str, tag: &str, name: bool) -> Option<Feature> {
    let first = word.chars().next()?;
    if first.is_ascii_digit() {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        return Some(Feature::Number(digits.replace(',', "").into()));
    }
    if let Some(value) = number_word(word) {
        return Some(Feature::Number(value.to_string().into()));
    }
    let grammatical = matches!(
        tag,
        "MD" | "DT" | "IN" | "TO" | "PRP" | "PRP$" | "WDT" | "WP" | "CC" | "EX" | "POS"
    );
    if grammatical || words::is_stop_word(word) || is_calendar_word(word) {
        return None;
    }
    if let Some(class) = concept(word)
        && !name
    {
        return Some(Feature::Concept(class));
    }
    let end = word.char_indices().nth(STEM_LETTERS).map_or(word.len(), |(at, _)| at);
    Some(Feature::Stem(word[..end].into()))
}

/// The value of a number word, also of an ordinal.
fn number_word(word: &str) -> Option<u32> {
    // "one" is a pronoun more often than a number.
    if word == "one" {
        return None;
    }
    numbers::small(word).or_else(|| numbers::ordinal(&[word])?.whole())
}

/// Words of dates, which count through the dates they name.
fn is_calendar_word(word: &str) -> bool {
    calendar::is_weekday(word)
        || calendar::is_month(word) && word != "may"
        || matches!(word, "jan" | "feb" | "aug" | "sept" | "oct" | "nov" | "dec")
        || matches!(word, "today" | "yesterday" | "tomorrow" | "week" | "month")
}
