//! Words on lines: what an article's text looks like on a terminal.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::style::Style;

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// An article's words as a terminal may show them: white space is one space, and
/// characters that would steer the terminal or turn the writing direction show as `�`.
pub(in crate::cli) fn clean(text: &str) -> String {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut cleaned = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !cleaned.is_empty() {
            cleaned.push(' ');
        }
        cleaned.extend(word.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }));
    }
    cleaned
}

/// A sentence made by template, in the marks that the page can show.
pub(super) fn template(style: &Style, sentence: &str) -> String {
    let words = clean(sentence);
    if style.unicode {
        words
    } else {
        words.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
    }
}

/// Breaks a text into lines of at most `columns`, between words where possible.
/// A text without words is one empty line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let needed = word.width();
        if used > 0 && used + 1 + needed <= columns {
            line.push(' ');
            line.push_str(word);
            used += 1 + needed;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
        }
        (line, used) = break_word(word, columns, &mut lines);
    }
    lines.push(line);
    lines
}

/// Puts a word that may be wider than a line on lines; hands back the unfinished last one.
fn break_word(word: &str, columns: usize, lines: &mut Vec<String>) -> (String, usize) {
    if word.width() <= columns {
        return (word.to_owned(), word.width());
    }
    let mut line = String::new();
    let mut used = 0;
    for c in word.chars() {
        let needed = c.width().unwrap_or(0);
        if used + needed > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        line.push(c);
        used += needed;
    }
    (line, used)
}

/// Wraps `text` followed by `suffix` onto at most `max_lines` lines. If they do not fit,
/// words go from the end of `text` and `ellipsis` stands for them; `suffix` stays whole
/// unless it alone is too long.
pub(super) fn shorten(
    text: &str,
    suffix: &str,
    columns: usize,
    max_lines: usize,
    ellipsis: &str,
) -> Vec<String> {
    let with_suffix = |text: &str| wrap(&format!("{text} {suffix}"), columns);
    // What cannot fit on any account need not be tried word by word.
    let budget = columns * max_lines;
    let head = head_of(text, budget);
    if head.len() == text.len() {
        let lines = with_suffix(text);
        if lines.len() <= max_lines {
            return lines;
        }
    }
    let mut kept = head;
    while let Some((shorter, _)) = kept.trim_end().rsplit_once(char::is_whitespace) {
        kept = shorter.trim_end();
        let lines = with_suffix(&format!("{kept}{ellipsis}"));
        if lines.len() <= max_lines {
            return lines;
        }
    }
    // Not even one word fits beside the suffix: cut inside words.
    let taken = if suffix.is_empty() { 0 } else { width(suffix) + 1 };
    let room = budget.saturating_sub(taken + width(ellipsis)).max(columns / 2);
    let mut lines = with_suffix(&format!("{}{ellipsis}", head_of(text, room)));
    lines.truncate(max_lines);
    lines
}

/// The longest start of a text that takes at most `columns`.
fn head_of(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (position, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return &text[..position];
        }
    }
    text
}

/// Whom an article credits, as a note behind the words; nothing for nobody. A pronoun is
/// quoted, so that it reads as the article's own word.
pub(super) fn credit(credited: &str) -> String {
    const PRONOUNS: [&str; 5] = ["he", "she", "they", "it", "who"];
    match clean(credited) {
        nobody if nobody.is_empty() => nobody,
        name if PRONOUNS.contains(&name.to_lowercase().as_str()) => {
            format!("[credited to \"{name}\"]")
        }
        name => format!("[credited to {name}]"),
    }
}

/// The text followed by spaces to make up so many columns.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `1 claim`, `2 claims`.
pub(super) fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

/// A share as whole per cents; only all is 100% and only nothing is 0%.
pub(super) fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    let shown = if share > 0.0 && share < 1.0 { rounded.clamp(1.0, 99.0) } else { rounded };
    format!("{shown:.0}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_between_words_by_columns() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("", 7), [""]);
        // Wide characters take two columns each, combining marks none.
        assert_eq!(wrap("習近平 訪問", 6), ["習近平", "訪問"]);
        assert_eq!(wrap("e\u{301}te\u{301} ici", 7), ["e\u{301}te\u{301} ici"]);
    }

    #[test]
    fn breaks_words_wider_than_a_line() {
        assert_eq!(wrap("a https://example.org b", 8), ["a", "https://", "example.", "org b"]);
        assert_eq!(wrap("習近平訪問", 5), ["習近", "平訪", "問"]);
    }

    #[test]
    fn shortens_by_words_and_keeps_the_suffix() {
        assert_eq!(shorten("one two", "", 20, 1, "…"), ["one two"]);
        assert_eq!(shorten("one two three four", "", 12, 1, "…"), ["one two…"]);
        assert_eq!(shorten("one two three four", "[by A]", 14, 1, "…"), ["one… [by A]"]);
        assert_eq!(shorten("one two three four five", "[by A]", 9, 2, "..."), ["one...", "[by A]"]);
        assert_eq!(shorten(&"x".repeat(100), "", 10, 1, "…"), ["xxxxxxxxx…"]);
    }

    #[test]
    fn nothing_in_a_text_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31m\tb\r\nc \u{202e}d"), "a\u{fffd}[31m b c \u{fffd}d");
    }

    #[test]
    fn percentages_do_not_round_to_all_or_nothing() {
        let shown: Vec<_> = [0.0, 0.001, 0.125, 0.999, 1.0].map(percent).into();
        assert_eq!(shown, ["0%", "1%", "13%", "99%", "100%"]);
    }
}
