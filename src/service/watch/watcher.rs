//! One watch, from its start to whatever ends it.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::{Entry, Hub, Selection, held::Held, place::Place, ring::PAGE};
use crate::{
    service::ServiceError,
    store::{ChangeKind, Collection, Event, Present},
};

/// How a watch is wanted.
#[derive(Clone, Debug)]
pub struct WatchOptions {
    /// What to tell of.
    pub selection: Selection,
    /// Token to go on after; empty = none.
    pub token: String,
    /// Whether the present state comes first; not looked at when there is a token.
    pub include_initial: bool,
    /// Time after which a quiet watch gives a sign of life.
    pub heartbeat: Duration,
    /// Time within which changes of one resource are told as one; zero = never.
    pub window: Duration,
}

/// What a watcher is told.
pub enum Told<R> {
    /// A change, or an entry of the present state.
    Change {
        /// Which; [`Hub::rendered`] has it as it is sent.
        entry: Arc<Entry<R>>,
        /// What it is told as.
        kind: ChangeKind,
        /// Earlier changes of the resource that are told by this one.
        coalesced: u32,
    },
    /// The present state is complete.
    Synced {
        /// How far the watch has come.
        sequence: i64,
        /// Goes on from here.
        token: String,
    },
    /// Nothing else is to be told.
    Heartbeat {
        /// How far the watch has come.
        sequence: i64,
        /// Goes on from here.
        token: String,
    },
}

/// A watch.
pub struct Watcher<R> {
    hub: Arc<Hub<R>>,
    options: WatchOptions,
    place: Place,
    /// To be told; told before anything else is taken in.
    ready: VecDeque<Told<R>>,
    held: Held<R>,
    heartbeat_at: Instant,
    /// How far the ring goes.
    end: watch::Receiver<i64>,
    _active: Active<R>,
}

/// Counts as one that watches.
struct Active<R>(Arc<Hub<R>>);

impl<R> Drop for Active<R> {
    fn drop(&mut self) {
        self.0.active.send_modify(|count| *count -= 1); // counted when it was made
    }
}

impl<R> Hub<R> {
    /// Begins a watch. Without a present state to begin with it gives a sign of life at once, so
    /// that its caller has a token.
    pub async fn watch(
        self: &Arc<Self>,
        options: WatchOptions,
    ) -> Result<Watcher<R>, ServiceError> {
        self.active.send_modify(|count| *count += 1);
        let active = Active(Arc::clone(self));
        let end = self.told.subscribe();
        let place = self.beginning(&options).await?;
        let mut watcher = Watcher {
            hub: Arc::clone(self),
            heartbeat_at: Instant::now() + options.heartbeat,
            options,
            place,
            ready: VecDeque::new(),
            held: Held::default(),
            end,
            _active: active,
        };
        if matches!(place, Place::Changes(_)) {
            let heartbeat = watcher.heartbeat();
            watcher.ready.push_back(heartbeat);
        }
        Ok(watcher)
    }

    async fn beginning(&self, options: &WatchOptions) -> Result<Place, ServiceError> {
        let log = self.store.log().await?;
        let token = self.tokens.decode(super::place::list(), &options.token);
        let Some(bytes) = token.map_err(|_| ServiceError::ResumeToken { is_ahead: false })? else {
            if !options.include_initial {
                return Ok(Place::Changes(log.last));
            }
            let until = self.store.collection_end(Collection::ALL[0]).await?; // there is one
            return Ok(Place::Initial { start: log.last, collection: 0, after: 0, until });
        };
        let place = Place::from_bytes(&bytes);
        let place = place.ok_or(ServiceError::ResumeToken { is_ahead: false })?;
        if place.sequence() > log.last {
            return Err(ServiceError::ResumeToken { is_ahead: true });
        }
        if place.sequence() + 1 < log.oldest {
            let (oldest, oldest_time) = (log.oldest, log.oldest_time);
            return Err(ServiceError::ResumeTokenExpired { oldest, oldest_time });
        }
        Ok(place)
    }
}

impl<R> Watcher<R> {
    /// The hub that it belongs to.
    pub fn hub(&self) -> &Arc<Hub<R>> {
        &self.hub
    }

    /// The token of where it begins.
    pub fn token(&self) -> String {
        self.hub.token(&self.safe())
    }

    /// What is told next, at least one and at most 64; waits for it. After an error the watch
    /// is over.
    pub async fn next(&mut self) -> Result<Vec<Told<R>>, ServiceError> {
        loop {
            if !self.ready.is_empty() {
                self.heartbeat_at = Instant::now() + self.options.heartbeat;
                // A window may end with many more.
                let batch = self.ready.len().min(PAGE);
                return Ok(self.ready.drain(..batch).collect());
            }
            if Instant::now() >= self.heartbeat_at {
                let heartbeat = self.heartbeat();
                self.ready.push_back(heartbeat);
                continue;
            }
            match self.place {
                Place::Changes(after) => self.changes(after).await?,
                Place::Initial { start, collection, after, until } => {
                    self.initial(start, collection, (after, until)).await?;
                }
            }
        }
    }

    /// Where to go on so that nothing is lost.
    fn safe(&self) -> Place {
        self.held.began().unwrap_or(self.place)
    }

    fn heartbeat(&self) -> Told<R> {
        let place = self.safe();
        Told::Heartbeat { sequence: place.sequence(), token: self.hub.token(&place) }
    }

    /// Takes in the next changes, or waits for one.
    async fn changes(&mut self, after: i64) -> Result<(), ServiceError> {
        let is_due = self.held.due().is_some_and(|due| Instant::now() >= due);
        if is_due || self.held.is_full() {
            self.ready.extend(self.held.take());
            return Ok(());
        }
        let entries = self.hub.after(after).await?;
        if entries.is_empty() {
            let until = self.held.due().unwrap_or(self.heartbeat_at).min(self.heartbeat_at);
            tokio::select! {
                // Fails only without a hub, and this has one.
                _ = self.end.wait_for(|end| *end > after) => {}
                () = sleep_until(until) => {}
            }
            return Ok(());
        }
        for entry in entries {
            let before = self.place;
            self.place = entry.place;
            if !self.options.selection.passes(&entry.event.change) {
                continue;
            }
            if self.options.window.is_zero() {
                let kind = entry.event.change.kind();
                self.ready.push_back(Told::Change { entry, kind, coalesced: 0 });
            } else {
                self.held.add(entry, before, self.options.window);
            }
        }
        // A filter that nothing passes must not keep a thread for itself.
        tokio::task::consume_budget().await;
        Ok(())
    }

    /// Takes in the next entries of the present state.
    async fn initial(
        &mut self,
        start: i64,
        index: u8,
        (after, until): (i64, i64),
    ) -> Result<(), ServiceError> {
        let Some(&collection) = Collection::ALL.get(usize::from(index)) else {
            self.place = Place::Changes(start);
            let token = self.hub.token(&self.place);
            self.ready.push_back(Told::Synced { sequence: start, token });
            return Ok(());
        };
        let store = &self.hub.store;
        let found = if self.options.selection.wants(collection.kind()) && after < until {
            let _turn = self.hub.turns.acquire().await; // never closed
            store.present(collection, (after, until), PAGE).await?
        } else {
            Vec::new()
        };
        if found.is_empty() {
            let next = Collection::ALL.get(usize::from(index) + 1);
            let until = match next {
                Some(&next) => store.collection_end(next).await?,
                None => 0,
            };
            self.place = Place::Initial { start, collection: index + 1, after: 0, until };
            return Ok(());
        }
        for Present { seq, time, change } in found {
            self.place = Place::Initial { start, collection: index, after: seq, until };
            if self.options.selection.passes(&change) {
                let kind = change.kind();
                let event = Event { sequence: start, time, change };
                let entry = Entry { event, place: self.place, rendered: Default::default() };
                self.ready.push_back(Told::Change { entry: Arc::new(entry), kind, coalesced: 0 });
            }
        }
        tokio::task::consume_budget().await;
        Ok(())
    }
}
