//! Days, months and other parts of the year by name or number.

use jiff::civil::Date;

use super::{
    super::{
        form::{Base, Form, Named, When},
        holidays::holiday,
        lexicon::{Season, Term, Unit, Which},
        value::Value,
        words::Words,
    },
    Read, relative, skip,
    years::{century, century_of, decade, year, year_after, year_alone},
};

/// A unit of the calendar that is named or numbered.
pub(super) fn calendar(words: &Words<'_>, i: usize) -> Read<Base> {
    let rules = [numeric, weekday, month_first, day_first, named, decade, century, year_alone];
    let readings = rules.iter().filter_map(|rule| rule(words, i));
    readings.reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// "March 20-22, 2023", "20-22 March", "20 to 22 March 2023", "March 20 and 21".
pub(super) fn days_of_month(words: &Words<'_>, i: usize) -> Read<Form> {
    let i = skip_weekday(words, i);
    let joint = |at: usize| words.any(at, &["-", "–", "—", "to", "through", "and", "until"]);
    let follows = |at: usize, first: i8, last: i8| {
        last > first && (!words.is(at, "and") || last == first + 1)
    };
    let (month, first, last, end) = if let Some((month, at)) = month(words, i) {
        let (first, at) = day(words, at)?;
        let (last, end) = joint(at).then(|| day(words, at + 1))??;
        // "March 20 to 22 April"
        if self::month(words, end).is_some() || !follows(at, first, last) {
            return None;
        }
        (month, first, last, end)
    } else {
        let the = i + usize::from(words.is(i, "the"));
        let (first, at) = day(words, the)?;
        let (last, of) = joint(at).then(|| day(words, at + 1))??;
        let (month, end) = self::month(words, skip(words, of, &["of"]))?;
        if !follows(at, first, last) {
            return None;
        }
        (month, first, last, end)
    };
    let (year, end) = year_after(words, end).map_or((None, end), |(y, end)| (Some(y), end));
    let day = |day| -> Option<Box<When>> {
        let base = match year {
            Some(year) => Base::Fixed(Value::Day(Date::new(year, month, day).ok()?)),
            None => Base::DayOfYear { month, day },
        };
        Some(Box::new(base.into()))
    };
    Some((Form::Range(Some(day(first)?), Some(day(last)?)), end))
}

/// "Monday", "Sunday, March 5", "Mon., Oct. 26".
fn weekday(words: &Words<'_>, i: usize) -> Read<Base> {
    let (day, end) = weekday_name(words, i)?;
    let at = skip(words, end, &[","]);
    let at = at + usize::from(words.is(at, "the"));
    if let Some((base, end)) = month_first(words, at).or_else(|| day_first(words, at))
        && matches!(base, Base::DayOfYear { .. } | Base::Fixed(Value::Day(_)))
    {
        return Some((base, end));
    }
    if matches!(words.term(i), Term::WeekdayShort(_)) {
        return None;
    }
    Some((Base::Weekday(day, None), end))
}

/// The day of the week at `i`.
pub(super) fn weekday_name(words: &Words<'_>, i: usize) -> Read<i8> {
    match words.term(i) {
        Term::Weekday(day) => Some((day, i + 1)),
        Term::WeekdayShort(day) if words.is_upper(i) => Some((day, skip(words, i + 1, &["."]))),
        _ => None,
    }
}

fn skip_weekday(words: &Words<'_>, i: usize) -> usize {
    weekday_name(words, i).map_or(i, |(_, end)| skip(words, end, &[","]))
}

/// "March 20", "March 20, 2023", "March 2023", "March the 3rd", "June of 1998".
fn month_first(words: &Words<'_>, i: usize) -> Read<Base> {
    let (month, end) = month(words, i)?;
    let the = end + usize::from(words.is(end, "the"));
    if let Some((day, end)) = day(words, the)
        && !words.is(end, "%")
    {
        if let Some((year, end)) = year_after(words, end) {
            return Some((Base::Fixed(Value::Day(Date::new(year, month, day).ok()?)), end));
        }
        // A leap year has all days.
        Date::new(2000, month, day).ok()?;
        return Some((Base::DayOfYear { month, day }, end));
    }
    None
}

/// "20 March 2023", "the 3rd of March".
fn day_first(words: &Words<'_>, i: usize) -> Read<Base> {
    let the = i + usize::from(words.is(i, "the"));
    let (day, end) = day(words, the)?;
    let Some((month, end)) = month(words, skip(words, end, &["of", "-"])) else {
        return ordinal_day(words, the, day, end);
    };
    if let Some((year, end)) = year_after(words, skip(words, end, &["-"])) {
        return Some((Base::Fixed(Value::Day(Date::new(year, month, day).ok()?)), end));
    }
    Date::new(2000, month, day).ok()?;
    Some((Base::DayOfYear { month, day }, end))
}

/// "on the 13th".
fn ordinal_day(words: &Words<'_>, the: usize, day: i8, end: usize) -> Read<Base> {
    let stands = the > 1 && words.is(the - 1, "the") && words.any(the - 2, &["on", "until", "by"]);
    let numeric =
        words.is_figure(the) && words.lower(the).ends_with(|c: char| c.is_ascii_alphabetic());
    let free = !words.tag(end).starts_with("NN") && !words.tag(end).starts_with("JJ");
    (stands && numeric && free && end == the + 1).then_some((Base::DayOfMonth(day), end))
}

/// The month at `i`; one that is a common word too must look like a name.
pub(super) fn month(words: &Words<'_>, i: usize) -> Read<i8> {
    let dated = || day(words, i + 1).is_some() || year(words, i + 1).is_some();
    // "Mr May", "June Smith"
    if words.is_person(i) {
        return None;
    }
    match words.term(i) {
        Term::Month(month @ (3 | 5)) => {
            let named = words.tag(i).starts_with("NN") || dated();
            (words.is_upper(i) && named).then_some((month, i + 1))
        }
        Term::Month(month) => (words.is_upper(i) || dated()).then_some((month, i + 1)),
        Term::MonthShort(month) => {
            let dot =
                words.lower(i).ends_with('.') || words.is(i + 1, ".") && words.is_glued(i + 1);
            let end =
                if words.lower(i).ends_with('.') { i + 1 } else { skip(words, i + 1, &["."]) };
            let beside = dot
                || words.is_figure(i + 1)
                || i > 0 && words.is_figure(i - 1)
                || i > 0 && words.is(i - 1, "in");
            let end = if words.is_figure(end) { end } else { i + 1 };
            (words.is_upper(i) && beside).then_some((month, end))
        }
        _ => None,
    }
}

/// A day of the month: "20", "3rd", "eighth".
fn day(words: &Words<'_>, i: usize) -> Read<i8> {
    let word = words.lower(i);
    if words.is_figure(i) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let suffix = word.get(digits.len()..)?;
        let plain = matches!(suffix, "" | "st" | "nd" | "rd" | "th") && digits.len() <= 2;
        let day: i8 = plain.then(|| digits.parse().ok())??;
        return (1..=31).contains(&day).then_some((day, i + 1));
    }
    let follows_month = i > 0 && matches!(words.term(i - 1), Term::Month(_));
    let ordinal =
        words.term(i) == Term::Ordinal || word == "second" || words.term(i) == Term::Number;
    if !ordinal || !(follows_month || i > 0 && words.is(i - 1, "the")) {
        return None;
    }
    let (day, end) = words.ordinal(i)?;
    let day = i8::try_from(day).ok()?;
    (1..=31).contains(&day).then_some((day, end))
}

/// "2023-03-17", "3/17/2023", "17.03.2023", "20230317".
fn numeric(words: &Words<'_>, i: usize) -> Read<Base> {
    if !words.is_figure(i) {
        return None;
    }
    let word = words.lower(i);
    let number = |s: &str| -> Option<i16> {
        (s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
    };
    let day = |year: i16, month: i16, day: i16| {
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (1000..2200).contains(&year).then_some(Base::Fixed(Value::Day(date)))
    };
    // The tokenizer takes hyphens between figures apart.
    if word.len() == 4 && words.is(i + 1, "-") && words.is(i + 3, "-") && words.is_glued(i + 4) {
        let last = words.lower(i + 4).split('t').next()?;
        let (month, date) = (words.lower(i + 2), last);
        if month.len() == 2 && date.len() == 2 {
            return Some((day(number(word)?, number(month)?, number(date)?)?, i + 5));
        }
    }
    if word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()) {
        let base = day(number(&word[..4])?, number(&word[4..6])?, number(&word[6..])?)?;
        return Some((base, i + 1));
    }
    let separator = ['/', '.'].into_iter().find(|&s| word.matches(s).count() == 2)?;
    let mut fields = word.trim_end_matches('.').split(separator);
    let (a, b, c) = (number(fields.next()?)?, number(fields.next()?)?, fields.next()?);
    let year = match c.len() {
        4 => number(c)?,
        2 if a < 100 => century_of(number(c)?),
        _ if a >= 1000 => return Some((day(a, b, number(c)?)?, i + 1)),
        _ => return None,
    };
    // With slashes the month comes first, unless it cannot.
    let month_first = separator == '/' && a <= 12;
    let base = if month_first { day(year, a, b) } else { day(year, b, a) };
    Some((base?, i + 1))
}

/// "September", "the third quarter of 1984", "spring 2023", "Christmas".
fn named(words: &Words<'_>, i: usize) -> Read<Base> {
    let (name, end) = name(words, i)?;
    if let Some((year, end)) = year_after(words, end) {
        let year: When = Base::Fixed(Value::Year(year)).into();
        return Some((Base::Within(name, Box::new(year)), end));
    }
    // "the third quarter of last year", "December last year"
    let of = skip(words, end, &["of"]);
    if let Some((base, end)) = relative::year(words, of) {
        return Some((Base::Within(name, Box::new(base.into())), end));
    }
    // "spring" and "fall" have other meanings.
    let alone = match name {
        Named::Season(_) if is_tumble(words, i, end) => false,
        Named::Season(season) => {
            words.is(i, "the") && season != Season::Autumn
                || i > 0
                    && words.any(
                        i - 1,
                        &[
                            "in", "by", "since", "during", "until", "late", "early", "mid", "-",
                            "of",
                        ],
                    )
        }
        _ => true,
    };
    alone.then_some((Base::Named(name, None), end))
}

/// What somebody suffers in a fall that is no season, as lemmas and words, sorted.
#[rustfmt::skip]
const HURT: [&str; 22] = [
    "break", "bruise", "concussion", "cripple", "dead", "die", "fracture", "hurt", "injure",
    "injured", "injury", "kill", "killed", "maim", "paralyse", "paralyze", "perish", "sprain",
    "survive", "unconscious", "wound", "wounded",
];

/// What people fall from, as lemmas, sorted.
#[rustfmt::skip]
const HEIGHTS: [&str; 8] = [
    "balcony", "cliff", "ladder", "parachute", "scaffold", "scaffolding", "stair", "staircase",
];

/// Whether "the fall" is a tumble: the words that it belongs to tell of somebody who is hurt, or its
/// sentence of what one falls from.
fn is_tumble(words: &Words<'_>, i: usize, end: usize) -> bool {
    /// Words on either side.
    const NEAR: usize = 24;
    const MAX_CLIMB: usize = 3;
    if !words.is(end - 1, "fall") || !words.is(i, "the") || i == 0 {
        return false;
    }
    let doc = words.doc;
    let mut at = doc.head(words.token(i - 1));
    for _ in 0..MAX_CLIMB {
        if [doc.lemma(at), doc.norm(at)].iter().any(|word| HURT.binary_search(word).is_ok()) {
            return true;
        }
        if doc.dep(at) != "dobj" {
            break;
        }
        at = doc.head(at);
    }
    let inside = |&j: &usize| !words.any(j, &[".", "!", "?"]);
    let height = |j: usize| HEIGHTS.binary_search(&doc.lemma(words.token(j))).is_ok();
    (0..i).rev().take(NEAR).take_while(inside).any(height)
        || (end..words.len()).take(NEAR).take_while(inside).any(height)
}

/// A part of the year by its name.
pub(super) fn name(words: &Words<'_>, i: usize) -> Read<Named> {
    if let Some((holiday, end)) = holiday(words, i) {
        return Some((Named::Holiday(holiday), end));
    }
    if let Some((month, end)) = month(words, i) {
        return Some((Named::Month(month), end));
    }
    let the = i + usize::from(words.term(i) == Term::The);
    if let Some(found) = quarter(words, the) {
        return Some(found);
    }
    match words.term(the) {
        // "the Winter Olympics"
        Term::Season(_) if words.is_upper(the) && words.is_upper(the + 1) => None,
        Term::Season(season) if words.tag(the).starts_with("NN") => {
            Some((Named::Season(season), the + 1))
        }
        _ => None,
    }
}

/// "third quarter", "third-quarter", "fiscal first quarter", "Q3", "second half".
pub(super) fn quarter(words: &Words<'_>, i: usize) -> Read<Named> {
    let word = words.lower(i).as_bytes();
    if let [b'q', n @ b'1'..=b'4'] | [n @ b'1'..=b'4', b'q'] = word {
        // A digit from 1 to 4.
        return Some((Named::Quarter((n - b'0') as i8), i + 1));
    }
    let i = i + usize::from(words.term(i) == Term::Fiscal);
    let (nth, end) = words.ordinal(i).or_else(|| words.is(i, "final").then_some((4, i + 1)))?;
    let end = skip(words, end, &["-"]);
    let end = end + usize::from(words.term(end) == Term::Fiscal);
    match words.term(end) {
        Term::Unit(Unit::Quarter) if (1..=4).contains(&nth) => {
            // From 1 to 4.
            Some((Named::Quarter(nth as i8), end + 1))
        }
        // Halves of matches and of other things are many.
        Term::Half if (1..=2).contains(&nth) => {
            let of = words.is(end + 1, "of");
            let dated = year_after(words, end + 1).is_some()
                || of
                    && (relative::year(words, end + 2).is_some()
                        || decade(words, end + 2).is_some());
            dated.then_some((Named::Half(nth as i8), end + 1))
        }
        _ => None,
    }
}

/// A named part of the year with "last", "this" or "next" before it.
pub(super) fn chosen(words: &Words<'_>, i: usize, which: Which) -> Read<Base> {
    if let Some((day, end)) = weekday_name(words, i)
        && !matches!(words.term(i), Term::WeekdayShort(_))
    {
        let at = skip(words, end, &[","]);
        // "this coming Sunday, March 8"
        if let Some(found) = month_first(words, at) {
            return Some(found);
        }
        return Some((Base::Weekday(day, Some(which)), end));
    }
    let (name, end) = name(words, i)?;
    if let Some((year, end)) = year_after(words, end) {
        let year: When = Base::Fixed(Value::Year(year)).into();
        return Some((Base::Within(name, Box::new(year)), end));
    }
    if let Named::Month(month) = name
        && let Some((day, end)) = day(words, end)
    {
        return Some((Base::DayOfYear { month, day }, end));
    }
    Some((Base::Named(name, Some(which)), end))
}
