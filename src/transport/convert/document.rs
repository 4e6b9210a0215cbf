//! Stored documents, hits and revisions.

use super::{
    Offsets,
    enums::{date_basis, duplicate_kind, media_type, state, word_edit},
    story::membership,
    timestamp,
};
use crate::{
    domain::{ChangeKind, FactKind, FactualEdit, Metadata, RevisionChange},
    proto::v1,
    service::{Compared, ReadHit, Volume},
    store::{Duplicate, StoredDocument},
};

/// Most highlights of a hit.
const MAX_HIGHLIGHTS: usize = 64;

/// A stored document, with its texts if they were read.
pub fn document(volume: Volume) -> v1::Document {
    let mut document = stored(volume.document);
    document.stories = volume.stories.into_iter().map(membership).collect();
    if let Some(texts) = volume.texts {
        document.text = texts.submitted;
        document.article_text = texts.article;
    }
    document
}

/// A stored document without its texts.
pub fn stored(document: StoredDocument) -> v1::Document {
    v1::Document {
        name: document.id.name(),
        metadata: Some(metadata(document.metadata)),
        text: String::new(),
        content_hash: hex(&document.content_hash),
        body_hash: hex(&document.body_hash),
        revision: document.revision.to_string(),
        revision_count: i32::try_from(document.revision_count).unwrap_or(i32::MAX),
        stories: Vec::new(),
        duplicate: document.duplicate.map(duplicate),
        etag: document.etag.to_string(),
        create_time: Some(timestamp(document.create_time)),
        update_time: Some(timestamp(document.update_time)),
        state: state(document.state).into(),
        size_bytes: i64::try_from(document.size).unwrap_or(i64::MAX),
        article_text: String::new(),
        publish_time_basis: document
            .publish_basis
            .map_or(v1::DocumentTimeBasis::Unspecified, date_basis)
            .into(),
        language_score: document.language_score,
        charset: document.charset,
        mime_type: media_type(document.media).to_owned(),
        entity_count: i32::try_from(document.entity_count).unwrap_or(i32::MAX),
    }
}

/// What is known of an article.
pub fn metadata(metadata: Metadata) -> v1::ArticleMetadata {
    v1::ArticleMetadata {
        source: metadata.source,
        source_display_name: metadata.source_display_name,
        url: metadata.url,
        canonical_url: metadata.canonical_url,
        external_id: metadata.external_id,
        title: metadata.title,
        authors: metadata.authors,
        publish_time: metadata.publish_time.map(timestamp),
        fetch_time: metadata.fetch_time.map(timestamp),
        language_code: metadata.language_code,
        labels: metadata.labels,
        modify_time: metadata.modify_time.map(timestamp),
    }
}

/// How a document repeats an earlier one.
pub fn duplicate(duplicate: Duplicate) -> v1::DuplicateInfo {
    v1::DuplicateInfo {
        kind: duplicate_kind(duplicate.kind).into(),
        original_document: duplicate.original.name(),
        similarity: duplicate.similarity,
        agency: duplicate.agency.unwrap_or_default(),
    }
}

/// A hit of a search.
pub fn hit(hit: ReadHit<'_>, unit: v1::OffsetUnit) -> v1::SearchHit {
    let offsets = Offsets::new(hit.article, unit);
    let highlights = hit.highlights.iter().take(MAX_HIGHLIGHTS);
    v1::SearchHit {
        highlights: highlights.map(|&span| offsets.span(span)).collect(),
        document: Some(v1::Document {
            stories: hit.stories.into_iter().map(membership).collect(),
            ..stored(hit.document)
        }),
        score: hit.score,
    }
}

/// What changed between two revisions.
pub fn revisions(found: &Compared<'_>, unit: v1::OffsetUnit) -> v1::DiffRevisionsResponse {
    let (base, other) = (Offsets::new(found.base.1, unit), Offsets::new(found.other.1, unit));
    let change = |change: &RevisionChange| v1::RevisionChange {
        kind: change_kind(change.kind).into(),
        base: change.base.map(|span| base.span(span)),
        other: change.other.map(|span| other.span(span)),
        factual_edits: change
            .factual_edits
            .iter()
            .map(|edit: &FactualEdit| v1::FactualEdit {
                kind: fact_kind(edit.kind).into(),
                base: edit.base.map(|span| base.span(span)),
                other: edit.other.map(|span| other.span(span)),
            })
            .collect(),
        edits: change
            .edits
            .iter()
            .map(|edit| word_edit(edit, found.base.1.text.as_str(), found.other.1.text.as_str()))
            .collect(),
    };
    v1::DiffRevisionsResponse {
        changes: found.changes.iter().map(change).collect(),
        base_revision: found.base.0.to_string(),
        other_revision: found.other.0.to_string(),
        offset_unit: base.unit().into(),
    }
}

fn change_kind(kind: ChangeKind) -> v1::revision_change::Kind {
    use v1::revision_change::Kind;
    match kind {
        ChangeKind::Added => Kind::Added,
        ChangeKind::Removed => Kind::Removed,
        ChangeKind::Edited => Kind::Edited,
        ChangeKind::Moved => Kind::Moved,
    }
}

fn fact_kind(kind: FactKind) -> v1::factual_edit::Kind {
    use v1::factual_edit::Kind;
    match kind {
        FactKind::Name => Kind::Name,
        FactKind::Number => Kind::Number,
        FactKind::Date => Kind::Date,
        FactKind::Negation => Kind::Negation,
        FactKind::Quote => Kind::Quote,
    }
}

/// Lower-case hexadecimal digits of bytes.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}"); // writing to a string cannot fail
        digits
    })
}
