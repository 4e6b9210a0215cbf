//! Lengths of time, and what comes again.

use super::{
    super::{
        form::{Duration, Form, Recurring, Time},
        lexicon::{Term, Unit, Which},
        words::Words,
    },
    Read, calendar, clock, skip,
};

/// "three days", "nearly four years", "year-long", "the past two months".
pub(super) fn duration(words: &Words<'_>, i: usize) -> Read<Form> {
    if let Some(found) = window(words, i).or_else(|| fiscal_year(words, i)) {
        return Some(found);
    }
    let approximate = words.term(i) == Term::Approximate;
    let at = i + usize::from(approximate);
    let (mut length, end) = length(words, at).or_else(|| long(words, at))?;
    // "a year-long war"
    if words.term(at) == Term::A && words.is(end, "-") && words.is(end + 1, "long") {
        return None;
    }
    length.approximate |= approximate;
    if is_rate(words, at) {
        return Some((Form::Recurring(Recurring::Every(1.0, length.unit)), end));
    }
    // An age is no time: "a 45-year-old", "45 years old".
    let age = skip(words, end, &["-"]);
    if words.any(age, &["old", "olds", "older"])
        || words.any(end, &["of"]) && words.is(end + 1, "age")
    {
        return None;
    }
    Some((Form::Duration(length), skip_long(words, end)))
}

/// "-long" behind a duration.
fn skip_long(words: &Words<'_>, end: usize) -> usize {
    if words.is(end, "-") && words.is(end + 1, "long") { end + 2 } else { end }
}

/// "the past two months", "the next few years", "the last decade", "the first nine months".
fn window(words: &Words<'_>, i: usize) -> Read<Form> {
    let the = i + usize::from(words.term(i) == Term::The);
    let which = match words.term(the) {
        Term::Which(Which::Same) if !words.is(the, "same") => return None,
        Term::Which(which) => Some(which),
        Term::Ordinal if words.any(the, &["first", "final"]) => None,
        // "the nine months"
        _ if the > i && (words.term(the) == Term::Number || words.is_figure(the)) => None,
        _ => return None,
    };
    let at = if which.is_none() && words.term(the) != Term::Ordinal { the } else { the + 1 };
    // "the last year" is a date.
    let counted = words.is_figure(at)
        || matches!(words.term(at), Term::Number | Term::Few)
        || words.is(at, "half");
    if !counted {
        return None;
    }
    let (length, end) = length(words, at)?;
    // "the 24-hour strike"
    if which.is_none() && words.is(end - 2, "-") {
        return None;
    }
    if words.is(skip(words, end, &["-"]), "old")
        || matches!(words.term(end), Term::Ago | Term::Later)
    {
        return None;
    }
    Some(match which {
        Some(which) => (Form::Window(which, length), end),
        None => (Form::Duration(length), end),
    })
}

/// "the fiscal year ended June 30": twelve months.
fn fiscal_year(words: &Words<'_>, i: usize) -> Read<Form> {
    let at = i + usize::from(words.term(i) == Term::The);
    let at = at + usize::from(words.term(at) == Term::Fiscal);
    let ended = at > i
        && words.term(at) == Term::Unit(Unit::Year)
        && words.any(at + 1, &["ended", "ending"])
        && calendar::calendar(words, at + 2).is_some();
    let year = Duration { amount: Some(1.0), up_to: None, unit: Unit::Year, approximate: false };
    ended.then_some((Form::Duration(year), at + 1))
}

/// "year-long", "yearlong", "years-long", "day-long".
fn long(words: &Words<'_>, i: usize) -> Read<Duration> {
    let of = |amount, unit| Duration { amount, up_to: None, unit, approximate: false };
    match words.term(i) {
        Term::Long(unit) => Some((of(Some(1.0), unit), i + 1)),
        Term::Unit(unit) if words.is(i + 1, "-") && words.is(i + 2, "long") => {
            Some((of(Some(1.0), unit), i + 3))
        }
        _ => None,
    }
}

/// An amount of units: "three days", "12 to 18 months", "a year and a half", "several weeks",
/// "10-year", "decades".
pub(super) fn length(words: &Words<'_>, i: usize) -> Read<Duration> {
    let of = |amount, up_to, unit| Duration { amount, up_to, unit, approximate: false };
    if let Term::Units(unit) = words.term(i)
        && unit >= Unit::Hour
        && unit != Unit::Quarter
        && unit != Unit::Weekend
    {
        return Some((of(None, None, unit), i + 1));
    }
    if words.is(i, "half") {
        // "half an hour", "half a year", "half-hour"
        let at = if words.term(i + 1) == Term::A { i + 2 } else { skip(words, i + 1, &["-"]) };
        if let Term::Unit(unit) = words.term(at)
            && at > i + 1
        {
            return Some((of(Some(0.5), None, unit), at + 1));
        }
    }
    let (mut amount, mut at) = amount(words, i)?;
    let mut up_to = None;
    if let Some(low) = amount {
        let joint = words.any(at, &["-", "–", "to", "or"]);
        if joint
            && let Some(number) = words.cardinal(at + 1)
            && number.value > low
        {
            (up_to, at) = (Some(number.value), at + 1 + number.len);
        }
    }
    at = skip(
        words,
        at,
        &[
            "more",
            "additional",
            "full",
            "straight",
            "consecutive",
            "whole",
            "long",
            "further",
            "extra",
            "short",
            "successive",
            "business",
            "working",
            "calendar",
            "solid",
            "or",
            "odd",
        ],
    );
    at = skip(words, at, &["more", "long", "so"]);
    let hyphen = words.is(at, "-");
    at += usize::from(hyphen);
    let unit = match words.term(at) {
        Term::Units(unit) => unit,
        Term::Unit(unit) if amount == Some(1.0) || hyphen => unit,
        Term::Unit(unit) if amount.is_some() && words.is(at + 1, "-") => unit,
        Term::Unit(unit) if words.is_figure(i) && unit <= Unit::Minute && amount < Some(1000.0) => {
            unit
        }
        // "a two day visit"
        Term::Unit(unit) if words.tag(at + 1).starts_with("NN") && unit >= Unit::Hour => unit,
        _ => return None,
    };
    at += 1;
    // "a second" is a moment or an ordinal, "the first quarter" is no length.
    let moment = unit == Unit::Second && !hyphen && words.term(i) == Term::A;
    let quarter = unit == Unit::Quarter && (words.term(at - 1) == Term::Unit(unit));
    if moment || quarter || unit == Unit::Weekend {
        return None;
    }
    if amount == Some(1.0)
        && words.is(at, "and")
        && words.is(at + 1, "a")
        && words.is(at + 2, "half")
    {
        (amount, at) = (Some(1.5), at + 3);
    }
    // "a week or so", "a year or two"
    if words.is(at, "or") && words.is(at + 1, "so") {
        at += 2;
    } else if words.is(at, "or")
        && let Some(more) = words.cardinal(at + 1)
        && amount.is_some_and(|low| more.value == low + 1.0)
        && !matches!(words.term(at + 1 + more.len), Term::Unit(_) | Term::Units(_))
    {
        (up_to, at) = (Some(more.value), at + 1 + more.len);
    }
    Some((of(amount, up_to, unit), at))
}

/// How many: a number, "a", "several", "a couple of", "a few".
fn amount(words: &Words<'_>, i: usize) -> Read<Option<f64>> {
    if let Some(number) = words.cardinal(i) {
        return Some((Some(number.value), i + number.len));
    }
    let a = i + usize::from(words.term(i) == Term::A);
    match words.term(a) {
        Term::Few => {
            let end = skip(words, a + 1, &["of"]);
            let pair = words.is(a, "couple").then_some(2.0);
            Some((pair, end))
        }
        _ if words.is(a, "half") && a > i && words.is(a + 1, "-") => Some((Some(0.5), a + 1)),
        _ if words.is(a, "number") && words.is(a + 1, "of") => Some((None, a + 2)),
        Term::Unit(_) if a > i => Some((Some(1.0), a)),
        _ if a > i => {
            // "a full year", "a whole day", "a three-year"
            let more = skip(
                words,
                a,
                &["full", "whole", "single", "long", "further", "solid", "additional", "extra"],
            );
            (more > a && matches!(words.term(more), Term::Unit(_))).then_some((Some(1.0), more))
        }
        _ => None,
    }
}

/// Whether "a day" at `i` tells how often or how much: "twice a day", "$5 a day".
fn is_rate(words: &Words<'_>, i: usize) -> bool {
    if words.term(i) != Term::A || i == 0 {
        return false;
    }
    words.any(i - 1, &["once", "twice", "times", "time", "%", "percent", "thrice"])
        || i > 1 && words.tag(i - 1).starts_with("NNS") && words.tag(i - 2) == "CD"
        || i > 1
            && words.tag(i - 1) == "CD"
            && words.any(i - 2, &["$", "£", "€", "million", "billion"])
}

/// What is measured over a period rather than comes again with it.
#[rustfmt::skip]
const MEASURES: &[&str] = &[
    "average", "budget", "capacity", "cash", "consumption", "cost", "costs", "deficit", "dividend",
    "earnings", "fee", "fees", "gain", "gains", "growth", "income", "increase", "inflation", "loss",
    "losses", "net", "operating", "output", "pace", "pay", "percentage", "production", "profit",
    "profits", "rate", "rates", "report", "results", "revenue", "revenues", "salary", "sales",
    "savings", "spending", "turnover", "wage", "wages",
];

/// "daily", "every Tuesday", "each month", "Tuesday nights", "Sundays".
pub(super) fn recurring(words: &Words<'_>, i: usize) -> Read<Form> {
    let (recurring, end) = match words.term(i) {
        Term::Frequency(unit, count) => {
            // "the Daily News"
            if words.is_upper(i) && words.is_upper(i + 1) && words.tag(i + 1).starts_with("NNP") {
                return None;
            }
            // "annual sales" and "a quarterly loss" are of a year and of a quarter.
            if unit >= Unit::Quarter && MEASURES.contains(&words.lower(i + 1)) {
                return None;
            }
            (Recurring::Every(f64::from(count), unit), i + 1)
        }
        Term::Weekdays(day) => match words.term(i + 1) {
            Term::DayPart(part) | Term::DayParts(part) => {
                (Recurring::Weekday(day, Some(part)), i + 2)
            }
            _ => (Recurring::Weekday(day, None), i + 1),
        },
        Term::Weekday(day) => match words.term(i + 1) {
            Term::DayParts(part) => (Recurring::Weekday(day, Some(part)), i + 2),
            _ => return None,
        },
        Term::Every => every(words, i + 1)?,
        _ => return None,
    };
    Some((Form::Recurring(recurring), end))
}

/// What stands behind "every".
fn every(words: &Words<'_>, i: usize) -> Read<Recurring> {
    match words.term(i) {
        Term::Unit(unit) => Some((Recurring::Every(1.0, unit), i + 1)),
        Term::Season(season) => Some((Recurring::Season(season), i + 1)),
        Term::DayPart(part) => Some((Recurring::DayPart(part), i + 1)),
        Term::Weekday(day) => match clock::day_part(words, i + 1) {
            Some((Time::Part(part), end)) => Some((Recurring::Weekday(day, Some(part)), end)),
            _ => Some((Recurring::Weekday(day, None), i + 1)),
        },
        _ if words.any(i, &["other", "second"]) => match words.term(i + 1) {
            Term::Unit(unit) => Some((Recurring::Every(2.0, unit), i + 2)),
            _ => None,
        },
        _ => {
            if let Some((month, end)) = calendar::month(words, i) {
                return Some((Recurring::Month(month), end));
            }
            let (length, end) = length(words, i)?;
            Some((Recurring::Every(length.amount?, length.unit), end))
        }
    }
}

/// "recent years": no number is told.
pub(super) fn loose(words: &Words<'_>, i: usize) -> Read<(Which, Unit)> {
    let the = i + usize::from(words.term(i) == Term::The);
    let Term::Which(which) = words.term(the) else { return None };
    let Term::Units(unit) = words.term(the + 1) else { return None };
    let mut end = the + 2;
    // "recent weeks and months"
    if words.any(end, &["and", "or"]) && matches!(words.term(end + 1), Term::Units(_)) {
        end += 2;
    }
    Some(((which, unit), end))
}
