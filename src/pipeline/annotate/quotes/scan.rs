//! Finds the characters of a paragraph that can be quotation marks, and tells apostrophes, feet
//! and inches from them.

use crate::{domain::Span, pipeline::annotate::Parsed};

/// Marks that can pair with one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// " “ ” „ ‟ ＂ `` ''
    Double,
    /// ' ‘ ’ ‚ ‛ `
    Single,
    /// « »
    Guillemet,
    /// ‹ ›
    SingleGuillemet,
    /// 「 」
    Corner,
    /// 『 』
    WhiteCorner,
}

/// What a mark does to a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Open,
    Close,
    /// The character, or the blanks around it, do not tell.
    Either,
}

/// What stands beside a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// White space, or nothing.
    Blank,
    /// Punctuation that belongs to the words before it, or a closing bracket.
    After,
    /// An opening bracket.
    Before,
    Dash,
    Word,
}

/// A character, or two, that may be a quotation mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Where it is, in the submitted text.
    pub span: Span,
    pub family: Family,
    /// What the character is made for.
    character: Turn,
    /// What the blanks around it say.
    spacing: Turn,
    /// Whether it may as well be an apostrophe: "the leaders’ talks".
    pub maybe_apostrophe: bool,
    /// Whether it stands behind punctuation, where quotations end: `,"`.
    pub after_punctuation: bool,
    /// Whether a figure stands before it: inches, if nothing is open.
    after_figure: bool,
}

impl Mark {
    /// What the mark does where a quotation of its family is open or not.
    pub(super) fn turn(&self, open: bool) -> Turn {
        match (self.character, self.spacing) {
            // „German“ and »German« use the other side's characters.
            (Turn::Open, Turn::Close) if open || self.family == Family::Double => Turn::Close,
            (Turn::Open, _) => Turn::Open,
            (Turn::Close, Turn::Open) if !open => Turn::Open,
            (Turn::Close, _) => Turn::Close,
            (Turn::Either, Turn::Either) if open => Turn::Close,
            (Turn::Either, Turn::Either) => Turn::Open,
            (Turn::Either, spacing) => spacing,
        }
    }

    /// Whether it measures length where nothing is open: 5'10", a 12" disc.
    pub(super) fn is_inches(&self, open: bool) -> bool {
        self.after_figure && !open
    }
}

/// The candidates of a stretch of an article, in text order.
pub(super) fn marks(parsed: &Parsed<'_>, stretch: Span) -> Vec<Mark> {
    let words = stretch.of(parsed.text);
    let mut found = Vec::new();
    let mut next_free = 0;
    for (at, character) in parsed.few_until_stopped(words.char_indices()) {
        if at < next_free {
            continue;
        }
        let Some((family, kind, len)) = candidate(&words[at..], character) else { continue };
        next_free = at + len;
        let (before, after) = (&words[..at], &words[at + len..]);
        if family == Family::Single && is_apostrophe(before, after) || is_feet_and_inches(before) {
            continue;
        }
        let last = before.chars().next_back();
        found.push(Mark {
            span: Span::new(at, at + len).shifted(stretch.begin),
            family,
            character: kind,
            spacing: spacing(before, after),
            maybe_apostrophe: family == Family::Single && may_drop_letters(before, after),
            after_punctuation: last
                .is_some_and(|c| matches!(c, ',' | '.' | '?' | '!' | '…' | '—' | ')' | ']')),
            after_figure: family == Family::Double && last.is_some_and(|c| c.is_ascii_digit()),
        });
    }
    found
}

/// Family and purpose of a mark, and its length in bytes, doubled singles being one mark.
fn candidate(rest: &str, character: char) -> Option<(Family, Turn, usize)> {
    use Family::{Corner, Double, Guillemet, Single, SingleGuillemet, WhiteCorner};
    let (family, kind) = match character {
        '"' | '＂' => (Double, Turn::Either),
        '“' | '„' | '‟' => (Double, Turn::Open),
        '”' => (Double, Turn::Close),
        '\'' => (Single, Turn::Either),
        '‘' | '‚' | '‛' | '`' => (Single, Turn::Open),
        '’' => (Single, Turn::Close),
        '«' => (Guillemet, Turn::Open),
        '»' => (Guillemet, Turn::Close),
        '‹' => (SingleGuillemet, Turn::Open),
        '›' => (SingleGuillemet, Turn::Close),
        '「' => (Corner, Turn::Open),
        '」' => (Corner, Turn::Close),
        '『' => (WhiteCorner, Turn::Open),
        '』' => (WhiteCorner, Turn::Close),
        _ => return None,
    };
    let len = character.len_utf8();
    if family == Single && rest.get(len..).is_some_and(|next| next.starts_with(character)) {
        return Some((Double, kind, 2 * len));
    }
    Some((family, kind, len))
}

/// How far neighbouring marks are looked through for what stands beside them all.
const MAX_NEIGHBOURS: usize = 4;

fn spacing(before: &str, after: &str) -> Turn {
    let beside = |c: &char| candidate("", *c).is_some();
    let left = before.chars().rev().take(MAX_NEIGHBOURS).find(|c| !beside(c));
    let right = after.chars().take(MAX_NEIGHBOURS).find(|c| !beside(c));
    // Words that were left out begin like the end of a sentence: "... and so on".
    let dots = after.starts_with("..") || after.starts_with('…');
    match (side(left), if dots { Side::Word } else { side(right) }) {
        (Side::Blank | Side::Before, Side::Word | Side::Before | Side::Dash) => Turn::Open,
        (Side::Word | Side::After | Side::Dash, Side::Blank | Side::After) => Turn::Close,
        (Side::Dash, Side::Word | Side::Before) => Turn::Open,
        (Side::Word | Side::After, Side::Dash) => Turn::Close,
        _ => Turn::Either,
    }
}

fn side(character: Option<char>) -> Side {
    match character {
        None => Side::Blank,
        Some(c) if c.is_whitespace() => Side::Blank,
        Some('.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '…') => Side::After,
        Some('(' | '[' | '{') => Side::Before,
        Some('-' | '–' | '—') => Side::Dash,
        Some(_) => Side::Word,
    }
}

/// Words that begin with an apostrophe.
const CLIPPED: [&str; 7] = ["bout", "cuz", "em", "n", "til", "tis", "twas"];

/// Whether a single mark stands for letters or figures that were left out, as in "don't",
/// "'90s" and "'em", whatever is open.
fn is_apostrophe(before: &str, after: &str) -> bool {
    let left = before.chars().next_back();
    let right = after.chars().next();
    if left.is_some_and(char::is_alphanumeric) {
        return right.is_some_and(char::is_alphanumeric);
    }
    let figures = after.bytes().take_while(u8::is_ascii_digit).count();
    let behind = after[figures..].trim_start_matches('s').chars().next();
    if figures == 2 && !behind.is_some_and(char::is_alphanumeric) {
        return true;
    }
    let word = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    CLIPPED.iter().any(|clipped| word.eq_ignore_ascii_case(clipped))
}

/// Whether a single mark at the end of a word may be an apostrophe: "the leaders’ talks",
/// "talkin’ about".
fn may_drop_letters(before: &str, after: &str) -> bool {
    let clipped = before.ends_with(['s', 'S', 'x', 'z']) || before.ends_with("in");
    let mut behind = after.chars();
    clipped && behind.next() == Some(' ') && behind.next().is_some_and(char::is_alphabetic)
}

/// Whether a height or length in feet stands right before, so that a mark means inches: 6'2".
fn is_feet_and_inches(before: &str) -> bool {
    let feet = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let inches = before.len() - feet.len();
    let measure = feet.strip_suffix(['\'', '’', '′']);
    (1..=2).contains(&inches) && measure.is_some_and(|m| m.ends_with(|c: char| c.is_ascii_digit()))
}
