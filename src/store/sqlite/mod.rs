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
mod failure;
mod filter;
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
mod writer;

#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use rusqlite::Connection;

use self::{
    analyses::Recorded,
    list::Listing,
    prepared::{Prepared, indexable},
    readers::Readers,
    search::Search,
    writer::{Writer, Writing},
};
use super::{
    AnalysisRecord, Completion, Detail, Etag, ListRequest, MetadataChange, NewComparison, Page,
    SearchPage, SearchRequest, SessionItem, Store, StoreError, StoreFuture, StoredComparison,
    StoredDocument, Submission, Written, page_token::PageTokens,
};
use crate::domain::{ComparisonId, DocumentId, SessionId};

/// About what a change holds in memory beside texts.
const SMALL_BYTES: usize = 1024;

/// Documents in a SQLite file.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    tokens: Arc<PageTokens>,
}

impl SqliteStore {
    /// Opens the store in a folder, making folder and file when they are missing and bringing
    /// an earlier schema to this version's. The folder is locked until the store is closed.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let folder = folder.to_owned();
        tokio::task::spawn_blocking(move || open::open(&folder))
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
    ) -> StoreFuture<'_, bool> {
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
        after: i64,
        limit: usize,
    ) -> StoreFuture<'a, Vec<StoredDocument>> {
        let engine_version = engine_version.to_owned();
        let work = move |connection: &_| analyses::due(connection, &engine_version, after, limit);
        Box::pin(self.readers.read(work))
    }

    fn record(&self, analyses: Vec<AnalysisRecord>) -> StoreFuture<'_, ()> {
        let analyses: Vec<_> = analyses.into_iter().map(Recorded::new).collect();
        let bytes = analyses.iter().map(Recorded::bytes).sum();
        Box::pin(self.writer.write(bytes, move |connection| {
            analyses.iter().try_for_each(|analysis| analyses::record(connection, analysis))
        }))
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

    fn close(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.readers.close().await;
            self.writer.stop().await;
            Ok(())
        })
    }
}
