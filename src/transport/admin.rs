//! The admin port: plain HTTP for those who run the server. `/livez`, `/readyz`, `/version`,
//! `/metrics`, and the health service of gRPC. It never shows what callers send or store.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tokio::{sync::watch, time::timeout};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{
    body::Body,
    service::Routes,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::{
    pb::health_server::HealthServer,
    server::{HealthReporter, HealthService},
};
use tower::{Layer, Service};

use super::{
    connections::{ConnectionLimits, Connections, Peer},
    gauges::Gauges,
    server::MAX_QUESTION_BYTES,
};
use crate::{metrics, metrics::Metrics};

const LIMITS: ConnectionLimits =
    ConnectionLimits { connections: 64, handshakes: 1, opening: TIMEOUT };
const MAX_STREAMS: u32 = 16;
const MAX_HEADER_BYTES: u32 = 16 << 10;
/// Longest time for one request.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Longest life of a connection, so that idle ones cannot take all places.
const CONNECTION_AGE: Duration = Duration::from_secs(60);
const CONNECTION_GRACE: Duration = Duration::from_secs(5);

/// How far the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The store is being opened.
    Starting,
    /// Calls are served.
    Ready,
    /// Calls in progress may finish; new ones are turned away.
    ShuttingDown,
}

impl Phase {
    /// What `/readyz` says.
    fn told(self) -> &'static str {
        match self {
            Self::Starting => "starting: the store is being opened",
            Self::Ready => "ready",
            Self::ShuttingDown => "shutting down",
        }
    }
}

/// What the admin port shows.
pub(super) struct Shown {
    phase: watch::Sender<Phase>,
    metrics: Arc<Metrics>,
    /// Set once there is a server to look at.
    gauges: OnceLock<Gauges>,
    /// JSON of `/version`.
    version: String,
}

impl Shown {
    /// A server that is starting.
    pub(super) fn new(metrics: Arc<Metrics>, engine: &str) -> Self {
        let server = env!("CARGO_PKG_VERSION");
        metrics
            .build
            .get_or_create(&[("version", server.to_owned()), ("engine", engine.to_owned())])
            .set(1);
        let version = serde_json::json!({ "version": server, "engine": engine }).to_string();
        let phase = watch::Sender::new(Phase::Starting);
        Self { phase, metrics, gauges: OnceLock::new(), version }
    }

    /// Tells how far the server is.
    pub(super) fn set(&self, phase: Phase) {
        self.phase.send_replace(phase);
    }

    /// Says what is looked at when metrics are asked for.
    pub(super) fn look_at(&self, gauges: Gauges) {
        // There is one server for each port.
        let _ = self.gauges.set(gauges);
    }

    async fn answer(&self, method: &Method, path: &str) -> Response<Body> {
        const TEXT: &str = "text/plain; charset=utf-8";
        if !matches!(*method, Method::GET | Method::HEAD) {
            return response(StatusCode::METHOD_NOT_ALLOWED, TEXT, "only GET\n".to_owned());
        }
        match path {
            "/livez" => response(StatusCode::OK, TEXT, "alive\n".to_owned()),
            "/readyz" => {
                let phase = *self.phase.borrow();
                let status = match phase {
                    Phase::Ready => StatusCode::OK,
                    _ => StatusCode::SERVICE_UNAVAILABLE,
                };
                response(status, TEXT, format!("{}\n", phase.told()))
            }
            "/version" => response(StatusCode::OK, "application/json", self.version.clone()),
            "/metrics" => {
                self.metrics.look_at_process();
                if let Some(gauges) = self.gauges.get() {
                    gauges.read(&self.metrics).await;
                }
                response(StatusCode::OK, metrics::MEDIA_TYPE, self.metrics.render())
            }
            _ => {
                let known = "there are /livez, /readyz, /version and /metrics\n";
                response(StatusCode::NOT_FOUND, TEXT, known.to_owned())
            }
        }
    }
}

fn response(status: StatusCode, media_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The open port; it closes when this is dropped.
pub(super) struct Admin {
    /// Where it listens.
    pub(super) address: SocketAddr,
    _closing: DropGuard,
}

impl Admin {
    /// Listens and answers from here on.
    pub(super) fn start(
        listen: SocketAddr,
        health: HealthReporter,
        shown: Arc<Shown>,
    ) -> io::Result<Self> {
        let incoming = TcpIncoming::bind(listen)?.with_nodelay(Some(true));
        let address = incoming.local_addr()?;
        let closing = CancellationToken::new();
        let connections = Connections::new(incoming, LIMITS, None, closing.clone());
        let health = HealthServer::new(HealthService::from_health_reporter(health))
            .max_decoding_message_size(MAX_QUESTION_BYTES);
        let serving = Server::builder()
            .accept_http1(true)
            .max_concurrent_streams(MAX_STREAMS)
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            .max_connection_age(CONNECTION_AGE)
            .max_connection_age_grace(CONNECTION_GRACE)
            .layer(AdminLayer(shown))
            .add_routes(Routes::new(health))
            .serve_with_incoming_shutdown(connections, closing.clone().cancelled_owned());
        tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the admin port failed");
            }
        });
        Ok(Self { address, _closing: closing.drop_guard() })
    }
}

/// Answers what is not gRPC.
#[derive(Clone)]
struct AdminLayer(Arc<Shown>);

impl<S> Layer<S> for AdminLayer {
    type Service = AdminService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AdminService { inner, shown: Arc::clone(&self.0) }
    }
}

#[derive(Clone)]
struct AdminService<S> {
    inner: S,
    shown: Arc<Shown>,
}

impl<S> Service<Request<Body>> for AdminService<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let kind = request.headers().get(header::CONTENT_TYPE);
        if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc")) {
            return Box::pin(self.inner.call(request));
        }
        let shown = Arc::clone(&self.shown);
        let peer = request.extensions().get::<Peer>();
        let seated = peer.and_then(|peer| peer.seat.call());
        Box::pin(async move {
            let _seated = seated;
            let (method, path) = (request.method(), request.uri().path());
            Ok(match timeout(TIMEOUT, shown.answer(method, path)).await {
                Ok(response) => response,
                Err(_) => response(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "text/plain; charset=utf-8",
                    "this took too long\n".to_owned(),
                ),
            })
        })
    }
}
