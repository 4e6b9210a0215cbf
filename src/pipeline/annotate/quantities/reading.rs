//! Numbers among the pieces of a text.

use std::ops::Range;

use super::super::numbers::{self, NumberKind};
use super::pieces::{PieceKind, Pieces};

/// A number as it was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The pieces that it takes.
    pub pieces: Range<usize>,
    /// Its value.
    pub value: f64,
    /// What it does in its phrase.
    pub kind: NumberKind,
    /// What a word of scale at its end multiplied it by; 1 without one.
    pub scale: f64,
    /// Whether only its order of magnitude is told: "dozens", "tens of thousands".
    pub scaled: bool,
}

/// More pieces than a number takes.
const WINDOW: usize = 24;

/// The number that begins at piece `i`.
pub(super) fn number(pieces: &Pieces<'_>, i: usize) -> Option<Reading> {
    if pieces.is(i, PieceKind::Figure) {
        return split_thousands(pieces, i).or_else(|| figure(pieces, i));
    }
    if let Some(scaled) = scaled(pieces, i) {
        return Some(scaled);
    }
    if !may_begin(pieces.word(i)) {
        return None;
    }
    if pieces.word(i) == "half" && !is_half(pieces, i) {
        return None;
    }
    let number = numbers::number(window(pieces, i))?;
    let part = number.kind == NumberKind::Fraction && pieces.word(i) == "a";
    if part && !is_part(pieces, i, i + number.len) {
        return None;
    }
    Some(reading(pieces, i, number.value, number.len, number.kind))
}

/// Whether "a third" is a part of something, not "a third man" or "$5 a quarter".
fn is_part(pieces: &Pieces<'_>, begin: usize, end: usize) -> bool {
    let bounded = matches!(
        pieces.word_before(begin, 1),
        "by" | "about" | "almost" | "nearly" | "over" | "than" | "roughly" | "around"
    );
    let open = !pieces.is(end, PieceKind::Word)
        || matches!(
            pieces.word(end),
            "and" | "from" | "in" | "last" | "less" | "more" | "or" | "since" | "this" | "to"
        );
    pieces.word(end) == "of" || bounded && open
}

fn window<'p>(pieces: &'p Pieces<'_>, i: usize) -> &'p [&'p str] {
    &pieces.words[i..pieces.words.len().min(i + WINDOW)]
}

fn reading(pieces: &Pieces<'_>, i: usize, value: f64, len: usize, kind: NumberKind) -> Reading {
    let end = i + len;
    let scale = if len > 1 { numbers::magnitude(pieces.word(end - 1)) } else { None };
    Reading { pieces: i..end, value, kind, scale: scale.unwrap_or(1.0), scaled: false }
}

/// Whether a word may be the first of a number; most words are none.
fn may_begin(word: &str) -> bool {
    match word.as_bytes() {
        [first, ..] if !first.is_ascii() => word.chars().nth(1).is_none(),
        [b'a'] => true,
        [b'z' | b'o' | b't' | b'f' | b's' | b'e' | b'n' | b'h' | b'q', _, _, ..] => !matches!(
            word,
            "the" | "that" | "this" | "for" | "from" | "not" | "has" | "his" | "have" | "to"
        ),
        _ => false,
    }
}

/// "half of them", "half the country", "a half turn", "half a million", "a third and a half".
fn is_half(pieces: &Pieces<'_>, i: usize) -> bool {
    let before = pieces.word_before(i, 1);
    let next = pieces.word(i + 1);
    match next {
        "of" | "the" | "his" | "her" | "their" | "its" | "our" | "all" => {
            !matches!(before, "first" | "second" | "latter" | "other" | "-" | "better")
        }
        "a" | "an" | "million" | "billion" | "trillion" | "dozen" => true,
        "-" => false,
        _ => {
            matches!(before, "a" | "one" | "about" | "than" | "nearly" | "almost")
                && pieces.is(i + 1, PieceKind::Word)
        }
    }
}

/// A number whose first piece is a figure.
fn figure(pieces: &Pieces<'_>, i: usize) -> Option<Reading> {
    // "9/11" and "5/12" are dates rather than fractions.
    if let Some((_, under)) = pieces.word(i).split_once('/')
        && !matches!(under, "2" | "3" | "4" | "5" | "6" | "8" | "10" | "16" | "32" | "64")
    {
        return None;
    }
    if let Some(number) = numbers::number(window(pieces, i)) {
        return Some(reading(pieces, i, number.value, number.len, number.kind));
    }
    // Groups of two digits and a last one of three, as in India: "12,34,567".
    let word = pieces.word(i);
    let (whole, _) = word.split_once('.').unwrap_or((word, ""));
    let groups = whole.split(',').count();
    let sizes = whole.split(',').enumerate();
    let mut fits = groups > 1 && word.len() < 20;
    for (k, group) in sizes {
        let digits = group.bytes().all(|b| b.is_ascii_digit());
        fits &= digits
            && match k {
                0 => (1..=2).contains(&group.len()),
                _ if k + 1 == groups => group.len() == 3,
                _ => group.len() == 2,
            };
    }
    let value = word.replace(',', "").parse().ok().filter(|_| fits)?;
    Some(reading(pieces, i, value, 1, NumberKind::Cardinal))
}

/// Thousands set off by a space or by a comma with a space: "10 000", "10, 000".
fn split_thousands(pieces: &Pieces<'_>, i: usize) -> Option<Reading> {
    let digits = |at: usize| {
        let word = pieces.word(at);
        word.bytes().all(|b| b.is_ascii_digit()).then_some(word)
    };
    let first = digits(i).filter(|word| word.len() <= 3 && !word.starts_with('0'))?;
    let comma = usize::from(pieces.word(i + 1) == "," && pieces.glued(i + 1));
    let at = i + 1 + comma;
    let group = digits(at).filter(|group| group.len() == 3 && !pieces.glued(at))?;
    let narrow = |at: usize| {
        let piece = &pieces.list[at];
        pieces.text[..piece.begin].ends_with(['\u{a0}', '\u{202f}', '\u{2009}'])
    };
    // With a comma the first may be an age or a day: "Smith, 45, 300 metres behind".
    let listed = comma == 1 && (pieces.word_before(i, 1) == "," || pieces.word(at + 1) == ",");
    let plain = comma == 1 || group == "000" || narrow(at);
    if listed || !plain || pieces.is(i.wrapping_sub(1), PieceKind::Figure) {
        return None;
    }
    let value = first.parse::<f64>().ok()? * 1e3 + group.parse::<f64>().ok()?;
    let mut reading = reading(pieces, i, value, comma + 2, NumberKind::Cardinal);
    if let Some(scale) = numbers::magnitude(pieces.word(reading.pieces.end)) {
        reading.value *= scale;
        reading.scale = scale;
        reading.pieces.end += 1;
    }
    Some(reading)
}

/// "dozens", "hundreds of thousands", "thousand of times".
fn scaled(pieces: &Pieces<'_>, i: usize) -> Option<Reading> {
    let scale = |at: usize| -> Option<f64> {
        Some(match pieces.word(at) {
            "tens" => 10.0,
            "dozens" => 12.0,
            "scores" if pieces.word(at + 1) == "of" => 20.0,
            "hundreds" => 1e2,
            "thousands" => 1e3,
            "lakhs" => 1e5,
            "millions" => 1e6,
            "crores" => 1e7,
            "billions" => 1e9,
            "trillions" => 1e12,
            _ => return None,
        })
    };
    let mut end = i + 1;
    let mut value = match scale(i) {
        Some(value) => value,
        None => numbers::magnitude(pieces.word(i)).filter(|_| pieces.word(i + 1) == "of")?,
    };
    for _ in 0..2 {
        let Some(next) = scale(end + 1).filter(|_| pieces.word(end) == "of") else { break };
        value *= next;
        end += 2;
    }
    // "tens" is a number with a scale behind it, or things by the ten.
    if value == 10.0 && pieces.word(i + 1) != "of" {
        return None;
    }
    Some(Reading { pieces: i..end, value, kind: NumberKind::Cardinal, scale: 1.0, scaled: true })
}

/// A letter that multiplies the figure before it in money: "$5m", "£3bn", "$40k".
pub(super) fn letter_scale(pieces: &Pieces<'_>, i: usize, money: bool) -> Option<f64> {
    let raw = pieces.raw(i);
    let glued = pieces.glued(i) && pieces.is(i.wrapping_sub(1), PieceKind::Figure);
    match (raw, money) {
        ("k" | "K", true) => Some(1e3),
        ("k" | "K", false) if glued && !is_race(pieces, i) => Some(1e3),
        ("m" | "M", true) => Some(1e6),
        ("M", false) if glued => Some(1e6),
        ("m", false) if glued && is_plural(pieces.word(i + 1)) => Some(1e6),
        ("b" | "B", true) => Some(1e9),
        ("B", false) if glued => Some(1e9),
        ("t" | "T", true) => Some(1e12),
        _ => None,
    }
}

/// "a 5K run".
fn is_race(pieces: &Pieces<'_>, i: usize) -> bool {
    matches!(pieces.word(i + 1), "run" | "race" | "walk" | "course")
}

/// Whether a word looks like a noun in the plural.
fn is_plural(word: &str) -> bool {
    word == "people" || word.len() > 4 && word.ends_with('s') && !word.ends_with("ss")
}
