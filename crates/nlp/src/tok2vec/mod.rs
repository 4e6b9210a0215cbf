//! Token vectors: hash embeddings of word attributes, mixed and then put in
//! context by residual convolutions.
//!
//! The embedding is the multi-hash embedding of Miranda et al., "Multi hash
//! embeddings in spaCy" (2022), after Svenstrup, Hansen and Winther, "Hash
//! Embeddings for Efficient Word Representations" (2017). The convolutions use
//! maxout units (Goodfellow et al., 2013) with layer normalisation (Ba, Kiros
//! and Hinton, 2016).

mod cache;
mod common;
mod embed;
mod encoder;
mod rows;

use std::ops::Range;

use crate::math::{Arch, LayerNorm};
use crate::model::ModelError;
use crate::model::config::EncoderConfig;
use crate::model::file::ModelFile;
use crate::stop::{Poll, Stopped};
use crate::vocab::Vocabulary;
use crate::words::Word;
use cache::Slot;
pub(crate) use cache::VectorCache;
use common::CommonRows;
use embed::{Embedding, TokenType};
pub(crate) use encoder::EncoderMemory;
use encoder::{Encoder, SEGMENT};
use rows::Rows;

/// Widest token vector.
const MAX_WIDTH: usize = 2_048;

/// An embedding and the convolutions above it.
#[derive(Debug)]
pub(crate) struct TokenVectors {
    embedding: Embedding,
    encoder: Encoder,
    common: CommonRows,
}

/// Working memory of token vectors.
#[derive(Debug, Default)]
pub(crate) struct VectorMemory {
    pub(crate) cache: VectorCache,
    encoder: EncoderMemory,
    /// Of the word in each row of a segment, if it has one.
    slots: Vec<Option<Slot>>,
}

impl TokenVectors {
    /// Loads the encoder whose tensors have a prefix.
    pub(crate) fn load(
        file: &ModelFile<'_>,
        prefix: &str,
        config: &EncoderConfig,
        arch: Arch,
    ) -> Result<Self, ModelError> {
        if !(1..=MAX_WIDTH).contains(&config.width) {
            return Err(ModelError::config(format!("{prefix}.width"), "is out of range"));
        }
        let encoder = Encoder::load(file, prefix, config)?;
        Ok(Self {
            embedding: Embedding::load(file, prefix, config, arch)?,
            common: CommonRows::new(config.width + encoder.first().parts()),
            encoder,
        })
    }

    /// Values of a vector.
    pub(crate) fn width(&self) -> usize {
        self.embedding.width()
    }

    /// Forgets the word types that were met.
    #[cfg(any(test, feature = "stages"))]
    pub(crate) fn forget(&self) {
        self.common.renew(&self.common.table());
    }

    /// Calls `visit` with the vectors of one stretch of words after the other, none of which goes beyond
    /// a sequence.
    ///
    /// Sequences are encoded one behind the other, with as many empty rows between two as a token
    /// sees on one side through all convolutions. So none sees another: from layer to layer what
    /// the one changes in these rows and what the other looks at never meet.
    pub(crate) fn for_each_stretch(
        &self,
        arch: Arch,
        Words { words, sequences, vocabulary }: Words<'_>,
        memory: &mut VectorMemory,
        poll: &Poll<'_>,
        mut visit: impl FnMut(&[f32]),
    ) -> Result<(), Stopped> {
        let VectorMemory { cache, encoder: encoder_memory, slots } = memory;
        let (encoder, width, halo) = (&self.encoder, self.width(), self.encoder.halo());
        let table = self.common.table();
        let rows = Rows::new(sequences, halo);
        let count = rows.count();
        for first in (0..count).step_by(SEGMENT) {
            let tokens = SEGMENT.min(count - first);
            cache.begin_segment(&table);
            let slot = |row: usize| {
                let word = words[rows.word((first + row).checked_sub(halo)?)?];
                let lexeme = vocabulary.lexeme(word.lexeme);
                let kind = TokenType { lexeme, space_after: word.space_after };
                Some(cache.slot(arch, &self.embedding, &table, word.lexeme, kind))
            };
            slots.clear();
            slots.extend((0..tokens + 2 * halo).map(slot));
            let computed = cache.complete(arch, encoder.first(), &table);
            let row = |row: usize| cache.row(slots[row]?, encoder.first(), &table);
            let vectors = encoder.encode(arch, tokens, row, encoder_memory, poll)?;
            if table.wear(computed) {
                self.common.renew(&table);
            }
            for stretch in rows.stretches(first..first + tokens) {
                visit(&vectors[(stretch.start - first) * width..(stretch.end - first) * width]);
            }
        }
        Ok(())
    }
}

/// Words of several sequences.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) words: &'a [Word],
    /// Where those of each sequence are: each begins where the one before ends.
    pub(crate) sequences: &'a [Range<usize>],
    pub(crate) vocabulary: &'a Vocabulary,
}

/// Loads the layer normalisation of a maxout layer.
fn load_norm(
    file: &ModelFile<'_>,
    name: &str,
    width: usize,
    pieces: usize,
) -> Result<LayerNorm, ModelError> {
    let gain = file.f32(&format!("{name}.norm.gain"), &[width])?;
    let bias = file.f32(&format!("{name}.norm.bias"), &[width])?;
    Ok(LayerNorm::new(pieces, gain, bias))
}
