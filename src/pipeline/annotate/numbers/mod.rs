//! Numbers in English words and in figures.
//!
//! Readers take the lower-case words of the tokens from some position on, as the engine's norm
//! gives them, and read the longest number that begins at the first of them. Hyphens are tokens
//! of their own, as the engine's tokenizer leaves them: "twenty", "-", "five". They look a few
//! tokens ahead at most, so that reading at every token of a text stays linear.

mod figures;

#[cfg(test)]
mod tests;

use self::figures::{fraction_figure, mixed_figure};

pub(super) use self::figures::figure;

/// What a number word does in its phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline) enum NumberKind {
    /// How many: "twelve", "1.5 million", "two and a half".
    Cardinal,
    /// Which one: "third", "21st".
    Ordinal,
    /// A part of a whole: "two-thirds", "half", "3/4".
    Fraction,
}

/// A number and the tokens it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::pipeline) struct Number {
    /// Its value, finite and not negative.
    pub value: f64,
    /// How many tokens it takes; at least one.
    pub len: usize,
    /// What it does.
    pub kind: NumberKind,
    /// Whether its first token is written in figures.
    pub in_figures: bool,
}

impl Number {
    /// Its value, if it is a whole number of at most nine digits.
    pub(in crate::pipeline) fn whole(&self) -> Option<u32> {
        let whole = self.value.fract() == 0.0 && self.value < 1e9;
        // Whole, not negative, and within range.
        whole.then_some(self.value as u32)
    }
}

/// More tokens than a number in words takes.
const MAX_TOKENS: usize = 24;

/// The longest number of any kind at the beginning of `words`.
pub(super) fn number(words: &[&str]) -> Option<Number> {
    let readings = [fraction(words), ordinal(words), cardinal(words)];
    let readings = readings.into_iter().flatten();
    // Of equally long ones the first: "one third" is no cardinal.
    readings.reduce(|best, other| if other.len > best.len { other } else { best })
}

/// "twelve", "1,234.5", "a hundred and one", "two and a half million", "half a dozen",
/// "three point five".
pub(super) fn cardinal(words: &[&str]) -> Option<Number> {
    let words = &words[..words.len().min(MAX_TOKENS)];
    let first = *words.first()?;
    let in_figures = first.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let (value, len) = part_of_scale(words)
        .or_else(|| if in_figures { scaled_figure(words) } else { in_words(words) })?;
    Some(Number { value, len, kind: NumberKind::Cardinal, in_figures })
}

/// "third", "twenty-first", "21st", "two hundredth".
pub(in crate::pipeline) fn ordinal(words: &[&str]) -> Option<Number> {
    let number = |value: f64, len, in_figures| {
        Some(Number { value, len, kind: NumberKind::Ordinal, in_figures })
    };
    let first = *words.first()?;
    if let Some(digits) = ["st", "nd", "rd", "th"].iter().find_map(|s| first.strip_suffix(s))
        && let Some(value) = figure(digits).filter(|value| value.fract() == 0.0)
    {
        return number(value, 1, true);
    }
    if let Some(value) = ordinal_word(first) {
        return number(value, 1, false);
    }
    let hyphen = usize::from(words.get(1) == Some(&"-"));
    let last = *words.get(1 + hyphen)?;
    match (small(first), ordinal_word(last)) {
        (Some(tens @ 20..), Some(unit)) if unit < 10.0 => {
            number(f64::from(tens) + unit, 2 + hyphen, false)
        }
        (Some(count), Some(scale)) if scale >= 100.0 && hyphen == 0 => {
            number(f64::from(count) * scale, 2, false)
        }
        _ => None,
    }
}

/// "two-thirds", "a quarter", "half", "3/4", "½".
pub(super) fn fraction(words: &[&str]) -> Option<Number> {
    let first = *words.first()?;
    let number = |value, len, in_figures| {
        Some(Number { value, len, kind: NumberKind::Fraction, in_figures })
    };
    if let Some(value) = fraction_figure(first) {
        return number(value, 1, true);
    }
    if first == "half" {
        return number(0.5, 1, false);
    }
    let count = match first {
        "a" => 1.0,
        _ => f64::from(small(first).filter(|n| *n > 0)?),
    };
    let hyphen = usize::from(words.get(1) == Some(&"-"));
    let word = *words.get(1 + hyphen)?;
    // "two hundredth" is an ordinal.
    if (count > 1.0) != (word.ends_with('s') || word == "halves") {
        return None;
    }
    number(count / denominator(word)?, 2 + hyphen, false)
}

/// What a word multiplies the number before it by: "million" by 1e6; "hundred" among them.
pub(super) fn magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "lakh" => 1e5,
        "million" | "mn" | "mln" => 1e6,
        "crore" => 1e7,
        "billion" | "bn" | "bln" => 1e9,
        "trillion" | "tn" | "trn" => 1e12,
        "quadrillion" => 1e15,
        _ => return None,
    })
}

/// Units, teens and tens: 0 to 90.
pub(in crate::pipeline) fn small(word: &str) -> Option<u32> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// "half a million", "a quarter of a million", "half a dozen".
fn part_of_scale(words: &[&str]) -> Option<(f64, usize)> {
    let part = match *words.first()? {
        "a" => fraction(words)?,
        "quarter" => Number { value: 0.25, len: 1, kind: NumberKind::Fraction, in_figures: false },
        _ => fraction(words)?,
    };
    let mut len = part.len;
    len += usize::from(words.get(len) == Some(&"of"));
    len += usize::from(words.get(len) == Some(&"a"));
    let scale = scale(words.get(len)?)?;
    Some((part.value * scale, len + 1))
}

/// "12", "1.5 million", "3 1/2", "2½ billion", "two dozen".
fn scaled_figure(words: &[&str]) -> Option<(f64, usize)> {
    let (mut value, mut len) = (mixed_figure(words[0])?, 1);
    if value.fract() == 0.0 {
        let hyphen = usize::from(words.get(1) == Some(&"-"));
        if let Some(part) = words.get(1 + hyphen).and_then(|w| fraction_figure(w)) {
            (value, len) = (value + part, 2 + hyphen);
        } else if let Some((part, part_len)) = and_fraction(&words[1..]) {
            (value, len) = (value + part, 1 + part_len);
        }
    }
    Some(times_scales(words, value, len))
}

/// Multiplies by the scales that follow, at most two: "hundred thousand".
fn times_scales(words: &[&str], mut value: f64, mut len: usize) -> (f64, usize) {
    for _ in 0..2 {
        let hyphen = usize::from(words.get(len) == Some(&"-"));
        match words.get(len + hyphen).and_then(|w| scale(w)) {
            Some(factor) => (value, len) = (value * factor, len + hyphen + 1),
            None => break,
        }
    }
    (value, len)
}

/// "and a half", "and three quarters".
fn and_fraction(words: &[&str]) -> Option<(f64, usize)> {
    let hyphen = usize::from(words.first() == Some(&"-"));
    if words.get(hyphen) != Some(&"and") {
        return None;
    }
    let begin = hyphen + 1 + usize::from(words.get(hyphen + 1) == Some(&"-"));
    let rest = words.get(begin..)?;
    if let ["a", "-", "half", ..] = rest {
        return Some((0.5, begin + 3));
    }
    let part = fraction(rest).filter(|part| part.value < 1.0 && rest[0] != "half")?;
    Some((part.value, begin + part.len))
}

/// A cardinal in words, which may end in "and a half" and a scale or in "point five".
fn in_words(words: &[&str]) -> Option<(f64, usize)> {
    let (total, len) = whole_words(words)?;
    if let Some((part, part_len)) = and_fraction(&words[len..]) {
        return Some(times_scales(words, total + part, len + part_len));
    }
    if words.get(len) == Some(&"point")
        && let Some((part, part_len)) = decimals(&words[len + 1..])
    {
        return Some(times_scales(words, total + part, len + 1 + part_len));
    }
    Some((total, len))
}

/// The digits after "point", as a part of one.
fn decimals(words: &[&str]) -> Option<(f64, usize)> {
    let (mut value, mut place, mut len) = (0.0, 0.1, 0);
    while let Some(digit) = words.get(len).and_then(|w| small(w)).filter(|d| *d < 10) {
        value += f64::from(digit) * place;
        place /= 10.0;
        len += 1;
    }
    (len > 0).then_some((value, len))
}

/// What may come next in a whole number in words.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    /// Units, teens, tens.
    Any,
    /// A unit after tens.
    Unit,
    /// A scale.
    Scale,
}

/// "twenty-five", "a hundred and one", "two million three hundred thousand".
fn whole_words(words: &[&str]) -> Option<(f64, usize)> {
    let (mut total, mut group, mut len) = (0.0, 0.0, 0);
    let mut last_scale = f64::INFINITY;
    let mut next = Next::Any;
    if words[0] == "a" {
        scale(words.get(1)?)?;
        (group, len, next) = (1.0, 1, Next::Scale);
    }
    loop {
        let mut at = len;
        let joint = words.get(at).copied();
        if len > 0 && (joint == Some("-") || joint == Some("and")) {
            at += 1;
        }
        let Some(&word) = words.get(at) else { break };
        if let Some(value) = small(word) {
            let fits = match next {
                Next::Any => len == 0 || joint != Some("-"),
                Next::Unit => (1..10).contains(&value) && joint != Some("and"),
                Next::Scale => false,
            };
            if !fits {
                break;
            }
            group += f64::from(value);
            next = if value >= 20 && next != Next::Unit { Next::Unit } else { Next::Scale };
        } else if let Some(factor) = scale(word) {
            if group == 0.0 || joint == Some("and") {
                break;
            }
            if factor <= 100.0 {
                if group >= 100.0 {
                    break;
                }
                group *= factor;
            } else {
                if factor >= last_scale {
                    break;
                }
                total += group * factor;
                (group, last_scale) = (0.0, factor);
            }
            next = Next::Any;
        } else {
            break;
        }
        len = at + 1;
    }
    (len > 0).then_some((total + group, len))
}

/// A magnitude or "dozen".
fn scale(word: &str) -> Option<f64> {
    if word == "dozen" { Some(12.0) } else { magnitude(word) }
}

/// What a fraction in words divides by; "second" is a unit of time instead.
fn denominator(word: &str) -> Option<f64> {
    match word {
        "half" | "halves" => Some(2.0),
        "quarter" | "quarters" => Some(4.0),
        "second" | "seconds" | "first" | "firsts" => None,
        _ => ordinal_word(word.strip_suffix('s').unwrap_or(word)),
    }
}

/// An ordinal of one word.
fn ordinal_word(word: &str) -> Option<f64> {
    Some(match word {
        "first" => 1.0,
        "second" => 2.0,
        "third" => 3.0,
        "fifth" => 5.0,
        "eighth" => 8.0,
        "ninth" => 9.0,
        "twelfth" => 12.0,
        _ => {
            let stem = word.strip_suffix("th")?;
            match stem.strip_suffix("ie") {
                // "twentieth"; the tens all end in "y".
                Some(tens) => return tens_by_stem(tens),
                None => small(stem).map(f64::from).or_else(|| magnitude(stem))?,
            }
        }
    })
}

fn tens_by_stem(stem: &str) -> Option<f64> {
    Some(match stem {
        "twent" => 20.0,
        "thirt" => 30.0,
        "fort" => 40.0,
        "fift" => 50.0,
        "sixt" => 60.0,
        "sevent" => 70.0,
        "eight" => 80.0,
        "ninet" => 90.0,
        _ => return None,
    })
}
