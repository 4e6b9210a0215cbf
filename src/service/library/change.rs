//! Changing and removing stored documents.

use jiff::Timestamp;

use super::super::{Service, ServiceError, submission::address_keys};
use crate::{
    domain::{DateBasis, DocumentId, Metadata, StoryId},
    pipeline::article,
    store::{Detail, Etag, MetadataChange, StoreError, StoredDocument},
};

/// How often a change is tried again that met another one.
const MOST_TRIES: usize = 8;

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

impl Service {
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

    /// Removes a document with all that was derived of it. The stories that it was in; `None` when
    /// there is no such document.
    pub async fn delete(
        &self,
        id: &DocumentId,
        etag: Option<Etag>,
        validate_only: bool,
    ) -> Result<Option<Vec<StoryId>>, ServiceError> {
        let left = self.store.delete(id.clone(), etag, validate_only).await?;
        self.stories.wake();
        Ok(left)
    }
}

/// The metadata of a document with some fields changed.
fn change(document: StoredDocument, fields: &[MetadataField], values: &Metadata) -> MetadataChange {
    let StoredDocument { metadata: before, mut publish_basis, mut language_score, .. } = document;
    let mut metadata = before.clone();
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
        reanalyze: rests_on(&before) != rests_on(&metadata),
        address_keys: address_keys(&metadata),
        analyzable: metadata.language_code.is_empty() || article::is_read(&metadata.language_code),
        metadata,
        publish_basis,
        language_score,
        update_time: Timestamp::now(),
    }
}

/// The metadata that an analysis rests on: its own date, and what that may be told by; and the
/// headline, by which it is sorted.
fn rests_on(metadata: &Metadata) -> impl PartialEq + use<> {
    let Metadata { publish_time, fetch_time, language_code, url, canonical_url, title, .. } =
        metadata;
    (
        *publish_time,
        *fetch_time,
        language_code.clone(),
        url.clone(),
        canonical_url.clone(),
        title.clone(),
    )
}
