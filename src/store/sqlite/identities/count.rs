//! What a document tells of an entity, counted in and out.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    codes::{facet_code, mention_code},
    facts,
    ledger::Ledger,
    told::Told,
    values::{add_alias, add_fact, count_fact, drop_count, drop_key, remove_fact, reweigh},
};
use crate::{
    domain::{Appearance, Facet},
    store::{StoreError, sqlite::failure::Fault},
};

/// The fullest name in a document stands among the facts under this code.
const NAME: i64 = 8;

/// Counts in, and notes what the entity has then that it had not.
pub(super) fn add(connection: &Connection, told: &Told, ledger: &mut Ledger) -> Result<(), Fault> {
    let Told { document, entity, appearance, .. } = told;
    let first = !names(connection, *entity, *document)?;
    let content = postcard::to_stdvec(appearance)
        .map_err(|error| Fault::Failed(StoreError::Backend(error.into())))?;
    let sql = "INSERT INTO identity_links (document, place, entity, mentions, publish_time, \
               source, name, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        document,
        appearance.index,
        entity,
        appearance.mentions,
        told.publish_time,
        told.source,
        told.name,
        content,
    ])?;
    for form in &appearance.forms {
        if add_alias(connection, *entity, &form.text, &form.keys, form.count, false)? {
            ledger.come(*entity, None, &form.text);
        }
        let sql = "INSERT INTO identity_uses (entity, text, kind, source, count) \
                   VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count";
        let kind = mention_code(form.kind);
        let values = params![entity, form.text, kind, told.source, form.count];
        connection.prepare_cached(sql)?.execute(values)?;
    }
    for (facet, value) in &appearance.facts {
        if add_fact(connection, *entity, *facet, value, 1, false)? {
            ledger.come(*entity, Some(*facet), value);
        }
    }
    add_fact(connection, *entity, Facet::Kind, appearance.kind.name(), 1, false)?;
    count_fact(connection, *entity, NAME, &appearance.name, 1, false)?;
    let source = first && add_fact(connection, *entity, Facet::Source, &told.source, 1, false)?;
    let sql = "UPDATE identities SET mentions = mentions + ?2, documents = documents + ?3, \
               sources = sources + ?4, first_seen = min(coalesce(first_seen, ?5), \
               coalesce(?5, first_seen)), last_seen = max(coalesce(last_seen, ?5), \
               coalesce(?5, last_seen)) WHERE id = ?1 RETURNING documents";
    let documents: u64 = connection.prepare_cached(sql)?.query_row(
        params![entity, appearance.mentions, first, source, told.publish_time],
        |row| row.get(0),
    )?;
    if first && documents.is_power_of_two() {
        reweigh(connection, *entity)?;
    }
    rename(connection, *entity, appearance, ledger)
}

fn names(connection: &Connection, entity: i64, document: i64) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM identity_links WHERE entity = ? AND document = ?";
    Ok(connection.prepare_cached(sql)?.exists(params![entity, document])?)
}

/// Gives an entity the name and type that most documents have for it, if it has others.
fn rename(
    connection: &Connection,
    entity: i64,
    appearance: &Appearance,
    ledger: &mut Ledger,
) -> Result<(), Fault> {
    let (name, kind, named) = called(connection, entity)?;
    let as_it_is = name == appearance.name && kind == appearance.kind.name();
    if named || as_it_is {
        return Ok(());
    }
    best_name(connection, entity, ledger)
}

/// Name and type of an entity, and whether they were given by hand.
fn called(connection: &Connection, entity: i64) -> Result<(String, String, bool), Fault> {
    let sql = "SELECT name, kind, named FROM identities WHERE id = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    Ok(statement.query_row(params![entity], read)?)
}

/// Takes name and type from what documents tell, unless they were given by hand.
fn best_name(connection: &Connection, entity: i64, ledger: &mut Ledger) -> Result<(), Fault> {
    let told = |facet: i64| -> Result<Vec<(String, u64)>, Fault> {
        let mut values = facts::top(connection, entity, facet, 8)?;
        values.retain(|(_, documents)| *documents > 0);
        Ok(values)
    };
    let Some((kind, _)) = told(facet_code(Facet::Kind))?.into_iter().next() else {
        return Ok(());
    };
    let names = told(NAME)?;
    // A person goes by the full name, however often the family name stands alone.
    let full = |name: &&(String, u64)| kind != "PERSON" || name.0.contains(' ');
    let Some(best) = names.iter().find(full).or(names.first()) else { return Ok(()) };
    let (now, kind_now, named) = called(connection, entity)?;
    // Of equally frequent names the one that it goes by already stays.
    let stays =
        |known: &&(String, u64)| known.0 == now && known.1 == best.1 && full(known) == full(&best);
    let (name, _) = names.iter().find(stays).unwrap_or(best);
    if named || *name == now && kind == kind_now {
        return Ok(());
    }
    let sql = "UPDATE identities SET name = ?2, kind = ?3 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![entity, name, kind])?;
    ledger.called(entity, now, kind_now);
    Ok(())
}

/// Counts out, and notes what the entity has no more; [`settle`] must follow.
pub(super) fn remove(
    connection: &Connection,
    told: &Told,
    ledger: &mut Ledger,
) -> Result<(), Fault> {
    let Told { document, entity, appearance, .. } = told;
    let sql = "DELETE FROM identity_links WHERE document = ? AND place = ? AND entity = ?";
    connection.prepare_cached(sql)?.execute(params![document, appearance.index, entity])?;
    let last = !names(connection, *entity, *document)?;
    for form in &appearance.forms {
        let sql = "UPDATE identity_uses SET count = count - ?5 \
                   WHERE entity = ?1 AND text = ?2 AND kind = ?3 AND source = ?4";
        let kind = mention_code(form.kind);
        let values = params![entity, form.text, kind, told.source, form.count];
        connection.prepare_cached(sql)?.execute(values)?;
        // The name that stands for a description may be used nowhere.
        let sql = "DELETE FROM identity_uses WHERE entity = ?1 AND text = ?2 AND kind = ?3 \
                   AND source = ?4 AND count <= 0";
        connection.prepare_cached(sql)?.execute(params![entity, form.text, kind, told.source])?;
        let sql = "UPDATE identity_aliases SET count = count - ? WHERE entity = ? AND text = ? \
                   RETURNING count <= 0 AND curated = 0";
        let mut statement = connection.prepare_cached(sql)?;
        let values = params![form.count, entity, form.text];
        let gone: Option<bool> = statement.query_row(values, |row| row.get(0)).optional()?;
        if form.count > 0 && gone == Some(true) {
            ledger.gone(*entity, None, &form.text);
        }
    }
    for (facet, value) in &appearance.facts {
        if remove_fact(connection, *entity, *facet, value)? {
            ledger.gone(*entity, Some(*facet), value);
        }
    }
    remove_fact(connection, *entity, Facet::Kind, appearance.kind.name())?;
    drop_count(connection, *entity, NAME, &appearance.name)?;
    let source = last && remove_fact(connection, *entity, Facet::Source, &told.source)?;
    drop_aliases(connection, *entity, appearance)?;
    let sql = "UPDATE identities SET mentions = mentions - ?, documents = documents - ?, \
               sources = sources - ? WHERE id = ?";
    let values = params![appearance.mentions, last, source, entity];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Drops the aliases of an appearance that nobody uses any more. A name that no mention has, as
/// that of an event, goes with the last document that calls the entity so.
fn drop_aliases(
    connection: &Connection,
    entity: i64,
    appearance: &Appearance,
) -> Result<(), Fault> {
    for form in &appearance.forms {
        let sql = "DELETE FROM identity_aliases WHERE entity = ?1 AND text = ?2 AND curated = 0 \
                   AND count <= 0 AND NOT EXISTS (SELECT 1 FROM identity_facts \
                   WHERE entity = ?1 AND facet = ?3 AND value = ?2) RETURNING keys";
        let mut statement = connection.prepare_cached(sql)?;
        let keys: Option<String> =
            statement.query_row(params![entity, form.text, NAME], |row| row.get(0)).optional()?;
        for key in keys.iter().flat_map(|keys| keys.lines()) {
            drop_key(connection, entity, key)?;
        }
    }
    Ok(())
}

/// Brings times, name and type in order after something was counted out; an entity without
/// documents that nobody has touched by hand goes.
pub(super) fn settle(
    connection: &Connection,
    entity: i64,
    ledger: &mut Ledger,
) -> Result<(), Fault> {
    let sql = "SELECT documents, curated FROM identities WHERE id = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let found: Option<(u64, bool)> =
        statement.query_row(params![entity], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((documents, curated)) = found else { return Ok(()) };
    if documents == 0 && !curated {
        for sql in [
            "DELETE FROM identity_keys WHERE entity = ?",
            "DELETE FROM identity_aliases WHERE entity = ?",
            "DELETE FROM identity_uses WHERE entity = ?",
            "DELETE FROM identity_facts WHERE entity = ?",
            "DELETE FROM identities WHERE id = ?",
        ] {
            connection.prepare_cached(sql)?.execute(params![entity])?;
        }
        return Ok(());
    }
    let sql = "UPDATE identities SET \
        first_seen = (SELECT min(publish_time) FROM identity_links WHERE entity = ?1 \
                      AND publish_time IS NOT NULL), \
        last_seen = (SELECT max(publish_time) FROM identity_links WHERE entity = ?1) \
        WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![entity])?;
    best_name(connection, entity, ledger)
}

/// Counts anew what joining two entities has mixed up: documents that named both.
pub(super) fn recount(connection: &Connection, entity: i64) -> Result<(), Fault> {
    let source = facet_code(Facet::Source);
    let sql = "DELETE FROM identity_facts WHERE entity = ? AND facet = ?";
    connection.prepare_cached(sql)?.execute(params![entity, source])?;
    let sql = "INSERT INTO identity_facts (entity, facet, value, curated, count) \
               SELECT entity, ?2, source, 0, count(DISTINCT document) FROM identity_links \
               WHERE entity = ?1 GROUP BY source";
    connection.prepare_cached(sql)?.execute(params![entity, source])?;
    let sql = "UPDATE identities SET \
        mentions = (SELECT coalesce(sum(mentions), 0) FROM identity_links WHERE entity = ?1), \
        documents = (SELECT count(DISTINCT document) FROM identity_links WHERE entity = ?1), \
        sources = (SELECT count(*) FROM identity_facts WHERE entity = ?1 AND facet = ?2) \
        WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![entity, source])?;
    reweigh(connection, entity)
}
