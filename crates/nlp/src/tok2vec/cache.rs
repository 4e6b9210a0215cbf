//! Where the rows of the words of a segment are.

use crate::math::{Arch, SplitMaxout, SplitRow};

use super::common::Table;
use super::embed::{Embedding, TokenType, TypeKey};

/// Segments in which a type is met before its row is kept for all.
const OFTEN: u8 = 2;

/// What an analysis knows of word types out of context: their vectors and what they add to the first
/// convolution, those that are met often in the table that all share. One cache for each encoder.
#[derive(Debug, Default)]
pub(crate) struct VectorCache {
    /// By lexeme, twice for encoders that see the space after a word.
    places: Vec<Place>,
    /// The table that the places tell of.
    generation: u32,
    /// The number of the segment, from 1.
    segment: u64,
    /// The types of this segment that are not in the table, their vectors and parts.
    own: Vec<Own>,
    vectors: Vec<f32>,
    parts: Vec<f32>,
    scratch: Vec<f32>,
}

/// What is known of a type.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// One more than the number of its row in the table, or zero.
    common: u32,
    /// Segments in which it was met and not in the table.
    met: u8,
    /// The last of these segments, and its index among the types there.
    segment: u64,
    own: u32,
}

#[derive(Debug, Clone, Copy)]
struct Own {
    place: usize,
    key: TypeKey,
}

/// Where the row of a type is, to the end of the segment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    Common(u32),
    Own(u32),
}

impl VectorCache {
    /// Forgets everything, before lexemes get new numbers.
    pub(crate) fn clear(&mut self) {
        self.places.clear();
    }

    /// Begins a segment: the slots of those before are not valid any more.
    pub(super) fn begin_segment(&mut self, table: &Table) {
        if self.generation != table.generation() {
            self.generation = table.generation();
            self.places.clear();
        }
        self.segment += 1;
        self.own.clear();
        self.vectors.clear();
    }

    /// The slot of a word type, whose lexeme has the number `lexeme`.
    pub(super) fn slot(
        &mut self,
        arch: Arch,
        embedding: &Embedding,
        table: &Table,
        lexeme: u32,
        kind: TokenType<'_>,
    ) -> Slot {
        let index = if embedding.sees_space_after() {
            2 * lexeme as usize + usize::from(kind.space_after)
        } else {
            lexeme as usize
        };
        if self.places.len() <= index {
            self.places.resize(index + 1, Place::default());
        }
        let place = &mut self.places[index];
        if let Some(number) = place.common.checked_sub(1) {
            return Slot::Common(number);
        }
        if place.segment == self.segment {
            return Slot::Own(place.own);
        }
        let key = embedding.key(kind);
        if place.met == 0
            && let Some(number) = table.find(&key)
        {
            place.common = number + 1;
            return Slot::Common(number);
        }
        // A segment has a few hundred types.
        let own = self.own.len() as u32;
        *place = Place { met: place.met.saturating_add(1), segment: self.segment, own, ..*place };
        self.own.push(Own { place: index, key });
        let begin = self.vectors.len();
        self.vectors.resize(begin + embedding.width(), 0.0);
        embedding.embed(arch, kind, &mut self.scratch, &mut self.vectors[begin..]);
        Slot::Own(own)
    }

    /// Computes the parts of the types that are not in the table, when all words of the segment have a
    /// slot, and adds those to the table that were met before. How many were computed.
    pub(super) fn complete(&mut self, arch: Arch, first: &SplitMaxout, table: &Table) -> usize {
        if self.own.is_empty() {
            return 0;
        }
        self.parts.resize(self.own.len() * first.parts(), 0.0);
        first.split(arch, &self.vectors, &mut self.parts);
        if !table.is_full() {
            let rows = self.vectors.chunks_exact(first.width());
            let rows = rows.zip(self.parts.chunks_exact(first.parts()));
            for (own, (vector, parts)) in self.own.iter().zip(rows) {
                let place = &mut self.places[own.place];
                if place.met >= OFTEN
                    && let Some(number) = table.add(own.key, || [vector, parts].concat().into())
                {
                    place.common = number + 1;
                }
            }
        }
        self.own.len()
    }

    /// The row with a slot of this segment, when it is complete. There is one: the number of a common row came
    /// from this very table.
    pub(super) fn row<'a>(
        &'a self,
        slot: Slot,
        first: &SplitMaxout,
        table: &'a Table,
    ) -> Option<SplitRow<'a>> {
        let (width, parts) = (first.width(), first.parts());
        match slot {
            Slot::Common(number) => {
                let (row, parts) = table.row(number)?.split_at(width);
                Some(SplitRow { row, parts })
            }
            Slot::Own(own) => Some(SplitRow {
                row: &self.vectors[own as usize * width..][..width],
                parts: &self.parts[own as usize * parts..][..parts],
            }),
        }
    }
}
