//! From what an expression says to the stretch of the calendar that it means.

use jiff::civil::{Date, Weekday};

use super::{
    form::{Base, From, Named, When},
    lexicon::{Unit, Which},
    order::LAST_SUCH,
    tense::Direction,
    value::{Value, add_years, shifted},
};
use crate::domain::DateAnchor;

/// What is known when an expression is resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// The article's date.
    pub(super) today: Option<Date>,
    /// The date that was told last.
    pub(super) told: Option<Value>,
    /// Whether the same sentence told it.
    pub(super) told_here: bool,
    /// The quarter, half or month that was told last, which figures are compared with.
    pub(super) period: Option<Value>,
    /// Where the clause points.
    pub(super) direction: Direction,
}

/// Another value with its confidence and the rule behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alternative {
    pub(super) value: Value,
    pub(super) score: f64,
    pub(super) rule: &'static str,
}

/// The value of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    /// The value, or TIMEX3 with an X for each figure that is not known.
    pub(super) value: Result<Value, String>,
    pub(super) anchor: Option<DateAnchor>,
    pub(super) score: f64,
    pub(super) other: Option<Alternative>,
}

impl Resolved {
    fn new(value: Value, anchor: DateAnchor, score: f64) -> Self {
        Self { value: Ok(value), anchor: Some(anchor), score, other: None }
    }

    /// What no date tells the place of: "on Friday" in an article without a date. `timex` has an X for
    /// each figure that is not known, as TIMEX3 (TimeML) writes it: "XXXX-WXX-5", "XXXX-03-20". It
    /// gets into [`crate::domain::DateAnnotation::timex_value`] and nowhere else; EDTF stays empty.
    fn unknown(timex: impl Into<String>) -> Self {
        Self { value: Err(timex.into()), anchor: None, score: 0.5, other: None }
    }

    fn or(self, other: Option<(Value, f64, &'static str)>) -> Self {
        let other = other.filter(|(value, ..)| self.value.as_ref() != Ok(value));
        Self { other: other.map(|(value, score, rule)| Alternative { value, score, rule }), ..self }
    }
}

/// Resolves a time of the calendar; its time of day and its part are the caller's.
pub(super) fn resolve(when: &When, context: &Context) -> Resolved {
    resolve_base(&when.base, context, 0)
}

fn resolve_base(base: &Base, context: &Context, depth: usize) -> Resolved {
    let Context { today, told, .. } = *context;
    match base {
        Base::Fixed(value) => Resolved::new(*value, DateAnchor::Explicit, 0.98),
        Base::DayOfYear { month, day } => {
            let unknown = format!("XXXX-{month:02}-{day:02}");
            in_year(context, unknown, |year| Some(Value::Day(Date::new(year, *month, *day).ok()?)))
        }
        Base::DayOfMonth(day) => day_of_month(*day, context),
        Base::Weekday(day, which) => weekday(*day, *which, context),
        Base::Named(name, None) => in_year(context, name.unknown(), |year| name.of(year)),
        Base::Named(name, Some(which)) => chosen(*name, *which, context),
        Base::Within(name, year) if depth < 2 => {
            let outer = resolve_base(&year.base, context, depth + 1);
            match outer.value.as_ref().ok().and_then(|value| name.of(value.year())) {
                Some(value) => Resolved { value: Ok(value), other: None, ..outer },
                None => Resolved::unknown(name.unknown()),
            }
        }
        Base::Around(unit, inner) if depth < 2 => {
            let inner = resolve_base(&inner.base, context, depth + 1);
            let days = inner.value.as_ref().ok().and_then(|value| value.days());
            match days.and_then(|(first, _)| Value::around(*unit, first)) {
                Some(value) => Resolved { value: Ok(value), other: None, ..inner },
                None => Resolved::unknown(unknown(*unit)),
            }
        }
        Base::Within(..) | Base::Around(..) => Resolved::unknown("XXXX"),
        Base::Unit(unit, which) => unit_of(*unit, *which, context),
        Base::PeriodOf(year) => match context.period.and_then(|period| period.with_year(*year)) {
            Some(period) => Resolved::new(period, DateAnchor::PreviousDate, 0.7),
            None => Resolved::new(Value::Year(*year), DateAnchor::Explicit, 0.7),
        },
        Base::Today(days) => match today.and_then(|today| shifted(today, Unit::Day, *days)) {
            Some(day) => Resolved::new(Value::Day(day), DateAnchor::DocumentTime, 0.95),
            None => Resolved::unknown("XXXX-XX-XX"),
        },
        Base::Offset { amount, unit, ahead, from } => {
            offset(*amount, *unit, *ahead, *from, context)
        }
        Base::Clock => match (told, today) {
            (Some(value @ Value::Day(_)), _) => Resolved::new(value, DateAnchor::PreviousDate, 0.6),
            (_, Some(today)) => Resolved::new(Value::Day(today), DateAnchor::DocumentTime, 0.6),
            _ => Resolved::unknown("XXXX-XX-XX"),
        },
    }
}

impl Named {
    /// In a year.
    fn of(self, year: i16) -> Option<Value> {
        Some(match self {
            Self::Month(month) => Value::Month(year, month),
            Self::Quarter(quarter) => Value::Quarter(year, quarter),
            Self::Half(half) => Value::Half(year, half),
            Self::Season(season) => Value::Season(year, season),
            Self::Holiday(holiday) => Value::Day(holiday.day(year)?),
        })
    }

    /// TIMEX3 without a year.
    fn unknown(self) -> String {
        match self {
            Self::Month(month) => format!("XXXX-{month:02}"),
            Self::Quarter(quarter) => format!("XXXX-Q{quarter}"),
            Self::Half(half) => format!("XXXX-H{half}"),
            Self::Season(season) => format!("XXXX-{}", season.timex()),
            Self::Holiday(holiday) => match holiday.fixed() {
                Some((month, day)) => format!("XXXX-{month:02}-{day:02}"),
                None => "XXXX-XX-XX".to_owned(),
            },
        }
    }
}

/// TIMEX3 of a unit of which nothing is known.
fn unknown(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century | Unit::Millennium => "XX",
    }
}

/// A part of a year that is not told: the one in the direction that the clause points to.
fn in_year(context: &Context, unknown: String, of: impl Fn(i16) -> Option<Value>) -> Resolved {
    let Some(today) = context.today else {
        // "His last visit was in 2019. They met in September": a bare year of another sentence
        // is mostly not the year of this one.
        let near = |told: &Value| context.told_here || !matches!(told, Value::Year(_));
        let told = context.told.filter(near).and_then(|told| of(told.year()));
        return told.map_or_else(
            || Resolved::unknown(unknown),
            |value| Resolved::new(value, DateAnchor::PreviousDate, 0.6),
        );
    };
    // Only 29 February is missing from a year, from up to seven in a row.
    let near = |years: [i32; 3]| {
        years.into_iter().find_map(|by| {
            let value = of(add_years(today.year(), by)?)?;
            Some((value, value.days()?))
        })
    };
    let past = [0, -1, -2].iter().find_map(|&by| {
        let (value, (first, last)) = near([by, by - 4, by - 8])?;
        let ended = days_between(last, today).max(0);
        (first <= today).then_some((value, days_between(first, today), ended))
    });
    let future = [-1, 0, 1, 2].iter().find_map(|&by| {
        let (value, (first, last)) = near([by, by + 4, by + 8])?;
        (last >= today).then_some((value, days_between(today, first).max(0)))
    });
    let (Some((past, ago, ended)), Some((future, ahead))) = (past, future) else {
        return Resolved::unknown(unknown);
    };
    let near_past = match context.direction {
        // Even a past clause may name a near day to come: "the vote was put off to May 3".
        Direction::Since => true,
        Direction::Past => ago <= 300 || ahead > 45,
        // Nor is every clause of the future about it: "will report on the third quarter".
        Direction::Future => ended <= 60 && ahead > 200,
        Direction::Open => ago <= ahead,
    };
    let sure = match context.direction {
        Direction::Open => 0.75,
        _ => 0.88,
    };
    let (first, second) = if near_past { (past, future) } else { (future, past) };
    let rule = if near_past { "next-such-time" } else { "last-such-time" };
    Resolved::new(first, DateAnchor::DocumentTime, sure).or(Some((second, 0.95 - sure, rule)))
}

fn days_between(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |period| period.get_days())
}

/// "the 13th": of the month that was told or of this one.
fn day_of_month(day: i8, context: &Context) -> Resolved {
    let month = match (context.told, context.today) {
        (Some(Value::Day(told)), _) => Some((told.year(), told.month(), DateAnchor::PreviousDate)),
        (Some(Value::Month(year, month)), _) => Some((year, month, DateAnchor::PreviousDate)),
        (_, Some(today)) => Some((today.year(), today.month(), DateAnchor::DocumentTime)),
        _ => None,
    };
    let date =
        month.and_then(|(year, month, anchor)| Some((Date::new(year, month, day).ok()?, anchor)));
    match date {
        Some((date, anchor)) => Resolved::new(Value::Day(date), anchor, 0.7),
        None => Resolved::unknown(format!("XXXX-XX-{day:02}")),
    }
}

fn weekday(day: i8, which: Option<Which>, context: &Context) -> Resolved {
    let told = match context.told {
        Some(Value::Day(told)) => Some(told),
        _ => None,
    };
    let told_first = matches!(which, Some(Which::Previous | Which::Following | Which::Same));
    let (from, anchor) = match (told.filter(|_| told_first), context.today) {
        (Some(told), _) => (told, DateAnchor::PreviousDate),
        (None, Some(today)) => (today, DateAnchor::DocumentTime),
        _ => return Resolved::unknown(format!("XXXX-WXX-{day}")),
    };
    // Days of the week are between 1 and 7.
    let Ok(weekday) = Weekday::from_monday_one_offset(day) else {
        return Resolved::unknown("XXXX-XX-XX");
    };
    let same = from.weekday() == weekday;
    let before = from.nth_weekday(-1, weekday).ok();
    let after = from.nth_weekday(1, weekday).ok();
    let (back, ahead) = if same { (Some(from), Some(from)) } else { (before, after) };
    let (value, other, score) = match which {
        Some(Which::Last | Which::Previous) => (before, None, 0.85),
        Some(Which::Next | Which::Following) => {
            let week_after = after.and_then(|day| shifted(day, Unit::Week, 1));
            (after, week_after.map(|day| (day, 0.25, "week-after-next-such-day")), 0.7)
        }
        Some(Which::This) if context.direction == Direction::Past => {
            (back, ahead.map(|day| (day, 0.2, "next-such-day")), 0.75)
        }
        Some(Which::This) => (ahead, back.map(|day| (day, 0.2, "last-such-day")), 0.75),
        _ => match context.direction {
            Direction::Future => (ahead, back.map(|day| (day, 0.15, "last-such-day")), 0.85),
            Direction::Past | Direction::Since => {
                (back, ahead.map(|day| (day, 0.08, "next-such-day")), 0.92)
            }
            Direction::Open => (back, ahead.map(|day| (day, 0.3, "next-such-day")), 0.7),
        },
    };
    match value {
        Some(value) => Resolved::new(Value::Day(value), anchor, score)
            .or(other.map(|(day, score, rule)| (Value::Day(day), score, rule))),
        None => Resolved::unknown(format!("XXXX-WXX-{day}")),
    }
}

/// "last February", "next spring", "that September".
fn chosen(name: Named, which: Which, context: &Context) -> Resolved {
    let told_first = matches!(which, Which::Previous | Which::Following | Which::Same);
    let told = context.told.filter(|_| told_first).and_then(|told| Some(told.days()?.0));
    let (from, anchor) = match (told, context.today) {
        (Some(told), _) => (told, DateAnchor::PreviousDate),
        (None, Some(today)) => (today, DateAnchor::DocumentTime),
        _ => return Resolved::unknown(name.unknown()),
    };
    let of = |by: i32| name.of(add_years(from.year(), by)?);
    let ended = |value: &Value| value.days().is_some_and(|(_, last)| last < from);
    let ahead = |value: &Value| value.days().is_some_and(|(first, _)| first > from);
    let around =
        |value: &Value| value.days().is_some_and(|(first, last)| first <= from && from <= last);
    let years = |order: [i32; 4]| order.into_iter().filter_map(of).collect::<Vec<_>>();
    let back = years([1, 0, -1, -2]);
    let last = back.iter().find(|v| ended(v)).copied();
    let next = years([-1, 0, 1, 2]).iter().find(|v| ahead(v)).copied();
    let (value, other, score) = match which {
        Which::Last | Which::Previous | Which::Latest | Which::Recent => {
            let older = last.and_then(|value| value.with_year(add_years(value.year(), -1)?));
            let month = Value::around(Unit::Month, from).and_then(|month| month.moved(-1));
            if last == month && anchor == DateAnchor::DocumentTime {
                // The month that has just ended would be "last month".
                (older, last.map(|value| (value, 0.4, LAST_SUCH)), 0.5)
            } else {
                (last, older.map(|value| (value, 0.2, "a-year-before")), 0.8)
            }
        }
        Which::Next | Which::Following => {
            let later = next.and_then(|value| value.with_year(add_years(value.year(), 1)?));
            (next, later.map(|value| (value, 0.2, "a-year-after")), 0.75)
        }
        Which::This | Which::Same => {
            let current = back.iter().find(|v| around(v)).copied();
            (current.or_else(|| name.of(from.year())), None, 0.85)
        }
    };
    match value {
        Some(value) => Resolved::new(value, anchor, score).or(other),
        None => Resolved::unknown(name.unknown()),
    }
}

/// "this week", "the following year", "the same day", "the quarter".
fn unit_of(unit: Unit, which: Which, context: &Context) -> Resolved {
    let told_first =
        matches!(which, Which::Previous | Which::Following | Which::Same | Which::Latest);
    // A year does not tell a day.
    let told = context.told.filter(|told| told_first && told.unit() <= unit);
    // Reports speak of one quarter and name other times in between.
    let period = context.period.filter(|_| told_first);
    let told = if unit == Unit::Quarter { period } else { told };
    let day = told.and_then(|told| Some((told.days()?.0, DateAnchor::PreviousDate)));
    let Some((from, anchor)) = day.or(context.today.map(|day| (day, DateAnchor::DocumentTime)))
    else {
        return Resolved::unknown(unknown(unit));
    };
    let by = match which {
        Which::Last | Which::Previous => -1,
        Which::Next | Which::Following => 1,
        // Quarters are reported when they are over.
        Which::Latest | Which::Same if unit == Unit::Quarter && told.is_none() => -1,
        Which::Latest if anchor == DateAnchor::DocumentTime => -1,
        // Until Thursday "the weekend" is mostly the last one.
        Which::This | Which::Same
            if unit == Unit::Weekend
                && context.direction != Direction::Future
                && from.weekday().to_monday_zero_offset() < 4 =>
        {
            -1
        }
        _ => 0,
    };
    let value = Value::around(unit, from).and_then(|value| value.moved(by));
    let score = if anchor == DateAnchor::DocumentTime { 0.88 } else { 0.7 };
    value.map_or_else(|| Resolved::unknown(unknown(unit)), |v| Resolved::new(v, anchor, score))
}

/// "two weeks ago", "a year earlier", "days before".
fn offset(amount: Option<f64>, unit: Unit, ahead: bool, from: From, context: &Context) -> Resolved {
    let today = context.today.map(|day| (Value::Day(day), DateAnchor::DocumentTime));
    let told = context.told.map(|told| (told, DateAnchor::PreviousDate));
    let anchor = match from {
        From::Now => today,
        // "two days later" needs to be told later than what.
        From::Told if ahead => told,
        From::Told => told.or(today),
        From::Compared => {
            let period = context.period.map(|period| (period, DateAnchor::PreviousDate));
            period.or(today)
        }
    };
    let Some((anchor, basis)) = anchor else { return Resolved::unknown(unknown(unit)) };
    let Some(amount) = amount else {
        // "days before": near what was told.
        let day = anchor.days().map(|(first, _)| first);
        let near = if unit <= Unit::Week {
            day.and_then(|day| Value::around(Unit::Month, day))
        } else {
            None
        };
        return match near {
            Some(value) if basis == DateAnchor::PreviousDate && context.told_here => {
                Resolved::new(value, DateAnchor::EventOrder, 0.5)
            }
            _ => Resolved::unknown(if ahead { "FUTURE_REF" } else { "PAST_REF" }),
        };
    };
    let sign = if ahead { 1.0 } else { -1.0 };
    let (amount, step) = whole_steps(amount, unit);
    // Saturates far beyond the calendar.
    let by = (sign * amount) as i32;
    let moved = anchor.days().and_then(|(first, _)| shifted(first, step, by));
    let grain = match (anchor, step) {
        (Value::Day(_), Unit::Week) => Unit::Day,
        (Value::Day(_), Unit::Decade | Unit::Century | Unit::Millennium) => Unit::Year,
        (Value::Day(_), step) => step,
        (anchor, _) => anchor.unit(),
    };
    let value = moved.and_then(|day| match anchor {
        Value::Season(_, season) => Some(Value::Season(day.year(), season)),
        Value::Half(_, half) => Some(Value::Half(day.year(), half)),
        _ => Value::around(grain, day),
    });
    let score = if basis == DateAnchor::DocumentTime { 0.8 } else { 0.6 };
    value.map_or_else(|| Resolved::unknown(unknown(unit)), |v| Resolved::new(v, basis, score))
}

/// An amount in whole units, smaller ones if it has a fraction.
fn whole_steps(amount: f64, unit: Unit) -> (f64, Unit) {
    if amount.fract() == 0.0 {
        return (amount, unit);
    }
    match unit {
        Unit::Millennium => ((amount * 1000.0).round(), Unit::Year),
        Unit::Century => ((amount * 100.0).round(), Unit::Year),
        Unit::Decade => ((amount * 10.0).round(), Unit::Year),
        Unit::Year => ((amount * 12.0).round(), Unit::Month),
        Unit::Month => ((amount * 30.0).round(), Unit::Day),
        Unit::Week => ((amount * 7.0).round(), Unit::Day),
        unit => (amount.round(), unit),
    }
}

/// The first such time at or after a day, for the end of a range.
pub(super) fn at_or_after(base: &Base, day: Date) -> Option<Value> {
    if let Base::Weekday(weekday, None) = *base {
        return nearest_weekday(weekday, day, 1);
    }
    [0, 1].into_iter().find_map(|by| {
        let value = in_that_year(base, add_years(day.year(), by)?)?;
        (value.days()?.0 >= day).then_some(value)
    })
}

/// The last such time that begins at or before a day, for the beginning of a range.
pub(super) fn at_or_before(base: &Base, day: Date) -> Option<Value> {
    if let Base::Weekday(weekday, None) = *base {
        return nearest_weekday(weekday, day, -1);
    }
    [0, -1].into_iter().find_map(|by| {
        let value = in_that_year(base, add_years(day.year(), by)?)?;
        (value.days()?.0 <= day).then_some(value)
    })
}

/// A part of the year that is named without one.
fn in_that_year(base: &Base, year: i16) -> Option<Value> {
    match *base {
        Base::DayOfYear { month, day } => Some(Value::Day(Date::new(year, month, day).ok()?)),
        Base::Named(name, None) => name.of(year),
        _ => None,
    }
}

fn nearest_weekday(weekday: i8, day: Date, step: i32) -> Option<Value> {
    let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
    let same = day.weekday() == weekday;
    Some(Value::Day(if same { day } else { day.nth_weekday(step, weekday).ok()? }))
}
