//! Articles as they come in, parsed into values that cannot be wrong.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Page;

/// A caller's own notes on an article.
pub type Labels = BTreeMap<String, String>;

/// What is known of an article: by its caller, by the page that it came on, or by its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Outlet, as a bare domain or a name; empty when unknown.
    pub source: String,
    /// The outlet's name as people write it; empty when unknown.
    pub source_display_name: String,
    /// Where the article was found; empty when unknown.
    pub url: String,
    /// The address that the outlet itself gives the article; empty when unknown.
    pub canonical_url: String,
    /// The caller's own id of the article, unique within `source`; empty when there is none.
    pub external_id: String,
    /// Headline without the outlet's name; empty when unknown.
    pub title: String,
    /// Who wrote it, in the order stated.
    pub authors: Vec<String>,
    /// Publication time: anchor of relative dates.
    pub publish_time: Option<Timestamp>,
    /// When the outlet last changed it, kept apart from the publication.
    pub modify_time: Option<Timestamp>,
    /// When the caller fetched it: no date that the page states may be later.
    pub fetch_time: Option<Timestamp>,
    /// BCP 47 code of the text's language; empty when unknown.
    pub language_code: String,
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
    /// The charset that was named does not exist.
    #[error("no charset is called '{name}'")]
    UnknownCharset {
        /// What was given.
        name: String,
    },
    /// Bytes of a picture, an archive or the like.
    #[error("the article is neither text nor HTML")]
    NotText,
    /// Page furniture only.
    #[error("the text holds no article, only page furniture")]
    NotArticle,
}

impl ArticleText {
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

    /// The text alone.
    pub fn into_string(self) -> String {
        self.0
    }
}

fn check_size(actual: usize, limit: usize) -> Result<(), ArticleError> {
    if actual > limit { Err(ArticleError::TooLarge { actual, limit }) } else { Ok(()) }
}

/// What a submitted article is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// Plain text.
    Text,
    /// An HTML page.
    Html,
}

/// The language of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// BCP 47 code, for example "en".
    pub code: String,
    /// How sure it is, 0 to 1.
    pub score: f64,
}

/// An article to analyse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// What the engine reads: the submitted text, or the text taken out of a submitted page.
    pub text: ArticleText,
    /// The page that the text was taken out of; `None` when plain text was submitted.
    pub page: Option<Page>,
    /// What the caller knows of it.
    pub metadata: Metadata,
    /// Charset that it was decoded from, as named by the WHATWG, where that was only detected.
    pub guessed_charset: Option<&'static str>,
}

impl Article {
    /// An article submitted as plain text.
    pub fn plain(text: ArticleText, metadata: Metadata) -> Self {
        Self { text, page: None, metadata, guessed_charset: None }
    }

    /// The text as submitted, after charset decoding: what spans in answers address.
    pub fn submitted(&self) -> &str {
        self.page.as_ref().map_or(self.text.as_str(), |page| &page.html)
    }
}

/// Id of a stored document: `[a-z0-9][a-z0-9-]{0,62}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
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

impl TryFrom<String> for DocumentId {
    type Error = InvalidDocumentId;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        id.parse()
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
