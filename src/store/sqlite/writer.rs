//! The thread that writes. It owns the one connection that may, takes what waits for it, and
//! commits it together: the cost of a sync to disk is shared by everything that came in while
//! the one before was under way.

use std::{
    cell::RefCell,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
    thread,
    time::Instant,
};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    anchors::Anchors,
    events,
    failure::{Fault, translate},
};
use crate::{
    metrics::Metrics,
    store::{LogLimits, StoreError},
};

/// Most jobs of one commit.
const GROUP_JOBS: usize = 512;
/// Most bytes of one commit; a job that is larger goes alone.
const GROUP_BYTES: usize = 16 << 20;

/// Hands jobs to the writing thread, which carries them out in the order of the calls. The
/// queue has no bound of its own: it holds what callers wait for, and they are bounded.
pub(super) struct Writer {
    path: Arc<PathBuf>,
    jobs: mpsc::UnboundedSender<Message>,
    log_end: watch::Receiver<i64>,
}

enum Message {
    Job(Job),
    Stop(oneshot::Sender<()>),
}

struct Job {
    bytes: usize,
    work: Box<dyn Work>,
}

/// The log of changes, as the thread keeps it.
pub(super) struct Log {
    limits: LogLimits,
    /// Sequence of the last event that is committed.
    end: watch::Sender<i64>,
    /// Where commits are counted.
    metrics: Arc<Metrics>,
}

impl Log {
    /// A log that goes up to `end`.
    pub(super) fn new(limits: LogLimits, end: i64, metrics: Arc<Metrics>) -> Self {
        Self { limits, end: watch::Sender::new(end), metrics }
    }
}

/// The connection that writes, and what the thread remembers beside it.
pub(super) struct Writing {
    connection: Connection,
    pub(super) anchors: RefCell<Anchors>,
    log: Log,
}

impl Deref for Writing {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

/// Something to write, and somebody who waits for it.
trait Work: Send {
    /// Writes it; may be called again after a rollback.
    fn run(&mut self, writing: &Writing) -> Step;
    /// Answers: what `run` has found, or that the commit failed.
    fn answer(self: Box<Self>, failure: Option<StoreError>);
}

/// What a run has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The transaction may be committed.
    Commit,
    /// It must be rolled back.
    Rollback,
}

struct Call<F, T> {
    run: F,
    path: Arc<PathBuf>,
    result: Option<Result<T, StoreError>>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<F, T> Work for Call<F, T>
where
    F: FnMut(&Writing) -> Result<T, Fault> + Send,
    T: Send,
{
    fn run(&mut self, writing: &Writing) -> Step {
        // One bad write must not end the thread. What it has written is rolled back.
        let result = catch_unwind(AssertUnwindSafe(|| (self.run)(writing)));
        let result = result.unwrap_or_else(|_| {
            Err(Fault::Failed(StoreError::Backend(
                "a write panicked; the log has the cause".into(),
            )))
        });
        let step = match result {
            Ok(_) | Err(Fault::Refused(_)) => Step::Commit,
            Err(_) => Step::Rollback,
        };
        self.result = Some(result.map_err(|fault| fault.into_error(&self.path)));
        step
    }

    fn answer(self: Box<Self>, failure: Option<StoreError>) {
        let result = match (failure, self.result) {
            (Some(failure), _) => Err(failure),
            (None, Some(result)) => result,
            (None, None) => Err(StoreError::Closed),
        };
        // Nobody may be waiting any more; it is written all the same.
        let _ = self.caller.send(result);
    }
}

impl Writer {
    /// Starts the thread. It ends after [`Writer::stop`], or when the writer is dropped.
    /// `keep` is dropped after the connection is closed.
    pub(super) fn start(
        connection: Connection,
        log: Log,
        path: Arc<PathBuf>,
        keep: impl Send + 'static,
    ) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::unbounded_channel();
        let writer = Self { path: Arc::clone(&path), jobs, log_end: log.end.subscribe() };
        thread::Builder::new().name("store-writer".to_owned()).spawn(move || {
            let writing = Writing { connection, anchors: RefCell::default(), log };
            let stopped = serve(&writing, &path, queue);
            drop(writing);
            drop(keep);
            if let Some(stopped) = stopped {
                let _ = stopped.send(()); // whoever asked may be gone
            }
        })?;
        Ok(writer)
    }

    /// Hands over `work`, which runs inside a transaction; the future ends after its commit.
    /// `bytes` is about what it holds in memory. It is done even when nobody waits for it.
    pub(super) fn write<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnMut(&Writing) -> Result<T, Fault> + Send + 'static,
    ) -> impl Future<Output = Result<T, StoreError>> + Send + 'static {
        let (caller, answer) = oneshot::channel();
        let call = Call { run: work, path: Arc::clone(&self.path), result: None, caller };
        let job = Job { bytes, work: Box::new(call) };
        // When the thread has ended the job is dropped, and its answer with it.
        let _ = self.jobs.send(Message::Job(job));
        async { answer.await.map_err(|_| StoreError::Closed)? }
    }

    /// How far the log of changes goes.
    pub(super) fn log_end(&self) -> watch::Receiver<i64> {
        self.log_end.clone()
    }

    /// Ends the thread after everything that was handed over before.
    pub(super) async fn stop(&self) {
        let (caller, stopped) = oneshot::channel();
        if self.jobs.send(Message::Stop(caller)).is_ok() {
            let _ = stopped.await; // an error says that the thread has ended
        }
    }
}

/// Carries out jobs until the end; returns who asked for it.
fn serve(
    writing: &Writing,
    path: &PathBuf,
    mut queue: mpsc::UnboundedReceiver<Message>,
) -> Option<oneshot::Sender<()>> {
    let mut next = queue.blocking_recv();
    loop {
        let first = match next {
            Some(Message::Job(first)) => first,
            Some(Message::Stop(caller)) => return Some(caller),
            None => return None,
        };
        let (mut bytes, mut group) = (first.bytes, vec![first]);
        next = None;
        while group.len() < GROUP_JOBS && bytes < GROUP_BYTES {
            match queue.try_recv() {
                Ok(Message::Job(job)) => {
                    bytes = bytes.saturating_add(job.bytes);
                    group.push(job);
                }
                Ok(stop) => {
                    next = Some(stop);
                    break;
                }
                Err(_) => break,
            }
        }
        carry_out(writing, path, group);
        bring_in_anchors(writing);
        if next.is_none() {
            next = queue.blocking_recv();
        }
    }
}

/// Runs a group in one transaction and answers. When one job fails in the database each gets
/// a transaction of its own, so that it hurts no other.
fn carry_out(writing: &Writing, path: &PathBuf, mut group: Vec<Job>) {
    let began = Instant::now();
    let outcome = transaction(writing, &mut group);
    measure(&writing.log.metrics, &outcome, group.len(), began);
    match outcome {
        Ok(Step::Commit) => answer(group, None),
        Ok(Step::Rollback) if group.len() == 1 => answer(group, None),
        Ok(Step::Rollback) => {
            for job in group {
                carry_out(writing, path, vec![job]);
            }
        }
        Err(error) => answer(group, Some((&Arc::new(error), path))),
    }
}

fn measure(metrics: &Metrics, outcome: &rusqlite::Result<Step>, writes: usize, began: Instant) {
    match outcome {
        Ok(Step::Commit) => {
            metrics.store_commit.observe(began.elapsed().as_secs_f64());
            metrics.store_group.observe(writes as f64);
        }
        // Of a group that is rolled back each write is tried again by itself.
        Ok(Step::Rollback) if writes > 1 => {}
        Ok(Step::Rollback) | Err(_) => {
            metrics.store_write_failures.inc();
        }
    }
}

fn transaction(writing: &Writing, group: &mut [Job]) -> rusqlite::Result<Step> {
    writing.execute_batch("BEGIN IMMEDIATE")?;
    for job in &mut *group {
        if job.work.run(writing) == Step::Rollback {
            rollback(writing);
            return Ok(Step::Rollback);
        }
    }
    let end = keep_log(writing).inspect_err(|_| rollback(writing))?;
    writing.execute_batch("COMMIT").inspect_err(|_| rollback(writing))?;
    writing.log.end.send_if_modified(|last| std::mem::replace(last, end) != end);
    Ok(Step::Commit)
}

/// Trims the log when the open transaction has added to it; how far it goes now.
fn keep_log(writing: &Writing) -> rusqlite::Result<i64> {
    let end = events::end(writing)?;
    let added = end - *writing.log.end.borrow();
    if added > 0 {
        events::trim(writing, &writing.log.limits, added)?;
    }
    Ok(end)
}

fn rollback(writing: &Writing) {
    writing.anchors.borrow_mut().reset();
    // Some failures have rolled back already.
    if !writing.is_autocommit()
        && let Err(error) = writing.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a transaction could not be rolled back");
    }
}

/// Brings anchors into their table when there are many. A failure hurts nobody: they stay in
/// memory, and the next group tries again.
fn bring_in_anchors(writing: &Writing) {
    if !writing.anchors.borrow().are_many() {
        return;
    }
    let done = writing.execute_batch("BEGIN IMMEDIATE").and_then(|()| {
        writing.anchors.borrow().bring_in(writing)?;
        writing.execute_batch("COMMIT")
    });
    if let Err(error) = &done {
        tracing::warn!(%error, "anchors could not be brought into their table");
    }
    match done {
        Ok(()) => writing.anchors.borrow_mut().reset(),
        Err(_) => rollback(writing),
    }
}

fn answer(group: Vec<Job>, failure: Option<(&Arc<rusqlite::Error>, &PathBuf)>) {
    for job in group {
        job.work.answer(failure.map(|(error, path)| translate(error, path)));
    }
}
