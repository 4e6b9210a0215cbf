//! The bounded pool that keeps processor work off the async threads.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use thiserror::Error;
use tokio::sync::oneshot;

use super::{
    admission::{Bounds, Demand, Gate, Place, Pressure, Refused},
    measure::{TRACES, measured},
    memory::{HeldMemory, Memory, TooMuch},
    threads::Threads,
};
use crate::metrics::Metrics;

/// Why a job gave no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PoolError {
    /// The caller is to come again.
    #[error("the pool is busy: {0:?}")]
    Refused(Refused),
    /// The work takes more memory than there may ever be for it.
    #[error("the work needs too much memory: {0:?}")]
    TooMuch(TooMuch),
    /// The job panicked. The message is for the log, never for the caller.
    #[error("a job panicked: {0}")]
    Panicked(String),
    /// The pool takes no more work because the server is ending.
    #[error("the pool is closed")]
    Closed,
    /// Nobody waited any more when the job's turn came: it was not begun.
    #[error("the job was given up before it began")]
    Stopped,
}

/// Runs jobs on at most `workers` threads at a time, in the order in which they came. Each caller asks for
/// admission once and may then run any number of jobs; who would have to wait for too long is turned away
/// at once (`admission` has the rules). The memory that jobs take is bounded all together.
#[derive(Clone, Debug)]
pub struct Pool {
    workers: usize,
    gate: Arc<Gate>,
    threads: Threads,
    memory: Memory,
    metrics: Arc<Metrics>,
}

/// How many callers may wait at a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    /// However long they wait; not more than `most`.
    pub least: usize,
    /// However short.
    pub most: usize,
}

impl Queue {
    /// So many, however long they wait.
    pub const fn of(callers: usize) -> Self {
        Self { least: callers, most: callers }
    }
}

impl Pool {
    /// A pool of `workers` threads at which so many more callers may wait; memory is not bounded.
    pub fn new(workers: usize, queue: Queue) -> Self {
        Self::measured(workers, queue, Memory::unbounded(), Arc::default())
    }

    /// The same with so much memory for the work, which is counted and measured.
    pub fn measured(workers: usize, queue: Queue, memory: Memory, metrics: Arc<Metrics>) -> Self {
        let workers = workers.max(1);
        let bounds = Bounds {
            least: workers.saturating_add(queue.least.min(queue.most)),
            most: workers.saturating_add(queue.most),
        };
        Self {
            workers,
            gate: Gate::new(workers, bounds, Arc::clone(&metrics)),
            threads: Threads::new(workers),
            memory,
            metrics,
        }
    }

    /// Where its work is counted.
    pub(super) fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Sets the gauges of threads and callers.
    pub(super) fn look(&self, metrics: &Metrics) {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        metrics.workers.set(count(self.workers));
        metrics.workers_busy.set(count(self.threads.busy()));
        metrics.look_at_memory("work", self.memory.taken(), self.memory.bytes());
        self.gate.look(metrics);
    }

    /// How much more is asked of it than it can do.
    pub fn pressure(&self) -> &Pressure {
        self.gate.pressure()
    }

    /// Number of jobs that run at the same time.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// A place for work that has a bound of its own and no caller who could be turned away: it
    /// waits for threads like the others and takes nobody's place.
    pub fn background(&self) -> Admission {
        self.admission(self.gate.background())
    }

    fn admission(&self, place: Arc<Place>) -> Admission {
        Admission {
            threads: self.threads.clone(),
            memory: self.memory.clone(),
            stop: StopFlag::default(),
            metrics: Arc::clone(&self.metrics),
            place,
        }
    }

    /// Admits the caller of the call at hand, whose work is what is usual for its method; or says when he
    /// is to come again.
    pub fn admit(&self) -> Result<Admission, PoolError> {
        self.admit_for(Demand::USUAL)
    }

    /// The same for work of a known size.
    pub fn admit_for(&self, demand: Demand) -> Result<Admission, PoolError> {
        let place = self.gate.enter(demand).map_err(PoolError::Refused)?;
        Ok(self.admission(place))
    }
}

/// A place in the pool. Dropping it, as happens when the caller goes away or its deadline
/// passes, stops all of its jobs.
#[derive(Debug)]
pub struct Admission {
    threads: Threads,
    memory: Memory,
    stop: StopFlag,
    metrics: Arc<Metrics>,
    place: Arc<Place>,
}

impl Admission {
    /// Takes memory for all of its work, once and before it begins; it is free again when nothing of the
    /// work is left and its answer is sent. Work without a caller makes do with what there may be.
    pub async fn take_memory(&self, bytes: usize) -> Result<(), PoolError> {
        let reserved = if self.place.is_call() {
            self.memory.take(bytes).await.map_err(PoolError::TooMuch)?
        } else {
            self.memory.take_at_most(bytes).await
        };
        HeldMemory::note(&reserved);
        self.place.hold(reserved);
        Ok(())
    }

    /// Gives place and memory up before the call is over: all that is left is to wait for others.
    pub fn give_up(self) {
        HeldMemory::give_back();
    }

    /// Runs a job when a thread is free. The job should poll the flag every few
    /// milliseconds and return early once it is set.
    pub async fn run<T, F>(&self, job: F) -> Result<T, PoolError>
    where
        T: Send + 'static,
        F: FnOnce(&StopFlag) -> T + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let mut at_work = self.place.job();
        let waiting = Waiting::new(&self.metrics, self.place.is_call());
        let (stop, metrics) = (self.stop.clone(), Arc::clone(&self.metrics));
        let span = tracing::Span::current();
        let ticket = self.threads.run(move || {
            waiting.ends();
            at_work.begins();
            // Jobs own what they touch, so a panic leaves nothing half done behind.
            let job = || span.in_scope(|| measured(&metrics, || job(&stop)));
            let result = (!stop.is_set()).then(|| catch_unwind(AssertUnwindSafe(job)));
            if stop.is_set() {
                at_work.spoiled();
            }
            drop(at_work);
            // Nobody is there any more when this fails.
            let _ = answer.send(result);
        });
        let result = answered.await.map_err(|_| PoolError::Closed)?;
        drop(ticket);
        match result {
            Some(Ok(value)) => Ok(value),
            Some(Err(panic)) => Err(PoolError::Panicked(panic_message(&*panic))),
            None => Err(PoolError::Stopped),
        }
    }

    /// The flag that stops this caller's jobs.
    pub fn stop_flag(&self) -> &StopFlag {
        &self.stop
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.stop.set();
    }
}

/// A job that waits for a thread, until this is dropped.
struct Waiting {
    metrics: Arc<Metrics>,
    is_call: bool,
    began: Instant,
    _queue: tracing::Span,
}

impl Waiting {
    fn new(metrics: &Arc<Metrics>, is_call: bool) -> Self {
        if is_call {
            metrics.queue_waiting.inc();
        }
        let queue = tracing::info_span!(target: TRACES, "queue");
        Self { metrics: Arc::clone(metrics), is_call, began: Instant::now(), _queue: queue }
    }

    /// Its turn has come.
    fn ends(self) {
        let work = if self.is_call { "call" } else { "background" };
        let wait = self.metrics.queue_wait.get_or_create(&[("work", work)]);
        wait.observe(self.began.elapsed().as_secs_f64());
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if self.is_call {
            self.metrics.queue_waiting.dec();
        }
    }
}

/// Tells a job to end early.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Asks to stop.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// What was made, unless somebody asked to stop meanwhile: then it may lack something.
    pub(super) fn whole<T>(&self, made: T) -> Result<T, PoolError> {
        if self.is_set() { Err(PoolError::Stopped) } else { Ok(made) }
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "no message".to_owned()
    }
}

#[cfg(test)]
mod tests {

    use std::{sync::mpsc, time::Duration};

    use super::{super::admission::Why, *};

    fn is_full(pool: &Pool) -> bool {
        let refused = |why| matches!(why, Why::Full { .. });
        matches!(pool.admit(), Err(PoolError::Refused(Refused { why, .. })) if refused(why))
    }

    #[tokio::test]
    async fn runs_a_job_and_returns_its_value() {
        let pool = Pool::new(1, Queue::of(0));
        assert_eq!(pool.admit().unwrap().run(|_| 6 * 7).await, Ok(42));
    }

    #[tokio::test]
    async fn turns_callers_away_when_the_queue_is_full_and_recovers() {
        let pool = Pool::new(1, Queue::of(1));
        let first = pool.admit().unwrap();
        let second = pool.admit().unwrap();
        assert!(is_full(&pool));
        drop((first, second));
        assert!(pool.admit().is_ok());
    }

    #[tokio::test]
    async fn who_is_turned_away_from_much_work_puts_it_under_pressure() {
        let pool = Pool::new(1, Queue::of(0));
        let pause = || pool.pressure().pause(Instant::now());
        // Nothing is known yet of how long such work takes.
        let first = pool.admit().unwrap();
        assert!(is_full(&pool));
        assert_eq!(pause(), None);
        first.run(|_| std::thread::sleep(Duration::from_millis(500))).await.unwrap();
        drop(first);
        let _second = pool.admit().unwrap();
        assert_eq!(pause(), None);
        assert!(is_full(&pool));
        assert!(pause().is_some());
    }

    #[tokio::test]
    async fn one_worker_runs_one_job_at_a_time() {
        let pool = Pool::new(1, Queue::of(4));
        let running = Arc::new(AtomicBool::new(false));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (admission, running) = (pool.admit().unwrap(), Arc::clone(&running));
            tasks.spawn(async move {
                let job = move |_: &StopFlag| {
                    assert!(!running.swap(true, Ordering::SeqCst), "two jobs at once");
                    std::thread::sleep(Duration::from_millis(5));
                    running.store(false, Ordering::SeqCst);
                };
                admission.run(job).await
            });
        }
        while let Some(result) = tasks.join_next().await {
            assert_eq!(result.unwrap(), Ok(()));
        }
    }

    #[tokio::test]
    async fn a_dropped_caller_stops_its_job_and_frees_the_worker() {
        let pool = Pool::new(1, Queue::of(1));
        let (started, has_started) = mpsc::channel();
        let (stopped, has_stopped) = mpsc::channel();
        let admission = pool.admit().unwrap();
        let call = tokio::spawn(async move {
            let job = move |stop: &StopFlag| {
                started.send(()).unwrap();
                while !stop.is_set() {
                    std::thread::sleep(Duration::from_millis(1));
                }
                stopped.send(()).unwrap();
            };
            admission.run(job).await
        });
        tokio::task::spawn_blocking(move || has_started.recv()).await.unwrap().unwrap();
        call.abort();
        let wait = move || has_stopped.recv_timeout(Duration::from_secs(10));
        tokio::task::spawn_blocking(wait).await.unwrap().unwrap();
        assert_eq!(pool.admit().unwrap().run(|_| 1).await, Ok(1));
    }

    #[tokio::test]
    async fn an_abandoned_job_keeps_its_place_until_it_ends() {
        let pool = Pool::new(1, Queue::of(0));
        let (started, has_started) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let admission = pool.admit().unwrap();
        let call = tokio::spawn(async move {
            let job = move |_: &StopFlag| {
                started.send(()).unwrap();
                released.recv().unwrap();
            };
            admission.run(job).await
        });
        tokio::task::spawn_blocking(move || has_started.recv()).await.unwrap().unwrap();
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        assert!(is_full(&pool));
        release.send(()).unwrap();
        while pool.admit().is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn a_panic_stays_inside_its_job() {
        let pool = Pool::new(1, Queue::of(0));
        let result: Result<(), _> = pool.admit().unwrap().run(|_| panic!("bad article")).await;
        assert_eq!(result, Err(PoolError::Panicked("bad article".to_owned())));
        // The worker's permit is released a moment after the result is sent.
        tokio::time::timeout(Duration::from_secs(10), async {
            while pool.admit().is_err() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await
        .unwrap();
    }
}
