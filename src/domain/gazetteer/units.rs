//! A text as the words and signs that names are compared by.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::domain::Span;

/// Between two units of a key; no unit has it.
const SEPARATOR: char = '\u{1f}';

/// Words (runs of letters and digits) and signs (every other character but white space).
pub(super) struct Units<'t> {
    text: &'t str,
    spans: Vec<Span>,
}

impl<'t> Units<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        let mut open = false;
        for (begin, c) in text.char_indices() {
            let end = begin + c.len_utf8();
            let joins = c.is_ascii_alphanumeric()
                || !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c));
            match spans.last_mut() {
                Some(last) if joins && open => last.end = end,
                _ if c.is_whitespace() || c == SEPARATOR => {}
                _ => spans.push(Span::new(begin, end)),
            }
            open = joins;
        }
        Self { text, spans }
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn span(&self, units: Range<usize>) -> Span {
        Span::new(self.spans[units.start].begin, self.spans[units.end - 1].end)
    }

    /// Adds a unit, and a separator after it, to a key: without accents, with the plain
    /// apostrophe and hyphen.
    pub(super) fn push(&self, unit: usize, key: &mut String) {
        let words = self.spans[unit].of(self.text);
        if words.is_ascii() {
            key.push_str(words);
        } else {
            let plain = words.nfkd().filter(|c| !is_combining_mark(*c) && *c != SEPARATOR);
            key.extend(plain.map(|c| match c {
                '’' | '‘' | 'ʼ' | '′' => '\'',
                '‐' | '‑' | '–' | '—' => '-',
                c => c,
            }));
        }
        key.push(SEPARATOR);
    }

    /// One unit as a key in lower case.
    pub(super) fn lower(&self, unit: usize) -> Option<String> {
        self.spans.get(unit)?;
        let mut key = String::new();
        self.push(unit, &mut key);
        Some(key.to_lowercase())
    }

    /// The key of all units; none when there are none.
    pub(super) fn key(&self) -> Option<String> {
        let mut key = String::new();
        (0..self.len()).for_each(|unit| self.push(unit, &mut key));
        (!key.is_empty()).then_some(key)
    }
}
