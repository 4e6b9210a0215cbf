//! Years, decades and centuries.

use super::{
    super::{
        form::{Base, Form, When},
        lexicon::{Term, Unit},
        value::{Part, Value},
        words::Words,
    },
    Read, calendar, skip,
};

/// "1989-90".
pub(super) fn years(words: &Words<'_>, i: usize) -> Read<Form> {
    let last = words.lower(i + 2);
    if !words.any(i + 1, &["-", "–"]) || !words.is_glued(i + 2) || last.len() != 2 {
        return None;
    }
    let (first, _) = year(words, i)?;
    let short: i16 = last.parse().ok()?;
    let last = first.div_euclid(100) * 100 + short;
    // "1999-00", but not "2023-05"
    let last = if short == 0 { last + 100 } else { last };
    let year = |year| -> Option<Box<When>> {
        let base = Base::Fixed(Value::Year(year));
        Some(Box::new(base.into()))
    };
    let near = (1..=30).contains(&(last - first)) && !words.is(i + 3, "-");
    near.then(|| Some((Form::Range(year(first), year(last)), i + 3)))?
}

/// A year of four digits, "'89", or in words: "nineteen ninety-one".
pub(super) fn year(words: &Words<'_>, i: usize) -> Read<i16> {
    let word = words.lower(i);
    if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) {
        let year: i16 = word.parse().ok()?;
        return (1000..2200).contains(&year).then_some((year, i + 1));
    }
    if words.term(i) == Term::Quote && words.is_glued(i + 1) {
        let digits = words.lower(i + 1);
        let two = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        return two.then(|| digits.parse().ok().map(|y| (century_of(y), i + 2)))?;
    }
    spoken_year(words, i)
}

/// The year of two digits, taken from 1930 to 2029.
pub(super) fn century_of(short: i16) -> i16 {
    if short < 30 { 2000 + short } else { 1900 + short }
}

/// "nineteen ninety-one", "twenty twenty-three".
fn spoken_year(words: &Words<'_>, i: usize) -> Read<i16> {
    use crate::pipeline::annotate::numbers::small;
    let century = i16::try_from(small(words.lower(i)).filter(|n| (15..=20).contains(n))?).ok()?;
    let tens = i16::try_from(small(words.lower(i + 1)).filter(|n| *n >= 10)?).ok()?;
    let hyphen = usize::from(words.is(i + 2, "-"));
    match small(words.lower(i + 2 + hyphen)) {
        Some(unit @ 1..10) if tens >= 20 => {
            // Below ten.
            Some((century * 100 + tens + unit as i16, i + 3 + hyphen))
        }
        // "twenty thirty" is less clear.
        _ => (century < 20).then_some((century * 100 + tens, i + 2)),
    }
}

/// The year after a month, a day or a season: "2023", ", 2023", "of 2023", "'98".
pub(super) fn year_after(words: &Words<'_>, i: usize) -> Read<i16> {
    let at = skip(words, i, &[",", "of", "in"]);
    let (year, end) = year(words, at)?;
    // "March 20, 1500 people"
    let counted = words.tag(end) == "NNS" && at > i;
    (!counted).then_some((year, end))
}

/// A year by itself, where it looks like one.
pub(super) fn year_alone(words: &Words<'_>, i: usize) -> Read<Base> {
    let mut at = i;
    let mut sure = false;
    if words.is(at, "the") && words.is(at + 1, "year") {
        (at, sure) = (at + 2, true);
        if let Some((year, end)) = year_in_thousands(words, at) {
            return Some((Base::Fixed(Value::Year(year)), end));
        }
    }
    if words.is(at, "the") && words.is_figure(at + 1) && words.is(at + 2, "period") {
        let (year, end) = year(words, at + 1)?;
        return Some((Base::PeriodOf(year), end + 1));
    }
    if words.term(at) == Term::Fiscal {
        at += 1;
        at = skip(words, at, &["year"]);
        sure = true;
    } else if words.lower(at).starts_with("fy") && words.lower(at).len() == 6 {
        let year = words.lower(at).get(2..)?.parse().ok()?;
        return (1900..2200).contains(&year).then_some((Base::Fixed(Value::Year(year)), at + 1));
    }
    // "the 1988 third quarter"
    if let Some((year, end)) = year(words, at + usize::from(words.is(at, "the")))
        && let Some((name, end)) = calendar::quarter(words, end)
    {
        let year: When = Base::Fixed(Value::Year(year)).into();
        return Some((Base::Within(name, Box::new(year)), end));
    }
    let (year, end) = year(words, at)?;
    let before = |words_before: &[&str]| i > 0 && words.any(i - 1, words_before);
    sure |= before(&[
        "in", "since", "until", "till", "by", "from", "during", "early", "late", "mid", "before",
        "after", "of", "through", "year", "and", "or", "around", "between", "'s", "’s",
    ]);
    let odd =
        before(&["$", "£", "€", "#", "no.", "number", "flight", "route", "-", "/", "page", "us$"])
            || words.any(
                end,
                &["%", "percent", "-", "/", "km", "miles", "a.m.", "p.m.", "dollars", "million"],
            ) && !(words.any(end, &["-", "/"]) && sure);
    // "made 1,950 cars" and "made 1950 cars", but "the 1950 elections"
    let counted = words.tag(end) == "NNS"
        && (!(1900..2050).contains(&year)
            || year % 100 == 0 && !before(&["the", "in", "'s", "’s"])
            || !sure && i > 0 && words.tag(i - 1).starts_with("VB")
            || before(&["some", "about", "than", "nearly"]));
    let plausible = (1900..2051).contains(&year) || sure;
    (plausible && !odd && !counted).then_some((Base::Fixed(Value::Year(year)), end))
}

/// "two thousand", "two thousand and five".
fn year_in_thousands(words: &Words<'_>, i: usize) -> Read<i16> {
    let (year, end) = words.whole(i)?;
    let year = i16::try_from(year).ok()?;
    (1900..2100).contains(&year).then_some((year, end))
}

/// "mid-2024", "post-1959", "mid-1980s" as one word, with the part that they name.
pub(super) fn prefixed(words: &Words<'_>, i: usize) -> Read<(Base, Option<Part>)> {
    let (prefix, year) = words.lower(i).split_once('-')?;
    let part = match prefix {
        "early" => Some(Part::Early),
        "mid" => Some(Part::Middle),
        "late" => Some(Part::Late),
        "pre" | "post" => None,
        _ => return None,
    };
    let (digits, decade) = year.strip_suffix('s').map_or((year, false), |digits| (digits, true));
    let year: i16 = (digits.len() == 4).then(|| digits.parse().ok())??;
    let value = match decade {
        true if year % 10 == 0 => Value::Decade(year),
        true => return None,
        false => Value::Year(year),
    };
    (1000..2200).contains(&year).then_some(((Base::Fixed(value), part), i + 1))
}

/// "the 1990s", "1990's", "the '90s", "the nineties", "mid-1980s".
pub(super) fn decade(words: &Words<'_>, i: usize) -> Read<Base> {
    let the = i + usize::from(words.is(i, "the"));
    let word = words.lower(the);
    let fixed = |year: i16, end| Some((Base::Fixed(Value::Decade(year)), end));
    if let Term::Nineties(tens) = words.term(the) {
        // "in her thirties"
        let parted = i > 0 && (matches!(words.term(i - 1), Term::Part(_)) || words.is(i - 1, "-"));
        return if the > i || parted { fixed(1900 + tens, the + 1) } else { None };
    }
    if words.term(the) == Term::Quote && words.is_glued(the + 1) {
        let tens: i16 = words.lower(the + 1).strip_suffix('s')?.parse().ok()?;
        let short = (0..100).contains(&tens) && tens % 10 == 0;
        return if short { fixed(century_of(tens), the + 2) } else { None };
    }
    let (digits, end) = match word.strip_suffix('s') {
        Some(digits) => (digits, the + 1),
        None if words.any(the + 1, &["'s", "’s"]) && words.is_glued(the + 1) && the > i => {
            (word, the + 2)
        }
        None => return None,
    };
    let year: i16 = match digits.len() {
        4 => digits.parse().ok()?,
        // "the 90s"
        2 if the > i => century_of(digits.parse().ok()?),
        _ => return None,
    };
    if year % 10 != 0 || !(1000..2200).contains(&year) {
        return None;
    }
    if year % 100 == 0 && year < 2000 {
        return Some((Base::Fixed(Value::Century(year)), end));
    }
    fixed(year, end)
}

/// "the 19th century", "twentieth-century".
pub(super) fn century(words: &Words<'_>, i: usize) -> Read<Base> {
    let the = i + usize::from(words.is(i, "the"));
    let (nth, end) = words.ordinal(the)?;
    let end = skip(words, end, &["-"]);
    if words.term(end) != Term::Unit(Unit::Century) || !(1..=30).contains(&nth) {
        return None;
    }
    let first = i16::try_from((nth - 1) * 100).ok()?;
    Some((Base::Fixed(Value::Century(first)), end + 1))
}
