//! Word types: the norm of a word and the attributes the encoders look at.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::ModelError;
use crate::strings::StringIds;
use crate::unicode::{is_alpha, is_digit, is_space, is_upper};

/// Words of at least this many code points all have the shape `LONG`.
const LONG_WORD: usize = 100;

/// Longest run of one shape code point that a shape keeps.
const MAX_RUN: usize = 4;

/// Code points in a suffix.
const SUFFIX_LENGTH: usize = 3;

/// What is known of a word without its context.
#[derive(Debug)]
pub(crate) struct Lexeme {
    /// The word with spelling variants removed: lower case unless a table says
    /// otherwise.
    pub(crate) norm: Arc<str>,
    /// Whether the word is white space only.
    pub(crate) is_space: bool,
    /// Whether an exception that the affix rules tear apart begins with it.
    pub(crate) begins_phrase: bool,
    pub(crate) norm_id: u64,
    pub(crate) prefix_id: u64,
    pub(crate) suffix_id: u64,
    pub(crate) shape_id: u64,
}

/// The tables that lexemes are made from.
#[derive(Debug)]
pub(crate) struct LexemeTables {
    ids: StringIds,
    /// Norms by string id.
    norms: FxHashMap<u64, Arc<str>>,
    base_norms: FxHashMap<Box<str>, Arc<str>>,
}

impl LexemeTables {
    pub(crate) fn new(
        symbols: BTreeMap<String, u64>,
        norms: &BTreeMap<String, String>,
        base_norms: &BTreeMap<String, String>,
    ) -> Result<Self, ModelError> {
        let norms = norms
            .iter()
            .map(|(id, norm)| match id.parse() {
                Ok(id) => Ok((id, norm.as_str().into())),
                Err(_) => Err(ModelError::config(
                    format!("lexeme_norm[{id:?}]"),
                    "is not keyed by a string id",
                )),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            ids: StringIds::new(symbols),
            norms,
            base_norms: base_norms
                .iter()
                .map(|(text, norm)| (text.as_str().into(), norm.as_str().into()))
                .collect(),
        })
    }

    /// The lexeme of `text`, which is not empty, with the norm that a tokenizer
    /// exception gives it, if any.
    pub(super) fn lexeme(
        &self,
        text: &str,
        exception_norm: Option<&str>,
        begins_phrase: bool,
    ) -> Lexeme {
        let norm: Arc<str> = match exception_norm {
            Some(norm) => norm.into(),
            None => self.norm(text),
        };
        Lexeme {
            is_space: text.chars().all(is_space),
            begins_phrase,
            norm_id: self.ids.id(&norm),
            prefix_id: self.ids.id(prefix(text)),
            suffix_id: self.ids.id(suffix(text)),
            shape_id: self.ids.id(&shape(text)),
            norm,
        }
    }

    fn norm(&self, text: &str) -> Arc<str> {
        let listed = self.norms.get(&self.ids.id(text));
        match listed.or_else(|| self.base_norms.get(text)) {
            Some(norm) => norm.clone(),
            None => text.to_lowercase().into(),
        }
    }
}

/// The first code point.
fn prefix(text: &str) -> &str {
    let end = text.chars().next().map_or(0, char::len_utf8);
    &text[..end]
}

/// The last three code points.
fn suffix(text: &str) -> &str {
    let begin = text.char_indices().rev().take(SUFFIX_LENGTH).last().map_or(0, |(at, _)| at);
    &text[begin..]
}

/// The orthographic shape: `X` and `x` for letters, `d` for digits, anything
/// else for itself, with runs cut to four.
fn shape(text: &str) -> String {
    if text.chars().nth(LONG_WORD - 1).is_some() {
        return "LONG".to_owned();
    }
    let mut shape = String::with_capacity(text.len());
    let mut run = 0;
    let mut last = None;
    for c in text.chars() {
        let class = match c {
            c if is_alpha(c) && is_upper(c) => 'X',
            c if is_alpha(c) => 'x',
            c if is_digit(c) => 'd',
            c => c,
        };
        run = if last == Some(class) { run + 1 } else { 1 };
        last = Some(class);
        if run <= MAX_RUN {
            shape.push(class);
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::{prefix, shape, suffix};

    #[test]
    fn shapes_cut_runs_to_four() {
        for (text, expected) in [
            ("Apple", "Xxxxx"),
            ("internationally", "xxxx"),
            ("U.S.", "X.X."),
            ("2026-11-21", "dddd-dd-dd"),
            ("m²", "xd"),
            ("ǅ", "x"),
            ("----------", "----"),
            ("日本", "xx"),
            ("½", "½"),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
        assert_eq!(shape(&"a".repeat(99)), "xxxx");
        assert_eq!(shape(&"a".repeat(100)), "LONG");
    }

    #[test]
    fn prefix_and_suffix_count_code_points() {
        assert_eq!((prefix("École"), suffix("naïveté")), ("É", "eté"));
        assert_eq!((prefix("a"), suffix("a")), ("a", "a"));
        assert_eq!(suffix("né"), "né");
    }
}
