//! The binary as operators run it: killed, stopped, started again.

use std::{
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use parallax::proto::v1::{
    DocumentView, GetDocumentRequest, IngestOutcome, ListDocumentsRequest,
    document_service_client::DocumentServiceClient, ingest_service_client::IngestServiceClient,
};
use tokio::task::JoinSet;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus};

use crate::support::{
    Process, free_address, origin_of,
    pki::Authority,
    raw_channel,
    texts::{SHORT, ingest},
};

/// A text that no other number has, with bytes that a careless store would change.
fn text_of(writer: usize, n: usize) -> String {
    let filler = "It was said again \u{1f4f0} and again.\r\n".repeat(n % 50);
    format!("\u{feff}{SHORT}{filler}Writer {writer} wrote note {n}.\0\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_kill() {
    const WRITERS: usize = 8;
    const BEFORE_KILL: usize = 120;
    let data = tempfile::tempdir().unwrap();
    let process = Process::serve(data.path()).await;
    let (acknowledged, killed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (acknowledged, killed) = (Arc::clone(&acknowledged), Arc::clone(&killed));
        let mut client =
            IngestServiceClient::with_origin(raw_channel(), origin_of(process.address));
        writers.spawn(async move {
            let mut written = Vec::new();
            for n in 0.. {
                let text = text_of(writer, n);
                match client.ingest_document(ingest(&text, "burst.example")).await {
                    Ok(answer) => {
                        let answer = answer.into_inner();
                        assert_eq!(answer.outcome(), IngestOutcome::Created);
                        written.push((answer.document.unwrap().name, text));
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                    Err(status) => {
                        assert!(killed.load(Ordering::SeqCst), "{status:?}");
                        break;
                    }
                }
            }
            written
        });
    }
    while acknowledged.load(Ordering::SeqCst) < BEFORE_KILL {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    killed.store(true, Ordering::SeqCst);
    process.kill();
    let written: Vec<_> = writers.join_all().await.into_iter().flatten().collect();
    assert!(written.len() >= BEFORE_KILL);

    let process = Process::serve(data.path()).await;
    let mut documents =
        DocumentServiceClient::with_origin(raw_channel(), origin_of(process.address));
    for (name, text) in &written {
        let request = GetDocumentRequest {
            name: name.clone(),
            view: DocumentView::Full.into(),
            ..GetDocumentRequest::default()
        };
        let document = documents.get_document(request).await.unwrap().into_inner().document;
        assert_eq!(document.unwrap().text, *text, "{name}");
    }
    // At most the calls under way may be there besides, written but not acknowledged.
    let page = documents.list_documents(ListDocumentsRequest::default()).await.unwrap();
    let stored = usize::try_from(page.into_inner().total_size).unwrap();
    assert!((written.len()..=written.len() + WRITERS).contains(&stored), "{stored}");
    // And it still writes.
    let mut ingests = IngestServiceClient::with_origin(raw_channel(), origin_of(process.address));
    ingests.ingest_document(ingest(SHORT, "after.example")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_though_a_watch_is_open() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::serve(data.path()).await;
    let request = HealthCheckRequest::default();
    let mut watch = process.health().watch(request).await.unwrap().into_inner();
    let first = watch.message().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::Serving);

    process.terminate();
    // The watcher is told before the end, and then the stream ends one way or another.
    let told = watch.message().await;
    if let Ok(Some(update)) = told {
        assert_eq!(update.status(), ServingStatus::NotServing);
    }
    let status = process.ended_within(Duration::from_secs(30)).await;
    assert_eq!(status.code(), Some(0), "{status:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_finds_everything_again() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::serve(data.path()).await;
    let mut ingests = IngestServiceClient::with_origin(raw_channel(), origin_of(process.address));
    let answer = ingests.ingest_document(ingest(SHORT, "a.example")).await.unwrap().into_inner();
    let name = answer.document.unwrap().name;
    process.terminate();
    let status = process.ended_within(Duration::from_secs(30)).await;
    assert_eq!(status.code(), Some(0), "{status:?}");

    let process = Process::serve(data.path()).await;
    let mut ingests = IngestServiceClient::with_origin(raw_channel(), origin_of(process.address));
    let answer = ingests.ingest_document(ingest(SHORT, "a.example")).await.unwrap().into_inner();
    assert_eq!(answer.outcome(), IngestOutcome::Duplicate);
    assert_eq!(answer.document.unwrap().name, name);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_command_asks_the_admin_port_whatever_the_server_speaks() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = Authority::new().server().write(folder.path());
    let (listen, admin) = (free_address(), free_address());
    let with_settings = |command: &mut Command| {
        command.env("PARALLAX_LISTEN", listen.to_string());
        command.env("PARALLAX_ADMIN_LISTEN", format!("0.0.0.0:{}", admin.port()));
        command.env("PARALLAX_TLS_CERT", &certificate).env("PARALLAX_TLS_KEY", &key);
        command.env("PARALLAX_DATA", folder.path().join("data"));
    };
    let health = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        with_settings(command.arg("health"));
        command.output().unwrap()
    };
    let down = health();
    assert_eq!(down.status.code(), Some(1), "{down:?}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    with_settings(command.arg("serve"));
    let child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut server = Process::unasked(child, listen);
    // The test fails by running into its own time limit.
    while !health().status.success() {
        assert!(!server.has_ended());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_command_follows_the_servers_environment() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::serve(data.path()).await;
    let port = process.address.port();
    // As in a container, which listens on all addresses.
    let health = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.arg("health").env("PARALLAX_LISTEN", format!("0.0.0.0:{port}"));
        command.output().unwrap()
    };
    let up = health();
    assert_eq!(up.status.code(), Some(0), "{up:?}");
    process.kill();
    let down = health();
    assert_eq!(down.status.code(), Some(1), "{down:?}");
    assert!(String::from_utf8(down.stderr).unwrap().contains(&format!("127.0.0.1:{port}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_has_as_many_threads_as_are_at_work_at_a_time() {
    const WORKERS: u64 = 2;
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(["serve", "--workers", &WORKERS.to_string()]);
    let process = Process::run(command, free_address(), data.path()).await;
    let origin = origin_of(process.address);
    let mut calls = JoinSet::new();
    for caller in 0..32 {
        let mut documents = DocumentServiceClient::with_origin(raw_channel(), origin.clone());
        let mut ingests = IngestServiceClient::with_origin(raw_channel(), origin.clone());
        calls.spawn(async move {
            let source = format!("outlet-{caller}.example");
            ingests.ingest_document(ingest(SHORT, &source)).await.unwrap();
            for _ in 0..100 {
                documents.list_documents(ListDocumentsRequest::default()).await.unwrap();
            }
        });
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap();
    }
    // The first one, the writer, those that read calls, and for blocking work the workers, four reads of the
    // store and four others.
    let cores = std::thread::available_parallelism().unwrap().get() as u64;
    let threads = process.threads();
    assert!(threads <= 2 + cores + WORKERS + 8, "{threads}");
}
