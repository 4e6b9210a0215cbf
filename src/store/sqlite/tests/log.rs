//! How much of the log of changes is kept.

use std::time::Duration;

use super::*;
use crate::store::LogLimits;

async fn put(store: &SqliteStore, n: usize) {
    let document = conformance::document("outlet", &format!("number {n}"));
    store.put(Submission { document, request: None, item: None }).await.unwrap();
}

fn limits(events: usize) -> LogLimits {
    LogLimits { events, ..LogLimits::default() }
}

#[tokio::test]
async fn the_oldest_go_when_there_are_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open_with(folder.path(), limits(10), Arc::default()).await.unwrap();
    for n in 1..=25 {
        put(&store, n).await;
    }
    let log = store.log().await.unwrap();
    assert_eq!((log.oldest, log.last), (16, 25));
    assert_eq!(store.events(15, 100, usize::MAX).await.unwrap().len(), 10);
    let trimmed = store.events(14, 100, usize::MAX).await;
    let Err(StoreError::LogTrimmed { oldest, oldest_time }) = trimmed else { panic!() };
    assert_eq!((oldest, oldest_time), (16, log.oldest_time));
    store.close().await.unwrap();

    // A commit removes a bounded number, and many commits all that is too much.
    let store = SqliteStore::open_with(folder.path(), limits(1), Arc::default()).await.unwrap();
    put(&store, 26).await;
    let log = store.log().await.unwrap();
    assert_eq!((log.oldest, log.last), (26, 26), "sequences go on");
}

#[tokio::test]
async fn a_commit_removes_a_bounded_number() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    for n in 0..200 {
        put(&store, n).await;
    }
    store.close().await.unwrap();
    let store = SqliteStore::open_with(folder.path(), limits(1), Arc::default()).await.unwrap();
    put(&store, 200).await;
    assert_eq!(store.log().await.unwrap().oldest, 65);
    put(&store, 201).await;
    assert_eq!(store.log().await.unwrap().oldest, 129);
}

#[tokio::test]
async fn the_old_go() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    put(&store, 1).await;
    store.close().await.unwrap();
    let brief = LogLimits { age: Duration::ZERO, ..LogLimits::default() };
    let store = SqliteStore::open_with(folder.path(), brief, Arc::default()).await.unwrap();
    assert_eq!(store.log().await.unwrap().oldest, 1, "they go with a write");
    put(&store, 2).await;
    let log = store.log().await.unwrap();
    assert!(log.oldest > 1 && log.last == 2, "{log:?}");
}

#[tokio::test]
async fn a_log_of_another_format_is_emptied() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    put(&store, 1).await;
    put(&store, 2).await;
    let other = store.writer.write(0, |connection| {
        Ok(connection.execute("UPDATE events SET content = x'00' WHERE seq = 2", [])?)
    });
    other.await.unwrap();
    assert!(matches!(
        store.events(1, 10, usize::MAX).await,
        Err(StoreError::Unreadable { field: "event", .. })
    ));
    store.close().await.unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let log = store.log().await.unwrap();
    assert_eq!((log.oldest, log.oldest_time, log.last), (3, None, 2));
    assert!(matches!(store.events(1, 1, 1).await, Err(StoreError::LogTrimmed { oldest: 3, .. })));
    assert_eq!(store.events(2, 1, 1).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_rolled_back_is_no_event() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    put(&store, 1).await;
    let failed = store.writer.write(0, |writing| -> Result<(), _> {
        let document = row::by_seq(writing, 1)?.unwrap();
        events::append(writing, &crate::store::Change::DocumentDeleted(Box::new(document)))?;
        Err(super::failure::Fault::Failed(StoreError::Closed))
    });
    assert!(failed.await.is_err());
    assert_eq!((store.log().await.unwrap().last, *store.log_end().borrow()), (1, 1));
    put(&store, 2).await;
    assert_eq!(store.events(0, 10, usize::MAX).await.unwrap().len(), 2);
}
