//! Feeds: streams of articles, acknowledged one by one.

use parallax::{
    client::{Client, Feed as ClientFeed},
    config::Config,
    proto::v1::{
        ArticleMetadata, IngestAck, IngestConfig, IngestItem, IngestOutcome, IngestSummary,
        ListDocumentsRequest, document, ingest_ack, ingest_config::AckLevel,
        ingest_documents_request,
    },
};
use tonic::Code;

use crate::support::{
    Failure, Server,
    feed::Feed,
    texts::{OTHER, SHORT, content, raw_content},
};

fn named(session: &str) -> IngestConfig {
    IngestConfig { session_id: session.to_owned(), ..Default::default() }
}

fn item(sequence: i64, text: &str) -> IngestItem {
    IngestItem { sequence, article: content(text), ..Default::default() }
}

/// A text that no other number has.
fn text(n: i64) -> String {
    format!("{SHORT}The town of Note {n} counted {} votes on Friday.\n", n * 7 + 1)
}

fn outcome(ack: &IngestAck) -> IngestOutcome {
    match &ack.result {
        Some(ingest_ack::Result::Ok(ok)) => ok.outcome(),
        other => panic!("item {} was refused: {other:?}", ack.sequence),
    }
}

fn error_code(ack: &IngestAck) -> Code {
    match &ack.result {
        Some(ingest_ack::Result::Error(status)) => {
            assert!(!status.details.is_empty() && !status.message.is_empty());
            Code::from_i32(status.code)
        }
        other => panic!("item {} was taken: {other:?}", ack.sequence),
    }
}

async fn count(server: &Server) -> i32 {
    let request = ListDocumentsRequest { page_size: 1, ..Default::default() };
    server.documents().list_documents(request).await.unwrap().into_inner().total_size
}

#[tokio::test]
async fn every_item_is_answered_in_order_and_counted() {
    let server = Server::start().await;
    let mut feed = Feed::open(server.ingest(), named("")).await.unwrap();
    assert_eq!(feed.ready.resume_after_sequence, 0);
    assert!(feed.ready.window > 0 && feed.ready.max_item_bytes > 0);
    for n in 1..=300 {
        // Every tenth is bad, each in a way of its own; every seventh is there already.
        let bad = match n % 100 {
            10 => item(n, " \n"),
            20 => IngestItem { document_id: "Not An Id".to_owned(), ..item(n, SHORT) },
            30 => IngestItem { article: None, ..item(n, "") },
            40 => IngestItem { article: raw_content(b"\x81\xff"), ..item(n, "") },
            _ if n % 7 == 0 => item(n, &text(1)),
            _ => item(n, &text(n)),
        };
        feed.item(bad);
    }
    let first = feed.ack().await.unwrap();
    assert_eq!((first.sequence, outcome(&first)), (1, IngestOutcome::Created));
    let (acks, summary) = feed.end().await.unwrap();
    let sequences: Vec<i64> = acks.iter().map(|ack| ack.sequence).collect();
    assert_eq!(sequences, (2..=300).collect::<Vec<_>>());
    let mut expected = IngestSummary { received: 300, created: 1, ..Default::default() };
    for ack in &acks {
        assert_eq!(ack.acked_through, ack.sequence);
        match ack.sequence {
            n if matches!(n % 100, 10 | 20 | 30) => {
                assert_eq!(error_code(ack), Code::InvalidArgument);
                expected.failed += 1;
            }
            n if n % 100 == 40 => match ack.result {
                // Bytes of no sense may be told to be of some charset, or refused.
                Some(ingest_ack::Result::Ok(_)) => match outcome(ack) {
                    IngestOutcome::Created => expected.created += 1,
                    _ => expected.duplicates += 1,
                },
                _ => expected.failed += 1,
            },
            n if n % 7 == 0 => {
                assert_eq!(outcome(ack), IngestOutcome::Duplicate);
                expected.duplicates += 1;
            }
            _ => {
                assert_eq!(outcome(ack), IngestOutcome::Created);
                expected.created += 1;
            }
        }
    }
    assert_eq!(summary, expected);
    assert_eq!(i64::from(count(&server).await), summary.created);
}

#[tokio::test]
async fn a_session_goes_on_after_what_was_acknowledged() {
    let server = Server::start().await;
    let mut feed = Feed::open(server.ingest(), named("feed-1")).await.unwrap();
    for n in 1..=20 {
        feed.item(item(n, &if n == 20 { " ".to_owned() } else { text(n) }));
    }
    for _ in 1..=20 {
        feed.ack().await.unwrap();
    }
    drop(feed); // torn, not ended

    let mut feed = Feed::open(server.ingest(), named("feed-1")).await.unwrap();
    assert_eq!(feed.ready.resume_after_sequence, 20, "refused items are answered too");
    // A client that does not listen and sends again what is stored does no harm.
    feed.item(item(19, &text(19)));
    let again = feed.ack().await.unwrap();
    assert_eq!((outcome(&again), again.acked_through), (IngestOutcome::Duplicate, 20));
    feed.item(item(21, &text(21)));
    let (acks, summary) = feed.end().await.unwrap();
    assert_eq!(outcome(&acks[0]), IngestOutcome::Created);
    assert_eq!((summary.received, summary.created, summary.duplicates), (2, 1, 1));
    assert_eq!(count(&server).await, 20);

    let other = Feed::open(server.ingest(), named("feed-2")).await.unwrap();
    assert_eq!(other.ready.resume_after_sequence, 0, "another feed begins at its beginning");
}

#[tokio::test]
async fn a_second_stream_of_a_session_ends_the_first() {
    let server = Server::start().await;
    let mut first = Feed::open(server.ingest(), named("feed")).await.unwrap();
    first.item(item(1, &text(1)));
    first.ack().await.unwrap();
    let second = Feed::open(server.ingest(), named("feed")).await.unwrap();
    assert_eq!(second.ready.resume_after_sequence, 1);
    let status = first.ack().await.unwrap_err();
    assert_eq!(status.code(), Code::Aborted);
    assert_eq!(Failure::new(&status).reason, "SESSION_TAKEN_OVER");
    second.item(item(2, &text(2)));
    assert_eq!(second.end().await.unwrap().1.created, 1);
}

#[tokio::test]
async fn what_breaks_the_protocol_ends_the_stream_with_a_reason() {
    let server = Server::start().await;
    let first = ingest_documents_request::Message::Item(item(1, SHORT));
    let first = parallax::proto::v1::IngestDocumentsRequest { message: Some(first) };
    let status = Feed::begin(server.ingest(), first).await.err().unwrap();
    assert_eq!(
        (status.code(), Failure::new(&status).fields[0].as_str()),
        (Code::InvalidArgument, "message")
    );

    let status = Feed::open(server.ingest(), named("Not A Name")).await.err().unwrap();
    assert_eq!(Failure::new(&status).fields[0], "config.session_id");

    let mut feed = Feed::open(server.ingest(), named("")).await.unwrap();
    feed.item(item(1, &text(1)));
    feed.send(ingest_documents_request::Message::Config(named("x")));
    assert_eq!(outcome(&feed.ack().await.unwrap()), IngestOutcome::Created);
    let status = feed.ack().await.unwrap_err();
    assert_eq!(
        (status.code(), Failure::new(&status).fields[0].as_str()),
        (Code::InvalidArgument, "config")
    );
    assert_eq!(count(&server).await, 1, "what came before was stored");
}

#[tokio::test]
async fn sequences_must_grow() {
    let server = Server::start().await;
    let mut feed = Feed::open(server.ingest(), named("")).await.unwrap();
    for (sequence, good) in [(5, true), (5, false), (4, false), (0, false), (6, true)] {
        feed.item(item(sequence, &text(sequence)));
        let ack = feed.ack().await.unwrap();
        assert_eq!(ack.sequence, sequence);
        if good {
            assert_eq!(outcome(&ack), IngestOutcome::Created);
        } else {
            assert_eq!(error_code(&ack), Code::InvalidArgument);
        }
    }
    assert_eq!(feed.end().await.unwrap().1.failed, 3);
}

#[tokio::test]
async fn nothing_is_written_when_only_checking() {
    let server = Server::start().await;
    let config = IngestConfig { validate_only: true, ..named("checked") };
    let feed = Feed::open(server.ingest(), config.clone()).await.unwrap();
    feed.item(item(1, &text(1)));
    feed.item(item(2, " "));
    let (acks, summary) = feed.end().await.unwrap();
    assert_eq!(outcome(&acks[0]), IngestOutcome::Validated);
    assert_eq!((summary.validated, summary.failed), (1, 1));
    assert_eq!(count(&server).await, 0);
    let again = Feed::open(server.ingest(), config).await.unwrap();
    assert_eq!(again.ready.resume_after_sequence, 0);
}

#[tokio::test]
async fn an_analysed_item_is_analysed_when_it_is_acknowledged() {
    let server = Server::start().await;
    let config = IngestConfig { ack_level: AckLevel::Analyzed.into(), ..named("analysed") };
    let mut feed = Feed::open(server.ingest(), config.clone()).await.unwrap();
    for n in 1..=40 {
        feed.item(item(n, &text(n)));
    }
    feed.item(item(41, &text(1)));
    for n in 1..=41 {
        let ack = feed.ack().await.unwrap();
        assert_eq!(ack.sequence, n);
        let request = ListDocumentsRequest {
            filter: "state = ANALYZED".to_owned(),
            page_size: 1,
            ..Default::default()
        };
        let analyzed = server.documents().list_documents(request).await.unwrap().into_inner();
        assert!(i64::from(analyzed.total_size) >= n.min(40), "{n}");
    }
    drop(feed);
    let feed = Feed::open(server.ingest(), config).await.unwrap();
    // The mark moves in steps: what is sent again is recognised.
    assert!(feed.ready.resume_after_sequence >= 32);
    let request = ListDocumentsRequest {
        filter: "entities:\"Angela Merkel\"".to_owned(),
        ..Default::default()
    };
    let found = server.documents().list_documents(request).await.unwrap().into_inner();
    assert_eq!(found.total_size, 40);
    assert!(found.documents.iter().all(|d| d.state() == document::State::Analyzed));
    assert!(found.documents.iter().all(|d| d.entity_count > 2));
}

#[tokio::test]
async fn copies_and_revisions_are_told() {
    let server = Server::start().await;
    let feed = Feed::open(server.ingest(), named("")).await.unwrap();
    let at = |sequence, source: &str, url: &str, text: &str| {
        let metadata = ArticleMetadata {
            source: source.to_owned(),
            url: url.to_owned(),
            ..Default::default()
        };
        IngestItem { metadata: Some(metadata), ..item(sequence, text) }
    };
    let wire: String = (0..12).map(|n| format!("{} {}", text(n), OTHER)).collect();
    let changed = wire.replace("Tuesday", "Wednesday");
    feed.item(at(1, "a.example", "https://a.example/1?utm_source=x", &wire));
    feed.item(at(2, "b.example", "https://b.example/9", &wire));
    feed.item(at(3, "a.example", "http://www.a.example/1/", &changed));
    feed.item(at(4, "a.example", "https://a.example/1", &changed));
    let (acks, summary) = feed.end().await.unwrap();
    let outcomes: Vec<_> = acks.iter().map(outcome).collect();
    assert_eq!(
        outcomes,
        [
            IngestOutcome::Created,
            IngestOutcome::Created,
            IngestOutcome::NewRevision,
            IngestOutcome::Duplicate
        ]
    );
    assert_eq!((summary.created, summary.revisions, summary.duplicates), (2, 1, 1));
    let of = |ack: &IngestAck| match &ack.result {
        Some(ingest_ack::Result::Ok(ok)) => ok.clone(),
        other => panic!("{other:?}"),
    };
    let copy = of(&acks[1]).duplicate.expect("a copy");
    assert_eq!(copy.original_document, of(&acks[0]).document);
    assert_eq!(copy.similarity, 1.0);
    assert!(of(&acks[0]).duplicate.is_none());
}

#[tokio::test]
async fn a_stopping_server_answers_what_it_has_and_says_so() {
    let server = Server::with(Config { ingest_window: 8, ..Config::default() }).await;
    let mut feed = Feed::open(server.ingest(), named("drained")).await.unwrap();
    feed.item(item(1, &text(1)));
    assert_eq!(outcome(&feed.ack().await.unwrap()), IngestOutcome::Created);
    feed.item(item(2, &text(2)));
    assert_eq!(outcome(&feed.ack().await.unwrap()), IngestOutcome::Created);
    server.stop();
    let status = feed.ack().await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(Failure::new(&status).reason, "SHUTTING_DOWN");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_typed_client_feeds_more_than_a_window() {
    let server = Server::with(Config { ingest_window: 16, ..Config::default() }).await;
    let client = Client::connect(server.url()).await.unwrap();
    let feed: ClientFeed = client.feed(named("typed")).await.unwrap();
    assert_eq!((feed.resume_after(), feed.window()), (0, 16));
    let (sender, mut answers) = feed.split();
    let sending = tokio::spawn(async move {
        for n in 1..=500 {
            assert!(sender.send(item(n, &text(n))).await);
        }
    });
    let mut expected = 1;
    while let Some(ack) = answers.next().await {
        let ack = ack.unwrap();
        assert_eq!((ack.sequence, outcome(&ack)), (expected, IngestOutcome::Created));
        expected += 1;
    }
    sending.await.unwrap();
    assert_eq!(expected, 501);
    assert_eq!(client.feed(named("typed")).await.unwrap().resume_after(), 500);
}
