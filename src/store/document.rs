//! Documents on their way into the store and out of it.

use std::fmt::Write as _;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::domain::{Article, DocumentId, Metadata};

/// How much of a document to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All but the text.
    Basic,
    /// With the text.
    Full,
}

/// A document to store.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// Its id: the caller's, or derived from source and text.
    pub id: DocumentId,
    /// The article as submitted.
    pub article: Article,
    /// SHA-256 of the text, in hexadecimal.
    pub content_hash: String,
    /// SHA-256 of source and text: the same for the same article.
    pub fingerprint: [u8; 32],
    /// When it came in.
    pub create_time: Timestamp,
}

/// A document as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its id.
    pub id: DocumentId,
    /// What the caller said of it.
    pub metadata: Metadata,
    /// The submitted text, unless read with [`Detail::Basic`].
    pub text: Option<String>,
    /// SHA-256 of the text, in hexadecimal.
    pub content_hash: String,
    /// Length of the text in bytes.
    pub size: usize,
    /// When it was stored.
    pub create_time: Timestamp,
}

impl NewDocument {
    /// Computes the hashes of an article, and its id unless the caller wants one.
    pub fn new(article: Article, wanted_id: Option<DocumentId>, create_time: Timestamp) -> Self {
        let text = article.text.as_str().as_bytes();
        let source = article.metadata.source.as_bytes();
        let fingerprint: [u8; 32] = Sha256::new()
            // The length keeps apart pairs that read the same when joined.
            .chain_update((source.len() as u64).to_be_bytes())
            .chain_update(source)
            .chain_update(text)
            .finalize()
            .into();
        let content_hash = hex(&Sha256::digest(text));
        let id = wanted_id.unwrap_or_else(|| derived_id(&fingerprint));
        Self { id, article, content_hash, fingerprint, create_time }
    }

    /// The document as it will be stored, without its text.
    pub fn stored(&self) -> StoredDocument {
        StoredDocument {
            id: self.id.clone(),
            metadata: self.article.metadata.clone(),
            text: None,
            content_hash: self.content_hash.clone(),
            size: self.article.text.as_str().len(),
            create_time: self.create_time,
        }
    }
}

fn derived_id(fingerprint: &[u8; 32]) -> DocumentId {
    // 128 bits: enough that two articles never meet, short enough to type.
    hex(&fingerprint[..16]).parse().expect("32 hexadecimal digits are a document id")
}

/// Lower-case hexadecimal digits of bytes.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}"); // writing to a string cannot fail
        digits
    })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::domain::ArticleText;

    fn document(source: &str, text: &str) -> NewDocument {
        let text = ArticleText::from_text(text.to_owned(), 1000).unwrap();
        let metadata = Metadata { source: source.to_owned(), ..Metadata::default() };
        NewDocument::new(Article { text, metadata }, None, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn content_hash_is_sha256_of_the_text_alone() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(document("", "abc").content_hash, expected);
        assert_eq!(document("outlet", "abc").content_hash, expected);
    }

    #[test]
    fn the_derived_id_depends_on_source_and_text_and_nothing_else() {
        assert_eq!(document("a", "text").id, document("a", "text").id);
        assert_ne!(document("a", "text").id, document("b", "text").id);
        assert_ne!(document("a", "text").id, document("a", "texts").id);
        assert_ne!(document("ab", "c").id, document("a", "bc").id);
        assert_eq!(document("a", "text").id.as_str().len(), 32);
    }
}
