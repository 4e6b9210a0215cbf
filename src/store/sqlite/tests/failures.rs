//! Damaged files, full disks, files that cannot be written.

use std::{
    fs::{self, File},
    io::{Seek as _, SeekFrom, Write as _},
    path::Path,
};

use super::*;
use crate::{
    domain::{Filter, Order},
    store::NewDocument,
};

fn submission(document: NewDocument) -> Submission {
    Submission { document, request: None, item: None }
}

fn numbered(n: usize) -> Submission {
    submission(conformance::document("outlet", &format!("number {n} {}", "word ".repeat(1000))))
}

async fn all(store: &SqliteStore) -> Result<Page, StoreError> {
    let request = ListRequest {
        filter: &Filter::all(),
        order: Order::default(),
        size: 10_000,
        token: "",
        detail: Detail::Full,
        max_bytes: usize::MAX,
    };
    store.list(&request).await
}

async fn filled(folder: &Path) {
    let store = SqliteStore::open(folder).await.unwrap();
    for n in 0..100 {
        store.put(numbered(n)).await.unwrap();
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_file_of_another_kind_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(open::FILE_NAME), "no database ".repeat(500)).unwrap();
    let error = SqliteStore::open(folder.path()).await.err().unwrap();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains(open::FILE_NAME));
}

#[tokio::test]
async fn a_damaged_header_is_named() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    overwrite(&folder.path().join(open::FILE_NAME), 0, 100);
    let error = SqliteStore::open(folder.path()).await.err().unwrap();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
}

#[tokio::test]
async fn damage_in_the_middle_is_told_when_it_is_met() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let path = folder.path().join(open::FILE_NAME);
    let size = fs::metadata(&path).unwrap().len();
    // All but the schema.
    overwrite(&path, 512 << 10, size - (512 << 10));
    let problems = SqliteStore::check(folder.path());
    assert!(
        problems.as_ref().is_ok_and(|found| !found.is_empty())
            || matches!(problems, Err(StoreError::Damaged { .. })),
        "{problems:?}"
    );
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let read = all(&store).await;
    assert!(matches!(read, Err(StoreError::Damaged { .. })), "{read:?}");
    let mut damaged = 0;
    for n in 0..20 {
        let written = store.put(numbered(1000 + n)).await;
        damaged += usize::from(matches!(written, Err(StoreError::Damaged { .. })));
    }
    assert!(damaged > 0);
}

fn overwrite(path: &Path, from: u64, length: u64) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(length).unwrap()]).unwrap();
}

async fn set(store: &SqliteStore, pragma: &'static str, value: i64) {
    let set = store.writer.write(0, move |connection| {
        connection.pragma_update(None, pragma, value).or_else(|error| match error {
            // Some pragmas answer with their new value.
            rusqlite::Error::ExecuteReturnedResults => Ok(()),
            error => Err(error.into()),
        })
    });
    set.await.unwrap();
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    set(&store, "max_page_count", 200).await;
    let (mut kept, mut full) = (Vec::new(), 0);
    for round in 0..20 {
        let puts: Vec<_> = (0..10).map(|n| store.put(numbered(round * 10 + n))).collect();
        for put in puts {
            match put.await {
                Ok(written) => kept.push(written.document.id),
                Err(error) => {
                    assert!(matches!(error, StoreError::Full { .. }), "{error}");
                    full += 1;
                }
            }
        }
    }
    assert!(kept.len() > 10 && full > 10, "{} kept, {full} refused", kept.len());
    let page = all(&store).await.unwrap();
    let mut found: Vec<_> = page.documents.into_iter().map(|document| document.id).collect();
    found.sort();
    kept.sort();
    assert_eq!(found, kept, "what was acknowledged, and nothing else");
    // As soon as there is space it goes on.
    set(&store, "max_page_count", 1 << 30).await;
    store.put(numbered(10_000)).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(SqliteStore::check(folder.path()).unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    store.put(numbered(1)).await.unwrap();
    set(&store, "query_only", 1).await;
    for put in [store.put(numbered(2)), store.put(numbered(3))] {
        let error = put.await.unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    }
    assert_eq!(all(&store).await.unwrap().total, 1);
}

#[tokio::test]
async fn a_folder_that_is_a_file_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = SqliteStore::open(file.path()).await.err().unwrap();
    assert!(matches!(error, StoreError::Folder { .. }), "{error}");
}
