//! Memory is bounded by a setting, whatever comes and however many come at once.

use std::{net::SocketAddr, process::Command};

use parallax::{
    config::Config,
    proto::v1::{
        CompareRequest, DocumentSet, DocumentView, ListDocumentsRequest,
        analysis_service_client::AnalysisServiceClient, compare_request::Scope,
        comparison_service_client::ComparisonServiceClient,
        document_service_client::DocumentServiceClient, ingest_service_client::IngestServiceClient,
    },
};
use tokio::task::JoinSet;
use tonic::{Code, Status, codec::CompressionEncoding};

use crate::support::{
    Failure, Process, Server, failure, free_address, origin_of, raw_channel,
    texts::{SHORT, analyze, compare, ingest, raw_content},
    wire,
};

const MIB: usize = 1 << 20;
/// What the server of the flood may take for work; half of it would not do for its comparisons.
const MEMORY: usize = 128 * MIB;
const ARTICLE: usize = 48 << 10;
/// Caches of the store and of texts, the stacks of threads, and what the allocator has not given back yet.
const BESIDE: u64 = 128 << 20;
const CALLERS: usize = 4;

/// As many bytes of short sentences with a number in each: nothing takes more memory.
fn dense(bytes: usize, seed: usize) -> String {
    let mut text = String::with_capacity(bytes);
    for n in seed.. {
        let sentence = format!("{} died. ", 2 + n * 7 % 97);
        if text.len() + sentence.len() > bytes {
            break;
        }
        text.push_str(&sentence);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_take_more_memory_than_there_is_is_refused() {
    let config = Config {
        max_memory: 100 * MIB,
        max_article_bytes: 64 << 10,
        max_message_bytes: MIB,
        ..Config::default()
    };
    let server = Server::with(config).await;
    let half = dense(60 << 10, 0);
    let two = compare([half.as_str(), half.as_str()]);
    let refused = failure(server.comparison().compare_texts(two).await);
    refused.is(Code::ResourceExhausted, "CONTENT_TOO_LARGE");
    refused.names_limit("PARALLAX_MAX_MEMORY", 75 * MIB, None);
    assert!(refused.metadata["actual"].parse::<usize>().unwrap() > 75 * MIB);
    assert_eq!(refused.retry_after, None, "it would be the same the next time");
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_countless_parts_is_not_read() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::serve(data.path()).await;
    let mut client = AnalysisServiceClient::with_origin(raw_channel(), origin_of(process.address));
    client.analyze_text(analyze(SHORT)).await.unwrap();
    let before = process.most_memory();
    // Two bytes for each of millions of empty articles, and as many again in a field that is not known.
    let articles = [0x0a, 0].repeat(4_000_000 - 8);
    let unknown = [0x7a, 0].repeat(4_000_000 - 8);
    for message in [articles, unknown] {
        let method = "ComparisonService/CompareTexts";
        let refused = wire::call_at(process.address, method, message).await;
        let refused = failure(refused);
        refused.is(Code::InvalidArgument, "ARGUMENT_INVALID").names_fields(&["message"]);
        assert!(refused.message.contains("more than 65536 fields"), "{}", refused.message);
    }
    // The message itself, as it came and before it was read.
    let taken = process.most_memory() - before;
    assert!(taken < 64 << 20, "{taken} bytes");
    client.analyze_text(analyze(SHORT)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_an_analysis_keeps_no_memory_from_it() {
    const WAITING: usize = 28;
    let config = Config {
        max_memory: 32 * MIB,
        max_article_bytes: 64 << 10,
        max_message_bytes: MIB,
        min_queue: WAITING,
        ..Config::default()
    };
    let server = Server::with(config).await;
    // Little to read, and yet more is set aside for all of them than there is, and for an analysis nearly
    // all.
    let page = |n: usize| {
        let padding = "x".repeat(60 << 10);
        format!("<html><body><p>The mayor met {n} reporters on Monday.</p><!-- {padding} -->")
    };
    let mut calls = JoinSet::new();
    for n in 0..WAITING {
        let mut client = server.ingest();
        let mut request = ingest("", &format!("outlet-{n}"));
        request.article = raw_content(page(n).as_bytes());
        request.wait_for_analysis = true;
        calls.spawn(async move { client.ingest_document(request).await });
    }
    for answer in calls.join_all().await {
        answer.unwrap();
    }
}

/// Whether a call was answered, or told when to come again.
fn served<T: std::fmt::Debug>(answer: Result<T, Status>) -> bool {
    let Err(status) = answer else { return true };
    let failure = Failure::new(&status);
    failure.is(Code::ResourceExhausted, "QUEUE_FULL");
    assert!(failure.retry_after.is_some(), "{failure:?}");
    false
}

/// One of the callers: everything that takes memory, each as large as it may be.
async fn flood(address: SocketAddr, caller: usize, stored: DocumentSet) -> usize {
    let (channel, origin) = (raw_channel, || origin_of(address));
    let mut analysis = AnalysisServiceClient::with_origin(channel(), origin())
        .send_compressed(CompressionEncoding::Gzip);
    let mut comparison = ComparisonServiceClient::with_origin(channel(), origin());
    let mut documents = DocumentServiceClient::with_origin(channel(), origin());
    let mut done = 0;
    done += usize::from(served(analysis.analyze_text(analyze(&dense(ARTICLE, caller))).await));
    // Together as much as fits into three quarters of the memory.
    let texts: Vec<String> = (0..4).map(|n| dense(17 << 10, caller + n)).collect();
    let texts = compare(texts.iter().map(String::as_str));
    done += usize::from(served(comparison.compare_texts(texts).await));
    let page = ListDocumentsRequest {
        view: DocumentView::Full.into(),
        page_size: 100,
        ..ListDocumentsRequest::default()
    };
    done += usize::from(served(documents.list_documents(page).await));
    let scope = Some(Scope::Documents(stored));
    let request = CompareRequest { scope, ..CompareRequest::default() };
    done + usize::from(served(comparison.compare(request).await))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_of_everything_at_once_stays_within_the_bound() {
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(["serve", "--workers", "2", "--call-timeout", "10m"]);
    command.args(["--max-memory", "128MiB", "--max-article-bytes", "48KiB"]);
    command.args(["--max-message-bytes", "1MiB"]);
    let process = Process::run(command, free_address(), data.path()).await;
    let address = process.address;
    let mut analysis = AnalysisServiceClient::with_origin(raw_channel(), origin_of(address));
    analysis.analyze_text(analyze(SHORT)).await.unwrap();
    let before = process.most_memory();

    let mut feeder = IngestServiceClient::with_origin(raw_channel(), origin_of(address));
    let mut stored = DocumentSet::default();
    for n in 0..2 {
        let request = ingest(&dense(ARTICLE / 2, 100 * n), &format!("outlet-{n}"));
        let answer = feeder.ingest_document(request).await.unwrap().into_inner();
        stored.names.push(answer.document.unwrap().name);
    }
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        callers.spawn(flood(address, caller, stored.clone()));
    }
    let done: usize = callers.join_all().await.into_iter().sum();
    assert!(done > CALLERS, "{done} of {} calls were served", 4 * CALLERS);
    let taken = process.most_memory() - before;
    assert!(taken < MEMORY as u64 + BESIDE, "{} MiB", taken >> 20);
}
