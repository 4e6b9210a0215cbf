//! Connections that read. A read runs on a thread for blocking work and is interrupted when
//! nobody waits for it any more.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use rusqlite::Connection;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::failure::Fault;
use crate::{metrics::Metrics, store::StoreError};

/// Virtual machine steps between two looks whether somebody still waits: well under 1 ms.
const STEPS: std::ffi::c_int = 10_000;

/// A few connections, each used by one read at a time.
pub(super) struct Readers {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
    count: u32,
    metrics: Arc<Metrics>,
}

/// A connection in a transaction, which ends when this is dropped.
pub(super) struct Held {
    /// Taken out only when this is dropped.
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    path: Arc<PathBuf>,
    _permit: OwnedSemaphorePermit,
}

impl Held {
    /// Reads, on this thread.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Closed)?;
        work(connection).map_err(|fault| fault.into_error(&self.path))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            if !connection.is_autocommit() {
                // It has only read: a failure to end it changes nothing that was found.
                let _ = connection.execute_batch("ROLLBACK");
            }
            lock(&self.idle).push(connection);
        }
    }
}

/// Sets its flag when it is dropped.
struct Abandoned(Arc<AtomicBool>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Readers {
    pub(super) fn new(
        path: Arc<PathBuf>,
        connections: Vec<Connection>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let count = u32::try_from(connections.len()).unwrap_or(u32::MAX);
        let free = Arc::new(Semaphore::new(connections.len()));
        Self { path, idle: Arc::new(Mutex::new(connections)), free, count, metrics }
    }

    /// Runs a read in a transaction of its own: all that it sees belongs together.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Closed)?;
        let (idle, path) = (Arc::clone(&self.idle), Arc::clone(&self.path));
        let flag = Arc::new(AtomicBool::new(false));
        let abandoned = Abandoned(Arc::clone(&flag));
        let metrics = Arc::clone(&self.metrics);
        let task = spawn_blocking(move || {
            let Some(mut connection) = lock(&idle).pop() else {
                return Err(StoreError::Closed);
            };
            let began = Instant::now();
            let result = catch_unwind(AssertUnwindSafe(|| run(&mut connection, flag, work)));
            metrics.store_read.observe(began.elapsed().as_secs_f64());
            if !matches!(result, Ok(Ok(_) | Err(Fault::Refused(_)))) {
                metrics.store_read_failures.inc();
            }
            // The transaction is over even after a panic: the next one may use the connection.
            lock(&idle).push(connection);
            drop(permit);
            result
                .unwrap_or_else(|panic| resume_unwind(panic))
                .map_err(|fault| fault.into_error(&path))
        });
        let result = task.await.map_err(|error| StoreError::Backend(error.into()))?;
        drop(abandoned);
        result
    }

    /// A connection of one's own for a while, with all reads in one transaction.
    pub(super) async fn hold(&self) -> Result<Held, StoreError> {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Closed)?;
        let connection = lock(&self.idle).pop().ok_or(StoreError::Closed)?;
        let (idle, path) = (Arc::clone(&self.idle), Arc::clone(&self.path));
        let mut held = Held { connection: Some(connection), idle, path, _permit: permit };
        if let Some(connection) = &mut held.connection {
            let begun = connection
                .progress_handler(0, None::<fn() -> bool>)
                .and_then(|()| connection.execute_batch("BEGIN"));
            begun.map_err(|error| Fault::from(error).into_error(&held.path))?;
        }
        Ok(held)
    }

    /// Waits for the reads that are under way and closes the connections.
    pub(super) async fn close(&self) {
        if let Ok(all) = self.free.acquire_many(self.count).await {
            lock(&self.idle).clear();
            self.free.close();
            drop(all);
        }
    }
}

fn lock(idle: &Mutex<Vec<Connection>>) -> std::sync::MutexGuard<'_, Vec<Connection>> {
    // A list of connections is whole between any two steps.
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run<T>(
    connection: &mut Connection,
    abandoned: Arc<AtomicBool>,
    work: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Fault> {
    connection.progress_handler(STEPS, Some(move || abandoned.load(Ordering::Relaxed)))?;
    let transaction = connection.transaction()?;
    let result = work(&transaction);
    // It has only read: a failure to end it changes nothing that was found.
    let _ = transaction.rollback();
    result
}
