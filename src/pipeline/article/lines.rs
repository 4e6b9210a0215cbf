//! Lines of a text and the tests that the zone rules make on them.

use crate::domain::Span;

/// Lines longer than this are never furniture: the rules look at short lines only, which
/// also keeps their work linear in the text.
pub(super) const LONGEST_FURNITURE_LINE: usize = 1_500;

/// A line longer than this is no teaser, prompt or control.
pub(super) const LONGEST_TEASER: usize = 200;

/// A line that holds anything, without white space at either end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Where its words stand.
    pub(super) span: Span,
    /// Its words in lower case with plain apostrophes; empty for long lines.
    pub(super) lower: String,
    /// Whether blank lines stand between it and the line before, or it is the first.
    pub(super) opens_paragraph: bool,
}

/// Lines that are read between two looks at the stop flag.
pub(super) const AT_A_TIME: usize = 64;

/// The lines of a text that hold anything, in text order; `None` once `stop` returns true.
pub(super) fn lines(text: &str, stop: &dyn Fn() -> bool) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    let mut begin = 0;
    let mut blank_before = true;
    for (n, raw) in text.split_inclusive('\n').enumerate() {
        if n.is_multiple_of(AT_A_TIME) && stop() {
            return None;
        }
        let span = Span::new(begin, begin + raw.len()).trimmed(text);
        begin += raw.len();
        if span.is_empty() {
            blank_before = true;
            continue;
        }
        let words = span.of(text);
        let lower = if words.len() <= LONGEST_FURNITURE_LINE { fold(words) } else { String::new() };
        lines.push(Line { span, lower, opens_paragraph: blank_before });
        blank_before = false;
    }
    Some(lines)
}

/// Lower case with plain apostrophes.
pub(super) fn fold(words: &str) -> String {
    words.to_lowercase().replace(['’', '‘'], "'")
}

/// Whether a line ends as a sentence does: full stop, question or exclamation mark, with
/// closing quotation marks or brackets after it.
pub(super) fn ends_sentence(words: &str) -> bool {
    let core = words.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
    core.ends_with(['.', '!', '?', '…'])
}

/// Whether a line is cut off with an ellipsis, as teasers are.
pub(super) fn is_truncated(words: &str) -> bool {
    words.ends_with("...") || words.ends_with('…') || words.ends_with("[…]")
}

/// Whether a line reads like a paragraph of an article.
pub(super) fn is_prose(words: &str) -> bool {
    ends_sentence(words) && !is_truncated(words) && words.split_whitespace().nth(9).is_some()
}

/// Whether `words` begin like a headline or a sentence.
pub(super) fn starts_upper(words: &str) -> bool {
    let first = words.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_lowercase())
}

/// Whether nearly all words begin as names do, or join names: what lines of credits are made
/// of, and sentences are not.
pub(super) fn is_mostly_names(words: &str) -> bool {
    let (mut names, mut others) = (0, 0);
    for word in words.split_whitespace() {
        let joins = matches!(
            word.trim_matches([',', ';', '.']),
            "and"
                | "in"
                | "of"
                | "the"
                | "from"
                | "with"
                | "at"
                | "for"
                | "by"
                | "also"
                | "de"
                | "van"
                | "von"
                | "&"
        );
        match word.chars().find(|c| c.is_alphanumeric()) {
            Some(c) if c.is_uppercase() => names += 1,
            Some(_) if !joins => others += 1,
            _ => {}
        }
    }
    names >= 1 && others * 5 <= names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_know_their_paragraph() {
        let text = " a \r\n\n b\nc";
        let lines = lines(text, &|| false).unwrap();
        let found: Vec<_> =
            lines.iter().map(|l| (l.span.of(text).to_owned(), l.opens_paragraph)).collect();
        assert_eq!(found, [("a".into(), true), ("b".into(), true), ("c".into(), false)]);
    }

    #[test]
    fn sentence_ends_look_through_quotes() {
        assert!(ends_sentence("He said “no.”"));
        assert!(ends_sentence("So it was.)"));
        assert!(!ends_sentence("Xi will meet Putin next week in Moscow"));
    }
}
