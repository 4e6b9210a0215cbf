//! What an expression of time says, before it is resolved.

use super::{
    holidays::Holiday,
    lexicon::{DayPart, Season, Unit, VagueTime, Which},
    value::{Part, Value},
};

/// The meaning of one expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    When(When),
    /// From one time to another, both within; one of the ends may be open.
    Range(Option<Box<When>>, Option<Box<When>>),
    Duration(Duration),
    /// "the past two months": a duration that ends or begins now.
    Window(Which, Duration),
    Recurring(Recurring),
    Vague(VagueTime),
}

/// A point or unit of time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    pub(super) base: Base,
    pub(super) part: Option<Part>,
    /// Told approximately: "around 1990".
    pub(super) approximate: bool,
    pub(super) time: Option<Time>,
}

impl std::convert::From<Base> for When {
    fn from(base: Base) -> Self {
        Self { base, part: None, approximate: false, time: None }
    }
}

/// The unit of the calendar that an expression names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Base {
    /// It says it all.
    Fixed(Value),
    /// A month and day without a year, with the day of the week if that is told.
    DayOfYear { month: i8, day: i8 },
    /// "the 13th".
    DayOfMonth(i8),
    /// Monday = 1.
    Weekday(i8, Option<Which>),
    /// "September", "the third quarter", "last spring".
    Named(Named, Option<Which>),
    /// "the third quarter of last year".
    Within(Named, Box<When>),
    /// "this week", "last month", "the same day", "the year".
    Unit(Unit, Which),
    /// Days from today: "yesterday".
    Today(i32),
    /// Back or ahead by an amount, which is `None` when not told.
    Offset { amount: Option<f64>, unit: Unit, ahead: bool, from: From },
    /// "the 1988 period": the one told before, in another year.
    PeriodOf(i16),
    /// The unit around another time: "the week of March 6".
    Around(Unit, Box<When>),
    /// A time of day only.
    Clock,
}

/// What an offset counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The article's date: "ago".
    Now,
    /// The date told last: "earlier".
    Told,
    /// "year-earlier", "a year earlier": a period told before, else the article's date.
    Compared,
}

/// A part of the year with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Month(i8),
    Quarter(i8),
    Half(i8),
    Season(Season),
    Holiday(Holiday),
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// Hour 0 to 24, minute, and whether it is Coordinated Universal Time.
    Clock {
        hour: i8,
        minute: i8,
        second: Option<i8>,
        utc: bool,
    },
    Part(DayPart),
}

impl Time {
    /// Minutes since midnight at which it begins.
    pub(super) fn minutes(self) -> i32 {
        match self {
            Self::Clock { hour, minute, .. } => i32::from(hour) * 60 + i32::from(minute),
            Self::Part(part) => i32::from(part.hours().0) * 60,
        }
    }
}

/// A length of time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Duration {
    /// `None` when not told.
    pub(super) amount: Option<f64>,
    /// The greater of two amounts: "12 to 18 months".
    pub(super) up_to: Option<f64>,
    pub(super) unit: Unit,
    /// "nearly four years".
    pub(super) approximate: bool,
}

/// Something that comes again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Recurring {
    /// Every so many units.
    Every(f64, Unit),
    Weekday(i8, Option<DayPart>),
    Month(i8),
    Season(Season),
    DayPart(DayPart),
}
