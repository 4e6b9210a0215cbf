//! What is remembered of words that were met, and the tokens of one sequence.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::lemmatizer::LemmaScratch;
use crate::ruler::Winners;

/// Number of the lemma of what has none.
pub(crate) const NO_LEMMA: u32 = u32::MAX;

/// A lexeme whose pattern positions are not known yet.
const UNKNOWN: u32 = u32::MAX;

/// Working memory of the morphology.
///
/// The words are known by the numbers of their lexemes, and are forgotten with
/// them. What is known of a word depends on nothing else, so that it spares
/// work and changes nothing.
#[derive(Debug, Default)]
pub(crate) struct MorphologyMemory {
    /// By lexeme, the row of its positions in the patterns of the ruler.
    pub(super) row_of: Vec<u32>,
    pub(super) positions: Vec<u64>,
    rows: u32,
    /// Numbers of lemmas by lexeme, coarse tag and morphology.
    found: FxHashMap<(u32, u16, u16), u32>,
    /// Numbers of the lemmas that rules give, by rule.
    given: FxHashMap<u16, u32>,
    lemmas: Vec<Arc<str>>,
    // The tokens of the sequence.
    pub(super) winners: Vec<Winners>,
    pub(super) tags: Vec<u16>,
    pub(super) deps: Vec<u16>,
    pub(super) pos: Vec<u16>,
    pub(super) morphs: Vec<u16>,
    pub(super) lemma_of: Vec<u32>,
    // Space for one word.
    lower: String,
    lemma: String,
    scratch: LemmaScratch,
}

/// What was found out about the tokens of a sequence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Analysis<'a> {
    pub(crate) tags: &'a [u16],
    pub(crate) deps: &'a [u16],
    pub(crate) pos: &'a [u16],
    pub(crate) morphs: &'a [u16],
    /// Numbers of the lemmas, which stay the same until the words are forgotten.
    pub(crate) lemma_of: &'a [u32],
    pub(crate) lemmas: &'a [Arc<str>],
}

impl MorphologyMemory {
    /// Forgets the words that were met.
    pub(crate) fn clear(&mut self) {
        self.row_of.clear();
        self.positions.clear();
        self.rows = 0;
        self.found.clear();
        self.given.clear();
        self.lemmas.clear();
    }

    /// Bytes that the tokens of the longest sequence so far have taken.
    pub(crate) fn token_bytes(&self) -> usize {
        let of_token = size_of::<Winners>() + 4 * size_of::<u16>() + size_of::<u32>();
        self.winners.capacity() * of_token
    }

    /// Gives back what the tokens have taken.
    pub(crate) fn shrink(&mut self) {
        self.winners = Vec::new();
        for values in [&mut self.tags, &mut self.deps, &mut self.pos, &mut self.morphs] {
            *values = Vec::new();
        }
        self.lemma_of = Vec::new();
    }

    /// Makes room for the next sequence.
    pub(super) fn begin(&mut self, tokens: usize) {
        self.winners.clear();
        self.winners.reserve(tokens);
        for values in [&mut self.tags, &mut self.deps, &mut self.pos, &mut self.morphs] {
            values.clear();
            values.reserve(tokens);
        }
        self.lemma_of.clear();
        self.lemma_of.reserve(tokens);
    }

    pub(super) fn analysis(&self) -> Analysis<'_> {
        Analysis {
            tags: &self.tags,
            deps: &self.deps,
            pos: &self.pos,
            morphs: &self.morphs,
            lemma_of: &self.lemma_of,
            lemmas: &self.lemmas,
        }
    }

    /// Sees to it that a lexeme has a row of positions, which `push` appends; its
    /// first argument is empty space.
    pub(super) fn row(&mut self, lexeme: u32, push: impl FnOnce(&mut String, &mut Vec<u64>)) {
        let lexeme = lexeme as usize;
        if lexeme >= self.row_of.len() {
            self.row_of.resize(lexeme + 1, UNKNOWN);
        }
        if self.row_of[lexeme] == UNKNOWN {
            self.lower.clear();
            push(&mut self.lower, &mut self.positions);
            self.row_of[lexeme] = self.rows;
            // Rows are fewer than lexemes, which are numbered in 32 bits.
            self.rows += 1;
        }
    }

    /// The number of the lemma that a rule gives.
    pub(super) fn given_lemma(&mut self, winner: u16, lemma: &Arc<str>) -> u32 {
        let lemmas = &mut self.lemmas;
        *self.given.entry(winner).or_insert_with(|| push(lemmas, Arc::clone(lemma)))
    }

    /// The number of the lemma for a lexeme, a coarse tag and a morphology. If
    /// it is new, `write` appends it to its last argument; the second one is
    /// empty space.
    pub(super) fn found_lemma(
        &mut self,
        key: (u32, u16, u16),
        write: impl FnOnce(&mut LemmaScratch, &mut String, &mut String),
    ) -> u32 {
        *self.found.entry(key).or_insert_with(|| {
            self.lower.clear();
            self.lemma.clear();
            write(&mut self.scratch, &mut self.lower, &mut self.lemma);
            push(&mut self.lemmas, self.lemma.as_str().into())
        })
    }
}

/// Adds a lemma and returns its number.
fn push(lemmas: &mut Vec<Arc<str>>, lemma: Arc<str>) -> u32 {
    lemmas.push(lemma);
    // At most one for each token since the words were forgotten, and those fit
    // in 32 bits as lexemes do.
    (lemmas.len() - 1) as u32
}
