//! The grammar of expressions of time.
//!
//! Each rule reads the words from some position on and gives what they mean and where they
//! end. Rules look a bounded number of words ahead and call each other to a bounded depth, so
//! that trying them at every word of a text stays linear.

mod calendar;
mod clock;
mod duration;
mod relative;
mod vague;
mod years;

use super::{
    form::{Base, Form, Time, When},
    lexicon::{Term, Unit, Which},
    value::Part,
    words::Words,
};
use crate::pipeline::annotate::Parsed;

/// What a rule gives: a meaning and the word after the last.
pub(super) type Read<T> = Option<(T, usize)>;

/// An expression of time and the words that it takes.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) form: Form,
    pub(super) begin: usize,
    pub(super) end: usize,
}

/// All expressions of a segment, in text order; they do not overlap.
pub(super) fn expressions(parsed: &Parsed<'_>, words: &Words<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut next = 0;
    for i in parsed.few_until_stopped(0..words.len()) {
        if i < next {
            continue;
        }
        if let Some(expression) = expression(words, i) {
            next = expression.end;
            found.push(expression);
        }
    }
    found
}

/// The longest expression that begins at `i`; a preposition there is left out of it.
fn expression(words: &Words<'_>, i: usize) -> Option<Found> {
    if words.term(i) == Term::Between {
        let (form, end) = range(words, i + 1, true)?;
        return matches!(form, Form::Range(..)).then_some(Found { form, begin: i + 1, end });
    }
    if let Some((form, end)) = open_range(words, i) {
        return Some(Found { form, begin: i + 1, end });
    }
    if !may_begin(words, i) {
        return None;
    }
    let rules = [
        |words: &Words<'_>, i| range(words, i, false),
        duration::recurring,
        duration::duration,
        vague::vague,
    ];
    let readings = rules.iter().filter_map(|rule| rule(words, i));
    // Of equally long ones the first.
    let (form, end) = readings.reduce(|best, other| if other.1 > best.1 { other } else { best })?;
    Some(Found { form, begin: i, end })
}

/// Whether an expression may begin with a word; most cannot.
fn may_begin(words: &Words<'_>, i: usize) -> bool {
    words.term(i) != Term::Other
        // "mid-2024", "Q3"
        || words.lower(i).ends_with(|c: char| c.is_ascii_digit() || c == 's')
            && words.lower(i).contains(|c: char| c.is_ascii_digit())
        || words.is_figure(i)
        || words.is(i, "these")
}

/// "until 2030", "since March": one end is open.
fn open_range(words: &Words<'_>, i: usize) -> Read<Form> {
    let until = words.any(i, &["until", "till"]);
    if !until && !words.is(i, "since") {
        return None;
    }
    let (form, end) = range(words, i + 1, false)?;
    let Form::When(when) = form else { return None };
    // "since last week" tells how long, "until now" nothing that counts.
    let closed =
        !matches!(when.base, Base::Fixed(_) | Base::DayOfYear { .. } | Base::Named(_, None));
    if closed {
        return Some((Form::When(when), end));
    }
    let when = Some(Box::new(when));
    Some((if until { Form::Range(None, when) } else { Form::Range(when, None) }, end))
}

/// A time, or two with a word between that makes a range of them.
fn range(words: &Words<'_>, i: usize, between: bool) -> Read<Form> {
    let years_or_days = calendar::days_of_month(words, i).or_else(|| years::years(words, i));
    if years_or_days.is_some() {
        return years_or_days;
    }
    let (first, end) = when(words, i)?;
    let glued = words.any(end, &["-", "–", "—"]);
    let joint = glued
        || words.any(end, &["to", "through", "thru", "until", "till"])
        || between && words.is(end, "and");
    if joint
        && let Some((last, last_end)) = when(words, end + 1)
        && grain(&first) == grain(&last)
        && grain(&first).is_some()
    {
        return Some((Form::Range(Some(Box::new(first)), Some(Box::new(last))), last_end));
    }
    Some((Form::When(first), end))
}

/// What the ends of a range must have in common.
fn grain(when: &When) -> Option<u8> {
    if let Some(Time::Clock { .. }) = when.time {
        return Some(0);
    }
    match &when.base {
        Base::Fixed(value) => match value.unit() {
            Unit::Day => Some(1),
            Unit::Month | Unit::Quarter => Some(2),
            Unit::Year | Unit::Decade => Some(3),
            Unit::Century => Some(4),
            _ => None,
        },
        Base::DayOfYear { .. } | Base::Weekday(..) | Base::Today(_) => Some(1),
        Base::Named(..) | Base::Within(..) => Some(2),
        _ => None,
    }
}

/// A point or unit of time with what stands around it: "early next week", "5 p.m. on Friday",
/// "yesterday morning".
fn when(words: &Words<'_>, i: usize) -> Read<When> {
    if let Some((time, end)) = clock::clock(words, i) {
        let at = skip(words, end, &[",", "on"]);
        return Some(match dated(words, at) {
            Some((date, end)) if date.time.is_none() && date.base != Base::Clock => {
                (When { time: Some(time), ..date }, end)
            }
            _ => (When { time: Some(time), ..Base::Clock.into() }, end),
        });
    }
    let (mut when, mut end) = dated(words, i)?;
    if when.time.is_none()
        && when.is_day()
        && let Some((time, after)) = trailing_time(words, end)
    {
        (when.time, end) = (Some(time), after);
    }
    Some((when, end))
}

impl When {
    /// Whether a time of day may follow.
    fn is_day(&self) -> bool {
        grain(self) == Some(1)
            || matches!(self.base, Base::Unit(Unit::Day, _) | Base::DayOfMonth(_))
    }
}

/// "night", "in the evening", "at 5 p.m.", after a day.
fn trailing_time(words: &Words<'_>, i: usize) -> Read<Time> {
    if let Some(found) = clock::day_part(words, i) {
        return Some(found);
    }
    let at = skip(words, i, &[",", "at"]);
    let at = skip(words, at, &["around", "about"]);
    if at > i
        && let Some(found) = clock::clock(words, at)
    {
        return Some(found);
    }
    if words.is(i, "in") && words.is(i + 1, "the") {
        return clock::day_part(words, i + 2);
    }
    None
}

/// A date with "early", "the end of", "around", "the morning of" before it.
fn dated(words: &Words<'_>, i: usize) -> Read<When> {
    let approximate = words.term(i) == Term::Approximate;
    let (date, end) = plainly_dated(words, i + usize::from(approximate))?;
    // "to get around Wednesday's ruling"
    let about_it = approximate && matches!(date.base, Base::Weekday(..));
    let hours = matches!(date.base, Base::Offset { unit, .. } if unit.is_clock());
    (!about_it).then_some((When { approximate: approximate && !hours, ..date }, end))
}

fn plainly_dated(words: &Words<'_>, i: usize) -> Read<When> {
    let the = i + usize::from(words.term(i) == Term::The);
    match words.term(the) {
        Term::Part(part) => return parted(words, the, part),
        Term::Earlier | Term::Later if the == i => {
            // "earlier this month", "later on Tuesday"
            let at = skip(words, i + 1, &["on", "in"]);
            let (base, end) = date(words, at)?;
            let fits = matches!(
                base,
                Base::Unit(_, Which::This | Which::Same | Which::Last | Which::Next)
                    | Base::Weekday(..)
                    | Base::Today(_)
            );
            return fits.then(|| (base.into(), end));
        }
        Term::DayPart(_) => {
            // "the morning of March 5"
            let (time, end) = clock::day_part(words, the)?;
            let of = skip(words, end, &["of", "on"]);
            if of > end
                && let Some((base, end)) = date(words, of)
            {
                return Some((When { time: Some(time), ..base.into() }, end));
            }
        }
        _ => {}
    }
    if let Some(((base, part), end)) = years::prefixed(words, the) {
        return Some((When { part, ..base.into() }, end));
    }
    if let Some(found) = year_end(words, the).or_else(|| clock::deictic(words, i)) {
        return Some(found);
    }
    let (base, end) = date(words, i)?;
    Some((base.into(), end))
}

/// "early next week", "the end of December", "mid-2024", "late Friday".
fn parted(words: &Words<'_>, i: usize, part: Part) -> Read<When> {
    let noun = words.any(i, &["beginning", "start", "end", "close", "middle"]);
    let mut at = i + 1;
    if noun {
        if !words.is(at, "of") {
            return None;
        }
        at += 1;
    } else {
        at = skip(words, at, &["-"]);
        at = skip(words, at, &["on", "in"]);
        if let (Part::Early | Part::Late | Part::Middle, Some((time, end))) =
            (part, clock::day_part(words, at))
        {
            // "mid-afternoon yesterday"
            let of = skip(words, end, &["on", "of"]);
            if let Some((base, end)) = date(words, of) {
                return Some((When { time: Some(time), ..base.into() }, end));
            }
            return None;
        }
    }
    if let Some((when, end)) = clock::deictic(words, at) {
        return Some((when, end));
    }
    let (base, end) = date(words, at)?;
    if matches!(base, Base::Offset { .. }) {
        return None;
    }
    Some((When { part: Some(part), ..base.into() }, end))
}

/// "year-end", "the year's end".
fn year_end(words: &Words<'_>, i: usize) -> Read<When> {
    if words.term(i) != Term::Unit(Unit::Year) {
        return None;
    }
    let end = skip(words, i + 1, &["-", "'s", "’s"]);
    let base = Base::Unit(Unit::Year, Which::This);
    words.is(end, "end").then(|| (When { part: Some(Part::Late), ..base.into() }, end + 1))
}

/// A unit of the calendar by itself.
fn date(words: &Words<'_>, i: usize) -> Read<Base> {
    let readings = [relative::relative(words, i), calendar::calendar(words, i)];
    let readings = readings.into_iter().flatten();
    readings.reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// The position after a word, if one of `skipped` stands at `i`.
fn skip(words: &Words<'_>, i: usize, skipped: &[&str]) -> usize {
    if words.any(i, skipped) { i + 1 } else { i }
}
