//! Entities and where they stand, as they are told.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{
    codes::{facet_code, mention_kind},
    facts,
};
use crate::{
    domain::{EntityId, ExternalId, Facet},
    store::{
        Detail, EntityPlace, Etag, MOST_ALIASES, MOST_ROLES, MOST_SOURCES, OwnName, StoredAlias,
        StoredEntity,
        sqlite::{
            failure::Fault,
            row::{self, unreadable},
        },
    },
};

/// Columns that [`entity`] reads, of `identities i`.
pub(super) const COLUMNS: &str = "i.id, i.slug, i.name, i.kind, i.curated, i.version, \
    i.mentions, i.documents, i.sources, i.first_seen, i.last_seen, \
    (SELECT m.slug FROM identities m WHERE m.id = i.merged_into)";

pub(super) fn time(text: Option<String>) -> Result<Option<Timestamp>, Fault> {
    text.map(|text| text.parse().map_err(|_| unreadable(&text, "publish_time"))).transpose()
}

fn id(slug: &str) -> Result<EntityId, Fault> {
    slug.parse().map_err(|_| unreadable(slug, "slug"))
}

/// Reads [`COLUMNS`]; names, codes and roles are yet to be filled in.
pub(super) fn entity(row: &Row<'_>) -> Result<StoredEntity, Fault> {
    let (number, slug): (i64, String) = (row.get(0)?, row.get(1)?);
    let merged_into: Option<String> = row.get(11)?;
    Ok(StoredEntity {
        number,
        id: id(&slug)?,
        name: row.get(2)?,
        kind: row.get(3)?,
        aliases: Vec::new(),
        external_ids: Vec::new(),
        roles: Vec::new(),
        mention_count: row.get(6)?,
        document_count: row.get(7)?,
        source_count: row.get(8)?,
        first_seen: time(row.get(9)?)?,
        last_seen: time(row.get(10)?)?,
        merged_into: merged_into.as_deref().map(id).transpose()?,
        curated: row.get(4)?,
        etag: Etag::of(number, row.get(5)?),
    })
}

/// The entity of an id.
pub(in crate::store::sqlite) fn by_id(
    connection: &Connection,
    id: &EntityId,
) -> Result<Option<StoredEntity>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM identities i WHERE i.slug = ?");
    one(connection, &sql, params![id.as_str()])
}

/// The entity of a number.
pub(in crate::store::sqlite) fn by_number(
    connection: &Connection,
    number: i64,
) -> Result<Option<StoredEntity>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM identities i WHERE i.id = ?");
    one(connection, &sql, params![number])
}

fn one(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Option<StoredEntity>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut found = entity(row)?;
    fill(connection, &mut found)?;
    Ok(Some(found))
}

/// Fills in names, codes and roles.
pub(super) fn fill(connection: &Connection, entity: &mut StoredEntity) -> Result<(), Fault> {
    let number = entity.number;
    entity.aliases = aliases(connection, number)?;
    let most_told = |facet, most: usize| -> Result<Vec<String>, Fault> {
        let values = facts::top(connection, number, facet_code(facet), most)?;
        Ok(values.into_iter().map(|(value, _)| value).collect())
    };
    entity.roles = most_told(Facet::Role, MOST_ROLES)?;
    entity.external_ids =
        most_told(Facet::Code, MOST_ALIASES)?.iter().map(|code| split(code)).collect();
    entity.external_ids.sort();
    Ok(())
}

fn split(code: &str) -> ExternalId {
    let (scheme, value) = code.split_once(':').unwrap_or(("", code));
    ExternalId { scheme: scheme.to_owned().into(), value: value.to_owned() }
}

fn aliases(connection: &Connection, entity: i64) -> Result<Vec<StoredAlias>, Fault> {
    // A name that no mention has stands for a description: it is told as the entity's name alone.
    let sql = "SELECT text, count FROM identity_aliases WHERE entity = ? \
               AND (count > 0 OR curated) ORDER BY count DESC, text LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows = statement.query_map(params![entity, MOST_ALIASES], read)?;
    let names = rows.collect::<rusqlite::Result<Vec<(String, u64)>>>()?;
    let sql = "SELECT kind FROM identity_uses WHERE entity = ? AND text = ? \
               GROUP BY kind ORDER BY sum(count) DESC, kind LIMIT 1";
    let mut kinds = connection.prepare_cached(sql)?;
    let sql = "SELECT DISTINCT source FROM identity_uses WHERE entity = ? AND text = ? \
               ORDER BY source LIMIT ?";
    let mut sources = connection.prepare_cached(sql)?;
    let mut aliases = Vec::with_capacity(names.len());
    for (text, count) in names {
        let kind: Option<i64> =
            kinds.query_row(params![entity, text], |row| row.get(0)).optional()?;
        let kind = kind.and_then(mention_kind);
        let told = sources.query_map(params![entity, text, MOST_SOURCES], |row| row.get(0))?;
        let sources = told.collect::<rusqlite::Result<Vec<String>>>()?;
        aliases.push(StoredAlias { text, kind, count, sources });
    }
    Ok(aliases)
}

/// What the entities of a document are, by their place in its analysis; none while it waits to be
/// identified.
pub(in crate::store::sqlite) fn links(
    connection: &Connection,
    document: i64,
) -> Result<Vec<(u32, EntityId)>, Fault> {
    let sql = "SELECT l.place, i.slug FROM identity_links l JOIN identities i ON i.id = l.entity \
               WHERE l.document = ?1 \
               AND NOT EXISTS (SELECT 1 FROM identifying WHERE document = ?1) ORDER BY l.place";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![document])?;
    let mut links = Vec::new();
    while let Some(row) = rows.next()? {
        links.push((row.get(0)?, id(row.get_ref(1)?.as_str().unwrap_or_default())?));
    }
    Ok(links)
}

/// Where an entity stands, in order of arrival, after a document and place. Documents that wait to
/// be identified are left out.
pub(in crate::store::sqlite) fn places(
    connection: &Connection,
    entity: i64,
    (document, place): (i64, u32),
    limit: usize,
) -> Result<Vec<EntityPlace>, Fault> {
    let sql = "SELECT document, place FROM identity_links l WHERE entity = ?1 \
               AND (document, place) > (?2, ?3) \
               AND NOT EXISTS (SELECT 1 FROM identifying i WHERE i.document = l.document) \
               ORDER BY document, place LIMIT ?4";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![entity, document, place, limit])?;
    let mut places = Vec::new();
    while let Some(found) = rows.next()? {
        if let Some(mut document) = row::by_seq(connection, found.get(0)?)? {
            row::fill(connection, &mut document, Detail::Full)?;
            places.push(EntityPlace { document, place: found.get(1)? });
        }
    }
    Ok(places)
}

/// The codes that somebody gave an entity.
fn codes(connection: &Connection, entity: i64) -> Result<Vec<String>, Fault> {
    let sql = "SELECT value FROM identity_facts WHERE entity = ? AND facet = ? AND curated = 1 \
               ORDER BY value";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![entity, facet_code(Facet::Code)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All that somebody has named by hand, the latest first.
pub(in crate::store::sqlite) fn own_names(
    connection: &Connection,
    limit: usize,
) -> Result<Vec<OwnName>, Fault> {
    let sql = "SELECT id, name, kind, slug FROM identities \
               WHERE named = 1 AND merged_into IS NULL ORDER BY id DESC LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![limit])?;
    let texts = |sql: &str, entity: i64| -> Result<Vec<String>, Fault> {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![entity], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let mut own = Vec::new();
    while let Some(row) = rows.next()? {
        let entity = row.get(0)?;
        let slug: String = row.get(3)?;
        let sql =
            "SELECT text FROM identity_aliases WHERE entity = ? AND curated = 1 ORDER BY text";
        let aliases = texts(sql, entity)?;
        let ids = codes(connection, entity)?.iter().map(|code| split(code)).collect();
        let (name, kind) = (row.get(1)?, row.get(2)?);
        own.push(OwnName { entity: id(&slug)?, name, kind, aliases, ids });
    }
    Ok(own)
}
