//! Token vectors: hash embeddings of word attributes, mixed and then put in
//! context by four residual convolutions.
//!
//! The embedding is the multi-hash embedding of Miranda et al., "Multi hash
//! embeddings in spaCy" (2022), after Svenstrup, Hansen and Winther, "Hash
//! Embeddings for Efficient Word Representations" (2017). The convolutions use
//! maxout units (Goodfellow et al., 2013) with layer normalisation (Ba, Kiros
//! and Hinton, 2016).

mod embed;
mod encoder;

pub(crate) use crate::math::{PIECES, WIDTH};
pub(crate) use embed::{Embedding, TokenType};
pub(crate) use encoder::{Encoder, EncoderScratch, SEGMENT};
