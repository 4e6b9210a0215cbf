use std::{net::Ipv4Addr, sync::LazyLock};

use tokio::{sync::oneshot, task::JoinHandle};
use tonic::{Code, Status, transport::Channel};
use tonic_types::StatusExt as _;

use super::*;
use crate::proto::v1::{
    self, analysis_service_client::AnalysisServiceClient,
    document_service_client::DocumentServiceClient,
};

static ANALYZER: LazyLock<Arc<Analyzer>> = LazyLock::new(|| {
    let engine = parallax_nlp::Engine::embedded().unwrap();
    Arc::new(Analyzer::new(Arc::new(engine), Default::default()))
});

/// A running server and what ends it.
struct Running {
    address: SocketAddr,
    shutdown: oneshot::Sender<()>,
    served: JoinHandle<Result<(), ServeError>>,
    folder: tempfile::TempDir,
    service: Arc<Service>,
    metrics: Arc<Metrics>,
}

async fn start(config: Config) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = Config { listen, data: folder.path().into(), ..config };
    let server = Server::bind(&config, Arc::clone(&ANALYZER)).await.unwrap();
    let address = server.local_addr();
    let (service, metrics) = (Arc::clone(&server.service), Arc::clone(&server.metrics));
    let (shutdown, told) = oneshot::channel();
    let served = tokio::spawn(server.serve(async {
        told.await.unwrap();
    }));
    Running { address, shutdown, served, folder, service, metrics }
}

impl Running {
    async fn channel(&self) -> Channel {
        let endpoint = Channel::from_shared(format!("http://{}", self.address)).unwrap();
        endpoint.connect().await.unwrap()
    }
}

#[test]
fn settings_that_protect_nothing_are_told() {
    let told = |config: &Config, known| warnings(config, known).join("; ");
    let quota = Config { caller_calls: 3, ..Config::default() };
    assert!(told(&quota, false).contains("limit nobody"));
    assert_eq!(told(&quota, true), "");
    assert_eq!(told(&Config { limit_addresses: true, ..quota }, false), "");
    assert_eq!(told(&Config::default(), false), "");
    let open = Config { listen: "0.0.0.0:1".parse().unwrap(), ..Config::default() };
    let told = told(&open, false);
    assert!(told.contains("plaintext") && told.contains("every method"), "{told}");
}

fn prose(bytes: usize) -> v1::AnalyzeTextRequest {
    let sentence = "Maria Lindqvist told reporters in Stockholm that the budget would grow. ";
    let text = sentence.repeat(bytes / sentence.len() + 1);
    let content = Some(v1::article_content::Content::Text(text));
    let article = Some(v1::ArticleContent { content, ..v1::ArticleContent::default() });
    v1::AnalyzeTextRequest { article, ..v1::AnalyzeTextRequest::default() }
}

/// Sends a request and waits until the server works on it.
async fn begin(
    running: &Running,
    request: v1::AnalyzeTextRequest,
) -> JoinHandle<Result<tonic::Response<v1::AnalyzeTextResponse>, Status>> {
    let mut client =
        AnalysisServiceClient::new(running.channel().await).max_decoding_message_size(usize::MAX);
    let call = tokio::spawn(async move { client.analyze_text(request).await });
    let at_work = || {
        running.service.look_at_queue(&running.metrics);
        running.metrics.queue_admitted.get() > 0
    };
    while !at_work() && !call.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    call
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_in_progress_finishes_while_the_server_drains() {
    // However busy the machine is.
    let drain_timeout = Duration::from_mins(10);
    let running = start(Config { drain_timeout, ..Config::default() }).await;
    let call = begin(&running, prose(100_000)).await;
    running.shutdown.send(()).unwrap();
    let answer = call.await.unwrap().unwrap().into_inner();
    assert!(!answer.analysis.unwrap().sentences.is_empty());
    running.served.await.unwrap().unwrap();
    // The folder is free for the next server.
    let config = Config {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        data: running.folder.path().into(),
        ..Config::default()
    };
    assert!(Server::bind(&config, Arc::clone(&ANALYZER)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_takes_too_long_is_ended_at_shutdown() {
    let drain_timeout = Duration::from_millis(50);
    let config = Config { drain_timeout, ..Config::default() };
    let running =
        start(Config { max_article_bytes: 4 << 20, max_memory: 64 << 30, ..config }).await;
    let call = begin(&running, prose(3 << 20)).await;
    running.shutdown.send(()).unwrap();
    running.served.await.unwrap().unwrap();
    let status = call.await.unwrap().unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "SHUTTING_DOWN");
    assert!(details.retry_info().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_health_watch_holds_nothing_up_and_is_told() {
    use tonic_health::pb::{
        HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
    };
    let running = start(Config::default()).await;
    let request = HealthCheckRequest { service: "parallax.v1.AnalysisService".to_owned() };
    let mut client = HealthClient::new(running.channel().await);
    let mut watch = client.watch(request).await.unwrap().into_inner();
    let mut next = async || watch.message().await.unwrap().unwrap().status();
    assert_eq!(next().await, ServingStatus::Serving);
    running.shutdown.send(()).unwrap();
    assert_eq!(next().await, ServingStatus::NotServing);
    running.served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn more_calls_than_allowed_are_told_to_come_back() {
    let running = start(Config {
        max_calls: 1,
        max_article_bytes: 4 << 20,
        max_memory: 64 << 30,
        ..Config::default()
    })
    .await;
    let call = begin(&running, prose(3 << 20)).await;
    let mut client = DocumentServiceClient::new(running.channel().await);
    let status = client.list_documents(v1::ListDocumentsRequest::default()).await.unwrap_err();
    let details = status.get_error_details();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(details.error_info().unwrap().metadata["setting"], "max_calls");
    assert!(details.retry_info().is_some());
    call.abort();
}

#[test]
fn the_engine_takes_the_largest_article() {
    const { assert!(crate::config::LARGEST_ARTICLE <= parallax_nlp::MAX_TEXT_BYTES) };
}

#[tokio::test]
async fn bad_settings_are_all_reported() {
    let config = Config { workers: 0, max_calls: 0, ..Config::default() };
    let error = Server::bind(&config, Arc::clone(&ANALYZER)).await.err().unwrap().to_string();
    assert!(error.contains("PARALLAX_WORKERS") && error.contains("PARALLAX_MAX_CALLS"));
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let listen = taken.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = Config { listen, data: folder.path().into(), ..Config::default() };
    let error = Server::bind(&config, Arc::clone(&ANALYZER)).await.err().unwrap();
    assert!(error.to_string().contains(&listen.to_string()), "{error}");
}
