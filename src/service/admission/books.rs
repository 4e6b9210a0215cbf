//! Who is in, what runs, and how much work that is. Knows no clock and no threads: it is told the time.

use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::{
    Bounds, Demand, Refused, Why, call::CallAtHand, forecast::Forecast, limit::AdaptiveLimit,
};

/// The kind of all work without a caller.
const BACKGROUND: &str = "background";
/// What is expected is a mean: a call is let in when it should be done with this much to spare. One that
/// is not done by its deadline has only taken time from others.
const MARGIN: f64 = 1.25;
/// Bounds of the time after which a caller is told to come again.
const SOONEST: Duration = Duration::from_millis(100);
const LATEST: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PlaceId(u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct JobId(u64);

/// Somebody who is in.
#[derive(Debug)]
struct Standing {
    method: &'static str,
    bytes: usize,
    /// Seconds of thread time that are still expected.
    left: f64,
    /// Seconds that its jobs took.
    worked: f64,
    /// Whether one of them was stopped.
    spoiled: bool,
}

#[derive(Debug)]
struct Pending {
    /// None for work without a caller.
    place: Option<PlaceId>,
    since: Instant,
    /// Seconds that work without a caller is expected to take.
    expected: f64,
}

#[derive(Debug)]
struct Running {
    job: JobId,
    since: Instant,
    waited: f64,
    /// Seconds that it should take at most.
    expected: f64,
}

/// All that decides who is let in.
#[derive(Debug)]
pub(super) struct Books {
    workers: usize,
    limit: AdaptiveLimit,
    forecast: Forecast,
    places: FxHashMap<PlaceId, Standing>,
    jobs: FxHashMap<JobId, Pending>,
    running: Vec<Running>,
    /// Jobs without a caller.
    background: usize,
    /// Seconds of thread time that all who are in are expected to need yet, without what running jobs
    /// have had.
    due: f64,
    next: u64,
    /// When the last one left.
    empty_since: Instant,
    /// When it is the turn of the next who is told to come again.
    turn: Instant,
}

impl Books {
    pub(super) fn new(workers: usize, bounds: Bounds, now: Instant) -> Self {
        Self {
            workers: workers.max(1),
            limit: AdaptiveLimit::new(bounds, now),
            forecast: Forecast::default(),
            places: FxHashMap::default(),
            jobs: FxHashMap::default(),
            running: Vec::new(),
            background: 0,
            due: 0.0,
            next: 0,
            empty_since: now,
            turn: now,
        }
    }

    /// How many callers are in.
    pub(super) fn admitted(&self) -> usize {
        self.places.len()
    }

    /// How many may be in.
    pub(super) fn limit(&mut self, now: Instant) -> usize {
        if self.places.is_empty() {
            self.limit.rested(now.saturating_duration_since(self.empty_since), now);
        }
        self.limit.get()
    }

    /// Seconds until somebody who came now would get a thread, as far as can be told.
    pub(super) fn wait(&self, now: Instant) -> f64 {
        if self.places.len() + self.background < self.workers {
            return 0.0;
        }
        let had = self.running.iter().map(|run| seconds(run.since, now).min(run.expected));
        (self.due - had.sum::<f64>()).max(0.0) / self.workers as f64
    }

    /// Lets a caller in, or says why not.
    pub(super) fn enter(
        &mut self,
        call: CallAtHand,
        demand: Demand,
        now: Instant,
    ) -> Result<PlaceId, Refused> {
        let own = self.forecast.expect(call.method, demand.bytes);
        let (limit, wait) = (self.limit(now), self.wait(now));
        if self.places.len() >= limit {
            let waiting = |inside: usize| inside.saturating_sub(self.workers);
            let why = Why::Full { waiting: waiting(limit), most: waiting(self.limit.most()) };
            return Err(Refused { why, come_again: self.come_again(wait, own, now) });
        }
        // Nobody is ahead of those for whom a thread is free: they may try, and are learnt from.
        if let Some(deadline) = call.deadline
            && wait > 0.0
        {
            let left = deadline.saturating_duration_since(now);
            let lanes = demand.lanes.clamp(1, self.workers) as f64;
            let expected = MARGIN * (wait + own / lanes);
            if expected > left.as_secs_f64() {
                let why = Why::TooLate { expected: duration(expected), left };
                let over = expected - left.as_secs_f64();
                return Err(Refused { why, come_again: self.come_again(over, own, now) });
            }
        }
        let id = PlaceId(self.id());
        let Demand { bytes, .. } = demand;
        let (left, worked, spoiled) = (own, 0.0, false);
        self.places.insert(id, Standing { method: call.method, bytes, left, worked, spoiled });
        self.due += own;
        Ok(id)
    }

    /// When a caller who is turned away should come again: after `wait` seconds, and after the turn of those
    /// who were told so before, so that they do not come all at once.
    fn come_again(&mut self, wait: f64, own: f64, now: Instant) -> Duration {
        let turn = self.turn.max(now + duration(wait)).min(now + LATEST);
        self.turn = turn + duration(own / self.workers as f64);
        turn.saturating_duration_since(now).max(SOONEST)
    }

    /// A caller leaves.
    pub(super) fn leave(&mut self, id: PlaceId, now: Instant) {
        let Some(place) = self.places.remove(&id) else { return };
        self.due -= place.left;
        if !place.spoiled && place.worked > 0.0 {
            self.forecast.learn(place.method, place.bytes, place.worked);
        }
        if self.places.is_empty() {
            self.empty_since = now;
        }
        self.settle();
    }

    /// A job waits for a thread.
    pub(super) fn job_waits(&mut self, place: Option<PlaceId>, now: Instant) -> JobId {
        let id = JobId(self.id());
        let mut expected = 0.0;
        if place.is_none() {
            expected = self.forecast.expect(BACKGROUND, 0);
            self.due += expected;
            self.background += 1;
        }
        self.jobs.insert(id, Pending { place, since: now, expected });
        id
    }

    /// A job has a thread.
    pub(super) fn job_begins(&mut self, id: JobId, now: Instant) {
        let Some(job) = self.jobs.get(&id) else { return };
        let standing = job.place.and_then(|place| self.places.get(&place));
        let expected = standing.map_or(job.expected, |place| place.left);
        let waited = seconds(job.since, now);
        self.running.push(Running { job: id, since: now, waited, expected });
    }

    /// A job has ended, or waits no more.
    pub(super) fn job_ends(&mut self, id: JobId, spoiled: bool, now: Instant) {
        let Some(job) = self.jobs.remove(&id) else { return };
        let run = self.running.iter().position(|run| run.job == id);
        let run = run.map(|at| self.running.swap_remove(at));
        let worked = run.as_ref().map(|run| seconds(run.since, now));
        let Some(place) = job.place else {
            self.due -= job.expected;
            self.background -= 1;
            if let Some(worked) = worked
                && !spoiled
            {
                self.forecast.learn(BACKGROUND, 0, worked);
            }
            return self.settle();
        };
        // Who gives up waiting has waited all the same.
        let waited = run.map_or_else(|| seconds(job.since, now), |run| run.waited);
        let worked = worked.unwrap_or_default();
        self.limit.note(waited, worked, now);
        if let Some(place) = self.places.get_mut(&place) {
            let had = worked.min(place.left);
            place.left -= had;
            place.worked += worked;
            place.spoiled |= spoiled;
            self.due -= had;
        }
    }

    /// Sums of fractions drift: they begin anew whenever nothing is left.
    fn settle(&mut self) {
        if self.places.is_empty() && self.background == 0 {
            self.due = 0.0;
        }
    }

    fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

fn seconds(since: Instant, now: Instant) -> f64 {
    now.saturating_duration_since(since).as_secs_f64()
}

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(LATEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { least: 2, most: 10 };

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn call(method: &'static str, deadline: Option<Instant>) -> CallAtHand {
        CallAtHand { method, deadline }
    }

    /// Books of one worker that know that "slow" takes a second and "quick" 10 ms.
    fn books(now: Instant) -> Books {
        let mut books = Books::new(1, BOUNDS, now);
        for (method, taken) in [("slow", ms(1000)), ("quick", ms(10))] {
            let place = books.enter(call(method, None), Demand::USUAL, now).unwrap();
            run(&mut books, place, now, taken);
            books.leave(place, now + taken);
        }
        books
    }

    /// Runs a job of somebody who is in.
    fn run(books: &mut Books, place: PlaceId, now: Instant, taken: Duration) {
        let job = books.job_waits(Some(place), now);
        books.job_begins(job, now);
        books.job_ends(job, false, now + taken);
    }

    fn is_near(found: Duration, expected: Duration) -> bool {
        found.abs_diff(expected) < ms(2)
    }

    #[test]
    fn a_call_that_would_be_late_is_told_so_and_when_it_would_not() {
        let now = Instant::now();
        let mut books = books(now);
        let ahead = books.enter(call("slow", None), Demand::USUAL, now).unwrap();
        let job = books.job_waits(Some(ahead), now);
        books.job_begins(job, now);

        let late = call("quick", Some(now + ms(500)));
        let refused = books.enter(late, Demand::USUAL, now).unwrap_err();
        let Why::TooLate { expected, left } = refused.why else { panic!("{refused:?}") };
        assert!(is_near(expected, ms(1010).mul_f64(MARGIN)) && left == ms(500), "{refused:?}");
        assert!(is_near(refused.come_again, expected - left), "{refused:?}");
        // Without a deadline it may wait, and with one that is far enough.
        assert!(books.enter(call("quick", None), Demand::USUAL, now).is_ok());
        let far = call("quick", Some(now + ms(2000)));
        assert!(books.enter(far, Demand::USUAL, now).is_ok());
        // The work ahead gets on.
        let later = now + ms(900);
        let soon = call("quick", Some(later + ms(500)));
        assert!(books.enter(soon, Demand::USUAL, later).is_ok());
    }

    #[test]
    fn where_a_thread_is_free_everybody_may_try() {
        let now = Instant::now();
        let mut books = books(now);
        let short = call("slow", Some(now + ms(1)));
        let place = books.enter(short, Demand::USUAL, now).unwrap();
        books.leave(place, now);
        // Work in the background takes the thread as well.
        (0..50).for_each(|_| books.forecast.learn(BACKGROUND, 0, 0.3));
        let job = books.job_waits(None, now);
        assert!((books.wait(now) - 0.3).abs() < 1e-6);
        assert!(books.enter(short, Demand::USUAL, now).is_err());
        books.job_ends(job, false, now);
        assert_eq!(books.wait(now), 0.0);
        assert!(books.enter(short, Demand::USUAL, now).is_ok());
    }

    #[test]
    fn those_who_are_turned_away_come_again_one_after_the_other() {
        let now = Instant::now();
        let mut books = books(now);
        for _ in 0..BOUNDS.most {
            books.enter(call("slow", None), Demand::USUAL, now).unwrap();
        }
        // Ten seconds of work; the turns are not told beyond that.
        let mut quick = || books.enter(call("quick", None), Demand::USUAL, now).unwrap_err();
        assert_eq!(quick().why, Why::Full { waiting: 9, most: 9 });
        assert_eq!(quick().come_again, LATEST);

        let mut books = self::books(now);
        for _ in 0..BOUNDS.most {
            books.enter(call("quick", None), Demand::USUAL, now).unwrap();
        }
        let slow = |books: &mut Books, now| {
            books.enter(call("slow", None), Demand::USUAL, now).unwrap_err().come_again
        };
        assert!(is_near(slow(&mut books, now), ms(100)));
        assert!(is_near(slow(&mut books, now), ms(1100)));
        assert!(is_near(slow(&mut books, now + ms(50)), ms(2050)));
        // Time passes, and turns with it.
        assert!(is_near(slow(&mut books, now + ms(60_000)), ms(100)));
    }

    #[test]
    fn nothing_is_left_over_when_all_have_left() {
        let now = Instant::now();
        let mut books = books(now);
        let places: Vec<PlaceId> = (0..5)
            .map(|_| books.enter(call("slow", None), Demand::text(1234), now).unwrap())
            .collect();
        for (n, place) in places.into_iter().enumerate() {
            let job = books.job_waits(Some(place), now);
            if n % 2 == 0 {
                books.job_begins(job, now);
            }
            let background = books.job_waits(None, now);
            // Whatever ends first.
            if n == 3 {
                books.leave(place, now + ms(3));
            }
            books.job_ends(job, n == 1, now + ms(700));
            books.leave(place, now + ms(800));
            books.job_ends(background, true, now + ms(900));
        }
        assert_eq!((books.due, books.admitted(), books.background), (0.0, 0, 0));
        assert!(books.jobs.is_empty() && books.running.is_empty());
    }

    #[test]
    fn work_that_was_stopped_teaches_nothing() {
        let now = Instant::now();
        let mut books = books(now);
        let expected = books.forecast.expect("slow", 0);
        let place = books.enter(call("slow", None), Demand::USUAL, now).unwrap();
        let job = books.job_waits(Some(place), now);
        books.job_begins(job, now);
        books.job_ends(job, true, now + ms(1));
        books.leave(place, now + ms(1));
        assert_eq!(books.forecast.expect("slow", 0), expected);
    }

    #[test]
    fn several_threads_are_done_sooner() {
        let now = Instant::now();
        let mut books = Books::new(4, BOUNDS, now);
        (0..50).for_each(|_| books.forecast.learn("slow", 0, 1.0));
        for _ in 0..4 {
            books.enter(call("slow", None), Demand::USUAL, now).unwrap();
        }
        assert!((books.wait(now) - 1.0).abs() < 1e-6);
        let soon = call("slow", Some(now + ms(1700)));
        assert!(books.enter(soon, Demand::USUAL, now).is_err());
        assert!(books.enter(soon, Demand::USUAL.in_lanes(50), now).is_ok());
    }
}
