//! What changed between two revisions of a stored document.

use std::sync::Arc;

use parallax_nlp::Engine;

use super::super::{
    Service, ServiceError, StopFlag,
    memory::cost,
    submission::{Read, reread},
};
use crate::{
    domain::{Article, DocumentId, RevisionChange, Span, Zone},
    pipeline::{self, article, revisions},
    store::Detail,
};

/// Two revisions of a document, for rendering.
#[derive(Debug)]
pub struct Compared<'a> {
    /// Number and article of the earlier one.
    pub base: (u32, &'a Article),
    /// Number and article of the later one.
    pub other: (u32, &'a Article),
    /// What changed.
    pub changes: &'a [RevisionChange],
}

impl Service {
    /// What changed between two revisions: by default the latest and the one before it.
    pub async fn compare_revisions<T, F>(
        &self,
        id: &DocumentId,
        base: Option<u32>,
        other: Option<u32>,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(Compared<'_>) -> T + Send + 'static,
    {
        let admission = self.pool.admit()?;
        let other = self.document(id, other, Detail::Basic).await?;
        // The first revision has none before it: it is compared with itself.
        let base = base.unwrap_or_else(|| other.revision.saturating_sub(1).max(1));
        let base = self.document(id, Some(base), Detail::Basic).await?;
        admission.take_memory(cost::analysis(base.size.saturating_add(other.size))).await?;
        let numbers = (base.revision, other.revision);
        let other = self.document(id, Some(numbers.1), Detail::Full).await?;
        let base = self.document(id, Some(numbers.0), Detail::Full).await?;
        let analyzer = Arc::clone(&self.analyzer);
        let job = move |stop: &StopFlag| {
            let (base, other) = (reread(base)?, reread(other)?);
            let engine = analyzer.engine();
            let (before, after) =
                (Facts::of(&base, engine, stop)?, Facts::of(&other, engine, stop)?);
            let changes = revisions::diff(&before.text(&base), &after.text(&other));
            Ok(render(Compared {
                base: (numbers.0, &base.article),
                other: (numbers.1, &other.article),
                changes: &changes,
            }))
        };
        admission.run(job).await?
    }
}

/// What a revision is compared by beside its words.
struct Facts {
    zones: Vec<Zone>,
    names: Vec<Span>,
}

impl Facts {
    fn of(read: &Read, engine: &Engine, stop: &StopFlag) -> Result<Self, ServiceError> {
        let zones = article::zones_in(&read.article, read.skip_cleaning);
        let names = pipeline::names(engine, &read.article, &zones, &|| stop.is_set())
            .map_err(|error| ServiceError::of_article(0, error))?;
        Ok(Self { zones, names })
    }

    fn text<'a>(&'a self, read: &'a Read) -> revisions::RevisionText<'a> {
        let text = read.article.text.as_str();
        revisions::RevisionText { text, zones: &self.zones, names: &self.names }
    }
}
