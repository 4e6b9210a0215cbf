//! What a document tells of an entity, counted in and out.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{facts, ledger::Ledger};
use crate::{
    domain::{Appearance, EntityType, Facet, MentionKind, fact_key, key_weight},
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

/// How facets stand in the table.
pub(super) fn facet_code(facet: Facet) -> i64 {
    match facet {
        Facet::Kind => 1,
        Facet::Source => 2,
        Facet::Role => 3,
        Facet::Country => 4,
        Facet::Company => 5,
        Facet::Code => 6,
        Facet::Topic => 7,
    }
}

/// The fullest name in a document stands among the facts under this code.
const NAME: i64 = 8;

/// How mention kinds stand in the table.
pub(super) fn mention_code(kind: MentionKind) -> i64 {
    match kind {
        MentionKind::Name => 1,
        MentionKind::ShortName => 2,
        MentionKind::Abbreviation => 3,
        MentionKind::Nominal => 4,
        MentionKind::Pronoun => 5,
        MentionKind::Metonym => 6,
        MentionKind::Misspelling => 7,
        MentionKind::Demonym => 8,
    }
}

/// The mention kind of a code.
pub(super) fn mention_kind(code: i64) -> Option<MentionKind> {
    Some(match code {
        1 => MentionKind::Name,
        2 => MentionKind::ShortName,
        3 => MentionKind::Abbreviation,
        4 => MentionKind::Nominal,
        5 => MentionKind::Pronoun,
        6 => MentionKind::Metonym,
        7 => MentionKind::Misspelling,
        8 => MentionKind::Demonym,
        _ => return None,
    })
}

/// How types stand in the tables.
pub(super) fn kind_name(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "PERSON",
        EntityType::Organization => "ORGANIZATION",
        EntityType::Location => "LOCATION",
        EntityType::Event => "EVENT",
        EntityType::Work => "WORK",
        EntityType::Group => "GROUP",
        EntityType::Other => "OTHER",
    }
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
    add_fact(connection, *entity, Facet::Kind, kind_name(appearance.kind), 1, false)?;
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
        reweigh(connection, *entity, documents)?;
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
    let as_it_is = name == appearance.name && kind == kind_name(appearance.kind);
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
    remove_fact(connection, *entity, Facet::Kind, kind_name(appearance.kind))?;
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

fn count_fact(
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

fn remove_fact(
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
fn drop_count(
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

fn drop_key(connection: &Connection, entity: i64, key: &str) -> Result<(), Fault> {
    let sql = "UPDATE identity_keys SET uses = uses - 1 WHERE key = ? AND entity = ?";
    connection.prepare_cached(sql)?.execute(params![key, entity])?;
    let sql = "DELETE FROM identity_keys WHERE key = ? AND entity = ? AND uses <= 0";
    connection.prepare_cached(sql)?.execute(params![key, entity])?;
    Ok(())
}

/// Puts an entity where those of so many documents stand among those of one key.
pub(super) fn reweigh(connection: &Connection, entity: i64, documents: u64) -> Result<(), Fault> {
    let sql = "UPDATE identity_keys SET weight = ? WHERE entity = ?";
    connection.prepare_cached(sql)?.execute(params![key_weight(documents), entity])?;
    Ok(())
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
        WHERE id = ?1 RETURNING documents";
    let mut statement = connection.prepare_cached(sql)?;
    let documents = statement.query_row(params![entity, source], |row| row.get(0))?;
    reweigh(connection, entity, documents)
}
