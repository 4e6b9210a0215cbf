//! The schema, and the way to it from every one that was released.

use std::{path::Path, sync::Arc};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::failure::translate;
use crate::store::StoreError;

/// Each leads from the schema of its index to the next. Released ones never change.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_documents.sql"),
    include_str!("../../../migrations/0002_library.sql"),
    include_str!("../../../migrations/0003_sessions.sql"),
    include_str!("../../../migrations/0004_analyses.sql"),
    include_str!("../../../migrations/0005_comparisons.sql"),
    include_str!("../../../migrations/0006_events.sql"),
    include_str!("../../../migrations/0007_stories.sql"),
    include_str!("../../../migrations/0008_identities.sql"),
    include_str!("../../../migrations/0009_findings.sql"),
    include_str!("../../../migrations/0010_parses.sql"),
    include_str!("../../../migrations/0011_shown.sql"),
];

/// Brings a database to the schema of this version.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| translate(&Arc::new(error), path);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let version = version(&transaction).map_err(failed)?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    let later = || StoreError::LaterSchema { path: path.to_owned(), version };
    let pending = MIGRATIONS.get(done..).ok_or_else(later)?;
    if !pending.is_empty() {
        for sql in pending {
            transaction.execute_batch(sql).map_err(failed)?;
        }
        transaction.pragma_update(None, "user_version", MIGRATIONS.len()).map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

/// Whether the schema is that of this version.
pub(super) fn is_current(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(usize::try_from(version(connection)?) == Ok(MIGRATIONS.len()))
}

/// Schema of a database; 0 for an empty one.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let sql = "SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    if connection.query_row(sql, [], |_| Ok(())).optional()?.is_none() {
        return Ok(version);
    }
    // Schema 1 counted here.
    let sql = "SELECT coalesce(max(version), 0) FROM _sqlx_migrations";
    let counted: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(version.max(counted))
}
