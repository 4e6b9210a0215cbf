//! Opening the file: lock, connections, schema.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    SqliteStore, events,
    failure::translate,
    filter::add_functions,
    migrate::migrate,
    readers::Readers,
    writer::{Log, Writer},
};
use crate::{
    metrics::Metrics,
    store::{LogLimits, StoreError, page_token::PageTokens},
};

/// Name of the database in the data folder.
pub(super) const FILE_NAME: &str = "parallax.db";
const LOCK_NAME: &str = "parallax.lock";
pub(super) const READERS: usize = 4;
/// How long a statement waits for a lock that somebody else holds, a backup for example.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// KiB of pages that the writing connection keeps in memory: above all the upper parts of the
/// indexes that new documents go into at random places.
const WRITER_CACHE_KIB: i64 = 64 << 10;
/// KiB of pages that each reading connection keeps.
const READER_CACHE_KIB: i64 = 8 << 10;
/// Pages of the write-ahead log after which they are brought into the database: a page that
/// many commits have written is brought in once.
const CHECKPOINT_PAGES: i64 = 16 << 10;
/// Bytes of the write-ahead log that are kept after that.
const LOG_BYTES: i64 = 128 << 20;
/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 192;

pub(super) fn open(
    folder: &Path,
    limits: LogLimits,
    metrics: Arc<Metrics>,
) -> Result<SqliteStore, StoreError> {
    let lock = lock(folder)?;
    let path = Arc::new(folder.join(FILE_NAME));
    let failed = |error| translate(&Arc::new(error), &path);
    let writer = writing(&path)?;
    let token_key: Vec<u8> =
        writer.query_row("SELECT token_key FROM store", [], |row| row.get(0)).map_err(failed)?;
    let readers: Result<_, _> = (0..READERS).map(|_| reading(&path)).collect();
    let readers = Readers::new(Arc::clone(&path), readers.map_err(failed)?, Arc::clone(&metrics));
    // A damaged store opens, for what can still be read of it: whoever writes is told.
    let end = events::empty_other_formats(&writer).and_then(|()| events::end(&writer));
    let end = end.inspect_err(|error| tracing::error!(%error, "the log of changes is damaged"));
    let log = Log::new(limits, end.unwrap_or_default(), metrics);
    let writer = Writer::start(writer, log, Arc::clone(&path), lock)
        .map_err(|error| StoreError::Backend(error.into()))?;
    Ok(SqliteStore { writer, readers, tokens: Arc::new(PageTokens::new(token_key)) })
}

/// Locks the folder for this process, making it when it is missing.
pub(super) fn lock(folder: &Path) -> Result<File, StoreError> {
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

/// The connection that writes, its database at the schema of this version. The folder must be
/// locked.
pub(super) fn writing(path: &PathBuf) -> Result<Connection, StoreError> {
    let failed = |error| translate(&Arc::new(error), path);
    let mut connection = Connection::open(path).map_err(failed)?;
    let prepare = || -> rusqlite::Result<()> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        stable_plans(&connection)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        // A commit is on disk before it returns.
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(())
    };
    prepare().map_err(failed)?;
    migrate(&mut connection, path)?;
    Ok(connection)
}

fn reading(path: &Path) -> rusqlite::Result<Connection> {
    let connection = connect_to_read(path)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    stable_plans(&connection)?;
    add_functions(&connection)?;
    Ok(connection)
}

/// Makes plans independent of bound values. Otherwise statements with a bound LIMIT are planned
/// anew whenever they run, which costs more than running them.
fn stable_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// A connection that cannot write.
pub(super) fn connect_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    Ok(connection)
}
