//! The library: what is stored, read, found, changed and removed.

mod change;
mod revisions;
mod search;

use std::sync::Arc;

use super::{
    Admission, Service, ServiceError, StopFlag, encoding,
    memory::cost,
    submission::{Submitted, reread},
};
use crate::{
    domain::{Analysis, Article, DocumentId, EntityId, Filter, Order, StoryMembership},
    pipeline::article,
    store::{Detail, ListRequest, StoredDocument},
};

pub use change::MetadataField;
pub use revisions::Compared;
pub use search::{Found, ReadHit, Search};

/// A document with its texts, unless it was read without.
#[derive(Clone, Debug)]
pub struct Volume {
    /// The document; its content is taken out.
    pub document: StoredDocument,
    /// Its texts.
    pub texts: Option<Texts>,
    /// The stories that it is in: pinned ones first, then the best.
    pub stories: Vec<StoryMembership>,
}

/// The texts of a document.
#[derive(Clone, Debug)]
pub struct Texts {
    /// As submitted, after charset decoding.
    pub submitted: String,
    /// The article alone: headline and body without furniture.
    pub article: String,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Volumes {
    /// In the order asked for.
    pub volumes: Vec<Volume>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
    /// How many documents pass the filter in all.
    pub total: usize,
}

/// What a list holds.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which documents.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Most documents; at least 1. Fewer come when their bytes reach
    /// [`super::Limits::max_page_bytes`].
    pub size: usize,
    /// Token of the page before; empty = first page.
    pub token: String,
    /// How much of each.
    pub detail: Detail,
}

impl Service {
    /// One document by id, at a revision or its latest, without texts or with its content.
    pub async fn document(
        &self,
        id: &DocumentId,
        revision: Option<u32>,
        detail: Detail,
    ) -> Result<StoredDocument, ServiceError> {
        match self.store.get(id, revision, detail).await? {
            Some(document) => Ok(document),
            None => Err(ServiceError::NotFound { id: id.clone(), revision }),
        }
    }

    /// One document by id, with its texts if `detail` asks for them.
    pub async fn volume(
        &self,
        id: &DocumentId,
        revision: Option<u32>,
        detail: Detail,
    ) -> Result<Volume, ServiceError> {
        let admission = self.admit_to(detail).await?;
        let document = self.document(id, revision, detail).await?;
        let mut stories = self.stories_of(vec![document.seq]).await?;
        let stories = stories.pop().unwrap_or_default();
        let job = move |_: &StopFlag| volume(document, stories);
        match admission {
            None => job(&StopFlag::default()),
            Some(admission) => admission.run(job).await?,
        }
    }

    /// A page of documents.
    pub async fn volumes(&self, listing: &Listing) -> Result<Volumes, ServiceError> {
        let admission = self.admit_to(listing.detail).await?;
        let page = self
            .store
            .list(&ListRequest {
                filter: &listing.filter,
                order: listing.order,
                size: listing.size.max(1),
                token: &listing.token,
                detail: listing.detail,
                max_bytes: self.limits.max_page_bytes,
            })
            .await?;
        let documents = page.documents;
        let stories = self.stories_of(documents.iter().map(|d| d.seq).collect()).await?;
        let entries = documents.into_iter().zip(stories);
        let job = move |_: &StopFlag| entries.map(|(d, stories)| volume(d, stories)).collect();
        let volumes: Result<Vec<_>, ServiceError> = match admission {
            None => job(&StopFlag::default()),
            Some(admission) => admission.run(job).await?,
        };
        Ok(Volumes { volumes: volumes?, next_token: page.next_token, total: page.total })
    }

    /// A place for a caller who reads documents with their texts, and memory for a page of them; without
    /// texts nobody needs either.
    async fn admit_to(&self, detail: Detail) -> Result<Option<Admission>, ServiceError> {
        match detail {
            Detail::Basic => Ok(None),
            Detail::Full => self.admit_to_page().await.map(Some),
        }
    }

    /// A place for a caller who reads texts of stored documents, and memory for a page of them.
    pub(in crate::service) async fn admit_to_page(&self) -> Result<Admission, ServiceError> {
        let admission = self.pool.admit()?;
        admission.take_memory(cost::page(self.limits.max_page_bytes)).await?;
        Ok(admission)
    }

    /// The analysis of a stored document: the recorded one, or where this engine has recorded
    /// none a new one. `render` turns the result, with what entities of the corpus its entities
    /// are, by their place, into what the caller wants; it runs on the pool.
    pub async fn stored_analysis<T, F>(
        &self,
        id: &DocumentId,
        revision: Option<u32>,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&Article, &Analysis, &[(u32, EntityId)], &dyn Fn() -> bool) -> T + Send + 'static,
    {
        let admission = self.pool.admit()?;
        let size = self.document(id, revision, Detail::Basic).await?.size;
        admission.take_memory(cost::analysis(size)).await?;
        let document = self.document(id, revision, Detail::Full).await?;
        let recorded = self.recorded_analysis(&document).await?;
        let links = match &recorded {
            Some(_) => self.store.entity_links(document.seq).await?,
            None => Vec::new(),
        };
        let analyzer = Arc::clone(&self.analyzer);
        let own = self.own_names().await?;
        let job = move |stop: &StopFlag| {
            let read = reread(document)?;
            let polled = || stop.is_set();
            if let Some(analysis) = recorded.as_deref().and_then(decoded) {
                return Ok(stop.whole(render(&read.article, &analysis, &links, &polled))?);
            }
            let annotated = analyzer
                .analyze(&read.article, read.skip_cleaning, Some(&own), &polled)
                .map_err(|error| ServiceError::of_article(0, error))?;
            Ok(stop.whole(render(&read.article, &annotated.analysis, &[], &polled))?)
        };
        admission.run(job).await?
    }

    /// What this engine has recorded of the latest revision.
    pub(in crate::service) async fn recorded_analysis(
        &self,
        document: &StoredDocument,
    ) -> Result<Option<Vec<u8>>, ServiceError> {
        if document.revision != document.revision_count {
            return Ok(None);
        }
        let StoredDocument { seq, etag, .. } = document;
        Ok(self.store.analysis(*seq, etag, self.engine_version()).await?)
    }
}

/// A recorded analysis; `None` when it cannot be read.
pub(super) fn decoded(bytes: &[u8]) -> Option<Analysis> {
    encoding::decode(bytes)
        .inspect_err(|error| tracing::error!(%error, "a recorded analysis cannot be read"))
        .ok()
}

fn volume(
    mut document: StoredDocument,
    stories: Vec<StoryMembership>,
) -> Result<Volume, ServiceError> {
    let Some(submitted) = Submitted::of_stored(&mut document) else {
        return Ok(Volume { document, texts: None, stories });
    };
    let read =
        submitted.read(usize::MAX).map_err(|error| ServiceError::Article { index: 0, error })?;
    let text = read.article.text.as_str();
    let kept = article::Kept::new(text, &article::zones_in(&read.article, read.skip_cleaning));
    let article = [kept.title, kept.body].into_iter().filter(|part| !part.is_empty());
    let article = article.collect::<Vec<_>>().join("\n\n");
    let submitted = read.article.submitted().to_owned();
    document.search = None;
    Ok(Volume { document, texts: Some(Texts { submitted, article }), stories })
}
