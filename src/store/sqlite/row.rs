//! Values as the tables hold them.

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row, params};

use super::failure::Fault;
use crate::{
    domain::{DateBasis, DocumentId, DuplicateKind, MediaType, Metadata, State},
    store::{Detail, Duplicate, Etag, Outcome, SearchText, StoreError, StoredDocument},
};

/// Columns that [`document`] reads, of `documents d`.
pub(super) const COLUMNS: &str = "d.seq, d.id, d.version, d.revision, d.source, \
    d.source_display_name, d.url, d.canonical_url, d.external_id, d.title, d.authors, \
    d.publish_time, d.publish_basis, d.modify_time, d.fetch_time, d.language_code, \
    d.language_score, d.labels, d.media, d.charset, d.skip_cleaning, d.content_hash, \
    d.body_hash, d.size, d.agency, \
    (SELECT o.id FROM documents o WHERE o.seq = d.original), d.duplicate_kind, d.similarity, \
    d.state, d.entity_count, d.create_time, d.update_time";

/// Reads [`COLUMNS`].
pub(super) fn document(row: &Row<'_>) -> Result<StoredDocument, Fault> {
    let id: String = row.get(1)?;
    let unreadable = |field| unreadable(&id, field);
    let time = |index, field| -> Result<Option<Timestamp>, Fault> {
        let text: Option<String> = row.get(index)?;
        text.map(|text| text.parse()).transpose().map_err(|_| unreadable(field))
    };
    let json = |index, field| -> Result<_, Fault> {
        Ok((row.get_ref(index)?.as_bytes().map_err(|_| unreadable(field))?, field))
    };
    let (authors, field) = json(10, "authors")?;
    let authors = serde_json::from_slice(authors).map_err(|_| unreadable(field))?;
    let (labels, field) = json(17, "labels")?;
    let labels = serde_json::from_slice(labels).map_err(|_| unreadable(field))?;
    let seq = row.get(0)?;
    let revision = row.get(3)?;
    let publish_basis: Option<i64> = row.get(12)?;
    let publish_basis = publish_basis.map(|code| date_basis(code).ok_or(code)).transpose();
    Ok(StoredDocument {
        seq,
        metadata: Metadata {
            source: row.get(4)?,
            source_display_name: row.get(5)?,
            url: row.get(6)?,
            canonical_url: row.get(7)?,
            external_id: row.get(8)?,
            title: row.get(9)?,
            authors,
            publish_time: time(11, "publish_time")?,
            modify_time: time(13, "modify_time")?,
            fetch_time: time(14, "fetch_time")?,
            language_code: row.get(15)?,
            labels,
        },
        publish_basis: publish_basis.map_err(|_| unreadable("publish_basis"))?,
        language_score: row.get(16)?,
        content: None,
        search: None,
        media: media_type(row.get(18)?).ok_or_else(|| unreadable("media"))?,
        charset: row.get(19)?,
        skip_cleaning: row.get(20)?,
        content_hash: row.get(21)?,
        // Not known yet of a document that an earlier schema stored.
        body_hash: row.get::<_, Option<_>>(22)?.unwrap_or_default(),
        size: row.get(23)?,
        revision,
        revision_count: revision,
        duplicate: duplicate(row)?,
        state: state(row.get(28)?).ok_or_else(|| unreadable("state"))?,
        etag: Etag::of(seq, row.get(2)?),
        entity_count: row.get(29)?,
        create_time: time(30, "create_time")?.ok_or_else(|| unreadable("create_time"))?,
        update_time: time(31, "update_time")?.ok_or_else(|| unreadable("update_time"))?,
        id: id.parse().map_err(|_| unreadable("id"))?,
    })
}

fn duplicate(row: &Row<'_>) -> Result<Option<Duplicate>, Fault> {
    let original: Option<String> = row.get(25)?;
    let kind: Option<i64> = row.get(26)?;
    let (Some(original), Some(kind)) = (original, kind) else {
        return Ok(None);
    };
    let original = original.parse().map_err(|_| unreadable(&original, "id"))?;
    let kind = duplicate_kind(kind).ok_or_else(|| unreadable("", "duplicate_kind"))?;
    Ok(Some(Duplicate { kind, original, similarity: row.get(27)?, agency: row.get(24)? }))
}

pub(super) fn unreadable(id: &str, field: &'static str) -> Fault {
    Fault::Failed(StoreError::Unreadable { id: id.to_owned(), field })
}

/// The document of a sequence number at its latest revision.
pub(super) fn by_seq(connection: &Connection, seq: i64) -> Result<Option<StoredDocument>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM documents d WHERE d.seq = ?");
    one(connection.prepare_cached(&sql)?, params![seq])
}

/// The document of an id at its latest revision.
pub(super) fn by_id(
    connection: &Connection,
    id: &DocumentId,
) -> Result<Option<StoredDocument>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM documents d WHERE d.id = ?");
    one(connection.prepare_cached(&sql)?, params![id.as_str()])
}

fn one(
    mut statement: CachedStatement<'_>,
    parameters: impl rusqlite::Params,
) -> Result<Option<StoredDocument>, Fault> {
    statement.query(parameters)?.next()?.map(document).transpose()
}

/// Adds what `detail` asks for to a document at its latest revision.
pub(super) fn fill(
    connection: &Connection,
    document: &mut StoredDocument,
    detail: Detail,
) -> Result<(), Fault> {
    if detail == Detail::Full {
        let sql = "SELECT content FROM revisions WHERE document = ? AND revision = ?";
        let mut statement = connection.prepare_cached(sql)?;
        let key = params![document.seq, document.revision];
        document.content = Some(statement.query_row(key, |row| row.get(0))?);
        document.search = search_text(connection, document.seq)?;
    }
    Ok(())
}

fn search_text(connection: &Connection, seq: i64) -> Result<Option<SearchText>, Fault> {
    let sql = "SELECT title, body FROM search WHERE rowid = ?";
    let text = |row: &Row<'_>| Ok(SearchText { title: row.get(0)?, body: row.get(1)? });
    Ok(connection.prepare_cached(sql)?.query_row(params![seq], text).optional()?)
}

/// Turns a document at its latest revision into one at an earlier revision; `None` when there
/// is no such.
pub(super) fn at_revision(
    connection: &Connection,
    mut document: StoredDocument,
    revision: u32,
    detail: Detail,
) -> Result<Option<StoredDocument>, Fault> {
    let sql = "SELECT media, charset, skip_cleaning, content_hash, body_hash, size, \
               iif(?3, content, NULL) FROM revisions WHERE document = ?1 AND revision = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![document.seq, revision, detail == Detail::Full])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let media = media_type(row.get(0)?);
    document.media = media.ok_or_else(|| unreadable(document.id.as_str(), "media"))?;
    document.charset = row.get(1)?;
    document.skip_cleaning = row.get(2)?;
    document.content_hash = row.get(3)?;
    document.body_hash = row.get::<_, Option<_>>(4)?.unwrap_or_default();
    document.size = row.get(5)?;
    document.content = row.get(6)?;
    document.revision = revision;
    Ok(Some(document))
}

/// Bytes of what callers may make long.
pub(super) fn bytes(document: &StoredDocument) -> usize {
    let StoredDocument { metadata: m, content, search, .. } = document;
    let texts =
        [&m.source, &m.source_display_name, &m.url, &m.canonical_url, &m.external_id, &m.title];
    let labels = m.labels.iter().map(|(name, value)| name.len() + value.len());
    content.as_ref().map_or(0, Vec::len)
        + search.as_ref().map_or(0, |text| text.title.len() + text.body.len())
        + texts.iter().map(|text| text.len()).sum::<usize>()
        + m.authors.iter().map(String::len).sum::<usize>()
        + labels.sum::<usize>()
}

/// A time as text that sorts as times do.
pub(super) fn time_text(time: Timestamp) -> String {
    format!("{time:.9}")
}

pub(super) fn date_basis_code(basis: DateBasis) -> i64 {
    match basis {
        DateBasis::Request => 0,
        DateBasis::StructuredData => 1,
        DateBasis::MetaTag => 2,
        DateBasis::TimeElement => 3,
        DateBasis::Url => 4,
        DateBasis::TextHeader => 5,
        DateBasis::Dateline => 6,
    }
}

fn date_basis(code: i64) -> Option<DateBasis> {
    [
        DateBasis::Request,
        DateBasis::StructuredData,
        DateBasis::MetaTag,
        DateBasis::TimeElement,
        DateBasis::Url,
        DateBasis::TextHeader,
        DateBasis::Dateline,
    ]
    .into_iter()
    .find(|basis| date_basis_code(*basis) == code)
}

pub(super) fn media_code(media: MediaType) -> i64 {
    match media {
        MediaType::Text => 0,
        MediaType::Html => 1,
    }
}

fn media_type(code: i64) -> Option<MediaType> {
    [MediaType::Text, MediaType::Html].into_iter().find(|media| media_code(*media) == code)
}

pub(super) fn state_code(state: State) -> i64 {
    match state {
        State::Accepted => 0,
        State::Analyzed => 1,
        State::Failed => 2,
        State::NotAnalyzed => 3,
    }
}

fn state(code: i64) -> Option<State> {
    [State::Accepted, State::Analyzed, State::Failed, State::NotAnalyzed]
        .into_iter()
        .find(|state| state_code(*state) == code)
}

pub(super) fn duplicate_kind_code(kind: DuplicateKind) -> i64 {
    match kind {
        DuplicateKind::Exact => 0,
        DuplicateKind::Near => 1,
        DuplicateKind::Syndicated => 2,
    }
}

fn duplicate_kind(code: i64) -> Option<DuplicateKind> {
    [DuplicateKind::Exact, DuplicateKind::Near, DuplicateKind::Syndicated]
        .into_iter()
        .find(|kind| duplicate_kind_code(*kind) == code)
}

pub(super) fn outcome_code(outcome: Outcome) -> i64 {
    match outcome {
        Outcome::Created => 0,
        Outcome::Duplicate => 1,
        Outcome::NewRevision => 2,
    }
}

pub(super) fn outcome(code: i64) -> Option<Outcome> {
    [Outcome::Created, Outcome::Duplicate, Outcome::NewRevision]
        .into_iter()
        .find(|outcome| outcome_code(*outcome) == code)
}
