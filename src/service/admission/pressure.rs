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

/// Microseconds after which calls are looked at again. Longer spares more, and makes refusals later by as
/// much.
const PAUSE: u64 = 6_000;
/// The pool must have work for this many pauses: it must never run out of it for a call that is not read.
const PAUSES: f64 = 3.0;
/// Microseconds after which a refusal tells nothing any more: those who were in may have left.
const LATEST: u64 = 60_000;

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
    /// seconds. For half of them, but not for long, they should be busy whatever comes: expectations err.
    pub(super) fn refused(&self, wait: f64, now: Instant) {
        if wait * 1e6 >= PAUSES * PAUSE as f64 {
            let busy = ((wait / 2.0 * 1e6) as u64).min(LATEST);
            let until = self.since(now).saturating_add(busy);
            self.0.until.fetch_max(until, Ordering::Relaxed);
        }
    }

    /// For how long a thread that reads calls should leave them alone, if at all: 6 milliseconds at most, by
    /// which answers become so much later too. All threads are told the same end, so that calls that come
    /// in between wake none of them.
    pub fn pause(&self, now: Instant) -> Option<Duration> {
        let since = self.since(now);
        let is_pressed = since < self.0.until.load(Ordering::Relaxed);
        is_pressed.then(|| Duration::from_micros(PAUSE - since % PAUSE))
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
        let is_pressed = |ms| pressure.pause(at(ms)).is_some();
        assert!(!is_pressed(0));
        pressure.refused(0.1, at(10));
        assert!(is_pressed(59) && !is_pressed(60));
        // What was expected before still holds.
        pressure.refused(0.1, at(70));
        pressure.refused(0.02, at(71));
        assert!(is_pressed(119) && !is_pressed(120));
    }

    #[test]
    fn pauses_end_together() {
        let now = Instant::now();
        let pressure = Pressure::new(now);
        pressure.refused(10.0, now);
        for (micros, left) in [(0, 6_000), (1, 5_999), (5_999, 1), (6_000, 6_000), (8_500, 3_500)] {
            let pause = pressure.pause(now + Duration::from_micros(micros));
            assert_eq!(pause, Some(Duration::from_micros(left)), "{micros}");
        }
    }

    #[test]
    fn a_pool_that_may_run_out_of_work_is_told_of_every_call_at_once() {
        let now = Instant::now();
        let pressure = Pressure::new(now);
        for wait in [0.0, 0.017, -1.0, f64::NAN] {
            pressure.refused(wait, now);
            assert_eq!(pressure.pause(now), None);
        }
    }

    #[test]
    fn what_is_expected_for_long_does_not_hold_for_long() {
        let now = Instant::now();
        let pressure = Pressure::new(now);
        for wait in [10.0, 1e9, f64::INFINITY] {
            pressure.refused(wait, now);
            assert!(pressure.pause(now + Duration::from_millis(59)).is_some(), "{wait}");
            assert_eq!(pressure.pause(now + Duration::from_millis(60)), None, "{wait}");
        }
    }
}
