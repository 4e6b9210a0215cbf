//! A server that is killed again and again while a feed goes on.

use std::{collections::BTreeMap, process::Command, time::Duration};

use parallax::{
    client::Client,
    proto::v1::{DocumentView, IngestConfig, IngestItem, ListDocumentsRequest, ingest_ack},
};

use crate::support::{
    Process, free_address,
    texts::{SHORT, content},
};

const KILLS: usize = 50;

/// A text that no other number has, with bytes that a careless store would change.
fn text(n: i64) -> String {
    let filler = "It was said again \u{1f4f0} and again.\r\n".repeat((n % 40) as usize);
    format!("\u{feff}{SHORT}{filler}Note {n} was the {}th of the day.\0\n", n * 3)
}

/// Moments between kills that look like chance and are the same in every run.
fn pauses() -> impl Iterator<Item = Duration> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Duration::from_millis(5 + state % 120)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_item_is_there_once_after_fifty_kills() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::serve(data.path()).await;
    let address = process.address;
    let client = Client::connect(format!("http://{address}")).await.unwrap();
    let config = IngestConfig { session_id: "crashing".to_owned(), ..Default::default() };
    let (sender, mut answers) = client.feed(config).await.unwrap().split();

    let (stop, stopped) = tokio::sync::watch::channel(false);
    let sending = tokio::spawn(async move {
        let mut n = 0;
        while !*stopped.borrow() {
            n += 1;
            let item = IngestItem { sequence: n, article: content(&text(n)), ..Default::default() };
            assert!(sender.send(item).await, "the feed failed at item {n}");
        }
        n
    });
    let receiving = tokio::spawn(async move {
        let mut names = BTreeMap::new();
        while let Some(ack) = answers.next().await {
            let ack = ack.expect("the feed goes on after every kill");
            let Some(ingest_ack::Result::Ok(ok)) = ack.result else { panic!("{ack:?}") };
            assert!(names.insert(ack.sequence, ok.document).is_none(), "acknowledged twice");
        }
        names
    });
    for pause in pauses().take(KILLS) {
        tokio::time::sleep(pause).await;
        process.kill();
        process = Process::serve_at(address, data.path()).await;
    }
    stop.send(true).unwrap();
    let sent = sending.await.unwrap();
    let names = receiving.await.unwrap();
    assert_eq!(names.len() as i64, sent, "every item was acknowledged in the end");
    assert!(sent > 100, "only {sent} items in all");

    let request = ListDocumentsRequest {
        page_size: 500,
        view: DocumentView::Full.into(),
        ..Default::default()
    };
    let mut stored = BTreeMap::new();
    let mut pages = client.documents(request);
    while let Some(document) = pages.next().await.unwrap() {
        assert!(stored.insert(document.name, document.text).is_none(), "listed twice");
    }
    assert_eq!(stored.len(), names.len(), "exactly once");
    for (n, name) in names {
        assert_eq!(stored.get(&name), Some(&text(n)), "item {n}");
    }
}

/// A server whose files may grow to so many blocks of 512 bytes only: the disk is full soon.
fn on_a_small_disk() -> Command {
    let mut command = Command::new("sh");
    // The signal would end the process where a full disk gives an error.
    command.args(["-c", "trap '' XFSZ; ulimit -f 1200; exec \"$0\" serve"]);
    command.arg(env!("CARGO_BIN_EXE_parallax"));
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_acknowledged_that_a_full_disk_did_not_take() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::run(on_a_small_disk(), free_address(), data.path()).await;
    let client = Client::connect(format!("http://{}", process.address)).await.unwrap();
    let (sender, mut answers) = client.feed(IngestConfig::default()).await.unwrap().split();
    let sending = tokio::spawn(async move {
        for n in 1..=2_000 {
            let text = format!("{}{}", text(n), "The minister spoke at length. ".repeat(100));
            let item = IngestItem { sequence: n, article: content(&text), ..Default::default() };
            if !sender.send(item).await {
                return;
            }
        }
    });
    let mut names = Vec::new();
    let error = loop {
        match answers.next().await.expect("the disk is full before the feed ends") {
            Ok(ack) => match ack.result {
                Some(ingest_ack::Result::Ok(ok)) => names.push(ok.document),
                other => panic!("a full disk is not the fault of an item: {other:?}"),
            },
            Err(error) => break error,
        }
    };
    sending.await.unwrap();
    assert!(!names.is_empty());
    assert!(
        matches!(error.code(), tonic::Code::Unavailable | tonic::Code::ResourceExhausted),
        "{error}"
    );
    // It still reads, and after a restart with room every acknowledged item is there.
    let read = |client: Client| async move {
        let mut pages = client.documents(ListDocumentsRequest::default());
        let mut stored = Vec::new();
        while let Some(document) = pages.next().await.unwrap() {
            stored.push(document.name);
        }
        stored
    };
    let stored = read(client).await;
    assert!(names.iter().all(|name| stored.contains(name)));
    process.kill();
    let process = Process::serve(data.path()).await;
    let client = Client::connect(format!("http://{}", process.address)).await.unwrap();
    let stored = read(client).await;
    assert!(names.iter().all(|name| stored.contains(name)));
}
