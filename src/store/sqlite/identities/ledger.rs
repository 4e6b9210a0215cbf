//! What has changed of entities while documents are counted in and out: only what is otherwise in
//! the end than it was at the beginning has changed. It costs no question of its own to the store
//! but one for each entity that went by another name for a while.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _, params};

use super::read;
use crate::{
    domain::Facet,
    store::{StoredEntity, sqlite::failure::Fault},
};

/// Changes of entities, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entities: BTreeMap<i64, Entry>,
    /// Entities that may end, as they were with their last document.
    ending: BTreeMap<i64, StoredEntity>,
}

/// Changes of one entity.
#[derive(Debug, Default)]
struct Entry {
    founded: bool,
    /// Names, and roles and codes by their facet: 1 for one that has come, -1 for one that has
    /// gone, 0 for one that is there again or gone again.
    values: BTreeMap<(Option<Facet>, String), i8>,
    /// Its name and type at the beginning, if they have changed since.
    called: Option<(String, String)>,
}

impl Ledger {
    /// Notes an entity that is new.
    pub(super) fn founded(&mut self, entity: i64) {
        self.entities.entry(entity).or_default().founded = true;
    }

    /// Notes that an entity has a name, or a value of a facet, that it had not.
    pub(super) fn come(&mut self, entity: i64, facet: Option<Facet>, value: &str) {
        self.note(entity, facet, value, 1);
    }

    /// Notes that an entity has lost a name, or a value of a facet.
    pub(super) fn gone(&mut self, entity: i64, facet: Option<Facet>, value: &str) {
        self.note(entity, facet, value, -1);
    }

    fn note(&mut self, entity: i64, facet: Option<Facet>, value: &str, change: i8) {
        // What else is known of entities is told nobody.
        if matches!(facet, None | Some(Facet::Role | Facet::Code)) {
            let values = &mut self.entities.entry(entity).or_default().values;
            *values.entry((facet, value.to_owned())).or_default() += change;
        }
    }

    /// Notes what an entity was called before its name or type changed.
    pub(super) fn called(&mut self, entity: i64, name: String, kind: String) {
        self.entities.entry(entity).or_default().called.get_or_insert((name, kind));
    }

    /// Notes that a document ceases to name an entity, before it is counted out: nothing can be read
    /// of one that ends with its last document.
    pub(super) fn leaves(&mut self, connection: &Connection, entity: i64) -> Result<(), Fault> {
        let sql = "SELECT 1 FROM identities WHERE id = ? AND documents <= 1 AND curated = 0";
        if !self.ending.contains_key(&entity)
            && connection.prepare_cached(sql)?.exists(params![entity])?
            && let Some(before) = read::by_number(connection, entity)?
        {
            self.ending.insert(entity, before);
        }
        Ok(())
    }

    /// The entities that have ended, as they were.
    pub(super) fn ended(&self, connection: &Connection) -> Result<Vec<&StoredEntity>, Fault> {
        let mut statement = connection.prepare_cached("SELECT 1 FROM identities WHERE id = ?")?;
        let mut ended = Vec::new();
        for (entity, before) in &self.ending {
            if !statement.exists(params![entity])? {
                ended.push(before);
            }
        }
        Ok(ended)
    }

    /// The entities that are there and have changed.
    pub(super) fn changed(&self, connection: &Connection) -> Result<BTreeSet<i64>, Fault> {
        let sql = "SELECT name, kind FROM identities WHERE id = ?";
        let mut statement = connection.prepare_cached(sql)?;
        let mut changed = BTreeSet::new();
        for (entity, entry) in &self.entities {
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let now: Option<(String, String)> =
                statement.query_row(params![entity], read).optional()?;
            let Some(now) = now else { continue };
            let other_values = entry.values.values().any(|change| *change != 0);
            let other_name = entry.called.as_ref().is_some_and(|before| *before != now);
            if entry.founded || other_values || other_name {
                changed.insert(*entity);
            }
        }
        Ok(changed)
    }
}
