//! Documents made ready for the writing thread: what can be computed without the database is
//! computed here, by whoever submits.

use sha2::{Digest, Sha256};

use super::row::time_text;
use crate::{
    domain::{DocumentId, Metadata},
    store::{NewDocument, RequestKey, SearchText, SessionItem, Submission, hex},
};

/// Length of a key's hash: enough that two keys never meet.
const KEY_LEN: usize = 16;

/// Marks the begin and the end of a highlight, and is in no indexed text.
pub(super) const MARKS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// A submission with all that is written of it.
pub(super) struct Prepared {
    pub(super) document: NewDocument,
    pub(super) request: Option<RequestKey>,
    pub(super) item: Option<SessionItem>,
    pub(super) keys: Keys,
    pub(super) create_time: String,
}

/// By what an article is known again.
pub(super) struct Keys {
    pub(super) external: Option<Vec<u8>>,
    pub(super) addresses: Vec<Vec<u8>>,
}

impl Keys {
    pub(super) fn new(metadata: &Metadata, addresses: &[String]) -> Self {
        let key = |kind: u8, value: &str| {
            let hash = Sha256::new()
                .chain_update([kind])
                // The length keeps apart pairs that read the same when joined.
                .chain_update((metadata.source.len() as u64).to_be_bytes())
                .chain_update(&metadata.source)
                .chain_update(value)
                .finalize();
            hash[..KEY_LEN].to_vec()
        };
        let id = &metadata.external_id;
        let mut keys = Self {
            external: (!id.is_empty()).then(|| key(0, id)),
            addresses: addresses.iter().filter(|a| !a.is_empty()).map(|a| key(1, a)).collect(),
        };
        keys.addresses.sort_unstable();
        keys.addresses.dedup();
        keys
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.external.iter().chain(&self.addresses).map(Vec::as_slice)
    }

    /// Those that decide which article it is: an external id says it alone.
    pub(super) fn deciding(&self) -> &[Vec<u8>] {
        match &self.external {
            Some(external) => std::slice::from_ref(external),
            None => &self.addresses,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.external.is_none() && self.addresses.is_empty()
    }
}

impl Prepared {
    pub(super) fn new(submission: Submission) -> Self {
        let Submission { mut document, request, item } = submission;
        document.search.title = indexable(document.search.title);
        document.search.body = indexable(document.search.body);
        Self {
            keys: Keys::new(&document.metadata, &document.address_keys),
            create_time: time_text(document.create_time),
            document,
            request,
            item,
        }
    }

    /// The id of an article that nobody wants another one for: by source and content, and for
    /// attempts after the first by its keys too.
    pub(super) fn derived_id(&self, attempt: u32) -> DocumentId {
        let source = self.document.metadata.source.as_bytes();
        let mut hash = Sha256::new()
            // The length keeps apart pairs that read the same when joined.
            .chain_update((source.len() as u64).to_be_bytes())
            .chain_update(source)
            .chain_update(&self.document.content);
        if attempt > 0 {
            self.keys.all().for_each(|key| hash.update(key));
            hash.update(attempt.to_be_bytes());
        }
        // 128 bits: enough that two articles never meet, short enough to type.
        let digits = hex::encode(&hash.finalize()[..16]);
        digits.parse().expect("32 hexadecimal digits are a document id")
    }

    /// About how much memory it holds.
    pub(super) fn bytes(&self) -> usize {
        let SearchText { title, body } = &self.document.search;
        self.document.content.len() + title.len() + body.len() + 1024
    }
}

/// The text with other characters of the same length for those that the index needs for
/// itself: its marks, and U+0000, at which its functions end.
pub(super) fn indexable(text: String) -> String {
    if text.contains('\0') || MARKS.iter().any(|mark| text.contains(*mark)) {
        text.replace('\0', " ").replace(MARKS, "\u{fffd}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(source: &str, content: &str) -> DocumentId {
        let mut document = crate::store::conformance::document(source, content);
        document.wanted_id = None;
        Prepared::new(Submission { document, request: None, item: None }).derived_id(0)
    }

    #[test]
    fn the_derived_id_depends_on_source_and_content() {
        assert_eq!(id("a", "text"), id("a", "text"));
        assert_ne!(id("a", "text"), id("b", "text"));
        assert_ne!(id("a", "text"), id("a", "texts"));
        assert_ne!(id("ab", "c"), id("a", "bc"));
        assert_eq!(id("a", "text").as_str().len(), 32);
    }

    #[test]
    fn an_external_id_decides_alone() {
        let metadata = Metadata { external_id: "7".to_owned(), ..Metadata::default() };
        let addresses = ["x".to_owned(), String::new(), "x".to_owned()];
        let keys = Keys::new(&metadata, &addresses);
        assert_eq!((keys.all().count(), keys.deciding().len()), (2, 1));
        let keys = Keys::new(&Metadata::default(), &addresses);
        assert_eq!((keys.all().count(), keys.deciding().len()), (1, 1));
        assert!(Keys::new(&Metadata::default(), &[]).is_empty());
    }

    #[test]
    fn indexed_texts_keep_their_offsets() {
        assert_eq!(indexable("a\0b".to_owned()), "a b");
        let text = "ü\u{fdd0}x\u{fdd1}";
        assert_eq!(indexable(text.to_owned()), "ü\u{fffd}x\u{fffd}");
        assert_eq!(indexable(text.to_owned()).len(), text.len());
    }
}
