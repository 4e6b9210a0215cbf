//! Puts the document together, sequence by sequence.

use std::sync::Arc;

use crate::doc::{Doc, Entity, Labels, NO_LABEL, Token, WordType};
use crate::morphology::Analysis;
use crate::ner::Found;
use crate::parser::Parse;
use crate::vocab::Vocabulary;
use crate::words::Word;

/// A lexeme or a lemma that the document does not know yet.
const UNKNOWN: u32 = u32::MAX;

/// The document so far.
#[derive(Debug, Default)]
pub(super) struct DocBuilder {
    tokens: Vec<Token>,
    entities: Vec<Entity>,
    types: Vec<WordType>,
    /// Index in `types` by the number of the lexeme.
    type_of: Vec<u32>,
    lemmas: Vec<Arc<str>>,
    /// Index in `lemmas` by the number of the lemma.
    lemma_of: Vec<u32>,
}

/// The analysis of a sequence of words.
pub(super) struct Sequence<'a> {
    pub(super) words: &'a [Word],
    /// First byte of the sequence in the text.
    pub(super) offset: u32,
    pub(super) parse: Option<&'a Parse>,
    /// Absent in an analysis for names only.
    pub(super) analysis: Option<Analysis<'a>>,
    pub(super) found: Vec<Found>,
}

impl DocBuilder {
    /// Forgets which lexemes are known, before they get new numbers.
    pub(super) fn forget_lexemes(&mut self) {
        self.type_of.clear();
        self.lemma_of.clear();
    }

    /// Appends a sequence.
    pub(super) fn push(&mut self, sequence: Sequence<'_>, vocabulary: &Vocabulary) {
        let Sequence { words, offset, parse, analysis, found } = sequence;
        let first = self.tokens.len();
        self.type_of.resize(vocabulary.len(), UNKNOWN);
        let lemmas = analysis.map_or(0, |analysis| analysis.lemmas.len());
        self.lemma_of.resize(lemmas, UNKNOWN);
        self.tokens.reserve(words.len());
        for (i, word) in words.iter().enumerate() {
            let token = Token {
                begin: offset + word.begin,
                end: offset + word.end,
                space_after: word.space_after,
                // Tokens are fewer than bytes, which fit in 32 bits.
                head: (first + parse.map_or(i, |parse| parse.heads[i] as usize)) as u32,
                sent_start: parse.map_or(i == 0, |parse| parse.sentence_starts[i]),
                tag: analysis.map_or(NO_LABEL, |analysis| analysis.tags[i]),
                dep: analysis.map_or(NO_LABEL, |analysis| analysis.deps[i]),
                pos: analysis.map_or(NO_LABEL, |analysis| analysis.pos[i]),
                morph: analysis.map_or(NO_LABEL, |analysis| analysis.morphs[i]),
                lemma: analysis.map_or(UNKNOWN, |analysis| self.lemma(analysis, i)),
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

    /// The index of the lemma of a token, which is added if it is new; of no
    /// lemma if it has none.
    fn lemma(&mut self, analysis: Analysis<'_>, token: usize) -> u32 {
        let number = analysis.lemma_of[token] as usize;
        let Some(lemma) = analysis.lemmas.get(number) else {
            return UNKNOWN;
        };
        let index = &mut self.lemma_of[number];
        if *index == UNKNOWN {
            *index = self.lemmas.len() as u32;
            self.lemmas.push(Arc::clone(lemma));
        }
        *index
    }

    /// The document.
    pub(super) fn finish(self, labels: Arc<Labels>, has_syntax: bool) -> Doc {
        Doc::new(self.tokens, self.entities, self.types, self.lemmas, labels, has_syntax)
    }
}
