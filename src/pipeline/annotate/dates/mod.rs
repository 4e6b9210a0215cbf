//! Expressions of time, found and resolved.
//!
//! The grammar reads what an expression says; resolving turns it into a stretch of the calendar,
//! counted from the article's date or from a date that was told before it, never from the clock.

mod form;
mod grammar;
mod holidays;
mod lexicon;
mod order;
mod resolve;
mod tense;
mod value;
mod words;
mod write;

#[cfg(test)]
mod tests;

use self::{
    form::{Form, Time, When},
    grammar::Found,
    resolve::{Context, Resolved},
    tense::Direction,
    value::Value,
    words::Words,
};
use super::Parsed;
use crate::domain::{DateAnnotation, Span};

/// The expressions of time of an article, in text order; they do not overlap.
pub(super) fn dates(parsed: &Parsed<'_>) -> Vec<DateAnnotation> {
    let mut context = Context {
        today: parsed.date.map(|known| known.date),
        told: None,
        period: None,
        told_here: false,
        direction: Direction::Open,
    };
    let mut dates = Vec::new();
    let mut sentence = None;
    for segment in parsed.until_stopped(parsed.segments) {
        // Lower-case ASCII keeps all positions.
        let lower = segment.text(parsed.text).to_ascii_lowercase();
        let words = Words::new(parsed, segment, &lower);
        let expressions = grammar::expressions(parsed, &words);
        for found in parsed.few_until_stopped(expressions) {
            let first = words.token(found.begin);
            // An expression has at least one word.
            let last = words.token(found.end - 1);
            let span = segment.range_span(first..last + 1);
            context.direction = direction(&words, &found);
            let here = parsed.sentence_at(span.begin);
            context.told_here &= here == sentence;
            sentence = here;
            dates.push(annotation(span, &found.form, &mut context));
        }
    }
    if !parsed.is_stopped() {
        order::settle(parsed, &mut dates);
    }
    dates
}

/// Where the clause of an expression points.
fn direction(words: &Words<'_>, found: &Found) -> Direction {
    let before =
        |back: usize| found.begin.checked_sub(back).map(|i| (words.lower(i), words.token(i)));
    if before(1).is_some_and(|(word, _)| word == "since") {
        return Direction::Since;
    }
    let preposition = |word: &str| matches!(word, "on" | "in" | "at" | "late" | "early" | ",");
    let beside = match before(1) {
        Some((word, _)) if preposition(word) => before(2),
        beside => beside,
    };
    let possessed = matches!(words.lower(found.end), "'s" | "’s");
    tense::direction(words.doc, words.token(found.begin), beside.map(|(_, token)| token), possessed)
}

/// Resolves an expression and remembers what it tells.
fn annotation(span: Span, form: &Form, context: &mut Context) -> DateAnnotation {
    let (date, told) = match form {
        Form::When(when) => {
            let resolved = resolve::resolve(when, context);
            let told = resolved.value.as_ref().ok().copied();
            (write::when(span, when, resolved), told)
        }
        Form::Range(first, last) => {
            let (first, last) = ends(first.as_deref(), last.as_deref(), context);
            let told =
                last.as_ref().or(first.as_ref()).and_then(|(_, end)| end.value.as_ref().ok());
            let told = told.copied();
            (write::range(span, first, last), told)
        }
        Form::Duration(length) => (write::duration(span, length), None),
        Form::Window(which, length) => (write::window(span, *which, length, context.today), None),
        Form::Recurring(recurring) => (write::recurring(span, *recurring), None),
        Form::Vague(time) => (write::vague(span, *time), None),
    };
    if let Some(value) = told {
        context.told = Some(value);
        context.told_here = true;
        // What figures are compared with is not itself what they are of, nor is a quarter that
        // is not over.
        let compared = matches!(
            form,
            Form::When(When { base: form::Base::Offset { .. } | form::Base::PeriodOf(_), .. })
        );
        let over = value.days().is_some_and(|(_, last)| context.today.is_none_or(|day| last < day));
        if matches!(value, Value::Quarter(..) | Value::Half(..)) && over && !compared {
            context.period = Some(value);
        }
    }
    date
}

/// An end of a range with what it stands for.
type End = (When, Resolved);

/// Both ends of a range; each helps to resolve the other.
fn ends(
    first: Option<&When>,
    last: Option<&When>,
    context: &Context,
) -> (Option<End>, Option<End>) {
    let alone = |when: &When| (when.clone(), resolve::resolve(when, context));
    let (Some(first), Some(last)) = (first, last) else {
        return (first.map(alone), last.map(alone));
    };
    // "from 9 a.m. to 5 p.m. on Friday"
    let shared = |when: &When, other: &When| match when.base {
        form::Base::Clock => When { base: other.base.clone(), ..when.clone() },
        _ => when.clone(),
    };
    let (first, last) = (shared(first, last), shared(last, first));
    let (mut from, mut to) = (resolve::resolve(&first, context), resolve::resolve(&last, context));
    let day = |resolved: &Resolved| resolved.value.as_ref().ok().and_then(|v| v.days());
    if last.is_explicit() && !first.is_explicit() {
        if let Some(value) = day(&to).and_then(|(to, _)| resolve::at_or_before(&first.base, to)) {
            from = Resolved { value: Ok(value), ..to.clone() };
        }
    } else if let Some(value) =
        day(&from).and_then(|(from, _)| resolve::at_or_after(&last.base, from))
    {
        to = Resolved { value: Ok(value), other: None, ..from.clone() };
    }
    // "from 10 p.m. to 6 a.m."
    if let (Some(Time::Clock { .. }), Some(Time::Clock { .. })) = (first.time, last.time)
        && let (Ok(Value::Day(day)), Ok(Value::Day(same))) = (&from.value, &to.value)
        && day == same
        && last.time.map(Time::minutes) < first.time.map(Time::minutes)
        && let Some(next) = Value::Day(*day).moved(1)
    {
        to.value = Ok(next);
    }
    (Some((first, from)), Some((last, to)))
}

impl When {
    fn is_explicit(&self) -> bool {
        matches!(self.base, form::Base::Fixed(_) | form::Base::Within(..))
    }
}
