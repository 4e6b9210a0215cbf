//! Sentences and words of a revision.

use super::RevisionText;
use crate::domain::{Span, ZoneKind};

/// A sentence of a revision.
#[derive(Debug)]
pub(super) struct Sentence<'t> {
    pub(super) span: Span,
    /// Its words and signs, in order.
    pub(super) words: Vec<Word<'t>>,
}

/// A word, a number with its inner signs, or a sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'t> {
    pub(super) span: Span,
    pub(super) words: &'t str,
}

/// Words that end with a full stop inside a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "sgt", "capt", "sen", "rep", "gov", "st",
    "no", "vs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov",
    "dec", "inc", "corp", "co", "ltd", "u.s", "u.k", "u.n", "a.m", "p.m", "e.g", "i.e",
];
/// A line as long as this without an end of sentence is wrapped.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// The sentences of headline, dateline and body, by their signs and line ends.
pub(super) fn sentences<'t>(revision: &RevisionText<'t>) -> Vec<Sentence<'t>> {
    let mut sentences = Vec::new();
    let kept = |kind| matches!(kind, ZoneKind::Title | ZoneKind::Dateline | ZoneKind::Body);
    for zone in revision.zones.iter().filter(|zone| kept(zone.kind)) {
        divide(revision.text, zone.span, &mut sentences);
    }
    sentences
}

fn divide<'t>(text: &'t str, zone: Span, out: &mut Vec<Sentence<'t>>) {
    let mut sentence: Vec<Word<'t>> = Vec::new();
    let mut line_begin = zone.begin;
    for word in words(text, zone) {
        if let Some(last) = sentence.last() {
            let gap = &text[last.span.end..word.span.begin];
            let breaks = gap.bytes().filter(|b| *b == b'\n').count();
            let line = last.span.end.saturating_sub(line_begin);
            let fresh = !word.words.starts_with(char::is_lowercase);
            let new_line = breaks > 1 || breaks == 1 && fresh && !WRAPPED.contains(&line);
            let end = fresh && !gap.is_empty() && ends(&sentence);
            if new_line || end {
                close(&mut sentence, out);
            }
            if breaks > 0 {
                line_begin = word.span.begin;
            }
        }
        sentence.push(word);
    }
    close(&mut sentence, out);
}

fn close<'t>(words: &mut Vec<Word<'t>>, out: &mut Vec<Sentence<'t>>) {
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let span = Span::new(first.span.begin, last.span.end);
        out.push(Sentence { span, words: std::mem::take(words) });
    }
}

/// Whether words end a sentence: a sign of its end, perhaps with closing signs behind it.
fn ends(words: &[Word<'_>]) -> bool {
    let closing = |w: &&Word<'_>| matches!(w.words, "\"" | "”" | "’" | "'" | ")" | "]" | "»");
    let core = &words[..words.len() - words.iter().rev().take(3).take_while(closing).count()];
    let Some((last, before)) = core.split_last() else { return false };
    match last.words {
        "!" | "?" | "…" => true,
        "." => before.last().is_none_or(|word| {
            let lower = word.words.to_lowercase();
            let initial =
                word.words.chars().count() == 1 && word.words.starts_with(char::is_uppercase);
            !initial && !ABBREVIATIONS.contains(&lower.as_str())
        }),
        _ => false,
    }
}

/// Runs of letters and digits, with single signs between them that belong to a number, an
/// abbreviation or a compound; every other sign by itself.
fn words(text: &str, zone: Span) -> impl Iterator<Item = Word<'_>> {
    let stretch = zone.of(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &stretch[at..];
        at += rest.len() - rest.trim_start().len();
        let rest = &stretch[at..];
        let first = rest.chars().next()?;
        let length = if first.is_alphanumeric() { word_length(rest) } else { first.len_utf8() };
        let span = Span::new(at, at + length).shifted(zone.begin);
        at += length;
        Some(Word { span, words: &rest[..length] })
    })
}

fn word_length(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let joins = matches!(c, '.' | ',' | ':' | '\'' | '’' | '-' | '/') && next;
        if !c.is_alphanumeric() && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}
