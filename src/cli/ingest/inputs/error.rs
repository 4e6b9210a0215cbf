//! Why a record of an input is no article.

use std::io;

use thiserror::Error;

/// Why a record of an input is no article.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The input ends before its end.
    #[error("the input is cut off at byte {offset}")]
    Truncated {
        /// Bytes that are there, after decompression.
        offset: u64,
    },
    /// What was compressed cannot be read on.
    #[error("the input is damaged after byte {offset}: {reason}")]
    Damaged {
        /// Bytes that could be read, after decompression.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// The article is larger than allowed.
    #[error("the article has more than {limit} bytes; --max-bytes sets the limit")]
    TooLarge {
        /// Largest article.
        limit: usize,
    },
    /// The line is longer than any article could make it.
    #[error("the line has more than {limit} bytes; --max-bytes sets the limit")]
    LongLine {
        /// Longest line.
        limit: usize,
    },
    /// The line is not JSON.
    #[error("not JSON: {reason} at column {column}")]
    Json {
        /// What is wrong.
        reason: String,
        /// Where, in bytes; the first is 1.
        column: usize,
    },
    /// The line is JSON, but no object.
    #[error("must be a JSON object")]
    NotObject,
    /// A field has a value that it cannot have.
    #[error("field {field:?} {problem}")]
    Field {
        /// Name of the field as it stands in the line.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// There is no article in the line.
    #[error("has neither \"text\" nor \"html\"")]
    NoContent,
    /// It is not clear which is the article.
    #[error("has both \"text\" and \"html\"; one of them must go")]
    TwoContents,
    /// The archive breaks the rules of its format.
    #[error("not a WARC record at byte {offset}: {reason}")]
    Warc {
        /// Where the record begins, after decompression.
        offset: u64,
        /// What is wrong.
        reason: &'static str,
    },
    /// The answer of a web server in an archive cannot be read.
    #[error("the HTTP response cannot be read: {0}")]
    Http(String),
}

impl RecordError {
    /// Reading failed at an offset.
    pub(super) fn of_reading(cause: &io::Error, offset: u64) -> Self {
        match cause.kind() {
            io::ErrorKind::NotFound => Self::Unreadable("no such file".to_owned()),
            io::ErrorKind::PermissionDenied => Self::Unreadable("permission denied".to_owned()),
            io::ErrorKind::UnexpectedEof => Self::Truncated { offset },
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Self::Damaged { offset, reason: cause.to_string() }
            }
            _ => Self::Unreadable(format!("cannot be read: {cause}")),
        }
    }

    /// The gRPC code that says the same, by name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "UNAVAILABLE",
            Self::Truncated { .. } | Self::Damaged { .. } => "DATA_LOSS",
            _ => "INVALID_ARGUMENT",
        }
    }

    /// The reason by which a server would refuse it, by name.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::TooLarge { .. } | Self::LongLine { .. } => Some("CONTENT_TOO_LARGE"),
            Self::NoContent => Some("CONTENT_EMPTY"),
            Self::Json { .. } | Self::NotObject | Self::Field { .. } | Self::TwoContents => {
                Some("ARGUMENT_INVALID")
            }
            _ => None,
        }
    }
}
