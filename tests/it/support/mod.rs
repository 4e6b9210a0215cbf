//! A real server on a free port with a store of its own, and clients to call it with.

pub mod conllu;
mod failure;
pub mod feed;
pub mod frames;
pub mod generated;
pub mod http;
pub mod pki;
mod process;
pub mod reflect;
mod run;
pub mod spans;
pub mod texts;
pub mod wire;

pub use failure::{Failure, failure};
pub use process::{Process, free_address};
pub use run::Run;

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use parallax::{
    config::Config,
    domain::Gazetteer,
    pipeline::Analyzer,
    proto::v1::{
        analysis_service_client::AnalysisServiceClient,
        comparison_service_client::ComparisonServiceClient,
        document_service_client::DocumentServiceClient, entity_service_client::EntityServiceClient,
        ingest_service_client::IngestServiceClient, watch_service_client::WatchServiceClient,
    },
    transport::server,
};
use parallax_nlp::Engine;
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot};
use tonic::{body::Body, codegen::http::Uri};
use tonic_health::pb::health_client::HealthClient;

use texts::{OTHER, SHORT, compare};

/// A bare HTTP/2 client. tonic's own channel would watch the deadline itself and hide
/// what the server answers.
pub type RawChannel = Client<HttpConnector, Body>;

pub fn raw_channel() -> RawChannel {
    Client::builder(TokioExecutor::new()).http2_only(true).build_http()
}

pub fn origin_of(address: SocketAddr) -> Uri {
    format!("http://{address}").parse().expect("an address is a URI")
}

/// A server inside the test's process. Ends when dropped.
pub struct Server {
    address: SocketAddr,
    /// The admin port, if the config has one.
    pub admin: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    reload: Arc<Notify>,
    _data: TempDir,
}

impl Server {
    /// A server with the settings that users get.
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// A server with other settings; address and folder are of the test's choice.
    pub async fn with(config: Config) -> Self {
        Self::try_with(config).await.expect("the server starts")
    }

    /// The same; why it does not start.
    pub async fn try_with(config: Config) -> Result<Self, String> {
        let data = tempfile::tempdir().expect("a folder");
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = Config { listen, data: data.path().to_owned(), ..config };
        let server = server::Server::bind(&config, analyzer()).await;
        let server = server.map_err(|error| error.to_string())?;
        let (address, admin) = (server.local_addr(), server.admin_addr());
        let reload = server.reload();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            // An error means that the sender was dropped, which is the sign to stop.
            let shutdown = async move { drop(stopped.await) };
            server.serve(shutdown).await.expect("the server serves");
        });
        Ok(Self { address, admin, stop, reload, _data: data })
    }

    /// Tells the server to end.
    pub fn stop(self) -> TempDir {
        let _ = self.stop.send(()); // it may have ended
        self._data
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes it look at its files now.
    pub fn reload(&self) {
        self.reload.notify_one();
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn origin(&self) -> Uri {
        origin_of(self.address)
    }

    pub fn analysis(&self) -> AnalysisServiceClient<RawChannel> {
        let client = AnalysisServiceClient::with_origin(raw_channel(), self.origin());
        client.max_decoding_message_size(MAX_ANSWER)
    }

    pub fn comparison(&self) -> ComparisonServiceClient<RawChannel> {
        let client = ComparisonServiceClient::with_origin(raw_channel(), self.origin());
        client.max_decoding_message_size(MAX_ANSWER)
    }

    pub fn documents(&self) -> DocumentServiceClient<RawChannel> {
        let client = DocumentServiceClient::with_origin(raw_channel(), self.origin());
        client.max_decoding_message_size(MAX_ANSWER)
    }

    pub fn entities(&self) -> EntityServiceClient<RawChannel> {
        let client = EntityServiceClient::with_origin(raw_channel(), self.origin());
        client.max_decoding_message_size(MAX_ANSWER)
    }

    pub fn ingest(&self) -> IngestServiceClient<RawChannel> {
        IngestServiceClient::with_origin(raw_channel(), self.origin())
    }

    pub fn watches(&self) -> WatchServiceClient<RawChannel> {
        WatchServiceClient::with_origin(raw_channel(), self.origin())
    }

    pub fn health(&self) -> HealthClient<RawChannel> {
        HealthClient::with_origin(raw_channel(), self.origin())
    }

    /// Checks that it still works after what a test has done to it.
    pub async fn goes_on(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        let answer = loop {
            match self.comparison().compare_texts(compare([SHORT, OTHER])).await {
                // Its time may be set short by the test, and the machine be busy.
                Err(status) if status.code() == tonic::Code::DeadlineExceeded => {
                    assert!(Instant::now() < deadline, "no call is answered in time");
                }
                answer => break answer,
            }
        };
        let comparison = answer.expect("the server goes on").into_inner().comparison;
        assert!(!comparison.expect("a comparison").claims.is_empty());
    }
}

/// Analyses of texts near the limit are larger than tonic's default for an answer.
const MAX_ANSWER: usize = 1 << 30;

/// The analyzer without a gazetteer; its engine is loaded once.
pub fn analyzer() -> Arc<Analyzer> {
    static ANALYZER: OnceLock<Arc<Analyzer>> = OnceLock::new();
    let load = || {
        let engine = Engine::embedded().expect("the embedded model loads");
        Arc::new(Analyzer::new(Arc::new(engine), Gazetteer::default()))
    };
    Arc::clone(ANALYZER.get_or_init(load))
}
