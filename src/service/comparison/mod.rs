//! Comparison of inline articles and of stored documents.

mod kept;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::{
    Admission, Demand, Service, ServiceError, Submitted,
    annotations::{Annotations, Reading, StateOf},
    encoding,
    memory::cost,
};
use crate::{
    domain::{Analysis, Article, Comparison, Gazetteer},
    metrics::Metrics,
    pipeline::{self, Analyzer, CompareOptions, KeptParse, Source},
    store::StoredDocument,
};

pub use kept::{Chosen, KeptComparison, KeptRequest, Scope};

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
    /// The state of the stored document that it is.
    pub(super) state: Option<StateOf>,
    /// What this engine found in that state, if it is kept.
    parse: Option<Vec<u8>>,
}

impl InlineSource {
    /// An article that is not stored.
    pub fn inline(key: String, submitted: Submitted, max_bytes: usize) -> Self {
        let (document, revision) = (key.clone(), String::new());
        Self { key, document, revision, submitted, max_bytes, state: None, parse: None }
    }

    /// A stored document as it was read with its content. It was within the limits when it was
    /// stored, and stays readable when they are lowered later. `None` if it was read without.
    pub(super) fn stored(key: String, document: &mut StoredDocument) -> Option<Self> {
        Some(Self {
            key,
            submitted: Submitted::of_stored(document)?,
            document: document.id.name(),
            revision: document.revision.to_string(),
            max_bytes: usize::MAX,
            state: Some(StateOf { seq: document.seq, etag: document.etag.clone() }),
            parse: None,
        })
    }
}

/// A column of a comparison.
pub struct Column {
    key: String,
    document: String,
    revision: String,
    reading: Arc<Reading>,
}

impl Column {
    /// The article as it was read.
    pub fn article(&self) -> &Article {
        &self.reading.article
    }

    /// What was found in it.
    pub fn analysis(&self) -> &Analysis {
        self.reading.analysis()
    }

    fn source(&self) -> Source<'_> {
        let Self { key, document, revision, reading } = self;
        Source {
            key: key.clone(),
            document: document.clone(),
            revision: revision.clone(),
            metadata: &reading.article.metadata,
            text: reading.article.text.as_str(),
            annotated: &reading.annotated,
        }
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
        F: FnOnce(&[Column], &Comparison, &dyn Fn() -> bool) -> T + Send + 'static,
    {
        self.check_column_count(sources.len())?;
        let bytes = bytes_of(&sources);
        let demand = Demand::text(bytes).in_lanes(sources.len());
        let admission = Arc::new(self.pool.admit_for(demand)?);
        admission.take_memory(cost::comparison(bytes)).await?;
        // Jobs hold only the flag; this guard is what ties it to the caller's future.
        let _stop_on_drop = StopOnDrop(Arc::clone(&admission));
        self.compared(&admission, sources, own, options, render).await
    }

    /// The same for a caller who is admitted and has the memory.
    pub(in crate::service) async fn compared<T, F>(
        &self,
        admission: &Arc<Admission>,
        mut sources: Vec<InlineSource>,
        own: Gazetteer,
        options: CompareOptions,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&[Column], &Comparison, &dyn Fn() -> bool) -> T + Send + 'static,
    {
        self.add_parses(&mut sources).await?;
        let (analyzer, annotations) = (Arc::clone(&self.analyzer), Arc::clone(&self.annotations));
        let metrics = Arc::clone(self.pool.metrics());
        let work = Arc::new(Work::new(analyzer, annotations, own, sources, metrics));
        let columns = analyze_all(admission, &work, self.pool.workers()).await?;
        let job = move |stop: &super::StopFlag| {
            let sources: Vec<Source<'_>> = columns.iter().map(Column::source).collect();
            let polled = || stop.is_set();
            let comparison = pipeline::compare(&sources, &options, &polled)
                .map_err(|error| ServiceError::of_article(0, error))?;
            Ok(stop.whole(render(&columns, &comparison, &polled))?)
        };
        admission.run(job).await?
    }

    /// Gives stored documents that are not at hand with their trees what is kept of them.
    async fn add_parses(&self, sources: &mut [InlineSource]) -> Result<(), ServiceError> {
        let is_missing = |source: &&mut InlineSource| {
            source.state.as_ref().is_some_and(|state| self.annotations.get(state).is_none())
        };
        let missing: Vec<&mut InlineSource> = sources.iter_mut().filter(is_missing).collect();
        let states = missing.iter().filter_map(|source| source.state.clone());
        let states: Vec<_> = states.map(|StateOf { seq, etag }| (seq, etag)).collect();
        if states.is_empty() {
            return Ok(());
        }
        let parses = self.store.parses(states, self.engine_version()).await?;
        for (source, parse) in missing.into_iter().zip(parses) {
            source.parse = parse;
        }
        Ok(())
    }
}

/// Bytes of all articles together.
pub(super) fn bytes_of(sources: &[InlineSource]) -> usize {
    sources.iter().map(|source| source.submitted.content.len()).sum()
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
    annotations: Arc<Annotations>,
    own: Gazetteer,
    /// Each until somebody takes it.
    sources: Vec<Mutex<Option<InlineSource>>>,
    next: AtomicUsize,
    failed: AtomicBool,
    metrics: Arc<Metrics>,
}

impl Work {
    fn new(
        analyzer: Arc<Analyzer>,
        annotations: Arc<Annotations>,
        own: Gazetteer,
        sources: Vec<InlineSource>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let sources = sources.into_iter().map(|source| Mutex::new(Some(source))).collect();
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        Self { analyzer, annotations, own, sources, next, failed, metrics }
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
        let Some(source) = source else {
            return Err(ServiceError::Internal("an article was taken twice".to_owned()));
        };
        let InlineSource { key, document, revision, submitted, max_bytes, state, parse } = source;
        // What a caller's own names change is of this one comparison.
        let state = state.filter(|_| self.own.is_empty());
        let kept = state.as_ref().map(|state| self.annotations.get(state));
        if let Some(kept) = &kept {
            let result = if kept.is_some() { "hit" } else { "miss" };
            self.metrics
                .cache_requests
                .get_or_create(&[("cache", "annotations"), ("result", result)])
                .inc();
        }
        if let Some(reading) = kept.flatten() {
            return Ok(Column { key, document, revision, reading });
        }
        let read = submitted.read_until(max_bytes, stop);
        let read = read.map_err(|error| ServiceError::of_article(index, error))?;
        let (own, stop) = (Some(&self.own), || stop.is_set());
        // One that cannot be read is made anew.
        let parse: Option<KeptParse> = parse.and_then(|parse| encoding::decode(&parse).ok());
        let annotated = self
            .analyzer
            .analyze_again(&read.article, read.skip_cleaning, own, parse.as_ref(), &stop)
            .map_err(|error| ServiceError::of_article(index, error))?;
        let reading = Arc::new(Reading { article: read.article, annotated });
        if let Some(state) = state {
            self.annotations.put(state, Arc::clone(&reading));
        }
        Ok(Column { key, document, revision, reading })
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
        let lane = async move {
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
        };
        lanes.spawn(lane.in_current_span());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::DocumentId,
        pipeline::KeptParse,
        service::testing::{Desktop, service_over},
        store::{AnalysisRecord, AnalysisRows, Detail, Store as _, sqlite::SqliteStore},
    };

    const TEXTS: [&str; 2] = [
        "The mayor of Norwick said the bridge fell on Monday. Two boats sank in the harbour.",
        "The bridge of Norwick fell on Monday, the mayor said. Three boats sank in the harbour.",
    ];

    async fn compared(service: &Service, store: &SqliteStore) -> Comparison {
        let mut sources = Vec::new();
        for (n, id) in ["d0", "d1"].into_iter().enumerate() {
            let id: DocumentId = id.parse().unwrap();
            let mut document = store.get(&id, None, Detail::Full).await.unwrap().unwrap();
            sources.push(InlineSource::stored(format!("S{n}"), &mut document).unwrap());
        }
        let comparison = service.compare(
            sources,
            Gazetteer::default(),
            CompareOptions::default(),
            |_, all, _| all.clone(),
        );
        comparison.await.unwrap()
    }

    #[tokio::test]
    async fn stored_documents_are_not_parsed_again() {
        let desktop = Desktop::new().await;
        let mut documents = Vec::new();
        for (n, text) in TEXTS.into_iter().enumerate() {
            documents.push(desktop.add(&format!("d{n}"), text).await);
        }
        let at_hand = compared(&desktop.service, &desktop.store).await;
        assert!(at_hand.claims.len() >= 2 && !at_hand.discrepancies.is_empty());
        let restarted = service_over(&desktop.store);
        assert_eq!(compared(&restarted, &desktop.store).await, at_hand);
        assert!(
            restarted
                .annotations
                .get(&StateOf { seq: documents[0].seq, etag: documents[0].etag.clone() })
                .is_some()
        );

        // What is kept is what is read: without any sentence nothing is found.
        let record = |document: StoredDocument, parse| AnalysisRecord {
            seq: document.seq,
            etag: document.etag,
            engine_version: desktop.service.engine_version().to_owned(),
            result: Ok(AnalysisRows { parse, ..AnalysisRows::default() }),
        };
        let nothing = encoding::encode(&KeptParse::default()).unwrap();
        let records =
            documents.clone().into_iter().map(|document| record(document, nothing.clone()));
        desktop.store.record(records.collect()).await.unwrap();
        assert!(compared(&service_over(&desktop.store), &desktop.store).await.claims.is_empty());
        // What cannot be read is made anew.
        let records = documents.into_iter().map(|document| record(document, vec![7]));
        desktop.store.record(records.collect()).await.unwrap();
        assert_eq!(compared(&service_over(&desktop.store), &desktop.store).await, at_hand);
    }
}
