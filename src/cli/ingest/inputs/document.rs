//! Files that are one article: plain texts and pages.

use std::{io::Read, sync::Arc};

use super::{FoundArticle, Input, Origin, Place, Record, RecordError};
use crate::proto::v1;

/// Reads an input as one article. Its bytes are sent as they are: the server finds out their
/// charset. The file's time of change says nothing of the article.
pub(super) fn document(
    mut input: Input,
    name: Arc<str>,
    mime_type: &str,
    max_bytes: usize,
) -> Record {
    let mut bytes = Vec::new();
    let article = match (&mut input).take(max_bytes as u64 + 1).read_to_end(&mut bytes) {
        Err(cause) => Err(RecordError::of_reading(&cause, input.position())),
        Ok(_) if bytes.len() > max_bytes => Err(RecordError::TooLarge { limit: max_bytes }),
        Ok(_) => Ok(FoundArticle { content: raw(bytes, mime_type), ..FoundArticle::default() }),
    };
    Record { origin: Origin { input: name, place: Place::Whole, offset: 0 }, article }
}

/// Bytes as the content of an article.
pub(super) fn raw(bytes: Vec<u8>, mime_type: &str) -> v1::ArticleContent {
    v1::ArticleContent {
        content: Some(v1::article_content::Content::Raw(bytes)),
        mime_type: mime_type.to_owned(),
        ..v1::ArticleContent::default()
    }
}
