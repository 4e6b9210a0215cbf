//! What can go wrong in a use case.

use jiff::Timestamp;
use thiserror::Error;

use super::{PoolError, Refused, TooMuch};
use crate::{
    domain::{ArticleError, ComparisonId, DocumentId, EntityId, StoryId},
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
    /// No such document is stored, or not this revision of it.
    #[error("there is no document {id}{}", of_revision(*.revision))]
    NotFound {
        /// The document.
        id: DocumentId,
        /// The revision that was asked for.
        revision: Option<u32>,
    },
    /// No such comparison is stored.
    #[error("there is no comparison {0}")]
    ComparisonNotFound(ComparisonId),
    /// The wanted id belongs to a document with another text or source.
    #[error("the id {0} is taken by another document")]
    IdTaken(DocumentId),
    /// The request id was used for another call.
    #[error("the request id was used for another call")]
    RequestIdReused,
    /// The session is past this item, and no document holds its content.
    #[error("item {sequence} of the session is acknowledged already")]
    AlreadyAcknowledged {
        /// The item.
        sequence: i64,
    },
    /// The document has changed since its etag was read.
    #[error("document {id} has changed: its etag is {etag}")]
    Changed {
        /// The document.
        id: DocumentId,
        /// Its etag now.
        etag: String,
    },
    /// No such story is stored.
    #[error("there is no story {0}")]
    StoryNotFound(StoryId),
    /// The story has changed since its etag was read.
    #[error("story {id} has changed: its etag is {etag}")]
    StoryChanged {
        /// The story.
        id: StoryId,
        /// Its etag now.
        etag: String,
    },
    /// The story that answered has lost its last article meanwhile.
    #[error("the story is gone")]
    StoryGone,
    /// The document is not sorted into stories yet.
    #[error("document {0} is not sorted into stories yet")]
    NotSorted(DocumentId),
    /// Stories have changed since changes to them were decided: to be decided again.
    #[error("stories have changed in the meantime")]
    StoriesChanged,
    /// No such entity is known.
    #[error("there is no entity {0}")]
    EntityNotFound(EntityId),
    /// The entity was merged into another.
    #[error("the entity {id} was merged into {into}")]
    EntityMerged {
        /// The entity.
        id: EntityId,
        /// Its successor.
        into: EntityId,
    },
    /// The entity has changed since its etag was read.
    #[error("entity {id} has changed: its etag is {etag}")]
    EntityChanged {
        /// The entity.
        id: EntityId,
        /// Its etag now.
        etag: String,
    },
    /// The entity has no such name.
    #[error("name {index} is none of the entity's")]
    AliasUnknown {
        /// Its place in the request.
        index: usize,
    },
    /// An entity would be left without a name.
    #[error("the entity would be left without a name")]
    NothingLeft,
    /// The server analyses no stored documents, so that nobody can wait for it.
    #[error("this server analyses no stored documents")]
    NoAnalysis,
    /// The page token was not made by this list.
    #[error("the page token was not made by this list")]
    PageToken,
    /// The resume token was not made by this store, or is ahead of it.
    #[error("the resume token is not one of this store, as it is now")]
    ResumeToken {
        /// It is of this store, and ahead of it.
        is_ahead: bool,
    },
    /// The log of changes does not go back as far as the resume token.
    #[error("the log of changes begins at {oldest}, after the resume token")]
    ResumeTokenExpired {
        /// Sequence of the oldest change that is kept.
        oldest: i64,
        /// When that was written; `None` when no change is kept.
        oldest_time: Option<Timestamp>,
    },
    /// The pool has too much to do for this call.
    #[error("the pool is busy: {0:?}")]
    Refused(Refused),
    /// The work takes more memory than there may ever be for it.
    #[error("the work takes {} bytes of memory, more than the {} there are", .0.needed, .0.most)]
    TooMuch(TooMuch),
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
            PoolError::Refused(refused) => Self::Refused(refused),
            PoolError::TooMuch(too_much) => Self::TooMuch(too_much),
            PoolError::Stopped => Self::Stopped,
            PoolError::Panicked(message) => Self::Internal(format!("a job panicked: {message}")),
            PoolError::Closed => Self::ShuttingDown,
        }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::IdTaken(id) => Self::IdTaken(id),
            StoreError::NotFound(id) => Self::NotFound { id, revision: None },
            StoreError::RequestIdReused => Self::RequestIdReused,
            StoreError::AlreadyAcknowledged { sequence } => Self::AlreadyAcknowledged { sequence },
            StoreError::Changed { id, etag } => Self::Changed { id, etag },
            StoreError::StoriesChanged => Self::StoriesChanged,
            StoreError::EntityNotFound(id) => Self::EntityNotFound(id),
            StoreError::EntityMerged { id, into } => Self::EntityMerged { id, into },
            StoreError::EntityChanged { id, etag } => Self::EntityChanged { id, etag },
            StoreError::AliasUnknown { index } => Self::AliasUnknown { index },
            StoreError::NothingLeft => Self::NothingLeft,
            StoreError::Closed => Self::ShuttingDown,
            StoreError::PageToken => Self::PageToken,
            StoreError::LogTrimmed { oldest, oldest_time } => {
                Self::ResumeTokenExpired { oldest, oldest_time }
            }
            other => Self::Store(other),
        }
    }
}

fn of_revision(revision: Option<u32>) -> String {
    revision.map_or_else(String::new, |number| format!(" with a revision {number}"))
}
