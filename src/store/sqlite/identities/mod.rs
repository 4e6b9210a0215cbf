//! Entities of the corpus: the queue of documents that are to be identified, the index in which
//! entities are looked up, and what documents tell of them.
//!
//! What a document tells of an entity (`told`) is counted in (`count`) and, when the document
//! changes or goes, counted out again, so that aliases, facts and counts are always those of the
//! documents that are there. A step costs in proportion to what one document tells, whatever the
//! corpus.

mod codes;
mod count;
mod curate;
mod facts;
mod ledger;
mod list;
mod read;
mod told;
mod values;

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use rusqlite::{Connection, OptionalExtension as _, params};

use self::{ledger::Ledger, told::Told};
use super::{events, failure::Fault};
use crate::{
    domain::{Appearance, EntityId, Facet, Profile},
    store::{Candidates, Change, Identified, StoreError, Unidentified},
};

pub(super) use curate::{merge, split, upsert};
pub(super) use list::{Position, key, list};
pub(super) use read::{by_id, by_number, links, own_names, places};

/// Puts a document into the queue. One that waits already goes to its end.
pub(super) fn enqueue(
    connection: &Connection,
    document: i64,
    appearances: &[u8],
) -> Result<(), Fault> {
    let sql = "INSERT OR REPLACE INTO identifying (document, content) VALUES (?, ?)";
    connection.prepare_cached(sql)?.execute(params![document, appearances])?;
    Ok(())
}

/// The head of the queue.
pub(super) fn waiting(connection: &Connection, limit: usize) -> Result<Vec<Unidentified>, Fault> {
    let sql = "SELECT i.ticket, i.document, i.content, d.publish_time FROM identifying i \
               JOIN documents d ON d.seq = i.document ORDER BY i.ticket LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![limit])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, time): (i64, Option<String>) = (row.get(1)?, row.get(3)?);
        waiting.push(Unidentified {
            ticket: row.get(0)?,
            seq,
            appearances: row.get(2)?,
            publish_time: read::time(time)?,
            before: before(connection, seq)?,
        });
    }
    Ok(waiting)
}

fn before(connection: &Connection, document: i64) -> Result<Vec<(String, i64)>, Fault> {
    let sql = "SELECT name, entity FROM identity_links WHERE document = ? ORDER BY place";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![document], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The entities that keys lead to, at most `limit` curated and as many others each; with profiles
/// of some more.
pub(super) fn candidates(
    connection: &Connection,
    keys: &[String],
    more: &[i64],
    limit: usize,
) -> Result<Candidates, Fault> {
    let sql = "SELECT entity FROM identity_keys WHERE key = ?1 AND weight >= ?2 AND weight < ?3 \
               ORDER BY weight DESC, entity LIMIT ?4";
    let mut statement = connection.prepare_cached(sql)?;
    let weights = [(values::CURATED_WEIGHT, u32::MAX), (0, values::CURATED_WEIGHT)];
    let mut all: BTreeSet<i64> = more.iter().copied().collect();
    let mut found = Vec::new();
    for key in keys {
        let mut entities: Vec<i64> = Vec::new();
        for (least, below) in weights {
            let values = params![key, least, below, limit];
            for entity in statement.query_map(values, |row| row.get(0))? {
                entities.push(entity?);
            }
        }
        if !entities.is_empty() {
            all.extend(entities.iter().copied());
            found.push((key.clone(), entities));
        }
    }
    let mut profiles = Vec::with_capacity(all.len());
    for entity in all {
        profiles.extend(profile(connection, entity)?);
    }
    Ok(Candidates { found, profiles })
}

fn profile(connection: &Connection, entity: i64) -> Result<Option<Profile>, Fault> {
    let sql = "SELECT name, documents, curated, first_seen, last_seen, kind, named FROM identities \
               WHERE id = ? AND merged_into IS NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![entity])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let seconds = |text| Ok::<_, Fault>(read::time(text)?.map(jiff::Timestamp::as_second));
    let seen = seconds(row.get(3)?)?.zip(seconds(row.get(4)?)?);
    let mut profile = Profile {
        entity,
        name: row.get(0)?,
        documents: row.get(1)?,
        curated: row.get(2)?,
        named: row.get(6)?,
        seen,
        ..Profile::default()
    };
    let sql = "SELECT text, count, curated FROM identity_aliases \
               WHERE entity = ?1 AND (keys <> '' OR curated) \
               ORDER BY text = ?2 DESC, curated DESC, count DESC, text LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let names = statement.query_map(params![entity, profile.name, Profile::MOST_NAMES], read)?;
    profile.names = names.collect::<rusqlite::Result<_>>()?;
    for facet in
        [Facet::Kind, Facet::Role, Facet::Country, Facet::Company, Facet::Code, Facet::Topic]
    {
        let code = codes::facet_code(facet);
        let values = facts::top(connection, entity, code, Profile::MOST_VALUES)?;
        profile.facts.extend(values.into_iter().map(|(value, count)| (facet, value, count)));
    }
    let kind: String = row.get(5)?;
    if profile.named || profile.facts.iter().all(|(facet, ..)| *facet != Facet::Kind) {
        // What somebody says it is goes before what documents say.
        profile.facts.retain(|(facet, ..)| *facet != Facet::Kind);
        profile.facts.push((Facet::Kind, kind, profile.documents));
    }
    Ok(Some(profile))
}

/// Writes what a batch of documents was identified as, and takes it from the queue. Refused with
/// [`StoreError::Overtaken`] when a document or an entity of it has changed meanwhile.
pub(super) fn identify(connection: &Connection, batch: &[Identified]) -> Result<(), Fault> {
    for document in batch {
        check_current(connection, document)?;
    }
    let mut founded: BTreeMap<i64, i64> = BTreeMap::new();
    let ledger = &mut Ledger::default();
    let mut emptied: BTreeSet<i64> = BTreeSet::new();
    for document in batch {
        let mut left = told::told(connection, document.seq)?;
        // First what it tells now: an entity that it alone names stays the same one.
        found_new(connection, document, &mut founded, ledger)?;
        let (publish_time, source) = told::origin(connection, document.seq)?;
        let mut told = Vec::with_capacity(document.links.len());
        for link in &document.links {
            let entity = founded.get(&link.entity).copied().unwrap_or(link.entity);
            told.push(Told {
                document: document.seq,
                entity,
                name: link.name.clone(),
                publish_time: publish_time.clone(),
                source: source.clone(),
                appearance: link.appearance.clone(),
            });
        }
        // What is told as before needs no counting.
        told.retain(|new| match left.iter().position(|old| old == new) {
            Some(at) => {
                left.swap_remove(at);
                false
            }
            None => true,
        });
        for old in &left {
            if told.iter().all(|new| new.entity != old.entity) {
                ledger.leaves(connection, old.entity)?;
            }
        }
        for old in &left {
            count::remove(connection, old, ledger)?;
            emptied.insert(old.entity);
        }
        for new in &told {
            count::add(connection, new, ledger)?;
        }
        let sql = "DELETE FROM identifying WHERE ticket = ?";
        connection.prepare_cached(sql)?.execute(params![document.ticket])?;
    }
    // Not before: what one document names no more a later one of the batch may name.
    for entity in emptied {
        count::settle(connection, entity, ledger)?;
    }
    announce_all(connection, ledger)
}

/// Makes the entities that a document is the first to name, in the order in which it was decided
/// that they are new: of equals the elder counts, whether they come out of one batch or of two.
fn found_new(
    connection: &Connection,
    document: &Identified,
    founded: &mut BTreeMap<i64, i64>,
    ledger: &mut Ledger,
) -> Result<(), Fault> {
    let mut new: Vec<_> = document.links.iter().filter(|link| link.entity < 0).collect();
    new.sort_by_key(|link| std::cmp::Reverse(link.entity));
    for link in new {
        if let Entry::Vacant(place) = founded.entry(link.entity) {
            let entity = found(connection, &link.slug, &link.appearance)?;
            ledger.founded(*place.insert(entity));
        }
    }
    Ok(())
}

fn check_current(connection: &Connection, document: &Identified) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM identifying WHERE ticket = ? AND document = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut current = statement.exists(params![document.ticket, document.seq])?;
    let sql = "SELECT 1 FROM identities WHERE id = ? AND merged_into IS NULL";
    let mut statement = connection.prepare_cached(sql)?;
    for link in document.links.iter().filter(|link| link.entity >= 0) {
        current = current && statement.exists(params![link.entity])?;
    }
    if current { Ok(()) } else { Err(Fault::Refused(StoreError::Overtaken)) }
}

/// Makes an entity; its id is one that was never used.
fn found(connection: &Connection, slug: &str, appearance: &Appearance) -> Result<i64, Fault> {
    let id = unused_id(connection, slug)?;
    let kind = appearance.kind.name();
    insert(connection, &id, &appearance.name, kind)
}

fn insert(connection: &Connection, id: &EntityId, name: &str, kind: &str) -> Result<i64, Fault> {
    let sql = "INSERT INTO identities (slug, name, kind) VALUES (?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![id.as_str(), name, kind])?;
    Ok(connection.last_insert_rowid())
}

/// The id itself where nobody had it, else with the next number behind it.
fn unused_id(connection: &Connection, slug: &str) -> Result<EntityId, Fault> {
    let sql = "SELECT last FROM identity_slugs WHERE slug = ?";
    let last = |slug: &str| -> Result<Option<i64>, Fault> {
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_row(params![slug], |row| row.get(0)).optional()?)
    };
    let set = |slug: &str, last: i64| -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO identity_slugs (slug, last) VALUES (?, ?)";
        connection.prepare_cached(sql)?.execute(params![slug, last])?;
        Ok(())
    };
    let mut id = slug.to_owned();
    if let Some(mut number) = last(slug)? {
        // Another name may end in the number: seldom more than one step.
        loop {
            number += 1;
            id = format!("{slug}-{number}");
            if last(&id)?.is_none() {
                break;
            }
        }
        set(slug, number)?;
    }
    set(&id, 1)?;
    let unreadable = |_| Fault::Failed(StoreError::Unreadable { id: id.clone(), field: "slug" });
    id.parse().map_err(unreadable)
}

fn announce_all(connection: &Connection, ledger: &Ledger) -> Result<(), Fault> {
    for entity in ledger.changed(connection)? {
        announce(connection, entity)?;
    }
    for entity in ledger.ended(connection)? {
        events::append(connection, &Change::EntityDeleted(Box::new(entity.clone())))?;
    }
    Ok(())
}

/// Notes a change of an entity in the log, under a new etag.
fn announce(connection: &Connection, entity: i64) -> Result<(), Fault> {
    let sql = "UPDATE identities SET version = version + 1 WHERE id = ?";
    connection.prepare_cached(sql)?.execute(params![entity])?;
    if let Some(entity) = read::by_number(connection, entity)? {
        events::append(connection, &Change::EntityUpdated(Box::new(entity)))?;
    }
    Ok(())
}

/// Takes out all that a document tells, and takes it from the queue.
pub(super) fn forget(connection: &Connection, document: i64) -> Result<(), Fault> {
    let told = told::told(connection, document)?;
    let ledger = &mut Ledger::default();
    for old in &told {
        ledger.leaves(connection, old.entity)?;
    }
    for old in &told {
        count::remove(connection, old, ledger)?;
    }
    for entity in told.iter().map(|old| old.entity).collect::<BTreeSet<_>>() {
        count::settle(connection, entity, ledger)?;
    }
    let sql = "DELETE FROM identifying WHERE document = ?";
    connection.prepare_cached(sql)?.execute(params![document])?;
    announce_all(connection, ledger)
}

/// Takes a document from the queue whose entities cannot be written; it is left without any.
pub(super) fn set_aside(connection: &Connection, document: i64, ticket: i64) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM identifying WHERE ticket = ? AND document = ?";
    if !connection.prepare_cached(sql)?.exists(params![ticket, document])? {
        return Ok(());
    }
    forget(connection, document)
}

/// Counts a document anew whose source or time has changed.
pub(super) fn recount(connection: &Connection, document: i64) -> Result<(), Fault> {
    let (publish_time, source) = told::origin(connection, document)?;
    let mut told = told::told(connection, document)?;
    told.retain(|old| old.publish_time != publish_time || old.source != source);
    let ledger = &mut Ledger::default();
    // All are out before one comes in: a document counts once for an entity that it names twice.
    for old in &told {
        count::remove(connection, old, ledger)?;
    }
    let entities: BTreeSet<i64> = told.iter().map(|old| old.entity).collect();
    for old in told {
        let (publish_time, source) = (publish_time.clone(), source.clone());
        count::add(connection, &Told { publish_time, source, ..old }, ledger)?;
    }
    for entity in entities {
        count::settle(connection, entity, ledger)?;
    }
    announce_all(connection, ledger)
}
