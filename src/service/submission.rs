//! From what a caller submits to an article, and from an article to what is stored of it.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{ServiceError, StopFlag};
use crate::{
    domain::{Article, ArticleError, DateBasis, DocumentId, MediaType, Metadata, Warning},
    pipeline::{
        AnalysisError,
        article::{self, Content},
        copies,
    },
    store::{NewDocument, SearchText, StoredDocument},
};

/// An article as a caller submits it: nothing of it is read yet.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The text or page.
    pub content: Content,
    /// What the caller knows of it.
    pub metadata: Metadata,
    /// Treat all text as body.
    pub skip_cleaning: bool,
}

/// An article to store.
#[derive(Clone, Debug)]
pub struct NewArticle {
    /// The article.
    pub submitted: Submitted,
    /// The id that the caller wants; else one is derived.
    pub wanted_id: Option<DocumentId>,
}

/// An article that has been read.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) article: Article,
    pub(super) media: MediaType,
    pub(super) charset: &'static str,
    pub(super) skip_cleaning: bool,
}

impl Submitted {
    /// Decodes the content and takes the article out of it. Costs processor time: to be
    /// called on the pool.
    pub(super) fn read(self, limit: usize) -> Result<Read, ArticleError> {
        let never = StopFlag::default();
        self.read_until(limit, &never).map_err(|error| match error {
            AnalysisError::Article(error) => error,
            // Nobody asks to stop.
            AnalysisError::Stopped => ArticleError::NotArticle,
        })
    }

    /// The same; ends with [`AnalysisError::Stopped`] once the flag is set.
    pub(super) fn read_until(self, limit: usize, stop: &StopFlag) -> Result<Read, AnalysisError> {
        let actual = self.content.len();
        if actual > limit {
            return Err(ArticleError::TooLarge { actual, limit }.into());
        }
        let decoded = article::decode(self.content)?;
        let (media, charset) = (decoded.media, decoded.charset);
        // A charset of one byte a character may grow to three times its size.
        let (cleaning, limit) = (!self.skip_cleaning, limit.saturating_mul(3));
        let polled = || stop.is_set();
        let article = article::read_until(decoded, self.metadata, cleaning, limit, &polled)?;
        Ok(Read { article, media, charset, skip_cleaning: self.skip_cleaning })
    }

    /// The content of a stored document with what its caller said of it; `None` if it was
    /// read without content. What was found when it was stored is found again, so that a
    /// stored article is treated as the same one would be that is sent now.
    pub(super) fn of_stored(document: &mut StoredDocument) -> Option<Self> {
        let mime_type = match document.media {
            MediaType::Text => "text/plain",
            MediaType::Html => "text/html",
        };
        let mut metadata = document.metadata.clone();
        // Documents of an earlier schema have the caller's time and no basis.
        if document.publish_basis.is_some_and(|basis| basis != DateBasis::Request) {
            metadata.publish_time = None;
            // Later than it was stored it cannot have been published.
            metadata.fetch_time = metadata.fetch_time.or(Some(document.create_time));
        }
        if document.language_score < 1.0 {
            metadata.language_code.clear();
        }
        Some(Self {
            content: Content::Raw {
                bytes: document.content.take()?,
                charset: Some(document.charset.clone()),
                mime_type: Some(mime_type.to_owned()),
            },
            metadata,
            skip_cleaning: document.skip_cleaning,
        })
    }
}

/// A document ready to be stored.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) document: NewDocument,
    pub(super) article: Article,
    pub(super) warnings: Vec<Warning>,
}

/// Reads an article and derives all that is stored of it. Costs processor time: to be called
/// on the pool.
pub(super) fn prepare(
    new: NewArticle,
    limit: usize,
    now: Timestamp,
) -> Result<Prepared, ArticleError> {
    let raw = match &new.submitted.content {
        Content::Raw { bytes, .. } => Some(bytes.clone()),
        _ => None,
    };
    let read = new.submitted.read(limit)?;
    let content = raw.unwrap_or_else(|| read.article.submitted().as_bytes().to_vec());
    derive(read, content, new.wanted_id, now)
}

/// Derives what is stored of an article that was read of `content`.
pub(super) fn derive(
    read: Read,
    content: Vec<u8>,
    wanted_id: Option<DocumentId>,
    now: Timestamp,
) -> Result<Prepared, ArticleError> {
    let Read { article, media, charset, skip_cleaning } = read;
    let text = article.text.as_str();
    let zones = article::zones_in(&article, skip_cleaning);
    if !article::has_article(&zones, text) {
        return Err(ArticleError::NotArticle);
    }
    let known = article::known(&article, &zones, Some(now));
    let warnings = article::warnings(&zones, &known);
    let kept = article::Kept::new(text, &zones);
    // The caller's headline stands where the text has none.
    let title = if kept.title.is_empty() { &known.metadata.title } else { &kept.title };
    let search = SearchText { title: title.clone(), body: kept.body };
    let document = NewDocument {
        wanted_id,
        publish_basis: known.publish_basis,
        language_score: known.language.as_ref().map_or(0.0, |language| language.score),
        analyzable: known.is_read(),
        address_keys: address_keys(&known.metadata),
        media,
        charset: charset.to_owned(),
        skip_cleaning,
        content_hash: Sha256::digest(&content).into(),
        // With the headline: an article whose headline alone has changed is a new revision.
        body_hash: copies::body_hash(&format!("{}\n{}", search.title, search.body)),
        sketch: copies::sketch(&copies::compared(&search.title, &search.body)),
        agency: copies::agency(text, &zones).map(str::to_owned),
        search,
        metadata: known.metadata,
        content,
        create_time: now,
    };
    Ok(Prepared { document, article, warnings })
}

/// Normalised forms of the addresses of an article, each once.
pub(super) fn address_keys(metadata: &Metadata) -> Vec<String> {
    let addresses = [&metadata.canonical_url, &metadata.url];
    let mut keys: Vec<String> = addresses
        .into_iter()
        .filter(|address| !address.is_empty())
        .map(|address| article::address_key(address))
        .collect();
    keys.dedup();
    keys
}

/// A stored document's article, read again.
pub(super) fn reread(mut document: StoredDocument) -> Result<Read, ServiceError> {
    let Some(submitted) = Submitted::of_stored(&mut document) else {
        return Err(ServiceError::Internal("a document was read without its content".to_owned()));
    };
    // It was within the limits when it was stored, and stays readable when they are lowered.
    let read = submitted.read(usize::MAX);
    read.map_err(|error| ServiceError::Article { index: 0, error })
}
