//! Vectors of the word types that were met.

use crate::math::Arch;

use super::embed::{Embedding, TokenType};

/// Bytes of the vectors that are kept, 32,768 of the usual width; others are
/// computed each time.
const MAX_BYTES: usize = 12 << 20;

/// The vectors of word types out of context, one cache for each encoder.
#[derive(Debug, Default)]
pub(crate) struct VectorCache {
    /// By lexeme, twice for encoders that see the space after a word: one more
    /// than the index of the vector, or zero.
    places: Vec<u32>,
    vectors: Vec<f32>,
    scratch: Vec<f32>,
}

impl VectorCache {
    /// Forgets everything, before lexemes get new numbers.
    pub(crate) fn clear(&mut self) {
        self.places.clear();
        self.vectors.clear();
    }

    /// Writes the vector of a word type, whose lexeme has the number `lexeme`.
    pub(super) fn vector(
        &mut self,
        arch: Arch,
        embedding: &Embedding,
        lexeme: u32,
        kind: TokenType<'_>,
        row: &mut [f32],
    ) {
        let index = if embedding.sees_space_after() {
            2 * lexeme as usize + usize::from(kind.space_after)
        } else {
            lexeme as usize
        };
        if self.places.len() <= index {
            self.places.resize(index + 1, 0);
        }
        let width = embedding.width();
        if let Some(place) = (self.places[index] as usize).checked_sub(1) {
            row.copy_from_slice(&self.vectors[place * width..][..width]);
            return;
        }
        embedding.embed(arch, kind, &mut self.scratch, row);
        let room = MAX_BYTES / size_of::<f32>();
        if self.vectors.capacity() == 0 {
            // Growing step by step would hold the vectors twice, and leave holes.
            self.vectors.reserve_exact(room);
        }
        let kept = self.vectors.len() / width;
        if self.vectors.len() + width <= room {
            self.vectors.extend_from_slice(row);
            // At most `MAX_BYTES`.
            self.places[index] = kept as u32 + 1;
        }
    }
}
