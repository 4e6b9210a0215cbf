//! Dates as evidence that two clauses speak of one event.
//!
//! Explicit dates, months and years, weekdays and the plainest relative expressions are read
//! as runs of days. A relative expression counts from the article's own date, never from
//! the clock; without such a date it is left alone.

use jiff::{
    Span as Period, ToSpan as _,
    civil::{Date, Weekday},
};

use crate::pipeline::calendar;

/// A run of days named by a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DateRange {
    first: Date,
    last: Date,
    /// The text names no year and the article's date is unknown; the year is then 0.
    yearless: bool,
}

/// Year that stands for an unknown one; a leap year, so that 29 February fits.
const NO_YEAR: i16 = 0;

impl DateRange {
    fn days(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last, yearless: first.year() == NO_YEAR })
    }

    /// Whether the two can be the same time: one may be the more precise.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        if self.yearless == other.yearless {
            return self.first <= other.last && other.first <= self.last;
        }
        let (a, b) = (self.without_year(), other.without_year());
        a.zip(b).is_some_and(|(a, b)| a.first <= b.last && b.first <= a.last)
    }

    fn without_year(&self) -> Option<Self> {
        let yearless = |date: Date| Date::new(NO_YEAR, date.month(), date.day()).ok();
        Self::days(yearless(self.first)?, yearless(self.last)?)
    }
}

/// How finely a run of days is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    /// Up to ten days, by month and day.
    Days(Vec<(i8, i8)>),
    /// A month, by number.
    Month(i8),
    /// A year or a longer time, by its first year.
    Year(i16),
}

impl DateRange {
    /// How finely the text tells it.
    pub(super) fn grain(&self) -> Grain {
        const MAX_DAYS: usize = 10;
        let next = |day: &Date| day.tomorrow().ok().filter(|day| *day <= self.last);
        let days: Vec<_> = std::iter::successors(Some(self.first), next)
            .map(|day| (day.month(), day.day()))
            .take(MAX_DAYS + 1)
            .collect();
        if days.len() <= MAX_DAYS {
            Grain::Days(days)
        } else if self.first.month() == self.last.month() && self.first.year() == self.last.year() {
            Grain::Month(self.first.month())
        } else {
            Grain::Year(self.first.year())
        }
    }
}

/// A word of a clause: lower-case form and Penn Treebank tag.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) lower: &'a str,
    pub(super) tag: &'a str,
}

/// The dates in a clause, in text order. `future` tells that the clause speaks of what is to
/// come, which decides the direction of a bare weekday.
pub(super) fn dates(words: &[Word<'_>], anchor: Option<Date>) -> Vec<DateRange> {
    let reader = Reader { words, anchor, future: speaks_of_future(words) };
    let mut dates = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match reader.date_at(at) {
            Some((date, length)) => {
                dates.push(date);
                at += length;
            }
            None => at += 1,
        }
    }
    dates
}

fn speaks_of_future(words: &[Word<'_>]) -> bool {
    let cue = |word: &Word<'_>| {
        matches!(
            word.lower,
            "will" | "'ll" | "plan" | "plans" | "planned" | "scheduled" | "upcoming"
        )
    };
    let infinitive = |pair: &[Word<'_>]| pair[0].tag == "TO" && pair[1].tag == "VB";
    words.iter().any(cue) || words.windows(2).any(infinitive)
}

struct Reader<'a> {
    words: &'a [Word<'a>],
    anchor: Option<Date>,
    future: bool,
}

/// A date and the number of words it takes.
type Found = Option<(DateRange, usize)>;

impl Reader<'_> {
    fn date_at(&self, at: usize) -> Found {
        self.iso_date(at)
            .or_else(|| self.month_first(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.month_alone(at))
            .or_else(|| self.weekdays(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.year_alone(at))
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.lower)
    }

    /// "2023-03-20"
    fn iso_date(&self, at: usize) -> Found {
        let word = self.word(at);
        let date = (word.len() == 10).then(|| word.parse::<Date>().ok())??;
        Some((DateRange::days(date, date)?, 1))
    }

    /// "March 20", "Dec. 30, 2022", "March 20-22", "March 20 to 22, 2023"
    fn month_first(&self, at: usize) -> Found {
        let month = self.month(at)?;
        let first = self.day(at + 1)?;
        let mut next = at + 2;
        let mut last = first;
        if is_to(self.word(next))
            && let Some(day) = self.day(next + 1)
        {
            last = day;
            next += 2;
        }
        let comma = usize::from(self.word(next) == ",");
        let year = self.year(next + comma);
        if year.is_some() {
            next += comma + 1;
        }
        Some((self.range(year, month, first, last)?, next - at))
    }

    /// "20 March", "20-22 March 2023"
    fn day_first(&self, at: usize) -> Found {
        let first = self.day(at)?;
        let (last, month_at) = match self.day(at + 2) {
            Some(last) if is_to(self.word(at + 1)) => (last, at + 3),
            _ => (first, at + 1),
        };
        let month = self.month(month_at)?;
        let year = self.year(month_at + 1);
        let length = month_at + 1 - at + usize::from(year.is_some());
        Some((self.range(year, month, first, last)?, length))
    }

    /// "February 2022", "late December", "last February", "in March"
    fn month_alone(&self, at: usize) -> Found {
        let month = self.month(at)?;
        let year = self.year(at + 1);
        let year_number = year.or_else(|| self.nearest_year(month, 1)).unwrap_or(NO_YEAR);
        let first = Date::new(year_number, month, 1).ok()?;
        let range = DateRange::days(first, first.last_of_month())?;
        Some((range, 1 + usize::from(year.is_some())))
    }

    fn year_alone(&self, at: usize) -> Found {
        let year = self.year(at)?;
        let first = Date::new(year, 1, 1).ok()?;
        Some((DateRange::days(first, first.last_of_year())?, 1))
    }

    /// "on Friday", "Monday through Wednesday"
    fn weekdays(&self, at: usize) -> Found {
        let from = weekday(self.word(at))?;
        let anchor = self.anchor?;
        let first = self.nearest_weekday(anchor, from, at)?;
        if is_to(self.word(at + 1))
            && let Some(to) = weekday(self.word(at + 2))
        {
            let days = from.until(to);
            return Some((DateRange::days(first, plus(first, i64::from(days).days())?)?, 3));
        }
        Some((DateRange::days(first, first)?, 1))
    }

    /// "today", "last month", "next week"
    fn relative(&self, at: usize) -> Found {
        let anchor = self.anchor?;
        let shift = match self.word(at) {
            "today" | "tonight" => return Some((DateRange::days(anchor, anchor)?, 1)),
            "yesterday" => return self.day_off(anchor, -1),
            "tomorrow" => return self.day_off(anchor, 1),
            "last" | "previous" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        let range = match self.word(at + 1) {
            "week" => {
                let monday =
                    plus(anchor, i64::from(-anchor.weekday().to_monday_zero_offset()).days())?;
                let monday = plus(monday, (7 * shift).days())?;
                DateRange::days(monday, plus(monday, 6.days())?)
            }
            "month" => {
                let first = plus(anchor.first_of_month(), shift.months())?;
                DateRange::days(first, first.last_of_month())
            }
            "year" => {
                let first = plus(anchor.first_of_year(), shift.years())?;
                DateRange::days(first, first.last_of_year())
            }
            _ => None,
        };
        Some((range?, 2))
    }

    fn day_off(&self, anchor: Date, days: i64) -> Found {
        let day = plus(anchor, days.days())?;
        Some((DateRange::days(day, day)?, 1))
    }

    fn range(&self, year: Option<i16>, month: i8, first: i8, last: i8) -> Option<DateRange> {
        let year = year.or_else(|| self.nearest_year(month, first)).unwrap_or(NO_YEAR);
        DateRange::days(Date::new(year, month, first).ok()?, Date::new(year, month, last).ok()?)
    }

    /// The year that brings a month and day closest to the article's date.
    fn nearest_year(&self, month: i8, day: i8) -> Option<i16> {
        let anchor = self.anchor?;
        let distance = |year: &i16| {
            let date = Date::new(*year, month, day).ok();
            date.and_then(|d| anchor.until(d).ok()).map_or(i32::MAX, |p| p.get_days().abs())
        };
        [anchor.year() - 1, anchor.year(), anchor.year() + 1].into_iter().min_by_key(distance)
    }

    /// The weekday before or after the article's date, by the words around and the tense.
    fn nearest_weekday(&self, anchor: Date, day: Weekday, at: usize) -> Option<Date> {
        let before = at.checked_sub(1).map_or("", |at| self.word(at));
        if anchor.weekday() == day && before != "next" && before != "last" {
            return Some(anchor);
        }
        let ahead = before == "next" || (before != "last" && self.future);
        anchor.nth_weekday(if ahead { 1 } else { -1 }, day).ok()
    }

    fn month(&self, at: usize) -> Option<i8> {
        let word = self.words.get(at)?;
        // "may" and "march" are verbs more often than not.
        if !word.tag.starts_with("NNP") {
            return None;
        }
        calendar::month(word.lower)
    }

    fn day(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let suffix = &word[digits.len()..];
        let plain = matches!(suffix, "" | "st" | "nd" | "rd" | "th") && digits.len() <= 2;
        let day: i8 = plain.then(|| digits.parse().ok())??;
        (1..=31).contains(&day).then_some(day)
    }

    fn year(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        let year: i16 = digits.then(|| word.parse().ok())??;
        // Other four-digit numbers are counted things.
        (1900..2100).contains(&year).then_some(year)
    }
}

fn plus(date: Date, period: Period) -> Option<Date> {
    date.checked_add(period).ok()
}

fn is_to(word: &str) -> bool {
    matches!(word, "to" | "through" | "until" | "till" | "-" | "–" | "—")
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Reads space-separated words as the engine would tag them: capitalised = NNP.
    fn read(text: &str, anchor: Option<Date>) -> Vec<(String, String)> {
        let lower: Vec<String> = text.split(' ').map(str::to_lowercase).collect();
        let tag = |word: &str| match word {
            "to" => "TO",
            w if w.starts_with(char::is_uppercase) => "NNP",
            _ => "NN",
        };
        let words: Vec<Word<'_>> =
            text.split(' ').zip(&lower).map(|(w, lower)| Word { lower, tag: tag(w) }).collect();
        let show = |d: DateRange| (d.first.to_string(), d.last.to_string());
        dates(&words, anchor).into_iter().map(show).collect()
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let expected: Vec<_> =
            expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(read(text, Some(date(2023, 3, 17))), expected, "{text}");
    }

    #[test]
    fn explicit_dates() {
        check("On March 20 - 22 , 2023 , he", &[("2023-03-20", "2023-03-22")]);
        check("from 20 - 22 March", &[("2023-03-20", "2023-03-22")]);
        check("on Dec. 30 , 2022", &[("2022-12-30", "2022-12-30")]);
        check("in late December", &[("2022-12-01", "2022-12-31")]);
        check("in 2019", &[("2019-01-01", "2019-12-31")]);
        check("at 2023-03-20", &[("2023-03-20", "2023-03-20")]);
        check("he may march 20 miles", &[]);
        check("February 30", &[("2023-02-01", "2023-02-28")]);
    }

    #[test]
    fn relative_dates_count_from_the_article() {
        check("said on Friday", &[("2023-03-17", "2023-03-17")]);
        check("said on Thursday", &[("2023-03-16", "2023-03-16")]);
        check("will visit Monday through Wednesday", &[("2023-03-20", "2023-03-22")]);
        check("last month", &[("2023-02-01", "2023-02-28")]);
        check("next week", &[("2023-03-20", "2023-03-26")]);
        assert_eq!(read("last month on Friday", None), []);
    }

    #[test]
    fn unknown_years_match_any() {
        let of = |text: &str, anchor| {
            let lower = text.to_lowercase();
            let words: Vec<Word<'_>> =
                lower.split(' ').map(|lower| Word { lower, tag: "NNP" }).collect();
            dates(&words, anchor)[0]
        };
        let yearless = of("March 17", None);
        assert!(yearless.yearless && yearless.overlaps(&of("March 17 , 2023", None)));
        assert!(!yearless.overlaps(&of("March 18 , 2023", None)));
        assert!(of("December", Some(date(2023, 3, 1))).overlaps(&of("Dec. 30 , 2022", None)));
    }
}
