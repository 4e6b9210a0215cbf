//! What tests of the service share.

use std::sync::Arc;

use tempfile::TempDir;

use super::{IngestOptions, Limits, NewArticle, Pool, Queue, Service, Submitted};
use crate::{
    domain::{Gazetteer, Metadata},
    pipeline::{Analyzer, article::Content},
    store::{StoredDocument, sqlite::SqliteStore},
};

/// A service over a store of its own, of which nothing runs by itself.
pub(super) struct Desktop {
    pub(super) service: Service,
    pub(super) store: Arc<SqliteStore>,
    _folder: TempDir,
}

impl Desktop {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(folder.path()).await.unwrap());
        Self { service: service_over(&store), store, _folder: folder }
    }

    /// Stores an article and analyses it.
    pub(super) async fn add(&self, id: &str, text: &str) -> StoredDocument {
        let document = self.put(id, text).await;
        while self.service.analyze_due().await.unwrap() > 0 {}
        document
    }

    /// Stores an article, or another revision of it.
    pub(super) async fn put(&self, id: &str, text: &str) -> StoredDocument {
        let publish_time = Some("2024-05-06T07:00:00Z".parse().unwrap());
        let metadata = Metadata {
            source: "outlet".into(),
            url: format!("https://outlet.example/{id}"),
            publish_time,
            ..Metadata::default()
        };
        let submitted =
            Submitted { content: Content::Text(text.to_owned()), metadata, skip_cleaning: false };
        let new = NewArticle { submitted, wanted_id: Some(id.parse().unwrap()) };
        let options = IngestOptions::default();
        self.service.ingest(new, options, |_, _| ()).await.unwrap().document
    }
}

/// Another service over the same store, as after a restart.
pub(super) fn service_over(store: &Arc<SqliteStore>) -> Service {
    let engine = Arc::new(parallax_nlp::Engine::embedded().unwrap());
    let analyzer = Arc::new(Analyzer::new(engine, Gazetteer::default()));
    let limits = Limits {
        max_compared_documents: 9,
        max_comparisons: 9,
        max_page_bytes: 1 << 20,
        max_article_bytes: 1 << 20,
        ingest_window: 9,
        feed_memory: 1 << 30,
        analysis_workers: 1,
    };
    Service::new(
        analyzer,
        Arc::clone(store) as Arc<dyn crate::store::Store>,
        Pool::new(1, Queue::of(9)),
        limits,
    )
}
