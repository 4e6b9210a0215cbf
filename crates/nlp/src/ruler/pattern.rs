//! Conditions on tokens, compiled to sets of pattern positions.
//!
//! Every position of every pattern is one bit. The conditions on an attribute
//! become, for each value that they tell apart, the set of positions that a
//! token with this value may take. A token may take the positions that are in
//! the sets of all its attributes.

use fancy_regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use super::config::TestConfig;
use crate::model::ModelError;

/// Most searches on one attribute; each costs time for each word of a text.
const MAX_SEARCHES: usize = 256;

/// Largest compiled form of one search, in bytes.
const MAX_SEARCH_BYTES: usize = 1 << 17;

/// Most steps back that a search may take before it finds nothing.
const MAX_BACKTRACKS: usize = 10_000;

/// Largest table of sets, in 64-bit words: 16 MiB.
const MAX_TABLE_WORDS: usize = 1 << 21;

/// The conditions on one attribute, by position.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    lists: Vec<List>,
    searches: Vec<(u32, Regex)>,
}

/// The values that one position takes, or that it does not take.
#[derive(Debug)]
struct List {
    position: u32,
    within: bool,
    values: Vec<Box<str>>,
}

impl Conditions {
    /// Adds a condition of the newest position.
    pub(super) fn add(&mut self, position: u32, config: &TestConfig) -> Result<(), ModelError> {
        let within = match config.operator.as_str() {
            "IN" => true,
            "NOT_IN" => false,
            "REGEX" => return self.add_search(position, &config.values),
            operator => return refuse(format!("has an unknown operator {operator:?}")),
        };
        if self.lists.last().is_some_and(|list| list.position == position) {
            return refuse("has two lists for one attribute of a token".to_owned());
        }
        let values = config.values.iter().map(|value| value.as_str().into()).collect();
        self.lists.push(List { position, within, values });
        Ok(())
    }

    fn add_search(&mut self, position: u32, values: &[String]) -> Result<(), ModelError> {
        if self.searches.len() == MAX_SEARCHES {
            return refuse("has too many searches".to_owned());
        }
        for pattern in values {
            let regex = RegexBuilder::new(pattern)
                .delegate_size_limit(MAX_SEARCH_BYTES)
                .backtrack_limit(MAX_BACKTRACKS)
                .build();
            match regex {
                Ok(regex) => self.searches.push((position, regex)),
                Err(error) => return refuse(format!("has a bad pattern {pattern:?}: {error}")),
            }
        }
        Ok(())
    }

    /// A table of the positions by value, in sets of `words` words.
    pub(super) fn index(self, words: usize) -> Result<PositionsByValue, ModelError> {
        let mut rows = FxHashMap::default();
        for value in self.lists.iter().flat_map(|list| &list.values) {
            let next = rows.len() + 1;
            rows.entry(value.clone()).or_insert(next);
        }
        let size = (rows.len() + 1).saturating_mul(words);
        if size > MAX_TABLE_WORDS {
            return refuse("has too many values for so many patterns".to_owned());
        }
        // Row 0 is for the values that no list holds.
        let mut other = vec![u64::MAX; words];
        for list in self.lists.iter().filter(|list| list.within) {
            clear(&mut other, list.position);
        }
        let mut sets = Vec::with_capacity(size);
        for _ in 0..=rows.len() {
            sets.extend_from_slice(&other);
        }
        for list in &self.lists {
            for value in &list.values {
                let begin = rows[value] * words;
                let row = &mut sets[begin..begin + words];
                if list.within { set(row, list.position) } else { clear(row, list.position) }
            }
        }
        Ok(PositionsByValue { rows, sets, searches: self.searches })
    }

    /// The positions for each of `values`, in their order.
    pub(super) fn table(self, values: &[Box<str>], words: usize) -> Result<Vec<u64>, ModelError> {
        if values.len().saturating_mul(words) > MAX_TABLE_WORDS {
            return refuse("has too many patterns for so many labels".to_owned());
        }
        let index = self.index(words)?;
        let mut table = vec![u64::MAX; values.len() * words];
        if words > 0 {
            for (row, value) in table.chunks_exact_mut(words).zip(values) {
                index.restrict(row, value);
            }
        }
        Ok(table)
    }
}

/// The positions that the value of one attribute allows, for any value.
#[derive(Debug)]
pub(super) struct PositionsByValue {
    /// Row of each value that a list holds; all others have row 0.
    rows: FxHashMap<Box<str>, usize>,
    /// The rows, one after the other.
    sets: Vec<u64>,
    searches: Vec<(u32, Regex)>,
}

impl PositionsByValue {
    /// Whether all values allow the same.
    pub(super) fn is_trivial(&self) -> bool {
        self.rows.is_empty() && self.searches.is_empty()
    }

    /// Takes from `positions` those that a token with `value` may not take.
    pub(super) fn restrict(&self, positions: &mut [u64], value: &str) {
        let begin = self.rows.get(value).map_or(0, |row| row * positions.len());
        for (kept, allowed) in positions.iter_mut().zip(&self.sets[begin..]) {
            *kept &= allowed;
        }
        for (position, regex) in &self.searches {
            if !regex.is_match(value).unwrap_or(false) {
                clear(positions, *position);
            }
        }
    }
}

pub(super) fn set(positions: &mut [u64], position: u32) {
    positions[position as usize / 64] |= 1 << (position % 64);
}

fn clear(positions: &mut [u64], position: u32) {
    positions[position as usize / 64] &= !(1 << (position % 64));
}

fn refuse<T>(problem: String) -> Result<T, ModelError> {
    Err(ModelError::config("ruler.rules", problem))
}
