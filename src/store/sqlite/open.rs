//! Opening the file: lock, connections, schema.

use std::{
    fs::{self, File, TryLockError},
    path::Path,
    time::Duration,
};

use sqlx::{
    SqlitePool,
    migrate::MigrateError,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{SqliteStore, backend};
use crate::store::{StoreError, page_token::PageTokens};

/// Name of the database in the data folder.
pub(super) const FILE_NAME: &str = "parallax.db";
const LOCK_NAME: &str = "parallax.lock";
const READERS: u32 = 4;
/// How long a statement waits for a lock that somebody else holds, a backup for example.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a call waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) async fn open(folder: &Path) -> Result<SqliteStore, StoreError> {
    let lock = lock(folder)?;
    let path = folder.join(FILE_NAME);
    let options =
        SqliteConnectOptions::new().filename(&path).busy_timeout(BUSY_TIMEOUT).foreign_keys(true);
    let writing = options
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let writer = pool(1).connect_with(writing).await.map_err(|e| opening(&path, e))?;
    migrate(&writer, &path).await?;
    let token_key: Vec<u8> = sqlx::query_scalar("SELECT token_key FROM store")
        .fetch_one(&writer)
        .await
        .map_err(|e| opening(&path, e))?;
    let reading = options.pragma("query_only", "ON");
    let readers = pool(READERS).connect_with(reading).await.map_err(|e| opening(&path, e))?;
    Ok(SqliteStore { writer, readers, tokens: PageTokens::new(token_key), lock })
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let failed = |source| StoreError::Folder { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(folder.join(LOCK_NAME))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: folder.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
}

async fn migrate(writer: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    sqlx::migrate!("./migrations").run(writer).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
            StoreError::LaterSchema { path: path.to_owned(), version }
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            opening(path, error)
        }
        other => StoreError::Backend(other.into()),
    })
}

/// Tells a damaged file from other troubles.
fn opening(path: &Path, error: sqlx::Error) -> StoreError {
    const CORRUPT: i32 = 11;
    const NOT_A_DATABASE: i32 = 26;
    let code = error.as_database_error().and_then(|e| e.code()?.parse::<i32>().ok());
    match code.map(|extended| extended & 0xff) {
        Some(CORRUPT | NOT_A_DATABASE) => {
            StoreError::Damaged { path: path.to_owned(), message: error.to_string() }
        }
        _ => backend(error),
    }
}
