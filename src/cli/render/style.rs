//! How the output looks: width, colour, symbols.

use std::{
    env,
    io::{self, IsTerminal as _},
};

use clap::ValueEnum;

use crate::domain::Relation;

/// Width of output that goes to no terminal, in columns.
const DEFAULT_WIDTH: usize = 100;
/// Narrower than this nothing fits; wider than this nobody reads.
const WIDTH_RANGE: std::ops::RangeInclusive<usize> = 40..=200;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a stretch of output stands out; without colour it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// As it is.
    Plain,
    /// Headings and what matters most.
    Bold,
    /// What matters least.
    Dim,
    /// Agreement.
    Green,
    /// Partial agreement.
    Yellow,
    /// Contradiction.
    Red,
}

/// How the output looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of a line.
    pub width: usize,
    /// Whether to use terminal colours.
    pub color: bool,
    /// Whether symbols of our own may be other than ASCII. Article text always may.
    pub unicode: bool,
}

impl Style {
    /// The style that fits standard output and the environment.
    pub fn of_stdout(choice: ColorChoice, ascii: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match choice {
            ColorChoice::Auto => terminal && !set("NO_COLOR") && !dumb,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let columns = env::var("COLUMNS").ok().and_then(|value| value.trim().parse().ok());
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = columns.or_else(|| if terminal { measured() } else { None });
        Self {
            width: width.unwrap_or(DEFAULT_WIDTH).clamp(*WIDTH_RANGE.start(), *WIDTH_RANGE.end()),
            color,
            unicode: !ascii && locale_has_unicode(|name| env::var(name).ok()),
        }
    }

    /// The text with the codes that make it stand out.
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        let code = match paint {
            _ if !self.color || text.is_empty() => return text.to_owned(),
            Paint::Plain => return text.to_owned(),
            Paint::Bold => "1",
            Paint::Dim => "2",
            Paint::Green => "32",
            Paint::Yellow => "33",
            Paint::Red => "31",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// One column that stands for a stance.
    pub fn symbol(&self, relation: Relation) -> &'static str {
        if self.unicode {
            return glyph(relation);
        }
        match relation {
            Relation::Supports => "+",
            Relation::Partial => "~",
            Relation::Contradicts => "x",
            Relation::MentionsDenial => "?",
            Relation::Silent => "-",
        }
    }

    /// The colour of a stance.
    pub fn relation_paint(relation: Relation) -> Paint {
        match relation {
            Relation::Supports => Paint::Green,
            Relation::Partial => Paint::Yellow,
            Relation::Contradicts | Relation::MentionsDenial => Paint::Red,
            Relation::Silent => Paint::Dim,
        }
    }

    /// Stands for words left out at the end of a wording.
    pub fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// Words in quotation marks, unless they bring their own.
    pub fn quoted(&self, words: &str) -> String {
        match words.chars().next() {
            Some('"' | '“' | '‘' | '«' | '„') => words.to_owned(),
            _ if self.unicode => format!("“{words}”"),
            _ => format!("\"{words}\""),
        }
    }

    /// Stands in a table where there is nothing.
    pub fn nothing(&self) -> &'static str {
        if self.unicode { "–" } else { "-" }
    }

    /// Before a number of occurrences.
    pub fn times(&self) -> &'static str {
        if self.unicode { "×" } else { "x" }
    }
}

/// The sign of a stance.
pub(super) fn glyph(relation: Relation) -> &'static str {
    match relation {
        Relation::Supports => "●",
        Relation::Partial => "◐",
        Relation::Contradicts => "✗",
        Relation::MentionsDenial => "◇",
        Relation::Silent => "·",
    }
}

/// Whether the locale can show more than ASCII; one that is not set is taken to.
fn locale_has_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    match ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set) {
        None => true,
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_only_where_asked_for() {
        let plain = Style { width: 80, color: false, unicode: true };
        assert_eq!(plain.paint(Paint::Bold, "words"), "words");
        let colored = Style { color: true, ..plain };
        assert_eq!(colored.paint(Paint::Bold, "words"), "\x1b[1mwords\x1b[0m");
        assert_eq!(colored.paint(Paint::Plain, "words"), "words");
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        let locale = |pairs: &'static [(&str, &str)]| {
            locale_has_unicode(move |name| {
                pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(locale(&[]));
        assert!(locale(&[("LANG", "en_GB.UTF-8")]));
        assert!(locale(&[("LC_ALL", ""), ("LANG", "C.utf8")]));
        assert!(!locale(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]));
        assert!(!locale(&[("LANG", "de_DE.ISO-8859-1")]));
    }
}
