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
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use tracing::Instrument as _;

use super::measure::{TRACES, measured};
use crate::metrics::Metrics;

/// Why a job gave no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PoolError {
    /// As many callers as allowed are being served or wait already.
    #[error("all workers are busy and {queue} callers wait already")]
    QueueFull {
        /// Number of callers that may wait.
        queue: usize,
    },
    /// The job panicked. The message is for the log, never for the caller.
    #[error("a job panicked: {0}")]
    Panicked(String),
    /// The pool takes no more work because the server is ending.
    #[error("the pool is closed")]
    Closed,
}

/// Runs jobs on at most `workers` threads at a time. Each caller asks for admission once
/// and may then run any number of jobs; beyond `workers + queue` admitted callers the
/// next is turned away at once.
#[derive(Clone, Debug)]
pub struct Pool {
    workers: usize,
    queue: usize,
    admissions: Arc<Semaphore>,
    threads: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Pool {
    /// A pool of `workers` threads at which `queue` more callers may wait.
    pub fn new(workers: usize, queue: usize) -> Self {
        Self::measured(workers, queue, Arc::default())
    }

    /// The same, with its work counted and measured.
    pub fn measured(workers: usize, queue: usize, metrics: Arc<Metrics>) -> Self {
        let workers = workers.max(1);
        Self {
            workers,
            queue,
            admissions: Arc::new(Semaphore::new(workers.saturating_add(queue))),
            threads: Arc::new(Semaphore::new(workers)),
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
        let all = self.workers.saturating_add(self.queue);
        let admitted = all.saturating_sub(self.admissions.available_permits());
        let busy = self.workers.saturating_sub(self.threads.available_permits());
        metrics.workers.set(count(self.workers));
        metrics.workers_busy.set(count(busy));
        metrics.queue_admitted.set(count(admitted));
    }

    /// Number of jobs that run at the same time.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// A place for work that has a bound of its own and no caller who could be turned away: it
    /// waits for threads like the others and takes nobody's place.
    pub fn background(&self) -> Admission {
        self.admission(None)
    }

    fn admission(&self, permit: Option<Arc<OwnedSemaphorePermit>>) -> Admission {
        Admission {
            threads: Arc::clone(&self.threads),
            stop: StopFlag::default(),
            metrics: Arc::clone(&self.metrics),
            _permit: permit,
        }
    }

    /// Admits a caller, or says that the queue is full.
    pub fn admit(&self) -> Result<Admission, PoolError> {
        match Arc::clone(&self.admissions).try_acquire_owned() {
            Ok(permit) => Ok(self.admission(Some(Arc::new(permit)))),
            Err(TryAcquireError::NoPermits) => {
                self.metrics.queue_refused.inc();
                Err(PoolError::QueueFull { queue: self.queue })
            }
            Err(TryAcquireError::Closed) => Err(PoolError::Closed),
        }
    }
}

/// A place in the pool. Dropping it, as happens when the caller goes away or its deadline
/// passes, stops all of its jobs.
#[derive(Debug)]
pub struct Admission {
    threads: Arc<Semaphore>,
    stop: StopFlag,
    metrics: Arc<Metrics>,
    // Shared with every running job: a job that is slow to stop keeps its caller's place,
    // so that abandoned work cannot pile up behind fresh callers.
    _permit: Option<Arc<OwnedSemaphorePermit>>,
}

impl Admission {
    /// Runs a job when a thread is free. The job should poll the flag every few
    /// milliseconds and return early once it is set.
    pub async fn run<T, F>(&self, job: F) -> Result<T, PoolError>
    where
        T: Send + 'static,
        F: FnOnce(&StopFlag) -> T + Send + 'static,
    {
        let thread = self.thread().await?;
        let stop = self.stop.clone();
        let place = self._permit.clone();
        let (metrics, span) = (Arc::clone(&self.metrics), tracing::Span::current());
        let handle = tokio::task::spawn_blocking(move || {
            let _held = (thread, place);
            // Jobs own what they touch, so a panic leaves nothing half done behind.
            let job = || span.in_scope(|| measured(&metrics, || job(&stop)));
            catch_unwind(AssertUnwindSafe(job))
        });
        match handle.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) => Err(PoolError::Panicked(panic_message(&*panic))),
            Err(_) => Err(PoolError::Closed),
        }
    }

    /// Waits for a thread.
    async fn thread(&self) -> Result<OwnedSemaphorePermit, PoolError> {
        /// Somebody who waits, until this is dropped.
        struct Waiting<'a>(Option<&'a Metrics>);

        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                if let Some(metrics) = self.0 {
                    metrics.queue_waiting.dec();
                }
            }
        }

        let began = Instant::now();
        let is_call = self._permit.is_some();
        if is_call {
            self.metrics.queue_waiting.inc();
        }
        let waiting = Waiting(is_call.then_some(&*self.metrics));
        let queue = tracing::info_span!(target: TRACES, "queue");
        let thread = Arc::clone(&self.threads).acquire_owned().instrument(queue).await;
        drop(waiting);
        let work = if is_call { "call" } else { "background" };
        let wait = self.metrics.queue_wait.get_or_create(&[("work", work)]);
        wait.observe(began.elapsed().as_secs_f64());
        thread.map_err(|_| PoolError::Closed)
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

    use super::*;

    #[tokio::test]
    async fn runs_a_job_and_returns_its_value() {
        let pool = Pool::new(1, 0);
        assert_eq!(pool.admit().unwrap().run(|_| 6 * 7).await, Ok(42));
    }

    #[tokio::test]
    async fn turns_callers_away_when_the_queue_is_full_and_recovers() {
        let pool = Pool::new(1, 1);
        let first = pool.admit().unwrap();
        let second = pool.admit().unwrap();
        assert_eq!(pool.admit().err(), Some(PoolError::QueueFull { queue: 1 }));
        drop((first, second));
        assert!(pool.admit().is_ok());
    }

    #[tokio::test]
    async fn one_worker_runs_one_job_at_a_time() {
        let pool = Pool::new(1, 4);
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
        let pool = Pool::new(1, 1);
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
        let pool = Pool::new(1, 0);
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
        assert_eq!(pool.admit().err(), Some(PoolError::QueueFull { queue: 0 }));
        release.send(()).unwrap();
        while pool.admit().is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn a_panic_stays_inside_its_job() {
        let pool = Pool::new(1, 0);
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
