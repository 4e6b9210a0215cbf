//! Documents as table rows.

use sqlx::FromRow;

use crate::{
    domain::Metadata,
    store::{StoreError, StoredDocument},
};

/// A row of `documents`; `text` is null where it was not asked for.
#[derive(FromRow)]
pub(super) struct DocumentRow {
    pub(super) seq: i64,
    id: String,
    source: String,
    url: String,
    publish_time: Option<String>,
    labels: String,
    content_hash: String,
    size_bytes: i64,
    create_time: String,
    text: Option<Vec<u8>>,
}

impl DocumentRow {
    /// Bytes of text and metadata that were read.
    pub(super) fn bytes(&self) -> usize {
        let text = self.text.as_ref().map_or(0, Vec::len);
        text + self.source.len() + self.url.len() + self.labels.len()
    }

    pub(super) fn into_document(self) -> Result<StoredDocument, StoreError> {
        let id = self.id;
        let unreadable = |field| StoreError::Unreadable { id: id.clone(), field };
        let publish_time = self.publish_time.map(|time| time.parse()).transpose();
        let text = self.text.map(String::from_utf8).transpose();
        Ok(StoredDocument {
            metadata: Metadata {
                source: self.source,
                url: self.url,
                publish_time: publish_time.map_err(|_| unreadable("publish_time"))?,
                labels: serde_json::from_str(&self.labels).map_err(|_| unreadable("labels"))?,
            },
            text: text.map_err(|_| unreadable("text"))?,
            content_hash: self.content_hash,
            size: usize::try_from(self.size_bytes).map_err(|_| unreadable("size_bytes"))?,
            create_time: self.create_time.parse().map_err(|_| unreadable("create_time"))?,
            id: id.parse().map_err(|_| unreadable("id"))?,
        })
    }
}
