//! What documents tell of entities, as it was counted in.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::{
    domain::Appearance,
    store::{StoreError, sqlite::failure::Fault},
};

/// What a document tells of one entity.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) document: i64,
    pub(super) entity: i64,
    pub(super) name: String,
    pub(super) publish_time: Option<String>,
    pub(super) source: String,
    pub(super) appearance: Appearance,
}

/// Publication time and source of a document.
pub(super) fn origin(
    connection: &Connection,
    document: i64,
) -> Result<(Option<String>, String), Fault> {
    let sql = "SELECT publish_time, source FROM documents WHERE seq = ?";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![document], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// All that a document tells.
pub(super) fn told(connection: &Connection, document: i64) -> Result<Vec<Told>, Fault> {
    let sql = "SELECT entity, name, publish_time, source, content FROM identity_links \
               WHERE document = ? ORDER BY place";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![document])?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        told.push(read(row, document)?);
    }
    Ok(told)
}

/// Where an entity stands under folded names: documents and places in them.
pub(super) fn told_under(
    connection: &Connection,
    entity: i64,
    names: &BTreeSet<String>,
) -> Result<Vec<(i64, i64)>, Fault> {
    let sql = "SELECT document, place FROM identity_links WHERE entity = ? AND name = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut places = Vec::new();
    for name in names {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        for place in statement.query_map(params![entity, name], read)? {
            places.push(place?);
        }
    }
    places.sort_unstable();
    Ok(places)
}

/// What a document tells at a place.
pub(super) fn told_at(
    connection: &Connection,
    (document, place): (i64, i64),
) -> Result<Option<Told>, Fault> {
    let sql = "SELECT entity, name, publish_time, source, content FROM identity_links \
               WHERE document = ? AND place = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![document, place])?;
    rows.next()?.map(|row| read(row, document)).transpose()
}

/// Reads entity, name, time, source and content.
fn read(row: &rusqlite::Row<'_>, document: i64) -> Result<Told, Fault> {
    let content = row.get_ref(4)?.as_blob().map_err(|error| Fault::Database(error.into()))?;
    let appearance = postcard::from_bytes(content)
        .map_err(|error| Fault::Failed(StoreError::Backend(error.into())))?;
    Ok(Told {
        document,
        entity: row.get(0)?,
        name: row.get(1)?,
        publish_time: row.get(2)?,
        source: row.get(3)?,
        appearance,
    })
}
