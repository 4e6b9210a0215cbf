//! Full dates as mastheads and publishing systems write them, and the names of days and months.

use jiff::civil::Date;

use crate::domain::Span;

/// The days of the week in lower case.
pub(super) const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The months in lower case; their first three letters are their abbreviations.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A word or number of a stretch and where it stands.
struct Piece<'t> {
    begin: usize,
    words: &'t str,
}

/// The number of the month that a word names, in full or abbreviated.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let is = |form: &str| form.eq_ignore_ascii_case(word);
    // All names have three letters at least.
    let named = |name: &str| is(name) || is(&name[..3]) || name == "september" && is("sept");
    let at = MONTHS.iter().position(|name| named(name))?;
    i8::try_from(at + 1).ok()
}

/// Whether a word in lower case names a month in full.
pub(super) fn is_month(word: &str) -> bool {
    MONTHS.contains(&word)
}

/// Whether a word in lower case names a day of the week in full.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// The first full date in a stretch: ISO 8601, "March 20, 2023", "20 March 2023",
/// "20.03.2023". Dates with slashes count when the order is certain. A day that the
/// calendar does not have is no date.
pub(crate) fn first_date(stretch: &str) -> Option<(Span, Date)> {
    let pieces: Vec<_> = pieces(stretch).collect();
    (0..pieces.len()).find_map(|i| {
        let (end, date) = numeric(&pieces[i]).or_else(|| spelled(&pieces[i..]))?;
        Some((Span::new(pieces[i].begin, end), date))
    })
}

/// The first month and day in a stretch, year or not: "March 3", "3 March".
pub(super) fn day_of_year(stretch: &str) -> Option<(i8, i8)> {
    let pieces: Vec<_> = pieces(stretch).collect();
    pieces.windows(2).find_map(|pair| match (month(pair[0].words), month(pair[1].words)) {
        (Some(month), _) => Some((month, day(&pair[1])?.parse().ok()?)),
        (None, Some(month)) => Some((month, day(&pair[0])?.parse().ok()?)),
        (None, None) => None,
    })
}

/// The digits of a day, "3" or "3rd".
fn day(piece: &Piece<'_>) -> Option<String> {
    let digits = piece.words.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    matches!(&piece.words[digits.len()..], "" | "st" | "nd" | "rd" | "th")
        .then(|| digits.to_owned())
}

fn pieces(stretch: &str) -> impl Iterator<Item = Piece<'_>> {
    let base = stretch.as_ptr() as usize;
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '[' | ']' | '|' | ';');
    stretch.split(apart).filter(|w| !w.is_empty()).map(move |words| Piece {
        // Both pointers lie in the same string.
        begin: words.as_ptr() as usize - base,
        words,
    })
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !all_digits(year) || day.is_empty() || day.len() > 2 || !all_digits(day) {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|y| (1600..=2999).contains(y))?;
    Date::new(year, month, day.parse().ok()?).ok()
}

/// A date written in digits as one piece; its end and value.
fn numeric(piece: &Piece<'_>) -> Option<(usize, Date)> {
    let words = piece.words.trim_end_matches(['.', ':']);
    let core: &str = words.split('T').next().unwrap_or_default();
    let separator = ['-', '/', '.'].into_iter().find(|&s| core.matches(s).count() == 2)?;
    let mut fields = core.split(separator);
    let (a, b, c) = (fields.next()?, fields.next()?, fields.next()?);
    let number = |s: &str| s.parse::<i8>().ok().filter(|n| *n > 0 && s.len() <= 2);
    let found = if a.len() == 4 {
        date(a, number(b)?, c)?
    } else if separator == '.' {
        date(c, number(b)?, a)?
    } else {
        // Day or month first? Certain only when one of them is beyond 12.
        match (number(a)?, number(b)?) {
            (13.., m @ 1..=12) => date(c, m, a)?,
            (m @ 1..=12, 13..) => date(c, m, b)?,
            _ => return None,
        }
    };
    Some((piece.begin + words.len(), found))
}

/// A date with the month's name, over three pieces; its end and value.
fn spelled(pieces: &[Piece<'_>]) -> Option<(usize, Date)> {
    let [a, b, c, ..] = pieces else { return None };
    let year = c.words.trim_end_matches(['.', ':']);
    let found = match (month(a.words), month(b.words)) {
        (Some(m), _) => date(year, m, &day(b)?)?,
        (None, Some(m)) => date(year, m, &day(a)?)?,
        (None, None) => return None,
    };
    Some((c.begin + year.len(), found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stretch: &str, expect: Option<&str>) {
        let found = first_date(stretch).map(|(span, d)| {
            assert!(!span.of(stretch).is_empty());
            d.to_string()
        });
        assert_eq!(found.as_deref(), expect, "{stretch}");
    }

    #[test]
    fn reads_the_usual_forms() {
        check("date 2023-03-20 The", Some("2023-03-20"));
        check("Updated: 2016-05-30 09:53 (Agencies)", Some("2016-05-30"));
        check("2016-05-30T09:53:00Z", Some("2016-05-30"));
        check("Monday, March 20, 2023", Some("2023-03-20"));
        check("Sept. 3, 2023", Some("2023-09-03"));
        check("(Tue, 16 Aug 2011)", Some("2011-08-16"));
        check("20th March 2023", Some("2023-03-20"));
        check("20.03.2023", Some("2023-03-20"));
        check("3/20/2023", Some("2023-03-20"));
    }

    #[test]
    fn leaves_what_is_no_date() {
        check("2023-02-30", None);
        check("3/4/2023", None);
        check("March 20", None);
        check("may 5 people", None);
        check("Version 1.2.3", None);
        check("Feb 31, 2020", None);
        check("", None);
    }
}
