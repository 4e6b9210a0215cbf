//! Comparison of inline articles and of stored documents.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use parallax_nlp::Engine;
use tokio::task::JoinSet;

use super::{Admission, Service, ServiceError};
use crate::{
    domain::{Article, ArticleText, Comparison, DocumentId},
    pipeline::{self, Annotated, CompareOptions, Source},
    store::Detail,
};

/// An article of a comparison under the key of its column.
#[derive(Clone, Debug)]
pub struct InlineSource {
    /// Short key, unique in the comparison.
    pub key: String,
    /// Resource name of a stored document, else the key.
    pub document: String,
    /// The article.
    pub article: Article,
}

/// The submitted articles, column by column.
pub type Columns = [InlineSource];

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

    /// Compares articles, the order of which gives the columns. `render` turns the result
    /// into what the caller wants; it runs on the pool as well.
    pub async fn compare<T, F>(
        &self,
        columns: Vec<InlineSource>,
        options: CompareOptions,
        skip_cleaning: bool,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&Columns, &Comparison) -> T + Send + 'static,
    {
        self.check_column_count(columns.len())?;
        let admission = Arc::new(self.pool.admit()?);
        // Jobs hold only the flag; this guard is what ties it to the caller's future.
        let _stop_on_drop = StopOnDrop(Arc::clone(&admission));
        let work = Arc::new(Work::new(Arc::clone(&self.engine), columns, skip_cleaning));
        let annotated = analyze_all(&admission, &work, self.pool.workers()).await?;
        let job = move |stop: &super::StopFlag| {
            let sources: Vec<Source<'_>> = work
                .columns
                .iter()
                .zip(&annotated)
                .map(|(column, annotated)| Source {
                    key: column.key.clone(),
                    document: column.document.clone(),
                    metadata: &column.article.metadata,
                    text: column.article.text.as_str(),
                    annotated,
                })
                .collect();
            pipeline::compare(&sources, &options, &|| stop.is_set())
                .map(|comparison| render(&work.columns, &comparison))
                .map_err(|error| ServiceError::of_article(0, error))
        };
        admission.run(job).await?
    }

    /// Reads stored documents for a comparison; keys are S0, S1, ... in the order given.
    pub async fn stored_columns(
        &self,
        ids: &[DocumentId],
    ) -> Result<Vec<InlineSource>, ServiceError> {
        self.check_column_count(ids.len())?;
        let mut columns = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let stored = self.document(id, Detail::Full).await?;
            // It was within the limits when it was stored, and stays readable when the
            // limit is lowered later.
            let text = ArticleText::from_text(stored.text.unwrap_or_default(), usize::MAX)
                .map_err(|error| ServiceError::Article { index, error })?;
            columns.push(InlineSource {
                key: format!("S{index}"),
                document: id.name(),
                article: Article { text, metadata: stored.metadata },
            });
        }
        Ok(columns)
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
    engine: Arc<Engine>,
    columns: Vec<InlineSource>,
    skip_cleaning: bool,
    next: AtomicUsize,
    failed: AtomicBool,
}

impl Work {
    fn new(engine: Arc<Engine>, columns: Vec<InlineSource>, skip_cleaning: bool) -> Self {
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        Self { engine, columns, skip_cleaning, next, failed }
    }

    /// The next article to analyse; none when all are taken or one has failed.
    fn take(&self) -> Option<usize> {
        if self.failed.load(Ordering::Relaxed) {
            return None;
        }
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        (index < self.columns.len()).then_some(index)
    }

    fn analyze(&self, index: usize, stop: &super::StopFlag) -> Result<Annotated, ServiceError> {
        let article = &self.columns[index].article; // `take` gave the index
        pipeline::analyze(&self.engine, article, self.skip_cleaning, &|| stop.is_set())
            .map_err(|error| ServiceError::of_article(index, error))
    }
}

/// Analyses all articles, as many at a time as there are workers, so that one large
/// comparison does not line up all of its articles before everybody else's.
async fn analyze_all(
    admission: &Arc<Admission>,
    work: &Arc<Work>,
    workers: usize,
) -> Result<Vec<Annotated>, ServiceError> {
    let mut lanes = JoinSet::new();
    for _ in 0..workers.min(work.columns.len()) {
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
    let mut results = Vec::with_capacity(work.columns.len());
    while let Some(lane) = lanes.join_next().await {
        results.extend(lane.map_err(|e| ServiceError::Internal(e.to_string()))?);
    }
    // Articles are taken in order, so all before the first bad one have been tried: the
    // error that is reported does not depend on which lane was faster.
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
