//! How far feeds are acknowledged.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{failure::Fault, row::time_text};
use crate::store::SessionItem;

/// How long a session is kept after its latest item.
pub(super) const SESSIONS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Highest sequence of a session that is acknowledged; 0 when it is not known.
pub(super) fn mark(connection: &Connection, session: &str) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached("SELECT mark FROM sessions WHERE id = ?")?;
    Ok(statement.query_row(params![session], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Moves the mark of an item's session. A session that begins takes the place of those that
/// nobody has used for long.
pub(super) fn acknowledge(
    connection: &Connection,
    item: &SessionItem,
    now: Timestamp,
) -> Result<(), Fault> {
    let SessionItem { session, sequence, .. } = item;
    let sql = "UPDATE sessions SET mark = max(mark, ?2), used = max(used, ?3) WHERE id = ?1";
    let values = params![session.as_str(), sequence, time_text(now)];
    if connection.prepare_cached(sql)?.execute(values)? > 0 {
        return Ok(());
    }
    let oldest = time_text(now.checked_sub(SESSIONS_KEPT).unwrap_or(now));
    connection.prepare_cached("DELETE FROM sessions WHERE used <= ?")?.execute(params![oldest])?;
    let sql = "INSERT INTO sessions (id, mark, used) VALUES (?, ?, ?)";
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
