//! Settings of the server. Defaults here; environment and flags are read by the command
//! line, flags first.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroUsize,
    path::PathBuf,
    thread,
    time::Duration,
};

use thiserror::Error;

/// A setting as errors name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Name of the field of [`Config`] and, with dashes, of the flag.
    pub name: &'static str,
    /// Name of the environment variable.
    pub variable: &'static str,
}

/// Setting of [`Config::model`].
pub const MODEL: Setting = Setting { name: "model", variable: "PARALLAX_MODEL" };
/// Setting of [`Config::gazetteer`].
pub const GAZETTEER: Setting = Setting { name: "gazetteer", variable: "PARALLAX_GAZETTEER" };
/// Setting of [`Config::max_article_bytes`].
pub const MAX_ARTICLE_BYTES: Setting =
    Setting { name: "max_article_bytes", variable: "PARALLAX_MAX_ARTICLE_BYTES" };
/// Setting of [`Config::max_message_bytes`].
pub const MAX_MESSAGE_BYTES: Setting =
    Setting { name: "max_message_bytes", variable: "PARALLAX_MAX_MESSAGE_BYTES" };
/// Setting of [`Config::max_compared_documents`].
pub const MAX_COMPARED_DOCUMENTS: Setting =
    Setting { name: "max_compared_documents", variable: "PARALLAX_MAX_COMPARED_DOCUMENTS" };
/// Setting of [`Config::max_comparisons`].
pub const MAX_COMPARISONS: Setting =
    Setting { name: "max_comparisons", variable: "PARALLAX_MAX_COMPARISONS" };
/// Setting of [`Config::workers`].
pub const WORKERS: Setting = Setting { name: "workers", variable: "PARALLAX_WORKERS" };
/// Setting of [`Config::queue`].
pub const QUEUE: Setting = Setting { name: "queue", variable: "PARALLAX_QUEUE" };
/// Setting of [`Config::max_calls`].
pub const MAX_CALLS: Setting = Setting { name: "max_calls", variable: "PARALLAX_MAX_CALLS" };
/// Setting of [`Config::max_connections`].
pub const MAX_CONNECTIONS: Setting =
    Setting { name: "max_connections", variable: "PARALLAX_MAX_CONNECTIONS" };
/// Setting of [`Config::call_timeout`].
pub const CALL_TIMEOUT: Setting =
    Setting { name: "call_timeout", variable: "PARALLAX_CALL_TIMEOUT" };
/// Setting of [`Config::analysis_workers`].
pub const ANALYSIS_WORKERS: Setting =
    Setting { name: "analysis_workers", variable: "PARALLAX_ANALYSIS_WORKERS" };
/// Setting of [`Config::ingest_window`].
pub const INGEST_WINDOW: Setting =
    Setting { name: "ingest_window", variable: "PARALLAX_INGEST_WINDOW" };
/// Setting of [`Config::drain_timeout`].
pub const DRAIN_TIMEOUT: Setting =
    Setting { name: "drain_timeout", variable: "PARALLAX_DRAIN_TIMEOUT" };

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Folder of the stored articles; made when missing.
    pub data: PathBuf,
    /// Model file to run instead of the model in the binary.
    pub model: Option<PathBuf>,
    /// File of names that the engine need not know, one JSON object a line.
    pub gazetteer: Option<PathBuf>,
    /// Most bytes of text in one article.
    pub max_article_bytes: usize,
    /// Most bytes in one request message, before and after decompression.
    pub max_message_bytes: usize,
    /// Most articles in one comparison; at least 2.
    pub max_compared_documents: usize,
    /// Most comparisons of stored articles that are kept; at least 1.
    pub max_comparisons: usize,
    /// Threads for analysis; at least 1.
    pub workers: usize,
    /// Callers that may wait for a worker before the next is turned away.
    pub queue: usize,
    /// Calls handled at the same time over all connections; at least 1.
    pub max_calls: usize,
    /// Open connections; further ones wait. At least 1.
    pub max_connections: usize,
    /// Stored documents that are analysed at a time in the background, on the threads of
    /// `workers`; 0 = they wait for a server that analyses.
    pub analysis_workers: usize,
    /// Items of one feed that are on their way, that is taken in and not acknowledged.
    pub ingest_window: usize,
    /// Longest time for one call, whatever deadline its caller sets; streams may last longer.
    pub call_timeout: Duration,
    /// Time that calls in progress get to finish when the server ends.
    pub drain_timeout: Duration,
}

/// Folder of the stored articles unless set otherwise: `data` where the server starts.
pub const DEFAULT_DATA: &str = "data";

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 50051)),
            data: PathBuf::from(DEFAULT_DATA),
            model: None,
            gazetteer: None,
            max_article_bytes: 1 << 20,
            max_message_bytes: 8 << 20,
            max_compared_documents: 50,
            max_comparisons: 10_000,
            workers: thread::available_parallelism().map_or(1, NonZeroUsize::get),
            queue: 64,
            max_calls: 256,
            max_connections: 1024,
            analysis_workers: thread::available_parallelism().map_or(1, NonZeroUsize::get),
            ingest_window: 256,
            call_timeout: Duration::from_secs(60),
            drain_timeout: Duration::from_secs(10),
        }
    }
}

/// A setting out of its range.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} ({}) must be {rule}, not {value}", setting.name, setting.variable)]
pub struct ConfigFault {
    /// The setting.
    pub setting: Setting,
    /// Its range.
    pub rule: String,
    /// Its value.
    pub value: String,
}

/// Room in a message for everything but the text of an article.
const MESSAGE_OVERHEAD: usize = 1 << 10;
/// The longest text that the language engine takes.
pub(crate) const LARGEST_ARTICLE: usize = 4 << 20;
const LARGEST_MESSAGE: usize = 1 << 30;
const MOST_WORKERS: usize = 1024;
const MOST_COMPARISONS: usize = 10_000_000;
const MOST_CALLS: usize = 1 << 16;
const MOST_IN_WINDOW: usize = 1 << 12;
const LONGEST: Duration = Duration::from_hours(1);

impl Config {
    /// Checks every setting and reports all faults at once.
    pub fn validate(&self) -> Result<(), Vec<ConfigFault>> {
        let largest_article =
            LARGEST_ARTICLE.min(self.max_message_bytes.saturating_sub(MESSAGE_OVERHEAD));
        let mut faults = Vec::new();
        let mut check = |setting, value: usize, lowest: usize, highest: usize| {
            if !(lowest..=highest).contains(&value) {
                let rule = format!("{lowest} to {highest}");
                faults.push(ConfigFault { setting, rule, value: value.to_string() });
            }
        };
        check(MAX_MESSAGE_BYTES, self.max_message_bytes, 2 * MESSAGE_OVERHEAD, LARGEST_MESSAGE);
        check(MAX_ARTICLE_BYTES, self.max_article_bytes, 1, largest_article.max(1));
        check(MAX_COMPARED_DOCUMENTS, self.max_compared_documents, 2, 1000);
        check(MAX_COMPARISONS, self.max_comparisons, 1, MOST_COMPARISONS);
        check(WORKERS, self.workers, 1, MOST_WORKERS);
        check(QUEUE, self.queue, 0, MOST_CALLS);
        check(MAX_CALLS, self.max_calls, 1, MOST_CALLS);
        check(MAX_CONNECTIONS, self.max_connections, 1, MOST_CALLS);
        check(ANALYSIS_WORKERS, self.analysis_workers, 0, MOST_WORKERS);
        check(INGEST_WINDOW, self.ingest_window, 1, MOST_IN_WINDOW);
        for (setting, value, lowest) in [
            (CALL_TIMEOUT, self.call_timeout, Duration::from_millis(1)),
            (DRAIN_TIMEOUT, self.drain_timeout, Duration::ZERO),
        ] {
            if !(lowest..=LONGEST).contains(&value) {
                let rule = format!("{} to {} seconds", lowest.as_secs_f64(), LONGEST.as_secs());
                let value = format!("{}", value.as_secs_f64());
                faults.push(ConfigFault { setting, rule, value });
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(Config::default().validate(), Ok(()));
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let config = Config {
            max_article_bytes: 0,
            max_message_bytes: 0,
            max_compared_documents: 1,
            max_comparisons: 0,
            workers: 0,
            queue: usize::MAX,
            max_calls: 0,
            max_connections: 0,
            analysis_workers: usize::MAX,
            ingest_window: 0,
            call_timeout: Duration::ZERO,
            drain_timeout: Duration::MAX,
            ..Config::default()
        };
        let faults = config.validate().unwrap_err();
        let names: Vec<_> = faults.iter().map(|fault| fault.setting.name).collect();
        let expected = [
            "max_message_bytes",
            "max_article_bytes",
            "max_compared_documents",
            "max_comparisons",
            "workers",
            "queue",
            "max_calls",
            "max_connections",
            "analysis_workers",
            "ingest_window",
            "call_timeout",
            "drain_timeout",
        ];
        assert_eq!(names, expected);
        let message = faults[4].to_string();
        assert_eq!(message, "workers (PARALLAX_WORKERS) must be 1 to 1024, not 0");
    }

    #[test]
    fn an_article_must_fit_into_a_message_and_the_engine() {
        let config = Config { max_article_bytes: LARGEST_ARTICLE + 1, ..Config::default() };
        assert_eq!(config.validate().unwrap_err()[0].setting, MAX_ARTICLE_BYTES);
        let config = Config { max_message_bytes: 1 << 20, ..Config::default() };
        assert_eq!(config.validate().unwrap_err()[0].setting, MAX_ARTICLE_BYTES);
    }
}
