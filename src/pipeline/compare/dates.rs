//! Dates as evidence that two clauses speak of one event.
//!
//! The expressions of time that annotation has found are taken as runs of days. Where the year
//! is not known, the month and day remain; what no calendar fixes is left alone.

use jiff::civil::Date;

use crate::domain::{DateAnnotation, DateKind, Span};

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

    /// The first and the last day, where the year is known.
    pub(super) fn days_of_year(&self) -> Option<(Date, Date)> {
        (!self.yearless).then_some((self.first, self.last))
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

/// The runs of days that the expressions inside a span name, in text order. `dates` are those
/// of the article, in text order.
pub(super) fn dates_in(dates: &[DateAnnotation], span: Span) -> Vec<DateRange> {
    let first = dates.partition_point(|date| date.span.begin < span.begin);
    let inside = dates[first..].iter().take_while(|date| date.span.begin < span.end);
    inside.filter_map(days).collect()
}

/// The run of days of an expression, if it names one.
fn days(date: &DateAnnotation) -> Option<DateRange> {
    match (date.kind, date.earliest, date.latest) {
        (DateKind::Date | DateKind::Range | DateKind::Time, Some(first), Some(last)) => {
            DateRange::days(first.date(), last.date())
        }
        (DateKind::Date | DateKind::Range | DateKind::Time, ..) => written(&date.timex_value),
        _ => None,
    }
}

/// The run of days of a TIMEX3 value, whose year may be missing: "XXXX-03-20",
/// "XXXX-03-20/XXXX-03-22", and "2030" for "until 2030".
pub(super) fn written(timex: &str) -> Option<DateRange> {
    let (first, last) = timex.split_once('/').unwrap_or((timex, timex));
    DateRange::days(unit_of_days(first)?.first, unit_of_days(last)?.last)
}

/// The days of a year, a month or a day in TIMEX3.
fn unit_of_days(timex: &str) -> Option<DateRange> {
    let day = timex.split('T').next()?;
    let mut fields = day.split('-');
    let year = match fields.next()? {
        "XXXX" => NO_YEAR,
        year => year.parse().ok()?,
    };
    let Some(month) = fields.next() else {
        let first = Date::new(year, 1, 1).ok().filter(|_| year != NO_YEAR)?;
        return DateRange::days(first, first.last_of_year());
    };
    let month = month.parse().ok()?;
    let Some(day) = fields.next() else {
        let first = Date::new(year, month, 1).ok()?;
        return DateRange::days(first, first.last_of_month());
    };
    let day = Date::new(year, month, day.parse().ok()?).ok()?;
    DateRange::days(day, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(timex: &str, kind: DateKind, days: Option<(&str, &str)>) -> DateAnnotation {
        let time = |day: &str| day.parse::<Date>().expect("a day").at(0, 0, 0, 0);
        DateAnnotation {
            span: Span::new(10, 20),
            kind,
            edtf: String::new(),
            timex_value: timex.to_owned(),
            earliest: days.map(|(first, _)| time(first)),
            latest: days.map(|(_, last)| time(last)),
            anchor: None,
            alternatives: Vec::new(),
            score: 1.0,
        }
    }

    fn range(timex: &str, days: Option<(&str, &str)>) -> DateRange {
        let dates = [date(timex, DateKind::Date, days)];
        dates_in(&dates, Span::new(0, 30))[0]
    }

    #[test]
    fn only_expressions_inside_count() {
        let dates = [date("2023", DateKind::Date, Some(("2023-01-01", "2023-12-31")))];
        assert_eq!(dates_in(&dates, Span::new(0, 10)), []);
        assert_eq!(dates_in(&dates, Span::new(11, 30)), []);
        assert_eq!(dates_in(&dates, Span::new(10, 20)).len(), 1);
    }

    #[test]
    fn lengths_and_vague_times_name_no_days() {
        let dates =
            [date("P3D", DateKind::Duration, None), date("PAST_REF", DateKind::Vague, None)];
        assert_eq!(dates_in(&dates, Span::new(0, 30)), []);
        let unknown =
            [date("XXXX-WXX-5", DateKind::Date, None), date("XXXX", DateKind::Date, None)];
        assert_eq!(dates_in(&unknown, Span::new(0, 30)), []);
    }

    #[test]
    fn unknown_years_match_any() {
        let full = range("2023-03-17", Some(("2023-03-17", "2023-03-17")));
        let yearless = range("XXXX-03-17", None);
        assert!(yearless.yearless && yearless.overlaps(&full));
        assert!(!yearless.overlaps(&range("XXXX-03-18", None)));
        assert!(range("XXXX-03-15/XXXX-03-19", None).overlaps(&full));
        assert!(range("XXXX-03", None).overlaps(&full));
    }

    #[test]
    fn grain_follows_the_length() {
        let month = range("2023-02", Some(("2023-02-01", "2023-02-28")));
        assert_eq!(month.grain(), Grain::Month(2));
        assert_eq!(range("2030", None).grain(), Grain::Year(2030));
        let days = range("2023-03-30/2023-04-01", Some(("2023-03-30", "2023-04-01")));
        assert_eq!(days.grain(), Grain::Days(vec![(3, 30), (3, 31), (4, 1)]));
    }
}
