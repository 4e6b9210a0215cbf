//! Comparisons as they were answered.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    failure::Fault,
    row::{time_text, unreadable},
};
use crate::{
    domain::ComparisonId,
    store::{COMPARISONS_KEPT, NewComparison, StoreError, StoredComparison},
};

/// A comparison by id.
pub(super) fn get(
    connection: &Connection,
    id: &ComparisonId,
) -> Result<Option<StoredComparison>, Fault> {
    let sql = "SELECT content, create_time, used FROM comparisons WHERE id = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![id.as_str()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let time =
        |text: String, field| text.parse::<Timestamp>().map_err(|_| unreadable(&id.name(), field));
    Ok(Some(StoredComparison {
        content: row.get(0)?,
        create_time: time(row.get(1)?, "create_time")?,
        used: time(row.get(2)?, "used")?,
    }))
}

/// Notes that a comparison was asked for.
pub(super) fn touch(
    connection: &Connection,
    id: &ComparisonId,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "UPDATE comparisons SET used = max(used, ?) WHERE id = ?";
    connection.prepare_cached(sql)?.execute(params![time_text(now), id.as_str()])?;
    Ok(())
}

/// Keeps a comparison, unless it is there: then that one stays. It takes the place of those that
/// nobody has asked for in long, and of those least recently asked for when there would be more
/// than `most`.
pub(super) fn keep(
    connection: &Connection,
    new: &NewComparison,
    most: usize,
) -> Result<StoredComparison, Fault> {
    if let Some(known) = get(connection, &new.id)? {
        return Ok(known);
    }
    let mut documents = Vec::with_capacity(new.documents.len());
    for id in &new.documents {
        let mut statement = connection.prepare_cached("SELECT seq FROM documents WHERE id = ?")?;
        let seq: Option<i64> =
            statement.query_row(params![id.as_str()], |row| row.get(0)).optional()?;
        documents.push(seq.ok_or_else(|| Fault::Refused(StoreError::NotFound(id.clone())))?);
    }
    make_room(connection, new.create_time, most)?;
    let time = time_text(new.create_time);
    let sql = "INSERT INTO comparisons (id, create_time, used, content) VALUES (?1, ?2, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![new.id.as_str(), time, new.content])?;
    let comparison = connection.last_insert_rowid();
    let sql = "INSERT INTO comparison_documents (document, comparison) VALUES (?, ?)";
    for document in documents {
        connection.prepare_cached(sql)?.execute(params![document, comparison])?;
    }
    Ok(StoredComparison {
        content: new.content.clone(),
        create_time: new.create_time,
        used: new.create_time,
    })
}

/// Removes what is too old, and then the least recently used until one more fits.
fn make_room(connection: &Connection, now: Timestamp, most: usize) -> Result<(), Fault> {
    let oldest = now.checked_sub(COMPARISONS_KEPT).unwrap_or(now);
    let sql = "SELECT seq FROM comparisons WHERE used <= ?";
    remove(connection, sql, time_text(oldest))?;
    let sql = "SELECT count(*) FROM comparisons";
    let count: usize = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    let excess = (count + 1).saturating_sub(most.max(1));
    if excess > 0 {
        let sql = "SELECT seq FROM comparisons ORDER BY used, seq LIMIT ?";
        remove(connection, sql, excess)?;
    }
    Ok(())
}

/// Removes the comparisons that quote a document.
pub(super) fn delete_of(connection: &Connection, document: i64) -> Result<(), Fault> {
    let sql = "SELECT comparison FROM comparison_documents WHERE document = ?";
    remove(connection, sql, document)
}

/// Removes the comparisons that a query with one parameter finds.
fn remove(
    connection: &Connection,
    sql: &str,
    parameter: impl rusqlite::ToSql,
) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![parameter], |row| row.get(0))?;
    for seq in rows.collect::<rusqlite::Result<Vec<i64>>>()? {
        for sql in [
            "DELETE FROM comparison_documents WHERE comparison = ?",
            "DELETE FROM comparisons WHERE seq = ?",
        ] {
            connection.prepare_cached(sql)?.execute(params![seq])?;
        }
    }
    Ok(())
}
