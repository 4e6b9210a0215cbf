//! Storing articles.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Service, ServiceError};
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
pub struct Ingested {
    /// The document; for [`Outcome::Validated`] as it would be stored.
    pub document: StoredDocument,
    /// What became of it.
    pub outcome: Outcome,
    /// What the caller should know.
    pub warnings: Vec<Warning>,
}

impl Service {
    /// Stores an article; when this returns it is on disk. With `validate_only` all is
    /// checked and nothing written.
    pub async fn ingest(
        &self,
        article: Article,
        wanted_id: Option<DocumentId>,
        validate_only: bool,
    ) -> Result<Ingested, ServiceError> {
        let admission = self.pool.admit()?;
        let (new, warnings) = admission.run(move |_| prepare(article, wanted_id)).await??;
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

/// Checks that there is an article in the text and computes its hashes.
fn prepare(
    article: Article,
    wanted_id: Option<DocumentId>,
) -> Result<(NewDocument, Vec<Warning>), ServiceError> {
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
    Ok((NewDocument::new(article, wanted_id, Timestamp::now()), warnings))
}
