//! The end of a server, as those who run it and those who call it see it: what was begun is finished,
//! nothing new is begun, streams are told how to go on, and the exit is orderly.

use std::{net::SocketAddr, path::Path, process::Command, time::Duration};

use parallax::{
    client::Client,
    proto::v1::{
        AnalyzeTextRequest, AnalyzeTextResponse, EventKind, GetDocumentRequest, IngestConfig,
        IngestItem, WatchRequest, WatchResponse, ingest_config::AckLevel,
        ingest_documents_request::Message, ingest_service_client::IngestServiceClient,
        watch_service_client::WatchServiceClient,
    },
};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Status, Streaming, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_prost::ProstCodec;

use crate::support::{
    Failure, Process, Run, failure,
    feed::Feed,
    frames::{DATA, END_HEADERS, END_STREAM, HEADERS, Wire, call_headers},
    free_address,
    http::get,
    origin_of, raw_channel,
    texts::{OTHER, SHORT, analyze, content, ingest, long_prose},
};

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);

/// A server with an admin port, that gives calls in progress so long.
async fn serve(data: &Path, drain: &str, settings: &[&str]) -> (Process, SocketAddr) {
    let admin = free_address();
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(["serve", "--admin-listen", &admin.to_string(), "--drain-timeout", drain]);
    // A busy machine takes its time.
    command.args(["--call-timeout", "10m"]).args(settings);
    (Process::run(command, free_address(), data).await, admin)
}

/// Waits for so many calls in progress.
async fn until_in_progress(admin: SocketAddr, calls: usize) {
    let line = format!("\nparallax_calls_in_progress {calls}\n");
    // The test fails by running into its own time limit.
    while !get(admin, "/metrics").await.body.contains(&line) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A call whose message is still to come: it is in progress for as long as the test likes.
struct Begun {
    message: mpsc::Sender<AnalyzeTextRequest>,
    answer: JoinHandle<Result<AnalyzeTextResponse, Status>>,
}

fn begin(process: &Process) -> Begun {
    let (message, sent) = mpsc::channel(1);
    let mut grpc = Grpc::with_origin(raw_channel(), origin_of(process.address));
    let answer = tokio::spawn(async move {
        grpc.ready().await.map_err(|error| Status::unknown(error.to_string()))?;
        let path = PathAndQuery::from_static("/parallax.v1.AnalysisService/AnalyzeText");
        let codec = ProstCodec::<AnalyzeTextRequest, AnalyzeTextResponse>::default();
        // On the wire this is a unary call.
        let call = grpc.client_streaming(Request::new(ReceiverStream::new(sent)), path, codec);
        Ok(call.await?.into_inner())
    });
    Begun { message, answer }
}

async fn watch(process: &Process, resume_token: &str) -> Streaming<WatchResponse> {
    let mut client = WatchServiceClient::with_origin(raw_channel(), origin_of(process.address));
    let resume_token = resume_token.to_owned();
    let request = WatchRequest { resume_token, ..Default::default() };
    client.watch(request).await.unwrap().into_inner()
}

/// The next change.
async fn change(stream: &mut Streaming<WatchResponse>) -> WatchResponse {
    loop {
        let message = tokio::time::timeout(LONG, stream.message()).await.expect("in time");
        let message = message.unwrap().expect("a watch has no end");
        if message.kind() != EventKind::Heartbeat {
            return message;
        }
    }
}

/// How a watch ends.
async fn end(stream: &mut Streaming<WatchResponse>) -> Failure {
    loop {
        match tokio::time::timeout(LONG, stream.message()).await.expect("in time") {
            Ok(message) => assert!(message.is_some(), "a watch has no end without a status"),
            Err(status) => return Failure::new(&status),
        }
    }
}

async fn put(process: &Process, text: &str) -> String {
    let mut client = IngestServiceClient::with_origin(raw_channel(), origin_of(process.address));
    let stored = client.ingest_document(ingest(text, "a.example")).await.unwrap().into_inner();
    stored.document.unwrap().name
}

fn item(sequence: i64, text: &str) -> Message {
    Message::Item(IngestItem { sequence, article: content(text), ..Default::default() })
}

fn ingests(process: &Process) -> IngestServiceClient<crate::support::RawChannel> {
    IngestServiceClient::with_origin(raw_channel(), origin_of(process.address))
}

fn shutting_down(failure: &Failure) {
    failure.is(Code::Unavailable, "SHUTTING_DOWN");
    assert!(failure.retry_after.is_some(), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_finished_and_streams_are_told_how_to_go_on() {
    let data = tempfile::tempdir().unwrap();
    // Nothing is analysed, so that only what the test stores is told.
    let settings = ["--analysis-workers", "0"];
    let (mut process, admin) = serve(data.path(), "10m", &settings).await;
    let mut changes = watch(&process, "").await;
    let first = put(&process, SHORT).await;
    let token = change(&mut changes).await.resume_token;
    let config = IngestConfig { session_id: "nightly".to_owned(), ..Default::default() };
    let mut feed = Feed::open(ingests(&process), config.clone()).await.unwrap();
    feed.send(item(1, OTHER));
    assert_eq!(feed.ack().await.unwrap().acked_through, 1);
    let token = match change(&mut changes).await {
        message if message.resume_token != token => message.resume_token,
        again => panic!("told twice: {again:?}"),
    };
    let call = begin(&process);
    until_in_progress(admin, 2).await;

    process.terminate();
    // Probes see it, while the admin port stays open.
    let mut ready = get(admin, "/readyz").await;
    while ready.status == 200 {
        ready = get(admin, "/readyz").await;
    }
    assert_eq!((ready.status, ready.body.as_str()), (503, "shutting down\n"));
    assert_eq!(get(admin, "/livez").await.status, 200);
    let mut health = HealthClient::with_origin(raw_channel(), origin_of(admin));
    while health.check(HealthCheckRequest::default()).await.unwrap().into_inner().status()
        != ServingStatus::NotServing
    {}
    // Streams are told.
    let told = end(&mut changes).await;
    shutting_down(&told);
    assert_eq!(told.metadata["resume_token"], token);
    shutting_down(&failure(feed.ack().await));
    // Nobody new comes in.
    let url = format!("http://{}", process.address);
    let fresh = async || {
        let client = Client::builder(url.clone()).max_attempts(1).connect().await?;
        client.health("").await
    };
    while fresh().await.is_ok() {}
    assert_eq!(fresh().await.unwrap_err().code(), Code::Unavailable);
    // What was begun is not hurried.
    assert!(!call.answer.is_finished());
    call.message.send(analyze(SHORT)).await.unwrap();
    drop(call.message);
    let answer = call.answer.await.unwrap().unwrap();
    assert!(!answer.analysis.unwrap().entities.is_empty());
    assert_eq!(process.ended_within(LONG).await.code(), Some(0));

    // Both streams go on where they were told to, and nothing is missing.
    let (process, _) = serve(data.path(), "10m", &settings).await;
    let mut changes = watch(&process, &token).await;
    let feed = Feed::open(ingests(&process), config).await.unwrap();
    assert_eq!(feed.ready.resume_after_sequence, 1);
    let last = put(&process, &format!("{SHORT}{OTHER}")).await;
    assert_ne!(last, first);
    match change(&mut changes).await.resource {
        Some(parallax::proto::v1::watch_response::Resource::Document(document)) => {
            assert_eq!(document.name, last);
        }
        other => panic!("no document: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_is_cut_and_told_so() {
    let data = tempfile::tempdir().unwrap();
    let settings =
        ["--workers", "1", "--max-article-bytes", "4MiB", "--max-message-bytes", "16MiB"];
    let (mut process, admin) = serve(data.path(), "1s", &settings).await;
    let name = put(&process, SHORT).await;
    // A call whose message never comes, and a stream that waits for a long analysis.
    let waiting = begin(&process);
    let level = AckLevel::Analyzed.into();
    let config = IngestConfig { ack_level: level, ..Default::default() };
    let mut feed = Feed::open(ingests(&process), config).await.unwrap();
    feed.send(item(1, &long_prose(4_000_000)));
    // A client that takes nothing of its answer, and has none of the connection's window to give.
    let mut stuck = Wire::open(process.address, &[0, 4, 0, 0, 0, 0]).await;
    stuck.send(HEADERS, END_HEADERS, 1, &call_headers(LIST)).await;
    stuck.send(DATA, END_STREAM, 1, &[0; 5]).await;
    until_in_progress(admin, 3).await;

    process.terminate();
    shutting_down(&failure(waiting.answer.await.unwrap()));
    shutting_down(&failure(feed.ack().await));
    stuck.until_closed().await;
    assert_eq!(process.ended_within(LONG).await.code(), Some(0));
    drop(waiting.message);

    // What was stored is there, and the store is whole.
    let store = data.path().to_str().unwrap();
    let checked = Run::new(&[]).output(&["store", "check", "--data", store]);
    assert!(checked.status.success(), "{checked:?}");
    let (process, _) = serve(data.path(), "1s", &settings).await;
    let client = Client::connect(format!("http://{}", process.address)).await.unwrap();
    let request = GetDocumentRequest { name, ..Default::default() };
    assert!(client.get_document(request).await.is_ok());
}

const LIST: &str = "/parallax.v1.DocumentService/ListDocuments";
