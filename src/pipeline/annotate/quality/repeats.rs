//! Words and sentences twice in a row.

use super::{Damages, sentence::Sentence};
use crate::domain::{DamageKind, Section};

/// Words of grammar that never stand twice in a row, sorted.
#[rustfmt::skip]
const NEVER_DOUBLED: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "because", "been", "but", "could", "from", "has", "have",
    "if", "its", "my", "of", "or", "our", "should", "than", "the", "their", "these", "they", "this",
    "those", "was", "we", "were", "where", "which", "while", "will", "with", "would", "your",
];

/// Words that are doubled for emphasis, or that are sounds, sorted.
#[rustfmt::skip]
const EMPHATIC: &[&str] = &[
    "aye", "big", "blah", "bye", "cha", "chop", "clap", "dear", "deep", "dum", "far", "goody", "ha", "hear", "hello",
    "hip", "hot", "hush", "knock", "la", "little", "long", "many", "more", "much", "never", "no", "now", "oh", "ok",
    "old", "please", "pom", "quick", "rah", "really", "so", "stop", "sure", "there", "thump", "tick", "too",
    "tut", "very", "wait", "wee", "well", "yeah", "yes",
];

/// Longest run of words that is looked for twice in a row.
const LONGEST: usize = 6;

/// Doubled words inside a sentence, and a word said twice around a full stop.
pub(super) fn check(sentence: &Sentence<'_>, damages: &mut Damages) {
    let mut next = sentence.tokens.start;
    for i in sentence.until_stopped() {
        if i < next {
            continue;
        }
        let length = (1..=LONGEST).rev().find(|n| is_doubled(sentence, i, *n));
        let Some(length) = length else {
            doubled_over_stop(sentence, i, damages);
            continue;
        };
        let words = sentence.words(i..i + length);
        let explanation = format!("“{words}” stands twice in a row.");
        let span = sentence.range(i..i + 2 * length);
        let score = if length == 1 && !is_grammar(words) { 0.6 } else { 0.9 };
        damages.push(DamageKind::RepeatedWords, span, score, explanation);
        next = i + 2 * length;
    }
}

fn is_grammar(word: &str) -> bool {
    NEVER_DOUBLED.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether the `n` words from token `i` on stand twice in a row by mistake.
fn is_doubled(sentence: &Sentence<'_>, i: usize, n: usize) -> bool {
    if i + 2 * n > sentence.tokens.end {
        return false;
    }
    let same = (i..i + n).all(|k| {
        let raw = sentence.raw(k);
        raw == sentence.raw(k + n) && raw.bytes().all(|b| b.is_ascii_lowercase())
    });
    // Without white space in front, a word is part of another.
    if !same || !sentence.doc.tokens()[i + n - 1].space_after {
        return false;
    }
    if n == 1 {
        let word = sentence.raw(i);
        return is_grammar(word)
            || word.len() > 3
                && EMPHATIC.binary_search(&word).is_err()
                && matches!(sentence.tag(i), "NN" | "NNS")
                && matches!(sentence.tag(i + 1), "NN" | "NNS" | "VBD" | "VBN");
    }
    // "more and more and more", "day by day by day"
    let chained = (i..i + n).any(|k| {
        sentence.is(
            k,
            &["and", "or", "after", "by", "upon", "as", "to", "very", "no", "blah", "so", "really"],
        )
    });
    !chained && (n > 2 || (i..i + n).any(|k| is_grammar(sentence.raw(k))))
}

/// "… in a statement. statement posted …": the word behind the full stop goes on in lower case.
fn doubled_over_stop(sentence: &Sentence<'_>, i: usize, damages: &mut Damages) {
    let (tokens, segment) = (sentence.doc.tokens(), sentence.segment);
    if i + 2 >= tokens.len() {
        return;
    }
    let raw = |k: usize| segment.token_span(k).of(sentence.text);
    let word = raw(i);
    let lower = word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase());
    if lower && raw(i + 1) == "." && raw(i + 2) == word && tokens[i + 1].space_after {
        let explanation = format!("“{word}” stands on both sides of a full stop.");
        let span = segment.range_span(i..i + 3);
        damages.push(DamageKind::RepeatedWords, span, 0.9, explanation);
    }
}

/// A sentence of the body that is the same as the one before it.
pub(super) fn check_sentences(sentences: &[Sentence<'_>], damages: &mut Damages) {
    /// Shorter ones are said twice on purpose.
    const LEAST_BYTES: usize = 40;
    for pair in sentences.windows(2) {
        let [first, second] = pair else { continue };
        let words = first.span.of(first.text);
        let body = first.section == Section::Body && second.section == Section::Body;
        if body && words.len() >= LEAST_BYTES && words == second.span.of(second.text) {
            let explanation = "The sentence stands twice in a row.".to_owned();
            damages.push(DamageKind::RepeatedWords, second.span, 0.8, explanation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(NEVER_DOUBLED.is_sorted() && EMPHATIC.is_sorted());
    }
}
