//! The configuration stored beside the tensors.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ModelError, ModelInfo};
use crate::lemmatizer::LemmatizerConfig;
use crate::ruler::RulerConfig;

/// The JSON document of the `config` tensor.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    pub(crate) model: ModelInfo,
    /// Token encoders by the prefix of their tensors.
    pub(crate) encoders: BTreeMap<String, EncoderConfig>,
    pub(crate) tagger: Option<TaggerConfig>,
    pub(crate) parser: Option<MovesConfig>,
    pub(crate) ner: Option<MovesConfig>,
    pub(crate) ruler: Option<RulerConfig>,
    pub(crate) lemmatizer: Option<LemmatizerConfig>,
    pub(crate) tokenizer: TokenizerConfig,
    /// Norm of a word by the decimal string id of the word.
    pub(crate) lexeme_norm: BTreeMap<String, String>,
    pub(crate) base_norms: BTreeMap<String, String>,
    pub(crate) symbols: BTreeMap<String, u64>,
}

/// Shape of one token encoder.
#[derive(Debug, Deserialize)]
pub(crate) struct EncoderConfig {
    /// Attributes that have an embedding table, and the rows and the hash seed
    /// of each table.
    pub(crate) attrs: Vec<String>,
    pub(crate) rows: Vec<usize>,
    pub(crate) seeds: Vec<u32>,
    /// Values of a token vector.
    pub(crate) width: usize,
    /// Number of convolutions.
    pub(crate) depth: usize,
    /// Neighbours that a convolution sees on each side.
    pub(crate) window: usize,
    /// Maxout pieces of the convolutions.
    pub(crate) pieces: usize,
    /// Maxout pieces of the layer that mixes the embeddings.
    pub(crate) mixer_pieces: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TaggerConfig {
    pub(crate) labels: Vec<String>,
    /// Prefix of the encoder.
    pub(crate) encoder: String,
}

/// A transition system and the network that scores it.
#[derive(Debug, Deserialize)]
pub(crate) struct MovesConfig {
    /// The classes, as pairs of move and label.
    pub(crate) moves: Vec<(String, String)>,
    /// Prefix of the encoder.
    pub(crate) encoder: String,
    /// Width of the hidden layer and number of its maxout pieces.
    pub(crate) hidden: usize,
    pub(crate) pieces: usize,
    /// Whether the component comes after the parser and respects sentences.
    #[serde(default)]
    pub(crate) sees_sentences: bool,
}

/// Patterns and exceptions of the tokenizer.
#[derive(Debug, Deserialize)]
pub(crate) struct TokenizerConfig {
    pub(crate) prefix: String,
    pub(crate) suffix: String,
    pub(crate) infix: String,
    pub(crate) url: String,
    /// Tokens and their norms by exception string.
    pub(crate) exceptions: BTreeMap<String, Vec<(String, Option<String>)>>,
    pub(crate) faster_heuristics: bool,
}

impl Config {
    pub(crate) fn parse(json: &[u8]) -> Result<Self, ModelError> {
        Ok(serde_json::from_slice(json)?)
    }
}
