//! Word types, numbered as they are met.

mod lexeme;

use rustc_hash::FxHashMap;

pub(crate) use lexeme::{Lexeme, LexemeTables};

/// Word types after which a vocabulary should be emptied. A larger one made the
/// analysis of news no faster, and took more memory.
const FULL: usize = 1 << 14;

/// The lexemes of the words that were met, each with a number.
///
/// What is known of a word depends on nothing but its characters, so that a
/// vocabulary never changes an analysis: it spares work.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    by_text: FxHashMap<Box<str>, Numbers>,
    lexemes: Vec<Lexeme>,
}

/// The lexemes that are written alike.
#[derive(Debug, Default)]
struct Numbers {
    /// The one whose norm follows from its characters.
    plain: Option<u32>,
    /// Those with a norm that an exception gives, by the index of the norm.
    normed: Vec<(u32, u32)>,
}

impl Numbers {
    fn get(&self, norm: Option<u32>) -> Option<u32> {
        match norm {
            None => self.plain,
            Some(norm) => {
                self.normed.iter().find(|(known, _)| *known == norm).map(|&(_, lexeme)| lexeme)
            }
        }
    }
}

/// A word and what the tokenizer knows of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewWord<'a> {
    pub(crate) text: &'a str,
    /// Index and characters of the norm that an exception gives.
    pub(crate) norm: Option<(u32, &'a str)>,
    /// Whether an exception that the affix rules tear apart begins with it.
    pub(crate) begins_phrase: bool,
}

impl Vocabulary {
    /// The number of a word that was met before.
    pub(crate) fn known(&self, text: &str, norm: Option<u32>) -> Option<u32> {
        self.by_text.get(text)?.get(norm)
    }

    /// Gives a number to a word that was not met before.
    pub(crate) fn add(&mut self, tables: &LexemeTables, word: NewWord<'_>) -> u32 {
        // Words are fewer than the bytes of all texts since the vocabulary was
        // empty, which fit in 32 bits: it is emptied when it is full, and one
        // text is shorter than 4 GiB.
        let number = self.lexemes.len() as u32;
        let norm = word.norm.map(|(_, norm)| norm);
        self.lexemes.push(tables.lexeme(word.text, norm, word.begins_phrase));
        let numbers = self.by_text.entry(word.text.into()).or_default();
        match word.norm {
            None => numbers.plain = Some(number),
            Some((index, _)) => numbers.normed.push((index, number)),
        }
        number
    }

    /// The lexeme with a number.
    pub(crate) fn lexeme(&self, number: u32) -> &Lexeme {
        &self.lexemes[number as usize]
    }

    /// Number of lexemes.
    pub(crate) fn len(&self) -> usize {
        self.lexemes.len()
    }

    /// Forgets all words; the memory is kept for others.
    pub(crate) fn clear(&mut self) {
        self.by_text.clear();
        self.lexemes.clear();
    }

    /// Whether it has grown far beyond its usual size, in an unusually long text.
    pub(crate) fn is_oversized(&self) -> bool {
        self.lexemes.len() > 4 * FULL
    }

    /// Whether it should be emptied when no number is in use any more.
    pub(crate) fn is_full(&self) -> bool {
        self.lexemes.len() > FULL
    }
}
