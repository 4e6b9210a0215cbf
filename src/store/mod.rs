//! Where articles are kept. [`Store`] is what the service asks of a back end;
//! [`sqlite`] is the one built in.

mod comparison;
#[cfg(test)]
mod conformance;
mod document;
mod error;
mod fold;
mod hex;
mod page_token;
pub mod sqlite;

use std::{future::Future, pin::Pin};

use jiff::Timestamp;

use crate::domain::{ComparisonId, DocumentId, Filter, Order, Query, SessionId, Span};

pub use comparison::{COMPARISONS_KEPT, NewComparison, StoredComparison};
pub use document::{
    AnalysisRecord, AnalysisRows, Completion, Detail, Duplicate, EntityRow, Etag, MetadataChange,
    NewDocument, Outcome, RequestKey, SearchText, SessionItem, StoredDocument, Submission, Written,
};
pub use error::StoreError;
pub use page_token::{ListKey, PageTokens};

/// What a store's operations return.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps documents. Operations are atomic, and what a writing one has returned survives a crash
/// of the process and of the machine. A write that has begun is carried out even when its
/// future is dropped; a read is given up.
///
/// A write begins with the call, not when its future is first polled: writes are carried out
/// in the order of the calls. How much is under way at once is for the caller to bound.
pub trait Store: Send + Sync + 'static {
    /// Writes one submission. Submissions made at the same time are committed together. What
    /// becomes of it is decided in this order:
    ///
    /// 1. The request id is known: with the same digest, what was answered then, with the
    ///    document as it is now; with another, [`StoreError::RequestIdReused`]. Ids are kept
    ///    for 24 hours.
    /// 2. The item is not after the session's mark: a duplicate of the document that holds this
    ///    content, or [`StoreError::AlreadyAcknowledged`] when none does.
    /// 3. The wanted id is taken: a duplicate when source and content are the same; as 4 when
    ///    it is that of the article found there; else [`StoreError::IdTaken`].
    /// 4. The same article is known by its key, `(source, external_id)` or without external
    ///    id `(source, address)`: a duplicate when the latest revision has the same content or
    ///    wording, else a new revision. What the submission says replaces the metadata; where
    ///    it says nothing they stay, and labels are joined.
    /// 5. An article of the same source has the same content or wording, and one of the two
    ///    has no key at all: a duplicate.
    /// 6. A new document, linked to the earliest one that it is a copy of.
    fn put(&self, submission: Submission) -> StoreFuture<'_, Written>;

    /// What [`Store::put`] would do now, without writing.
    fn check(&self, submission: Submission) -> StoreFuture<'_, Written>;

    /// Notes at `now` that an item of a session was refused, or is done in another way, so that
    /// the session goes on after it.
    fn refuse(&self, item: SessionItem, now: Timestamp) -> StoreFuture<'_, ()>;

    /// Highest sequence of the session that is acknowledged; 0 for a new one, and for one that
    /// is forgotten: sessions are kept for 30 days after their latest item.
    fn session<'a>(&'a self, id: &'a SessionId) -> StoreFuture<'a, i64>;

    /// Changes the metadata of a document. Fails with [`StoreError::NotFound`], and with
    /// [`StoreError::Changed`] when an etag is given that is not the document's.
    fn update(
        &self,
        id: DocumentId,
        change: MetadataChange,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> StoreFuture<'_, StoredDocument>;

    /// Removes a document with its revisions, search text, sketch, entities, request ids and the
    /// comparisons that quote it;
    /// of its copies the earliest becomes the original of the others. Whether there was one;
    /// [`StoreError::Changed`] when an etag is given that is not the document's.
    fn delete(
        &self,
        id: DocumentId,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> StoreFuture<'_, bool>;

    /// One document, at a revision or at its latest; `None` when there is no such.
    fn get<'a>(
        &'a self,
        id: &'a DocumentId,
        revision: Option<u32>,
        detail: Detail,
    ) -> StoreFuture<'a, Option<StoredDocument>>;

    /// A page of documents. Documents that arrive between two pages neither repeat nor hide
    /// others.
    fn list<'a>(&'a self, request: &'a ListRequest<'a>) -> StoreFuture<'a, Page>;

    /// A page of the documents whose latest revisions match, best first; of equals the latest
    /// arrival first. Documents that arrive after the first page do not come. Scores depend on
    /// all documents: when some arrive or go between two pages, a hit whose rank has passed the
    /// last one shown may repeat or be left out.
    fn search<'a>(&'a self, request: &'a SearchRequest<'a>) -> StoreFuture<'a, SearchPage>;

    /// Latest revisions ([`Detail::Full`]) whose analysis by this engine is due, in order of
    /// arrival, those with a `seq` greater than `after`. At most `limit`.
    fn due<'a>(
        &'a self,
        engine_version: &'a str,
        after: i64,
        limit: usize,
    ) -> StoreFuture<'a, Vec<StoredDocument>>;

    /// Records analyses. One of a state that is no longer the latest, or of a document that
    /// is gone, is dropped.
    fn record(&self, analyses: Vec<AnalysisRecord>) -> StoreFuture<'_, ()>;

    /// [`AnalysisRows::content`] that this engine has recorded for this state of a document;
    /// `None` when there is none.
    fn analysis<'a>(
        &'a self,
        seq: i64,
        etag: &'a Etag,
        engine_version: &'a str,
    ) -> StoreFuture<'a, Option<Vec<u8>>>;

    /// Documents ([`Detail::Full`]) of an earlier schema that lack what is derived of their
    /// content, in order of arrival; at most `limit`. They can be read and listed; they are not
    /// searched, compared with new ones or analysed until [`Store::complete`].
    fn incomplete(&self, limit: usize) -> StoreFuture<'_, Vec<StoredDocument>>;

    /// Completes documents of an earlier schema; others are left as they are.
    fn complete(&self, completions: Vec<Completion>) -> StoreFuture<'_, ()>;

    /// Keeps a comparison. When one of this id is there it stays, and is returned. Fails with
    /// [`StoreError::NotFound`] when one of its documents has gone. Comparisons go that nobody has
    /// asked for in [`COMPARISONS_KEPT`], and the least recently used when there are more than
    /// `most`.
    fn keep_comparison(
        &self,
        comparison: NewComparison,
        most: usize,
    ) -> StoreFuture<'_, StoredComparison>;

    /// The comparison of an id; `None` when there is none.
    fn comparison<'a>(&'a self, id: &'a ComparisonId) -> StoreFuture<'a, Option<StoredComparison>>;

    /// Notes at `now` that a comparison was asked for; nothing when there is none.
    fn touch_comparison(&self, id: ComparisonId, now: Timestamp) -> StoreFuture<'_, ()>;

    /// Finishes open writes and lets go of files and locks. What is asked for later fails with
    /// [`StoreError::Closed`].
    fn close(&self) -> StoreFuture<'_, ()>;
}

/// Asks for a page of documents.
#[derive(Clone, Copy, Debug)]
pub struct ListRequest<'a> {
    /// Which documents.
    pub filter: &'a Filter,
    /// In which order.
    pub order: Order,
    /// Most documents; at least 1.
    pub size: usize,
    /// Token of the page before, made with the same filter and order; empty = first page.
    pub token: &'a str,
    /// How much of each document.
    pub detail: Detail,
    /// Most bytes of content, search text and metadata; the first document comes whatever its
    /// size.
    pub max_bytes: usize,
}

/// A page of documents.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the order asked for.
    pub documents: Vec<StoredDocument>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
    /// How many documents pass the filter in all.
    pub total: usize,
}

/// Asks for documents that hold words.
#[derive(Clone, Copy, Debug)]
pub struct SearchRequest<'a> {
    /// The words.
    pub query: &'a Query,
    /// Which documents.
    pub filter: &'a Filter,
    /// Most hits; at least 1.
    pub size: usize,
    /// Token of the page before, made with the same query and filter; empty = first page.
    pub token: &'a str,
    /// How much of each document.
    pub detail: Detail,
    /// Most bytes, as in [`ListRequest::max_bytes`].
    pub max_bytes: usize,
}

/// A page of hits.
#[derive(Clone, Debug)]
pub struct SearchPage {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
    /// How many documents match in all.
    pub total: usize,
}

/// A document that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The document, at its latest revision.
    pub document: StoredDocument,
    /// How well it matches (BM25, the headline counts threefold): positive, more is better;
    /// comparable within one answer.
    pub score: f64,
    /// Words that matched.
    pub highlights: Highlights,
}

/// Words of a document that match a search, in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlights {
    /// Byte ranges of [`SearchText::title`].
    pub title: Vec<Span>,
    /// Byte ranges of [`SearchText::body`].
    pub body: Vec<Span>,
}
