//! The lemmatizer's part of the model's configuration.

use serde::Deserialize;

/// What the lemmatizer knows, apart from the words themselves.
#[derive(Debug, Deserialize)]
pub(crate) struct LemmatizerConfig {
    /// Whether lemmas that rules over tokens have set are replaced.
    pub(super) overwrite: bool,
    /// The parts of speech that have a table.
    pub(super) parts: Vec<PartConfig>,
}

/// The table of one part of speech.
#[derive(Debug, Deserialize)]
pub(super) struct PartConfig {
    /// The coarse tag.
    pub(super) pos: String,
    /// Endings and what takes their place, in the order they are tried.
    pub(super) rules: Vec<(String, String)>,
    /// Number of known words, and of words with forms of their own.
    pub(super) index: usize,
    pub(super) exceptions: usize,
}
