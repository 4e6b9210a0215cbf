//! The library: reading, finding, changing and removing stored documents.

use std::sync::Arc;

use jiff::Timestamp;
use parallax_nlp::Engine;

use super::{
    Service, ServiceError, StopFlag,
    submission::{Read, Submitted, address_keys, reread},
};
use crate::{
    domain::{
        Analysis, Article, DateBasis, DocumentId, Filter, Metadata, Order, Query, RevisionChange,
        Span, Zone,
    },
    pipeline::{self, article, revisions},
    store::{
        Detail, Etag, Highlights, Hit, ListRequest, MetadataChange, SearchRequest, SearchText,
        StoreError, StoredDocument,
    },
};

/// How often a change is tried again that met another one.
const MOST_TRIES: usize = 8;

/// A document with its texts, unless it was read without.
#[derive(Clone, Debug)]
pub struct Volume {
    /// The document; its content is taken out.
    pub document: StoredDocument,
    /// Its texts.
    pub texts: Option<Texts>,
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

/// What a search looks for.
#[derive(Clone, Debug)]
pub struct Search {
    /// The words.
    pub query: Query,
    /// Which documents.
    pub filter: Filter,
    /// Most hits; at least 1.
    pub size: usize,
    /// Token of the page before; empty = first page.
    pub token: String,
}

/// A page of hits, each as the caller wanted it rendered.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// Best first.
    pub hits: Vec<T>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
    /// How many documents match in all.
    pub total: usize,
}

/// A hit with its article, for rendering.
#[derive(Debug)]
pub struct ReadHit<'a> {
    /// The document, without content.
    pub document: StoredDocument,
    /// How well it matches.
    pub score: f64,
    /// Its article.
    pub article: &'a Article,
    /// Words of `article.text` that matched, in text order.
    pub highlights: Vec<Span>,
}

/// A field of metadata that can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of Metadata of that name")]
pub enum MetadataField {
    Source,
    SourceDisplayName,
    Url,
    CanonicalUrl,
    ExternalId,
    Title,
    Authors,
    PublishTime,
    ModifyTime,
    FetchTime,
    LanguageCode,
    Labels,
}

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
        let document = self.document(id, revision, detail).await?;
        let job = move |_: &StopFlag| volume(document);
        match detail {
            Detail::Basic => job(&StopFlag::default()),
            Detail::Full => self.pool.admit()?.run(job).await?,
        }
    }

    /// A page of documents.
    pub async fn volumes(&self, listing: &Listing) -> Result<Volumes, ServiceError> {
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
        let job = move |_: &StopFlag| documents.into_iter().map(volume).collect();
        let volumes: Result<Vec<_>, ServiceError> = match listing.detail {
            Detail::Basic => job(&StopFlag::default()),
            Detail::Full => self.pool.admit()?.run(job).await?,
        };
        Ok(Volumes { volumes: volumes?, next_token: page.next_token, total: page.total })
    }

    /// A page of the documents that hold words. `render` turns each into what the caller
    /// wants; it runs on the pool.
    pub async fn search<T, F>(&self, search: &Search, render: F) -> Result<Found<T>, ServiceError>
    where
        T: Send + 'static,
        F: Fn(ReadHit<'_>) -> T + Send + 'static,
    {
        let admission = self.pool.admit()?;
        let page = self
            .store
            .search(&SearchRequest {
                query: &search.query,
                filter: &search.filter,
                size: search.size.max(1),
                token: &search.token,
                detail: Detail::Full,
                max_bytes: self.limits.max_page_bytes,
            })
            .await?;
        let hits = page.hits;
        let job = move |_: &StopFlag| {
            hits.into_iter().map(|hit| read_hit(hit, &render)).collect::<Result<Vec<_>, _>>()
        };
        let hits = admission.run(job).await??;
        Ok(Found { hits, next_token: page.next_token, total: page.total })
    }

    /// Changes fields of a document's metadata to what `values` has in them.
    pub async fn update(
        &self,
        id: &DocumentId,
        fields: &[MetadataField],
        values: &Metadata,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> Result<StoredDocument, ServiceError> {
        let mut tries = 0;
        loop {
            let now = self.document(id, None, Detail::Basic).await?;
            // Without an etag of the caller's, what counts is the state that was just read.
            let known = etag.clone().unwrap_or_else(|| now.etag.clone());
            let change = change(now, fields, values);
            match self.store.update(id.clone(), change, Some(known), validate_only).await {
                Err(StoreError::Changed { .. }) if etag.is_none() && tries < MOST_TRIES => {
                    tries += 1;
                }
                result => {
                    self.analyst.wake();
                    return Ok(result?);
                }
            }
        }
    }

    /// Removes a document with all that was derived of it. Whether there was one.
    pub async fn delete(
        &self,
        id: &DocumentId,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> Result<bool, ServiceError> {
        Ok(self.store.delete(id.clone(), etag, validate_only).await?)
    }

    /// Analyses a stored document. `render` turns the result into what the caller wants; it
    /// runs on the pool.
    pub async fn stored_analysis<T, F>(
        &self,
        id: &DocumentId,
        revision: Option<u32>,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&Article, &Analysis) -> T + Send + 'static,
    {
        let admission = self.pool.admit()?;
        let document = self.document(id, revision, Detail::Full).await?;
        let engine = Arc::clone(&self.engine);
        let job = move |stop: &StopFlag| {
            let read = reread(document)?;
            pipeline::analyze(&engine, &read.article, read.skip_cleaning, &|| stop.is_set())
                .map(|annotated| render(&read.article, &annotated.analysis))
                .map_err(|error| ServiceError::of_article(0, error))
        };
        admission.run(job).await?
    }

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
        let other = self.document(id, other, Detail::Full).await?;
        // The first revision has none before it: it is compared with itself.
        let base = base.unwrap_or_else(|| other.revision.saturating_sub(1).max(1));
        let base = self.document(id, Some(base), Detail::Full).await?;
        let numbers = (base.revision, other.revision);
        let engine = Arc::clone(&self.engine);
        let job = move |stop: &StopFlag| {
            let (base, other) = (reread(base)?, reread(other)?);
            let (before, after) =
                (Facts::of(&base, &engine, stop)?, Facts::of(&other, &engine, stop)?);
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
        let zones = article::zones_of(read.article.text.as_str(), read.skip_cleaning);
        let names = pipeline::names(engine, &read.article, &zones, &|| stop.is_set())
            .map_err(|error| ServiceError::of_article(0, error))?;
        Ok(Self { zones, names })
    }

    fn text<'a>(&'a self, read: &'a Read) -> revisions::RevisionText<'a> {
        let text = read.article.text.as_str();
        revisions::RevisionText { text, zones: &self.zones, names: &self.names }
    }
}

fn volume(mut document: StoredDocument) -> Result<Volume, ServiceError> {
    let Some(submitted) = Submitted::of_stored(&mut document) else {
        return Ok(Volume { document, texts: None });
    };
    let read =
        submitted.read(usize::MAX).map_err(|error| ServiceError::Article { index: 0, error })?;
    let text = read.article.text.as_str();
    let kept = article::Kept::new(text, &article::zones_of(text, read.skip_cleaning));
    let article = [kept.title, kept.body].into_iter().filter(|part| !part.is_empty());
    let article = article.collect::<Vec<_>>().join("\n\n");
    let submitted = read.article.submitted().to_owned();
    document.search = None;
    Ok(Volume { document, texts: Some(Texts { submitted, article }) })
}

fn read_hit<T>(hit: Hit, render: impl Fn(ReadHit<'_>) -> T) -> Result<T, ServiceError> {
    let Hit { document, score, highlights } = hit;
    let mut basic = document.clone();
    (basic.content, basic.search) = (None, None);
    let indexed = document.search.clone().unwrap_or_default();
    let read = reread(document)?;
    let text = read.article.text.as_str();
    let kept = article::Kept::new(text, &article::zones_of(text, read.skip_cleaning));
    let highlights = lead_back(&highlights, &indexed, &kept);
    Ok(render(ReadHit { document: basic, score, article: &read.article, highlights }))
}

/// Where words of the indexed text stand in the article. An article that was indexed by
/// earlier rules may be kept differently now: its words are then looked for.
fn lead_back(found: &Highlights, indexed: &SearchText, kept: &article::Kept) -> Vec<Span> {
    use article::Part::{Body, Title};
    let parts = [
        (Title, &found.title, &indexed.title, &kept.title),
        (Body, &found.body, &indexed.body, &kept.body),
    ];
    let mut spans = Vec::with_capacity(found.title.len() + found.body.len());
    for (part, words, indexed, kept_text) in parts {
        if kept_text.is_empty() {
            continue; // a headline that the caller gave stands nowhere in the text
        }
        let same = indexed.len() == kept_text.len();
        let mut from = 0;
        for &word in words {
            let place = if same { Some(word) } else { next(kept_text, word.of(indexed), from) };
            if let Some(place) = place {
                from = place.end;
                spans.push(kept.to_text(part, place));
            }
        }
    }
    spans.sort_unstable();
    spans
}

/// The next place of a word at or after `from`.
fn next(text: &str, word: &str, from: usize) -> Option<Span> {
    let begin = from + text.get(from..)?.find(word)?;
    Some(Span::new(begin, begin + word.len()))
}

/// The metadata of a document with some fields changed.
fn change(document: StoredDocument, fields: &[MetadataField], values: &Metadata) -> MetadataChange {
    let StoredDocument { mut metadata, mut publish_basis, mut language_score, .. } = document;
    for field in fields {
        match field {
            MetadataField::Source => metadata.source.clone_from(&values.source),
            MetadataField::SourceDisplayName => {
                metadata.source_display_name.clone_from(&values.source_display_name);
            }
            MetadataField::Url => metadata.url.clone_from(&values.url),
            MetadataField::CanonicalUrl => metadata.canonical_url.clone_from(&values.canonical_url),
            MetadataField::ExternalId => metadata.external_id.clone_from(&values.external_id),
            MetadataField::Title => metadata.title.clone_from(&values.title),
            MetadataField::Authors => metadata.authors.clone_from(&values.authors),
            MetadataField::PublishTime => {
                metadata.publish_time = values.publish_time;
                publish_basis = values.publish_time.map(|_| DateBasis::Request);
            }
            MetadataField::ModifyTime => metadata.modify_time = values.modify_time,
            MetadataField::FetchTime => metadata.fetch_time = values.fetch_time,
            MetadataField::LanguageCode => {
                metadata.language_code.clone_from(&values.language_code);
                language_score = if values.language_code.is_empty() { 0.0 } else { 1.0 };
            }
            MetadataField::Labels => metadata.labels.clone_from(&values.labels),
        }
    }
    MetadataChange {
        address_keys: address_keys(&metadata),
        analyzable: metadata.language_code.is_empty() || article::is_read(&metadata.language_code),
        metadata,
        publish_basis,
        language_score,
        update_time: Timestamp::now(),
    }
}
