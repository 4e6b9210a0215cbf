//! What can go wrong in a use case.

use thiserror::Error;

use super::PoolError;
use crate::{
    domain::{ArticleError, DocumentId},
    pipeline::AnalysisError,
    store::StoreError,
};

/// Why a use case failed.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// One of the caller's articles cannot be analysed.
    #[error("article {index}: {error}")]
    Article {
        /// Its position in the request; 0 where there is only one.
        index: usize,
        /// What is wrong with it.
        error: ArticleError,
    },
    /// A comparison of fewer than two articles.
    #[error("a comparison needs at least 2 articles, not {actual}")]
    TooFewDocuments {
        /// Number of articles given.
        actual: usize,
    },
    /// A comparison of more articles than allowed.
    #[error("a comparison takes at most {limit} articles, not {actual}")]
    TooManyDocuments {
        /// Number of articles given.
        actual: usize,
        /// Largest number allowed.
        limit: usize,
    },
    /// No such document is stored.
    #[error("there is no document {0}")]
    NotFound(DocumentId),
    /// The wanted id belongs to a document with another text or source.
    #[error("the id {0} is taken by another document")]
    IdTaken(DocumentId),
    /// The page token was not made by this list.
    #[error("the page token was not made by this list")]
    PageToken,
    /// All workers are busy and the queue is full.
    #[error("all workers are busy and {queue} callers wait already")]
    QueueFull {
        /// Number of callers that may wait.
        queue: usize,
    },
    /// The work was stopped before it was done.
    #[error("the work was stopped")]
    Stopped,
    /// The server is ending.
    #[error("the server is shutting down")]
    ShuttingDown,
    /// The store failed; the cause is for the log.
    #[error("the store failed")]
    Store(#[source] StoreError),
    /// A fault of ours; the cause is for the log.
    #[error("internal fault: {0}")]
    Internal(String),
}

impl ServiceError {
    /// The error of one article among several.
    pub(super) fn of_article(index: usize, error: AnalysisError) -> Self {
        match error {
            AnalysisError::Article(error) => Self::Article { index, error },
            AnalysisError::Stopped => Self::Stopped,
        }
    }
}

impl From<PoolError> for ServiceError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::QueueFull { queue } => Self::QueueFull { queue },
            PoolError::Panicked(message) => Self::Internal(format!("a job panicked: {message}")),
            PoolError::Closed => Self::ShuttingDown,
        }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::IdTaken(id) => Self::IdTaken(id),
            StoreError::PageToken => Self::PageToken,
            other => Self::Store(other),
        }
    }
}
