//! Documents on their way into the store and out of it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::SignatureRow;
use crate::domain::{
    DateBasis, DocumentId, DuplicateKind, MediaType, Metadata, SessionId, Sketch, State,
};

/// How much of a document to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All but content and search text.
    Basic,
    /// With both.
    Full,
}

/// An article that somebody submits.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What to store.
    pub document: NewDocument,
    /// The caller's name for the call, by which a repetition is recognised.
    pub request: Option<RequestKey>,
    /// The item of a session that it is.
    pub item: Option<SessionItem>,
}

/// A caller's name for a call, and what was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The name.
    pub id: String,
    /// SHA-256 of everything in the call that decides its outcome.
    pub digest: [u8; 32],
}

/// One item of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionItem {
    /// The session.
    pub session: SessionId,
    /// Its place in the session, from 1; grows from item to item.
    pub sequence: i64,
    /// Whether [`super::Store::put`] acknowledges it: moves the session's mark to `sequence` in
    /// the same commit. [`super::Store::refuse`] always does.
    pub acknowledge: bool,
}

/// A document to store: what was submitted, and what the service has derived of it.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// The id that the caller wants; else one is derived from source and content.
    pub wanted_id: Option<DocumentId>,
    /// What is known of the article.
    pub metadata: Metadata,
    /// How `metadata.publish_time` was found.
    pub publish_basis: Option<DateBasis>,
    /// How sure `metadata.language_code` is, 0 to 1.
    pub language_score: f64,
    /// The submitted bytes.
    pub content: Vec<u8>,
    /// What they are.
    pub media: MediaType,
    /// Charset that they are decoded from, as named by the WHATWG.
    pub charset: String,
    /// Whether the caller wanted all text treated as body.
    pub skip_cleaning: bool,
    /// SHA-256 of `content`.
    pub content_hash: [u8; 32],
    /// Hash of the article alone: the same for the same wording.
    pub body_hash: [u8; 32],
    /// Normalised forms of canonical address and address.
    pub address_keys: Vec<String>,
    /// What a search reads.
    pub search: SearchText,
    /// By which near copies are told; `None` for texts too short for it.
    pub sketch: Option<Sketch>,
    /// News agency that the article credits.
    pub agency: Option<String>,
    /// Whether the engine reads its language: an analysis is due.
    pub analyzable: bool,
    /// When it came in.
    pub create_time: Timestamp,
}

/// The article alone, as it is searched.
///
/// Where a search index needs characters for itself (U+0000, U+FDD0, U+FDD1), others of the
/// same length stand for them: offsets never shift.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText {
    /// Headline.
    pub title: String,
    /// The rest, without furniture.
    pub body: String,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The document, [`Detail::Basic`]; of a [`super::Store::check`] as it would be.
    pub document: StoredDocument,
    /// What became of it.
    pub outcome: Outcome,
    /// Place of the document in the order of arrival; 0 when it is only checked and not known.
    pub seq: i64,
}

/// The outcomes of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Stored as a new document.
    Created,
    /// Known already; nothing was written.
    Duplicate,
    /// Stored as the latest revision of a document that was known by external id or address.
    NewRevision,
}

/// A document as stored: one of its revisions and what is known of it now.
///
/// Written out it is a snapshot without content and search text, see [`super::Event::FORMAT`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredDocument {
    /// Its id.
    pub id: DocumentId,
    /// Place in the order of arrival; never used twice.
    pub seq: i64,
    /// What is known of it now, whatever the revision.
    pub metadata: Metadata,
    /// How `metadata.publish_time` was found.
    pub publish_basis: Option<DateBasis>,
    /// How sure `metadata.language_code` is, 0 to 1.
    pub language_score: f64,
    /// The submitted bytes of this revision; [`Detail::Full`] only.
    #[serde(skip)]
    pub content: Option<Vec<u8>>,
    /// What a search reads; [`Detail::Full`] of the latest revision only.
    #[serde(skip)]
    pub search: Option<SearchText>,
    /// What `content` is.
    pub media: MediaType,
    /// Charset that `content` is decoded from.
    pub charset: String,
    /// Whether all text is body.
    pub skip_cleaning: bool,
    /// SHA-256 of `content`.
    pub content_hash: [u8; 32],
    /// Hash of the article alone.
    pub body_hash: [u8; 32],
    /// Length of `content` in bytes.
    pub size: usize,
    /// Which revision this is, from 1.
    pub revision: u32,
    /// How many there are.
    pub revision_count: u32,
    /// Set when it is a copy of an earlier document.
    pub duplicate: Option<Duplicate>,
    /// How far it has come.
    pub state: State,
    /// Changes with every new revision and every change of metadata; not with an analysis.
    pub etag: Etag,
    /// How many entities the analysis found.
    pub entity_count: u32,
    /// When it was first stored.
    pub create_time: Timestamp,
    /// When revision or metadata last changed.
    pub update_time: Timestamp,
}

/// How a document repeats an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Which kind of copy.
    pub kind: DuplicateKind,
    /// The first document of this wording.
    pub original: DocumentId,
    /// Share of the wording that the two have in common, 0 to 1.
    pub similarity: f64,
    /// The agency that the copy credits.
    pub agency: Option<String>,
}

/// Tells one state of a document from another. Any text may be compared; only the store makes
/// ones that fit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Etag(String);

impl Etag {
    /// The etag of a document's state.
    pub(super) fn of(seq: i64, version: i64) -> Self {
        Self(format!("{seq:x}-{version:x}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Etag {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Metadata as they are to be. To change one field: read the document, change its metadata,
/// and update under the etag that was read.
#[derive(Clone, Debug)]
pub struct MetadataChange {
    /// All of them.
    pub metadata: Metadata,
    /// How `metadata.publish_time` was found.
    pub publish_basis: Option<DateBasis>,
    /// How sure `metadata.language_code` is, 0 to 1.
    pub language_score: f64,
    /// Normalised forms of canonical address and address.
    pub address_keys: Vec<String>,
    /// Whether the engine reads the language.
    pub analyzable: bool,
    /// Whether an analysis rests on what changes: the one there is goes, and another is due if
    /// the language is read. That `analyzable` changes is enough, too.
    pub reanalyze: bool,
    /// When the change is made.
    pub update_time: Timestamp,
}

/// What is to be analysed next.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Latest revisions ([`Detail::Full`]), in order of arrival.
    pub documents: Vec<StoredDocument>,
    /// Of those that are waited for and were looked at, the ones of which no analysis is due: they
    /// have one, or are gone.
    pub settled: Vec<i64>,
}

/// What an analysis has found in one state of a document.
#[derive(Clone, Debug)]
pub struct AnalysisRecord {
    /// The document.
    pub seq: i64,
    /// Etag of the state that was analysed.
    pub etag: Etag,
    /// The engine that did.
    pub engine_version: String,
    /// What it found, or why it failed.
    pub result: Result<AnalysisRows, String>,
}

/// What the store keeps of an analysis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnalysisRows {
    /// For filters.
    pub entities: Vec<EntityRow>,
    /// By what the document is sorted into stories.
    pub signature: SignatureRow,
    /// What identification rests on, as the service encodes it.
    pub appearances: Vec<u8>,
    /// The whole, in a form that only the engine that made it reads.
    pub content: Vec<u8>,
    /// What it rests on, in a form that only the engine that made it reads.
    pub parse: Vec<u8>,
}

/// An entity of a document, for filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityRow {
    /// Canonical name.
    pub name: String,
    /// What it is, for example "PERSON".
    pub kind: String,
    /// How often it is mentioned.
    pub mentions: u32,
    /// Other forms of its name in the text.
    pub forms: Vec<String>,
}

/// What completes a document of an earlier schema: see [`super::Store::incomplete`].
#[derive(Clone, Debug)]
pub struct Completion {
    /// The document.
    pub seq: i64,
    /// What is derived of it. Id, content, its hash, media, charset and time stay what they
    /// were, whatever stands here.
    pub document: NewDocument,
}
