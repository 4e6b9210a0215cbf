//! Comparisons of stored documents, which are kept: the same question gives the same bytes.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{
    super::{Admission, Service, ServiceError, StopFlag, encoding, submission::Submitted},
    Column, InlineSource, StopOnDrop,
};
use crate::{
    domain::{Comparison, ComparisonId, DateBasis, DocumentId, Gazetteer, MediaType, Metadata},
    pipeline::CompareOptions,
    store::{Detail, NewComparison, StoredComparison, StoredDocument},
};

/// How exactly uses are noted: a comparison that is read often is not written as often.
const USE_NOTED: SignedDuration = SignedDuration::from_hours(1);

/// What to compare, and how.
#[derive(Clone, Debug)]
pub struct KeptRequest {
    /// The documents; keys are S0, S1, ... in their order.
    pub documents: Vec<DocumentId>,
    /// How they are compared.
    pub options: CompareOptions,
    /// Names of the caller's own.
    pub own: Gazetteer,
    /// All else that decides the rendered answer, such as a unit of positions.
    pub rendering: &'static str,
}

/// A comparison that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptComparison {
    /// Its id.
    pub id: ComparisonId,
    /// When it was made.
    pub create_time: Timestamp,
    /// The rendered answer.
    pub content: Vec<u8>,
}

impl Service {
    /// The comparison of stored documents: the kept one, or a new one, which is kept. `render`
    /// makes the bytes to keep of a new one; `show` turns them into what the caller wants. Both
    /// run on the pool.
    ///
    /// New ones analyse their documents anew: stored analyses lack the trees that the comparison
    /// reads.
    pub async fn compare_kept<T, R, S>(
        &self,
        request: KeptRequest,
        render: R,
        show: S,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        R: FnOnce(&[Column], &Comparison) -> Vec<u8> + Send + 'static,
        S: FnOnce(KeptComparison) -> T + Send + 'static,
    {
        self.check_column_count(request.documents.len())?;
        // Nothing is read for a caller who is then turned away.
        let admission = Arc::new(self.pool.admit()?);
        let _stop_on_drop = StopOnDrop(Arc::clone(&admission));
        let documents = self.read_all(&request.documents, Detail::Basic).await?;
        let id = self.comparison_id(&documents, &request);
        if let Some(kept) = self.kept(&id).await? {
            return shown(&admission, id, kept, show).await;
        }
        let documents = self.read_all(&request.documents, Detail::Full).await?;
        // They may have changed in between.
        let id = self.comparison_id(&documents, &request);
        let sources = documents.into_iter().enumerate().map(|(index, mut document)| {
            let column = source(index, &mut document);
            column.ok_or(ServiceError::NotFound { id: document.id, revision: None })
        });
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        let KeptRequest { documents, options, own, .. } = request;
        let deflated = move |columns: &[Column], comparison: &Comparison| {
            encoding::deflate(&render(columns, comparison))
        };
        let content = self.compared(&admission, sources, own, options, deflated).await?;
        let content = content.map_err(|error| unreadable(&error))?;
        let create_time = Timestamp::now();
        let new = NewComparison { id: id.clone(), documents, content, create_time };
        let kept = self.store.keep_comparison(new, self.limits.max_comparisons).await?;
        shown(&admission, id, kept, show).await
    }

    /// A kept comparison by id. `show` turns it into what the caller wants; it runs on the pool.
    pub async fn comparison<T, S>(&self, id: ComparisonId, show: S) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        S: FnOnce(KeptComparison) -> T + Send + 'static,
    {
        let admission = Arc::new(self.pool.admit()?);
        let _stop_on_drop = StopOnDrop(Arc::clone(&admission));
        match self.kept(&id).await? {
            Some(kept) => shown(&admission, id, kept, show).await,
            None => Err(ServiceError::ComparisonNotFound(id)),
        }
    }

    /// What is kept under an id; that somebody asked for it is noted.
    async fn kept(&self, id: &ComparisonId) -> Result<Option<StoredComparison>, ServiceError> {
        let kept = self.store.comparison(id).await?;
        let now = Timestamp::now();
        if kept.as_ref().is_some_and(|kept| now.duration_since(kept.used) > USE_NOTED) {
            // It is carried out though nobody waits for it.
            drop(self.store.touch_comparison(id.clone(), now));
        }
        Ok(kept)
    }

    async fn read_all(
        &self,
        ids: &[DocumentId],
        detail: Detail,
    ) -> Result<Vec<StoredDocument>, ServiceError> {
        let mut documents = Vec::with_capacity(ids.len());
        for id in ids {
            documents.push(self.document(id, None, detail).await?);
        }
        Ok(documents)
    }

    /// A hash of all that decides the answer: the documents in their order with their revisions
    /// and what is known of them, the options, the engine.
    fn comparison_id(&self, documents: &[StoredDocument], request: &KeptRequest) -> ComparisonId {
        let KeptRequest { options, own, rendering, .. } = request;
        let CompareOptions { consensus_threshold, collapse_copies } = options;
        let mut hash = Fields(Sha256::new());
        hash.field(self.engine_version());
        hash.field(rendering);
        hash.field(consensus_threshold);
        hash.field(collapse_copies);
        hash.field(if own.is_empty() { String::new() } else { own.digest() });
        documents.iter().for_each(|document| hash.document(document));
        let digest = hash.0.finalize();
        let half = digest.first_chunk().expect("a SHA-256 has 32 bytes");
        ComparisonId::of_hash(*half)
    }
}

/// A hash of fields.
struct Fields(Sha256);

impl Fields {
    fn field(&mut self, value: impl ToString) {
        let value = value.to_string();
        // The length keeps apart fields that read the same when joined.
        self.0.update((value.len() as u64).to_be_bytes());
        self.0.update(value);
    }

    /// What a comparison rests on of a document. Labels and the caller's ids are not among it.
    fn document(&mut self, document: &StoredDocument) {
        let Metadata { source, url, canonical_url, title, authors, language_code, .. } =
            &document.metadata;
        let time = |time: Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
        self.field(&document.id);
        self.field(document.revision);
        self.0.update(document.content_hash);
        self.field(document.media == MediaType::Html);
        self.field(&document.charset);
        self.field(document.skip_cleaning);
        for text in [source, url, canonical_url, title, language_code] {
            self.field(text);
        }
        self.field(authors.len());
        authors.iter().for_each(|author| self.field(author));
        self.field(time(document.metadata.publish_time));
        // As in `Submitted::of_stored`.
        let fetched = match document.publish_basis {
            None | Some(DateBasis::Request) => document.metadata.fetch_time,
            Some(_) => document.metadata.fetch_time.or(Some(document.create_time)),
        };
        self.field(time(fetched));
        self.field(format!("{:?} {}", document.publish_basis, document.language_score));
    }
}

/// The column of a stored document; `None` if it was read without content.
fn source(index: usize, document: &mut StoredDocument) -> Option<InlineSource> {
    let submitted = Submitted::of_stored(document)?;
    Some(InlineSource {
        key: format!("S{index}"),
        document: document.id.name(),
        revision: document.revision.to_string(),
        submitted,
        // It was within the limits when it was stored, and stays readable when the limit is
        // lowered later.
        max_bytes: usize::MAX,
    })
}

async fn shown<T, S>(
    admission: &Admission,
    id: ComparisonId,
    kept: StoredComparison,
    show: S,
) -> Result<T, ServiceError>
where
    T: Send + 'static,
    S: FnOnce(KeptComparison) -> T + Send + 'static,
{
    let job = move |_: &StopFlag| {
        let content = encoding::inflate(&kept.content).map_err(|error| unreadable(&error))?;
        Ok(show(KeptComparison { id, create_time: kept.create_time, content }))
    };
    admission.run(job).await?
}

fn unreadable(error: &encoding::EncodingError) -> ServiceError {
    ServiceError::Internal(format!("a comparison cannot be kept or read: {error}"))
}
