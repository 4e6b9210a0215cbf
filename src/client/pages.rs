//! All documents of a list, page by page.

use std::vec;

use super::{Client, ClientError};
use crate::proto::v1;

/// Goes through a list of documents and fetches pages as it needs them. Nothing is asked
/// of the server before the first [`Pages::next`].
#[derive(Debug)]
pub struct Pages {
    client: Client,
    request: v1::ListDocumentsRequest,
    fetched: vec::IntoIter<v1::Document>,
    ended: bool,
}

impl Pages {
    pub(super) fn new(client: Client, request: v1::ListDocumentsRequest) -> Self {
        Self { client, request, fetched: Vec::new().into_iter(), ended: false }
    }

    /// The next document; `None` after the last. After an error the same page may be
    /// asked for again by calling once more.
    pub async fn next(&mut self) -> Result<Option<v1::Document>, ClientError> {
        loop {
            if let Some(document) = self.fetched.next() {
                return Ok(Some(document));
            }
            if self.ended {
                return Ok(None);
            }
            let page = self.client.list_documents(self.request.clone()).await?;
            self.ended = page.next_page_token.is_empty();
            self.request.page_token = page.next_page_token;
            self.fetched = page.documents.into_iter();
        }
    }
}
