//! Storing articles.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Service, ServiceError, StopFlag};
use crate::{
    domain::{Article, ArticleError, DocumentId, Warning},
    pipeline::article,
    store::{Insertion, NewDocument, StoredDocument},
};

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Stored.
    Created,
    /// The same text from the same source is stored already; nothing was written.
    Duplicate,
    /// It would be stored; nothing was written.
    Validated,
}

/// An article after ingestion.
#[derive(Clone, Debug)]
pub struct Ingested<W> {
    /// The document; for [`Outcome::Validated`] as it would be stored.
    pub document: StoredDocument,
    /// What became of it.
    pub outcome: Outcome,
    /// What the caller should know, as the caller wanted it rendered.
    pub warnings: W,
}

impl Service {
    /// Stores an article; when this returns it is on disk. With `validate_only` all is
    /// checked and nothing written. `render` turns the warnings into what the caller
    /// wants; it runs on the pool.
    pub async fn ingest<W, F>(
        &self,
        article: Article,
        wanted_id: Option<DocumentId>,
        validate_only: bool,
        render: F,
    ) -> Result<Ingested<W>, ServiceError>
    where
        W: Send + 'static,
        F: FnOnce(&Article, &[Warning]) -> W + Send + 'static,
    {
        let admission = self.pool.admit()?;
        let job = move |_: &StopFlag| {
            let warnings = check(&article)?;
            let rendered = render(&article, &warnings);
            let document = NewDocument::new(article, wanted_id, Timestamp::now());
            Ok::<_, ServiceError>((document, rendered))
        };
        let (new, warnings) = admission.run(job).await??;
        let store = Arc::clone(&self.store);
        if validate_only {
            let (document, outcome) = match store.check(&new).await? {
                Insertion::Created(document) => (document, Outcome::Validated),
                Insertion::Duplicate(document) => (document, Outcome::Duplicate),
            };
            return Ok(Ingested { document, outcome, warnings });
        }
        // A task of its own: once begun, the write is not torn by a caller that leaves.
        let write = tokio::spawn(async move { store.insert(new).await });
        let written = write.await.map_err(|e| ServiceError::Internal(e.to_string()))??;
        let (document, outcome) = match written {
            Insertion::Created(document) => (document, Outcome::Created),
            Insertion::Duplicate(document) => (document, Outcome::Duplicate),
        };
        Ok(Ingested { document, outcome, warnings })
    }
}

/// Checks that there is an article in the text; says what is noteworthy of it.
fn check(article: &Article) -> Result<Vec<Warning>, ServiceError> {
    let text = article.text.as_str();
    let zones = article::zones(text);
    if !article::has_article(&zones, text) {
        return Err(ServiceError::Article { index: 0, error: ArticleError::NotArticle });
    }
    let mut warnings = Vec::new();
    if article::document_date(text, &zones, &article.metadata).is_none() {
        warnings.push(Warning::DocumentDateUnknown { document: String::new() });
    }
    let spans: Vec<_> = zones.iter().filter(|z| z.kind.is_furniture()).map(|z| z.span).collect();
    if !spans.is_empty() {
        warnings.push(Warning::BoilerplateRemoved { document: String::new(), spans });
    }
    Ok(warnings)
}
