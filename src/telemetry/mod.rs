//! The log, one line an event on standard error, as text or JSON; and traces, sent to a
//! collector when one is set. Both hold methods, statuses and times, never the text of an
//! article.

mod escape;
mod otlp;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer as _,
    filter::{FilterExt as _, LevelFilter, filter_fn},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use self::escape::EscapedStderr;
use crate::{
    config::{Config, LogFormat},
    metrics::TRACES,
};

/// What must be ended with the process.
#[derive(Debug)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Sends what is left of the traces; takes two seconds at most.
    pub fn end(self) {
        if let Some(traces) = self.traces
            && let Err(error) = traces.shutdown_with_timeout(otlp::LAST_EXPORT)
        {
            tracing::warn!(error = error.to_string(), "the last traces were not delivered");
        }
    }
}

/// Sets up the log of this process. `filter` is a level ("info") or a list of
/// `target=level`; it fails if it is neither, or if a log was set up before.
pub fn init(filter: &str, format: LogFormat) -> anyhow::Result<()> {
    set_up(filter, format, None)
}

/// Sets up the log and the traces of a server. To be called inside of the runtime that is to
/// send them.
pub fn init_server(config: &Config) -> anyhow::Result<Telemetry> {
    let traces = otlp::provider(config)?;
    set_up(&config.log, config.log_format, traces.as_ref())?;
    Ok(Telemetry { traces })
}

fn set_up(
    filter: &str,
    format: LogFormat,
    traces: Option<&SdkTracerProvider>,
) -> anyhow::Result<()> {
    subscriber(filter, format, traces)?.try_init()?;
    Ok(())
}

/// What takes events and spans. Nothing but layers with filters: beside a layer without one, be it none
/// (`Option`), each span and event of every library would be made before it is thrown away.
fn subscriber(
    filter: &str,
    format: LogFormat,
    traces: Option<&SdkTracerProvider>,
) -> anyhow::Result<Box<dyn Subscriber + Send + Sync>> {
    let filter = EnvFilter::builder().parse(filter)?;
    // With a level of its own the two together have that of the first.
    let no_traces = filter_fn(|metadata| metadata.target() != TRACES);
    let filter = filter.and(no_traces.with_max_level_hint(LevelFilter::TRACE));
    let lines = fmt::layer().with_writer(|| EscapedStderr);
    let lines = match format {
        LogFormat::Text => lines.with_ansi(false).with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    let registry = tracing_subscriber::registry().with(lines);
    let Some(traces) = traces else { return Ok(Box::new(registry)) };
    let only_ours = filter_fn(|metadata| metadata.target() == TRACES);
    let traces = tracing_opentelemetry::layer()
        .with_tracer(otlp::tracer(traces))
        .with_location(false)
        .with_threads(false)
        .with_filter(only_ours.with_max_level_hint(LevelFilter::INFO));
    Ok(Box::new(registry.with(traces)))
}

#[cfg(test)]
mod tests {
    use tracing::{Level, enabled, info_span, subscriber::with_default, trace_span};

    use super::*;

    #[test]
    fn spans_that_nobody_takes_are_not_made() {
        let of = |filter, traces| subscriber(filter, LogFormat::Json, traces).unwrap();
        let sent = SdkTracerProvider::builder().build();
        for (filter, traces, ours, log) in [
            ("error", None, false, false),
            ("info", None, false, true),
            ("off", Some(&sent), true, false),
            ("info", Some(&sent), true, true),
        ] {
            with_default(of(filter, traces), || {
                assert_eq!(!info_span!(target: TRACES, "call").is_disabled(), ours, "{filter}");
                assert_eq!(!info_span!("call").is_disabled(), log, "{filter}");
                assert_eq!(enabled!(Level::INFO), log, "{filter}");
                assert!(trace_span!("of a library").is_disabled(), "{filter}");
            });
        }
    }
}
