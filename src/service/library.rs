//! Reading stored documents.

use super::{Service, ServiceError};
use crate::{
    domain::DocumentId,
    store::{Detail, Page, PageRequest, StoredDocument},
};

impl Service {
    /// One document by id.
    pub async fn document(
        &self,
        id: &DocumentId,
        detail: Detail,
    ) -> Result<StoredDocument, ServiceError> {
        let found = self.store.get(id, detail).await?;
        found.ok_or_else(|| ServiceError::NotFound(id.clone()))
    }

    /// A page of documents, newest first. `page_size` is at least 1; fewer documents
    /// come when their bytes reach [`super::Limits::max_page_bytes`].
    pub async fn documents(
        &self,
        page_size: usize,
        page_token: &str,
        detail: Detail,
    ) -> Result<Page, ServiceError> {
        let request = PageRequest {
            size: page_size.max(1),
            token: page_token,
            detail,
            max_bytes: self.limits.max_page_bytes,
        };
        Ok(self.store.list(&request).await?)
    }
}
