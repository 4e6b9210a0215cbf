//! Where articles are kept. [`Store`] is what the service asks of a back end;
//! [`sqlite`] is the one built in.

#[cfg(test)]
mod conformance;
mod document;
mod page_token;
pub mod sqlite;

use std::{error::Error, future::Future, path::PathBuf, pin::Pin};

use thiserror::Error;

use crate::domain::DocumentId;

pub use document::{Detail, NewDocument, StoredDocument};

/// What a store's operations return.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps documents. Operations are atomic, and what [`Store::insert`] has returned
/// survives a crash of the process and of the machine.
pub trait Store: Send + Sync + 'static {
    /// Stores a document, unless the same text from the same source is there already.
    ///
    /// Fails with [`StoreError::IdTaken`] when the id belongs to another article.
    fn insert(&self, document: NewDocument) -> StoreFuture<'_, Insertion>;

    /// What [`Store::insert`] would do now, without writing.
    fn check<'a>(&'a self, document: &'a NewDocument) -> StoreFuture<'a, Insertion>;

    /// One document; `None` when there is none of this id.
    fn get<'a>(
        &'a self,
        id: &'a DocumentId,
        detail: Detail,
    ) -> StoreFuture<'a, Option<StoredDocument>>;

    /// A page of documents, newest first. Documents that arrive between two pages
    /// neither repeat nor hide others.
    fn list<'a>(&'a self, request: &'a PageRequest<'a>) -> StoreFuture<'a, Page>;

    /// Finishes open writes and lets go of files and locks.
    fn close(&self) -> StoreFuture<'_, ()>;
}

/// Outcome of an insertion, with the document as stored (without its text).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insertion {
    /// It was not known.
    Created(StoredDocument),
    /// The same text from the same source was there before.
    Duplicate(StoredDocument),
}

/// Asks for a page.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest<'a> {
    /// Most documents; at least 1.
    pub size: usize,
    /// Token of the page before; empty = first page.
    pub token: &'a str,
    /// How much of each document.
    pub detail: Detail,
    /// Most bytes of text and metadata; the first document comes whatever its size.
    pub max_bytes: usize,
}

/// A page of documents.
#[derive(Clone, Debug)]
pub struct Page {
    /// Newest first.
    pub documents: Vec<StoredDocument>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
    /// How many documents there are in all.
    pub total: usize,
}

/// Why the store refused or failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The id belongs to a document with another text or source.
    #[error("the id {0} is taken by another document")]
    IdTaken(DocumentId),
    /// The page token was not made by this store.
    #[error("the page token was not made by this list")]
    PageToken,
    /// The data folder cannot be made or opened.
    #[error("cannot open the data folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Another server uses the folder.
    #[error("the data folder {} is in use by another server", path.display())]
    InUse {
        /// The folder.
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
    /// The back end failed.
    #[error("the database failed: {0}")]
    Backend(#[source] Box<dyn Error + Send + Sync>),
}
