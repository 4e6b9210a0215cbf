//! Analysis of what is stored, in the background: newly arrived documents, new revisions, and
//! all that another version of the engine has analysed. What is due is asked of the store, so
//! that nothing is forgotten when the server ends. Documents that callers wait for go first, and
//! with every few of them goes the earliest of those that nobody waits for.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
    store::{AnalysisRecord, AnalysisRows, Completion, Due, EntityRow, StoredDocument},
};

/// Documents that are read, analysed and recorded together.
const BATCH: usize = 64;
/// The same for each worker while callers wait, and at least: few enough that nobody waits for long for
/// those beside his own, enough that commits cost little.
const AWAITED_BATCH: usize = 4;
const LEAST_BATCH: usize = 8;
/// Pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Those who wait for the analysis of each document, by its place in the order of arrival.
type Waiters = BTreeMap<i64, Vec<oneshot::Sender<()>>>;

/// Who waits for analyses, and the bell that tells of new work.
#[derive(Debug, Default)]
pub(super) struct Analyst {
    bell: Notify,
    waiting: Mutex<Waiters>,
}

impl Analyst {
    /// Tells that an analysis may be due.
    pub(super) fn wake(&self) {
        self.bell.notify_one();
    }

    /// Whether anybody waits.
    pub(super) fn is_awaited(&self) -> bool {
        !self.waiters().is_empty()
    }

    fn waiters(&self) -> MutexGuard<'_, Waiters> {
        // Nothing panics while the lock is held.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The documents that somebody waits for, in order of arrival.
    pub(super) fn awaited(&self) -> Vec<i64> {
        self.waiters().keys().copied().collect()
    }

    /// Tells those who wait for these documents that nothing is due of them any more.
    fn settled(&self, seqs: impl Iterator<Item = i64>) {
        let mut waiting = self.waiters();
        for waiter in seqs.flat_map(|seq| waiting.remove(&seq).unwrap_or_default()) {
            let _ = waiter.send(()); // its caller may have gone
        }
    }

    fn end(&self) {
        self.waiters().clear();
    }
}

/// Somebody's wait for the analysis of a document. Dropping it ends it: who has gone goes before nobody.
#[derive(Debug)]
pub(super) struct Waiting<'a> {
    analyst: &'a Analyst,
    seq: i64,
    told: oneshot::Receiver<()>,
}

impl Waiting<'_> {
    /// Ends when the next analysis of the document is recorded, or none is due; fails when the server
    /// ends.
    pub(super) async fn end(&mut self) -> Result<(), ServiceError> {
        (&mut self.told).await.map_err(|_| ServiceError::ShuttingDown)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.told.close();
        if let Entry::Occupied(mut of_document) = self.analyst.waiters().entry(self.seq) {
            of_document.get_mut().retain(|waiter| !waiter.is_closed());
            if of_document.get().is_empty() {
                of_document.remove();
            }
        }
    }
}

impl Service {
    /// Begins to wait for the next analysis of a document: it goes before those that nobody waits for.
    pub(super) fn wait_for(&self, seq: i64) -> Waiting<'_> {
        let (tell, told) = oneshot::channel();
        self.analyst.waiters().entry(seq).or_default().push(tell);
        // Should nothing be due of it, the analyst tells so; and he is not held up for others.
        self.analyst.wake();
        self.stages.look_again();
        Waiting { analyst: &self.analyst, seq, told }
    }

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
        let awaited = self.analyst.awaited();
        let limit = batch_size(awaited.len(), self.limits.analysis_workers);
        let may_break_off = awaited.is_empty();
        let Due { documents, settled } =
            self.store.due(self.engine_version(), awaited, limit).await?;
        self.analyst.settled(settled.into_iter());
        let count = documents.len();
        if count == 0 {
            return Ok(0);
        }
        // Whoever comes to wait while a large batch is done does not wait for the rest of it.
        let goes_on = |done| done == 0 || !may_break_off || !self.analyst.is_awaited();
        let records: Vec<_> = stream::iter(documents.into_iter().enumerate())
            .take_while(|(done, _)| ready(goes_on(*done)))
            .map(|(_, document)| self.analyze_stored(document))
            .buffered(self.limits.analysis_workers)
            .try_collect()
            .await?;
        let seqs: Vec<i64> = records.iter().map(|record| record.seq).collect();
        self.store.record(records).await?;
        self.analyst.settled(seqs.into_iter());
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

/// How many documents make a batch while so many are waited for: all of those, if they are not too many,
/// and a quarter of others.
fn batch_size(awaited: usize, workers: usize) -> usize {
    if awaited == 0 {
        return BATCH;
    }
    let least = workers.saturating_mul(AWAITED_BATCH).clamp(LEAST_BATCH, BATCH);
    awaited.saturating_add(awaited.div_ceil(3)).clamp(least, BATCH)
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

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::poll;

    use super::*;
    use crate::{
        domain::State,
        metrics::Metrics,
        service::testing::Desktop,
        store::{Detail, Store as _},
    };

    /// Stores so many articles.
    async fn backlog(desktop: &Desktop, count: usize) -> Vec<StoredDocument> {
        let mut documents = Vec::new();
        for n in 0..count {
            documents.push(desktop.put(&format!("d{n}"), &format!("Ada met {n} reporters.")).await);
        }
        documents
    }

    async fn is_analyzed(desktop: &Desktop, document: &StoredDocument) -> bool {
        let now = desktop.store.get(&document.id, None, Detail::Basic).await.unwrap().unwrap();
        now.state == State::Analyzed
    }

    #[tokio::test]
    async fn whoever_waits_goes_first_and_the_others_get_on() {
        let desktop = Desktop::new().await;
        let service = &desktop.service;
        let documents = backlog(&desktop, 3 * LEAST_BATCH).await;
        let (last, nobodys) = documents.split_last().unwrap();
        let mut analyzed = service.begin_to_wait(last).unwrap();
        assert_eq!(service.analyze_due().await.unwrap(), LEAST_BATCH);
        analyzed.end().await.unwrap();
        assert!(is_analyzed(&desktop, last).await);
        // Others are waited for all the time, more than fit a batch.
        let newcomers: Vec<_> = (0..BATCH).map(|n| format!("n{n}")).collect();
        let mut awaited = Vec::new();
        for id in &newcomers {
            awaited.push(desktop.put(id, &format!("The mayor of {id} met Ada.")).await);
        }
        let _waiting: Vec<_> =
            awaited.iter().map(|document| service.wait_for(document.seq)).collect();
        assert_eq!(service.analyze_due().await.unwrap(), BATCH);
        for document in nobodys.iter().chain(&awaited[..BATCH - BATCH / 4]) {
            assert!(is_analyzed(&desktop, document).await);
        }
        assert!(!is_analyzed(&desktop, awaited.last().unwrap()).await);
    }

    #[tokio::test]
    async fn whoever_has_gone_goes_before_nobody() {
        let desktop = Desktop::new().await;
        let service = &desktop.service;
        let documents = backlog(&desktop, BATCH + 1).await;
        let last = documents.last().unwrap();
        let (one, other) = (service.wait_for(last.seq), service.wait_for(last.seq));
        drop(one);
        assert_eq!(service.analyst.awaited(), [last.seq]);
        drop(other);
        assert!(!service.analyst.is_awaited());
        assert_eq!(service.analyze_due().await.unwrap(), BATCH);
        assert!(!is_analyzed(&desktop, last).await);
        assert!(is_analyzed(&desktop, &documents[BATCH - 1]).await);
    }

    #[tokio::test]
    async fn nobody_waits_for_what_is_removed_or_analyzed_already() {
        let desktop = Desktop::new().await;
        let service = &desktop.service;
        let analyzed = desktop.add("analyzed", "The bridge fell on Monday.").await;
        let removed = desktop.put("removed", "Two boats sank in the harbour.").await;
        let mut wait_for_analyzed = service.wait_for(analyzed.seq);
        let wait_for_removed = service.begin_to_wait(&removed).unwrap();
        let mut waits = pin!(service.analyzed(&removed.id, wait_for_removed));
        assert!(poll!(&mut waits).is_pending());
        service.delete(&removed.id, None, false).await.unwrap();
        assert_eq!(service.analyze_due().await.unwrap(), 0);
        wait_for_analyzed.end().await.unwrap();
        assert!(matches!(waits.await, Err(ServiceError::NotFound { .. })));
    }

    #[tokio::test]
    async fn a_large_batch_is_broken_off_for_whoever_comes_to_wait() {
        let desktop = Desktop::new().await;
        let service = &desktop.service;
        let documents = backlog(&desktop, BATCH).await;
        service.own_names().await.unwrap();
        // The only thread is taken until somebody waits.
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (taken, is_taken) = oneshot::channel();
        let other = service.pool.background();
        let other = tokio::spawn(async move {
            let job = move |_: &StopFlag| {
                taken.send(()).unwrap();
                released.recv().unwrap();
            };
            other.run(job).await
        });
        is_taken.await.unwrap();
        let mut batch = pin!(service.analyze_due());
        // An analysis that is begun has taken memory.
        let metrics = Metrics::default();
        while metrics.memory.get_or_create(&[("share", "work")]).get() == 0 {
            assert!(poll!(&mut batch).is_pending());
            tokio::time::sleep(Duration::from_millis(1)).await;
            service.pool.look(&metrics);
        }
        let last = documents.last().unwrap();
        let mut waiting = service.begin_to_wait(last).unwrap();
        release.send(()).unwrap();
        batch.await.unwrap();
        assert!(is_analyzed(&desktop, &documents[0]).await);
        assert!(!is_analyzed(&desktop, &documents[1]).await);
        service.analyze_due().await.unwrap();
        waiting.end().await.unwrap();
        assert!(is_analyzed(&desktop, last).await);
        other.await.unwrap().unwrap();
    }
}
