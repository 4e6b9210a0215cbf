//! What sorting reads: the stories as they stood at one moment.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::super::{
    analyses,
    decide::REQUESTS_KEPT,
    failure::Fault,
    readers::Held,
    row::{self, time_text, unreadable},
};
use crate::{
    domain::{DocumentId, StoryId},
    store::{
        Detail, Etag, Place, RequestKey, SignatureRow, StoreError, StoredDocument, StoryKey,
        StoryMember, StoryReader, StoryRow, Unsorted,
    },
};

/// A reading connection in a transaction of its own.
pub(in crate::store::sqlite) struct Snapshot(pub(in crate::store::sqlite) Held);

impl StoryReader for Snapshot {
    fn changes(&self) -> Result<i64, StoreError> {
        self.0.read(changes)
    }

    fn unsorted(&self, limit: usize) -> Result<Vec<Unsorted>, StoreError> {
        self.0.read(|connection| unsorted(connection, limit))
    }

    fn signed_otherwise(&self, algorithm: u32, limit: usize) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT document FROM signatures WHERE algorithm < ?1 \
                   UNION ALL SELECT document FROM signatures WHERE algorithm > ?1 LIMIT ?2";
        self.0.read(|connection| numbers(connection, sql, params![algorithm, limit]))
    }

    fn profiled_otherwise(&self, algorithm: u32, limit: usize) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT seq FROM stories WHERE algorithm < ?1 AND merged_into IS NULL \
                   UNION ALL \
                   SELECT seq FROM stories WHERE algorithm > ?1 AND merged_into IS NULL LIMIT ?2";
        self.0.read(|connection| numbers(connection, sql, params![algorithm, limit]))
    }

    fn next_story(&self) -> Result<i64, StoreError> {
        let sql =
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'stories'), 0) + 1";
        self.0.read(|connection| Ok(connection.prepare_cached(sql)?.query_row([], |r| r.get(0))?))
    }

    fn story_of(&self, id: &StoryId) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT seq FROM stories WHERE id = ?";
        self.0.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row(params![id.as_str()], |row| row.get(0)).optional()?)
        })
    }

    fn story(&self, seq: i64) -> Result<Option<StoryRow>, StoreError> {
        self.0.read(|connection| story(connection, seq))
    }

    fn stories_under(&self, key: StoryKey, limit: usize) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT story FROM story_keys WHERE bucket = ? AND feature = ? \
                   ORDER BY story DESC LIMIT ?";
        let key = params![key.bucket, key.feature, limit];
        self.0.read(|connection| numbers(connection, sql, key))
    }

    fn members(&self, story: i64, limit: usize) -> Result<Vec<StoryMember>, StoreError> {
        self.0.read(|connection| super::queues::members(connection, story, limit))
    }

    fn places(&self, document: i64) -> Result<Vec<Place>, StoreError> {
        self.0.read(|connection| places(connection, document))
    }

    fn signature(&self, document: i64) -> Result<Option<SignatureRow>, StoreError> {
        let sql = "SELECT algorithm, event_edtf, title, entities, content FROM signatures \
                   WHERE document = ?";
        self.0.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![document])?;
            rows.next()?.map(|row| signature(row, 0)).transpose()
        })
    }

    fn document_of(&self, id: &DocumentId) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT seq FROM documents WHERE id = ?";
        self.0.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row(params![id.as_str()], |row| row.get(0)).optional()?)
        })
    }

    fn document_name(&self, document: i64) -> Result<DocumentId, StoreError> {
        let sql = "SELECT id FROM documents WHERE seq = ?";
        self.0.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let id: Option<String> =
                statement.query_row(params![document], |row| row.get(0)).optional()?;
            let id = id.ok_or(Fault::Refused(StoreError::StoriesChanged))?;
            id.parse().map_err(|_| unreadable(&id, "id"))
        })
    }

    fn analyzed(
        &self,
        document: i64,
        engine_version: &str,
    ) -> Result<Option<(StoredDocument, Vec<u8>)>, StoreError> {
        self.0.read(|connection| {
            let Some(mut found) = row::by_seq(connection, document)? else {
                return Ok(None);
            };
            let analysis = analyses::get(connection, document, &found.etag, engine_version)?;
            let Some(analysis) = analysis else { return Ok(None) };
            row::fill(connection, &mut found, Detail::Full)?;
            Ok(Some((found, analysis)))
        })
    }

    fn answered(&self, request: &RequestKey, now: Timestamp) -> Result<Option<i64>, StoreError> {
        let oldest = time_text(now.checked_sub(REQUESTS_KEPT).unwrap_or(now));
        let sql = "SELECT digest, story FROM requests WHERE id = ? AND time > ?";
        self.0.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![request.id, oldest])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let digest: Vec<u8> = row.get(0)?;
            match row.get::<_, Option<i64>>(1)? {
                Some(story) if digest == request.digest => Ok(Some(story)),
                _ => Err(Fault::Refused(StoreError::RequestIdReused)),
            }
        })
    }
}

/// Tells this state of stories from others.
pub(super) fn changes(connection: &Connection) -> Result<i64, Fault> {
    let sql = "SELECT changes FROM shelf";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

fn unsorted(connection: &Connection, limit: usize) -> Result<Vec<Unsorted>, Fault> {
    let sql = "SELECT s.document, s.algorithm, s.event_edtf, s.title, s.entities, s.content \
               FROM sorting s ORDER BY s.document LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![limit])?;
    let mut unsorted = Vec::new();
    while let Some(row) = rows.next()? {
        let is_made = row.get::<_, Option<u32>>(1)?.is_some();
        unsorted.push(Unsorted {
            document: row.get(0)?,
            signature: if is_made { Some(signature(row, 1)?) } else { None },
        });
    }
    Ok(unsorted)
}

/// A signature whose columns begin at `first`.
fn signature(row: &Row<'_>, first: usize) -> Result<SignatureRow, Fault> {
    let entities: String = row.get(first + 3)?;
    Ok(SignatureRow {
        algorithm: row.get(first)?,
        event_edtf: row.get(first + 1)?,
        title: row.get(first + 2)?,
        entities: serde_json::from_str(&entities).map_err(|_| unreadable("", "entities"))?,
        content: row.get(first + 4)?,
    })
}

/// A story by number.
pub(super) fn story(connection: &Connection, seq: i64) -> Result<Option<StoryRow>, Fault> {
    let sql = "SELECT id, merged_into, pinned, title_document, document_count, version, algorithm, \
               profile FROM stories WHERE seq = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![seq])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let id: String = row.get(0)?;
    Ok(Some(StoryRow {
        seq,
        id: id.parse().map_err(|_| unreadable(&id, "id"))?,
        merged_into: row.get(1)?,
        pinned: row.get(2)?,
        title_document: row.get(3)?,
        document_count: row.get(4)?,
        etag: Etag::of(seq, row.get(5)?),
        algorithm: row.get(6)?,
        profile: row.get(7)?,
    }))
}

/// The stories that a document is in.
pub(super) fn places(connection: &Connection, document: i64) -> Result<Vec<Place>, Fault> {
    let sql = "SELECT story, score, pinned FROM memberships WHERE document = ? ORDER BY story";
    let mut statement = connection.prepare_cached(sql)?;
    let place =
        |row: &Row<'_>| Ok(Place { story: row.get(0)?, score: row.get(1)?, pinned: row.get(2)? });
    let rows = statement.query_map(params![document], place)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The numbers that a query finds.
fn numbers(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<i64>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
