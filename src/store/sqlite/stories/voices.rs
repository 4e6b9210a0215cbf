//! Copies of one article are one voice: in each story the first of them is compared with the others,
//! and when it goes the next one takes its place.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::failure::Fault;

/// The document that stands for a document and its copies: its original, or itself.
pub(in crate::store::sqlite) fn of(connection: &Connection, document: i64) -> Result<i64, Fault> {
    let sql = "SELECT coalesce(original, seq) FROM documents WHERE seq = ?";
    Ok(connection.prepare_cached(sql)?.query_row(params![document], |row| row.get(0))?)
}

/// The first article of a story that is of a voice.
pub(super) fn first(connection: &Connection, story: i64, voice: i64) -> Result<Option<i64>, Fault> {
    // An original has come before all of its copies.
    let sql = "SELECT 1 FROM memberships WHERE story = ? AND document = ?";
    if connection.prepare_cached(sql)?.exists(params![story, voice])? {
        return Ok(Some(voice));
    }
    let sql = "SELECT d.seq FROM documents d WHERE d.original = ?2 AND EXISTS \
               (SELECT 1 FROM memberships m WHERE m.story = ?1 AND m.document = d.seq) \
               ORDER BY d.seq LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![story, voice], |row| row.get(0)).optional()?)
}

/// Lets an article be compared with the others of its story, unless it repeats an earlier one.
pub(in crate::store::sqlite) fn meet(
    connection: &Connection,
    story: i64,
    document: i64,
) -> Result<(), Fault> {
    if first(connection, story, of(connection, document)?)? == Some(document) {
        queue(connection, story, document)?;
    }
    Ok(())
}

/// Lets the next article of a voice be compared in the place of one that has left a story, if that
/// was the first: what only the voice has told is told by that one now.
pub(super) fn hand_on(
    connection: &Connection,
    story: i64,
    voice: i64,
    left: i64,
) -> Result<(), Fault> {
    match first(connection, story, voice)? {
        Some(next) if next > left => queue(connection, story, next),
        _ => Ok(()),
    }
}

fn queue(connection: &Connection, story: i64, document: i64) -> Result<(), Fault> {
    let sql = "INSERT OR IGNORE INTO joining (story, document) VALUES (?, ?)";
    connection.prepare_cached(sql)?.execute(params![story, document])?;
    Ok(())
}
