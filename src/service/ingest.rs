//! Storing single articles.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Demand, NewArticle, Service, ServiceError, StopFlag,
    analyst::Waiting,
    memory::cost,
    submission::{Prepared, prepare},
};
use crate::{
    domain::{Article, DocumentId, State, Warning},
    store::{Detail, Outcome, RequestKey, StoredDocument, Submission, Written},
};

/// How a single article is to be stored.
#[derive(Clone, Debug, Default)]
pub struct IngestOptions {
    /// The caller's name for the call, by which a repetition is recognised.
    pub request: Option<RequestKey>,
    /// Check everything, write nothing.
    pub validate_only: bool,
    /// Answer when the article is analysed, not when it is stored.
    pub wait_for_analysis: bool,
}

/// An article after ingestion.
#[derive(Clone, Debug)]
pub struct Ingested<W> {
    /// The document, without its content; when it was only checked, as it would be stored.
    pub document: StoredDocument,
    /// What became of it, or would.
    pub outcome: Outcome,
    /// What the caller should know, as the caller wanted it rendered.
    pub warnings: W,
}

impl Service {
    /// Stores an article; when this returns it is on disk. `render` turns the warnings into
    /// what the caller wants; it runs on the pool.
    pub async fn ingest<W, F>(
        &self,
        new: NewArticle,
        options: IngestOptions,
        render: F,
    ) -> Result<Ingested<W>, ServiceError>
    where
        W: Send + 'static,
        F: FnOnce(&Article, &[Warning]) -> W + Send + 'static,
    {
        if options.wait_for_analysis && self.limits.analysis_workers == 0 {
            return Err(ServiceError::NoAnalysis);
        }
        let bytes = new.submitted.content.len();
        let admission = self.pool.admit_for(Demand::text(bytes))?;
        admission.take_memory(cost::reading(bytes)).await?;
        let limit = self.limits.max_article_bytes;
        let job = move |_: &StopFlag| {
            let Prepared { document, article, warnings } = prepare(new, limit, Timestamp::now())?;
            Ok((document, render(&article, &warnings)))
        };
        let prepared = admission.run(job).await?;
        let (document, warnings) =
            prepared.map_err(|error| ServiceError::Article { index: 0, error })?;
        let submission = Submission { document, request: options.request, item: None };
        let store = Arc::clone(&self.store);
        if options.validate_only {
            let Written { document, outcome, .. } = store.check(submission).await?;
            return Ok(Ingested { document, outcome, warnings });
        }
        let Written { mut document, outcome, .. } = store.put(submission).await?;
        self.analyst.wake();
        if options.wait_for_analysis {
            // Others may work meanwhile, above all those who are waited for.
            admission.give_up();
            if let Some(waiting) = self.begin_to_wait(&document) {
                document = self.analyzed(&document.id, waiting).await?;
            }
        }
        Ok(Ingested { document, outcome, warnings })
    }

    /// Begins to wait for the analysis of a document that was just written; `None` when none is due.
    pub(super) fn begin_to_wait(&self, document: &StoredDocument) -> Option<Waiting<'_>> {
        (document.state == State::Accepted).then(|| self.wait_for(document.seq))
    }

    /// Waits until the analysis of a document is done. Fails when it is removed meanwhile.
    pub(super) async fn analyzed(
        &self,
        id: &DocumentId,
        mut waiting: Waiting<'_>,
    ) -> Result<StoredDocument, ServiceError> {
        loop {
            // Looked at after the wait has begun, so that no end of an analysis is missed.
            let now = self.document(id, None, Detail::Basic).await?;
            if now.state != State::Accepted {
                return Ok(now);
            }
            waiting.end().await?;
            // Another revision may have come meanwhile.
            waiting = self.wait_for(now.seq);
        }
    }
}
