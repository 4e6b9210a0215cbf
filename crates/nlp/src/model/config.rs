//! The configuration stored beside the tensors.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ModelError, ModelInfo};

/// The JSON document of the `config` tensor.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    pub(crate) model: ModelInfo,
    pub(crate) tok2vec: EncoderConfig,
    pub(crate) ner_tok2vec: EncoderConfig,
    pub(crate) tagger: TaggerConfig,
    pub(crate) parser: MovesConfig,
    pub(crate) ner: MovesConfig,
    pub(crate) tokenizer: TokenizerConfig,
    /// Norm of a word by the decimal string id of the word.
    pub(crate) lexeme_norm: BTreeMap<String, String>,
    pub(crate) base_norms: BTreeMap<String, String>,
    pub(crate) symbols: BTreeMap<String, u64>,
}

/// Shape of one token encoder.
#[derive(Debug, Deserialize)]
pub(crate) struct EncoderConfig {
    pub(crate) attrs: Vec<String>,
    pub(crate) rows: Vec<usize>,
    pub(crate) seeds: Vec<u32>,
    pub(crate) width: usize,
    pub(crate) window: usize,
    pub(crate) pieces: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TaggerConfig {
    pub(crate) labels: Vec<String>,
}

/// The classes of a transition system, as pairs of move and label.
#[derive(Debug, Deserialize)]
pub(crate) struct MovesConfig {
    pub(crate) moves: Vec<(String, String)>,
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
