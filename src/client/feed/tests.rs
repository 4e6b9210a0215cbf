//! Feeds on streams that are torn.
#![allow(clippy::unwrap_used)]

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use tokio_stream::iter;

use super::*;

/// What becomes of the streams that are opened, one after the other; after the last none opens.
struct Scripted {
    lives: Mutex<VecDeque<Duration>>,
    opened: AtomicUsize,
}

impl Connector for Scripted {
    fn open(&self, _: Requests) -> Opening {
        let life = self.lives.lock().unwrap().pop_front();
        self.opened.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            let life = life.ok_or_else(|| Status::unavailable("down"))?;
            let ready = v1::IngestReady { window: 8, ..v1::IngestReady::default() };
            let message = Some(ingest_documents_response::Message::Ready(ready));
            let ready = v1::IngestDocumentsResponse { message };
            let torn = async move {
                tokio::time::sleep(life).await;
                Err(Status::unavailable("restarting"))
            };
            let torn = futures_util::stream::once(torn);
            Ok(Box::pin(iter([Ok(ready)]).chain(torn)) as Responses)
        })
    }
}

/// How many streams were opened until a feed of a second's patience gave up.
async fn idle_feed(lives: impl IntoIterator<Item = u64>) -> usize {
    let lives = lives.into_iter().map(Duration::from_millis).collect();
    let connector = Arc::new(Scripted { lives: Mutex::new(lives), opened: AtomicUsize::new(0) });
    let (config, patience) = (v1::IngestConfig::default(), Duration::from_secs(1));
    let feed = Feed::open_for(connector.clone(), config, patience).await.unwrap();
    let (_sender, mut answers) = feed.split();
    assert!(answers.next().await.unwrap().is_err());
    connector.opened.load(Ordering::Relaxed)
}

#[tokio::test]
async fn a_feed_without_work_outlives_restarts() {
    assert!(idle_feed([1_100, 1_100]).await >= 3, "a stream that held is a success");
}

#[tokio::test]
async fn a_server_that_tears_at_once_is_given_up() {
    assert!(idle_feed(std::iter::repeat_n(0, 1_000)).await < 100);
}
