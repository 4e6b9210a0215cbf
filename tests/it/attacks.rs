//! What a client could do to harm: each attack is answered as it should be, the server goes on, and
//! what was stored is there.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use parallax::{
    config::Config,
    proto::v1::{
        DocumentView, EventKind, GetDocumentRequest, WatchRequest,
        ingest_service_client::IngestServiceClient,
    },
};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MessageDescriptor, Value};
use tonic::{Code, Request, body::Body, codec::CompressionEncoding, codegen::http};

use crate::support::{
    Process, Server, failure,
    frames::{
        CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, RST_STREAM, SETTINGS,
        WINDOW_UPDATE, Wire, call_headers, frame, literal,
    },
    free_address, origin_of, raw_channel,
    texts::{OTHER, SHORT, ingest},
    wire,
};

const LIST: &str = "/parallax.v1.DocumentService/ListDocuments";

// Error codes of RFC 9113, section 7.
const PROTOCOL_ERROR: u32 = 1;
const FLOW_CONTROL_ERROR: u32 = 3;
const FRAME_SIZE_ERROR: u32 = 6;
const REFUSED_STREAM: u32 = 7;
const ENHANCE_YOUR_CALM: u32 = 11;

/// A server with something to lose.
struct Victim {
    server: Server,
    name: String,
}

impl Victim {
    async fn start() -> Self {
        Self::with(Config::default()).await
    }

    async fn with(config: Config) -> Self {
        let server = Server::with(config).await;
        let stored = server.ingest().ingest_document(ingest(SHORT, "a.example")).await.unwrap();
        let name = stored.into_inner().document.unwrap().name;
        Self { server, name }
    }

    async fn wire(&self) -> Wire {
        Wire::open(self.server.address(), &[]).await
    }

    /// Checks that it answers and has lost nothing.
    async fn is_unharmed(&self) {
        self.server.goes_on().await;
        let request = GetDocumentRequest { name: self.name.clone(), ..Default::default() };
        assert!(self.server.documents().get_document(request).await.is_ok());
    }
}

/// The error code with which the server ends a connection; none when it just closes it.
async fn ended_with(wire: Wire) -> Option<u32> {
    let frames = wire.until_closed().await;
    frames.iter().rev().find(|frame| frame.kind == GOAWAY).map(super::support::frames::Frame::code)
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_frames_end_their_connection() {
    let victim = Victim::start().await;
    let headers = call_headers(LIST);
    for (what, bytes, expected) in [
        ("a frame over the limit", frame(DATA, 0, 1, &vec![0; 1 << 20]), FRAME_SIZE_ERROR),
        ("data of no stream", frame(DATA, 0, 0, b"x"), PROTOCOL_ERROR),
        ("data before headers", frame(DATA, 0, 1, b"x"), PROTOCOL_ERROR),
        ("a stream of the server", frame(HEADERS, END_HEADERS, 2, &headers), PROTOCOL_ERROR),
        ("garbage for headers", frame(HEADERS, END_HEADERS, 1, &[0xff; 64]), PROTOCOL_ERROR),
        ("a continuation of nothing", frame(CONTINUATION, 4, 1, &headers), PROTOCOL_ERROR),
        ("a ping of 7 bytes", frame(PING, 0, 0, &[0; 7]), PROTOCOL_ERROR),
        ("settings of 5 bytes", frame(SETTINGS, 0, 0, &[0; 5]), PROTOCOL_ERROR),
        (
            "a window beyond all",
            frame(WINDOW_UPDATE, 0, 0, &[0x7f, 0xff, 0xff, 0xff]),
            FLOW_CONTROL_ERROR,
        ),
    ] {
        let mut wire = victim.wire().await;
        wire.bytes(&bytes).await;
        assert_eq!(ended_with(wire).await, Some(expected), "{what}");
        victim.is_unharmed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_beyond_the_limit_are_refused() {
    // One connection may hold 256 calls.
    let victim = Victim::with(Config { max_calls: 257, ..Config::default() }).await;
    let mut wire = victim.wire().await;
    for n in 0..300 {
        wire.send(HEADERS, END_HEADERS, 2 * n + 1, &call_headers(LIST)).await;
    }
    let refused = loop {
        let frame = wire.next().await.expect("the connection stays open");
        if frame.kind == RST_STREAM {
            break frame;
        }
    };
    assert_eq!(refused.code(), REFUSED_STREAM, "{refused:?}");
    victim.is_unharmed().await;
}

/// CVE-2023-44487.
#[tokio::test(flavor = "multi_thread")]
async fn rapid_resets_end_their_connection() {
    let victim = Victim::start().await;
    let mut wire = victim.wire().await;
    let mut bytes = Vec::new();
    for n in 0..5000 {
        bytes.extend(frame(HEADERS, END_HEADERS, 2 * n + 1, &call_headers(LIST)));
        bytes.extend(frame(RST_STREAM, 0, 2 * n + 1, &8_u32.to_be_bytes()));
    }
    wire.bytes(&bytes).await;
    let code = ended_with(wire).await;
    assert!(code.is_none_or(|code| code == ENHANCE_YOUR_CALM), "{code:?}");
    victim.is_unharmed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_of_frames_that_carry_nothing_end_their_connection() {
    let victim = Victim::start().await;
    for (what, kind, payload) in [
        ("pings", PING, &[7; 8][..]),
        ("settings", SETTINGS, &[0, 3, 0, 0, 0, 100]),
        ("priorities", 2, &[0, 0, 0, 0, 1]),
    ] {
        let mut wire = victim.wire().await;
        let stream = u32::from(kind == 2) * 3;
        wire.bytes(&frame(kind, 0, stream, payload).repeat(20_000)).await;
        // It ends: what it says before is its answers to those that were let through.
        let answers = wire.until_closed().await;
        assert!(answers.len() < 10_000, "{what}: {}", answers.len());
        victim.is_unharmed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pings_now_and_then_are_answered() {
    let victim = Victim::start().await;
    let mut wire = victim.wire().await;
    for _ in 0..500 {
        wire.send(PING, 0, 0, &[7; 8]).await;
    }
    let mut answers = 0;
    while answers < 500 {
        answers += usize::from(wire.next().await.expect("it stays open").kind == PING);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_over_the_limit_are_refused() {
    let victim = Victim::start().await;
    let request = http::Request::builder()
        .method("POST")
        .uri(format!("{}{LIST}", victim.server.url()))
        .header("content-type", "application/grpc")
        .header("x-large", "x".repeat(20 << 10))
        .body(Body::empty())
        .unwrap();
    let answer = raw_channel().request(request).await;
    assert!(answer.as_ref().is_ok_and(|answer| answer.status() == 431), "{answer:?}");
    victim.is_unharmed().await;

    // Without an end.
    let mut wire = victim.wire().await;
    wire.send(HEADERS, 0, 1, &call_headers(LIST)).await;
    let more = frame(CONTINUATION, 0, 1, &literal("x-more", &"y".repeat(8 << 10)));
    wire.bytes(&more.repeat(1000)).await;
    let frames = wire.until_closed().await;
    assert!(frames.len() < 100, "{}", frames.len());
    victim.is_unharmed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_does_not_go_off() {
    let victim = Victim::start().await;
    let mut client = IngestServiceClient::with_origin(raw_channel(), victim.server.origin())
        .send_compressed(CompressionEncoding::Gzip);
    let bomb = ingest(&"a".repeat(64 << 20), "a.example");
    failure(client.ingest_document(bomb).await).is(Code::ResourceExhausted, "CONTENT_TOO_LARGE");
    victim.is_unharmed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_nothing_stops_nobody() {
    // Time for both calls to be answered on a busy machine. The client may take nothing for as long, or for
    // twice a watcher's patience where that is longer; this waits for a minute.
    let call_timeout = std::time::Duration::from_secs(15);
    let watch_patience = std::time::Duration::from_secs(1);
    let config = Config { max_calls: 2, call_timeout, watch_patience, ..Config::default() };
    let server = Server::with(config).await;
    // A window of nothing: the answers cannot be sent, and keep the places of their calls.
    let mut wire = Wire::open(server.address(), &[0, 4, 0, 0, 0, 0]).await;
    for n in 0..2 {
        wire.send(HEADERS, END_HEADERS, 2 * n + 1, &call_headers(LIST)).await;
        wire.send(DATA, END_STREAM, 2 * n + 1, &[0; 5]).await;
    }
    let frames = wire.until_closed().await;
    assert!(frames.iter().filter(|frame| frame.kind == HEADERS).count() == 2, "{frames:?}");
    assert!(frames.iter().all(|frame| frame.kind != DATA || frame.payload.is_empty()));
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_say_nothing_keep_nobody_out() {
    let victim = Victim::with(Config { max_connections: 3, ..Config::default() }).await;
    let watch = victim.server.watches().watch(WatchRequest::default()).await;
    let mut watch = watch.unwrap().into_inner();
    let mut idle = Vec::new();
    for _ in 0..4 {
        idle.push(victim.wire().await);
    }
    // The last of them and the watch have places; this takes one more.
    victim.is_unharmed().await;
    for wire in idle.drain(..3) {
        wire.until_closed().await;
    }
    // Whoever has a call in progress stays.
    victim.server.ingest().ingest_document(ingest(OTHER, "b.example")).await.unwrap();
    loop {
        let message = watch.message().await.unwrap().expect("a watch has no end");
        if message.kind() == EventKind::DocumentCreated {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_lets_answers_pile_up_keeps_nobody_out() {
    let config = Config { max_connections: 1, analysis_workers: 0, ..Config::default() };
    let victim = Victim::with(config).await;
    let long = ingest(&"It was said again. ".repeat(50_000), "long.example");
    let stored = victim.server.ingest().ingest_document(long).await.unwrap();
    let name = stored.into_inner().document.unwrap().name;
    let request =
        GetDocumentRequest { name, view: DocumentView::Full.into(), ..Default::default() };
    let message = request.encode_to_vec();
    let framed = [&[0, 0, 0, 0, message.len() as u8], &message[..]].concat();
    // Room for all answers by the rules of HTTP/2, but not in the socket.
    let mut wire = Wire::open(victim.server.address(), &[0, 4, 0x7f, 0xff, 0xff, 0xff]).await;
    wire.send(WINDOW_UPDATE, 0, 0, &[0x7f, 0, 0, 0]).await;
    let get = call_headers("/parallax.v1.DocumentService/GetDocument");
    for n in 0..20 {
        wire.send(HEADERS, END_HEADERS, 2 * n + 1, &get).await;
        wire.send(DATA, END_STREAM, 2 * n + 1, &framed).await;
    }
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    // Its answer has to wait behind the others: nothing more is read until they are gone.
    wire.send(PING, 0, 0, &[7; 8]).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    victim.is_unharmed().await;
}

/// Words that would do harm where somebody trusts them.
const HARMFUL: [&str; 8] = [
    "'; DROP TABLE documents; --",
    "\" OR 1=1 --",
    "x' UNION SELECT * FROM documents --",
    "../../../../etc/passwd",
    "documents/../../data",
    "documents/%2e%2e%2f",
    "a\r\nlevel=ERROR forged=1\u{1b}[31m\0",
    "NEAR(\"a\" OR *) AND {documents : x}",
];

/// A message with this text in one string field, or in all of them.
fn filled(
    descriptor: &MessageDescriptor,
    text: &str,
    only: Option<usize>,
    depth: usize,
    count: &mut usize,
) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for field in descriptor.fields() {
        let value = match field.kind() {
            Kind::String => {
                *count += 1;
                if only.is_some_and(|only| only != *count) {
                    continue;
                }
                Value::String(text.to_owned())
            }
            Kind::Message(inner) if depth > 0 && !field.is_map() => {
                let before = *count;
                let inner = filled(&inner, text, only, depth - 1, count);
                // Of a oneof the last would win over the one that is meant.
                if only.is_some_and(|only| only <= before || only > *count) {
                    continue;
                }
                Value::Message(inner)
            }
            _ => continue,
        };
        message.set_field(&field, if field.is_list() { Value::List(vec![value]) } else { value });
    }
    message
}

#[tokio::test(flavor = "multi_thread")]
async fn harmful_words_are_words_in_every_field_of_every_method() {
    let victim = Victim::start().await;
    let pool = DescriptorPool::decode(parallax::proto::FILE_DESCRIPTOR_SET).unwrap();
    let (mut calls, mut fields) = (0, 0);
    for service in pool.services() {
        for method in
            service.methods().filter(|m| !m.is_client_streaming() && !m.is_server_streaming())
        {
            let input = method.input();
            let mut count = 0;
            filled(&input, "", None, 3, &mut count);
            fields += count;
            let path = format!("{}/{}", service.name(), method.name());
            for (n, text) in HARMFUL.iter().enumerate() {
                // All at once with each word, and each field by itself with the first few.
                let single = if n < 4 { 1..count + 1 } else { 0..0 };
                for only in std::iter::once(None).chain(single.map(Some)) {
                    let message = filled(&input, text, only, 3, &mut 0).encode_to_vec();
                    calls += 1;
                    if let Err(status) = wire::call(&victim.server, &path, message).await {
                        let harmed = matches!(
                            status.code(),
                            Code::Internal | Code::Unknown | Code::DataLoss | Code::Unavailable
                        );
                        assert!(!harmed, "{path} {only:?} {text:?}: {status:?}");
                    }
                }
            }
        }
    }
    assert!(fields > 60 && calls > 300, "{fields} fields, {calls} calls");
    victim.is_unharmed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_lines_of_his_own_into_the_log() {
    let data = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut child = Command::new(env!("CARGO_BIN_EXE_parallax"))
        .args(["serve", "--log-format", "json", "--log", "debug"])
        .env("PARALLAX_LISTEN", address.to_string())
        .env("PARALLAX_DATA", data.path())
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let lines = std::thread::spawn(move || log.lines().map_while(Result::ok).collect::<Vec<_>>());
    let process = Process::of(child, address).await;

    let secret = "plx_secret-that-nobody-may-see";
    let mut client = IngestServiceClient::with_origin(raw_channel(), origin_of(address));
    for text in HARMFUL {
        let mut request = Request::new(ingest(&format!("{SHORT} {text}"), text));
        let bearer = format!("Bearer {secret}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        request.metadata_mut().insert("x-request-id", "a level=ERROR forged=1".parse().unwrap());
        let _ = client.ingest_document(request).await;
    }
    let request = http::Request::builder()
        .method("POST")
        .uri(format!("http://{address}/parallax.v1.X/%0aforged%1b%5b31m"))
        .header("content-type", "application/grpc");
    assert!(raw_channel().request(request.body(Body::empty()).unwrap()).await.is_ok());
    process.terminate();
    let lines = tokio::task::spawn_blocking(|| lines.join().unwrap()).await.unwrap();
    let calls = lines.iter().filter(|line| line.contains("IngestDocument")).count();
    assert!(calls >= HARMFUL.len(), "{lines:?}");
    for line in &lines {
        let event: serde_json::Value = serde_json::from_str(line).expect("a line is an event");
        assert!(event["level"].is_string() && event.get("forged").is_none(), "{line}");
        assert!(!line.contains("secret-that") && !line.contains('\u{1b}'), "{line}");
        assert!(!line.contains("signed a treaty"), "the text of an article: {line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_never_ends_is_ended() {
    let config = Config {
        call_timeout: std::time::Duration::from_millis(300),
        max_calls: 1,
        ..Config::default()
    };
    let server = Server::with(config).await;
    let mut wire = Wire::open(server.address(), &[]).await;
    let path = "/parallax.v1.AnalysisService/AnalyzeText";
    wire.send(HEADERS, END_HEADERS, 1, &call_headers(path)).await;
    // The message has 100 bytes, of which three come.
    wire.send(DATA, 0, 1, &[0, 0, 0, 0, 100, 1, 2, 3]).await;
    let answer = loop {
        let frame = wire.next().await.expect("the connection stays open");
        if frame.stream == 1 && frame.kind == HEADERS {
            break frame;
        }
    };
    assert!(!answer.payload.is_empty());
    // The place is free.
    server.goes_on().await;
}
