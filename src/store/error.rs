//! What can go wrong in a store.

use std::{error::Error, path::PathBuf};

use jiff::Timestamp;
use thiserror::Error;

use crate::domain::{DocumentId, EntityId};

/// Why the store refused or failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The id belongs to another article.
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
    /// There is no such document.
    #[error("there is no document {0}")]
    NotFound(DocumentId),
    /// The document has changed since its etag was read.
    #[error("document {id} has changed: its etag is {etag}")]
    Changed {
        /// The document.
        id: DocumentId,
        /// Its etag now.
        etag: String,
    },
    /// Stories have changed since the changes to them were decided.
    #[error("stories have changed in the meantime")]
    StoriesChanged,
    /// There is no such entity.
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
    /// What a batch rests on has changed meanwhile: it must be decided anew.
    #[error("documents or entities have changed meanwhile")]
    Overtaken,
    /// The page token was not made by this store for this list.
    #[error("the page token was not made by this list")]
    PageToken,
    /// The log of changes does not go back so far.
    #[error("the log of changes begins at {oldest}")]
    LogTrimmed {
        /// Sequence of the oldest event that is kept.
        oldest: i64,
        /// When that was written; `None` when no event is kept.
        oldest_time: Option<Timestamp>,
    },
    /// The data folder cannot be made or opened.
    #[error("cannot open the data folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Another process uses the folder.
    #[error("the data folder {} is in use by another server", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The file is there already and is not overwritten.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged or no database at all.
    #[error("{} is damaged or not a database: {message}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database said.
        message: String,
    },
    /// No space is left for the file; reading still works.
    #[error("no space is left for {}: {message}", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What the database said.
        message: String,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {message}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What the database said.
        message: String,
    },
    /// A later version of Parallax has written the file.
    #[error("{} was written by a later version (schema {version}); this one cannot read it", path.display())]
    LaterSchema {
        /// The file.
        path: PathBuf,
        /// The schema version that is not known here.
        version: i64,
    },
    /// A stored value does not parse; someone has changed the file by hand.
    #[error("document {id}: stored {field} is not readable")]
    Unreadable {
        /// The document.
        id: String,
        /// The value.
        field: &'static str,
    },
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// The back end failed.
    #[error("the database failed: {0}")]
    Backend(#[source] Box<dyn Error + Send + Sync>),
}
