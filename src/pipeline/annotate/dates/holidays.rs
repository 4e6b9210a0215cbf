//! Holidays whose dates can be computed.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use super::{value::plus, words::Words};

/// A day of the year that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    /// Always the same month and day.
    Fixed(i8, i8),
    /// The n-th weekday (Monday = 1) of a month, counted from its end if negative.
    Weekday(i8, i8, i8),
    /// Days from Easter Sunday of the western churches.
    Easter(i8),
}

/// Names in lower case; a longer name goes before its beginning.
const NAMES: &[(&[&str], Holiday)] = &[
    (&["christmas", "eve"], Holiday::Fixed(12, 24)),
    (&["christmas", "day"], Holiday::Fixed(12, 25)),
    (&["christmas"], Holiday::Fixed(12, 25)),
    (&["xmas"], Holiday::Fixed(12, 25)),
    (&["boxing", "day"], Holiday::Fixed(12, 26)),
    (&["new", "year", "'s", "eve"], Holiday::Fixed(12, 31)),
    (&["new", "year", "’s", "eve"], Holiday::Fixed(12, 31)),
    (&["new", "year", "'s", "day"], Holiday::Fixed(1, 1)),
    (&["new", "year", "’s", "day"], Holiday::Fixed(1, 1)),
    (&["valentine", "'s", "day"], Holiday::Fixed(2, 14)),
    (&["valentine", "’s", "day"], Holiday::Fixed(2, 14)),
    (&["may", "day"], Holiday::Fixed(5, 1)),
    (&["halloween"], Holiday::Fixed(10, 31)),
    (&["juneteenth"], Holiday::Fixed(6, 19)),
    (&["bastille", "day"], Holiday::Fixed(7, 14)),
    (&["armistice", "day"], Holiday::Fixed(11, 11)),
    (&["veterans", "day"], Holiday::Fixed(11, 11)),
    (&["martin", "luther", "king", "day"], Holiday::Weekday(1, 1, 3)),
    (&["presidents", "day"], Holiday::Weekday(2, 1, 3)),
    (&["memorial", "day"], Holiday::Weekday(5, 1, -1)),
    (&["labor", "day"], Holiday::Weekday(9, 1, 1)),
    (&["columbus", "day"], Holiday::Weekday(10, 1, 2)),
    (&["thanksgiving", "day"], Holiday::Weekday(11, 4, 4)),
    (&["thanksgiving"], Holiday::Weekday(11, 4, 4)),
    (&["ash", "wednesday"], Holiday::Easter(-46)),
    (&["palm", "sunday"], Holiday::Easter(-7)),
    (&["maundy", "thursday"], Holiday::Easter(-3)),
    (&["good", "friday"], Holiday::Easter(-2)),
    (&["easter", "sunday"], Holiday::Easter(0)),
    (&["easter", "monday"], Holiday::Easter(1)),
    (&["easter"], Holiday::Easter(0)),
    (&["pentecost"], Holiday::Easter(49)),
    (&["whit", "monday"], Holiday::Easter(50)),
];

/// The holiday that a capitalised name at `i` names, and where the name ends.
pub(super) fn holiday(words: &Words<'_>, i: usize) -> Option<(Holiday, usize)> {
    if !words.is_upper(i) {
        return None;
    }
    let spells = |name: &[&str]| name.iter().enumerate().all(|(k, word)| words.is(i + k, word));
    let (name, holiday) = NAMES.iter().find(|(name, _)| spells(name))?;
    Some((*holiday, i + name.len()))
}

impl Holiday {
    /// Its month and day, if they are the same in all years.
    pub(super) fn fixed(self) -> Option<(i8, i8)> {
        match self {
            Self::Fixed(month, day) => Some((month, day)),
            Self::Weekday(..) | Self::Easter(_) => None,
        }
    }

    /// Its day in a year.
    pub(super) fn day(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Weekday(month, weekday, nth) => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
            Self::Easter(days) => plus(easter(year)?, i64::from(days).days()),
        }
    }
}

/// Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_holidays() {
        let check = |holiday: Holiday, year, expect: &str| {
            assert_eq!(holiday.day(year).map(|d| d.to_string()).as_deref(), Some(expect));
        };
        check(Holiday::Easter(0), 2023, "2023-04-09");
        check(Holiday::Easter(0), 2000, "2000-04-23");
        check(Holiday::Easter(-2), 2024, "2024-03-29");
        check(Holiday::Weekday(11, 4, 4), 2023, "2023-11-23");
        check(Holiday::Weekday(5, 1, -1), 2023, "2023-05-29");
        assert_eq!(Holiday::Easter(0).day(325), None);
    }
}
