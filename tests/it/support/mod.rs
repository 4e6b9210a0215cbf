//! A real server on a free port with a store of its own, and clients to call it with.

pub mod conllu;
mod failure;
pub mod feed;
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
        document_service_client::DocumentServiceClient, ingest_service_client::IngestServiceClient,
    },
    transport::server,
};
use parallax_nlp::Engine;
use tempfile::TempDir;
use tokio::sync::oneshot;
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
    stop: oneshot::Sender<()>,
    _data: TempDir,
}

impl Server {
    /// A server with the settings that users get.
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// A server with other settings; address and folder are of the test's choice.
    pub async fn with(config: Config) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = Config { listen, data: data.path().to_owned(), ..config };
        let server = server::Server::bind(&config, analyzer()).await.expect("the server starts");
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            // An error means that the sender was dropped, which is the sign to stop.
            let shutdown = async move { drop(stopped.await) };
            server.serve(shutdown).await.expect("the server serves");
        });
        Self { address, stop, _data: data }
    }

    /// Tells the server to end.
    pub fn stop(self) -> TempDir {
        let _ = self.stop.send(()); // it may have ended
        self._data
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn origin(&self) -> Uri {
        origin_of(self.address)
    }

    pub fn raw_channel(&self) -> RawChannel {
        raw_channel()
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

    pub fn ingest(&self) -> IngestServiceClient<RawChannel> {
        IngestServiceClient::with_origin(raw_channel(), self.origin())
    }

    pub fn health(&self) -> HealthClient<RawChannel> {
        HealthClient::with_origin(raw_channel(), self.origin())
    }

    /// Checks that it still works after what a test has done to it.
    pub async fn goes_on(&self) {
        let answer = self.comparison().compare_texts(compare([SHORT, OTHER])).await;
        let comparison = answer.expect("the server goes on").into_inner().comparison;
        assert!(!comparison.expect("a comparison").claims.is_empty());
    }
}

/// Analyses of texts near the limit are larger than tonic's default for an answer.
const MAX_ANSWER: usize = 1 << 30;

/// The analyzer without a gazetteer; its engine is loaded once.
fn analyzer() -> Arc<Analyzer> {
    static ANALYZER: OnceLock<Arc<Analyzer>> = OnceLock::new();
    let load = || {
        let engine = Engine::embedded().expect("the embedded model loads");
        Arc::new(Analyzer::new(Arc::new(engine), Gazetteer::default()))
    };
    Arc::clone(ANALYZER.get_or_init(load))
}
