//! Numbers that measure nothing: parts of names and codes, years, times of day, scores,
//! numbers of lists and addresses.

use super::pieces::{PieceKind, Pieces};
use crate::pipeline::calendar;

/// Words whose number says which one, not how many; sorted.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "act", "amendment", "annex", "apartment", "appendix", "apt", "area", "article", "articles", "block", "box",
    "bus", "category", "channel", "chapter", "chapters", "clause", "code", "convention", "district", "episode",
    "exit", "fig", "figure", "flight", "floor", "gate", "grade", "group", "highway", "interstate",
    "item", "junction", "law", "level", "line", "lot", "model", "no", "nos", "number",
    "numbers", "page", "pages", "paragraph", "part", "phase", "pier", "platform", "precinct", "prop",
    "proposition", "protocol", "psalm", "resolution", "room", "route", "routes", "rule", "season", "section",
    "sections", "sector", "series", "stage", "step", "suite", "table", "terminal", "tier", "title", "track",
    "type", "unit", "verse", "version", "vol", "volume", "ward", "windows", "zip", "zone",
];

/// Words that end the name of a street, sorted.
#[rustfmt::skip]
const STREETS: &[&str] = &[
    "ave", "avenue", "blvd", "boulevard", "court", "drive", "lane", "parkway", "rd", "road",
    "st", "street", "terrace", "way",
];

/// Whether the number that takes the pieces `begin..end` measures nothing, whatever unit may
/// follow.
pub(super) fn is_code(pieces: &Pieces<'_>, begin: usize, end: usize) -> bool {
    is_joined_before(pieces, begin)
        || is_joined_behind(pieces, end)
        || is_time_of_day(pieces, end)
        || is_day_of_month(pieces, begin, end)
        || is_leading_zero(pieces, begin)
}

/// Whether a number without unit says which one, or when, not how many.
pub(super) fn is_label(pieces: &Pieces<'_>, begin: usize, end: usize) -> bool {
    let before = pieces.word_before(begin, 1);
    let label = if before == "." { pieces.word_before(begin, 2) } else { before };
    if before == "#" || LABELS.binary_search(&label).is_ok() {
        return true;
    }
    pieces.is(begin, PieceKind::Figure)
        && (is_list_number(pieces, begin, end)
            || is_address(pieces, begin, end)
            || is_after_name(pieces, begin))
}

/// Whether a figure looks like a year: four digits, 1000 to 2100.
pub(super) fn is_year(pieces: &Pieces<'_>, i: usize) -> bool {
    let word = pieces.word(i);
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && ("1000"..="2100").contains(&word)
}

/// Part of a word, a name, an address, a date or a time: "COVID-19", "A4", "12:30", "1.2.3".
fn is_joined_before(pieces: &Pieces<'_>, begin: usize) -> bool {
    if !pieces.glued(begin) || begin == 0 {
        return false;
    }
    if pieces.is(begin - 1, PieceKind::Word) {
        // "U.S.5" is none either; "EUR5" was read as money.
        return true;
    }
    let before = pieces.word(begin - 1);
    let joined_word = begin >= 2 && pieces.glued(begin - 1);
    match before {
        "-" if joined_word => match pieces.list[begin - 2].kind {
            PieceKind::Figure => true,
            PieceKind::Word => !matches!(
                pieces.word(begin - 2),
                "and" | "or" | "over" | "pre" | "sub" | "to" | "top" | "under" | "plus" | "post"
            ),
            PieceKind::Sign => false,
        },
        "/" | "." | ":" | "@" | "_" | "=" | "&" | "\\" => joined_word,
        "," => joined_word && pieces.is(begin - 2, PieceKind::Figure),
        "'" | "’" => pieces.word(begin).len() == 2 && !pieces.is(begin + 1, PieceKind::Word),
        _ => false,
    }
}

/// What runs on without white space: "12:30", "3D", "7-4-2", "10.5.1", "1990s".
fn is_joined_behind(pieces: &Pieces<'_>, end: usize) -> bool {
    if !pieces.glued(end) {
        return false;
    }
    let figure = |at: usize| pieces.is(at, PieceKind::Figure) && pieces.glued(at);
    match pieces.word(end) {
        ":" | "/" | "." | "," | "_" | "&" | "@" => figure(end + 1),
        "'" | "’" => pieces.word(end + 1) == "s" && pieces.glued(end + 1),
        _ => pieces.is(end, PieceKind::Figure),
    }
}

fn is_time_of_day(pieces: &Pieces<'_>, end: usize) -> bool {
    let next = pieces.word(end);
    match next {
        "am" | "pm" | "a.m." | "p.m." | "a.m" | "p.m" | "gmt" | "utc" | "o" => {
            next != "o" || matches!(pieces.word(end + 1), "'" | "’")
        }
        "s" => pieces.glued(end),
        _ => false,
    }
}

/// "March 5", "5 March", "5th of March", "Nov. 15, 1999".
fn is_day_of_month(pieces: &Pieces<'_>, begin: usize, end: usize) -> bool {
    if !pieces.is(begin, PieceKind::Figure) {
        return false;
    }
    let word = pieces.word(begin);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let month = |at: usize| {
        let word = pieces.word(at);
        calendar::month(word).is_some()
            && (pieces.word_before(begin, 1) == "on"
                || !matches!(word, "march" | "may" | "mar" | "sep")
                || is_capital(pieces.raw(at))
                || pieces.is(at + 1, PieceKind::Figure))
    };
    let back = |by: usize| begin.checked_sub(by).is_some_and(month);
    if digits <= 2 {
        let day = word[..digits].parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
        let dot = usize::from(pieces.word_before(begin, 1) == ".");
        let of = usize::from(pieces.word(end) == "of");
        return day && (back(1 + dot) || month(end + of));
    }
    // "November 1999", "Nov. 15, 1999"
    is_year(pieces, begin)
        && (back(1)
            || pieces.word_before(begin, 1) == "." && back(2)
            || pieces.word_before(begin, 1) == "," && (back(3) || back(4)))
}

fn is_capital(raw: &str) -> bool {
    raw.starts_with(char::is_uppercase)
}

/// "007", "0123".
fn is_leading_zero(pieces: &Pieces<'_>, begin: usize) -> bool {
    let word = pieces.word(begin).as_bytes();
    matches!(word, [b'0', digit, ..] if digit.is_ascii_digit())
}

/// "1) first", "[2]", "(3)", "1. Open the box".
fn is_list_number(pieces: &Pieces<'_>, begin: usize, end: usize) -> bool {
    let before = pieces.word_before(begin, 1);
    match pieces.word(end) {
        ")" => before != "(" || end - begin == 1 && pieces.word(begin).len() <= 2,
        "]" => before == "[",
        "." => begin == 0 && end + 1 < pieces.list.len() && !pieces.glued(end + 1),
        _ => false,
    }
}

/// "10 Downing Street", "PA 23456".
fn is_address(pieces: &Pieces<'_>, begin: usize, end: usize) -> bool {
    let raw = pieces.raw(begin.saturating_sub(1));
    let state = begin > 0 && raw.len() == 2 && raw.bytes().all(|b| b.is_ascii_uppercase());
    if state && pieces.word(begin).len() == 5 {
        return true;
    }
    (1..=3)
        .map(|k| end + k)
        .take_while(|at| is_capital(pieces.raw(at - 1)))
        .any(|at| is_capital(pieces.raw(at)) && STREETS.binary_search(&pieces.word(at)).is_ok())
}

/// A capitalised word right before, not the first of a sentence, and nothing behind that could
/// be counted: "Boeing 737 jets" counts none, "Tuesday 12 people" does.
fn is_after_name(pieces: &Pieces<'_>, begin: usize) -> bool {
    let Some(before) = begin.checked_sub(1) else { return false };
    let previous = pieces.word_before(before, 1);
    pieces.is(before, PieceKind::Word)
        && is_capital(pieces.raw(before))
        && !(before == 0 || matches!(previous, "." | "!" | "?" | ":" | "“" | "\""))
        && !pieces.word(begin).contains([',', '.'])
        && !pieces.word(before).ends_with("day")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str, word: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let pieces = Pieces::new(text, &lower);
        let at = pieces.words.iter().position(|w| *w == word).expect("the word");
        is_code(&pieces, at, at + 1)
    }

    fn label(text: &str, word: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let pieces = Pieces::new(text, &lower);
        let at = pieces.words.iter().position(|w| *w == word).expect("the word");
        is_label(&pieces, at, at + 1)
    }

    #[test]
    fn tables_are_sorted() {
        assert!(LABELS.is_sorted() && STREETS.is_sorted());
    }

    #[test]
    fn codes_and_times() {
        assert!(code("the COVID-19 wave", "19"));
        assert!(code("at 12:30 today", "12"));
        assert!(code("at 5 p.m.", "5"));
        assert!(code("on March 5", "5"));
        assert!(code("on 5 March", "5"));
        assert!(code("the 1990s", "1990"));
        assert!(!code("over-50 homes", "50"));
        assert!(!code("12 people", "12"));
    }

    #[test]
    fn labels() {
        assert!(label("under Article 5 of", "5"));
        assert!(label("a Boeing 737 crashed", "737"));
        assert!(label("at 10 Downing Street", "10"));
        assert!(label("it 1) explains", "1"));
        assert!(!label("killed 12 people", "12"));
        assert!(!label("On Tuesday 12 people", "12"));
    }
}
