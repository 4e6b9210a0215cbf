//! Levels that are looked at when metrics are asked for, and at no other time.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::call::Calls;
use crate::{metrics::Metrics, service::Service};

/// For how long what was read of the store is shown.
const FRESH: Duration = Duration::from_secs(1);
/// Longest time that the store may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where the levels are.
pub(super) struct Gauges {
    calls: Arc<Calls>,
    service: Arc<Service>,
    data: PathBuf,
    /// When the store was last looked at. Those who ask meanwhile wait for that look.
    last: Mutex<Option<Instant>>,
}

impl Gauges {
    /// Looks at these calls, at this service, and at the files in this folder.
    pub(super) fn new(calls: Arc<Calls>, service: Arc<Service>, data: PathBuf) -> Self {
        Self { calls, service, data, last: Mutex::default() }
    }

    /// Sets the gauges.
    pub(super) async fn read(&self, metrics: &Metrics) {
        let calls = &self.calls;
        let begun = calls.in_progress.len();
        metrics.calls_in_progress.set(i64::try_from(begun).unwrap_or(i64::MAX));
        let free = calls.free_watchers.available_permits();
        metrics.watchers.set(taken(calls.max_watchers, free));
        metrics.look_at_memory("messages", calls.messages.bytes(), calls.messages.most());
        self.service.look_at_queue(metrics);
        let mut last = self.last.lock().await;
        if last.is_some_and(|last| last.elapsed() < FRESH) {
            return;
        }
        for (label, file) in [("database", "parallax.db"), ("log", "parallax.db-wal")] {
            metrics.store_size.get_or_create(&[("file", label)]).set(size(&self.data.join(file)));
        }
        match timeout(PATIENCE, self.service.look_at_backlog(metrics)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "what waits cannot be counted"),
            Err(_) => tracing::warn!("what waits could not be counted in time"),
        }
        *last = Some(Instant::now());
    }
}

fn taken(all: usize, free: usize) -> i64 {
    i64::try_from(all.saturating_sub(free)).unwrap_or(i64::MAX)
}

/// Bytes of a file; 0 when it is not there.
fn size(path: &Path) -> i64 {
    fs::metadata(path).map_or(0, |file| i64::try_from(file.len()).unwrap_or(i64::MAX))
}
