//! Names and facts of entities with the keys that these are looked up by.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::codes::facet_code;
use crate::{
    domain::{Facet, fact_key, key_weight},
    store::sqlite::failure::Fault,
};

/// What the weight of a key begins with whose entity was named, merged or divided by hand: more than
/// any number of documents weighs.
pub(super) const CURATED_WEIGHT: u32 = 1 << 16;

/// Adds to the uses of an alias; whether it was none that is told.
pub(super) fn add_alias(
    connection: &Connection,
    entity: i64,
    text: &str,
    keys: &[String],
    count: u32,
    curated: bool,
) -> Result<bool, Fault> {
    let sql = "SELECT keys, count > 0 OR curated FROM identity_aliases \
               WHERE entity = ? AND text = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let known: Option<(String, bool)> =
        statement.query_row(params![entity, text], read).optional()?;
    let (known, told) = known.unwrap_or_default();
    // As a short name it may have had no keys.
    let all = match known.is_empty() && !keys.is_empty() {
        true => keys.join("\n"),
        false => known.clone(),
    };
    let sql = "INSERT INTO identity_aliases (entity, text, keys, curated, count) \
               VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET keys = excluded.keys, \
               curated = max(curated, excluded.curated), count = count + excluded.count";
    connection.prepare_cached(sql)?.execute(params![entity, text, all, curated, count])?;
    if known.is_empty() {
        for key in all.lines() {
            add_key(connection, entity, key)?;
        }
    }
    Ok(!told && (count > 0 || curated))
}

/// Looks the names of an entity up by other keys. Parts of names, which have none, get none.
pub(super) fn rekey(
    connection: &Connection,
    entity: i64,
    keys_of: impl Fn(&str) -> Vec<String>,
) -> Result<(), Fault> {
    let sql = "SELECT text, keys FROM identity_aliases WHERE entity = ? AND keys <> ''";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows = statement.query_map(params![entity], read)?;
    for (text, old) in rows.collect::<rusqlite::Result<Vec<(String, String)>>>()? {
        let new = keys_of(&text);
        // First those that come: an entity always has a key to take the weight from.
        for key in &new {
            add_key(connection, entity, key)?;
        }
        for key in old.lines() {
            drop_key(connection, entity, key)?;
        }
        let sql = "UPDATE identity_aliases SET keys = ? WHERE entity = ? AND text = ?";
        connection.prepare_cached(sql)?.execute(params![new.join("\n"), entity, text])?;
    }
    Ok(())
}

/// Adds to the documents that tell a fact; whether it is new.
pub(super) fn add_fact(
    connection: &Connection,
    entity: i64,
    facet: Facet,
    value: &str,
    count: u32,
    curated: bool,
) -> Result<bool, Fault> {
    let new = count_fact(connection, entity, facet_code(facet), value, count, curated)?;
    if let Some(key) = fact_key(facet, value).filter(|_| new) {
        add_key(connection, entity, &key)?;
    }
    Ok(new)
}

pub(super) fn count_fact(
    connection: &Connection,
    entity: i64,
    facet: i64,
    value: &str,
    count: u32,
    curated: bool,
) -> Result<bool, Fault> {
    let sql = "UPDATE identity_facts SET count = count + ?, curated = max(curated, ?) \
               WHERE entity = ? AND facet = ? AND value = ?";
    let values = params![count, curated, entity, facet, value];
    if connection.prepare_cached(sql)?.execute(values)? > 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO identity_facts (count, curated, entity, facet, value) \
               VALUES (?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(true)
}

pub(super) fn remove_fact(
    connection: &Connection,
    entity: i64,
    facet: Facet,
    value: &str,
) -> Result<bool, Fault> {
    let gone = drop_count(connection, entity, facet_code(facet), value)?;
    if let Some(key) = fact_key(facet, value).filter(|_| gone) {
        drop_key(connection, entity, &key)?;
    }
    Ok(gone)
}

/// Takes one from a count; whether the fact has gone.
pub(super) fn drop_count(
    connection: &Connection,
    entity: i64,
    facet: i64,
    value: &str,
) -> Result<bool, Fault> {
    let values = params![entity, facet, value];
    let sql = "UPDATE identity_facts SET count = count - 1 \
               WHERE entity = ? AND facet = ? AND value = ?";
    connection.prepare_cached(sql)?.execute(values)?;
    drop_fact(connection, entity, facet, value)
}

fn drop_fact(connection: &Connection, entity: i64, facet: i64, value: &str) -> Result<bool, Fault> {
    let sql = "DELETE FROM identity_facts WHERE entity = ? AND facet = ? AND value = ? \
               AND count <= 0 AND curated = 0";
    Ok(connection.prepare_cached(sql)?.execute(params![entity, facet, value])? > 0)
}

/// Takes the mark of a hand from names and facts of a facet, of which some go.
pub(super) fn uncurate(
    connection: &Connection,
    entity: i64,
    facet: Option<Facet>,
) -> Result<(), Fault> {
    let texts = |sql: &str, code: i64| -> Result<Vec<String>, Fault> {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![entity, code], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let Some(facet) = facet else {
        let sql = "SELECT text FROM identity_aliases WHERE entity = ? AND curated = ?";
        for text in texts(sql, 1)? {
            uncurate_alias(connection, entity, &text)?;
        }
        return Ok(());
    };
    let code = facet_code(facet);
    let sql = "SELECT value FROM identity_facts WHERE entity = ? AND facet = ? AND curated = 1";
    for value in texts(sql, code)? {
        uncurate_fact(connection, entity, facet, &value)?;
    }
    Ok(())
}

/// Takes the mark of a hand from a fact, which goes when no document tells it.
fn uncurate_fact(
    connection: &Connection,
    entity: i64,
    facet: Facet,
    value: &str,
) -> Result<(), Fault> {
    let code = facet_code(facet);
    let sql = "UPDATE identity_facts SET curated = 0 WHERE entity = ? AND facet = ? AND value = ?";
    connection.prepare_cached(sql)?.execute(params![entity, code, value])?;
    if drop_fact(connection, entity, code, value)?
        && let Some(key) = fact_key(facet, value)
    {
        drop_key(connection, entity, &key)?;
    }
    Ok(())
}

/// Hands a fact on that was given or moved by hand, if no document of the one tells it any more.
pub(super) fn hand_on_fact(
    connection: &Connection,
    (from, to): (i64, i64),
    facet: Facet,
    value: &str,
) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM identity_facts WHERE entity = ? AND facet = ? AND value = ? \
               AND count <= 0 AND curated = 1";
    let values = params![from, facet_code(facet), value];
    if connection.prepare_cached(sql)?.exists(values)? {
        uncurate_fact(connection, from, facet, value)?;
        add_fact(connection, to, facet, value, 0, true)?;
    }
    Ok(())
}

/// Takes the mark of a hand from a name, which goes when no document uses it.
pub(super) fn uncurate_alias(
    connection: &Connection,
    entity: i64,
    text: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE identity_aliases SET curated = 0 WHERE entity = ? AND text = ?";
    connection.prepare_cached(sql)?.execute(params![entity, text])?;
    let sql = "DELETE FROM identity_aliases WHERE entity = ?1 AND text = ?2 AND curated = 0 \
               AND count <= 0 RETURNING keys";
    let mut statement = connection.prepare_cached(sql)?;
    let keys: Option<String> =
        statement.query_row(params![entity, text], |row| row.get(0)).optional()?;
    for key in keys.iter().flat_map(|keys| keys.lines()) {
        drop_key(connection, entity, key)?;
    }
    Ok(())
}

fn add_key(connection: &Connection, entity: i64, key: &str) -> Result<(), Fault> {
    let sql = "INSERT INTO identity_keys (key, entity, weight, uses) \
               VALUES (?1, ?2, coalesce((SELECT weight FROM identity_keys WHERE entity = ?2 \
               LIMIT 1), 0), 1) ON CONFLICT DO UPDATE SET uses = uses + 1";
    connection.prepare_cached(sql)?.execute(params![key, entity])?;
    Ok(())
}

pub(super) fn drop_key(connection: &Connection, entity: i64, key: &str) -> Result<(), Fault> {
    let sql = "UPDATE identity_keys SET uses = uses - 1 WHERE key = ? AND entity = ?";
    connection.prepare_cached(sql)?.execute(params![key, entity])?;
    let sql = "DELETE FROM identity_keys WHERE key = ? AND entity = ? AND uses <= 0";
    connection.prepare_cached(sql)?.execute(params![key, entity])?;
    Ok(())
}

/// Puts an entity where those of so many documents stand among those of one key, before all that
/// nobody has touched by hand if it is curated.
pub(super) fn reweigh(connection: &Connection, entity: i64) -> Result<(), Fault> {
    let sql = "SELECT documents, curated FROM identities WHERE id = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (documents, curated): (u64, bool) = statement.query_row(params![entity], read)?;
    let weight = key_weight(documents) + if curated { CURATED_WEIGHT } else { 0 };
    let sql = "UPDATE identity_keys SET weight = ?1 WHERE entity = ?2 AND weight <> ?1";
    connection.prepare_cached(sql)?.execute(params![weight, entity])?;
    Ok(())
}
