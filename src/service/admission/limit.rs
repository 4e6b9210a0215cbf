//! How many callers may be in, by how long they wait.
//!
//! The rule is that of Netflix's concurrency limits (<https://github.com/Netflix/concurrency-limits>,
//! `GradientLimit`), which adapts TCP Vegas (Brakmo and Peterson, 1995) to servers: the limit is
//! multiplied by the ratio of the time without a queue to the time with it, and some headroom is added: the
//! root of the limit while nobody waits for long, as there, and else half of it, for which all would wait. A
//! client of TCP has to guess the time without a queue from the shortest round trip; here each job tells it,
//! since the wait for a thread and the work itself are measured apart. So nothing drifts when articles get
//! longer. (The Rust crates that exist of it guess as TCP does.)

use std::time::{Duration, Instant};

/// How many callers may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::service) struct Bounds {
    /// However long they wait.
    pub(in crate::service) least: usize,
    /// However short.
    pub(in crate::service) most: usize,
}

/// Time from wait to end, over the work alone, that is as it should be.
const TOLERANCE: f64 = 1.5;
/// Mean wait that is as it should be, however short the work: a few callers more than threads are no
/// overload.
const UNHURRIED: Duration = Duration::from_millis(25);
/// Jobs are looked at together for this long, and until there are enough of them.
const WINDOW: Duration = Duration::from_millis(100);
const LEAST_JOBS: u32 = 10;
/// The limit falls to no less than this share of itself at a time.
const LEAST_GRADIENT: f64 = 0.5;
/// Nobody was in for so long: no queue is left over, and a burst may fill the whole of it.
const REST: Duration = Duration::from_secs(1);

/// A limit that falls while callers wait for long and grows while they do not.
#[derive(Debug)]
pub(super) struct AdaptiveLimit {
    bounds: Bounds,
    limit: f64,
    began: Instant,
    jobs: u32,
    waited: f64,
    worked: f64,
}

impl AdaptiveLimit {
    /// Begins with the most.
    pub(super) fn new(bounds: Bounds, now: Instant) -> Self {
        let limit = bounds.most as f64;
        Self { bounds, limit, began: now, jobs: 0, waited: 0.0, worked: 0.0 }
    }

    /// How many callers may be in.
    pub(super) fn get(&self) -> usize {
        // Within the bounds, which are such numbers.
        self.limit as usize
    }

    /// How many may be in at most.
    pub(super) fn most(&self) -> usize {
        self.bounds.most
    }

    /// Notes a job: for how many seconds it waited and worked.
    pub(super) fn note(&mut self, waited: f64, worked: f64, now: Instant) {
        self.jobs += 1;
        self.waited += waited;
        self.worked += worked;
        if self.jobs < LEAST_JOBS || now.saturating_duration_since(self.began) < WINDOW {
            return;
        }
        let all = self.waited + self.worked;
        let unhurried = self.worked + UNHURRIED.as_secs_f64() * f64::from(self.jobs);
        let well = unhurried.max(TOLERANCE * self.worked);
        let gradient = if all > 0.0 { well / all } else { 1.0 };
        let headroom = self.limit.sqrt() * if gradient < 1.0 { 0.5 } else { 1.0 };
        let limit = self.limit * gradient.clamp(LEAST_GRADIENT, 1.0) + headroom;
        self.limit = limit.clamp(self.bounds.least as f64, self.bounds.most as f64);
        (self.began, self.jobs, self.waited, self.worked) = (now, 0, 0.0, 0.0);
    }

    /// Notes that nobody was in for so long.
    pub(super) fn rested(&mut self, rest: Duration, now: Instant) {
        if rest >= REST {
            *self = Self::new(self.bounds, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { least: 3, most: 66 };

    /// The limit after so many windows in which `workers` threads do jobs of 200 ms and as many callers
    /// are in as may be, but `most`.
    fn after(limit: &mut AdaptiveLimit, windows: usize, workers: f64, most: f64) -> usize {
        after_jobs(limit, windows, workers, (0.2, most))
    }

    /// The same with jobs of so many seconds.
    fn after_jobs(
        limit: &mut AdaptiveLimit,
        windows: usize,
        workers: f64,
        (work, most): (f64, f64),
    ) -> usize {
        for _ in 0..windows {
            let inside = (limit.get() as f64).min(most);
            let now = limit.began + WINDOW;
            for _ in 0..LEAST_JOBS {
                // Little's law.
                limit.note((inside / workers - 1.0).max(0.0) * work, work, now);
            }
        }
        limit.get()
    }

    #[test]
    fn a_standing_queue_makes_it_fall_to_a_few_for_each_worker() {
        for (workers, least, most) in [(1.0, 3, 4), (2.0, 4, 6), (16.0, 26, 30)] {
            let mut limit = AdaptiveLimit::new(BOUNDS, Instant::now());
            let found = after(&mut limit, 30, workers, f64::MAX);
            assert!((least..=most).contains(&found), "{workers} workers: {found}");
        }
    }

    #[test]
    fn it_falls_within_a_second_and_grows_again_when_nobody_waits() {
        let mut limit = AdaptiveLimit::new(BOUNDS, Instant::now());
        assert_eq!(limit.get(), 66);
        assert!(after(&mut limit, 10, 2.0, f64::MAX) <= 8);
        assert_eq!(after(&mut limit, 20, 2.0, 2.0), 66);
    }

    #[test]
    fn short_waits_turn_nobody_away() {
        let mut limit = AdaptiveLimit::new(BOUNDS, Instant::now());
        assert!(after_jobs(&mut limit, 30, 2.0, (0.001, 40.0)) >= 40);
        assert!(after_jobs(&mut limit, 30, 2.0, (0.001, f64::MAX)) >= 50);
        assert!((10..16).contains(&after_jobs(&mut limit, 30, 2.0, (0.006, f64::MAX))));
    }

    #[test]
    fn it_stays_within_its_bounds() {
        for (bounds, expected) in [
            (Bounds { least: 40, most: 66 }, 40),
            (Bounds { least: 2, most: 2 }, 2),
            (Bounds { least: 66, most: 66 }, 66),
        ] {
            let mut limit = AdaptiveLimit::new(bounds, Instant::now());
            assert_eq!(after(&mut limit, 50, 1.0, f64::MAX), expected);
        }
    }

    #[test]
    fn a_burst_is_no_standing_queue() {
        let now = Instant::now();
        let mut limit = AdaptiveLimit::new(BOUNDS, now);
        // Forty come at once to one worker: the limit never falls to those who are still in.
        for n in 1..=40_u32 {
            limit.note(f64::from(n) * 0.2, 0.2, now + n * Duration::from_millis(200));
            assert!(limit.get() > 40 - n as usize, "{n}: {}", limit.get());
        }
        limit.rested(Duration::from_millis(900), now);
        assert!(limit.get() < 66);
        limit.rested(REST, now);
        assert_eq!(limit.get(), 66);
    }
}
