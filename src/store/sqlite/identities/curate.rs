//! What somebody changes by hand: merged, divided and named entities. Names that were given or
//! moved by hand are marked: they stay without documents, and lead later articles the same way.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    announce,
    codes::facet_code,
    count, insert,
    ledger::Ledger,
    read,
    told::{self, Told},
    unused_id, values,
};
use crate::{
    domain::{EntityId, Facet, code_value},
    store::{
        Etag, MergeChange, RequestKey, SplitChange, StoreError, StoredEntity, UpsertChange,
        sqlite::{failure::Fault, row::time_text},
    },
};

/// How long the name of a call is kept.
const REQUESTS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Merges entities; the survivor as it is then.
pub(in crate::store::sqlite) fn merge(
    connection: &Connection,
    change: &MergeChange,
) -> Result<StoredEntity, Fault> {
    if let Some((entity, _)) = answered(connection, change.request.as_ref())? {
        return require(connection, entity);
    }
    let into = current(connection, &change.into, change.etag.as_ref())?;
    let mut merged = Vec::new();
    for id in &change.merged {
        let entity = read::by_id(connection, id)?
            .ok_or_else(|| Fault::Refused(StoreError::EntityNotFound(id.clone())))?;
        match &entity.merged_into {
            Some(successor) if *successor == into.id => {}
            Some(_) => return Err(merged_away(entity)),
            None => merged.push(entity.number),
        }
    }
    for &from in &merged {
        absorb(connection, from, into.number)?;
    }
    if !merged.is_empty() {
        count::recount(connection, into.number)?;
        count::settle(connection, into.number, &mut Ledger::default())?;
        for &from in &merged {
            announce(connection, from)?;
        }
        announce(connection, into.number)?;
    }
    remember(connection, change.request.as_ref(), into.number, None, change.time)?;
    require(connection, into.number)
}

/// Moves all of one entity to another, whose counts must then be taken anew.
fn absorb(connection: &Connection, from: i64, into: i64) -> Result<(), Fault> {
    let sql = "SELECT text, keys, count FROM identity_aliases WHERE entity = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let rows = statement.query_map(params![from], read)?;
    let names = rows.collect::<rusqlite::Result<Vec<(String, String, u32)>>>()?;
    for (text, keys, count) in names {
        let keys: Vec<String> = keys.lines().map(str::to_owned).collect();
        // What it was looked up by leads to the survivor from now on, whatever documents say.
        let curated = !keys.is_empty();
        values::add_alias(connection, into, &text, &keys, count, curated)?;
    }
    let sql = "SELECT value, count, curated FROM identity_facts WHERE entity = ? AND facet = ?";
    let mut statement = connection.prepare_cached(sql)?;
    for facet in [Facet::Code, Facet::Topic] {
        let values = params![from, facet_code(facet)];
        let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
        for fact in rows.collect::<rusqlite::Result<Vec<(String, u32)>>>()? {
            values::add_fact(connection, into, facet, &fact.0, fact.1, true)?;
        }
    }
    // Codes and topics were moved with their keys.
    let sql = "INSERT INTO identity_facts (entity, facet, value, curated, count) \
               SELECT ?2, facet, value, curated, count FROM identity_facts \
               WHERE entity = ?1 AND facet NOT IN (?3, ?4) \
               ON CONFLICT DO UPDATE SET count = count + excluded.count, \
               curated = max(curated, excluded.curated)";
    let moved = [Facet::Code, Facet::Topic].map(facet_code);
    connection.prepare_cached(sql)?.execute(params![from, into, moved[0], moved[1]])?;
    for sql in [
        "UPDATE identity_links SET entity = ?2 WHERE entity = ?1",
        "INSERT INTO identity_uses (entity, text, kind, source, count) \
         SELECT ?2, text, kind, source, count FROM identity_uses WHERE entity = ?1 \
         ON CONFLICT DO UPDATE SET count = count + excluded.count",
        // Names that somebody gave go on being sought in articles.
        "UPDATE identities SET named = max(named, (SELECT named FROM identities WHERE id = ?1)) \
         WHERE id = ?2",
        "UPDATE identities SET merged_into = ?2 WHERE merged_into = ?1",
        "UPDATE identities SET merged_into = ?2, curated = 1, mentions = 0, documents = 0, \
         sources = 0, first_seen = NULL, last_seen = NULL WHERE id = ?1",
        "UPDATE identities SET curated = 1 WHERE id = ?2 AND ?1 <> ?2",
    ] {
        connection.prepare_cached(sql)?.execute(params![from, into])?;
    }
    for sql in [
        "DELETE FROM identity_uses WHERE entity = ?",
        "DELETE FROM identity_facts WHERE entity = ?",
        "DELETE FROM identity_aliases WHERE entity = ?",
        "DELETE FROM identity_keys WHERE entity = ?",
    ] {
        connection.prepare_cached(sql)?.execute(params![from])?;
    }
    Ok(())
}

/// Divides an entity: what is left, and the new one.
pub(in crate::store::sqlite) fn split(
    connection: &Connection,
    change: &SplitChange,
) -> Result<(StoredEntity, StoredEntity), Fault> {
    if let Some((entity, other)) = answered(connection, change.request.as_ref())? {
        let other = other.unwrap_or(entity);
        return Ok((require(connection, entity)?, require(connection, other)?));
    }
    let from = current(connection, &change.from, change.etag.as_ref())?;
    let mut names = Vec::new();
    for (index, (text, _)) in change.aliases.iter().enumerate() {
        let sql = "SELECT keys FROM identity_aliases WHERE entity = ? AND text = ?";
        let mut statement = connection.prepare_cached(sql)?;
        let keys: Option<String> =
            statement.query_row(params![from.number, text], |row| row.get(0)).optional()?;
        let unknown = || Fault::Refused(StoreError::AliasUnknown { index });
        names.push((text, keys.ok_or_else(unknown)?));
    }
    let sql = "SELECT count(*) FROM identity_aliases WHERE entity = ? AND (count > 0 OR curated)";
    let mut statement = connection.prepare_cached(sql)?;
    let all: usize = statement.query_row(params![from.number], |row| row.get(0))?;
    if names.len() >= all {
        return Err(Fault::Refused(StoreError::NothingLeft));
    }
    let id = unused_id(connection, &change.slug)?;
    let name = names.first().map_or_else(|| from.name.clone(), |(text, _)| (*text).clone());
    let new = insert(connection, &id, &name, &from.kind)?;
    // The names of what was named by hand are sought in articles on either side.
    let sql = "UPDATE identities SET curated = 1, \
               named = (SELECT named FROM identities WHERE id = ?2) WHERE id IN (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![new, from.number])?;
    for (text, keys) in names {
        let keys: Vec<String> = keys.lines().map(str::to_owned).collect();
        values::add_alias(connection, new, text, &keys, 0, true)?;
        values::uncurate_alias(connection, from.number, text)?;
    }
    hand_over(connection, change, from.number, new)?;
    for entity in [from.number, new] {
        values::reweigh(connection, entity)?;
        announce(connection, entity)?;
    }
    remember(connection, change.request.as_ref(), from.number, Some(new), change.time)?;
    Ok((require(connection, from.number)?, require(connection, new)?))
}

/// Moves the documents of the names that are split off, with the codes and topics that no other
/// document tells.
fn hand_over(
    connection: &Connection,
    change: &SplitChange,
    from: i64,
    new: i64,
) -> Result<(), Fault> {
    let folded = change.aliases.iter().map(|(_, folded)| folded.clone()).collect();
    // Both have changed, whatever it was.
    let ledger = &mut Ledger::default();
    let mut facts: BTreeSet<(Facet, String)> = BTreeSet::new();
    // One at a time: an entity may be named in any number of documents.
    for place in told::told_under(connection, from, &folded)? {
        let Some(old) = told::told_at(connection, place)? else { continue };
        let moves = |(facet, _): &&(Facet, String)| matches!(facet, Facet::Code | Facet::Topic);
        facts.extend(old.appearance.facts.iter().filter(moves).cloned());
        count::remove(connection, &old, ledger)?;
        count::add(connection, &Told { entity: new, ..old }, ledger)?;
    }
    for (facet, value) in facts {
        values::hand_on_fact(connection, (from, new), facet, &value)?;
    }
    // It cannot go by a name that it has no more.
    let sql = "UPDATE identities SET name = (SELECT text FROM identity_aliases \
               WHERE entity = ?1 AND (count > 0 OR curated) \
               ORDER BY curated DESC, count DESC, text LIMIT 1) \
               WHERE id = ?1 AND name IN (SELECT text FROM identity_aliases WHERE entity = ?2) \
               AND name NOT IN (SELECT text FROM identity_aliases WHERE entity = ?1)";
    connection.prepare_cached(sql)?.execute(params![from, new])?;
    for entity in [from, new] {
        count::settle(connection, entity, ledger)?;
    }
    Ok(())
}

/// Names an entity: as it is then, and whether it is new.
pub(in crate::store::sqlite) fn upsert(
    connection: &Connection,
    change: &UpsertChange,
) -> Result<(StoredEntity, bool), Fault> {
    if let Some((entity, created)) = answered(connection, change.request.as_ref())? {
        return Ok((require(connection, entity)?, created.is_some()));
    }
    let found = match &change.id {
        Some(id) => Some(current(connection, id, change.etag.as_ref())?.number),
        None => namesake(connection, change)?,
    };
    let created = found.is_none();
    let entity = match found {
        Some(entity) => entity,
        None => create(connection, change)?,
    };
    let sql = "SELECT 1 FROM identities WHERE id = ? AND kind <> ?";
    if let Some(kind) = &change.kind
        && connection.prepare_cached(sql)?.exists(params![entity, kind])?
    {
        values::rekey(connection, entity, |name| (change.keys)(name, kind))?;
    }
    let sql = "UPDATE identities SET name = coalesce(?2, name), kind = coalesce(?3, kind), \
               named = max(named, ?4), curated = 1 WHERE id = ?1";
    let name = change.name.as_ref().map(|(name, _)| name);
    let named = name.is_some() || change.kind.is_some() || change.aliases.is_some();
    connection.prepare_cached(sql)?.execute(params![entity, name, change.kind, named])?;
    write_names(connection, entity, change)?;
    let ids = change.external_ids.as_ref();
    let ids = ids.map(|ids| ids.iter().map(code_value).collect::<Vec<_>>());
    for (facet, values) in [(Facet::Code, &ids), (Facet::Role, &change.roles)] {
        let Some(values) = values else { continue };
        values::uncurate(connection, entity, Some(facet))?;
        for value in values {
            values::add_fact(connection, entity, facet, value, 0, true)?;
        }
    }
    values::reweigh(connection, entity)?;
    announce(connection, entity)?;
    let other = created.then_some(entity);
    remember(connection, change.request.as_ref(), entity, other, change.time)?;
    Ok((require(connection, entity)?, created))
}

fn write_names(connection: &Connection, entity: i64, change: &UpsertChange) -> Result<(), Fault> {
    if let Some(aliases) = &change.aliases {
        let sql = "SELECT a.text, a.keys FROM identities i JOIN identity_aliases a \
                   ON a.entity = i.id AND a.text = i.name WHERE i.id = ? AND a.curated = 1";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let own: Option<(String, String)> =
            statement.query_row(params![entity], read).optional()?;
        values::uncurate(connection, entity, None)?;
        // The name itself stays one of the names.
        if let Some((name, keys)) = own {
            let keys: Vec<String> = keys.lines().map(str::to_owned).collect();
            values::add_alias(connection, entity, &name, &keys, 0, true)?;
        }
        for (text, keys) in aliases {
            values::add_alias(connection, entity, text, keys, 0, true)?;
        }
    }
    if let Some((name, keys)) = &change.name {
        values::add_alias(connection, entity, name, keys, 0, true)?;
    }
    Ok(())
}

/// The only entity of the wanted name and type.
fn namesake(connection: &Connection, change: &UpsertChange) -> Result<Option<i64>, Fault> {
    let (Some((name, _)), Some(kind)) = (&change.name, &change.kind) else { return Ok(None) };
    let sql = "SELECT i.id FROM identity_aliases a JOIN identities i ON i.id = a.entity \
               WHERE a.entity IN (SELECT entity FROM identity_keys WHERE key = ?1) \
               AND a.text = ?2 AND i.name = ?2 AND i.kind = ?3 AND i.merged_into IS NULL LIMIT 2";
    let mut statement = connection.prepare_cached(sql)?;
    let key = change.name.as_ref().and_then(|(_, keys)| keys.iter().find(|k| k.starts_with("n:")));
    let rows = statement.query_map(params![key, name, kind], |row| row.get(0))?;
    let found = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok(match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

fn create(connection: &Connection, change: &UpsertChange) -> Result<i64, Fault> {
    let id = unused_id(connection, &change.slug)?;
    let name = change.name.as_ref().map_or("", |(name, _)| name);
    insert(connection, &id, name, change.kind.as_deref().unwrap_or("OTHER"))
}

/// The entity of an id, if it is as the caller has seen it.
fn current(
    connection: &Connection,
    id: &EntityId,
    etag: Option<&Etag>,
) -> Result<StoredEntity, Fault> {
    let entity = read::by_id(connection, id)?
        .ok_or_else(|| Fault::Refused(StoreError::EntityNotFound(id.clone())))?;
    if entity.merged_into.is_some() {
        return Err(merged_away(entity));
    }
    if etag.is_some_and(|etag| *etag != entity.etag) {
        let etag = entity.etag.to_string();
        return Err(Fault::Refused(StoreError::EntityChanged { id: entity.id, etag }));
    }
    Ok(entity)
}

fn merged_away(entity: StoredEntity) -> Fault {
    let into = entity.merged_into.unwrap_or_else(|| entity.id.clone());
    Fault::Refused(StoreError::EntityMerged { id: entity.id, into })
}

/// An entity that was just written.
fn require(connection: &Connection, number: i64) -> Result<StoredEntity, Fault> {
    let gone = || Fault::Database(rusqlite::Error::QueryReturnedNoRows);
    read::by_number(connection, number)?.ok_or_else(gone)
}

/// What a call of this name was answered with.
fn answered(
    connection: &Connection,
    request: Option<&RequestKey>,
) -> Result<Option<(i64, Option<i64>)>, Fault> {
    let Some(request) = request else { return Ok(None) };
    let sql = "SELECT r.digest, r.entity, r.other FROM identity_requests r \
               JOIN identities i ON i.id = r.entity WHERE r.id = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![request.id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    if row.get::<_, Vec<u8>>(0)? != request.digest {
        return Err(Fault::Refused(StoreError::RequestIdReused));
    }
    Ok(Some((row.get(1)?, row.get(2)?)))
}

fn remember(
    connection: &Connection,
    request: Option<&RequestKey>,
    entity: i64,
    other: Option<i64>,
    time: Timestamp,
) -> Result<(), Fault> {
    let Some(request) = request else { return Ok(()) };
    let oldest = time_text(time.checked_sub(REQUESTS_KEPT).unwrap_or(time));
    let sql = "DELETE FROM identity_requests WHERE time <= ?";
    connection.prepare_cached(sql)?.execute(params![oldest])?;
    let sql = "INSERT OR REPLACE INTO identity_requests (id, digest, entity, other, time) \
               VALUES (?, ?, ?, ?, ?)";
    let values = params![request.id, request.digest.as_slice(), entity, other, time_text(time)];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
