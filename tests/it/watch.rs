//! WatchService: changes as they are committed, for many, across interruptions of all sorts.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use parallax::{
    client::{Client, Watch},
    config::Config,
    proto::v1::{
        DeleteDocumentRequest, EventKind, IngestConfig, IngestItem, WatchRequest, WatchResponse,
        watch_response::Resource, watch_service_client::WatchServiceClient,
    },
};
use tonic::{Code, Request, Status, Streaming, transport::Endpoint};

use crate::support::{
    Failure, Process, Run, Server, failure,
    texts::{SHORT, analyze, content, ingest},
};

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);

/// A server that stores and analyses nothing, so that only the watch costs.
fn storing() -> Config {
    Config { analysis_workers: 0, ..Config::default() }
}

fn seconds(seconds: f64) -> Option<prost_types::Duration> {
    Some(Duration::from_secs_f64(seconds).try_into().unwrap())
}

fn text(n: usize) -> String {
    format!("{SHORT}It was the {n}th note of the day, and note {} came later.\n", n * 7)
}

/// Stores a document; its name.
async fn put(server: &Server, n: usize, source: &str) -> String {
    let answer = server.ingest().ingest_document(ingest(&text(n), source)).await.unwrap();
    answer.into_inner().document.unwrap().name
}

async fn open(server: &Server, request: WatchRequest) -> Result<Streaming<WatchResponse>, Status> {
    Ok(server.watches().watch(request).await?.into_inner())
}

async fn next(stream: &mut Streaming<WatchResponse>) -> WatchResponse {
    let message = tokio::time::timeout(LONG, stream.message()).await.expect("a message in time");
    message.expect("the watch goes on").expect("a watch has no end")
}

/// The next message that is not a heartbeat.
async fn change(stream: &mut Streaming<WatchResponse>) -> WatchResponse {
    loop {
        let message = next(stream).await;
        if message.kind() != EventKind::Heartbeat {
            return message;
        }
    }
}

/// How a watch ends.
async fn end(stream: &mut Streaming<WatchResponse>) -> Failure {
    loop {
        let message = tokio::time::timeout(LONG, stream.message()).await.expect("an end in time");
        if let Err(status) = message {
            return Failure::new(&status);
        }
    }
}

fn document(message: &WatchResponse) -> String {
    match &message.resource {
        Some(Resource::Document(document)) => document.name.clone(),
        _ => panic!("no document: {message:?}"),
    }
}

/// What a change is about.
fn subject(message: &WatchResponse) -> String {
    match &message.resource {
        Some(Resource::Document(document)) => document.name.clone(),
        Some(Resource::Story(story)) => story.name.clone(),
        Some(Resource::Entity(entity)) => entity.name.clone(),
        Some(Resource::Discrepancy(_) | Resource::Claim(_)) => message.story_name.clone(),
        None => panic!("nothing has changed: {message:?}"),
    }
}

fn essence(message: &WatchResponse) -> (EventKind, String) {
    (message.kind(), document(message))
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_come_in_order_and_every_token_resumes() {
    let server = Server::with(storing()).await;
    let mut stream = open(&server, WatchRequest::default()).await.unwrap();
    let first = next(&mut stream).await;
    assert_eq!((first.kind(), first.commit_sequence), (EventKind::Heartbeat, 0));
    assert!(first.event_time.is_none() && first.resource.is_none());

    let a = put(&server, 1, "north").await;
    put(&server, 1, "north").await; // known already: no change
    let b = put(&server, 2, "south").await;
    let request = DeleteDocumentRequest { name: a.clone(), ..Default::default() };
    server.documents().delete_document(request).await.unwrap();
    let expected = [
        (EventKind::DocumentCreated, a.clone()),
        (EventKind::DocumentCreated, b.clone()),
        (EventKind::DocumentDeleted, a),
    ];
    let mut tokens = vec![first.resume_token];
    for (index, expected) in expected.iter().enumerate() {
        let message = change(&mut stream).await;
        assert_eq!(&essence(&message), expected);
        assert_eq!(message.commit_sequence, index as i64 + 1);
        assert!(message.event_time.is_some() && message.coalesced == 0);
        tokens.push(message.resume_token);
    }
    for (index, token) in tokens.into_iter().enumerate() {
        let request = WatchRequest { resume_token: token, ..Default::default() };
        let mut resumed = open(&server, request).await.unwrap();
        for expected in &expected[index..] {
            assert_eq!(&essence(&change(&mut resumed).await), expected);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_and_filters_choose() {
    let server = Server::with(storing()).await;
    let watch = async |kinds: &[EventKind], filter: &str| {
        let kinds = kinds.iter().map(|kind| (*kind).into()).collect();
        let request = WatchRequest { kinds, filter: filter.to_owned(), ..Default::default() };
        let mut stream = open(&server, request).await.unwrap();
        next(&mut stream).await;
        stream
    };
    let mut deleted = watch(&[EventKind::DocumentDeleted], "").await;
    let mut north = watch(&[], "source = north").await;
    let mut recent = watch(&[EventKind::DocumentCreated], "create_time > 2000-01-01").await;
    let a = put(&server, 1, "south").await;
    let b = put(&server, 2, "north").await;
    let request = DeleteDocumentRequest { name: b.clone(), ..Default::default() };
    server.documents().delete_document(request).await.unwrap();
    let c = put(&server, 3, "north").await;
    assert_eq!(essence(&change(&mut deleted).await), (EventKind::DocumentDeleted, b.clone()));
    for kind in [EventKind::DocumentCreated, EventKind::DocumentDeleted] {
        assert_eq!(essence(&change(&mut north).await), (kind, b.clone()));
    }
    assert_eq!(document(&change(&mut north).await), c);
    for name in [a, b, c] {
        assert_eq!(document(&change(&mut recent).await), name);
    }
    for (filter, place) in [("source =", "8"), ("colour = red", "0"), ("stories:\"stories/x\"", "")]
    {
        let request = WatchRequest { filter: filter.to_owned(), ..Default::default() };
        let error = failure(open(&server, request).await);
        error.is(Code::InvalidArgument, "FILTER_INVALID").names_fields(&["filter"]);
        assert!(error.message.contains(place), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_watch_carries_heartbeats_with_tokens() {
    let server = Server::with(storing()).await;
    let request = WatchRequest {
        heartbeat_interval: seconds(0.1),
        filter: "source = nobody".to_owned(),
        ..Default::default()
    };
    let mut stream = open(&server, request).await.unwrap();
    for n in 0..3 {
        put(&server, n, "somebody").await;
    }
    let token = loop {
        let message = next(&mut stream).await;
        assert_eq!(message.kind(), EventKind::Heartbeat);
        if message.commit_sequence == 3 {
            break message.resume_token;
        }
    };
    let late = put(&server, 4, "somebody").await;
    let request = WatchRequest { resume_token: token, ..Default::default() };
    let mut resumed = open(&server, request).await.unwrap();
    assert_eq!(document(&change(&mut resumed).await), late);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_present_state_then_synced_then_changes() {
    let server = Server::with(storing()).await;
    let mut names = Vec::new();
    for n in 0..150 {
        names.push(put(&server, n, if n % 3 == 0 { "third" } else { "other" }).await);
    }
    let request = WatchRequest {
        include_initial: true,
        filter: "source = third".to_owned(),
        ..Default::default()
    };
    let mut stream = open(&server, request).await.unwrap();
    for name in names.iter().step_by(3) {
        let message = change(&mut stream).await;
        assert_eq!(essence(&message), (EventKind::DocumentCreated, name.clone()));
        assert_eq!(message.commit_sequence, 150);
    }
    let synced = change(&mut stream).await;
    assert_eq!((synced.kind(), synced.commit_sequence), (EventKind::Synced, 150));
    let late = put(&server, 300, "third").await;
    let message = change(&mut stream).await;
    assert_eq!((document(&message), message.commit_sequence), (late, 151));
    // An empty state is synced at once, and kinds choose here too.
    let kinds = vec![EventKind::DocumentDeleted.into()];
    let request = WatchRequest { include_initial: true, kinds, ..Default::default() };
    let mut stream = open(&server, request).await.unwrap();
    assert_eq!(next(&mut stream).await.kind(), EventKind::Synced);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_one_document_are_told_as_one() {
    let server = Server::with(storing()).await;
    let request = WatchRequest { coalesce_window: seconds(0.5), ..Default::default() };
    let mut stream = open(&server, request).await.unwrap();
    next(&mut stream).await;
    let revision = async |n: usize| {
        let mut request = ingest(&text(n), "times");
        request.metadata.as_mut().unwrap().external_id = "one".to_owned();
        server.ingest().ingest_document(request).await.unwrap().into_inner().document.unwrap()
    };
    for n in 1..4 {
        revision(n).await;
    }
    let last = revision(4).await;
    // Most often all within one window; never one told twice or left out.
    let (mut stands_for, mut revision) = (0, String::new());
    while stands_for < 4 {
        let message = change(&mut stream).await;
        stands_for += message.coalesced + 1;
        let Some(Resource::Document(document)) = message.resource else { panic!() };
        revision = document.revision;
    }
    assert_eq!((stands_for, revision), (4, last.revision));
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_old_or_odd_are_refused_with_their_reason() {
    let server = Server::with(Config { watch_events: 10, ..storing() }).await;
    let mut stream = open(&server, WatchRequest::default()).await.unwrap();
    let old = next(&mut stream).await.resume_token;
    for n in 0..30 {
        put(&server, n, "").await;
    }
    let resume = async |server: &Server, token: &str| {
        let request = WatchRequest { resume_token: token.to_owned(), ..Default::default() };
        open(server, request).await
    };
    let error = failure(resume(&server, &old).await);
    error.is(Code::OutOfRange, "RESUME_TOKEN_EXPIRED");
    assert_eq!(error.metadata["oldest_sequence"], "21");
    assert!(error.metadata.contains_key("oldest_time"), "{error:?}");
    assert!(error.message.contains("include_initial"), "{error:?}");

    let recent = loop {
        let message = change(&mut stream).await;
        if message.commit_sequence == 25 {
            break message.resume_token;
        }
    };
    let mut resumed = resume(&server, &recent).await.unwrap();
    assert_eq!(change(&mut resumed).await.commit_sequence, 26);
    let other = Server::with(storing()).await;
    for (server, token) in [(&other, recent.as_str()), (&server, "00"), (&server, "not a token")] {
        let error = failure(resume(server, token).await);
        error.is(Code::InvalidArgument, "RESUME_TOKEN_INVALID").names_fields(&["resume_token"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_watchers_see_the_same() {
    let server = Server::with(storing()).await;
    let mut watchers = Vec::new();
    for _ in 0..100 {
        let mut stream = open(&server, WatchRequest::default()).await.unwrap();
        next(&mut stream).await;
        watchers.push(tokio::spawn(async move {
            let mut seen = Vec::new();
            while seen.len() < 50 {
                seen.push(document(&change(&mut stream).await));
            }
            seen
        }));
    }
    let mut names = Vec::new();
    for n in 0..50 {
        names.push(put(&server, n, "").await);
    }
    for watcher in watchers {
        assert_eq!(watcher.await.unwrap(), names);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_reader_holds_nobody_up_and_is_told_to_resume() {
    let patience = Duration::from_millis(300);
    let server = Server::with(Config { watch_patience: patience, ..storing() }).await;
    // A window that a few dozen messages fill.
    let endpoint = Endpoint::from_shared(server.url()).unwrap();
    let channel = endpoint.initial_stream_window_size(16 << 10).connect().await.unwrap();
    let mut stuck = WatchServiceClient::new(channel);
    let mut stuck = stuck.watch(WatchRequest::default()).await.unwrap().into_inner();
    next(&mut stuck).await;
    let mut quick = open(&server, WatchRequest::default()).await.unwrap();
    let quick =
        tokio::spawn(async move { while change(&mut quick).await.commit_sequence < 200 {} });
    for n in 0..200 {
        put(&server, n, "").await;
    }
    quick.await.unwrap();
    tokio::time::sleep(patience * 3).await;
    // Now it reads: what is on its way, and then how to go on.
    let mut last = 0;
    let status = loop {
        match tokio::time::timeout(LONG, stuck.message()).await.unwrap() {
            Ok(message) => {
                let message = message.expect("it ends with a status");
                assert!(
                    message.kind() == EventKind::Heartbeat || message.commit_sequence == last + 1
                );
                last = last.max(message.commit_sequence);
            }
            Err(status) => break status,
        }
    };
    assert!(last < 200, "the window held everything");
    let error = Failure::new(&status);
    error.is(Code::Aborted, "WATCHER_TOO_SLOW");
    assert_eq!(error.metadata["variable"], "PARALLAX_WATCH_PATIENCE");
    assert!(error.retry_after.is_some());
    let request =
        WatchRequest { resume_token: error.metadata["resume_token"].clone(), ..Default::default() };
    let mut resumed = open(&server, request).await.unwrap();
    assert_eq!(change(&mut resumed).await.commit_sequence, last + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn watches_have_places_of_their_own() {
    let server = Server::with(Config { max_watchers: 2, max_calls: 1, ..storing() }).await;
    let mut first = open(&server, WatchRequest::default()).await.unwrap();
    next(&mut first).await;
    let _second = open(&server, WatchRequest::default()).await.unwrap();
    let error = failure(open(&server, WatchRequest::default()).await);
    error.is(Code::ResourceExhausted, "TOO_MANY_WATCHERS");
    error.names_limit("PARALLAX_MAX_WATCHERS", 2, None);
    server.analysis().analyze_text(analyze(SHORT)).await.expect("calls go on");
    drop(first);
    let deadline = Instant::now() + LONG;
    while open(&server, WatchRequest::default()).await.is_err() {
        assert!(Instant::now() < deadline, "the place is never free again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_clients_own_deadline_ends_a_watch() {
    // Long enough for a call on a busy machine.
    let timeout = Duration::from_secs(2);
    let server = Server::with(Config { call_timeout: timeout, ..storing() }).await;
    let mut stream = open(&server, WatchRequest::default()).await.unwrap();
    let mut request = Request::new(WatchRequest::default());
    request.set_timeout(timeout * 3);
    let mut limited = server.watches().watch(request).await.unwrap().into_inner();
    let error = end(&mut limited).await;
    error.is(Code::DeadlineExceeded, "DEADLINE_EXCEEDED");
    assert!(error.metadata.contains_key("resume_token"), "{error:?}");
    let name = put(&server, 1, "").await;
    assert_eq!(document(&change(&mut stream).await), name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_says_so() {
    let server = Server::with(storing()).await;
    let mut stream = open(&server, WatchRequest::default()).await.unwrap();
    let token = next(&mut stream).await.resume_token;
    let _data = server.stop();
    let error = end(&mut stream).await;
    error.is(Code::Unavailable, "SHUTTING_DOWN");
    assert_eq!(error.metadata["resume_token"], token);
}

const KILLS: usize = 20;
/// Who watch meanwhile.
const WATCHERS: usize = 1000;
/// Streams that one connection carries without being full.
const ON_ONE_CONNECTION: usize = 125;

type Seen = Arc<Mutex<Vec<(i64, String)>>>;

/// Notes what a watch tells until the end of the test.
fn follow(mut watch: Watch) -> Seen {
    let seen = Seen::default();
    let noted = Arc::clone(&seen);
    tokio::spawn(async move {
        loop {
            let message = watch.next().await.expect("the watch goes on after every kill");
            if message.kind() != EventKind::Heartbeat {
                noted.lock().unwrap().push((message.commit_sequence, subject(&message)));
            }
        }
    });
    seen
}

/// Waits until a watch has told a change.
async fn reached(seen: &Seen, sequence: i64) {
    let deadline = Instant::now() + LONG;
    while seen.lock().unwrap().last().is_none_or(|(last, _)| *last < sequence) {
        assert!(Instant::now() < deadline, "change {sequence} never comes");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_watcher_sees_every_change_in_order_through_twenty_kills() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::serve(data.path()).await;
    let address = process.address;
    let client = Client::connect(format!("http://{address}")).await.unwrap();
    let mut start = client.watch(WatchRequest::default());
    let start = start.next().await.unwrap();
    assert_eq!((start.kind(), start.commit_sequence), (EventKind::Heartbeat, 0));
    let resume = |client: &Client, kinds: &[EventKind], coalesce_window| {
        let kinds = kinds.iter().map(|kind| i32::from(*kind)).collect();
        let resume_token = start.resume_token.clone();
        client.watch(WatchRequest { kinds, resume_token, coalesce_window, ..Default::default() })
    };
    let mut watchers: Vec<Seen> = Vec::with_capacity(WATCHERS);
    for _ in 0..WATCHERS.div_ceil(ON_ONE_CONNECTION) {
        let client = Client::connect(format!("http://{address}")).await.unwrap();
        let left = WATCHERS - watchers.len();
        watchers
            .extend((0..left.min(ON_ONE_CONNECTION)).map(|_| follow(resume(&client, &[], None))));
    }
    // Documents change once each: there is nothing to fold but nothing to lose.
    let created = [EventKind::DocumentCreated];
    let folding = follow(resume(&client, &created, seconds(0.05)));

    let config = IngestConfig { session_id: "watched".to_owned(), ..Default::default() };
    let (sender, mut answers) = client.feed(config).await.unwrap().split();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let sending = tokio::spawn(async move {
        let mut n = 0;
        while !*stopped.borrow() {
            n += 1;
            let content = content(&text(n as usize));
            let item = IngestItem { sequence: n, article: content, ..Default::default() };
            assert!(sender.send(item).await, "the feed failed at item {n}");
        }
        n
    });
    let receiving = tokio::spawn(async move {
        while let Some(ack) = answers.next().await {
            ack.expect("the feed goes on after every kill");
        }
    });
    for kill in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(20 + 37 * kill as u64 % 150)).await;
        process.kill();
        process = Process::serve_at(address, data.path()).await;
    }
    stop.send(true).unwrap();
    let sent = sending.await.unwrap();
    receiving.await.unwrap();

    // One document each, and what became of it.
    let documents = follow(resume(&client, &created, None));
    let deadline = Instant::now() + LONG;
    while documents.lock().unwrap().len() < usize::try_from(sent).unwrap() {
        assert!(Instant::now() < deadline, "some of {sent} documents never come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let documents = documents.lock().unwrap().clone();
    let (last, _) = documents.last().expect("documents");
    let log = follow(resume(&client, &[], None));
    reached(&log, *last).await;
    let log = log.lock().unwrap().clone();
    let log: Vec<_> = log.into_iter().take_while(|(sequence, _)| sequence <= last).collect();
    assert!(log.iter().map(|(sequence, _)| *sequence).eq(1..=*last), "the log has no holes");
    for (seen, log) in watchers.iter().map(|seen| (seen, &log)).chain([(&folding, &documents)]) {
        reached(seen, *last).await;
        let seen = seen.lock().unwrap().clone();
        // Each for the first time in its place, whatever came again.
        let mut first: BTreeMap<i64, String> = BTreeMap::new();
        for (sequence, name) in seen.into_iter().filter(|(sequence, _)| sequence <= last) {
            let new = !first.contains_key(&sequence);
            let expected = log.get(first.len()).map(|(sequence, _)| *sequence);
            assert!(!new || expected == Some(sequence), "{sequence} comes before {expected:?}");
            first.insert(sequence, name);
        }
        assert!(first.into_iter().eq(log.iter().cloned()), "what was seen is the log");
    }
}

/// Starts `parallax watch`; its lines of JSON.
fn watch_lines(
    run: &Run,
    args: &[&str],
) -> (std::process::Child, impl Iterator<Item = serde_json::Value>) {
    let mut child =
        run.command(args).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let changes = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap());
    (child, changes.filter(|line: &serde_json::Value| line["kind"] != "EVENT_KIND_HEARTBEAT"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_goes_on_where_it_was() {
    let server = Server::with(storing()).await;
    let run = Run::new(&[]);
    let first = put(&server, 1, "times").await;
    let url = server.url();
    let args = ["watch", "--server", &url, "--json", "--state", "seen.token", "--initial"];
    let (mut child, mut lines) = watch_lines(&run, &args);
    let line = lines.next().unwrap();
    assert_eq!(
        (&line["kind"], &line["document"]["name"]),
        (&"EVENT_KIND_DOCUMENT_CREATED".into(), &first.into())
    );
    assert_eq!(lines.next().unwrap()["kind"], "EVENT_KIND_SYNCED");
    let second = put(&server, 2, "times").await;
    let line = lines.next().unwrap();
    assert_eq!(line["document"]["name"], second.as_str());
    let token = run.folder.path().join("seen.token");
    let deadline = Instant::now() + LONG;
    while std::fs::read_to_string(&token).unwrap().trim() != line["resumeToken"] {
        assert!(Instant::now() < deadline, "the token is never kept");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let interrupt = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));

    let third = put(&server, 3, "times").await;
    let (mut child, mut lines) = watch_lines(&run, &args);
    assert_eq!(lines.next().unwrap()["document"]["name"], third.as_str());
    child.kill().unwrap();
    child.wait().unwrap();

    let args = ["watch", "--server", &url, "--resume", "00"];
    assert!(run.refused(&args).contains("resume_token"));
    let args = ["watch", "--server", &url, "--filter", "colour = red"];
    assert!(run.refused(&args).contains("colour"));
}
