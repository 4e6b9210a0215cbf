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

    /// Calls `visit` with the vectors of one segment of words after the other.
    pub(crate) fn for_each_segment(
        &self,
        arch: Arch,
        words: &[Word],
        vocabulary: &Vocabulary,
        memory: &mut VectorMemory,
        poll: &Poll<'_>,
        mut visit: impl FnMut(&[f32]),
    ) -> Result<(), Stopped> {
        let VectorMemory { cache, encoder } = memory;
        for first in (0..words.len()).step_by(SEGMENT) {
            let vector = |token: usize, row: &mut [f32]| {
                let word = words[token];
                let kind = TokenType {
                    lexeme: vocabulary.lexeme(word.lexeme),
                    space_after: word.space_after,
                };
                cache.vector(arch, &self.embedding, word.lexeme, kind, row);
            };
            visit(self.encoder.encode(arch, first, words.len(), vector, encoder, poll)?);
        }
        Ok(())
    }
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
