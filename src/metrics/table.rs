//! Every metric, declared once. Names, units and suffixes are those of
//! <https://prometheus.io/docs/practices/naming/>; labels take few values, never those of a
//! caller's choice.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::text,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

/// Names and values of labels.
pub type Labels<const N: usize> = [(&'static str, &'static str); N];
type Timed<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;
type Counted<const N: usize> = Family<Labels<N>, Counter>;
type Level<const N: usize> = Family<Labels<N>, Gauge>;
type Info = Family<[(&'static str, String); 2], Gauge>;
type Seconds = Counter<f64, AtomicU64>;
type Moment = Gauge<f64, AtomicU64>;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows; starts anew with the process.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How often each range of values came, with their sum.
    Histogram,
}

impl Kind {
    /// The name that Prometheus gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// A metric as the documentation has it.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Name without the suffix of its kind.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Names of its labels.
    pub labels: &'static [&'static str],
    /// What it tells.
    pub help: &'static str,
}

impl Description {
    /// Name of its samples; histograms have `_bucket`, `_sum` and `_count` after it.
    pub fn served_name(&self) -> String {
        let suffix = if self.kind == Kind::Counter { "_total" } else { "" };
        format!("{}{suffix}", self.name)
    }
}

/// Seconds of a call: 1 ms to 1 minute.
fn call_times() -> Histogram {
    Histogram::new([
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
    ])
}

/// Seconds of a step within a call: 50 microseconds to 10 seconds.
fn step_times() -> Histogram {
    Histogram::new([
        0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
        1.0, 2.5, 10.0,
    ])
}

fn group_sizes() -> Histogram {
    Histogram::new([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0])
}

/// `/// help  field: type = value, Kind "name" ["label", ...];`
macro_rules! metrics {
    ($(
        $(#[doc = $help:literal])+
        $field:ident: $type:ty = $value:expr, $kind:ident $name:literal [$($label:literal),*];
    )+) => {
        /// All metrics of a server.
        #[derive(Debug)]
        pub struct Metrics {
            registry: Registry,
            $($(#[doc = $help])+ pub $field: $type,)+
        }

        impl Default for Metrics {
            fn default() -> Self {
                let mut registry = Registry::default();
                $(
                    let $field: $type = $value;
                    let help = concat!($($help),+).trim().trim_end_matches('.');
                    registry.register($name, help, $field.clone());
                )+
                Self { registry, $($field),+ }
            }
        }

        /// All metrics, in the order in which they are served.
        pub const METRICS: &[Description] = &[$(Description {
            name: $name,
            kind: Kind::$kind,
            labels: &[$($label),*],
            help: concat!($($help),+),
        }),+];
    };
}

impl Metrics {
    /// All metrics as text, as they are now.
    pub fn render(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}

metrics! {
    /// Version of the server, and of rules and language model together; always 1.
    build: Info = Info::default(), Gauge "parallax_build_info" ["version", "engine"];
    /// Calls that have ended, by method and gRPC status.
    calls: Counted<2> = Counted::default(), Counter "parallax_calls" ["method", "code"];
    /// Seconds from the first byte of a call to the last of its answer; streams last.
    call_duration: Timed<1> = Timed::new_with_constructor(call_times),
        Histogram "parallax_call_duration_seconds" ["method"];
    /// Calls that have begun and not ended; watches are counted apart.
    calls_in_progress: Gauge = Gauge::default(), Gauge "parallax_calls_in_progress" [];
    /// Open watches.
    watchers: Gauge = Gauge::default(), Gauge "parallax_watchers" [];
    /// Calls turned away before any work: max_calls, max_watchers, max_connections, max_memory,
    /// shutting_down, bad_timeout, not_allowed or quota.
    refused: Counted<1> = Counted::default(), Counter "parallax_calls_refused" ["reason"];
    /// Open connections.
    connections: Gauge = Gauge::default(), Gauge "parallax_connections" [];
    /// Connections that were accepted.
    connections_accepted: Counter = Counter::default(),
        Counter "parallax_connections_accepted" [];
    /// Idle connections that were closed, and handshakes that were broken off, because others waited.
    connections_evicted: Counter = Counter::default(),
        Counter "parallax_connections_evicted" [];
    /// Threads for analysis that are at work.
    workers_busy: Gauge = Gauge::default(), Gauge "parallax_workers_busy" [];
    /// Threads for analysis.
    workers: Gauge = Gauge::default(), Gauge "parallax_workers" [];
    /// Callers that have a place at the threads for analysis, at work or waiting.
    queue_admitted: Gauge = Gauge::default(), Gauge "parallax_queue_admitted" [];
    /// Callers that are waiting for a thread for analysis.
    queue_waiting: Gauge = Gauge::default(), Gauge "parallax_queue_waiting" [];
    /// Callers that may have such a place at present, by how long they wait.
    queue_limit: Gauge = Gauge::default(), Gauge "parallax_queue_limit" [];
    /// Seconds that the next caller is expected to wait for a thread for analysis.
    queue_expected_wait: Moment = Moment::default(),
        Gauge "parallax_queue_expected_wait_seconds" [];
    /// Callers turned away from analysis, by reason: queue_full or deadline_unreachable.
    queue_refused: Counted<1> = Counted::default(),
        Counter "parallax_queue_refused" ["reason"];
    /// Seconds that work waited for a thread, by whom it was for: call or background.
    queue_wait: Timed<1> = Timed::new_with_constructor(step_times),
        Histogram "parallax_queue_wait_seconds" ["work"];
    /// Bytes of memory that are set aside, by what for: work, messages or feeds.
    memory: Level<1> = Level::default(), Gauge "parallax_memory_reserved_bytes" ["share"];
    /// Bytes of memory that may be set aside: the shares of max_memory.
    memory_limit: Level<1> = Level::default(), Gauge "parallax_memory_limit_bytes" ["share"];
    /// Seconds of processor work in each stage of analysis and comparison.
    stage_duration: Timed<1> = Timed::new_with_constructor(step_times),
        Histogram "parallax_stage_duration_seconds" ["stage"];
    /// Seconds of each transaction that writes, with its sync to disk.
    store_commit: Histogram = step_times(),
        Histogram "parallax_store_commit_duration_seconds" [];
    /// Writes that were committed together.
    store_group: Histogram = group_sizes(), Histogram "parallax_store_commit_writes" [];
    /// Transactions that could not be carried out.
    store_write_failures: Counter = Counter::default(),
        Counter "parallax_store_write_failures" [];
    /// Seconds of each read, without waiting for a connection.
    store_read: Histogram = step_times(), Histogram "parallax_store_read_duration_seconds" [];
    /// Reads that failed or were given up.
    store_read_failures: Counter = Counter::default(),
        Counter "parallax_store_read_failures" [];
    /// Bytes of the store's files: database or log.
    store_size: Level<1> = Level::default(), Gauge "parallax_store_size_bytes" ["file"];
    /// Documents that wait in the background for analysis, sorting, identification or
    /// comparison; counted up to 10000.
    backlog: Level<1> = Level::default(), Gauge "parallax_backlog_documents" ["work"];
    /// Times that a cache was asked, by cache (annotations or comparisons) and result (hit or
    /// miss).
    cache_requests: Counted<2> = Counted::default(),
        Counter "parallax_cache_requests" ["cache", "result"];
    /// Bytes of text whose annotations are kept in memory.
    cache_size: Level<1> = Level::default(), Gauge "parallax_cache_text_bytes" ["cache"];
    /// Seconds of processor time of this process.
    process_cpu: Seconds = Seconds::default(), Counter "process_cpu_seconds" [];
    /// Bytes of memory in use.
    process_memory: Gauge = Gauge::default(), Gauge "process_resident_memory_bytes" [];
    /// Open files and connections.
    process_fds: Gauge = Gauge::default(), Gauge "process_open_fds" [];
    /// Most open files and connections.
    process_max_fds: Gauge = Gauge::default(), Gauge "process_max_fds" [];
    /// Threads of this process.
    process_threads: Gauge = Gauge::default(), Gauge "process_threads" [];
    /// When this process began, in seconds since 1970.
    process_start: Moment = Moment::default(), Gauge "process_start_time_seconds" [];
}
