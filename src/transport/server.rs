//! The gRPC server from its settings to its end.

#[cfg(test)]
mod tests;

use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use thiserror::Error;
use tokio::{
    sync::{Notify, Semaphore},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{
    codec::CompressionEncoding,
    server::NamedService,
    service::{Routes, RoutesBuilder},
    transport::server::TcpIncoming,
};
use tonic_health::{ServingStatus, server::HealthReporter};
use tonic_web::GrpcWebLayer;
use tower::util::option_layer;

use super::{
    admin::{Admin, Phase, Shown},
    analysis::TextAnalyzer,
    auth::{Auth, AuthSettings, JwtSettings},
    call::{CallLayer, Calls, Messages},
    comparison::{self, Comparer},
    connections::{ConnectionLimits, Connections},
    document::Library,
    entity::Entities,
    gauges::Gauges,
    ingest::Ingester,
    quota::{Quota, Quotas},
    reload::{LoadError, Refresh, keep_fresh},
    story::Storyteller,
    tls::{ClientCertificates, Tls, TlsSettings},
    watch::{self, Hub, Teller, WatchServer},
    web::{Origins, PagesLayer},
};
use crate::{
    config::{Config, ConfigFault},
    metrics::Metrics,
    pipeline::{Analyzer, stage::Stage},
    proto::{
        FILE_DESCRIPTOR_SET,
        v1::{
            analysis_service_server::AnalysisServiceServer,
            comparison_service_server::ComparisonServiceServer,
            document_service_server::DocumentServiceServer,
            entity_service_server::EntityServiceServer, ingest_service_server::IngestServiceServer,
            story_service_server::StoryServiceServer,
        },
    },
    service::{Limits, Memory, Pool, Pressure, Queue, Service},
    store::{LogLimits, Store, StoreError, sqlite::SqliteStore},
};

/// Streams that one connection may have open.
const MAX_STREAMS: u32 = 256;
const MAX_HEADER_BYTES: u32 = 16 << 10;
/// Most bytes of a question to health and reflection, which is a name. Strangers may ask for health: they
/// are given no room for more.
pub(super) const MAX_QUESTION_BYTES: usize = 16 << 10;
/// Streams that a client has reset and nobody has looked at yet. Beyond them the connection ends: a
/// client that opens and resets streams makes work that no limit on open ones sees.
const MAX_RESET_STREAMS: usize = 20;
/// Streams that we have reset because of what came in on them.
const MAX_BROKEN_STREAMS: usize = 256;
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(60);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(20);
/// A client may take nothing of an answer for as long as a call may last, and for this long at least.
const LEAST_STALL: Duration = Duration::from_secs(5);
/// Time for last bytes to leave once all calls have ended or been ended.
const FLUSH: Duration = Duration::from_millis(500);
/// Blocking threads for files that are read again, the opening of the store, and names of other hosts.
const OTHER_BLOCKING: usize = 4;

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
    /// A file of certificates, keys or callers cannot be used.
    #[error("cannot use {0}")]
    Load(#[from] LoadError),
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
    hub: Arc<Hub>,
    store: Arc<dyn Store>,
    limits: ConnectionLimits,
    tls: Option<Arc<Tls>>,
    /// What is read again when its files change.
    files: Vec<Arc<dyn Refresh>>,
    reload: Arc<Notify>,
    shown: Arc<Shown>,
    admin: Option<Admin>,
    metrics: Arc<Metrics>,
    drain_timeout: Duration,
    /// Whose pages may call by gRPC-Web; `None` = nobody's, and no HTTP/1 is spoken.
    origins: Option<Origins>,
}

impl Server {
    /// Checks the settings, opens the store and listens. Connections queue from here on.
    pub async fn bind(config: &Config, analyzer: Arc<Analyzer>) -> Result<Self, StartError> {
        config.validate().map_err(StartError::Config)?;
        // Before anything is opened: nobody wants a store that is made for a server that is not safe.
        let tls = tls_settings(config).map(Tls::open).transpose()?.map(Arc::new);
        let auth = Auth::open(auth_settings(config))?;
        let mut files = auth.files();
        files.extend(tls.iter().map(|tls| tls.files() as Arc<dyn Refresh>));
        for line in warnings(config, auth.is_on()) {
            tracing::warn!("{line}");
        }
        let (metrics, health) = (Arc::new(Metrics::default()), HealthReporter::new());
        metrics.begin(Stage::ALL.into_iter().map(Stage::name));
        let shown = Arc::new(Shown::new(Arc::clone(&metrics), analyzer.version()));
        // Before the store: bringing a large one to this version's schema takes its time.
        report(&health, ServingStatus::NotServing).await;
        let admin = config.admin_listen.map(|address| {
            let failed = |source| StartError::Listen { address, source };
            Admin::start(address, health.clone(), Arc::clone(&shown)).map_err(failed)
        });
        let admin = admin.transpose()?;
        let log = LogLimits { age: config.watch_retention, events: config.watch_events };
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open_with(&config.data, log, Arc::clone(&metrics)).await?);
        let listen = |source| StartError::Listen { address: config.listen, source };
        let incoming = TcpIncoming::bind(config.listen).map_err(listen)?.with_nodelay(Some(true));
        let address = incoming.local_addr().map_err(listen)?;
        let memory = config.memory();
        let limits = Limits {
            max_compared_documents: config.max_compared_documents,
            max_comparisons: config.max_comparisons,
            max_page_bytes: config.max_message_bytes,
            max_article_bytes: config.max_article_bytes,
            ingest_window: config.ingest_window,
            feed_memory: memory.feeds,
            analysis_workers: config.analysis_workers,
        };
        let queue = Queue { least: config.min_queue, most: config.queue };
        let pool =
            Pool::measured(config.workers, queue, Memory::of(memory.work), Arc::clone(&metrics));
        let service = Arc::new(Service::new(analyzer, Arc::clone(&store), pool, limits));
        let draining = CancellationToken::new();
        let hub = Arc::new(Hub::new(&service, watch::encode));
        let routes = routes(&service, &hub, config, &health, &draining)?;
        let calls = Arc::new(Calls {
            auth,
            quotas: Arc::new(Quotas::default()),
            max_message_bytes: config.max_message_bytes,
            timeout: config.call_timeout,
            // A watch tells a slow reader to resume before that.
            stall: config.call_timeout.max(2 * config.watch_patience).max(LEAST_STALL),
            max_calls: config.max_calls,
            free: Arc::new(Semaphore::new(config.max_calls)),
            max_watchers: config.max_watchers,
            free_watchers: Arc::new(Semaphore::new(config.max_watchers)),
            max_questions: config.max_connections,
            free_questions: Arc::new(Semaphore::new(config.max_connections)),
            messages: Messages::new(memory.messages),
            in_progress: TaskTracker::new(),
            draining,
            aborting: CancellationToken::new(),
            metrics: Arc::clone(&metrics),
        });
        let data = config.data.clone();
        shown.look_at(Gauges::new(Arc::clone(&calls), Arc::clone(&service), data));
        Ok(Self {
            address,
            incoming,
            routes,
            health,
            calls,
            service,
            hub,
            store,
            limits: ConnectionLimits {
                connections: config.max_connections,
                handshakes: config.max_handshakes,
                opening: config.handshake_timeout,
            },
            tls,
            files,
            reload: Arc::new(Notify::new()),
            shown,
            admin,
            metrics,
            drain_timeout: config.drain_timeout,
            origins: Origins::of(&config.web_origins),
        })
    }

    /// Where it listens, with the port that was really taken.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// How much more is asked of it than it can do, for whoever owns the threads that read calls.
    pub fn pressure(&self) -> Pressure {
        self.service.pressure().clone()
    }

    /// Whether there are files that are read again when they change.
    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// Told to look at those files at once, and not in a few seconds.
    pub fn reload(&self) -> Arc<Notify> {
        Arc::clone(&self.reload)
    }

    /// Where the admin port is, if there is one.
    pub fn admin_addr(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|admin| admin.address)
    }

    /// Serves until `shutdown` ends; then reports itself as not serving, lets calls in
    /// progress finish within the drain timeout, ends the rest with UNAVAILABLE and
    /// closes the store.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
        report(&self.health, ServingStatus::Serving).await;
        self.shown.set(Phase::Ready);
        let background_stop = CancellationToken::new();
        let (service, stop) = (|| Arc::clone(&self.service), || background_stop.clone());
        let background = [
            ("the analysis of stored documents", tokio::spawn(service().run_analyst(stop()))),
            ("the identification of entities", tokio::spawn(service().run_identifier(stop()))),
            ("the sorting of documents into stories", tokio::spawn(service().run_sorter(stop()))),
            (
                "the comparison of articles with their stories",
                tokio::spawn(service().run_joins(Arc::new(comparison::finding), stop())),
            ),
            ("the log of changes", tokio::spawn(self.hub.run(stop()))),
            (
                "the look-out for changed files",
                tokio::spawn(keep_fresh(self.files, self.reload, stop())),
            ),
        ];
        let closing = CancellationToken::new();
        // Whichever way this function is left, no connection outlives it.
        let _close = closing.clone().drop_guard();
        let connections = Connections::new(self.incoming, self.limits, self.tls, closing.clone());
        let connections = connections.counted(self.metrics);
        let calls = self.calls;
        let web = self.origins.is_some().then(GrpcWebLayer::new);
        let mut serving = std::pin::pin!(
            tonic::transport::Server::builder()
                .accept_http1(web.is_some())
                .max_concurrent_streams(MAX_STREAMS)
                .http2_max_header_list_size(MAX_HEADER_BYTES)
                .http2_max_pending_accept_reset_streams(Some(MAX_RESET_STREAMS))
                .http2_max_local_error_reset_streams(Some(MAX_BROKEN_STREAMS))
                .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
                .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
                .layer(option_layer(self.origins.map(PagesLayer)))
                .layer(option_layer(web))
                .layer(CallLayer(Arc::clone(&calls)))
                .add_routes(self.routes)
                .serve_with_incoming_shutdown(connections, calls.draining.cancelled())
        );
        let result = tokio::select! {
            result = &mut serving => result,
            () = shutdown => {
                tracing::info!("shutting down");
                self.shown.set(Phase::ShuttingDown);
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
        background_stop.cancel();
        for (what, task) in background {
            if let Err(error) = task.await {
                tracing::error!(%error, "{what} ended early");
            }
        }
        if let Err(error) = self.store.close().await {
            tracing::error!(%error, "the store did not close cleanly");
        }
        Ok(result?)
    }
}

/// Blocking threads that the runtime of a server needs: for its workers, for reads of the store, and for what
/// else waits for files and names. With more of them a runtime begins a thread whenever a read follows another
/// before the first one's thread is idle; it keeps all of them at work in turn, and so keeps their memory.
pub fn blocking_threads(config: &Config) -> usize {
    config.workers + SqliteStore::READERS + OTHER_BLOCKING
}

/// Reads the files of certificates, keys and callers that the settings name, as a server would; every
/// one that cannot be used is told.
pub fn check_files(config: &Config) -> Vec<LoadError> {
    let auth = auth_settings(config);
    let callers = AuthSettings { jwt: None, ..auth.clone() };
    let keys = AuthSettings { callers: None, ..auth };
    let faults = [
        tls_settings(config).and_then(|tls| Tls::open(tls).err()),
        Auth::open(callers).err(),
        Auth::open(keys).err(),
    ];
    faults.into_iter().flatten().collect()
}

fn tls_settings(config: &Config) -> Option<TlsSettings> {
    let (certificate, key) = (config.tls_cert.clone()?, config.tls_key.clone()?);
    Some(TlsSettings {
        certificate,
        key,
        client_authorities: config.tls_client_ca.clone(),
        client_certificates: match config.tls_client_optional {
            true => ClientCertificates::Optional,
            false => ClientCertificates::Required,
        },
        http1: !config.web_origins.is_empty(),
        handshake_timeout: config.handshake_timeout,
    })
}

fn auth_settings(config: &Config) -> AuthSettings {
    let jwt = |keys: &PathBuf| JwtSettings {
        keys: keys.clone(),
        // Checked with the settings: they are there with the keys.
        issuer: config.jwt_issuer.clone().unwrap_or_default(),
        audience: config.jwt_audience.clone().unwrap_or_default(),
    };
    AuthSettings {
        callers: config.callers.clone(),
        certificates: config.tls_client_ca.is_some(),
        jwt: config.jwt_keys.as_ref().map(jwt),
        quota: Quota {
            calls: config.caller_calls,
            calls_per_second: config.caller_calls_per_second,
            bytes_per_minute: config.caller_bytes_per_minute,
        },
        by_address: config.limit_addresses,
    }
}

/// What is allowed and yet seldom wanted.
fn warnings(config: &Config, callers_are_known: bool) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    let quotas =
        [config.caller_calls, config.caller_calls_per_second, config.caller_bytes_per_minute];
    if quotas.iter().any(|quota| *quota > 0) && !callers_are_known && !config.limit_addresses {
        warnings.push(
            "the quotas of callers limit nobody: no callers are set, and limit_addresses is off",
        );
    }
    if config.listen.ip().to_canonical().is_loopback() {
        return warnings;
    }
    if config.tls_cert.is_none() {
        warnings.push("plaintext beyond this machine: who can listen in reads articles and tokens");
    }
    if !callers_are_known && (config.tls_client_ca.is_none() || config.tls_client_optional) {
        warnings.push("whoever reaches this server may call every method: no callers are set");
    }
    warnings
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
    hub: &Arc<Hub>,
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
    let (hub, patience) = (Arc::clone(hub), config.watch_patience);
    let teller = Teller { hub, patience, draining: draining.clone() };
    let comparison = Comparer { service: service(), max_article_bytes };
    let story = Storyteller { service: service(), max_article_bytes };
    let entity = Entities { service: service() };
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
        .add_service(
            EntityServiceServer::new(entity).max_decoding_message_size(max).accept_compressed(gzip),
        )
        .add_service(
            StoryServiceServer::new(story).max_decoding_message_size(max).accept_compressed(gzip),
        )
        .add_service(WatchServer::new(teller, max))
        .add_service(
            tonic_health::pb::health_server::HealthServer::new(health)
                .max_decoding_message_size(MAX_QUESTION_BYTES),
        )
        .add_service(reflection().build_v1()?.max_decoding_message_size(MAX_QUESTION_BYTES))
        .add_service(reflection().build_v1alpha()?.max_decoding_message_size(MAX_QUESTION_BYTES));
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
        StoryServiceServer::<Storyteller>::NAME,
        WatchServer::NAME,
        EntityServiceServer::<Entities>::NAME,
    ] {
        health.set_service_status(name, status).await;
    }
}
