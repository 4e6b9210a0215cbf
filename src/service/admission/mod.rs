//! Who is let in to the pool, and who is told to come again: at once, and not when his time has been
//! spent waiting.
//!
//! A caller is turned away for one of two reasons. Either as many callers are in as the limit allows that
//! adapts to how long they wait (`limit`), or the work ahead of him is expected to take longer than his
//! deadline leaves (`books`, after what `forecast` has learnt of such calls).

mod books;
mod call;
mod forecast;
mod limit;
mod pressure;

use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use self::books::{Books, JobId, PlaceId};
use super::memory::Reserved;
use crate::metrics::{DEADLINE_UNREACHABLE, Metrics, QUEUE_FULL};

pub(super) use self::limit::Bounds;
pub use self::{
    call::{CallAtHand, within},
    pressure::Pressure,
};

/// What a caller wants of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Bytes of text to work on; 0 where they are not known or do not decide.
    bytes: usize,
    /// Threads that can work on it at a time.
    lanes: usize,
}

impl Demand {
    /// Work whose length is that of other calls of its method.
    pub const USUAL: Self = Self::text(0);

    /// Work on a text of so many bytes.
    pub const fn text(bytes: usize) -> Self {
        Self { bytes, lanes: 1 }
    }

    /// The same, on which so many threads can work at a time; at least 1.
    pub const fn in_lanes(self, lanes: usize) -> Self {
        Self { lanes, ..self }
    }
}

/// Why a caller is not let in, and when it is worth while to come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason.
    pub why: Why,
    /// When the work ahead, that of others who were told to come again included, should be done.
    pub come_again: Duration,
}

/// The reason of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// As many callers wait as may at present.
    Full {
        /// How many may.
        waiting: usize,
        /// How many may while nobody waits for long.
        most: usize,
    },
    /// The call would not be done by its deadline.
    TooLate {
        /// Expected time until it would be done.
        expected: Duration,
        /// Time until its deadline.
        left: Duration,
    },
}

/// The way into the pool.
#[derive(Debug)]
pub(super) struct Gate {
    books: Mutex<Books>,
    pressure: Pressure,
    metrics: Arc<Metrics>,
}

impl Gate {
    pub(super) fn new(workers: usize, bounds: Bounds, metrics: Arc<Metrics>) -> Arc<Self> {
        let now = Instant::now();
        let books = Mutex::new(Books::new(workers, bounds, now));
        Arc::new(Self { books, pressure: Pressure::new(now), metrics })
    }

    /// How much more is asked of the pool than it can do.
    pub(super) fn pressure(&self) -> &Pressure {
        &self.pressure
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // Nothing panics while the lock is held.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the call at hand in, or says why not.
    pub(super) fn enter(self: &Arc<Self>, demand: Demand) -> Result<Arc<Place>, Refused> {
        let call = call::at_hand();
        let now = Instant::now();
        let entered = {
            let mut books = self.books();
            books.enter(call, demand, now).map_err(|refused| (refused, books.wait(now)))
        };
        entered.map(|id| Place::new(self, Some(id))).map_err(|(refused, wait)| {
            let reason = match refused.why {
                Why::Full { .. } => QUEUE_FULL,
                Why::TooLate { .. } => DEADLINE_UNREACHABLE,
            };
            self.metrics.queue_refused.get_or_create(&[("reason", reason)]).inc();
            self.pressure.refused(wait, now);
            refused
        })
    }

    /// A place for work without a caller, which is always let in.
    pub(super) fn background(self: &Arc<Self>) -> Arc<Place> {
        Place::new(self, None)
    }

    /// Sets the gauges.
    pub(super) fn look(&self, metrics: &Metrics) {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let mut books = self.books();
        let now = Instant::now();
        metrics.queue_admitted.set(count(books.admitted()));
        metrics.queue_limit.set(count(books.limit(now)));
        metrics.queue_expected_wait.set(books.wait(now));
    }
}

/// A place in the pool, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    gate: Arc<Gate>,
    /// None for work without a caller.
    id: Option<PlaceId>,
    memory: OnceLock<Reserved>,
}

impl Place {
    fn new(gate: &Arc<Gate>, id: Option<PlaceId>) -> Arc<Self> {
        Arc::new(Self { gate: Arc::clone(gate), id, memory: OnceLock::new() })
    }

    /// Keeps memory for as long as there is anything of the work; the first that comes.
    pub(super) fn hold(&self, memory: Reserved) {
        let _ = self.memory.set(memory);
    }

    /// Whether a caller has it.
    pub(super) fn is_call(&self) -> bool {
        self.id.is_some()
    }

    /// A job that waits for a thread from now on.
    pub(super) fn job(self: &Arc<Self>) -> Job {
        let id = self.gate.books().job_waits(self.id, Instant::now());
        Job { place: Arc::clone(self), id, spoiled: false }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.gate.books().leave(id, Instant::now());
        }
    }
}

/// A job that waits or runs, until it is dropped. It keeps its caller's place: work that is abandoned and
/// slow to stop must not pile up behind fresh callers.
#[derive(Debug)]
pub(super) struct Job {
    place: Arc<Place>,
    id: JobId,
    spoiled: bool,
}

impl Job {
    /// It has a thread now.
    pub(super) fn begins(&self) {
        self.place.gate.books().job_begins(self.id, Instant::now());
    }

    /// It was stopped: how long it took tells nothing of such work.
    pub(super) fn spoiled(&mut self) {
        self.spoiled = true;
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.place.gate.books().job_ends(self.id, self.spoiled, Instant::now());
    }
}
