//! Annotations of resolved expressions.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time as DayTime},
};

use super::{
    form::{Duration, Recurring, Time, When},
    lexicon::{Unit, VagueTime, Which},
    resolve::Resolved,
    value::{Value, shifted},
};
use crate::domain::{DateAnchor, DateAnnotation, DateKind, DateReading, Span};

/// First and last second.
type Bounds = (Option<DateTime>, Option<DateTime>);

/// A point or unit of time.
pub(super) fn when(span: Span, when: &When, resolved: Resolved) -> DateAnnotation {
    let kind = match (&resolved.value, when.time) {
        (Err(timex), _) if timex.ends_with("_REF") => DateKind::Vague,
        (_, Some(_)) => DateKind::Time,
        _ => DateKind::Date,
    };
    let (edtf, timex_value) = written(when, &resolved.value);
    let (earliest, latest) = resolved.value.as_ref().map_or((None, None), |v| bounds(when, *v));
    let other = resolved.other.iter().map(|other| {
        let (edtf, timex_value) = written(when, &Ok(other.value));
        DateReading { edtf, timex_value, score: other.score, reason: other.rule.into() }
    });
    DateAnnotation {
        span,
        kind,
        edtf,
        timex_value,
        earliest,
        latest,
        anchor: resolved.anchor,
        alternatives: other.collect(),
        score: resolved.score,
    }
}

/// EDTF and TIMEX3 of a value with its part and its time of day.
fn written(when: &When, value: &Result<Value, String>) -> (String, String) {
    let (mut edtf, mut timex) = match value {
        Ok(value) => (value.part_edtf(when.part), value.timex()),
        Err(timex) => (String::new(), timex.clone()),
    };
    match when.time {
        Some(Time::Clock { hour, minute, second, utc }) => {
            let zone = if utc { "Z" } else { "" };
            let second = second.unwrap_or_default();
            // Midnight at a day's end is one of TIMEX3 alone.
            if matches!(value, Ok(Value::Day(_))) && hour < 24 {
                edtf = format!("{edtf}T{hour:02}:{minute:02}:{second:02}{zone}");
            }
            timex = format!("{timex}T{hour:02}:{minute:02}");
        }
        Some(Time::Part(part)) => timex = format!("{timex}T{}", part.timex()),
        None => {}
    }
    // A season, a year, a month or a day can be approximate as a whole.
    if when.approximate && !edtf.is_empty() && !edtf.contains(['/', 'T']) {
        edtf.push('~');
    }
    (edtf, timex)
}

/// What a value with its part and its time of day admits.
fn bounds(when: &When, value: Value) -> Bounds {
    let days = when.part.map_or_else(|| value.days(), |part| value.part_days(part));
    let Some((first, last)) = days else { return (None, None) };
    let clock = |day: Date, hour: i8, minute: i8, second: i8| {
        // Midnight may be written as 24 o'clock.
        let time = DayTime::new(hour % 24, minute, second, 0).ok()?;
        let day = if hour == 24 { day.tomorrow().ok()? } else { day };
        Some(day.to_datetime(time))
    };
    let end = |begin: Option<DateTime>, lasts: jiff::Span| {
        begin?.checked_add(lasts).ok()?.checked_sub(1.seconds()).ok()
    };
    match when.time {
        Some(Time::Clock { hour, minute, second, .. }) => {
            let begin = clock(first, hour, minute, second.unwrap_or_default());
            (begin, end(begin, if second.is_some() { 1.seconds() } else { 1.minutes() }))
        }
        Some(Time::Part(part)) => {
            let (hour, hours) = part.hours();
            let begin = clock(first, hour, 0, 0);
            (begin, end(begin, hours.hours()))
        }
        None => whole_days(Some(first), Some(last)),
    }
}

fn whole_days(first: Option<Date>, last: Option<Date>) -> Bounds {
    let last_second = DayTime::constant(23, 59, 59, 0);
    (
        first.map(|day| day.to_datetime(DayTime::midnight())),
        last.map(|day| day.to_datetime(last_second)),
    )
}

/// From one time to another; an end that is missing is open.
pub(super) fn range(
    span: Span,
    first: Option<(When, Resolved)>,
    last: Option<(When, Resolved)>,
) -> DateAnnotation {
    let side = |end: &Option<(When, Resolved)>| end.as_ref().map(|(w, r)| written(w, &r.value));
    let limits = |end: &Option<(When, Resolved)>| {
        end.as_ref()
            .map_or((None, None), |(w, r)| r.value.as_ref().map_or((None, None), |v| bounds(w, *v)))
    };
    let (from, to) = (side(&first), side(&last));
    let timex_value = match (&from, &to) {
        (Some((_, from)), Some((_, to))) => format!("{from}/{to}"),
        (Some((_, one)), None) | (None, Some((_, one))) => one.clone(),
        (None, None) => String::from("XXXX"),
    };
    let known =
        |side: &Option<(String, String)>| side.as_ref().is_none_or(|(edtf, _)| !edtf.is_empty());
    let (earliest, latest) = (limits(&first).0, limits(&last).1);
    // Ends that no calendar orders ("Easter - last February") make no interval.
    let inverted = earliest.zip(latest).is_some_and(|(earliest, latest)| earliest > latest);
    let (earliest, latest) = if inverted { (None, None) } else { (earliest, latest) };
    let edtf = if inverted || !known(&from) || !known(&to) {
        String::new()
    } else {
        // Of an end that is an interval itself its own end counts.
        let from = from.map_or("..".to_owned(), |(edtf, _)| half(&edtf, false));
        let to = to.map_or("..".to_owned(), |(edtf, _)| half(&edtf, true));
        format!("{from}/{to}")
    };
    let score = [&first, &last].into_iter().flatten().map(|(_, r)| r.score).fold(1.0, f64::min);
    let anchors = [&last, &first].into_iter().flatten().filter_map(|(_, r)| r.anchor);
    // An end that counts from something tells more than one that says it all.
    let anchor = anchors.reduce(|a, b| if a == DateAnchor::Explicit { b } else { a });
    DateAnnotation {
        span,
        kind: DateKind::Range,
        edtf,
        timex_value,
        earliest,
        latest,
        anchor,
        alternatives: Vec::new(),
        score,
    }
}

/// The first or the second half of an interval; any other value as it is.
fn half(edtf: &str, second: bool) -> String {
    let (first, last) = edtf.split_once('/').unwrap_or((edtf, edtf));
    if second { last } else { first }.to_owned()
}

/// A length of time.
pub(super) fn duration(span: Span, length: &Duration) -> DateAnnotation {
    let timex_value = length.timex();
    let mut alternatives = Vec::new();
    let mut edtf = if timex_value.contains('X') { String::new() } else { timex_value.clone() };
    if let Some(up_to) = length.up_to {
        let reading = |amount: f64, reason: &'static str| {
            let value = period(amount, length.unit);
            DateReading {
                edtf: value.clone(),
                timex_value: value,
                score: 0.5,
                reason: reason.into(),
            }
        };
        alternatives.extend(length.amount.map(|low| reading(low, "lower-bound")));
        alternatives.push(reading(up_to, "upper-bound"));
    }
    if length.approximate && !edtf.is_empty() {
        edtf.push('~');
    }
    DateAnnotation {
        span,
        kind: DateKind::Duration,
        edtf,
        timex_value,
        earliest: None,
        latest: None,
        anchor: None,
        alternatives,
        score: 0.9,
    }
}

impl Duration {
    /// As an attribute of TIMEX3.
    fn timex(&self) -> String {
        match (self.amount, self.up_to) {
            (Some(amount), None) => period(amount, self.unit),
            _ => format!(
                "P{}X{}",
                if self.unit.is_clock() { "T" } else { "" },
                designator(self.unit)
            ),
        }
    }
}

fn designator(unit: Unit) -> &'static str {
    match unit {
        Unit::Second => "S",
        Unit::Minute | Unit::Month => "M",
        Unit::Hour => "H",
        Unit::Day => "D",
        Unit::Week => "W",
        Unit::Weekend => "WE",
        Unit::Quarter => "Q",
        Unit::Year => "Y",
        Unit::Decade => "DE",
        Unit::Century => "CE",
        Unit::Millennium => "ML",
    }
}

/// An ISO 8601 duration: decades and centuries in years, halves in smaller units.
fn period(amount: f64, unit: Unit) -> String {
    let (amount, unit) = match unit {
        Unit::Decade => (amount * 10.0, Unit::Year),
        Unit::Century => (amount * 100.0, Unit::Year),
        Unit::Millennium => (amount * 1000.0, Unit::Year),
        Unit::Weekend => (amount * 2.0, Unit::Day),
        Unit::Quarter if amount.fract() == 0.0 => return format!("P{amount}Q"),
        Unit::Quarter => (amount * 3.0, Unit::Month),
        unit => (amount, unit),
    };
    let whole = amount.trunc();
    let smaller = match unit {
        Unit::Year => Some((12.0, Unit::Month)),
        Unit::Day => Some((24.0, Unit::Hour)),
        Unit::Hour => Some((60.0, Unit::Minute)),
        Unit::Minute => Some((60.0, Unit::Second)),
        _ => None,
    };
    let time = |unit: Unit| if unit.is_clock() { "T" } else { "" };
    match smaller {
        Some((factor, small)) if amount.fract() != 0.0 && (amount * factor).fract() == 0.0 => {
            let rest = amount.fract() * factor;
            let split = if time(small) != time(unit) { "T" } else { "" };
            let head = if whole > 0.0 {
                format!("{}{whole}{}", time(unit), designator(unit))
            } else {
                time(unit).to_owned()
            };
            format!("P{head}{split}{rest}{}", designator(small))
        }
        _ => format!("P{}{amount}{}", time(unit), designator(unit)),
    }
}

/// A length of time that ends or begins at the article's date.
pub(super) fn window(
    span: Span,
    which: Which,
    length: &Duration,
    today: Option<Date>,
) -> DateAnnotation {
    let mut date = duration(span, length);
    let by = length.amount.filter(|n| n.fract() == 0.0 && *n < 10_000.0);
    // Below 10,000.
    let Some((today, by)) = today.zip(by.map(|n| n as i32)) else { return date };
    let (first, last) = match which {
        Which::Last | Which::Recent | Which::Latest => {
            (shifted(today, length.unit, -by), Some(today))
        }
        Which::Next => (Some(today), shifted(today, length.unit, by)),
        _ => return date,
    };
    (date.earliest, date.latest) = whole_days(first, last);
    date.anchor = Some(DateAnchor::DocumentTime);
    date
}

/// Something that comes again.
pub(super) fn recurring(span: Span, recurring: Recurring) -> DateAnnotation {
    let timex_value = match recurring {
        Recurring::Every(amount, unit) => period(amount, unit),
        Recurring::Weekday(day, None) => format!("XXXX-WXX-{day}"),
        Recurring::Weekday(day, Some(part)) => format!("XXXX-WXX-{day}T{}", part.timex()),
        Recurring::Month(month) => format!("XXXX-{month:02}"),
        Recurring::Season(season) => format!("XXXX-{}", season.timex()),
        Recurring::DayPart(part) => format!("XXXX-XX-XXT{}", part.timex()),
    };
    unresolved(span, DateKind::Recurring, timex_value, 0.85)
}

/// A time that no calendar fixes.
pub(super) fn vague(span: Span, time: VagueTime) -> DateAnnotation {
    unresolved(span, DateKind::Vague, time.timex().to_owned(), 0.8)
}

fn unresolved(span: Span, kind: DateKind, timex_value: String, score: f64) -> DateAnnotation {
    DateAnnotation {
        span,
        kind,
        edtf: String::new(),
        timex_value,
        earliest: None,
        latest: None,
        anchor: None,
        alternatives: Vec::new(),
        score,
    }
}
