//! The built-in store: one SQLite file in the data folder.
//!
//! Write-ahead log with `synchronous = FULL`: a commit is synced before it returns. One thread
//! writes and commits what comes in at the same time together; a few connections read, and
//! never wait for it.

mod analyses;
mod anchors;
mod change;
mod comparisons;
mod copies;
mod decide;
mod events;
mod failure;
mod filter;
mod findings;
mod identities;
mod list;
mod maintenance;
mod metadata;
mod migrate;
mod open;
mod prepared;
mod put;
mod readers;
mod row;
mod search;
mod sessions;
mod stories;
mod writer;

#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use rusqlite::Connection;
use tokio::sync::watch;

use self::{
    analyses::Recorded,
    list::Listing,
    prepared::{Prepared, indexable},
    readers::Readers,
    search::Search,
    writer::{Writer, Writing},
};
use super::{
    AnalysisRecord, Backlog, Candidates, Collection, Completion, Detail, Due, EntityListRequest,
    EntityPage, EntityPlace, Etag, Event, FoundStory, Identified, JoinFindings, JoinedArticle,
    ListRequest, LogLimits, LogState, MergeChange, MetadataChange, NewComparison, OwnName, Page,
    Present, SearchPage, SearchRequest, SessionItem, SplitChange, Store, StoreError, StoreFuture,
    StoredComparison, StoredDocument, StoredEntity, StoryChanges, StoryListRequest, StoryPage,
    StoryReader, Submission, Unidentified, UpsertChange, Written, page_token::PageTokens,
};
use crate::{
    domain::{ComparisonId, DocumentId, EntityId, SessionId, Story, StoryId, StoryMembership},
    metrics::Metrics,
};

/// About what a change holds in memory beside texts.
const SMALL_BYTES: usize = 1024;

/// Documents in a SQLite file.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    tokens: Arc<PageTokens>,
}

impl SqliteStore {
    /// Reads that are at work at a time, each on a blocking thread of the runtime.
    pub const READERS: usize = open::READERS;

    /// Opens the store in a folder, making folder and file when they are missing and bringing
    /// an earlier schema to this version's. The folder is locked until the store is closed.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_with(folder, LogLimits::default(), Arc::default()).await
    }

    /// The same, with other bounds on the log of changes, and with reads and writes measured.
    pub async fn open_with(
        folder: &Path,
        limits: LogLimits,
        metrics: Arc<Metrics>,
    ) -> Result<Self, StoreError> {
        let folder = folder.to_owned();
        tokio::task::spawn_blocking(move || open::open(&folder, limits, metrics))
            .await
            .map_err(|error| StoreError::Backend(error.into()))?
    }

    /// Writes a consistent copy of the store in `folder` to a new file, while a server may be
    /// using it. Put in an empty folder under the name `parallax.db` it is a store. Fails with
    /// [`StoreError::Exists`] rather than overwrite. Blocks until it is on disk.
    pub fn backup(folder: &Path, target: &Path) -> Result<(), StoreError> {
        maintenance::backup(folder, target)
    }

    /// Gives back the space of what was deleted and puts the search index in order. Fails with
    /// [`StoreError::InUse`] while a server uses the folder. For a while it needs as much free
    /// space as the store has. Blocks until it is done.
    pub fn compact(folder: &Path) -> Result<(), StoreError> {
        maintenance::compact(folder)
    }

    /// Reads the whole store and tells what is wrong with it, one line each; none when it is
    /// sound. Fails with [`StoreError::InUse`] while a server uses the folder, and with
    /// [`StoreError::Damaged`] when it cannot be read at all. Blocks until it is done.
    pub fn check(folder: &Path) -> Result<Vec<String>, StoreError> {
        maintenance::check(folder)
    }
}

impl Store for SqliteStore {
    fn put(&self, submission: Submission) -> StoreFuture<'_, Written> {
        let new = Prepared::new(submission);
        Box::pin(self.writer.write(new.bytes(), move |connection| put::put(connection, &new)))
    }

    fn count_due<'a>(&'a self, engine_version: &'a str, limit: usize) -> StoreFuture<'a, usize> {
        let engine_version = engine_version.to_owned();
        let work = move |connection: &_| analyses::count_due(connection, &engine_version, limit);
        Box::pin(self.readers.read(work))
    }

    fn check(&self, submission: Submission) -> StoreFuture<'_, Written> {
        let new = Prepared::new(submission);
        // Where it is decided for good: after everything that was put before.
        Box::pin(self.writer.write(new.bytes(), move |connection| put::check(connection, &new)))
    }

    fn refuse(&self, item: SessionItem, now: Timestamp) -> StoreFuture<'_, ()> {
        let work = move |connection: &Writing| sessions::acknowledge(connection, &item, now);
        Box::pin(self.writer.write(SMALL_BYTES, work))
    }

    fn session<'a>(&'a self, id: &'a SessionId) -> StoreFuture<'a, i64> {
        let id = id.clone();
        let work = move |connection: &_| Ok(sessions::mark(connection, id.as_str())?);
        Box::pin(self.readers.read(work))
    }

    fn update(
        &self,
        id: DocumentId,
        change: MetadataChange,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> StoreFuture<'_, StoredDocument> {
        let work = move |connection: &Connection| {
            change::update(connection, &id, &change, etag.as_ref(), validate_only)
        };
        match validate_only {
            true => Box::pin(self.readers.read(work)),
            false => Box::pin(self.writer.write(SMALL_BYTES, move |writing| work(writing))),
        }
    }

    fn delete(
        &self,
        id: DocumentId,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> StoreFuture<'_, Option<Vec<StoryId>>> {
        match validate_only {
            true => Box::pin(self.readers.read(move |c| change::deletable(c, &id, etag.as_ref()))),
            false => Box::pin(
                self.writer.write(SMALL_BYTES, move |c| change::delete(c, &id, etag.as_ref())),
            ),
        }
    }

    fn get<'a>(
        &'a self,
        id: &'a DocumentId,
        revision: Option<u32>,
        detail: Detail,
    ) -> StoreFuture<'a, Option<StoredDocument>> {
        let id = id.clone();
        Box::pin(self.readers.read(move |connection| {
            let Some(mut document) = row::by_id(connection, &id)? else {
                return Ok(None);
            };
            match revision.filter(|revision| *revision != document.revision) {
                Some(revision) => row::at_revision(connection, document, revision, detail),
                None => {
                    row::fill(connection, &mut document, detail)?;
                    Ok(Some(document))
                }
            }
        }))
    }

    fn list<'a>(&'a self, request: &'a ListRequest<'a>) -> StoreFuture<'a, Page> {
        Box::pin(async move {
            let key = list::key(request.filter, request.order);
            let after = self.tokens.decode(key, request.token)?;
            let after = after.map(|bytes| list::Position::from_bytes(&bytes)).transpose()?;
            let listing = Listing {
                filter: request.filter.clone(),
                order: request.order,
                size: request.size,
                detail: request.detail,
                max_bytes: request.max_bytes,
            };
            let work = move |connection: &_| list::list(connection, &listing, after);
            let listed = self.readers.read(work).await?;
            let next = listed.next.map(|next| self.tokens.encode(key, &next.to_bytes()));
            Ok(Page {
                documents: listed.documents,
                next_token: next.unwrap_or_default(),
                total: listed.total,
            })
        })
    }

    fn search<'a>(&'a self, request: &'a SearchRequest<'a>) -> StoreFuture<'a, SearchPage> {
        Box::pin(async move {
            let key = search::key(request.query, request.filter);
            let after = self.tokens.decode(key, request.token)?;
            let after = after.map(|bytes| search::Position::from_bytes(&bytes)).transpose()?;
            let search = Search {
                query: request.query.clone(),
                filter: request.filter.clone(),
                size: request.size,
                detail: request.detail,
                max_bytes: request.max_bytes,
            };
            let work = move |connection: &_| search::search(connection, &search, after);
            let found = self.readers.read(work).await?;
            let next = found.next.map(|next| self.tokens.encode(key, &next.to_bytes()));
            Ok(SearchPage {
                hits: found.hits,
                next_token: next.unwrap_or_default(),
                total: found.total,
            })
        })
    }

    fn due<'a>(
        &'a self,
        engine_version: &'a str,
        awaited: Vec<i64>,
        limit: usize,
    ) -> StoreFuture<'a, Due> {
        let engine_version = engine_version.to_owned();
        let work =
            move |connection: &_| analyses::due(connection, &engine_version, &awaited, limit);
        Box::pin(self.readers.read(work))
    }

    fn record(&self, analyses: Vec<AnalysisRecord>) -> StoreFuture<'_, ()> {
        let analyses: Vec<_> = analyses.into_iter().map(Recorded::new).collect();
        let bytes = analyses.iter().map(Recorded::bytes).sum();
        Box::pin(self.writer.write(bytes, move |connection| {
            analyses.iter().try_for_each(|analysis| analyses::record(connection, analysis))
        }))
    }

    fn parses<'a>(
        &'a self,
        states: Vec<(i64, Etag)>,
        engine_version: &'a str,
    ) -> StoreFuture<'a, Vec<Option<Vec<u8>>>> {
        let engine_version = engine_version.to_owned();
        Box::pin(
            self.readers
                .read(move |connection| analyses::parses(connection, &states, &engine_version)),
        )
    }

    fn analysis<'a>(
        &'a self,
        seq: i64,
        etag: &'a Etag,
        engine_version: &'a str,
    ) -> StoreFuture<'a, Option<Vec<u8>>> {
        let (etag, engine_version) = (etag.clone(), engine_version.to_owned());
        let work = move |connection: &_| analyses::get(connection, seq, &etag, &engine_version);
        Box::pin(self.readers.read(work))
    }

    fn incomplete(&self, limit: usize) -> StoreFuture<'_, Vec<StoredDocument>> {
        Box::pin(self.readers.read(move |connection| analyses::incomplete(connection, limit)))
    }

    fn complete(&self, mut completions: Vec<Completion>) -> StoreFuture<'_, ()> {
        for Completion { document, .. } in &mut completions {
            document.search.title = indexable(std::mem::take(&mut document.search.title));
            document.search.body = indexable(std::mem::take(&mut document.search.body));
        }
        let bytes = completions.iter().map(|c| c.document.search.body.len() + SMALL_BYTES).sum();
        Box::pin(self.writer.write(bytes, move |connection| {
            completions.iter().try_for_each(|done| analyses::complete(connection, done))
        }))
    }

    fn keep_comparison(
        &self,
        comparison: NewComparison,
        most: usize,
    ) -> StoreFuture<'_, StoredComparison> {
        let bytes = comparison.content.len() + SMALL_BYTES;
        let work = move |connection: &Writing| comparisons::keep(connection, &comparison, most);
        Box::pin(self.writer.write(bytes, work))
    }

    fn comparison<'a>(&'a self, id: &'a ComparisonId) -> StoreFuture<'a, Option<StoredComparison>> {
        let id = id.clone();
        Box::pin(self.readers.read(move |connection| comparisons::get(connection, &id)))
    }

    fn touch_comparison(&self, id: ComparisonId, now: Timestamp) -> StoreFuture<'_, ()> {
        let work = move |connection: &Writing| comparisons::touch(connection, &id, now);
        Box::pin(self.writer.write(SMALL_BYTES, work))
    }

    fn stories(&self) -> StoreFuture<'_, Box<dyn StoryReader>> {
        Box::pin(async move {
            let held = self.readers.hold().await?;
            Ok(Box::new(stories::Snapshot(held)) as Box<dyn StoryReader>)
        })
    }

    fn change_stories(&self, changes: StoryChanges) -> StoreFuture<'_, ()> {
        let profiles = changes.stories.iter().map(|story| story.profile.len() + SMALL_BYTES);
        let signatures = changes.signatures.iter().map(|(_, row)| row.content.len() + SMALL_BYTES);
        let bytes = profiles.chain(signatures).sum();
        Box::pin(self.writer.write(bytes, move |connection| stories::apply(connection, &changes)))
    }

    fn story<'a>(&'a self, id: &'a StoryId, now: Timestamp) -> StoreFuture<'a, Option<FoundStory>> {
        let id = id.clone();
        Box::pin(self.readers.read(move |connection| stories::found(connection, &id, now)))
    }

    fn stories_by_number(
        &self,
        seqs: Vec<i64>,
        now: Timestamp,
    ) -> StoreFuture<'_, Vec<Option<Story>>> {
        Box::pin(self.readers.read(move |connection| stories::by_ids(connection, &seqs, now)))
    }

    fn list_stories<'a>(&'a self, request: &'a StoryListRequest<'a>) -> StoreFuture<'a, StoryPage> {
        Box::pin(async move {
            let key = stories::key(request.filter, request.order);
            let after = self.tokens.decode(key, request.token)?;
            let after = after.map(|bytes| stories::Position::from_bytes(&bytes)).transpose()?;
            let listing = stories::Listing {
                filter: request.filter.clone(),
                order: request.order,
                size: request.size,
                now: request.now,
            };
            let work = move |connection: &_| stories::list(connection, &listing, after);
            let (stories, next) = self.readers.read(work).await?;
            let next = next.map(|next| self.tokens.encode(key, &next.to_bytes()));
            Ok(StoryPage { stories, next_token: next.unwrap_or_default() })
        })
    }

    fn places(&self, documents: Vec<i64>) -> StoreFuture<'_, Vec<Vec<StoryMembership>>> {
        Box::pin(self.readers.read(move |connection| stories::places_of(connection, &documents)))
    }

    fn joined(&self, limit: usize) -> StoreFuture<'_, Vec<JoinedArticle>> {
        Box::pin(self.readers.read(move |connection| stories::joining(connection, limit)))
    }

    fn backlog(&self, most: usize) -> StoreFuture<'_, Backlog> {
        Box::pin(self.readers.read(move |connection| stories::backlog(connection, most)))
    }

    fn record_findings(&self, findings: Vec<JoinFindings>) -> StoreFuture<'_, ()> {
        let bytes = findings.iter().map(JoinFindings::bytes).sum();
        Box::pin(self.writer.write(bytes, move |connection| {
            findings.iter().try_for_each(|found| findings::record(connection, found))
        }))
    }

    fn log_end(&self) -> watch::Receiver<i64> {
        self.writer.log_end()
    }

    fn log(&self) -> StoreFuture<'_, LogState> {
        Box::pin(self.readers.read(events::state))
    }

    fn events(&self, after: i64, limit: usize, max_bytes: usize) -> StoreFuture<'_, Vec<Event>> {
        let work = move |connection: &_| events::after(connection, after, limit, max_bytes);
        Box::pin(self.readers.read(work))
    }

    fn collection_end(&self, collection: Collection) -> StoreFuture<'_, i64> {
        Box::pin(
            self.readers.read(move |connection| events::collection_end(connection, collection)),
        )
    }

    fn present(
        &self,
        collection: Collection,
        places: (i64, i64),
        limit: usize,
    ) -> StoreFuture<'_, Vec<Present>> {
        let work = move |connection: &_| events::present(connection, collection, places, limit);
        Box::pin(self.readers.read(work))
    }

    fn tokens(&self) -> Arc<PageTokens> {
        Arc::clone(&self.tokens)
    }

    fn unidentified(&self, limit: usize) -> StoreFuture<'_, Vec<Unidentified>> {
        Box::pin(self.readers.read(move |connection| identities::waiting(connection, limit)))
    }

    fn entity_candidates(
        &self,
        keys: Vec<String>,
        more: Vec<i64>,
        limit: usize,
    ) -> StoreFuture<'_, Candidates> {
        let work = move |connection: &_| identities::candidates(connection, &keys, &more, limit);
        Box::pin(self.readers.read(work))
    }

    fn identify(&self, batch: Vec<Identified>) -> StoreFuture<'_, ()> {
        let links = batch.iter().map(|document| document.links.len()).sum::<usize>();
        let work = move |connection: &Writing| identities::identify(connection, &batch);
        Box::pin(self.writer.write((1 + links) * SMALL_BYTES, work))
    }

    fn set_aside(&self, seq: i64, ticket: i64) -> StoreFuture<'_, ()> {
        let work = move |connection: &Writing| identities::set_aside(connection, seq, ticket);
        Box::pin(self.writer.write(SMALL_BYTES, work))
    }

    fn entity<'a>(&'a self, id: &'a EntityId) -> StoreFuture<'a, Option<StoredEntity>> {
        let id = id.clone();
        Box::pin(self.readers.read(move |connection| identities::by_id(connection, &id)))
    }

    fn entities_numbered(&self, numbers: Vec<i64>) -> StoreFuture<'_, Vec<StoredEntity>> {
        Box::pin(self.readers.read(move |connection| {
            let found = numbers.iter().map(|number| identities::by_number(connection, *number));
            found.filter_map(Result::transpose).collect()
        }))
    }

    fn list_entities(&self, request: EntityListRequest) -> StoreFuture<'_, EntityPage> {
        Box::pin(async move {
            let key = identities::key(&request);
            let after = self.tokens.decode(key, &request.token)?;
            let after = after.map(|bytes| identities::Position::from_bytes(&bytes)).transpose()?;
            let work = move |connection: &_| identities::list(connection, &request, after);
            let (entities, next) = self.readers.read(work).await?;
            let next = next.map(|next| self.tokens.encode(key, &next.to_bytes()));
            Ok(EntityPage { entities, next_token: next.unwrap_or_default() })
        })
    }

    fn entity_places(
        &self,
        entity: i64,
        after: (i64, u32),
        limit: usize,
    ) -> StoreFuture<'_, Vec<EntityPlace>> {
        let work = move |connection: &_| identities::places(connection, entity, after, limit);
        Box::pin(self.readers.read(work))
    }

    fn entity_links(&self, seq: i64) -> StoreFuture<'_, Vec<(u32, EntityId)>> {
        Box::pin(self.readers.read(move |connection| identities::links(connection, seq)))
    }

    fn own_names(&self, limit: usize) -> StoreFuture<'_, Vec<OwnName>> {
        Box::pin(self.readers.read(move |connection| identities::own_names(connection, limit)))
    }

    fn merge_entities(&self, change: MergeChange) -> StoreFuture<'_, StoredEntity> {
        let work = move |connection: &Writing| identities::merge(connection, &change);
        Box::pin(self.writer.write(SMALL_BYTES, work))
    }

    fn split_entity(&self, change: SplitChange) -> StoreFuture<'_, (StoredEntity, StoredEntity)> {
        let work = move |connection: &Writing| identities::split(connection, &change);
        Box::pin(self.writer.write(SMALL_BYTES, work))
    }

    fn upsert_entity(&self, change: UpsertChange) -> StoreFuture<'_, (StoredEntity, bool)> {
        let work = move |connection: &Writing| identities::upsert(connection, &change);
        Box::pin(self.writer.write(SMALL_BYTES, work))
    }

    fn close(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.readers.close().await;
            self.writer.stop().await;
            Ok(())
        })
    }
}
