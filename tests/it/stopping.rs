//! Work that nobody waits for any more stops, and a full queue says so.

use std::time::{Duration, Instant};

use parallax::config::Config;
use parallax::proto::v1::AnalyzeTextResponse;
use tokio::task::{JoinHandle, JoinSet};
use tonic::{Code, Request, Response, Status};

use crate::support::{
    Failure, Server, failure,
    texts::{OTHER, SHORT, analyze, compare, long_prose},
};

/// Far more work than any of the waits below would outlast if it went on.
const HUGE: usize = 4_000_000;
/// By when work that was told to stop must have made room.
const SOON: Duration = Duration::from_secs(8);

fn one_worker() -> Config {
    Config {
        workers: 1,
        queue: 0,
        max_article_bytes: 4 << 20,
        max_memory: 64 << 30,
        max_message_bytes: HUGE * 4,
        ..Config::default()
    }
}

type Call = JoinHandle<Result<Response<AnalyzeTextResponse>, Status>>;

/// Starts a call that takes the only worker. The short calls that watch the worker may be
/// there first; then it tries again.
fn spawn_call(server: &Server, text: String, deadline: Option<Duration>) -> Call {
    let mut client = server.analysis();
    tokio::spawn(async move {
        loop {
            let mut request = Request::new(analyze(&text));
            deadline.into_iter().for_each(|deadline| request.set_timeout(deadline));
            match client.analyze_text(request).await {
                Err(status) if Failure::new(&status).reason == "QUEUE_FULL" => {}
                answer => return answer,
            }
        }
    })
}

/// Waits until the only worker is taken.
async fn until_busy(server: &Server, call: &Call) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while server.analysis().analyze_text(analyze(SHORT)).await.is_ok() {
        assert!(!call.is_finished(), "the call was over too soon");
        assert!(Instant::now() < deadline, "the worker was never busy");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until the worker is free again; fails when that takes too long.
async fn until_free(server: &Server) {
    let start = Instant::now();
    while let Err(status) = server.analysis().analyze_text(analyze(SHORT)).await {
        Failure::new(&status).is(Code::ResourceExhausted, "QUEUE_FULL");
        assert!(start.elapsed() < SOON, "the work went on for {:?}", start.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_of_one_millisecond() {
    let server = Server::with(one_worker()).await;
    let mut request = Request::new(analyze(&long_prose(HUGE)));
    request.set_timeout(Duration::from_millis(1));
    failure(server.analysis().analyze_text(request).await)
        .is(Code::DeadlineExceeded, "DEADLINE_EXCEEDED");
    until_free(&server).await;
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_in_the_middle_of_the_work() {
    let server = Server::with(one_worker()).await;
    let call = spawn_call(&server, long_prose(HUGE), Some(Duration::from_secs(1)));
    until_busy(&server, &call).await;
    failure(call.await.unwrap()).is(Code::DeadlineExceeded, "DEADLINE_EXCEEDED");
    until_free(&server).await;
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_in_a_comparison() {
    let server = Server::with(one_worker()).await;
    let long = long_prose(HUGE / 2);
    let mut request = Request::new(compare([long.as_str(), OTHER]));
    request.set_timeout(Duration::from_millis(300));
    failure(server.comparison().compare_texts(request).await)
        .is(Code::DeadlineExceeded, "DEADLINE_EXCEEDED");
    until_free(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_leaves_frees_the_worker() {
    let server = Server::with(one_worker()).await;
    let call = spawn_call(&server, long_prose(HUGE), None);
    until_busy(&server, &call).await;
    // Dropping the call resets its stream, as a closed connection would.
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    until_free(&server).await;
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_tells_when_to_come_back() {
    let server = Server::with(one_worker()).await;
    let call = spawn_call(&server, long_prose(HUGE), None);
    until_busy(&server, &call).await;
    let error = failure(server.analysis().analyze_text(analyze(SHORT)).await);
    error.is(Code::ResourceExhausted, "QUEUE_FULL");
    let wait = error.retry_after.expect("RetryInfo");
    assert!(wait > Duration::ZERO && wait < Duration::from_secs(60), "{wait:?}");
    let error = failure(server.comparison().compare_texts(compare([SHORT, OTHER])).await);
    error.is(Code::ResourceExhausted, "QUEUE_FULL");
    call.abort();
    until_free(&server).await;
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_in_the_queue_are_served_in_turn() {
    let server = Server::with(Config { workers: 1, queue: 64, ..Config::default() }).await;
    let mut calls = JoinSet::new();
    for _ in 0..40 {
        let mut client = server.analysis();
        calls.spawn(async move { client.analyze_text(analyze(SHORT)).await });
    }
    for answer in calls.join_all().await {
        answer.unwrap();
    }
}
