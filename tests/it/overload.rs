//! More calls than the server can serve: it goes on at its pace, and those it cannot serve are told at
//! once when to come again.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use parallax::{config::Config, proto::v1::analysis_service_client::AnalysisServiceClient};
use tokio::task::JoinSet;
use tonic::{Code, Request};

use crate::support::{
    Failure, Process, RawChannel, Server,
    frames::{DATA, END_HEADERS, END_STREAM, HEADERS, Wire, call_headers},
    free_address,
    http::get,
    origin_of, raw_channel,
    texts::{SHORT, analyze, long_prose},
};

/// Nothing here takes as long, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(300);
/// Callers that come again at once, whatever they are told.
const CALLERS: usize = 40;
const QUEUE: usize = 16;

/// The metrics of a server by name and labels.
async fn metrics(admin: SocketAddr) -> BTreeMap<String, f64> {
    let text = get(admin, "/metrics").await.body;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.rsplit_once(' '));
    pairs.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))).collect()
}

fn client(address: SocketAddr) -> AnalysisServiceClient<RawChannel> {
    AnalysisServiceClient::with_origin(raw_channel(), origin_of(address))
}

/// What callers were told.
#[derive(Default)]
struct Told {
    served: AtomicUsize,
    refused: AtomicUsize,
    over: AtomicBool,
}

/// Calls again and again until it is over.
async fn insist(mut client: AnalysisServiceClient<RawChannel>, told: Arc<Told>) {
    let text = long_prose(3000);
    while !told.over.load(Ordering::Relaxed) {
        match client.analyze_text(analyze(&text)).await {
            Ok(answer) => {
                assert!(answer.into_inner().analysis.is_some());
                told.served.fetch_add(1, Ordering::Relaxed);
            }
            Err(status) => {
                let failure = Failure::new(&status);
                failure.is(Code::ResourceExhausted, "QUEUE_FULL");
                let wait = failure.retry_after.expect("RetryInfo");
                assert!(wait > Duration::ZERO && wait <= Duration::from_secs(10), "{wait:?}");
                told.refused.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

async fn served_by(data: &Path) -> (Process, SocketAddr) {
    let admin = free_address();
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(["serve", "--workers", "1", "--queue", &QUEUE.to_string(), "--min-queue", "1"]);
    command.args(["--admin-listen", &admin.to_string()]);
    (Process::run(command, free_address(), data).await, admin)
}

#[tokio::test(flavor = "multi_thread")]
async fn under_overload_some_are_served_and_all_others_told_when_to_come_again() {
    let data = tempfile::tempdir().unwrap();
    let (process, admin) = served_by(data.path()).await;
    assert!(client(process.address).analyze_text(analyze(SHORT)).await.is_ok());
    assert_eq!(metrics(admin).await["parallax_queue_limit"], (1 + QUEUE) as f64);

    let (told, begin) = (Arc::new(Told::default()), Instant::now());
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(insist(client(process.address), Arc::clone(&told)));
    }
    let seen = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    // The queue stands, and gets shorter than it may be.
    let (mut limit, mut early) = (QUEUE + 1, None);
    while seen(&told.served) < 40 || seen(&told.refused) < 200 || limit > QUEUE / 2 {
        assert!(begin.elapsed() < PATIENCE, "{} {}", seen(&told.served), seen(&told.refused));
        let now = metrics(admin).await;
        limit = now["parallax_queue_limit"] as usize;
        assert!((2..=QUEUE + 1).contains(&limit), "{limit}");
        assert!(now["parallax_queue_admitted"] as usize <= 1 + QUEUE);
        if seen(&told.served) >= 20 {
            early.get_or_insert(now["process_resident_memory_bytes"]);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let late = metrics(admin).await["process_resident_memory_bytes"];
    told.over.store(true, Ordering::Relaxed);
    while let Some(caller) = callers.join_next().await {
        caller.unwrap();
    }
    let early = early.expect("memory was looked at");
    assert!(late < early + f64::from(200 << 20), "{early} bytes, then {late}");
    let counted = metrics(admin).await["parallax_queue_refused_total{reason=\"queue_full\"}"];
    assert_eq!(counted as usize, seen(&told.refused));

    // It goes on, and once it has rested, the whole of a burst may wait again.
    assert!(client(process.address).analyze_text(analyze(SHORT)).await.is_ok());
    while metrics(admin).await["parallax_queue_limit"] as usize <= QUEUE {
        assert!(begin.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_would_be_late_is_not_begun() {
    let huge = 4_000_000;
    let config = Config {
        workers: 1,
        max_article_bytes: 4 << 20,
        max_memory: 64 << 30,
        max_message_bytes: 3 * huge,
        call_timeout: Duration::from_hours(1),
        ..Config::default()
    };
    let server = Server::with(config).await;
    // What such work takes has to be learnt.
    let mut client = server.analysis();
    client.analyze_text(analyze(&long_prose(20_000))).await.unwrap();
    let ahead = tokio::spawn({
        let mut client = client.clone();
        async move { client.analyze_text(analyze(&long_prose(huge))).await }
    });
    let begin = Instant::now();
    let refused = loop {
        let mut request = Request::new(analyze(SHORT));
        request.set_timeout(Duration::from_secs(2));
        match client.analyze_text(request).await {
            Err(status) if status.code() == Code::ResourceExhausted => break Failure::new(&status),
            // The large text was not there yet, or this machine was too busy to look in time.
            Ok(_) => {}
            Err(status) => assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}"),
        }
        assert!(!ahead.is_finished() && begin.elapsed() < PATIENCE);
    };
    refused.is(Code::ResourceExhausted, "DEADLINE_UNREACHABLE");
    assert!(refused.retry_after.is_some_and(|wait| wait > Duration::ZERO), "{refused:?}");
    let seconds = |key: &str| refused.metadata[key].parse::<f64>().unwrap();
    assert!(seconds("expected") > seconds("left") && seconds("left") <= 2.0, "{refused:?}");
    // Who has more time may wait.
    let patient = tokio::spawn({
        let mut client = client.clone();
        async move { client.analyze_text(analyze(SHORT)).await }
    });
    ahead.abort();
    patient.await.unwrap().unwrap();
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_slowly_keeps_nobody_out() {
    let server = Server::with(Config { max_calls: 1, ..Config::default() }).await;
    let mut wires = Vec::new();
    for _ in 0..3 {
        let mut wire = Wire::open(server.address(), &[]).await;
        let headers = call_headers("/parallax.v1.AnalysisService/AnalyzeText");
        wire.send(HEADERS, END_HEADERS, 1, &headers).await;
        // The message has 100 bytes, of which three come.
        wire.send(DATA, 0, 1, &[0, 0, 0, 0, 100, 1, 2, 3]).await;
        wires.push(wire);
    }
    for _ in 0..20 {
        server.analysis().analyze_text(analyze(SHORT)).await.unwrap();
    }
    // The rest of a message still counts: it is read, and is no request.
    wires[0].send(DATA, END_STREAM, 1, &[0xff; 97]).await;
    let answer = loop {
        let frame = wires[0].next().await.expect("the connection stays open");
        if frame.stream == 1 && frame.kind == HEADERS {
            break frame;
        }
    };
    assert!(!answer.payload.is_empty());
}
