//! Analysis of what is stored, in the background: newly arrived documents, new revisions, and
//! all that another version of the engine has analysed. What is due is asked of the store, so
//! that nothing is forgotten when the server ends.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use super::{
    Service, ServiceError, StopFlag,
    annotations::{Reading, StateOf},
    encoding,
    memory::cost,
    stories,
    submission::{derive, reread},
};
use crate::{
    domain::{Article, Entity},
    pipeline::{Annotated, identity},
    store::{AnalysisRecord, AnalysisRows, Completion, EntityRow, StoredDocument},
};

/// Documents that are read, analysed and recorded together.
const BATCH: usize = 64;
/// Pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Who waits for analyses, and the bell that tells of new work.
#[derive(Debug, Default)]
pub(super) struct Analyst {
    bell: Notify,
    waiting: Mutex<BTreeMap<i64, Vec<oneshot::Sender<()>>>>,
}

impl Analyst {
    /// Tells that an analysis may be due.
    pub(super) fn wake(&self) {
        self.bell.notify_one();
    }

    /// Ends when the next analysis of a document is recorded; fails when the server ends.
    pub(super) fn wait(&self, seq: i64) -> oneshot::Receiver<()> {
        let (tell, told) = oneshot::channel();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let of_document = waiting.entry(seq).or_default();
        of_document.retain(|waiter| !waiter.is_closed());
        of_document.push(tell);
        told
    }

    fn done(&self, seqs: impl Iterator<Item = i64>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for waiter in seqs.flat_map(|seq| waiting.remove(&seq).unwrap_or_default()) {
            let _ = waiter.send(()); // its caller may have gone
        }
    }

    fn end(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Service {
    /// Analyses what is due until `stop`. To be run once, for as long as the service is used.
    pub async fn run_analyst(self: Arc<Self>, stop: CancellationToken) {
        let work = async {
            loop {
                match self.analyze_due().await {
                    Ok(0) => self.analyst.bell.notified().await,
                    Ok(_) => {}
                    Err(error) => {
                        tracing::error!(%error, "stored documents could not be analysed");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
        self.analyst.end();
    }

    /// Does one batch of what is due; how many documents that was.
    pub(super) async fn analyze_due(&self) -> Result<usize, ServiceError> {
        let incomplete = self.store.incomplete(BATCH).await?;
        if !incomplete.is_empty() {
            return self.complete(incomplete).await;
        }
        if self.limits.analysis_workers == 0 {
            return Ok(0);
        }
        self.let_stages_catch_up().await?;
        let due = self.store.due(self.engine_version(), 0, BATCH).await?;
        let count = due.len();
        if count == 0 {
            return Ok(0);
        }
        let jobs = due.into_iter().map(|document| self.analyze_stored(document));
        let records: Vec<_> =
            stream::iter(jobs).buffered(self.limits.analysis_workers).try_collect().await?;
        let seqs: Vec<i64> = records.iter().map(|record| record.seq).collect();
        self.store.record(records).await?;
        self.analyst.done(seqs.into_iter());
        self.stories.wake();
        self.identifier.wake();
        Ok(count)
    }

    /// Analyses one stored document. Fails when the analysis was stopped, or the names given by hand
    /// cannot be read.
    async fn analyze_stored(
        &self,
        document: StoredDocument,
    ) -> Result<AnalysisRecord, ServiceError> {
        let (seq, etag, id) = (document.seq, document.etag.clone(), document.id.clone());
        let bytes = document.size;
        let (analyzer, annotations) = (Arc::clone(&self.analyzer), Arc::clone(&self.annotations));
        let (own, state) = (self.own_names().await?, StateOf { seq, etag: etag.clone() });
        let job = move |stop: &StopFlag| {
            let read = reread(document)?;
            let polled = || stop.is_set();
            let annotated = analyzer
                .analyze(&read.article, read.skip_cleaning, Some(&own), &polled)
                .map_err(|error| ServiceError::of_article(0, error))?;
            let rows = rows(&annotated, &read.article)?;
            // If it joins a story it is soon compared with the others. Comparisons know nothing of
            // names given by hand.
            if own.is_empty() {
                annotations.put(state, Arc::new(Reading { article: read.article, annotated }));
            }
            Ok(rows)
        };
        let admission = self.pool.background();
        admission.take_memory(cost::analysis(bytes)).await?;
        let result = match admission.run(job).await {
            Ok(result) => result,
            Err(error) => Err(error.into()),
        };
        let result = match result {
            Ok(rows) => Ok(rows),
            Err(error @ (ServiceError::Stopped | ServiceError::ShuttingDown)) => return Err(error),
            Err(error) => {
                tracing::error!(document = %id, %error, "a stored document cannot be analysed");
                Err(error.to_string())
            }
        };
        let engine_version = self.engine_version().to_owned();
        Ok(AnalysisRecord { seq, etag, engine_version, result })
    }

    /// Derives what documents of an earlier schema lack.
    async fn complete(&self, documents: Vec<StoredDocument>) -> Result<usize, ServiceError> {
        let count = documents.len();
        tracing::info!(documents = count, "completing documents of an earlier schema");
        let job = move |_: &StopFlag| documents.into_iter().map(completion).collect();
        let completions: Result<Vec<_>, ServiceError> = self.pool.background().run(job).await?;
        self.store.complete(completions?).await?;
        Ok(count)
    }
}

/// What is derived of a document of an earlier schema. One that later rules take for furniture
/// alone was an article when it was stored: it stays one, as it is.
fn completion(document: StoredDocument) -> Result<Completion, ServiceError> {
    let (seq, time) = (document.seq, document.create_time);
    let content = document.content.clone().unwrap_or_default();
    let whole = StoredDocument { skip_cleaning: true, ..document.clone() };
    let prepared = derive(reread(document)?, content.clone(), None, time).or_else(|_| {
        derive(reread(whole)?, content, None, time)
            .map_err(|error| ServiceError::Article { index: 0, error })
    })?;
    Ok(Completion { seq, document: prepared.document })
}

/// What the store keeps of an analysis.
fn rows(annotated: &Annotated, article: &Article) -> Result<AnalysisRows, ServiceError> {
    let (analysis, text) = (&annotated.analysis, article.text.as_str());
    let row = |entity: &Entity| EntityRow {
        name: entity.canonical_name.clone(),
        kind: entity.kind.name().to_owned(),
        mentions: u32::try_from(entity.mentions.len()).unwrap_or(u32::MAX),
        forms: forms(entity, text),
    };
    let kept = |error: &dyn std::fmt::Display| {
        ServiceError::Internal(format!("an analysis cannot be kept: {error}"))
    };
    let content = encoding::encode(analysis).map_err(|error| kept(&error))?;
    let parse = encoding::encode(&annotated.parse()).map_err(|error| kept(&error))?;
    let appearances = postcard::to_stdvec(&identity::appearances(annotated, text))
        .map_err(|error| kept(&error))?;
    let signature = stories::sign(article, analysis)?;
    let entities = analysis.entities.iter().map(row).collect();
    Ok(AnalysisRows { entities, appearances, signature, content, parse })
}

/// The names that a text gives an entity, each once; descriptions and pronouns are none.
fn forms(entity: &Entity, text: &str) -> Vec<String> {
    let names = entity.mentions.iter().filter(|mention| mention.kind.is_name());
    let forms: BTreeSet<&str> = names.map(|mention| mention.span.of(text)).collect();
    forms.into_iter().map(str::to_owned).collect()
}
