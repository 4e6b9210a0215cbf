//! The log, one line an event on standard error, as text or JSON; and traces, sent to a
//! collector when one is set. Both hold methods, statuses and times, never the text of an
//! article.

mod escape;
mod otlp;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::{
    EnvFilter, Layer as _, filter::FilterExt as _, filter::filter_fn, fmt,
    layer::SubscriberExt as _, util::SubscriberInitExt as _,
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
    let filter = EnvFilter::builder().parse(filter)?;
    let filter = filter.and(filter_fn(|metadata| metadata.target() != TRACES));
    let lines = fmt::layer().with_writer(|| EscapedStderr);
    let lines = match format {
        LogFormat::Text => lines.with_ansi(false).with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    let traces = traces.map(|traces| {
        let only_ours = filter_fn(|metadata| metadata.target() == TRACES);
        tracing_opentelemetry::layer()
            .with_tracer(otlp::tracer(traces))
            .with_location(false)
            .with_threads(false)
            .with_filter(only_ours)
    });
    tracing_subscriber::registry().with(lines).with(traces).try_init()?;
    Ok(())
}
