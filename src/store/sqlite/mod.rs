//! The built-in store: one SQLite file in the data folder.
//!
//! Write-ahead log with `synchronous = FULL`: a commit is synced before it returns. One
//! connection writes, a few read, so that readers never wait for the writer.

mod open;
mod row;

use std::{fs::File, path::Path};

use sqlx::{Sqlite, SqlitePool, Transaction};
use tokio_stream::StreamExt as _;

use self::row::DocumentRow;
use super::{
    Detail, Insertion, NewDocument, Page, PageRequest, Store, StoreError, StoreFuture,
    StoredDocument, page_token::PageTokens,
};
use crate::domain::DocumentId;

/// Documents in a SQLite file.
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
    tokens: PageTokens,
    // Locked until the store is closed or dropped.
    lock: File,
}

impl SqliteStore {
    /// Opens the store in a folder, making folder and file when they are missing.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        open::open(folder).await
    }
}

impl Store for SqliteStore {
    fn insert(&self, document: NewDocument) -> StoreFuture<'_, Insertion> {
        Box::pin(async move {
            // IMMEDIATE takes the write lock at once: what is read here stays true.
            let mut transaction =
                self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(backend)?;
            let outcome = plan(&mut transaction, &document).await?;
            if matches!(outcome, Insertion::Created(_)) {
                write(&mut transaction, &document).await?;
            }
            transaction.commit().await.map_err(backend)?;
            Ok(outcome)
        })
    }

    fn check<'a>(&'a self, document: &'a NewDocument) -> StoreFuture<'a, Insertion> {
        Box::pin(async move {
            let mut transaction = self.readers.begin().await.map_err(backend)?;
            plan(&mut transaction, document).await
        })
    }

    fn get<'a>(
        &'a self,
        id: &'a DocumentId,
        detail: Detail,
    ) -> StoreFuture<'a, Option<StoredDocument>> {
        Box::pin(async move {
            let sql = match detail {
                Detail::Basic => {
                    "SELECT seq, id, source, url, publish_time, labels, content_hash, size_bytes, \
                     create_time, NULL AS text FROM documents WHERE id = ?"
                }
                Detail::Full => {
                    "SELECT seq, id, source, url, publish_time, labels, content_hash, size_bytes, \
                     create_time, text FROM documents WHERE id = ?"
                }
            };
            let found: Option<DocumentRow> = sqlx::query_as(sql)
                .bind(id.as_str())
                .fetch_optional(&self.readers)
                .await
                .map_err(backend)?;
            found.map(DocumentRow::into_document).transpose()
        })
    }

    fn list<'a>(&'a self, request: &'a PageRequest<'a>) -> StoreFuture<'a, Page> {
        Box::pin(async move {
            let before = self.tokens.decode(request.token)?.unwrap_or(i64::MAX);
            // One transaction, so that page and total belong together.
            let mut transaction = self.readers.begin().await.map_err(backend)?;
            let total: i64 = sqlx::query_scalar("SELECT count(*) FROM documents")
                .fetch_one(&mut *transaction)
                .await
                .map_err(backend)?;
            let (documents, last) = page(&mut transaction, request, before).await?;
            Ok(Page {
                documents,
                next_token: last.map(|seq| self.tokens.encode(seq)).unwrap_or_default(),
                total: usize::try_from(total).unwrap_or(usize::MAX),
            })
        })
    }

    fn close(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.readers.close().await;
            self.writer.close().await;
            self.lock.unlock().map_err(|error| StoreError::Backend(error.into()))
        })
    }
}

/// What inserting this document would do.
async fn plan(
    transaction: &mut Transaction<'_, Sqlite>,
    document: &NewDocument,
) -> Result<Insertion, StoreError> {
    let same: Option<DocumentRow> = sqlx::query_as(
        "SELECT seq, id, source, url, publish_time, labels, content_hash, size_bytes, \
         create_time, NULL AS text FROM documents WHERE fingerprint = ?",
    )
    .bind(document.fingerprint.as_slice())
    .fetch_optional(&mut **transaction)
    .await
    .map_err(backend)?;
    if let Some(same) = same {
        return same.into_document().map(Insertion::Duplicate);
    }
    let taken: Option<i64> = sqlx::query_scalar("SELECT seq FROM documents WHERE id = ?")
        .bind(document.id.as_str())
        .fetch_optional(&mut **transaction)
        .await
        .map_err(backend)?;
    match taken {
        Some(_) => Err(StoreError::IdTaken(document.id.clone())),
        None => Ok(Insertion::Created(document.stored())),
    }
}

async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    document: &NewDocument,
) -> Result<(), StoreError> {
    let metadata = &document.article.metadata;
    let text = document.article.text.as_str();
    let labels =
        serde_json::to_string(&metadata.labels).map_err(|e| StoreError::Backend(e.into()))?;
    sqlx::query(
        "INSERT INTO documents (id, fingerprint, source, url, publish_time, labels, \
         content_hash, size_bytes, create_time, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(document.id.as_str())
    .bind(document.fingerprint.as_slice())
    .bind(&metadata.source)
    .bind(&metadata.url)
    .bind(metadata.publish_time.map(|time| time.to_string()))
    .bind(labels)
    .bind(&document.content_hash)
    .bind(i64::try_from(text.len()).unwrap_or(i64::MAX))
    .bind(document.create_time.to_string())
    .bind(text.as_bytes())
    .execute(&mut **transaction)
    .await
    .map_err(backend)?;
    Ok(())
}

/// The documents of a page, and the last sequence number if more follow.
async fn page(
    transaction: &mut Transaction<'_, Sqlite>,
    request: &PageRequest<'_>,
    before: i64,
) -> Result<(Vec<StoredDocument>, Option<i64>), StoreError> {
    let sql = match request.detail {
        Detail::Basic => {
            "SELECT seq, id, source, url, publish_time, labels, content_hash, size_bytes, \
             create_time, NULL AS text FROM documents WHERE seq < ? ORDER BY seq DESC LIMIT ?"
        }
        Detail::Full => {
            "SELECT seq, id, source, url, publish_time, labels, content_hash, size_bytes, \
             create_time, text FROM documents WHERE seq < ? ORDER BY seq DESC LIMIT ?"
        }
    };
    // One more than asked for tells whether another page follows.
    let limit = i64::try_from(request.size).unwrap_or(i64::MAX).saturating_add(1);
    let mut rows = sqlx::query_as(sql).bind(before).bind(limit).fetch(&mut **transaction);
    let (mut documents, mut bytes, mut last) = (Vec::new(), 0_usize, before);
    while let Some(row) = rows.next().await {
        let row: DocumentRow = row.map_err(backend)?;
        bytes = bytes.saturating_add(row.bytes());
        if documents.len() == request.size || (!documents.is_empty() && bytes > request.max_bytes) {
            return Ok((documents, Some(last)));
        }
        last = row.seq;
        documents.push(row.into_document()?);
    }
    Ok((documents, None))
}

fn backend(error: sqlx::Error) -> StoreError {
    StoreError::Backend(error.into())
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::store::conformance;

    #[tokio::test]
    async fn conforms() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/folder");
        conformance::run(|| SqliteStore::open(&path)).await;
    }

    #[tokio::test]
    async fn commits_are_synced() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).await.unwrap();
        let level: i64 =
            sqlx::query_scalar("PRAGMA synchronous").fetch_one(&store.writer).await.unwrap();
        let mode: String =
            sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&store.writer).await.unwrap();
        assert_eq!((level, mode.as_str()), (2, "wal"));
        let write = sqlx::query("DELETE FROM documents").execute(&store.readers).await;
        assert!(write.is_err(), "readers cannot write");
    }

    #[tokio::test]
    async fn a_second_server_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let first = SqliteStore::open(folder.path()).await.unwrap();
        let second = SqliteStore::open(folder.path()).await;
        assert!(matches!(second.err(), Some(StoreError::InUse { .. })));
        first.close().await.unwrap();
        drop(first);
        assert!(SqliteStore::open(folder.path()).await.is_ok());
    }

    #[tokio::test]
    async fn a_damaged_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(open::FILE_NAME), "no database ".repeat(500)).unwrap();
        let error = SqliteStore::open(folder.path()).await.err().unwrap();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains(open::FILE_NAME));
    }

    #[tokio::test]
    async fn a_later_schema_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9000, 'later', TRUE, x'00', 0)",
        )
        .execute(&store.writer)
        .await
        .unwrap();
        store.close().await.unwrap();
        drop(store);
        let error = SqliteStore::open(folder.path()).await.err().unwrap();
        assert!(matches!(error, StoreError::LaterSchema { version: 9000, .. }), "{error}");
    }

    #[tokio::test]
    async fn a_folder_that_is_a_file_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = SqliteStore::open(file.path()).await.err().unwrap();
        assert!(matches!(error, StoreError::Folder { .. }), "{error}");
    }
}
