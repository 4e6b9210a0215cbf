//! Where articles are kept. [`Store`] is what the service asks of a back end;
//! [`sqlite`] is the one built in.

mod comparison;
#[cfg(test)]
mod conformance;
mod document;
mod error;
mod event;
mod finding;
mod fold;
mod hex;
mod identity;
mod matching;
mod page_token;
pub mod sqlite;
mod story;

use std::{future::Future, pin::Pin, sync::Arc};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::domain::{
    ComparisonId, DocumentId, EntityId, Filter, Order, Query, SessionId, Span, Story, StoryId,
    StoryMembership,
};

pub use comparison::{COMPARISONS_KEPT, NewComparison, StoredComparison};
pub use document::{
    AnalysisRecord, AnalysisRows, Completion, Detail, Due, Duplicate, EntityRow, Etag,
    MetadataChange, NewDocument, Outcome, RequestKey, SearchText, SessionItem, StoredDocument,
    Submission, Written,
};
pub use error::StoreError;
pub use event::{Change, ChangeKind, Collection, Event, LogLimits, LogState, Present};
pub use finding::{
    ClaimPlace, FINDING_FIELDS, FindingSubject, JoinFindings, NewDiscrepancy, NewSharedClaim,
    StoryFinding,
};
pub use identity::{
    Candidates, ENTITY_FIELDS, EntityListRequest, EntityOrderBy, EntityPage, EntityPlace,
    Identified, IdentityLink, MOST_ALIASES, MOST_ROLES, MOST_SOURCES, MergeChange, OwnName,
    SplitChange, StoredAlias, StoredEntity, Unidentified, UpsertChange,
};
pub use matching::{needs_analysis, passes, story_passes};
pub use page_token::{ListKey, PageTokens};
pub use story::{
    Backlog, FoundStory, HistoryRow, JoinedArticle, Joining, Place, SignatureRow, SignedEntity,
    StoryChange, StoryChanges, StoryKey, StoryListRequest, StoryMember, StoryPage, StoryReader,
    StoryRow, Unsorted,
};

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

    /// How many documents there are whose analysis by this engine is due, counted up to `limit`.
    fn count_due<'a>(&'a self, engine_version: &'a str, limit: usize) -> StoreFuture<'a, usize>;

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
    /// of its copies the earliest becomes the original of the others, and is to be compared with its
    /// stories in its place. It leaves its stories, which are returned; those without articles go. `None` when there is no such document;
    /// [`StoreError::Changed`] when an etag is given that is not the document's.
    fn delete(
        &self,
        id: DocumentId,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> StoreFuture<'_, Option<Vec<StoryId>>>;

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

    /// What this engine is to analyse next, at most `limit` documents: the first of `awaited` (places
    /// in the order of arrival, ascending) that are due, three in four at most, and the earliest of
    /// all others. Fewer where they are large, but one of either if any is due; when `limit` is 1,
    /// one that is waited for.
    fn due<'a>(
        &'a self,
        engine_version: &'a str,
        awaited: Vec<i64>,
        limit: usize,
    ) -> StoreFuture<'a, Due>;

    /// Records analyses; their documents wait to be sorted into stories. One of a state that is no longer the latest, or of a document that
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

    /// [`AnalysisRows::parse`] of states of documents, each `None` where this engine has recorded
    /// none.
    fn parses<'a>(
        &'a self,
        states: Vec<(i64, Etag)>,
        engine_version: &'a str,
    ) -> StoreFuture<'a, Vec<Option<Vec<u8>>>>;

    /// Documents ([`Detail::Full`]) of an earlier schema that lack what is derived of their
    /// content, in order of arrival; as many as
    /// [`Store::due`] has. They can be read and listed; they are not searched, compared with new
    /// ones or analysed until [`Store::complete`].
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

    /// The stories as they stand now, to decide changes on.
    fn stories(&self) -> StoreFuture<'_, Box<dyn StoryReader>>;

    /// Writes changes of stories, and notes them in the log of changes. Fails with
    /// [`StoreError::StoriesChanged`], and writes nothing, when documents that are sorted or in
    /// stories have changed since [`StoryChanges::based_on`].
    fn change_stories(&self, changes: StoryChanges) -> StoreFuture<'_, ()>;

    /// A story with its history, or the one that it was merged into; `None` when there is none.
    /// Its state is seen from the latest article that is not dated after `now`.
    fn story<'a>(&'a self, id: &'a StoryId, now: Timestamp) -> StoreFuture<'a, Option<FoundStory>>;

    /// Stories by number, be they merged; `None` for those that are not there.
    fn stories_by_number(
        &self,
        seqs: Vec<i64>,
        now: Timestamp,
    ) -> StoreFuture<'_, Vec<Option<Story>>>;

    /// A page of stories. Stories that are founded between two pages neither repeat nor hide
    /// others; in another order than that of founding, one that changes may.
    fn list_stories<'a>(&'a self, request: &'a StoryListRequest<'a>) -> StoreFuture<'a, StoryPage>;

    /// The stories of each document, by its place in the order of arrival: pinned ones first, then
    /// the best.
    fn places(&self, documents: Vec<i64>) -> StoreFuture<'_, Vec<Vec<StoryMembership>>>;

    /// Articles that came to stories with others, the earliest first, until
    /// [`Store::record_findings`] takes them away; at most `limit`. Those that repeat an earlier
    /// article of their story are not among them, until that one has gone.
    fn joined(&self, limit: usize) -> StoreFuture<'_, Vec<JoinedArticle>>;

    /// What waits behind analysis; each stage's documents are counted up to `most`.
    fn backlog(&self, most: usize) -> StoreFuture<'_, Backlog>;

    /// Records what articles have changed in their stories, takes them away from
    /// [`Store::joined`], and notes in the log of changes what is new to each story.
    fn record_findings(&self, findings: Vec<JoinFindings>) -> StoreFuture<'_, ()>;

    /// How far the log of changes goes: the sequence of the last event. Tells after each commit.
    fn log_end(&self) -> watch::Receiver<i64>;

    /// What the log of changes holds.
    fn log(&self) -> StoreFuture<'_, LogState>;

    /// Events after a place of the log, in the order of their commits: at most `limit`, and no
    /// more than `max_bytes` of them but for the first. Fails with [`StoreError::LogTrimmed`]
    /// when some of those that followed are not kept any more.
    fn events(&self, after: i64, limit: usize, max_bytes: usize) -> StoreFuture<'_, Vec<Event>>;

    /// Place of the last entry of a collection; 0 when there is none.
    fn collection_end(&self, collection: Collection) -> StoreFuture<'_, i64>;

    /// Entries of a collection after one place and up to another, in their order; at most
    /// `limit`.
    fn present(
        &self,
        collection: Collection,
        places: (i64, i64),
        limit: usize,
    ) -> StoreFuture<'_, Vec<Present>>;

    /// Signs and reads tokens of this store.
    fn tokens(&self) -> Arc<PageTokens>;
    /// Documents whose entities are to be identified, in the order in which their analyses were
    /// recorded; at most `limit`.
    fn unidentified(&self, limit: usize) -> StoreFuture<'_, Vec<Unidentified>>;

    /// The entities that keys lead to, for each key at most `limit` that somebody has curated and
    /// `limit` others, with their profiles and those of `more` entities.
    fn entity_candidates(
        &self,
        keys: Vec<String>,
        more: Vec<i64>,
        limit: usize,
    ) -> StoreFuture<'_, Candidates>;

    /// Writes what the entities of documents are, in place of what they were before, and takes the
    /// documents from the queue. Fails with [`StoreError::Overtaken`], and writes nothing, when a
    /// document was analysed again or went meanwhile, or an entity of the batch did.
    fn identify(&self, batch: Vec<Identified>) -> StoreFuture<'_, ()>;

    /// Takes a document from the queue whose entities cannot be written: it has none until it is
    /// analysed again. Nothing happens when another ticket has replaced this one.
    fn set_aside(&self, seq: i64, ticket: i64) -> StoreFuture<'_, ()>;

    /// An entity of the corpus; one that was merged away tells into which; `None` when there is
    /// none.
    fn entity<'a>(&'a self, id: &'a EntityId) -> StoreFuture<'a, Option<StoredEntity>>;

    /// The entities of some numbers, in their order; those that are gone are left out.
    fn entities_numbered(&self, numbers: Vec<i64>) -> StoreFuture<'_, Vec<StoredEntity>>;

    /// A page of entities.
    fn list_entities(&self, request: EntityListRequest) -> StoreFuture<'_, EntityPage>;

    /// Where an entity stands, in order of arrival, after a document and a place in its analysis;
    /// at most `limit`.
    fn entity_places(
        &self,
        entity: i64,
        after: (i64, u32),
        limit: usize,
    ) -> StoreFuture<'_, Vec<EntityPlace>>;

    /// What the entities of a document are, by their place in its analysis; none until it is
    /// identified.
    fn entity_links(&self, seq: i64) -> StoreFuture<'_, Vec<(u32, EntityId)>>;

    /// What somebody has named by hand, the latest first; at most `limit`.
    fn own_names(&self, limit: usize) -> StoreFuture<'_, Vec<OwnName>>;

    /// Merges entities into one. Fails with [`StoreError::EntityNotFound`],
    /// [`StoreError::EntityMerged`] and [`StoreError::EntityChanged`]. A repeated request answers
    /// with the entity as it is now; one of other content fails with
    /// [`StoreError::RequestIdReused`].
    fn merge_entities(&self, change: MergeChange) -> StoreFuture<'_, StoredEntity>;

    /// Gives names of an entity, and the documents that call it so, to a new entity: what is
    /// left, and the new one. Fails as [`Store::merge_entities`] does, with
    /// [`StoreError::AliasUnknown`], and with [`StoreError::NothingLeft`] when no name would be
    /// left.
    fn split_entity(&self, change: SplitChange) -> StoreFuture<'_, (StoredEntity, StoredEntity)>;

    /// Writes what somebody knows of an entity, and tells whether it is new. Fails as
    /// [`Store::merge_entities`] does.
    fn upsert_entity(&self, change: UpsertChange) -> StoreFuture<'_, (StoredEntity, bool)>;

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
