//! Dates and times as pages write them: ISO 8601 and its relatives, numbers in the orders
//! that countries use, and words in the languages of news.

mod address;
mod clock;
mod day;
#[cfg(test)]
mod tests;
mod tokens;
mod zone;

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{Offset, TimeZone},
};

use crate::domain::Span;
use clock::clock;
use day::{FIRST_YEAR, LAST_YEAR, date, first};
use tokens::{Kind, Token, tokens};

pub(super) use address::in_address;

/// A day, and the moment where the page tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) time: Timestamp,
    /// The offset from UTC that is stated.
    pub(super) offset: Offset,
}

impl Found {
    /// A day alone: its midnight in UTC.
    pub(super) fn day(date: Date) -> Option<Self> {
        let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Some(Self { time: midnight, offset: Offset::UTC })
    }
}

/// How the numbers of a date are ordered where they do not tell by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// The order of a language; only English of the United States puts the month first.
    pub(super) fn of(language: &str) -> Self {
        let lower = language.to_ascii_lowercase();
        let month_first = lower == "en" || lower.starts_with("en-us") || lower.starts_with("en_us");
        if month_first { Self::MonthFirst } else { Self::DayFirst }
    }
}

/// A time that stands alone, as in an attribute: ISO 8601 in any completeness, RFC 2822,
/// eight digits, or a date as in running text.
pub(super) fn parse(value: &str, order: Order) -> Option<Found> {
    let value = value.trim();
    let short: String = value.chars().take(80).collect();
    let tokens = tokens(&short);
    if let [Token { kind: Kind::Number { value, digits: 8 }, .. }, rest @ ..] = &tokens[..]
        && let Some(date) = date(*value / 10_000, *value / 100 % 100, *value % 100)
    {
        return with_clock(date, clock(rest));
    }
    if let [Token { kind: Kind::Number { digits: 10 | 13, .. }, span }] = tokens[..] {
        // Seconds or milliseconds since 1970: more than fit into the number.
        let seconds = span.of(&short).get(..10)?.parse().ok()?;
        return moment(Timestamp::from_second(seconds).ok()?);
    }
    let (index, length, date) = first(&tokens, order)?;
    with_clock(date, clock(&tokens[index + length..]))
}

/// The first date in running text, and where it stands.
pub(super) fn find(text: &str, order: Order) -> Option<(Span, Date)> {
    let tokens = tokens(text);
    let (index, length, date) = first(&tokens, order)?;
    let span = Span::new(tokens[index].span.begin, tokens[index + length - 1].span.end);
    Some((span, date))
}

fn moment(time: Timestamp) -> Option<Found> {
    let date = time.to_zoned(TimeZone::UTC).date();
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(Found { time, offset: Offset::UTC })
}

fn with_clock(date: Date, clock: Option<(Time, Offset)>) -> Option<Found> {
    let moment = clock.and_then(|(time, offset)| {
        let time = offset.to_timestamp(date.to_datetime(time)).ok()?;
        Some(Found { time, offset })
    });
    moment.or_else(|| Found::day(date))
}
