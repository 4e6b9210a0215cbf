//! The index from anchors to documents.
//!
//! Anchors are hashes: each new document adds some to pages all over the table, and every
//! commit would write all of these pages anew. The anchors of the latest documents are kept in
//! memory instead and brought into the table in order, many documents at a time. Nothing is
//! lost in a crash: they are read again from the sketches.

use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

use super::failure::Fault;
use crate::domain::Sketch;

/// Documents whose anchors are brought into the table together.
const TOGETHER: usize = 4096;

/// Anchors that are not in the table yet.
#[derive(Default)]
pub(super) struct Anchors {
    /// Documents in order of arrival.
    recent: FxHashMap<u64, Vec<i64>>,
    documents: usize,
    /// Anchors of documents up to this one are in the table; `None` before they are read.
    through: Option<i64>,
}

impl Anchors {
    /// Reads what memory should hold, unless it does.
    fn load(&mut self, connection: &Connection) -> Result<i64, Fault> {
        if let Some(through) = self.through {
            return Ok(through);
        }
        let sql = "SELECT through FROM anchored";
        let through: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        let sql = "SELECT document, sketch FROM sketches WHERE document > ? ORDER BY document";
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query(params![through])?;
        while let Some(row) = rows.next()? {
            let document = row.get(0)?;
            let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            if let Some(sketch) = Sketch::from_bytes(bytes) {
                self.remember(&sketch, document);
            }
        }
        self.through = Some(through);
        Ok(through)
    }

    fn remember(&mut self, sketch: &Sketch, document: i64) {
        for anchor in sketch.anchors() {
            let documents = self.recent.entry(*anchor).or_default();
            // Nearly always the last one.
            let place = documents.partition_point(|known| *known < document);
            if documents.get(place) != Some(&document) {
                documents.insert(place, document);
            }
        }
        self.documents += 1;
    }

    /// Adds a document's anchors.
    pub(super) fn insert(
        &mut self,
        connection: &Connection,
        sketch: &Sketch,
        document: i64,
    ) -> Result<(), Fault> {
        if document > self.load(connection)? {
            self.remember(sketch, document);
            return Ok(());
        }
        let sql = "INSERT OR IGNORE INTO anchors (anchor, document) VALUES (?, ?)";
        let mut statement = connection.prepare_cached(sql)?;
        for anchor in sketch.anchors() {
            statement.execute(params![stored(*anchor), document])?;
        }
        Ok(())
    }

    /// Takes a document's anchors away.
    pub(super) fn remove(
        &mut self,
        connection: &Connection,
        sketch: &Sketch,
        document: i64,
    ) -> Result<(), Fault> {
        self.load(connection)?;
        let sql = "DELETE FROM anchors WHERE anchor = ? AND document = ?";
        let mut statement = connection.prepare_cached(sql)?;
        for anchor in sketch.anchors() {
            statement.execute(params![stored(*anchor), document])?;
            if let Some(documents) = self.recent.get_mut(anchor) {
                documents.retain(|known| *known != document);
            }
        }
        Ok(())
    }

    /// Hands out the latest documents before `before` that have an anchor, at most `limit`.
    pub(super) fn documents(
        &mut self,
        connection: &Connection,
        anchor: u64,
        before: i64,
        limit: usize,
        mut each: impl FnMut(i64),
    ) -> Result<(), Fault> {
        self.load(connection)?;
        let recent = self.recent.get(&anchor).map_or(&[][..], Vec::as_slice);
        let fitting = recent.iter().rev().filter(|document| **document < before);
        let mut found = 0;
        for document in fitting.take(limit) {
            each(*document);
            found += 1;
        }
        let sql = "SELECT document FROM anchors WHERE anchor = ? AND document < ? \
                   ORDER BY document DESC LIMIT ?";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![stored(anchor), before, limit - found])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?);
        }
        Ok(())
    }

    /// Forgets everything, to read it again: after a transaction that was rolled back.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether it is time for [`Anchors::bring_in`].
    pub(super) fn are_many(&self) -> bool {
        self.documents >= TOGETHER
    }

    /// Brings what memory holds into the table, inside a transaction. When it is committed,
    /// [`Anchors::reset`] is due.
    pub(super) fn bring_in(&self, connection: &Connection) -> rusqlite::Result<()> {
        let pairs = self.recent.iter();
        let mut pairs: Vec<(i64, i64)> = pairs
            .flat_map(|(anchor, documents)| documents.iter().map(|d| (stored(*anchor), *d)))
            .collect();
        pairs.sort_unstable();
        let sql = "INSERT OR IGNORE INTO anchors (anchor, document) VALUES (?, ?)";
        let mut statement = connection.prepare_cached(sql)?;
        for (anchor, document) in pairs {
            statement.execute(params![anchor, document])?;
        }
        let sql = "UPDATE anchored SET through = (SELECT coalesce(max(seq), 0) FROM documents)";
        connection.execute(sql, [])?;
        Ok(())
    }
}

/// An anchor as the database's signed number.
fn stored(anchor: u64) -> i64 {
    anchor.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let schema = concat!(
            include_str!("../../../migrations/0001_documents.sql"),
            include_str!("../../../migrations/0002_library.sql")
        );
        connection.execute_batch(schema).unwrap();
        connection
    }

    fn sketch(hashes: std::ops::Range<u64>) -> Sketch {
        Sketch::of_hashes(hashes.collect()).unwrap()
    }

    fn found(anchors: &mut Anchors, connection: &Connection, anchor: u64, before: i64) -> Vec<i64> {
        let mut found = Vec::new();
        anchors.documents(connection, anchor, before, 3, |document| found.push(document)).unwrap();
        found
    }

    /// Stores a sketch as [`super::super::copies`] does.
    fn store(anchors: &mut Anchors, connection: &Connection, document: i64) {
        anchors.insert(connection, &sketch(5..9), document).unwrap();
        let sql = "INSERT INTO sketches (document, sketch) VALUES (?, ?)";
        connection.execute(sql, params![document, sketch(5..9).to_bytes()]).unwrap();
    }

    #[test]
    fn memory_and_table_are_one_index() {
        let connection = connection();
        let mut anchors = Anchors::default();
        for document in 1..=4 {
            store(&mut anchors, &connection, document);
        }
        assert_eq!(found(&mut anchors, &connection, 6, i64::MAX), [4, 3, 2]);
        assert_eq!(found(&mut anchors, &connection, 6, 3), [2, 1]);
        assert!(found(&mut anchors, &connection, 1, i64::MAX).is_empty());
        // A rollback forgets; the sketches tell again.
        anchors.reset();
        assert_eq!(found(&mut anchors, &connection, 8, i64::MAX), [4, 3, 2]);
        anchors.bring_in(&connection).unwrap();
        connection.execute("UPDATE anchored SET through = 4", []).unwrap();
        anchors.reset();
        let rows = "SELECT count(*) FROM anchors";
        let rows: i64 = connection.query_row(rows, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 16);
        store(&mut anchors, &connection, 5);
        assert_eq!(found(&mut anchors, &connection, 6, i64::MAX), [5, 4, 3]);
        anchors.remove(&connection, &sketch(5..9), 4).unwrap();
        anchors.remove(&connection, &sketch(5..9), 5).unwrap();
        assert_eq!(found(&mut anchors, &connection, 6, i64::MAX), [3, 2, 1]);
        // A new revision of a document whose anchors are in the table.
        anchors.insert(&connection, &sketch(5..9), 4).unwrap();
        assert_eq!(found(&mut anchors, &connection, 6, i64::MAX), [4, 3, 2]);
    }
}
