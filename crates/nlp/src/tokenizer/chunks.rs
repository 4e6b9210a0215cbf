//! Tokens of the chunks that were met.

use rustc_hash::FxHashMap;

use crate::words::Word;

/// Most chunks that are kept.
const MAX_CHUNKS: usize = 1 << 14;

/// Longest chunk that is kept, in bytes. Longer ones seldom come again.
const MAX_BYTES: usize = 64;

/// The tokens of chunks, by their characters.
#[derive(Debug, Default)]
pub(crate) struct ChunkCache {
    places: FxHashMap<Box<str>, (u32, u32)>,
    /// Tokens of all chunks; positions count from the beginning of the chunk.
    words: Vec<Word>,
}

impl ChunkCache {
    /// Forgets all chunks, before lexemes get new numbers.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.words.clear();
    }

    /// Appends the tokens of a chunk that begins at byte `at`, if it is known.
    pub(super) fn push(&self, chunk: &str, at: u32, out: &mut Vec<Word>) -> bool {
        if chunk.len() > MAX_BYTES {
            return false;
        }
        let Some(&(first, end)) = self.places.get(chunk) else {
            return false;
        };
        let words = &self.words[first as usize..end as usize];
        out.extend(words.iter().map(|word| Word {
            begin: at + word.begin,
            end: at + word.end,
            ..*word
        }));
        true
    }

    /// Keeps the tokens of a chunk that begins at byte `at`, unless there are
    /// enough.
    pub(super) fn insert(&mut self, chunk: &str, at: u32, words: &[Word]) {
        if chunk.len() > MAX_BYTES || self.places.len() >= MAX_CHUNKS {
            return;
        }
        // At most `MAX_CHUNKS` chunks of `MAX_BYTES` tokens.
        let first = self.words.len() as u32;
        self.words.extend(words.iter().map(|word| Word {
            begin: word.begin - at,
            end: word.end - at,
            ..*word
        }));
        self.places.insert(chunk.into(), (first, self.words.len() as u32));
    }
}
