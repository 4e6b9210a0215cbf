//! Reported speech without marks: what a cue governs.

use std::ops::Range;

use super::{
    Draft,
    credit::{At, Credit},
    cues::Cue,
    reading::Reading,
};
use crate::domain::{QuoteKind, Span};

/// The reported speech of an article.
pub(super) fn indirect(readings: &[Reading<'_>], cues: &[Vec<Cue>]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (segment, (reading, cues)) in readings.iter().zip(cues).enumerate() {
        for cue in reading.parsed.few_until_stopped(cues) {
            report(reading, segment, cue, &mut drafts);
        }
    }
    drafts
}

/// Fewest words of the narrator's that are a report.
const FEWEST_WORDS: usize = 2;
/// How many tokens of a report are read to count its words.
const MAX_READ: usize = 256;
/// Fewest words of a report that is no clause.
const FEWEST_WORDS_OF_PHRASE: usize = 3;

fn report(reading: &Reading<'_>, segment: usize, cue: &Cue, drafts: &mut Vec<Draft>) {
    let Some(parts) = reported(reading, cue) else { return };
    let credit = Credit {
        source: cue.source.map(|token| At { segment, token }),
        cue: Some(reading.span(cue.words.clone())),
        cue_token: Some(At { segment, token: cue.token }),
        addressee: cue.addressee.map(|token| At { segment, token }),
        relayer: None,
        signature: None,
        rule: if cue.is_credit { "according-to" } else { "governing-cue" },
        score: 0.85,
    };
    let is_clause = |&c: &usize| matches!(reading.doc.dep(c), "ccomp" | "xcomp" | "acl" | "relcl");
    let clause = cue.is_credit || cue.contents.iter().any(is_clause);
    if !clause && cue.source.is_none() {
        return;
    }
    let fewest = if clause { FEWEST_WORDS } else { FEWEST_WORDS_OF_PHRASE };
    let mut continues: Option<Span> = None;
    for part in parts {
        let words = |&t: &usize| reading.is_told(t) && !reading.is_punctuation(t);
        if part.clone().take(MAX_READ).filter(words).take(fewest).count() < fewest {
            continue;
        }
        let span = reading.span(part);
        drafts.push(Draft {
            kind: QuoteKind::Indirect,
            span,
            content: span,
            credit: Some(credit.clone()),
            unbalanced: false,
            continues,
        });
        continues = Some(span);
    }
}

/// The tokens that a cue reports, in one or more stretches around the cue and its subject.
fn reported(reading: &Reading<'_>, cue: &Cue) -> Option<Vec<Range<usize>>> {
    let first = cue.contents.iter().map(|&c| reading.under(c).start).min()?;
    let end = cue.contents.iter().map(|&c| reading.under(c).end).max()?;
    let sentence = reading.sentence(cue.token);
    let mut range = first.max(sentence.start)..end.min(sentence.end);
    // The cue and its source are the narrator's own words.
    let mut told = cue.words.clone();
    if let Some(source) = cue.source {
        let under = reading.under(source);
        let beside =
            if cue.is_credit || !under.contains(&cue.token) { under } else { source..source + 1 };
        if beside.start <= told.end + 2 && told.start <= beside.end + 2 {
            told = told.start.min(beside.start)..told.end.max(beside.end);
        }
    }
    range = after_that(reading, range);
    let mut parts = Vec::new();
    for part in [range.start..range.end.min(told.start), range.start.max(told.end)..range.end] {
        let part = trimmed(reading, part);
        if !part.is_empty() {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// Without "that" at the beginning.
fn after_that(reading: &Reading<'_>, range: Range<usize>) -> Range<usize> {
    if !range.is_empty()
        && reading.doc.norm(range.start) == "that"
        && reading.doc.dep(range.start) == "mark"
    {
        return range.start + 1..range.end;
    }
    range
}

/// Without punctuation at either end, but for marks of quotations.
fn trimmed(reading: &Reading<'_>, range: Range<usize>) -> Range<usize> {
    let loose = |&t: &usize| reading.is_punctuation(t) && reading.is_told(t);
    let Some(begin) = range.clone().take(MAX_LOOSE).find(|t| !loose(t)) else {
        return range.start..range.start;
    };
    let last = range.clone().rev().take(MAX_LOOSE).find(|t| !loose(t));
    let end = last.map_or(begin, |t| t + 1).max(begin);
    marks_beside(reading, begin)..marks_after(reading, end)
}

/// How many tokens of punctuation are taken off either end.
const MAX_LOOSE: usize = 16;
/// How many marks and punctuation of a quotation are looked through at its ends.
const MAX_MARKS: usize = 4;

/// Where a stretch begins with the marks of the quotation that it begins with.
fn marks_beside(reading: &Reading<'_>, begin: usize) -> usize {
    let quotation = reading.quoted(begin);
    let belongs = |&t: &usize| {
        quotation.is_some() && reading.quoted(t) == quotation && reading.is_punctuation(t)
    };
    (0..begin).rev().take(MAX_MARKS).take_while(belongs).last().unwrap_or(begin)
}

/// Where a stretch ends with the marks of the quotation that it ends with.
fn marks_after(reading: &Reading<'_>, end: usize) -> usize {
    let quotation = end.checked_sub(1).and_then(|last| reading.quoted(last));
    let belongs = |&t: &usize| {
        quotation.is_some() && reading.quoted(t) == quotation && reading.is_punctuation(t)
    };
    (end..reading.len()).take(MAX_MARKS).take_while(belongs).last().map_or(end, |t| t + 1)
}
