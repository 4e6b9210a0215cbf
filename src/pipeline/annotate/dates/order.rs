//! The order of events that a sentence tells, where it decides between two readings.
//!
//! "Last February", written in March, is the month that has just ended or, since that would be
//! "last month", rather the one a year before. When the sentence puts it before an event, and
//! the article speaks elsewhere of a time that is no later than the nearer reading and at which
//! the event had come already, then only the older reading is left.

use std::ops::Range;

use jiff::{ToSpan as _, civil::DateTime};
use parallax_nlp::Doc;

use super::super::Parsed;
use crate::domain::{DateAnchor, DateAnnotation, DateKind};

/// Rule of the nearer reading, which gave way to an older one.
pub(super) const LAST_SUCH: &str = "last-such-month";

/// Expressions that are looked at in one article, and tokens of a sentence on either side.
const MAX_EXPRESSIONS: usize = 16;
const WINDOW: usize = 60;

/// Confidence when both the words and the order of events speak for the older reading.
const SETTLED: f64 = 0.8;

/// Nouns that stand for the beginning of what follows them.
const BEGINNINGS: [&str; 9] =
    ["beginning", "dawn", "eve", "launch", "onset", "opening", "outbreak", "outset", "start"];

/// An expression with two readings and the event that its sentence puts it before.
struct Open<'a> {
    date: usize,
    /// Lemma of the event.
    event: &'a str,
    /// When the event is first known to have come.
    come: Option<DateTime>,
}

/// Settles on older readings where the order of events asks for them.
pub(super) fn settle(parsed: &Parsed<'_>, dates: &mut [DateAnnotation]) {
    let has_two = |date: &DateAnnotation| date.alternatives.iter().any(|o| o.reason == LAST_SUCH);
    let open = dates.iter().enumerate().filter(|(_, date)| has_two(date));
    let mut open: Vec<Open<'_>> = open
        .filter_map(|(index, date)| {
            Some(Open { date: index, event: event(parsed, date)?, come: None })
        })
        .take(MAX_EXPRESSIONS)
        .collect();
    if open.is_empty() {
        return;
    }
    for (index, date) in dates.iter().enumerate() {
        if let (DateKind::Date | DateKind::Range, Some(latest)) = (date.kind, date.latest) {
            note(parsed, index, date, latest, &mut open);
        }
    }
    for Open { date, come, .. } in open {
        let date = &mut dates[date];
        // The nearer reading ends a year after the older one.
        let nearer = date.latest.and_then(|latest| latest.checked_add(1.years()).ok());
        if come
            .zip(nearer)
            .is_some_and(|(come, nearer)| come.date() <= nearer.date().last_of_month())
        {
            date.anchor = Some(DateAnchor::EventOrder);
            date.score = SETTLED;
        }
    }
}

/// Notes which events a dated sentence speaks of.
fn note(
    parsed: &Parsed<'_>,
    index: usize,
    date: &DateAnnotation,
    latest: DateTime,
    open: &mut [Open<'_>],
) {
    let Some((doc, tokens)) = around(parsed, date) else { return };
    for open in open.iter_mut().filter(|open| open.date != index) {
        if open.come.is_none_or(|come| latest < come)
            && tokens.clone().any(|token| doc.lemma(token) == open.event)
        {
            open.come = Some(latest);
        }
    }
}

/// The tokens of an expression's sentence, not too far from it.
fn around<'a>(parsed: &Parsed<'a>, date: &DateAnnotation) -> Option<(&'a Doc, Range<usize>)> {
    let sentence = parsed.places.get(parsed.sentence_at(date.span.begin)?)?;
    let own = parsed.tokens_in(sentence.segment, date.span);
    let begin = sentence.tokens.start.max(own.start.saturating_sub(WINDOW));
    let end = sentence.tokens.end.min(own.end + WINDOW);
    Some((&parsed.segments[sentence.segment].doc, begin..end.max(begin)))
}

/// The lemma of the event that an expression's sentence puts it before.
fn event<'a>(parsed: &Parsed<'a>, date: &DateAnnotation) -> Option<&'a str> {
    let (doc, mut tokens) = around(parsed, date)?;
    let before = tokens.find(|&token| {
        matches!(doc.norm(token), "before" | "ahead" | "prior" | "eve")
            && matches!(doc.dep(token), "prep" | "mark" | "advmod" | "pobj" | "amod")
    })?;
    if doc.dep(before) == "mark" {
        return Some(doc.lemma(doc.head(before)));
    }
    // "ahead of", "prior to", "the start of the"
    const MAX_STEPS: usize = 6;
    let mut at = before;
    for _ in 0..MAX_STEPS {
        let below = |dep: &str| doc.children(at).take(WINDOW).find(|&c| doc.dep(c) == dep);
        let Some(next) = below("pobj").or_else(|| below("prep")) else { break };
        at = next;
        let noun = doc.tag(at).starts_with("NN");
        if noun && !BEGINNINGS.contains(&doc.lemma(at)) {
            return Some(doc.lemma(at));
        }
    }
    None
}
