//! Stored documents.

use super::timestamp;
use crate::{domain::Metadata, proto::v1, store::StoredDocument};

/// A stored document, with its text if it was read.
pub fn document(document: StoredDocument) -> v1::Document {
    v1::Document {
        name: document.id.name(),
        metadata: Some(metadata(document.metadata)),
        text: document.text.unwrap_or_default(),
        content_hash: document.content_hash,
        size_bytes: i64::try_from(document.size).unwrap_or(i64::MAX),
        create_time: Some(timestamp(document.create_time)),
    }
}

/// What a caller said of an article.
pub fn metadata(metadata: Metadata) -> v1::ArticleMetadata {
    v1::ArticleMetadata {
        source: metadata.source,
        url: metadata.url,
        publish_time: metadata.publish_time.map(timestamp),
        labels: metadata.labels,
    }
}
