//! What is told of an entity, the most frequent first.

use rusqlite::{Connection, params};

use crate::store::sqlite::failure::Fault;

/// Values of a facet with the number of documents that tell each, at most `limit`: by falling
/// number, then by value. What nobody but a hand gives stands among what is told once.
pub(super) fn top(
    connection: &Connection,
    entity: i64,
    facet: i64,
    limit: usize,
) -> Result<Vec<(String, u64)>, Fault> {
    let often = "SELECT value, count FROM identity_facts \
                 WHERE entity = ? AND facet = ? AND count > 1 ORDER BY count DESC, value LIMIT ?";
    let mut found = read(connection, often, (entity, facet), limit)?;
    if found.len() < limit {
        // In the order of the primary key, which passes fewer than `limit` others on its way.
        let seldom = "SELECT value, count FROM identity_facts \
                      WHERE entity = ? AND facet = ? AND count <= 1 ORDER BY value LIMIT ?";
        found.extend(read(connection, seldom, (entity, facet), limit - found.len())?);
    }
    Ok(found)
}

fn read(
    connection: &Connection,
    sql: &str,
    (entity, facet): (i64, i64),
    limit: usize,
) -> Result<Vec<(String, u64)>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows = statement.query_map(params![entity, facet, limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
