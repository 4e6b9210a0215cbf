//! A store of one's own in place of a server.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;
use tokio_stream::StreamExt as _;
use tokio_util::sync::CancellationToken;

use crate::{
    client::feed::{Connector, Opening, Requests, Responses},
    config::Config,
    pipeline::Analyzer,
    service::{Limits, Pool, Queue, Service},
    store::{Store, StoreError, sqlite::SqliteStore},
    transport::{self, ingest},
};

/// How often it is looked how much there is left to do.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Time between two lines that tell of it.
const TELL_EVERY: Duration = Duration::from_secs(10);
/// Articles are counted so far.
const COUNTED: usize = 1_000_000;

/// A service over a store, without a network.
pub(super) struct Embedded {
    service: Arc<Service>,
    store: Arc<dyn Store>,
    /// The analysis of what is stored, if it is done here.
    analysis: Option<Background>,
    /// What is done with analyses.
    stages: Option<Background>,
}

/// Work that goes on beside the feed.
struct Background {
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    async fn end(self) {
        self.stop.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "work on stored documents ended early");
            }
        }
    }
}

impl Embedded {
    /// Opens the store in a folder. What is stored is analysed if `analyze`, sorted into stories,
    /// and so on; else all of that is left to a server.
    pub(super) async fn open(
        folder: &Path,
        analyzer: Analyzer,
        max_article_bytes: usize,
        analyze: bool,
    ) -> Result<Self, StoreError> {
        let config = Config::default();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder).await?);
        let limits = Limits {
            max_compared_documents: config.max_compared_documents,
            max_comparisons: config.max_comparisons,
            max_page_bytes: config.max_message_bytes,
            max_article_bytes,
            ingest_window: config.ingest_window,
            feed_memory: config.memory().feeds,
            analysis_workers: config.analysis_workers,
        };
        let pool = Pool::new(config.workers, Queue::of(config.queue));
        let service = Arc::new(Service::new(Arc::new(analyzer), Arc::clone(&store), pool, limits));
        let run = || Arc::clone(&service);
        let stages = analyze.then(|| {
            let stop = CancellationToken::new();
            let tasks = vec![
                tokio::spawn(run().run_sorter(stop.clone())),
                tokio::spawn(run().run_identifier(stop.clone())),
                tokio::spawn(run().run_joins(Arc::new(transport::finding), stop.clone())),
            ];
            Background { stop, tasks }
        });
        let analysis = analyze.then(|| {
            let stop = CancellationToken::new();
            Background { tasks: vec![tokio::spawn(run().run_analyst(stop.clone()))], stop }
        });
        Ok(Self { service, store, analysis, stages })
    }

    /// The way in.
    pub(super) fn connector(&self) -> Arc<dyn Connector> {
        Arc::new(Local(Arc::clone(&self.service)))
    }

    /// Ends the analysis and waits until all that is analysed is sorted into stories, identified
    /// and compared. Every few seconds `tell` gets how many articles are left. What is begun and not
    /// awaited a server does.
    pub(super) async fn catch_up(&mut self, tell: impl Fn(usize)) -> Result<(), StoreError> {
        if let Some(analysis) = self.analysis.take() {
            analysis.end().await;
        }
        let mut told = Instant::now();
        while self.stages.is_some() {
            let behind = self.store.backlog(COUNTED).await?;
            let left = behind.unsorted.max(behind.unidentified).max(behind.uncompared);
            if left == 0 {
                break;
            }
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                tell(left);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// Ends the work beside the feed and closes the store.
    pub(super) async fn close(self) -> Result<(), StoreError> {
        for background in [self.analysis, self.stages].into_iter().flatten() {
            background.end().await;
        }
        self.store.close().await
    }
}

struct Local(Arc<Service>);

impl Connector for Local {
    fn open(&self, requests: Requests) -> Opening {
        let service = Arc::clone(&self.0);
        // It ends when the feed does; nothing else has to end it.
        let responses = ingest::feed(service, CancellationToken::new(), requests.map(Ok));
        Box::pin(async move { Ok(Box::pin(responses) as Responses) })
    }
}
