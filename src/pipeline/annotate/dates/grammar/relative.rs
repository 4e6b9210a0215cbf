//! Units of the calendar told from another time: "last week", "two years ago", "the same day".

use super::{
    super::{
        form::{Base, From, When},
        lexicon::{Term, Unit, Which},
        words::Words,
    },
    Read, calendar, duration, skip,
};

/// A unit told from the article's date or from a time told before.
pub(super) fn relative(words: &Words<'_>, i: usize) -> Read<Base> {
    let rules = [today, day_next_to, chosen, offset, year_ago, the_unit];
    let readings = rules.iter().filter_map(|rule| rule(words, i));
    readings.reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// "yesterday", "today".
fn today(words: &Words<'_>, i: usize) -> Read<Base> {
    match words.term(i) {
        // "USA Today"
        Term::Today(_)
            if words.tag(i) == "NNP" && i > 0 && words.tag(i - 1) == "NNP" && words.is_upper(i) =>
        {
            None
        }
        Term::Today(days) => Some((Base::Today(i32::from(days)), i + 1)),
        _ => None,
    }
}

/// "the day before yesterday", "the day after", "the week before", "the year after that".
fn day_next_to(words: &Words<'_>, i: usize) -> Read<Base> {
    let the = i + usize::from(words.is(i, "the"));
    let Term::Unit(unit) = words.term(the) else { return None };
    let (ahead, end) = match words.term(the + 1) {
        Term::Before => (false, the + 2),
        Term::Earlier if the > i => (false, the + 2),
        Term::After => (true, the + 2),
        _ => return None,
    };
    if unit == Unit::Day
        && let Some((Base::Today(days), end)) = today(words, end)
    {
        return Some((Base::Today(days + if ahead { 1 } else { -1 }), end));
    }
    let closes = matches!(
        words.lower(end),
        "" | "."
            | ","
            | ";"
            | "that"
            | "this"
            | "in"
            | "at"
            | "and"
            | "by"
            | "when"
            | "to"
            | "”"
            | "\""
    );
    (the > i && closes && !unit.is_clock())
        .then_some((Base::Unit(unit, if ahead { Which::Following } else { Which::Previous }), end))
}

/// "last week", "the following year", "this past Sunday", "next year's first quarter".
fn chosen(words: &Words<'_>, i: usize) -> Read<Base> {
    let the = i + usize::from(words.term(i) == Term::The);
    let Term::Which(mut which) = words.term(the) else { return None };
    let mut at = the + 1;
    if let (Which::This, Term::Which(second)) = (which, words.term(at)) {
        // "this past Sunday", "this coming week"
        (which, at) = (second, at + 1);
    }
    if let Term::Which(Which::Same) = words.term(at)
        && which == Which::This
    {
        at += 1;
    }
    let at = at + usize::from(words.term(at) == Term::Fiscal);
    match words.term(at) {
        Term::Unit(unit) if !unit.is_clock() => {
            // "the next day" counts from what was told, "the next week" from now mostly.
            let told = the > i && (which == Which::Next) && !words.is(the, "coming");
            let which = if told { Which::Following } else { which };
            if words.is(the, "that") && words.tag(the) == "IN" {
                return None;
            }
            let base = Base::Unit(unit, which);
            possessed(words, base, at + 1)
        }
        Term::Period if matches!(which, Which::Latest | Which::Same | Which::Previous) => {
            Some((Base::Unit(Unit::Quarter, which), at + 1))
        }
        _ if matches!(which, Which::Recent | Which::Latest) || words.is(the, "that") => None,
        _ => calendar::chosen(words, at, which),
    }
}

/// A year that is told relatively: "last year", "the year", "a year earlier".
pub(super) fn year(words: &Words<'_>, i: usize) -> Read<Base> {
    let (base, end) =
        [chosen, offset, year_ago, the_unit].iter().find_map(|rule| rule(words, i))?;
    let yearly = matches!(base, Base::Unit(Unit::Year, _) | Base::Offset { unit: Unit::Year, .. });
    yearly.then_some((base, end))
}

/// What a year has: "last year's third quarter"; else the year itself.
fn possessed(words: &Words<'_>, base: Base, end: usize) -> Read<Base> {
    if matches!(base, Base::Unit(Unit::Year, _))
        && words.any(end, &["'s", "’s"])
        && let Some((name, name_end)) = calendar::name(words, end + 1)
    {
        return Some((Base::Within(name, Box::new(When::from(base))), name_end));
    }
    Some((base, end))
}

/// "two weeks ago", "a day earlier", "three years later", "days before".
fn offset(words: &Words<'_>, i: usize) -> Read<Base> {
    let (length, end) = duration::length(words, i)?;
    let unit = length.unit;
    let told = |ahead: bool, end: usize| {
        let from = if unit == Unit::Year && !ahead { From::Compared } else { From::Told };
        Some((Base::Offset { amount: length.amount, unit, ahead, from }, end))
    };
    match words.term(end) {
        Term::Ago => {
            let compared = unit == Unit::Year && length.amount == Some(1.0);
            let from = if compared { From::Compared } else { From::Now };
            Some((Base::Offset { amount: length.amount, unit, ahead: false, from }, end + 1))
        }
        Term::Earlier if !words.is(end + 1, "than") => told(false, end + 1),
        // "three years later"; "more than a year later" too.
        Term::Later if !words.is(end + 1, "than") => told(true, end + 1),
        Term::Before | Term::After => {
            let closes = matches!(words.lower(end + 1), "" | "." | "," | ";" | "that" | "”" | "\"");
            let vague = length.amount.is_none();
            let fits = closes || vague && words.term(end) == Term::Before;
            fits.then(|| told(words.term(end) == Term::After, end + 1))?
        }
        _ if words.is(end, "from") && words.any(end + 1, &["now", "today"]) => {
            let base = Base::Offset { amount: length.amount, unit, ahead: true, from: From::Now };
            Some((base, end + 2))
        }
        _ => None,
    }
}

/// "year-ago", "the year-earlier quarter", "year ago".
fn year_ago(words: &Words<'_>, i: usize) -> Read<Base> {
    let at = i + usize::from(matches!(words.term(i), Term::The | Term::A));
    if words.term(at) != Term::Unit(Unit::Year) {
        return None;
    }
    let ago = skip(words, at + 1, &["-"]);
    if !matches!(words.term(ago), Term::Ago | Term::Earlier) {
        return None;
    }
    let period = matches!(words.term(ago + 1), Term::Unit(Unit::Quarter) | Term::Period);
    let base =
        Base::Offset { amount: Some(1.0), unit: Unit::Year, ahead: false, from: From::Compared };
    Some((base, ago + 1 + usize::from(period)))
}

/// "the quarter", "the year", "the weekend"; "the week of March 6".
fn the_unit(words: &Words<'_>, i: usize) -> Read<Base> {
    let the = words.any(i, &["the"]);
    let at = skip(words, i + usize::from(the), &["full", "whole", "entire"]);
    let at = at + usize::from(words.term(at) == Term::Fiscal);
    let Term::Unit(unit) = words.term(at) else { return None };
    if words.is(at + 1, "of")
        && matches!(unit, Unit::Week | Unit::Month | Unit::Weekend | Unit::Day)
    {
        let of = at + 2 + usize::from(words.is(at + 2, "the"));
        let (base, end) = calendar::calendar(words, of)?;
        let fits = matches!(base, Base::DayOfYear { .. } | Base::Fixed(_) | Base::Named(..));
        return (the && fits).then(|| (Base::Around(unit, Box::new(base.into())), end));
    }
    let common =
        matches!(unit, Unit::Quarter | Unit::Year | Unit::Week | Unit::Weekend | Unit::Month);
    // "the quarter ended Sept. 30"
    if unit == Unit::Quarter
        && words.any(at + 1, &["ended", "ending"])
        && let Some((base, _)) = calendar::calendar(words, at + 2)
        && matches!(base, Base::DayOfYear { .. } | Base::Fixed(_))
    {
        return Some((Base::Around(unit, Box::new(base.into())), at + 1));
    }
    // "the year" is mostly the article's.
    let which = if unit == Unit::Quarter { Which::Same } else { Which::This };
    // "the year 2000", "the quarter final", "the week that"
    let part = unit == Unit::Year && words.any(at + 1, &["ended", "ending"])
        || words.tag(at + 1).starts_with("NN")
        || words.is(at + 1, "-")
        || words.is(at + 1, "of");
    (the && common && !part).then(|| possessed(words, Base::Unit(unit, which), at + 1))?
}
