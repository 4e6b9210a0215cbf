//! Traces sent by OTLP over gRPC, in batches, by a thread of their own.

use std::{collections::HashMap, time::Duration};

use anyhow::Context as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{
    SpanExporter, WithExportConfig as _, WithTonicConfig as _, tonic_types::metadata::MetadataMap,
};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracerProvider, Tracer},
};

use crate::config::Config;

/// Longest time for the last export when the server ends.
pub(super) const LAST_EXPORT: Duration = Duration::from_secs(2);
/// Longest time for one export.
const EXPORT: Duration = Duration::from_secs(10);
const NAME: &str = "parallax";

/// What sends traces to the collector of the settings, if there is one.
pub(super) fn provider(config: &Config) -> anyhow::Result<Option<SdkTracerProvider>> {
    let Some(endpoint) = &config.otlp_endpoint else {
        return Ok(None);
    };
    let headers = config.otlp_headers.as_ref().map_or("", |headers| headers.reveal());
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(EXPORT)
        .with_metadata(metadata(headers)?)
        .build()
        .context("cannot send traces")?;
    let resource = Resource::builder()
        .with_service_name(NAME)
        .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    // Whether a trace is kept is for whoever began it to say.
    let share = config.trace_percent as f64 / 100.0;
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(share)));
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_sampler(sampler)
        .with_resource(resource);
    Ok(Some(provider.build()))
}

/// What makes spans.
pub(super) fn tracer(provider: &SdkTracerProvider) -> Tracer {
    provider.tracer(NAME)
}

/// The headers of each export, of `name=value,name=value`.
fn metadata(headers: &str) -> anyhow::Result<MetadataMap> {
    let pairs = headers.split(',').filter(|pair| !pair.trim().is_empty());
    let pairs: Option<HashMap<_, _>> = pairs.map(|pair| pair.trim().split_once('=')).collect();
    let mut map = http::HeaderMap::new();
    for (name, value) in pairs.context("otlp_headers must be name=value, name=value")? {
        let name: http::HeaderName =
            name.trim().parse().context("a name in otlp_headers is none of a header")?;
        let mut value: http::HeaderValue =
            value.trim().parse().context("a value in otlp_headers is none of a header")?;
        value.set_sensitive(true);
        map.insert(name, value);
    }
    Ok(MetadataMap::from_headers(map))
}
