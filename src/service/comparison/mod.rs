//! Comparison of inline articles and of stored documents.

mod kept;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use tokio::task::JoinSet;

use super::{Admission, Service, ServiceError, Submitted};
use crate::{
    domain::{Analysis, Article, Comparison, Gazetteer},
    pipeline::{self, Analyzer, Annotated, CompareOptions, Source},
};

pub use kept::{KeptComparison, KeptRequest};

/// An article of a comparison under the key of its column.
#[derive(Clone, Debug)]
pub struct InlineSource {
    /// Short key, unique in the comparison.
    pub key: String,
    /// Resource name of a stored document, else the key.
    pub document: String,
    /// Revision of a stored document, else empty.
    pub revision: String,
    /// The article.
    pub submitted: Submitted,
    /// Most bytes that it may have.
    pub max_bytes: usize,
}

impl InlineSource {
    /// An article that is not stored.
    pub fn inline(key: String, submitted: Submitted, max_bytes: usize) -> Self {
        Self { document: key.clone(), key, revision: String::new(), submitted, max_bytes }
    }
}

/// A column of a comparison.
pub struct Column {
    key: String,
    document: String,
    revision: String,
    article: Article,
    annotated: Annotated,
}

impl Column {
    /// The article as it was read.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// What was found in it.
    pub fn analysis(&self) -> &Analysis {
        &self.annotated.analysis
    }
}

impl Service {
    /// Checks that a comparison may have `count` columns.
    pub fn check_column_count(&self, count: usize) -> Result<(), ServiceError> {
        let limit = self.limits.max_compared_documents;
        match count {
            0 | 1 => Err(ServiceError::TooFewDocuments { actual: count }),
            n if n > limit => Err(ServiceError::TooManyDocuments { actual: n, limit }),
            _ => Ok(()),
        }
    }

    /// Compares articles, the order of which gives the columns, with names of the caller's own.
    /// `render` turns the result into what the caller wants; it runs on the pool as well.
    pub async fn compare<T, F>(
        &self,
        sources: Vec<InlineSource>,
        own: Gazetteer,
        options: CompareOptions,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&[Column], &Comparison) -> T + Send + 'static,
    {
        self.check_column_count(sources.len())?;
        let admission = Arc::new(self.pool.admit()?);
        // Jobs hold only the flag; this guard is what ties it to the caller's future.
        let _stop_on_drop = StopOnDrop(Arc::clone(&admission));
        self.compared(&admission, sources, own, options, render).await
    }

    /// The same for a caller who is admitted.
    async fn compared<T, F>(
        &self,
        admission: &Arc<Admission>,
        sources: Vec<InlineSource>,
        own: Gazetteer,
        options: CompareOptions,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&[Column], &Comparison) -> T + Send + 'static,
    {
        let work = Arc::new(Work::new(Arc::clone(&self.analyzer), own, sources));
        let columns = analyze_all(admission, &work, self.pool.workers()).await?;
        let job = move |stop: &super::StopFlag| {
            let sources: Vec<Source<'_>> = columns
                .iter()
                .map(|column| Source {
                    key: column.key.clone(),
                    document: column.document.clone(),
                    revision: column.revision.clone(),
                    metadata: &column.article.metadata,
                    text: column.article.text.as_str(),
                    annotated: &column.annotated,
                })
                .collect();
            pipeline::compare(&sources, &options, &|| stop.is_set())
                .map(|comparison| render(&columns, &comparison))
                .map_err(|error| ServiceError::of_article(0, error))
        };
        admission.run(job).await?
    }
}

struct StopOnDrop(Arc<Admission>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop_flag().set();
    }
}

/// The articles of one comparison and which of them is next.
struct Work {
    analyzer: Arc<Analyzer>,
    own: Gazetteer,
    /// Each until somebody takes it.
    sources: Vec<Mutex<Option<InlineSource>>>,
    next: AtomicUsize,
    failed: AtomicBool,
}

impl Work {
    fn new(analyzer: Arc<Analyzer>, own: Gazetteer, sources: Vec<InlineSource>) -> Self {
        let sources = sources.into_iter().map(|source| Mutex::new(Some(source))).collect();
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        Self { analyzer, own, sources, next, failed }
    }

    /// The next article to analyse; none when all are taken or one has failed.
    fn take(&self) -> Option<usize> {
        if self.failed.load(Ordering::Relaxed) {
            return None;
        }
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        (index < self.sources.len()).then_some(index)
    }

    fn analyze(&self, index: usize, stop: &super::StopFlag) -> Result<Column, ServiceError> {
        // `take` gave the index, and gives each once.
        let source = self.sources[index].lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(InlineSource { key, document, revision, submitted, max_bytes }) = source else {
            return Err(ServiceError::Internal("an article was taken twice".to_owned()));
        };
        let read = submitted.read(max_bytes);
        let read = read.map_err(|error| ServiceError::Article { index, error })?;
        let (own, stop) = (Some(&self.own), || stop.is_set());
        let annotated = self
            .analyzer
            .analyze(&read.article, read.skip_cleaning, own, &stop)
            .map_err(|error| ServiceError::of_article(index, error))?;
        Ok(Column { key, document, revision, article: read.article, annotated })
    }
}

/// Analyses all articles, as many at a time as there are workers, so that one large
/// comparison does not line up all of its articles before everybody else's.
async fn analyze_all(
    admission: &Arc<Admission>,
    work: &Arc<Work>,
    workers: usize,
) -> Result<Vec<Column>, ServiceError> {
    let mut lanes = JoinSet::new();
    for _ in 0..workers.min(work.sources.len()) {
        let (admission, work) = (Arc::clone(admission), Arc::clone(work));
        lanes.spawn(async move {
            let mut done = Vec::new();
            while let Some(index) = work.take() {
                let job = Arc::clone(&work);
                let result = admission.run(move |stop| job.analyze(index, stop)).await;
                let result = result.map_err(ServiceError::from).and_then(|inner| inner);
                if result.is_err() {
                    work.failed.store(true, Ordering::Relaxed);
                }
                done.push((index, result));
            }
            done
        });
    }
    let mut results = Vec::with_capacity(work.sources.len());
    while let Some(lane) = lanes.join_next().await {
        results.extend(lane.map_err(|e| ServiceError::Internal(e.to_string()))?);
    }
    // Articles are taken in order, so all before the first bad one have been tried: the
    // error that is reported does not depend on which lane was faster.
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
