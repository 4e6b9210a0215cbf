//! Measures of the work on the pool: the service is where the clock is read, so that the pipeline
//! stays pure.

use std::{rc::Rc, sync::Arc, time::Instant};

use crate::{
    metrics::Metrics,
    pipeline::stage::{Observer, Stage, observed},
    service::{Service, ServiceError},
};

pub(super) use crate::metrics::TRACES;

/// Documents that wait are counted up to this.
const COUNTED: usize = 10_000;

/// Measures stages, and tells traces of them.
struct Stopwatch(Arc<Metrics>);

impl Observer for Stopwatch {
    fn around(&self, stage: Stage, work: &mut dyn FnMut()) {
        let span = tracing::info_span!(target: TRACES, "stage", otel.name = stage.name());
        let began = Instant::now();
        span.in_scope(work);
        let spent = began.elapsed().as_secs_f64();
        self.0.stage_duration.get_or_create(&[("stage", stage.name())]).observe(spent);
    }
}

/// Runs a job of the pool with its stages measured.
pub(super) fn measured<T>(metrics: &Arc<Metrics>, job: impl FnOnce() -> T) -> T {
    observed(Rc::new(Stopwatch(Arc::clone(metrics))), job)
}

impl Service {
    /// Sets the gauges of the pool, of feeds, and of what is kept in memory.
    pub fn look_at_queue(&self, metrics: &Metrics) {
        self.pool.look(metrics);
        metrics.look_at_memory("feeds", self.feeds.taken(), self.feeds.bytes());
        let bytes = i64::try_from(self.annotations.bytes()).unwrap_or(i64::MAX);
        metrics.cache_size.get_or_create(&[("cache", "annotations")]).set(bytes);
    }

    /// Counts what waits for the background work.
    pub async fn look_at_backlog(&self, metrics: &Metrics) -> Result<(), ServiceError> {
        let analysis = self.store.count_due(self.engine_version(), COUNTED).await?;
        let backlog = self.store.backlog(COUNTED).await?;
        for (work, count) in [
            ("analysis", analysis),
            ("sorting", backlog.unsorted),
            ("identification", backlog.unidentified),
            ("comparison", backlog.uncompared),
        ] {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            metrics.backlog.get_or_create(&[("work", work)]).set(count);
        }
        Ok(())
    }
}
