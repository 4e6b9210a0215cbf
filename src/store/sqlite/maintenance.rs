//! Backup, compaction and checks.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::Path,
    sync::Arc,
};

use rusqlite::{Connection, params};

use super::{
    failure::translate,
    migrate::is_current,
    open::{FILE_NAME, connect_to_read, lock, writing},
};
use crate::store::StoreError;

/// Writes a consistent copy of the database in `folder` to a new file, while another process
/// may be using it. The copy is compacted and synced.
pub(super) fn backup(folder: &Path, target: &Path) -> Result<(), StoreError> {
    let path = existing(folder)?;
    let failed = |source| StoreError::Folder { path: target.to_owned(), source };
    // Nobody's file is overwritten: this one is ours.
    let file = File::create_new(target).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists { path: target.to_owned() },
        _ => failed(error),
    })?;
    let copied = copy(&path, target).and_then(|()| file.sync_all().map_err(failed));
    if copied.is_err() {
        // What is left of it is no backup; the first error is the one to tell.
        let _ = fs::remove_file(target);
    }
    copied
}

fn copy(path: &Path, target: &Path) -> Result<(), StoreError> {
    let failed = |error| translate(&Arc::new(error), path);
    let connection = connect_to_read(path).map_err(failed)?;
    let name = target.to_str().ok_or_else(|| StoreError::Folder {
        path: target.to_owned(),
        source: std::io::Error::new(ErrorKind::InvalidInput, "the name is not UTF-8"),
    })?;
    connection
        .execute("VACUUM INTO ?", params![name])
        .map_err(|error| translate(&Arc::new(error), target))?;
    Ok(())
}

/// Gives back the space of what was deleted and puts the search index in order. Needs the
/// folder for itself, and for a while as much free space as the database has.
pub(super) fn compact(folder: &Path) -> Result<(), StoreError> {
    let path = existing(folder)?;
    let failed = |error| translate(&Arc::new(error), &path);
    let _lock = lock(folder)?;
    let connection = writing(&path)?;
    connection
        .execute_batch(
            "INSERT INTO search (search) VALUES ('optimize'); VACUUM; \
             PRAGMA optimize = 0x10002; PRAGMA wal_checkpoint(TRUNCATE);",
        )
        .map_err(failed)
}

/// Reads the whole database and tells what is wrong with it; nothing when it is sound. Needs
/// the folder for itself.
pub(super) fn check(folder: &Path) -> Result<Vec<String>, StoreError> {
    let path = existing(folder)?;
    let _lock = lock(folder)?;
    let failed = |error| translate(&Arc::new(error), &path);
    let connection = Connection::open(&path).map_err(failed)?;
    let mut problems = integrity(&connection).map_err(failed)?;
    if problems.is_empty() && is_current(&connection).map_err(failed)? {
        problems = agreement(&connection).map_err(failed)?;
    }
    Ok(problems)
}

fn integrity(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let lines: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(if lines == ["ok"] { Vec::new() } else { lines })
}

/// Whether the tables agree with each other.
fn agreement(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    const RULES: &[(&str, &str)] = &[
        (
            "documents without all their revisions",
            "SELECT count(*) FROM documents d WHERE revision <> \
             (SELECT count(*) FROM revisions WHERE document = d.seq)",
        ),
        (
            "revisions without a document",
            "SELECT count(*) FROM revisions WHERE document NOT IN (SELECT seq FROM documents)",
        ),
        (
            "documents that the search index lacks",
            "SELECT count(*) FROM documents WHERE complete = 1 \
             AND seq NOT IN (SELECT id FROM search_docsize)",
        ),
        (
            "texts in the search index without a document",
            "SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT seq FROM documents)",
        ),
        (
            "sketches without anchors",
            "SELECT count(*) FROM sketches WHERE document <= (SELECT through FROM anchored) \
             AND document NOT IN (SELECT document FROM anchors)",
        ),
        (
            "copies whose original is gone or itself a copy",
            "SELECT count(*) FROM documents WHERE original IS NOT NULL AND original NOT IN \
             (SELECT seq FROM documents WHERE original IS NULL)",
        ),
        (
            "comparisons of documents that are gone",
            "SELECT count(*) FROM comparison_documents WHERE document NOT IN \
             (SELECT seq FROM documents) OR comparison NOT IN (SELECT seq FROM comparisons)",
        ),
        (
            "places in stories of documents or stories that are gone",
            "SELECT count(*) FROM memberships WHERE document NOT IN (SELECT seq FROM documents) \
             OR story NOT IN (SELECT seq FROM stories WHERE merged_into IS NULL)",
        ),
        (
            "stories whose articles are not as many as they say",
            "SELECT count(*) FROM stories s WHERE document_count <> \
             (SELECT count(*) FROM memberships WHERE story = s.seq) \
             OR (document_count = 0) <> (merged_into IS NOT NULL)",
        ),
        (
            "keys of stories that are gone",
            "SELECT count(*) FROM story_keys WHERE story NOT IN \
             (SELECT seq FROM stories WHERE merged_into IS NULL)",
        ),
        (
            "sorted documents without a story",
            "SELECT count(*) FROM signatures WHERE document NOT IN \
             (SELECT document FROM memberships)",
        ),
    ];
    let mut problems = Vec::new();
    for (what, sql) in RULES {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            problems.push(format!("{count} {what}"));
        }
    }
    let index = connection.execute("INSERT INTO search (search) VALUES ('integrity-check')", []);
    if let Err(error) = index {
        problems.push(format!("the search index does not agree with its texts: {error}"));
    }
    Ok(problems)
}

/// The database of a folder, which must be there.
fn existing(folder: &Path) -> Result<std::path::PathBuf, StoreError> {
    let path = folder.join(FILE_NAME);
    match fs::metadata(&path) {
        Ok(_) => Ok(path),
        Err(source) => Err(StoreError::Folder { path, source }),
    }
}
