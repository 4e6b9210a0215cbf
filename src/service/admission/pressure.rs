//! When the threads that read calls may rest.
//!
//! While callers are turned away the pool has more to do than it can, and every call that comes wakes a
//! thread, only to be refused. As network drivers do with packets (NAPI,
//! <https://docs.kernel.org/networking/napi.html>), calls are then looked at a few milliseconds' worth at a
//! time: fewer threads wake, code and data stay in the caches, and what is saved goes to those who are in.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long calls are left alone at a time.
const PAUSE: Duration = Duration::from_millis(4);
/// The pool must have work for this many pauses: it must never run out of it for a call that is not read.
const PAUSES: f64 = 4.0;

/// How much more is asked of a pool than it can do. Clones are of one pool.
#[derive(Clone, Debug)]
pub struct Pressure(Arc<State>);

#[derive(Debug)]
struct State {
    began: Instant,
    /// Microseconds since then until which pauses harm nobody.
    until: AtomicU64,
}

impl Pressure {
    /// None.
    pub(super) fn new(now: Instant) -> Self {
        Self(Arc::new(State { began: now, until: AtomicU64::new(0) }))
    }

    /// Notes that a caller is turned away while those who are in have work for all threads for so many
    /// seconds. For half of them the threads should be busy whatever comes: expectations err.
    pub(super) fn refused(&self, wait: f64, now: Instant) {
        if wait >= PAUSES * PAUSE.as_secs_f64() {
            let busy = Duration::try_from_secs_f64(wait / 2.0).unwrap_or_default();
            self.0.until.fetch_max(self.since(now + busy), Ordering::Relaxed);
        }
    }

    /// For how long a thread that reads calls should leave them alone, if at all: 4 milliseconds, by which
    /// answers become so much later too.
    pub fn pause(&self, now: Instant) -> Option<Duration> {
        (self.since(now) < self.0.until.load(Ordering::Relaxed)).then_some(PAUSE)
    }

    fn since(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.0.began);
        u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_left_alone_while_callers_are_turned_away_and_the_pool_is_busy() {
        let now = Instant::now();
        let at = |ms| now + Duration::from_millis(ms);
        let pressure = Pressure::new(now);
        assert_eq!(pressure.pause(at(0)), None);
        pressure.refused(0.1, at(10));
        assert_eq!(pressure.pause(at(59)), Some(PAUSE));
        assert_eq!(pressure.pause(at(60)), None);
        // What was expected before still holds.
        pressure.refused(0.2, at(70));
        pressure.refused(0.02, at(71));
        assert_eq!(pressure.pause(at(169)), Some(PAUSE));
        assert_eq!(pressure.pause(at(170)), None);
    }

    #[test]
    fn a_pool_that_may_run_out_of_work_is_told_of_every_call_at_once() {
        let now = Instant::now();
        let pressure = Pressure::new(now);
        for wait in [0.0, 0.015, -1.0, f64::NAN] {
            pressure.refused(wait, now);
            assert_eq!(pressure.pause(now), None);
        }
        pressure.refused(f64::INFINITY, now);
        assert_eq!(pressure.pause(now), None);
        pressure.refused(1e9, now);
        assert!(pressure.pause(now).is_some());
    }
}
