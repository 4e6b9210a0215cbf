//! A store of one's own in place of a server.

use std::{path::Path, sync::Arc};

use tokio::task::JoinHandle;
use tokio_stream::StreamExt as _;
use tokio_util::sync::CancellationToken;

use crate::{
    client::feed::{Connector, Opening, Requests, Responses},
    config::Config,
    pipeline::Analyzer,
    service::{Limits, Pool, Queue, Service},
    store::{Store, StoreError, sqlite::SqliteStore},
    transport::ingest,
};

/// A service over a store, without a network.
pub(super) struct Embedded {
    service: Arc<Service>,
    store: Arc<dyn Store>,
    analyst: Option<Analyst>,
}

struct Analyst {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Embedded {
    /// Opens the store in a folder. What is stored is analysed if `analyze`; else that is left
    /// to a server.
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
            analysis_workers: config.analysis_workers,
        };
        let pool = Pool::new(config.workers, Queue::of(config.queue));
        let service = Arc::new(Service::new(Arc::new(analyzer), Arc::clone(&store), pool, limits));
        let analyst = analyze.then(|| {
            let stop = CancellationToken::new();
            let task = tokio::spawn(Arc::clone(&service).run_analyst(stop.clone()));
            Analyst { stop, task }
        });
        Ok(Self { service, store, analyst })
    }

    /// The way in.
    pub(super) fn connector(&self) -> Arc<dyn Connector> {
        Arc::new(Local(Arc::clone(&self.service)))
    }

    /// Ends the analysis and closes the store.
    pub(super) async fn close(self) -> Result<(), StoreError> {
        if let Some(Analyst { stop, task }) = self.analyst {
            stop.cancel();
            if let Err(error) = task.await {
                tracing::error!(%error, "the analysis of stored documents ended early");
            }
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
