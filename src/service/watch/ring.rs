//! The latest events, read once and kept for all watchers.

use std::{
    collections::VecDeque,
    sync::{Arc, OnceLock},
};

use super::place::Place;
use crate::{
    domain::Story,
    store::{Change, Event, StoredDocument, StoredEntity, StoryFinding},
};

/// Most events that are kept.
const MOST_EVENTS: usize = 4096;
/// About how much memory they may take.
const MOST_BYTES: usize = 16 << 20;
/// Events that a watcher takes at a time.
pub(super) const PAGE: usize = 64;
/// Bytes of them when it reads them from the store by itself.
pub(super) const PAGE_BYTES: usize = 64 << 10;

/// An event on its way to watchers.
pub struct Entry<R> {
    /// The event.
    pub(super) event: Event,
    /// After it.
    pub(super) place: Place,
    pub(super) rendered: OnceLock<R>,
}

impl<R> Entry<R> {
    pub(super) fn of_change(event: Event) -> Self {
        let place = Place::Changes(event.sequence);
        Self { event, place, rendered: OnceLock::new() }
    }

    /// The event.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// About how much memory it takes, rendered and not.
    fn bytes(&self) -> usize {
        2 * match &self.event.change {
            Change::DocumentCreated(document)
            | Change::DocumentRevised(document)
            | Change::DocumentDeleted(document) => bytes_of(document),
            Change::StoryCreated(story)
            | Change::StoryUpdated(story)
            | Change::StoryMerged(story) => bytes_of_story(story),
            Change::DiscrepancyFound(finding) | Change::ClaimCorroborated(finding) => {
                // In the one unit that is sent about twice as much as deflated in all.
                size_of::<StoryFinding>() + 2 * finding.rendered.len()
            }
            Change::EntityUpdated(entity) | Change::EntityDeleted(entity) => {
                let names = entity.aliases.iter().map(|alias| {
                    let sources = alias.sources.iter().map(|source| 32 + source.len());
                    128 + alias.text.len() + sources.sum::<usize>()
                });
                let roles = entity.roles.iter().map(|role| 32 + role.len());
                size_of::<StoredEntity>() + names.chain(roles).sum::<usize>()
            }
        }
    }
}

fn bytes_of_story(story: &Story) -> usize {
    let names = story.top_entities.iter().map(|entity| entity.canonical_name.len() + 64);
    size_of::<Story>() + story.title.len() + names.sum::<usize>()
}

fn bytes_of(document: &StoredDocument) -> usize {
    let metadata = &document.metadata;
    let texts = [
        &metadata.source,
        &metadata.source_display_name,
        &metadata.url,
        &metadata.canonical_url,
        &metadata.external_id,
        &metadata.title,
    ];
    let labels = metadata.labels.iter().map(|(name, value)| name.len() + value.len() + 64);
    size_of::<StoredDocument>()
        + texts.iter().map(|text| text.len()).sum::<usize>()
        + metadata.authors.iter().map(|author| author.len() + 32).sum::<usize>()
        + labels.sum::<usize>()
}

/// Events in a row up to the end of the log.
pub(super) struct Ring<R> {
    /// It holds every event after this one; `None` while it follows nothing.
    floor: Option<i64>,
    entries: VecDeque<Arc<Entry<R>>>,
    bytes: usize,
}

impl<R> Default for Ring<R> {
    fn default() -> Self {
        Self { floor: None, entries: VecDeque::new(), bytes: 0 }
    }
}

impl<R> Ring<R> {
    /// How far it goes.
    pub(super) fn end(&self) -> Option<i64> {
        self.entries.back().map(|entry| entry.event.sequence).or(self.floor)
    }

    /// Adds the events that follow `from`, where it ended.
    pub(super) fn extend(&mut self, from: i64, events: Vec<Event>) {
        self.floor.get_or_insert(from);
        for event in events {
            let entry = Arc::new(Entry::of_change(event));
            self.bytes += entry.bytes();
            self.entries.push_back(entry);
        }
        while (self.entries.len() > MOST_EVENTS || self.bytes > MOST_BYTES)
            && let Some(oldest) = self.entries.pop_front()
        {
            self.bytes -= oldest.bytes();
            self.floor = Some(oldest.event.sequence);
        }
    }

    /// The first events after a place, [`PAGE`] of them at most; `None` when it does not reach
    /// back so far.
    pub(super) fn after(&self, sequence: i64) -> Option<Vec<Arc<Entry<R>>>> {
        self.floor.filter(|floor| sequence >= *floor)?;
        let first = self.entries.partition_point(|entry| entry.event.sequence <= sequence);
        Some(self.entries.iter().skip(first).take(PAGE).cloned().collect())
    }
}
