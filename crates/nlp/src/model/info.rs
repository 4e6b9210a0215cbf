//! What a model says about itself.

use std::fmt;

/// Name, version and licence of the loaded model.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ModelInfo {
    /// Language of the texts that the model is for, as an ISO 639-1 code.
    pub lang: String,
    /// Name without the language.
    pub name: String,
    /// Version of the weights.
    pub version: String,
    /// SPDX identifier of the licence of the weights.
    pub license: String,
    /// Where the weights come from.
    pub source: String,
    /// First eight hexadecimal digits of the SHA-256 of the file's payload: tells models apart
    /// that have the same name and version.
    #[serde(skip)]
    pub digest: String,
}

impl fmt::Display for ModelInfo {
    /// Writes language, name, version and digest: `en_core_web_sm-3.8.0@0123abcd`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}-{}@{}", self.lang, self.name, self.version, self.digest)
    }
}
