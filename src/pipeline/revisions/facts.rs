//! Words of fact that an edit touches.

use std::ops::Range;

use super::{
    RevisionText,
    sentences::{Sentence, Word},
    words::{Edit, span},
};
use crate::domain::{EditOp, FactKind, FactualEdit, Span};
use crate::pipeline::calendar::month;

const NUMBER_WORDS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "dozen",
    "dozens",
    "half",
    "twice",
];
const DATE_WORDS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "a.m",
    "p.m",
    "noon",
    "midnight",
];
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "nowhere", "without",
    "cannot", "hardly", "unable", "refused", "denied", "denies", "deny",
];

/// The words of fact in the steps of an edit that change anything, in text order. What
/// stands at the same place on both sides is one edit.
pub(super) fn factual_edits(
    base: &RevisionText<'_>,
    other: &RevisionText<'_>,
    before: &Sentence<'_>,
    after: &Sentence<'_>,
    edits: &[Edit],
) -> Vec<FactualEdit> {
    let (base_quoted, other_quoted) = (quoted(before), quoted(after));
    let mut facts = Vec::new();
    for edit in edits.iter().filter(|edit| edit.op != EditOp::Keep) {
        let names = |revision: &RevisionText<'_>, sentence: &Sentence<'_>, range: &Range<usize>| {
            span(sentence, range).map_or_else(Vec::new, |span| names(revision, sentence, span))
        };
        let (old_names, new_names) =
            (names(base, before, &edit.base), names(other, after, &edit.other));
        let side =
            |sentence: &Sentence<'_>, range: &Range<usize>, names: &[Span], kind| -> Vec<Span> {
                match kind {
                    FactKind::Name => names.to_vec(),
                    _ => of_kind(sentence, range, names, kind),
                }
            };
        for kind in [FactKind::Name, FactKind::Number, FactKind::Date, FactKind::Negation] {
            let old = side(before, &edit.base, &old_names, kind);
            let new = side(after, &edit.other, &new_names, kind);
            for i in 0..old.len().max(new.len()) {
                let (base_span, other_span) = (old.get(i).copied(), new.get(i).copied());
                let same = base_span
                    .zip(other_span)
                    .is_some_and(|(b, o)| b.of(base.text) == o.of(other.text));
                if !same {
                    facts.push(FactualEdit { kind, base: base_span, other: other_span });
                }
            }
        }
        let touched = |range: &Range<usize>, quoted: &[bool]| quoted[range.clone()].contains(&true);
        if touched(&edit.base, &base_quoted) || touched(&edit.other, &other_quoted) {
            let (base, other) = (span(before, &edit.base), span(after, &edit.other));
            facts.push(FactualEdit { kind: FactKind::Quote, base, other });
        }
    }
    facts
}

/// The names of a sentence that a stretch of it touches.
fn names(revision: &RevisionText<'_>, sentence: &Sentence<'_>, stretch: Span) -> Vec<Span> {
    let first = revision.names.partition_point(|name| name.end <= stretch.begin);
    let touched = revision.names[first..].iter().take_while(|name| name.begin < stretch.end);
    touched.filter(|name| sentence.span.contains(**name)).copied().collect()
}

/// The words of a kind in a range of a sentence that are no part of a name.
fn of_kind(
    sentence: &Sentence<'_>,
    range: &Range<usize>,
    names: &[Span],
    kind: FactKind,
) -> Vec<Span> {
    let fits = |&i: &usize| {
        let word = &sentence.words[i];
        // Names stand in text order and apart.
        let next = names.partition_point(|name| name.end <= word.span.begin);
        kind_of(&sentence.words, i) == Some(kind)
            && !names.get(next).is_some_and(|name| name.overlaps(word.span))
    };
    range.clone().filter(fits).map(|i| sentence.words[i].span).collect()
}

fn kind_of(words: &[Word<'_>], i: usize) -> Option<FactKind> {
    let lower = words[i].words.to_lowercase().replace('’', "'");
    if NEGATIONS.contains(&lower.as_str()) || lower.ends_with("n't") {
        return Some(FactKind::Negation);
    }
    if DATE_WORDS.contains(&lower.as_str()) || is_month(words, i) {
        return Some(FactKind::Date);
    }
    if lower.starts_with(|c: char| c.is_ascii_digit()) {
        let beside = [i.checked_sub(1), Some(i + 1)];
        let by_month = beside.into_iter().flatten().any(|j| j < words.len() && is_month(words, j));
        let year =
            lower.len() == 4 && lower.parse::<u16>().is_ok_and(|y| (1800..2100).contains(&y));
        let time =
            lower.contains([':', '-', '/']) && lower.bytes().all(|b| !b.is_ascii_alphabetic());
        return Some(if by_month || year || time { FactKind::Date } else { FactKind::Number });
    }
    let numeric = lower.split('-').any(|part| NUMBER_WORDS.contains(&part));
    numeric.then_some(FactKind::Number)
}

/// Whether a word names a month; "may" and "march" do beside a number.
fn is_month(words: &[Word<'_>], i: usize) -> bool {
    let word = words[i].words;
    let beside = |j: Option<usize>| {
        j.and_then(|j| words.get(j))
            .is_some_and(|w| w.words.starts_with(|c: char| c.is_ascii_digit()))
    };
    let ambiguous = matches!(word, "May" | "March" | "Mar" | "Jan" | "Dec" | "Sep");
    word.starts_with(char::is_uppercase)
        && month(word).is_some()
        && (!ambiguous || beside(i.checked_sub(1)) || beside(Some(i + 1)) || i > 0)
}

/// Which words stand within quotation marks, the marks included.
fn quoted(sentence: &Sentence<'_>) -> Vec<bool> {
    let mut inside = false;
    let mark = |word: &Word<'_>| {
        let (opens, closes) = match word.words {
            "“" | "„" | "«" => (true, false),
            "”" | "»" => (false, true),
            "\"" => (!inside, inside),
            _ => (false, false),
        };
        let within = inside || opens || closes;
        inside = (inside || opens) && !closes;
        within
    };
    sentence.words.iter().map(mark).collect()
}
