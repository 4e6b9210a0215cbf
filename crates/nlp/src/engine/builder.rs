//! Puts the document together, sequence by sequence.

use std::sync::Arc;

use crate::doc::{Doc, Entity, Labels, Token, WordType};
use crate::ner::Found;
use crate::parser::Parse;
use crate::vocab::Vocabulary;
use crate::words::Word;

/// A lexeme that the document does not know yet.
const UNKNOWN: u32 = u32::MAX;

/// Label of what has none.
const NO_LABEL: u16 = u16::MAX;

/// The document so far.
#[derive(Debug, Default)]
pub(super) struct DocBuilder {
    tokens: Vec<Token>,
    entities: Vec<Entity>,
    types: Vec<WordType>,
    /// Index in `types` by the number of the lexeme.
    type_of: Vec<u32>,
}

/// The analysis of a sequence of words.
pub(super) struct Sequence<'a> {
    pub(super) words: &'a [Word],
    /// First byte of the sequence in the text.
    pub(super) offset: u32,
    pub(super) tags: Option<&'a [u16]>,
    pub(super) parse: Option<&'a Parse>,
    pub(super) found: Vec<Found>,
}

impl DocBuilder {
    /// Forgets which lexemes are known, before they get new numbers.
    pub(super) fn forget_lexemes(&mut self) {
        self.type_of.clear();
    }

    /// Appends a sequence.
    pub(super) fn push(&mut self, sequence: Sequence<'_>, vocabulary: &Vocabulary) {
        let Sequence { words, offset, tags, parse, found } = sequence;
        let first = self.tokens.len();
        self.type_of.resize(vocabulary.len(), UNKNOWN);
        self.tokens.reserve(words.len());
        for (i, word) in words.iter().enumerate() {
            let token = Token {
                begin: offset + word.begin,
                end: offset + word.end,
                space_after: word.space_after,
                // Tokens are fewer than bytes, which fit in 32 bits.
                head: (first + parse.map_or(i, |parse| parse.heads[i] as usize)) as u32,
                sent_start: parse.map_or(i == 0, |parse| parse.sentence_starts[i]),
                tag: tags.map_or(NO_LABEL, |tags| tags[i]),
                dep: parse.map_or(NO_LABEL, |parse| parse.labels[i]),
                lexeme: self.word_type(word.lexeme, vocabulary),
            };
            self.tokens.push(token);
        }
        self.entities.extend(found.into_iter().map(|found| Entity {
            tokens: first + found.begin..first + found.end,
            confidence: found.confidence,
            label: found.label,
        }));
    }

    /// The index of a word type, which is added if it is new.
    fn word_type(&mut self, lexeme: u32, vocabulary: &Vocabulary) -> u32 {
        let index = &mut self.type_of[lexeme as usize];
        if *index == UNKNOWN {
            let lexeme = vocabulary.lexeme(lexeme);
            *index = self.types.len() as u32;
            self.types.push(WordType { norm: Arc::clone(&lexeme.norm), is_space: lexeme.is_space });
        }
        *index
    }

    /// The document.
    pub(super) fn finish(self, labels: Arc<Labels>, has_syntax: bool) -> Doc {
        Doc::new(self.tokens, self.entities, self.types, labels, has_syntax)
    }
}
