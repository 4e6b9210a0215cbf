//! Texts and sentences that break off.

use super::{
    Damages,
    sentence::{Sentence, is_finite},
};
use crate::domain::{DamageKind, Section};

/// Words that something must follow, sorted.
#[rustfmt::skip]
const OPEN: &[&str] = &[
    "a", "an", "and", "at", "become", "becomes", "by", "during", "every", "from", "his", "into", "its", "my", "of",
    "or", "our", "than", "the", "their", "these", "to", "whose", "with", "your",
];

/// Two full stops, and an ellipsis behind a word that something must follow.
pub(super) fn check(sentence: &Sentence<'_>, damages: &mut Damages) {
    let text = sentence.text;
    let Some((last, _)) = sentence.last_word() else { return };
    let end = sentence.segment.token_span(last).end;
    // The tokenizer may leave full stops on the word.
    let word = sentence.raw(last).trim_end_matches('.');
    let begin = sentence.segment.token_span(last).begin + word.len();
    let stop = begin.min(end);
    let behind = &text[stop..sentence.segment.span.end];
    let dots = behind.bytes().take_while(|b| *b == b'.').count();
    let closed = behind[dots..].chars().next().is_none_or(char::is_whitespace);
    // "in the U.S.." has the full stop of an abbreviation.
    if word.len() < 2
        || word.contains('.')
        || !word.ends_with(char::is_alphabetic)
        || !closed
        || sentence.section != Section::Body
    {
        return;
    }
    let span = crate::domain::Span::new(sentence.segment.token_span(last).begin, stop + dots);
    if dots == 2 {
        let explanation = "Two full stops: something was cut here.".to_owned();
        damages.push(DamageKind::Truncated, span, 0.7, explanation);
    } else if dots >= 3
        && OPEN.binary_search(&word).is_ok()
        && stop + dots == sentence.segment.span.end
    {
        let explanation = format!("The text breaks off behind “{word}”.");
        damages.push(DamageKind::Truncated, span, 0.6, explanation);
    }
}

/// The end of the article in the middle of a sentence.
pub(super) fn check_last(sentences: &[Sentence<'_>], damages: &mut Damages) {
    /// Shorter texts may be notes without full stops.
    const LEAST_SENTENCES: usize = 5;
    /// Shorter endings are credits and the like.
    const LEAST_WORDS: usize = 8;
    let body = || sentences.iter().filter(|sentence| sentence.section == Section::Body);
    let Some(last) = body().next_back() else { return };
    let ends = |sentence: &Sentence<'_>| sentence.last_word().is_some_and(|(_, ended)| ended);
    let count = body().count();
    let ended = body().filter(|sentence| ends(sentence)).count();
    let text = last.span.of(last.text);
    let open = text.ends_with(|c: char| c.is_alphabetic() || c == ',');
    let finite = last.tokens.clone().any(|i| is_finite(last.tag(i)));
    let Some((word, _)) = last.last_word() else { return };
    if count >= LEAST_SENTENCES
        && 10 * ended >= 8 * count
        && open
        && finite
        && last.tokens.len() >= LEAST_WORDS
    {
        let raw = last.raw(word);
        let explanation = format!("The text ends behind “{raw}”, in the middle of a sentence.");
        damages.push(DamageKind::Truncated, last.range(word..word + 1), 0.6, explanation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(OPEN.is_sorted());
    }
}
