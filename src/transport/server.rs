//! The gRPC server from its settings to its end.

#[cfg(test)]
mod tests;

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use thiserror::Error;
use tokio::{sync::Semaphore, time::timeout};
use tokio_util::sync::CancellationToken;
use tonic::{
    codec::CompressionEncoding,
    server::NamedService,
    service::{Routes, RoutesBuilder},
    transport::server::TcpIncoming,
};
use tonic_health::{ServingStatus, server::HealthReporter};

use super::{
    analysis::TextAnalyzer,
    call::{CallLayer, Calls},
    comparison::Comparer,
    connections::Connections,
    document::Library,
    ingest::Ingester,
};
use crate::{
    config::{Config, ConfigFault},
    pipeline::Analyzer,
    proto::{
        FILE_DESCRIPTOR_SET,
        v1::{
            analysis_service_server::AnalysisServiceServer,
            comparison_service_server::ComparisonServiceServer,
            document_service_server::DocumentServiceServer,
            ingest_service_server::IngestServiceServer,
        },
    },
    service::{Limits, Pool, Service},
    store::{Store, StoreError, sqlite::SqliteStore},
};

/// Streams that one connection may have open.
const MAX_STREAMS: u32 = 256;
const MAX_HEADER_BYTES: u32 = 16 << 10;
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(60);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);
/// Time for last bytes to leave once all calls have ended or been ended.
const FLUSH: Duration = Duration::from_millis(500);

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Settings out of range.
    #[error("{}", list(.0))]
    Config(Vec<ConfigFault>),
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        source: std::io::Error,
    },
    /// The descriptors for reflection do not parse.
    #[error("cannot build the reflection service: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
}

fn list(faults: &[ConfigFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Why a server ended before it was asked to.
#[derive(Debug, Error)]
#[error("the server failed: {0}")]
pub struct ServeError(#[from] tonic::transport::Error);

/// A server that listens and is ready to serve.
pub struct Server {
    address: SocketAddr,
    incoming: TcpIncoming,
    routes: Routes,
    health: HealthReporter,
    calls: Arc<Calls>,
    service: Arc<Service>,
    store: Arc<dyn Store>,
    max_connections: usize,
    drain_timeout: Duration,
}

impl Server {
    /// Checks the settings, opens the store and listens. Connections queue from here on.
    pub async fn bind(config: &Config, analyzer: Arc<Analyzer>) -> Result<Self, StartError> {
        config.validate().map_err(StartError::Config)?;
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&config.data).await?);
        let listen = |source| StartError::Listen { address: config.listen, source };
        let incoming = TcpIncoming::bind(config.listen).map_err(listen)?.with_nodelay(Some(true));
        let address = incoming.local_addr().map_err(listen)?;
        let limits = Limits {
            max_compared_documents: config.max_compared_documents,
            max_comparisons: config.max_comparisons,
            max_page_bytes: config.max_message_bytes,
            max_article_bytes: config.max_article_bytes,
            ingest_window: config.ingest_window,
            analysis_workers: config.analysis_workers,
        };
        let pool = Pool::new(config.workers, config.queue);
        let service = Arc::new(Service::new(analyzer, Arc::clone(&store), pool, limits));
        let health = HealthReporter::new();
        let draining = CancellationToken::new();
        let routes = routes(&service, config, &health, &draining)?;
        let calls = Arc::new(Calls {
            max_message_bytes: config.max_message_bytes,
            timeout: config.call_timeout,
            max_calls: config.max_calls,
            free: Arc::new(Semaphore::new(config.max_calls)),
            draining,
            aborting: CancellationToken::new(),
        });
        Ok(Self {
            address,
            incoming,
            routes,
            health,
            calls,
            service,
            store,
            max_connections: config.max_connections,
            drain_timeout: config.drain_timeout,
        })
    }

    /// Where it listens, with the port that was really taken.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` ends; then reports itself as not serving, lets calls in
    /// progress finish within the drain timeout, ends the rest with UNAVAILABLE and
    /// closes the store.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
        report(&self.health, ServingStatus::Serving).await;
        let analyst_stop = CancellationToken::new();
        let analyst = tokio::spawn(Arc::clone(&self.service).run_analyst(analyst_stop.clone()));
        let closing = CancellationToken::new();
        // Whichever way this function is left, no connection outlives it.
        let _close = closing.clone().drop_guard();
        let connections = Connections::new(self.incoming, self.max_connections, closing.clone());
        let calls = self.calls;
        let mut serving = std::pin::pin!(
            tonic::transport::Server::builder()
                .max_concurrent_streams(MAX_STREAMS)
                .http2_max_header_list_size(MAX_HEADER_BYTES)
                .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
                .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
                .layer(CallLayer(Arc::clone(&calls)))
                .add_routes(self.routes)
                .serve_with_incoming_shutdown(connections, calls.draining.cancelled())
        );
        let result = tokio::select! {
            result = &mut serving => result,
            () = shutdown => {
                tracing::info!("shutting down");
                report(&self.health, ServingStatus::NotServing).await;
                calls.draining.cancel();
                let drained = drain(serving.as_mut(), &calls);
                if let Ok(result) = timeout(self.drain_timeout, drained).await {
                    result
                } else {
                    tracing::warn!("calls in progress did not finish in time and are ended");
                    calls.aborting.cancel();
                    timeout(FLUSH, serving).await.unwrap_or(Ok(()))
                }
            }
        };
        closing.cancel();
        analyst_stop.cancel();
        if let Err(error) = analyst.await {
            tracing::error!(%error, "the analysis of stored documents ended early");
        }
        if let Err(error) = self.store.close().await {
            tracing::error!(%error, "the store did not close cleanly");
        }
        Ok(result?)
    }
}

/// Waits until all connections are closed, or until all calls are done: a health watch or
/// an idle connection alone holds nothing up.
async fn drain<E>(serving: impl Future<Output = Result<(), E>>, calls: &Calls) -> Result<(), E> {
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        result = &mut serving => result,
        () = calls.finished() => timeout(FLUSH, serving).await.unwrap_or(Ok(())),
    }
}

fn routes(
    service: &Arc<Service>,
    config: &Config,
    health: &HealthReporter,
    draining: &CancellationToken,
) -> Result<Routes, StartError> {
    let max_article_bytes = config.max_article_bytes;
    let max = config.max_message_bytes;
    let service = || Arc::clone(service);
    let analysis = TextAnalyzer { service: service(), max_article_bytes };
    let ingest = Ingester { service: service(), max_article_bytes, draining: draining.clone() };
    let document = Library { service: service() };
    let comparison = Comparer { service: service(), max_article_bytes };
    let health = tonic_health::server::HealthService::from_health_reporter(health.clone());
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            // Without these no client could decode the details of errors.
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
    };
    let gzip = CompressionEncoding::Gzip;
    let mut routes = RoutesBuilder::default();
    routes
        .add_service(
            AnalysisServiceServer::new(analysis)
                .max_decoding_message_size(max)
                .accept_compressed(gzip),
        )
        .add_service(
            IngestServiceServer::new(ingest).max_decoding_message_size(max).accept_compressed(gzip),
        )
        .add_service(
            DocumentServiceServer::new(document)
                .max_decoding_message_size(max)
                .accept_compressed(gzip),
        )
        .add_service(
            ComparisonServiceServer::new(comparison)
                .max_decoding_message_size(max)
                .accept_compressed(gzip),
        )
        .add_service(tonic_health::pb::health_server::HealthServer::new(health))
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?);
    Ok(routes.routes())
}

/// Reports the state of the whole and of each service by name.
async fn report(health: &HealthReporter, status: ServingStatus) {
    for name in [
        "",
        AnalysisServiceServer::<TextAnalyzer>::NAME,
        IngestServiceServer::<Ingester>::NAME,
        DocumentServiceServer::<Library>::NAME,
        ComparisonServiceServer::<Comparer>::NAME,
    ] {
        health.set_service_status(name, status).await;
    }
}
