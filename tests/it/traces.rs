//! Traces: the spans of a call reach a collector, under the caller's own; and the log, which
//! nobody can forge.

use std::{
    io::Read as _,
    net::SocketAddr,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    trace::v1::Span,
};
use parallax::proto::v1::analysis_service_client::AnalysisServiceClient;
use serde_json::Value;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, codegen::http};

use crate::support::{
    Process, free_address, origin_of, raw_channel,
    texts::{SHORT, analyze},
};

/// Keeps what it is sent, with the header that callers must bring.
#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<Vec<Span>>>,
    keys: Arc<Mutex<Vec<String>>>,
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let key = request.metadata().get("x-key").map(|key| key.to_str().unwrap().to_owned());
        self.keys.lock().unwrap().extend(key);
        let scopes = request.into_inner().resource_spans.into_iter().flat_map(|r| r.scope_spans);
        self.spans.lock().unwrap().extend(scopes.flat_map(|scope| scope.spans));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    async fn start() -> (Self, SocketAddr) {
        let collector = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = TraceServiceServer::new(collector.clone());
        let server = tonic::transport::Server::builder().add_service(service);
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        (collector, address)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn serve() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.arg("serve");
    command
}

#[tokio::test]
async fn the_stages_of_a_call_are_spans_under_that_of_the_caller() {
    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";
    let (collector, address) = Collector::start().await;
    let data = tempfile::tempdir().unwrap();
    let mut command = serve();
    command.env("PARALLAX_OTLP_ENDPOINT", format!("http://{address}"));
    command.env("PARALLAX_OTLP_HEADERS", "x-key=opensesame");
    let mut server = Process::run(command, free_address(), data.path()).await;
    let mut client = AnalysisServiceClient::with_origin(raw_channel(), origin_of(server.address));
    let mut request = Request::new(analyze(SHORT));
    request
        .metadata_mut()
        .insert("traceparent", format!("00-{TRACE}-{PARENT}-01").parse().unwrap());
    client.analyze_text(request).await.unwrap();
    // A call without a trace of its own begins one.
    client.analyze_text(analyze(SHORT)).await.unwrap();
    // What is left is sent when the server ends.
    server.terminate();
    assert!(server.ended_within(Duration::from_secs(30)).await.success());

    let spans = collector.spans.lock().unwrap().clone();
    let keys = collector.keys.lock().unwrap().clone();
    assert!(!keys.is_empty() && keys.iter().all(|key| key == "opensesame"), "{keys:?}");
    let ours: Vec<_> = spans.iter().filter(|span| hex(&span.trace_id) == TRACE).collect();
    let call = ours.iter().find(|span| hex(&span.parent_span_id) == PARENT).expect("the call");
    assert_eq!(call.name, "parallax.v1.AnalysisService/AnalyzeText");
    let stages =
        ["zones", "language", "values", "entities", "quotes", "claims", "framing", "quality"];
    for stage in stages {
        let found = ours.iter().find(|span| span.name == stage);
        let span = found.unwrap_or_else(|| panic!("no span {stage}"));
        assert_eq!(span.parent_span_id, call.span_id, "{stage}");
        assert!(span.start_time_unix_nano >= call.start_time_unix_nano, "{stage}");
        assert!(span.end_time_unix_nano <= call.end_time_unix_nano, "{stage}");
    }
    let calls = spans.iter().filter(|span| span.name == call.name).count();
    assert_eq!(calls, 2);
    let text = format!("{spans:?}");
    assert!(!text.contains("Merkel"), "no text of articles");
}

#[tokio::test]
async fn nobody_forges_a_line_of_the_log() {
    let data = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut child = serve()
        .env("PARALLAX_LISTEN", address.to_string())
        .env("PARALLAX_DATA", data.path())
        .env("PARALLAX_LOG_FORMAT", "json")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut client = AnalysisServiceClient::with_origin(raw_channel(), origin_of(address));
    // Until it listens nobody answers.
    let mut request = Request::new(analyze(SHORT));
    request.metadata_mut().insert("x-request-id", "it-is_me.1".parse().unwrap());
    loop {
        let mut again = Request::new(analyze(SHORT));
        *again.metadata_mut() = request.metadata().clone();
        match client.analyze_text(again).await {
            Ok(response) => {
                assert_eq!(response.metadata().get("x-request-id").unwrap(), "it-is_me.1");
                break;
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    let forged = "a \"} {\\\"level\\\":\\\"ERROR\\\" \t x";
    for path in ["/parallax.v1.X/%0a%1b%5b31m", "/parallax.%E2%80%AE\u{7f}"] {
        let Ok(uri) = format!("http://{address}{path}").parse::<http::Uri>() else { continue };
        let request = http::Request::post(uri)
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("x-request-id", forged)
            .body(tonic::body::Body::empty())
            .unwrap();
        raw_channel().request(request).await.unwrap();
    }
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(child.wait().unwrap().success());
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("JSON a line")).collect();
    let calls: Vec<_> = lines.iter().filter(|line| line["message"] == "call").collect();
    let first = calls.first().expect("the call is logged");
    assert_eq!(first["request_id"], "it-is_me.1");
    assert_eq!((&first["status"], &first["level"]), (&"Ok".into(), &"INFO".into()));
    assert!(first["duration_ms"].as_f64().unwrap() > 0.0);
    assert!(first["peer"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert!(lines.iter().all(|line| line["level"] != "ERROR"), "{log}");
    assert!(calls[1..].iter().all(|call| call["request_id"] != forged));
    assert!(!log.contains("Merkel") && !log.contains('\u{1b}'), "{log}");
}
