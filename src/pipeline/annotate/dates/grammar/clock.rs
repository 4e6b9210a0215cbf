//! Times of day.

use super::{
    super::{
        form::{Base, Time, When},
        lexicon::{DayPart, Term, Unit, Which},
        words::Words,
    },
    Read, skip,
};

/// "5 p.m.", "10:35 a.m. EST", "17:30 GMT", "0735 GMT", "noon", "five o'clock".
pub(super) fn clock(words: &Words<'_>, i: usize) -> Read<Time> {
    let whole = |hour| Time::Clock { hour, minute: 0, second: None, utc: false };
    match words.term(i) {
        Term::Noon => return Some((whole(12), i + 1)),
        Term::Midnight => return Some((whole(0), i + 1)),
        _ => {}
    }
    let (hour, minute, second, mut end) = digits(words, i).or_else(|| {
        words.whole(i).and_then(|(n, end)| Some((i8::try_from(n).ok()?, None, None, end)))
    })?;
    let joined = joined_meridiem(words.lower(i));
    let mut hour = hour;
    let mut stated = minute.is_some() && second.is_some();
    if let Some(add) = joined.or_else(|| meridiem(words, end)) {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + add;
        end += usize::from(joined.is_none());
        stated = true;
    } else if words.any(end, &["o'clock", "o’clock"]) || words.is(end, "hours") && minute.is_some()
    {
        end += 1;
        stated = true;
    } else if words.is(end, "in") && words.is(end + 1, "the") && minute.is_none() {
        // "4 in the morning"
        let Term::DayPart(part) = words.term(end + 2) else { return None };
        let add = if part == DayPart::Morning || hour == 12 { 0 } else { 12 };
        hour = hour.checked_add(add)?;
        end += 3;
        stated = true;
    }
    let mut utc = false;
    let zone = skip(words, end, &["("]);
    if words.term(zone) == Term::Zone && (stated || minute.is_some() || words.lower(i).len() == 4) {
        utc = words.any(zone, &["gmt", "utc", "z"]);
        stated = true;
        end = zone + 1 + usize::from(zone > end && words.is(zone + 1, ")"));
    } else if words.any(end, &["local", "eastern", "pacific", "moscow", "central"])
        && words.is(end + 1, "time")
    {
        stated = true;
        end += 2;
    }
    // "12:30" alone is a time; "1230" and "5" are not.
    let valid = (0..24).contains(&hour) && minute.is_none_or(|m| (0..60).contains(&m))
        || hour == 24 && minute.is_none_or(|m| m == 0);
    if !valid || !(stated || minute.is_some() && words.lower(i).contains(':')) {
        return None;
    }
    Some((Time::Clock { hour, minute: minute.unwrap_or(0), second, utc }, end))
}

/// "10:35", "10.35pm", "5pm", "0735", "10:35:20".
fn digits(words: &Words<'_>, i: usize) -> Option<(i8, Option<i8>, Option<i8>, usize)> {
    let word = words.lower(i);
    let figures = word.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '.');
    if figures.len() < word.len() && joined_meridiem(word).is_none() {
        return None;
    }
    let number = |s: &str| (1..=2).contains(&s.len()).then(|| s.parse::<i8>().ok())?;
    let mut fields = figures.split([':', '.']);
    let first = fields.next()?;
    let second_field = fields.next();
    let third = fields.next();
    if fields.next().is_some() || !figures.bytes().next()?.is_ascii_digit() {
        return None;
    }
    let Some(minute) = second_field else {
        let military = first.len() == 4 && words.term(i + 1) == Term::Zone
            || first.len() == 4 && words.any(i + 1, &["hours", "local"]);
        if military {
            return Some((number(first.get(..2)?)?, Some(number(first.get(2..)?)?), None, i + 1));
        }
        return Some((number(first)?, None, None, i + 1));
    };
    // "10.35" needs more to be a time.
    let dotted = figures.contains('.');
    if minute.len() != 2
        || dotted && joined_meridiem(word).is_none() && meridiem(words, i + 1).is_none()
    {
        return None;
    }
    let second = third.map(number);
    if second.is_some_and(|s| s.is_none()) {
        return None;
    }
    Some((number(first)?, Some(number(minute)?), second.flatten(), i + 1))
}

/// "pm" at the end of a word of figures.
fn joined_meridiem(word: &str) -> Option<i8> {
    let is = |suffixes: [&str; 3]| suffixes.iter().any(|s| word.ends_with(s));
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        None
    } else if is(["am", "a.m.", "a.m"]) {
        Some(0)
    } else if is(["pm", "p.m.", "p.m"]) {
        Some(12)
    } else {
        None
    }
}

fn meridiem(words: &Words<'_>, i: usize) -> Option<i8> {
    match words.term(i) {
        // "I am"
        Term::Meridiem(add) if words.is_glued(i) || words.tag(i) != "VBP" => Some(add),
        _ => None,
    }
}

/// "morning", "late night", "mid-afternoon".
pub(super) fn day_part(words: &Words<'_>, i: usize) -> Read<Time> {
    let i = match words.term(i) {
        Term::Part(_) => skip(words, i + 1, &["-"]),
        _ => i,
    };
    match words.term(i) {
        Term::DayPart(part) => Some((Time::Part(part), i + 1)),
        Term::Noon => Some((Time::Part(DayPart::Midday), i + 1)),
        _ => None,
    }
}

/// "tonight", "this morning", "last night", "overnight", "the morning".
pub(super) fn deictic(words: &Words<'_>, i: usize) -> Read<When> {
    let timed = |base: Base, time, end| Some((When { time: Some(time), ..base.into() }, end));
    match words.term(i) {
        Term::Tonight => timed(Base::Today(0), Time::Part(DayPart::Night), i + 1),
        Term::Overnight => {
            timed(Base::Unit(Unit::Day, Which::Previous), Time::Part(DayPart::Night), i + 1)
        }
        Term::Which(which) => {
            let (time, end) = day_part(words, i + 1)?;
            let base = match which {
                Which::This => Base::Today(0),
                Which::Last => Base::Today(-1),
                Which::Next => Base::Unit(Unit::Day, Which::Following),
                which => Base::Unit(Unit::Day, which),
            };
            timed(base, time, end)
        }
        Term::The => {
            if let Term::Which(
                which @ (Which::Next | Which::Following | Which::Previous | Which::Same),
            ) = words.term(i + 1)
            {
                let (time, end) = day_part(words, i + 2)?;
                let which = if which == Which::Next { Which::Following } else { which };
                return timed(Base::Unit(Unit::Day, which), time, end);
            }
            let (time, end) = day_part(words, i + 1)?;
            // "the night sky", "the evening news"
            let free = !words.tag(end).starts_with("NN") && !words.tag(end).starts_with("JJ");
            if free && words.is(i, "the") {
                return timed(Base::Unit(Unit::Day, Which::Same), time, end);
            }
            None
        }
        _ => None,
    }
}
