//! Changes that are held back for a while, so that those of one resource are told as one.
//!
//! The window begins with the first change that is held and ends for all of them together: what
//! is told keeps the order of the latest changes, and no token passes over what is still held.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::time::Instant;

use super::{place::Place, ring::Entry, watcher::Told};
use crate::store::ChangeKind;

/// Resources from which on the window ends early. Changes are taken in by pages: as many as one page
/// has are held beyond it.
pub(super) const MOST: usize = 1024;

pub(super) struct Held<R> {
    /// By name of the resource. Looked up, and sorted before anything is told.
    latest: HashMap<String, Folded<R>>,
    /// When the window ends, and where it began.
    window: Option<(Instant, Place)>,
}

struct Folded<R> {
    entry: Arc<Entry<R>>,
    kind: ChangeKind,
    earlier: u32,
}

impl<R> Default for Held<R> {
    fn default() -> Self {
        Self { latest: HashMap::new(), window: None }
    }
}

impl<R> Held<R> {
    /// When what is held is to be told.
    pub(super) fn due(&self) -> Option<Instant> {
        self.window.map(|(due, _)| due)
    }

    /// Where a watch goes on so that nothing that is held is lost.
    pub(super) fn began(&self) -> Option<Place> {
        self.window.map(|(_, place)| place)
    }

    pub(super) fn is_full(&self) -> bool {
        self.latest.len() >= MOST
    }

    /// Holds a change, met after `place`.
    pub(super) fn add(&mut self, entry: Arc<Entry<R>>, place: Place, window: Duration) {
        self.window.get_or_insert_with(|| (Instant::now() + window, place));
        let kind = entry.event.change.kind();
        let name = entry.event.change.name();
        let folded = match self.latest.remove(&name) {
            Some(before) => Folded {
                kind: joined(before.kind, kind),
                earlier: before.earlier.saturating_add(1),
                entry,
            },
            None => Folded { entry, kind, earlier: 0 },
        };
        self.latest.insert(name, folded);
    }

    /// Ends the window: what was held, in the order of the latest changes.
    pub(super) fn take(&mut self) -> Vec<Told<R>> {
        self.window = None;
        let mut folded: Vec<_> = self.latest.drain().map(|(_, folded)| folded).collect();
        folded.sort_unstable_by_key(|folded| folded.entry.event.sequence);
        let told =
            |Folded { entry, kind, earlier }| Told::Change { entry, kind, coalesced: earlier };
        folded.into_iter().map(told).collect()
    }
}

/// The kind of two changes in one: what has come and changed has come.
fn joined(before: ChangeKind, after: ChangeKind) -> ChangeKind {
    match (before, after) {
        (ChangeKind::DocumentCreated, ChangeKind::DocumentRevised)
        | (ChangeKind::StoryCreated, ChangeKind::StoryUpdated) => before,
        _ => after,
    }
}
