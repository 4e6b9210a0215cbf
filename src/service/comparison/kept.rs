//! Comparisons of stored documents, which are kept: the same question gives the same bytes.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{
    super::{Admission, Service, ServiceError, StopFlag, encoding, memory::cost},
    Column, InlineSource, StopOnDrop,
};
use crate::{
    domain::{
        Comparison, ComparisonId, DateBasis, DocumentId, Gazetteer, MediaType, Metadata, StoryId,
    },
    pipeline::CompareOptions,
    store::{Detail, NewComparison, StoredComparison, StoredDocument},
};

/// How exactly uses are noted: a comparison that is read often is not written as often.
const USE_NOTED: SignedDuration = SignedDuration::from_hours(1);

/// Articles of a story among which those are chosen that are compared: the latest.
const MOST_MEMBERS: usize = 1024;

/// What to compare, and how.
#[derive(Clone, Debug)]
pub struct KeptRequest {
    /// What is compared; keys are S0, S1, ... in order of the documents.
    pub scope: Scope,
    /// How they are compared.
    pub options: CompareOptions,
    /// Names of the caller's own.
    pub own: Gazetteer,
    /// All else that decides the rendered answer, such as a unit of positions.
    pub rendering: &'static str,
}

/// Which documents are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// These, in this order.
    Documents(Vec<DocumentId>),
    /// Those of a story, in order of arrival. Of more than can be compared, copies stay out
    /// first, then those that fit the story least.
    Story(StoryId),
}

/// The documents of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The columns.
    pub documents: Vec<DocumentId>,
    /// The story that was asked for, if one was; of one that was merged its successor.
    pub story: Option<StoryId>,
    /// How many documents there were to choose from.
    pub total: usize,
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
    /// A new one reads the trees of its documents: those in memory, those that are kept with their
    /// analyses, or new ones where another version has analysed them.
    pub async fn compare_kept<T, R, S>(
        &self,
        request: KeptRequest,
        render: R,
        show: S,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        R: FnOnce(&[Column], &Comparison, &Chosen, &dyn Fn() -> bool) -> Vec<u8> + Send + 'static,
        S: FnOnce(KeptComparison) -> T + Send + 'static,
    {
        if let Scope::Documents(documents) = &request.scope {
            self.check_column_count(documents.len())?;
        }
        // Nothing is read for a caller who is then turned away.
        let admission = Arc::new(self.pool.admit()?);
        let _stop_on_drop = StopOnDrop(Arc::clone(&admission));
        let chosen = self.chosen(&request.scope).await?;
        let documents = self.read_all(&chosen.documents, Detail::Basic).await?;
        let id = self.comparison_id(&documents, &chosen, &request);
        let kept = self.kept(&id).await?;
        let result = if kept.is_some() { "hit" } else { "miss" };
        let requests = &self.pool.metrics().cache_requests;
        requests.get_or_create(&[("cache", "comparisons"), ("result", result)]).inc();
        if let Some(kept) = kept {
            admission.take_memory(cost::showing(kept.content.len())).await?;
            return shown(&admission, id, kept, show).await;
        }
        let bytes = documents.iter().map(|document| document.size).sum();
        admission.take_memory(cost::comparison(bytes)).await?;
        let documents = self.read_all(&chosen.documents, Detail::Full).await?;
        // They may have changed in between.
        let id = self.comparison_id(&documents, &chosen, &request);
        let sources = documents.into_iter().enumerate().map(|(index, mut document)| {
            let column = InlineSource::stored(format!("S{index}"), &mut document);
            column.ok_or(ServiceError::NotFound { id: document.id, revision: None })
        });
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        let KeptRequest { options, own, .. } = request;
        let documents = chosen.documents.clone();
        let deflated =
            move |columns: &[Column], comparison: &Comparison, stop: &dyn Fn() -> bool| {
                encoding::deflate(&render(columns, comparison, &chosen, stop))
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
            Some(kept) => {
                admission.take_memory(cost::showing(kept.content.len())).await?;
                shown(&admission, id, kept, show).await
            }
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

    /// The documents that are compared.
    async fn chosen(&self, scope: &Scope) -> Result<Chosen, ServiceError> {
        let id = match scope {
            Scope::Documents(documents) => {
                let (documents, total) = (documents.clone(), documents.len());
                return Ok(Chosen { documents, story: None, total });
            }
            Scope::Story(id) => id,
        };
        let story = self.story(id).await?;
        let total = usize::try_from(story.document_count).unwrap_or(usize::MAX);
        if total < 2 {
            return Err(ServiceError::TooFewDocuments { actual: total });
        }
        let mut members = self.members_of(&story.id, MOST_MEMBERS).await?;
        members.sort_by(|a, b| {
            let repeated = a.repeats.cmp(&b.repeats);
            repeated.then(b.score.total_cmp(&a.score)).then(a.document.cmp(&b.document))
        });
        members.truncate(self.limits.max_compared_documents);
        members.sort_by_key(|member| member.document);
        let documents = members.into_iter().map(|member| member.id).collect();
        Ok(Chosen { documents, story: Some(story.id), total })
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
    /// and what is known of them, the options, the engine; of a story also its name.
    fn comparison_id(
        &self,
        documents: &[StoredDocument],
        chosen: &Chosen,
        request: &KeptRequest,
    ) -> ComparisonId {
        let KeptRequest { options, own, rendering, .. } = request;
        let CompareOptions { consensus_threshold, collapse_copies } = options;
        let mut hash = Fields(Sha256::new());
        hash.field(self.engine_version());
        hash.field(rendering);
        hash.field(consensus_threshold);
        hash.field(collapse_copies);
        hash.field(if own.is_empty() { String::new() } else { own.digest() });
        documents.iter().for_each(|document| hash.document(document));
        if let Some(story) = &chosen.story {
            hash.field(story);
            hash.field(chosen.total);
        }
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
