//! Vectors of the word types that were met last.

use crate::math::{Arch, SplitMaxout, SplitRow};

use super::clock::{Clock, Taken};
use super::embed::{Embedding, TokenType};
use super::encoder::Encoder;

/// Bytes of what is kept of word types: 6,553 of the usual width.
const MAX_BYTES: usize = 24 << 20;

/// Word types whose parts are computed together.
const BLOCK: usize = 32;

/// The vectors of word types out of context and what they add to the first convolution, one cache for
/// each encoder.
#[derive(Debug, Default)]
pub(crate) struct VectorCache {
    /// By lexeme, twice for encoders that see the space after a word: one more
    /// than the slot of the type, or zero.
    places: Vec<u32>,
    clock: Clock,
    /// By slot: the vector, and behind it its parts.
    rows: Vec<f32>,
    /// Slots with a vector whose parts are not computed yet.
    new: Vec<usize>,
    scratch: Vec<f32>,
    block: Vec<f32>,
}

impl VectorCache {
    /// Forgets everything, before lexemes get new numbers.
    pub(crate) fn clear(&mut self) {
        self.places.clear();
        self.clock.clear();
        self.new.clear();
    }

    /// Begins a segment: the slots of those before are not valid any more.
    pub(super) fn begin_segment(&mut self) {
        self.clock.begin_round();
    }

    /// The slot of a word type, whose lexeme has the number `lexeme`, to the end of the segment.
    pub(super) fn slot(
        &mut self,
        arch: Arch,
        (embedding, encoder): (&Embedding, &Encoder),
        lexeme: u32,
        kind: TokenType<'_>,
    ) -> usize {
        let place = if embedding.sees_space_after() {
            2 * lexeme as usize + usize::from(kind.space_after)
        } else {
            lexeme as usize
        };
        if self.places.len() <= place {
            self.places.resize(place + 1, 0);
        }
        if let Some(slot) = (self.places[place] as usize).checked_sub(1) {
            self.clock.touch(slot);
            return slot;
        }
        let slot = self.take(place, encoder);
        let vector = &mut self.rows[slot * encoder.split_row()..][..embedding.width()];
        embedding.embed(arch, kind, &mut self.scratch, vector);
        self.new.push(slot);
        slot
    }

    /// Makes room for the type with a place.
    fn take(&mut self, place: usize, encoder: &Encoder) -> usize {
        let length = encoder.split_row();
        let most = (MAX_BYTES / size_of::<f32>() / length).max(encoder.segment_rows());
        // Lexemes are fewer than the bytes of a text, of which an engine takes a few millions.
        let Taken { slot, former } = self.clock.take(place as u32, most);
        if let Some(former) = former {
            self.places[former as usize] = 0;
        }
        self.places[place] = slot as u32 + 1;
        if self.rows.capacity() == 0 {
            // Growing step by step would hold the rows twice, and leave holes.
            self.rows.reserve_exact(most * length);
        }
        if self.rows.len() <= slot * length {
            self.rows.resize((slot + 1) * length, 0.0);
        }
        slot
    }

    /// Computes the parts of the types that are new.
    pub(super) fn complete(&mut self, arch: Arch, first: &SplitMaxout) {
        let Self { rows, new, block, .. } = self;
        let (width, length) = (first.width(), first.width() + first.parts());
        block.resize(BLOCK * length, 0.0);
        for slots in new.chunks(BLOCK) {
            let (vectors, parts) = block[..slots.len() * length].split_at_mut(slots.len() * width);
            for (vector, slot) in vectors.chunks_exact_mut(width).zip(slots) {
                vector.copy_from_slice(&rows[slot * length..][..width]);
            }
            first.split(arch, vectors, parts);
            for (parts, slot) in parts.chunks_exact(length - width).zip(slots) {
                rows[slot * length + width..][..length - width].copy_from_slice(parts);
            }
        }
        new.clear();
    }

    /// The vector of the type with a slot of this segment, and its parts when they are complete.
    pub(super) fn row(&self, slot: usize, encoder: &Encoder) -> SplitRow<'_> {
        let length = encoder.split_row();
        let (row, parts) = self.rows[slot * length..][..length].split_at(encoder.width());
        SplitRow { row, parts }
    }
}
