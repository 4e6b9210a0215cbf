//! Expressions of time in an article, resolved.

use std::borrow::Cow;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::Span;

/// What an expression of time denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DateKind {
    /// A day or a longer unit of the calendar: "on Monday", "March 2023", "the 1990s".
    Date,
    /// A stretch with a stated beginning or end: "from March 20 to 22", "until 2030".
    Range,
    /// A time of day: "at 5 p.m. on Friday".
    Time,
    /// A length of time: "three days".
    Duration,
    /// Something that comes again: "every Tuesday".
    Recurring,
    /// A time that no calendar fixes: "recently".
    Vague,
}

/// What an expression was resolved against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DateAnchor {
    /// Nothing: the expression says it all.
    Explicit,
    /// The article's own date.
    DocumentTime,
    /// The date named before it in the text.
    PreviousDate,
    /// The order of the events that the sentence tells.
    EventOrder,
}

/// Another reading of an expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DateReading {
    /// As [`DateAnnotation::edtf`].
    pub edtf: String,
    /// As [`DateAnnotation::timex_value`].
    pub timex_value: String,
    /// Confidence, 0 to 1, below that of the reading that was preferred.
    pub score: f64,
    /// Name of the rule that gives this reading, in kebab case.
    pub reason: Cow<'static, str>,
}

/// An expression of time with its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DateAnnotation {
    /// The words, without a leading preposition.
    pub span: Span,
    /// What they denote.
    pub kind: DateKind,
    /// The value in EDTF (ISO 8601-2:2019), level 1, a duration as in ISO 8601-1, with `~`
    /// behind it when it is told approximately; empty when it has none, as with "recently", or
    /// when the date that it counts from is not known.
    pub edtf: String,
    /// The value as an attribute of TIMEX3 (TimeML 1.2.1); never empty.
    pub timex_value: String,
    /// First second that the expression admits, in the article's own time; `None` when open.
    pub earliest: Option<DateTime>,
    /// Last second that it admits.
    pub latest: Option<DateTime>,
    /// What it was resolved against; `None` when it stays unresolved or needs no anchor (a
    /// duration).
    pub anchor: Option<DateAnchor>,
    /// Other readings, best first.
    pub alternatives: Vec<DateReading>,
    /// Confidence in the value, 0 to 1.
    pub score: f64,
}
