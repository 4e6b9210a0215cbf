//! The headline of a text.

use super::{date_line::date_suffix, dateline::dateline};
use crate::pipeline::article::lines::{LONGEST_FURNITURE_LINE, Line, is_prose, starts_upper};

/// A headline has at most this many bytes.
const LONGEST_TITLE: usize = 220;
/// How many lines after a headline the prose must begin.
pub(super) const TITLE_REACH: usize = 4;

/// Words that a line does not end with unless its sentence goes on below.
const CUT_OFF: &[&str] =
    &["a", "an", "and", "at", "by", "for", "from", "in", "its", "of", "said", "that", "the", "to"];

/// The length of the headline at the beginning of the first of `open`'s lines, if that
/// line is a headline: one line that is no sentence, before prose.
pub(super) fn title_length(text: &str, lines: &[Line], open: &[usize]) -> Option<usize> {
    let (&first, rest) = open.split_first()?;
    let words = lines[first].span.of(text);
    if words.len() > LONGEST_TITLE + 80 || lines[first].lower.is_empty() {
        return None;
    }
    let length = date_suffix(words).unwrap_or(words.len());
    let title = &words[..length];
    let fits = title.len() <= LONGEST_TITLE && starts_upper(title) && dateline(title).is_none();
    if !fits || !is_worded_as_title(title) || is_caption(title) {
        return None;
    }
    let mut after = rest.iter().take(TITLE_REACH).map(|&i| &lines[i]);
    let next = rest.first().map(|&i| &lines[i])?;
    let wrapped = |l: &Line| !l.opens_paragraph && !starts_upper(l.span.of(text));
    if !next.opens_paragraph
        && (!starts_upper(next.span.of(text)) || is_wrapped(text, &lines[first..]))
    {
        return None;
    }
    let begins_prose = |l: &Line| {
        let w = l.span.of(text);
        (is_prose(w) || w.len() > LONGEST_FURNITURE_LINE) && !wrapped(l)
            || w.len() > 40 && lines_wrap(text, lines, l)
    };
    after.any(begins_prose).then_some(length)
}

/// Words of a question that is a headline whatever its case; articles begin with longer ones.
const LONGEST_QUESTION: usize = 16;

/// Whether words are as many and of the kind that headlines are made of: not a table row,
/// and an exclamation or a long question only in title case, for articles begin with those too.
fn is_worded_as_title(title: &str) -> bool {
    let words: Vec<_> = title.split_whitespace().collect();
    let figures = words.iter().filter(|w| w.contains(|c: char| c.is_ascii_digit())).count();
    let upper = words.iter().filter(|w| starts_upper(w)).count();
    let asks = title.ends_with('?') && title.matches(['?', '!']).count() == 1;
    let is_short_question = asks && words.len() <= LONGEST_QUESTION;
    (3..=35).contains(&words.len())
        && figures * 3 < words.len()
        && !title.ends_with(['.', ':', ';', ','])
        && !words.windows(2).any(|w| ends_inner_sentence(w[0]) && starts_upper(w[1]))
        && !words.last().is_some_and(|w| CUT_OFF.contains(w))
        && (!title.ends_with(['?', '!']) || is_short_question || upper * 5 >= words.len() * 3)
}

/// Whether a word inside a line ends a sentence; short ones may be abbreviations.
fn ends_inner_sentence(word: &str) -> bool {
    let core = word.trim_end_matches(['"', '”', '’', '\'', ')']);
    core.ends_with('.') && core.chars().filter(|c| c.is_lowercase()).count() >= 4
}

/// Whether a line without full stop is the caption or credit of a picture.
fn is_caption(words: &str) -> bool {
    let lower = words.to_lowercase();
    let starts = ["image copyright", "image caption", "media caption", "file -", "file photo"];
    let bracket = lower.strip_suffix([')', ']']).and_then(|l| l.rsplit(['(', '[']).next());
    let credits =
        ["photo", "getty", "images", "courtesy", "/ap", "reuters", "/pa", "/epa", "times"];
    starts.iter().any(|s| lower.starts_with(s))
        || bracket.is_some_and(|b| credits.iter().any(|c| b.contains(c)))
        || lower.contains(" (pictured)")
}

/// Whether the lines from here on are broken at a fixed width: none is long, and a good
/// part of them begin in lower case, inside a sentence.
fn is_wrapped(text: &str, lines: &[Line]) -> bool {
    let lines = &lines[..lines.len().min(30)];
    let broken = |l: &&Line| !l.opens_paragraph && !starts_upper(l.span.of(text));
    lines.len() >= 2
        && lines.iter().all(|l| l.span.len() <= 100)
        && lines[1..].iter().filter(broken).count() * 4 >= lines.len()
}

/// Whether a line opens a paragraph that is broken at a fixed width.
fn lines_wrap(text: &str, lines: &[Line], line: &Line) -> bool {
    let at = lines.partition_point(|l| l.span.begin < line.span.begin);
    line.opens_paragraph && is_wrapped(text, &lines[at..])
}
