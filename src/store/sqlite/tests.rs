//! What is SQLite's own: files, schemas, failures.

mod failures;
mod log;
mod migration;

use super::*;
use crate::store::conformance;

#[tokio::test]
async fn conforms() {
    let folder = tempfile::tempdir().unwrap();
    conformance::run(|name| {
        let path = folder.path().join("new").join(name);
        async move { SqliteStore::open(&path).await }
    })
    .await;
}

#[tokio::test]
async fn commits_are_synced() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let settings = store.writer.write(0, |connection| {
        let level: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        Ok((level, mode))
    });
    assert_eq!(settings.await.unwrap(), (2, "wal".to_owned()));
    let write = store.readers.read(|c| Ok(c.execute("DELETE FROM documents", [])?)).await;
    assert!(matches!(write, Err(StoreError::ReadOnly { .. })), "readers cannot write");
}

#[tokio::test]
async fn a_second_server_is_refused_until_the_first_ends() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(folder.path()).await.unwrap();
    let second = SqliteStore::open(folder.path()).await;
    assert!(matches!(second.err(), Some(StoreError::InUse { .. })));
    for refused in
        [SqliteStore::compact(folder.path()).err(), SqliteStore::check(folder.path()).err()]
    {
        assert!(matches!(refused, Some(StoreError::InUse { .. })));
    }
    first.close().await.unwrap();
    // The handle may outlive the store.
    assert!(SqliteStore::open(folder.path()).await.is_ok());
}

#[tokio::test]
async fn a_panic_hurts_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let submission = |text| conformance::document("outlet", text);
    let submission = |text| Submission { document: submission(text), request: None, item: None };
    for _ in 0..10 {
        let read = store.readers.read(|_| -> Result<(), _> { panic!("a bad read") });
        assert!(matches!(read.await, Err(StoreError::Backend(_))));
    }
    let before = store.put(submission("before"));
    let bad = store.writer.write(0, |writing| -> Result<(), _> {
        writing.execute("DELETE FROM documents", [])?;
        panic!("a bad write")
    });
    let after = store.put(submission("after"));
    assert!(matches!(bad.await, Err(StoreError::Backend(_))));
    for written in [before.await.unwrap(), after.await.unwrap()] {
        let found = store.get(&written.document.id, None, Detail::Basic).await.unwrap();
        assert_eq!(found, Some(written.document));
    }
}

#[tokio::test]
async fn an_abandoned_read_ends() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    for _ in 0..10 {
        let endless = store.readers.read(|connection| {
            let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                       SELECT count(*) FROM n";
            Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?)
        });
        let short = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(short, endless).await.is_err());
    }
    // Every connection is free again, and undisturbed.
    for _ in 0..10 {
        let count = store.readers.read(|c| Ok(c.query_row("SELECT 7", [], |row| row.get(0))?));
        let count: i64 = count.await.unwrap();
        assert_eq!(count, 7);
    }
}

#[tokio::test]
async fn a_failing_write_hurts_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let writes: Vec<_> = (0..30)
        .map(|n| {
            store.writer.write(0, move |connection| {
                let sql = "INSERT INTO sessions (id, mark) VALUES (?, ?)";
                connection.execute(sql, rusqlite::params![format!("s{}", n % 20), n])?;
                Ok(n)
            })
        })
        .collect();
    for (n, write) in writes.into_iter().enumerate() {
        assert_eq!(write.await.is_ok(), n < 20, "{n}: the first of a name");
    }
    let count = store.readers.read(|c| {
        Ok(c.query_row("SELECT count(*) FROM sessions", [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(count.await.unwrap(), 20);
}

#[tokio::test]
async fn a_backup_is_a_store() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let put = async |text: &str| {
        let document = conformance::document("outlet", text);
        store.put(Submission { document, request: None, item: None }).await.unwrap().document
    };
    let kept = put("kept words").await;
    let target = other.path().join(open::FILE_NAME);
    SqliteStore::backup(folder.path(), &target).unwrap();
    let again = SqliteStore::backup(folder.path(), &target);
    assert!(matches!(again, Err(StoreError::Exists { .. })), "nothing is overwritten");
    put("too late").await;
    let copy = SqliteStore::open(other.path()).await.unwrap();
    let found = copy.get(&kept.id, None, Detail::Full).await.unwrap().unwrap();
    assert_eq!(found.content.as_deref(), Some(&b"kept words"[..]));
    copy.close().await.unwrap();
    assert_eq!(SqliteStore::check(other.path()).unwrap(), [""; 0]);
    let nothing = tempfile::tempdir().unwrap();
    let none = SqliteStore::backup(nothing.path(), &nothing.path().join("copy"));
    assert!(matches!(none, Err(StoreError::Folder { .. })));
    assert!(!nothing.path().join("copy").exists());
}

#[tokio::test]
async fn compaction_gives_space_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let mut ids = Vec::new();
    for n in 0..100 {
        let text = format!("{n} {}", "many words ".repeat(2000));
        let document = conformance::document("outlet", &text);
        let submission = Submission { document, request: None, item: None };
        ids.push(store.put(submission).await.unwrap().document.id);
    }
    let last = ids.pop().unwrap();
    for id in ids {
        store.delete(id, None, false).await.unwrap();
    }
    store.close().await.unwrap();
    let size = || std::fs::metadata(folder.path().join(open::FILE_NAME)).unwrap().len();
    let before = size();
    SqliteStore::compact(folder.path()).unwrap();
    assert!(size() * 10 < before, "{} of {before}", size());
    assert_eq!(SqliteStore::check(folder.path()).unwrap(), [""; 0]);
    let store = SqliteStore::open(folder.path()).await.unwrap();
    assert!(store.get(&last, None, Detail::Full).await.unwrap().is_some());
}
