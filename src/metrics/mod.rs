//! What the server counts and measures, in the text format of OpenMetrics that Prometheus
//! reads. `table` declares each metric once; the page `docs/metrics.md` follows from it.
//! Nothing that is measured enters an answer.

mod process;
mod table;

use std::fmt::Write as _;

pub use self::table::{Description, Kind, Labels, METRICS, Metrics};

/// Reason of a refusal: as many callers wait as may.
pub const QUEUE_FULL: &str = "queue_full";
/// Reason of a refusal: the call would not be done by its deadline.
pub const DEADLINE_UNREACHABLE: &str = "deadline_unreachable";
/// Target of the spans that make up traces; the log leaves them out.
pub const TRACES: &str = "parallax_trace";

/// Media type of [`Metrics::render`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

impl Metrics {
    /// Begins what has few labels at 0, so that it is there before anything has happened, and notes
    /// when the process began.
    pub fn begin(&self, stages: impl Iterator<Item = &'static str>) {
        for reason in [
            "max_calls",
            "max_watchers",
            "max_connections",
            "max_memory",
            "shutting_down",
            "bad_timeout",
            "not_allowed",
            "quota",
        ] {
            drop(self.refused.get_or_create(&[("reason", reason)]));
        }
        for reason in [QUEUE_FULL, DEADLINE_UNREACHABLE] {
            drop(self.queue_refused.get_or_create(&[("reason", reason)]));
        }
        for work in ["call", "background"] {
            drop(self.queue_wait.get_or_create(&[("work", work)]));
        }
        for cache in ["annotations", "comparisons"] {
            for result in ["hit", "miss"] {
                drop(self.cache_requests.get_or_create(&[("cache", cache), ("result", result)]));
            }
        }
        for stage in stages {
            drop(self.stage_duration.get_or_create(&[("stage", stage)]));
        }
        self.look_at_process();
    }

    /// Sets the gauges of a share of the memory for work: bytes that are set aside, and that may be.
    pub fn look_at_memory(&self, share: &'static str, taken: usize, most: usize) {
        for (level, bytes) in [(&self.memory, taken), (&self.memory_limit, most)] {
            let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            level.get_or_create(&[("share", share)]).set(bytes);
        }
    }
}

/// The metrics as a table in Markdown.
pub fn table() -> String {
    let mut out = String::from("| metric | type | labels | what it is |\n|---|---|---|---|\n");
    for metric in METRICS {
        let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let (name, kind, help) = (metric.served_name(), metric.kind.name(), metric.help.trim());
        // Writing to a string does not fail.
        let _ = writeln!(out, "| `{name}` | {kind} | {} | {help} |", labels.join(", "));
    }
    out
}
