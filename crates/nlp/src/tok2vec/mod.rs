//! Token vectors: hash embeddings of word attributes, mixed and then put in
//! context by residual convolutions.
//!
//! The embedding is the multi-hash embedding of Miranda et al., "Multi hash
//! embeddings in spaCy" (2022), after Svenstrup, Hansen and Winther, "Hash
//! Embeddings for Efficient Word Representations" (2017). The convolutions use
//! maxout units (Goodfellow et al., 2013) with layer normalisation (Ba, Kiros
//! and Hinton, 2016).

mod cache;
mod embed;
mod encoder;

use std::ops::Range;

use crate::math::{Arch, LayerNorm};
use crate::model::ModelError;
use crate::model::config::EncoderConfig;
use crate::model::file::ModelFile;
use crate::stop::{Poll, Stopped};
use crate::vocab::Vocabulary;
use crate::words::Word;
pub(crate) use cache::VectorCache;
use embed::{Embedding, TokenType};
pub(crate) use encoder::EncoderMemory;
use encoder::{Encoder, SEGMENT};

/// Widest token vector.
const MAX_WIDTH: usize = 2_048;

/// An embedding and the convolutions above it.
#[derive(Debug)]
pub(crate) struct TokenVectors {
    embedding: Embedding,
    encoder: Encoder,
}

/// Working memory of token vectors.
#[derive(Debug, Default)]
pub(crate) struct VectorMemory {
    pub(crate) cache: VectorCache,
    pub(crate) encoder: EncoderMemory,
    /// The words that are encoded, and the empty rows between their sequences.
    rows: Vec<Option<Word>>,
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
        Ok(Self {
            embedding: Embedding::load(file, prefix, config, arch)?,
            encoder: Encoder::load(file, prefix, config)?,
        })
    }

    /// Values of a vector.
    pub(crate) fn width(&self) -> usize {
        self.embedding.width()
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
        let VectorMemory { cache, encoder, rows } = memory;
        rows.clear();
        for sequence in sequences {
            if !rows.is_empty() {
                rows.resize(rows.len() + self.encoder.halo(), None);
            }
            rows.extend(words[sequence.clone()].iter().copied().map(Some));
        }
        for first in (0..rows.len()).step_by(SEGMENT) {
            let vector = |index: usize, row: &mut [f32]| match rows[index] {
                None => row.fill(0.0),
                Some(word) => {
                    let kind = TokenType {
                        lexeme: vocabulary.lexeme(word.lexeme),
                        space_after: word.space_after,
                    };
                    cache.vector(arch, &self.embedding, word.lexeme, kind, row);
                }
            };
            let vectors = self.encoder.encode(arch, first, rows.len(), vector, encoder, poll)?;
            let segment = &rows[first..rows.len().min(first + SEGMENT)];
            let mut begin = 0;
            for stretch in segment.chunk_by(|a, b| a.is_some() == b.is_some()) {
                let end = begin + stretch.len();
                if stretch[0].is_some() {
                    visit(&vectors[begin * self.width()..end * self.width()]);
                }
                begin = end;
            }
        }
        Ok(())
    }
}

/// Words of several sequences.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) words: &'a [Word],
    /// Where those of each sequence are.
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
