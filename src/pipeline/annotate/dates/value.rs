//! Stretches of the calendar, and how EDTF and TIMEX3 write them.

use jiff::{Span as Period, ToSpan as _, civil::Date};

use super::lexicon::{Season, Unit};

/// A unit of the calendar: one day, one week, one decade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Day(Date),
    /// By its Monday, as ISO 8601 counts weeks.
    Week(Date),
    /// By its Saturday.
    Weekend(Date),
    Month(i16, i8),
    /// Quarter 1 to 4 of a year.
    Quarter(i16, i8),
    /// Half 1 or 2 of a year.
    Half(i16, i8),
    /// Winter is the one that begins in the year.
    Season(i16, Season),
    Year(i16),
    /// By its first year.
    Decade(i16),
    /// By its first year, as the news counts: the 20th is 1900 to 1999.
    Century(i16),
}

/// A third of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Early,
    Middle,
    Late,
}

/// First and last day, both within.
pub(super) type Days = (Date, Date);

impl Value {
    /// The unit of this size around a day.
    pub(super) fn around(unit: Unit, day: Date) -> Option<Self> {
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Self::Day(day),
            Unit::Week => Self::Week(monday(day)?),
            Unit::Weekend => Self::Weekend(plus(monday(day)?, 5.days())?),
            Unit::Month => Self::Month(day.year(), day.month()),
            Unit::Quarter => Self::Quarter(day.year(), (day.month() - 1) / 3 + 1),
            Unit::Year => Self::Year(day.year()),
            Unit::Decade => Self::Decade(day.year().div_euclid(10) * 10),
            Unit::Century | Unit::Millennium => Self::Century(day.year().div_euclid(100) * 100),
        })
    }

    /// Its size; seasons and halves count as quarters, which they are moved like.
    pub(super) fn unit(self) -> Unit {
        match self {
            Self::Day(_) => Unit::Day,
            Self::Week(_) => Unit::Week,
            Self::Weekend(_) => Unit::Weekend,
            Self::Month(..) => Unit::Month,
            Self::Quarter(..) | Self::Half(..) | Self::Season(..) => Unit::Quarter,
            Self::Year(_) => Unit::Year,
            Self::Decade(_) => Unit::Decade,
            Self::Century(_) => Unit::Century,
        }
    }

    /// The year that it lies in or begins in.
    pub(super) fn year(self) -> i16 {
        match self {
            Self::Day(day) | Self::Week(day) | Self::Weekend(day) => day.year(),
            Self::Month(year, _)
            | Self::Quarter(year, _)
            | Self::Half(year, _)
            | Self::Season(year, _)
            | Self::Year(year)
            | Self::Decade(year)
            | Self::Century(year) => year,
        }
    }

    /// The same unit in another year.
    pub(super) fn with_year(self, year: i16) -> Option<Self> {
        Some(match self {
            Self::Day(day) => Self::Day(Date::new(year, day.month(), day.day()).ok()?),
            Self::Week(day) => {
                Self::around(Unit::Week, Date::new(year, day.month(), day.day()).ok()?)?
            }
            Self::Weekend(day) => {
                Self::around(Unit::Weekend, Date::new(year, day.month(), day.day()).ok()?)?
            }
            Self::Month(_, month) => Self::Month(year, month),
            Self::Quarter(_, quarter) => Self::Quarter(year, quarter),
            Self::Half(_, half) => Self::Half(year, half),
            Self::Season(_, season) => Self::Season(year, season),
            Self::Year(_) | Self::Decade(_) | Self::Century(_) => Self::Year(year),
        })
    }

    /// The days within; `None` beyond the calendar's end.
    pub(super) fn days(self) -> Option<Days> {
        let months = |year, first: i8, count: i32| {
            let first = Date::new(year, first, 1).ok()?;
            Some((first, plus(first, count.months())?.yesterday().ok()?))
        };
        match self {
            Self::Day(day) => Some((day, day)),
            Self::Week(monday) => Some((monday, plus(monday, 6.days())?)),
            Self::Weekend(saturday) => Some((saturday, plus(saturday, 1.days())?)),
            Self::Month(year, month) => months(year, month, 1),
            Self::Quarter(year, quarter) => months(year, 3 * quarter - 2, 3),
            Self::Half(year, half) => months(year, 6 * half - 5, 6),
            Self::Season(year, season) => months(year, season.first_month(), 3),
            Self::Year(year) => months(year, 1, 12),
            Self::Decade(year) => months(year, 1, 120),
            Self::Century(year) => months(year, 1, 1200),
        }
    }

    /// The days of a part of it: thirds by the units that the news thinks in.
    pub(super) fn part_days(self, part: Part) -> Option<Days> {
        let (first, last) = self.days()?;
        let at = |period: Period| plus(first, period);
        let (second, third) = match self {
            Self::Day(_) => return Some((first, last)),
            // Monday to Wednesday; Tuesday to Thursday; Thursday to Sunday.
            Self::Week(_) => match part {
                Part::Early => return Some((first, at(2.days())?)),
                Part::Middle => return Some((at(1.days())?, at(3.days())?)),
                Part::Late => return Some((at(3.days())?, last)),
            },
            Self::Weekend(_) => (last, last),
            Self::Month(..) => (at(10.days())?, at(20.days())?),
            Self::Quarter(..) | Self::Season(..) => (at(1.months())?, at(2.months())?),
            Self::Half(..) => (at(2.months())?, at(4.months())?),
            Self::Year(_) => (at(4.months())?, at(8.months())?),
            Self::Decade(_) => (at(3.years())?, at(7.years())?),
            Self::Century(_) => (at(33.years())?, at(67.years())?),
        };
        Some(match part {
            Part::Early => (first, second.yesterday().ok()?),
            Part::Middle => (second, third.yesterday().ok()?),
            Part::Late => (third, last),
        })
    }

    /// Moved by a number of its own units.
    pub(super) fn moved(self, by: i32) -> Option<Self> {
        let day = match self {
            Self::Season(year, season) => return Some(Self::Season(add_years(year, by)?, season)),
            Self::Half(year, half) => {
                let halves = i32::from(year) * 2 + i32::from(half) - 1 + by;
                let year = i16::try_from(halves.div_euclid(2)).ok()?;
                // The remainder is 0 or 1.
                return Some(Self::Half(year, halves.rem_euclid(2) as i8 + 1));
            }
            _ => self.days()?.0,
        };
        Self::around(self.unit(), shifted(day, self.unit(), by)?)
    }

    /// As an attribute of TIMEX3.
    pub(super) fn timex(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Week(day) => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Weekend(day) => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}-WE", week.year(), week.week())
            }
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Self::Half(year, half) => format!("{year:04}-H{half}"),
            Self::Season(year, season) => format!("{year:04}-{}", season.timex()),
            Self::Year(year) => format!("{year:04}"),
            Self::Decade(year) => format!("{:03}", year.div_euclid(10)),
            Self::Century(year) => format!("{:02}", year.div_euclid(100)),
        }
    }

    /// In EDTF level 1; weeks, quarters and halves, which it lacks, as intervals.
    pub(super) fn edtf(self) -> String {
        match self {
            Self::Day(_) | Self::Month(..) | Self::Year(_) => self.timex(),
            Self::Season(year, season) => format!("{year:04}-{}", season.edtf()),
            Self::Decade(year) => format!("{:03}X", year.div_euclid(10)),
            Self::Century(year) => format!("{:02}XX", year.div_euclid(100)),
            Self::Week(_) | Self::Weekend(_) | Self::Quarter(..) | Self::Half(..) => {
                self.days().map(interval).unwrap_or_default()
            }
        }
    }

    /// The unit's EDTF, or that of a part of it.
    pub(super) fn part_edtf(self, part: Option<Part>) -> String {
        match part {
            None => self.edtf(),
            Some(part) => self.part_days(part).map(interval).unwrap_or_default(),
        }
    }
}

/// An interval in EDTF, by years or months where it is made of them.
pub(super) fn interval((first, last): Days) -> String {
    if first == last {
        return first.to_string();
    }
    let whole_months = first.day() == 1 && last.day() == last.days_in_month();
    if whole_months && first.month() == 1 && last.month() == 12 {
        return format!("{:04}/{:04}", first.year(), last.year());
    }
    if whole_months {
        let month = |day: Date| format!("{:04}-{:02}", day.year(), day.month());
        return format!("{}/{}", month(first), month(last));
    }
    format!("{first}/{last}")
}

/// A day moved by a number of units.
pub(super) fn shifted(day: Date, unit: Unit, by: i32) -> Option<Date> {
    // Periods have limits of their own, far beyond the calendar's.
    if by.unsigned_abs() > 10_000 {
        return None;
    }
    let years = |years: i32| Period::new().try_years(years).ok();
    let period = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => 0.days(),
        Unit::Day => by.days(),
        Unit::Week | Unit::Weekend => by.weeks(),
        Unit::Month => by.months(),
        Unit::Quarter => (3 * by).months(),
        Unit::Year => years(by)?,
        Unit::Decade => years(10 * by)?,
        Unit::Century => years(100 * by)?,
        Unit::Millennium => years(1000 * by)?,
    };
    plus(day, period)
}

pub(super) fn plus(day: Date, period: Period) -> Option<Date> {
    day.checked_add(period).ok()
}

pub(super) fn add_years(year: i16, by: i32) -> Option<i16> {
    i16::try_from(i32::from(year).checked_add(by)?).ok()
}

fn monday(day: Date) -> Option<Date> {
    plus(day, i64::from(-day.weekday().to_monday_zero_offset()).days())
}
