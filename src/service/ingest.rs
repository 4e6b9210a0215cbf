//! Storing single articles.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Demand, NewArticle, Service, ServiceError, StopFlag,
    memory::cost,
    submission::{Prepared, prepare},
};
use crate::{
    domain::{Article, State, Warning},
    store::{Outcome, RequestKey, StoredDocument, Submission, Written},
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
            document = self.analyzed(document).await?;
        }
        Ok(Ingested { document, outcome, warnings })
    }

    /// Waits until the analysis of a document that was just written is done.
    pub(super) async fn analyzed(
        &self,
        document: StoredDocument,
    ) -> Result<StoredDocument, ServiceError> {
        // Asked for before the look at the store, so that no end of an analysis is missed.
        let done = self.analyst.wait(document.seq);
        let mut now = document;
        if now.state == State::Accepted {
            now = self.document(&now.id, None, crate::store::Detail::Basic).await?;
        }
        if now.state == State::Accepted {
            done.await.map_err(|_| ServiceError::ShuttingDown)?;
            now = self.document(&now.id, None, crate::store::Detail::Basic).await?;
        }
        Ok(now)
    }
}
