//! Articles as they come in, parsed into values that cannot be wrong.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::Timestamp;
use thiserror::Error;

/// A caller's own notes on an article.
pub type Labels = BTreeMap<String, String>;

/// What the caller knows of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Outlet, as a bare domain or a name; empty when unknown.
    pub source: String,
    /// Where the article was found; empty when unknown.
    pub url: String,
    /// Publication time: anchor of relative dates.
    pub publish_time: Option<Timestamp>,
    /// The caller's own notes; stored and returned, never read.
    pub labels: Labels,
}

/// The text of an article: valid UTF-8, not blank, within the size limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText(String);

/// Why bytes are not an article's text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ArticleError {
    /// Nothing but white space.
    #[error("the article is empty")]
    Empty,
    /// More bytes than the limit allows.
    #[error("the article has {actual} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Size of the article in bytes.
        actual: usize,
        /// Largest size allowed in bytes.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("the article is not valid UTF-8: bad byte at offset {offset}")]
    Charset {
        /// Offset of the first byte that does not fit.
        offset: usize,
    },
    /// Page furniture only.
    #[error("the text holds no article, only page furniture")]
    NotArticle,
}

impl ArticleText {
    /// Takes bytes that must be UTF-8.
    pub fn from_bytes(bytes: Vec<u8>, limit: usize) -> Result<Self, ArticleError> {
        check_size(bytes.len(), limit)?;
        let text = String::from_utf8(bytes)
            .map_err(|e| ArticleError::Charset { offset: e.utf8_error().valid_up_to() })?;
        Self::from_text(text, limit)
    }

    /// Takes text of at most `limit` bytes.
    pub fn from_text(text: String, limit: usize) -> Result<Self, ArticleError> {
        check_size(text.len(), limit)?;
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            return Err(ArticleError::Empty);
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_size(actual: usize, limit: usize) -> Result<(), ArticleError> {
    if actual > limit { Err(ArticleError::TooLarge { actual, limit }) } else { Ok(()) }
}

/// An article to analyse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The text as submitted.
    pub text: ArticleText,
    /// What the caller knows of it.
    pub metadata: Metadata,
}

/// Id of a stored document: `[a-z0-9][a-z0-9-]{0,62}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(String);

/// The string is not a document id.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be 1 to 63 of a-z, 0-9 and '-', not starting with '-'")]
pub struct InvalidDocumentId;

impl DocumentId {
    /// Collection that names of documents start with.
    pub const COLLECTION: &'static str = "documents/";

    /// The id alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The resource name, `documents/{document}`.
    pub fn name(&self) -> String {
        format!("{}{}", Self::COLLECTION, self.0)
    }

    /// Reads a resource name.
    pub fn from_name(name: &str) -> Result<Self, InvalidDocumentId> {
        name.strip_prefix(Self::COLLECTION).ok_or(InvalidDocumentId)?.parse()
    }
}

impl FromStr for DocumentId {
    type Err = InvalidDocumentId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let valid = (1..=63).contains(&id.len()) && !id.starts_with('-') && id.bytes().all(fits);
        if valid { Ok(Self(id.to_owned())) } else { Err(InvalidDocumentId) }
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
