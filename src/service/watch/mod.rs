//! Watching: changes as they are committed, for many at once.
//!
//! One task reads each new event of the store's log once and keeps the latest in a [`ring`] that
//! all watchers share. A watcher that is behind it reads the log itself, in short turns. Nobody
//! who writes ever waits for a watcher.

mod held;
mod place;
mod ring;
mod selection;
#[cfg(test)]
mod tests;
mod watcher;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use self::{place::Place, ring::Ring};
use super::{Service, ServiceError};
use crate::store::{Event, LogState, PageTokens, Store, StoreError};

pub use ring::Entry;
pub use selection::Selection;
pub use watcher::{Told, WatchOptions, Watcher};

/// Events that are read of the log at a time.
const READ_EVENTS: usize = 512;
const READ_BYTES: usize = 1 << 20;
/// Events before the end of the log that the ring begins with, for those who come back together
/// after a restart.
const RECALLED: i64 = 1024;
/// Watchers behind the ring that read at a time: the others readers of the store go on.
const TURNS: usize = 2;
/// Pause after watchers were told: what is committed meanwhile they are told together.
const PACE: Duration = Duration::from_millis(10);
/// Pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);

/// What all watchers share. `R` is what a change is rendered as, once for all of them.
pub struct Hub<R> {
    store: Arc<dyn Store>,
    tokens: Arc<PageTokens>,
    render: fn(&Event, String) -> R,
    ring: Mutex<Ring<R>>,
    /// How far the ring goes.
    told: watch::Sender<i64>,
    /// How many watch.
    active: watch::Sender<usize>,
    turns: Semaphore,
}

impl<R> Hub<R> {
    /// A hub over the service's store. `render` makes of an event and its token what is sent.
    pub fn new(service: &Service, render: fn(&Event, String) -> R) -> Self {
        Self::over(Arc::clone(&service.store), render)
    }

    fn over(store: Arc<dyn Store>, render: fn(&Event, String) -> R) -> Self {
        Self {
            tokens: store.tokens(),
            store,
            render,
            ring: Mutex::new(Ring::default()),
            told: watch::Sender::new(0),
            active: watch::Sender::new(0),
            turns: Semaphore::new(TURNS),
        }
    }

    /// Follows the log until `stop`. To be run once, for as long as somebody may watch.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let follow = async {
            let (mut end, mut active) = (self.store.log_end(), self.active.subscribe());
            loop {
                if *active.borrow_and_update() == 0 {
                    *self.ring() = Ring::default();
                } else {
                    end.borrow_and_update();
                    if let Err(error) = self.follow().await {
                        tracing::error!(%error, "the log of changes cannot be read");
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    }
                    tokio::time::sleep(PACE).await;
                }
                // The senders live as long as the store and this hub.
                tokio::select! {
                    _ = end.changed(), if *active.borrow() > 0 => {}
                    _ = active.changed() => {}
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = follow => {}
        }
    }

    /// Brings the ring up to the end of the log and tells the watchers.
    async fn follow(&self) -> Result<(), StoreError> {
        let mut end = self.ring().end();
        loop {
            let from = match end {
                Some(end) => end,
                None => {
                    let LogState { oldest, last, .. } = self.store.log().await?;
                    (last - RECALLED).max(oldest - 1)
                }
            };
            let events = match self.store.events(from, READ_EVENTS, READ_BYTES).await {
                // Trimmed faster than it was read: the ring begins anew.
                Err(StoreError::LogTrimmed { .. }) => {
                    *self.ring() = Ring::default();
                    end = None;
                    continue;
                }
                events => events?,
            };
            let last = events.last().map_or(from, |event| event.sequence);
            self.ring().extend(from, events);
            self.told.send_replace(last);
            if last == from {
                return Ok(());
            }
            end = Some(last);
        }
    }

    /// Events after a place, in their order; none when there are none yet.
    async fn after(&self, sequence: i64) -> Result<Vec<Arc<Entry<R>>>, ServiceError> {
        if let Some(entries) = self.ring().after(sequence) {
            return Ok(entries);
        }
        // The semaphore is never closed.
        let _turn = self.turns.acquire().await;
        let events = self.store.events(sequence, ring::PAGE, ring::PAGE_BYTES).await?;
        Ok(events.into_iter().map(|event| Arc::new(Entry::of_change(event))).collect())
    }

    /// What an entry is sent as.
    pub fn rendered<'e>(&self, entry: &'e Entry<R>) -> &'e R {
        entry.rendered.get_or_init(|| (self.render)(&entry.event, self.token(&entry.place)))
    }

    fn token(&self, place: &Place) -> String {
        self.tokens.encode(place::list(), &place.to_bytes())
    }

    fn ring(&self) -> std::sync::MutexGuard<'_, Ring<R>> {
        // A ring is whole between any two steps.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
