//! Rows of the word types that are met again and again, shared by all analyses.

use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::embed::TypeKey;

/// Bytes of the rows of an encoder: 8,738 of the usual length.
const MAX_BYTES: usize = 32 << 20;

/// Rows that are computed beside a full table before it is begun anew: what is met often may have changed.
/// Filling it again costs less than a hundredth of computing these.
const WORN: usize = 1 << 22;

/// The rows of the types that are met often, of one encoder.
#[derive(Debug)]
pub(super) struct CommonRows {
    most: usize,
    table: RwLock<Arc<Table>>,
}

/// Rows by number. They are added and never changed, so that those that are there are read without a lock.
#[derive(Debug)]
pub(super) struct Table {
    /// How many tables there were before.
    generation: u32,
    numbers: RwLock<FxHashMap<TypeKey, u32>>,
    rows: Box<[OnceLock<Box<[f32]>>]>,
    /// Rows that were computed since it is full.
    missed: AtomicUsize,
}

impl CommonRows {
    /// An empty table for rows of `length` values.
    pub(super) fn new(length: usize) -> Self {
        let most = MAX_BYTES / size_of::<f32>() / length;
        Self { most, table: RwLock::new(Arc::new(Table::new(0, most))) }
    }

    /// The present table.
    pub(super) fn table(&self) -> Arc<Table> {
        // The table is whole even if a thread panicked while it replaced it.
        Arc::clone(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins a new table, if this one is still the present.
    pub(super) fn renew(&self, worn: &Table) {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if table.generation == worn.generation {
            *table = Arc::new(Table::new(worn.generation.wrapping_add(1), self.most));
        }
    }
}

impl Table {
    fn new(generation: u32, most: usize) -> Self {
        Self {
            generation,
            numbers: RwLock::default(),
            rows: (0..most).map(|_| OnceLock::new()).collect(),
            missed: AtomicUsize::new(0),
        }
    }

    /// Tells tables apart.
    pub(super) fn generation(&self) -> u32 {
        self.generation
    }

    /// The number of a type's row, if it has one.
    pub(super) fn find(&self, key: &TypeKey) -> Option<u32> {
        self.numbers.read().unwrap_or_else(PoisonError::into_inner).get(key).copied()
    }

    /// The row with a number that [`find`](Self::find) or [`add`](Self::add) gave.
    pub(super) fn row(&self, number: u32) -> Option<&[f32]> {
        self.rows.get(number as usize)?.get().map(|row| &**row)
    }

    /// Adds the row of a type, unless it is there or the table is full; its number.
    pub(super) fn add(&self, key: TypeKey, row: impl FnOnce() -> Box<[f32]>) -> Option<u32> {
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        let count = numbers.len();
        match numbers.entry(key) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(place) => {
                // Before its number is known to anybody. Rows are fewer than 2^32.
                self.rows.get(count)?.get_or_init(row);
                Some(*place.insert(count as u32))
            }
        }
    }

    /// Whether there is no room left.
    pub(super) fn is_full(&self) -> bool {
        self.rows.last().is_none_or(|row| row.get().is_some())
    }

    /// Notes that rows were computed which are not here; whether a full table has done its service.
    pub(super) fn wear(&self, computed: usize) -> bool {
        self.is_full() && self.missed.fetch_add(computed, Ordering::Relaxed) + computed >= WORN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u64) -> TypeKey {
        TypeKey { ids: [number; 4], ..TypeKey::default() }
    }

    #[test]
    fn rows_are_added_once_and_while_there_is_room() {
        let table = Table::new(0, 2);
        assert_eq!(table.find(&key(1)), None);
        assert_eq!(table.add(key(1), || [1.0].into()), Some(0));
        assert_eq!(table.add(key(1), || [7.0].into()), Some(0));
        assert_eq!(table.add(key(2), || [2.0].into()), Some(1));
        assert_eq!(table.add(key(3), || [3.0].into()), None);
        assert_eq!(table.find(&key(3)), None);
        let row = |number: u64| table.row(table.find(&key(number)).unwrap()).unwrap();
        assert_eq!((row(1), row(2)), (&[1.0][..], &[2.0][..]));
        assert_eq!(table.row(2), None);
    }

    #[test]
    fn a_full_table_is_worn_after_a_while_and_renewed_once() {
        let rows = CommonRows::new(MAX_BYTES / size_of::<f32>());
        let table = rows.table();
        assert!(!table.wear(2 * WORN), "there is room");
        table.add(key(1), || [1.0].into());
        assert!(!table.wear(WORN - 1));
        assert!(table.wear(1));
        rows.renew(&table);
        let next = rows.table();
        rows.renew(&table);
        assert!(Arc::ptr_eq(&next, &rows.table()));
        assert_ne!(next.generation(), table.generation());
        assert_eq!(next.find(&key(1)), None);
    }
}
