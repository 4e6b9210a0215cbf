//! The log of changes. Whoever changes something appends to it in the same transaction.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    failure::Fault,
    row::{self, COLUMNS, time_text},
    stories,
};
use crate::store::{
    Change, ChangeKind, Collection, Event, LogLimits, LogState, Present, StoreError,
};

/// Events that a commit removes at least, when so many are too old; else twice as many as it adds.
const TRIMMED_AT_LEAST: i64 = 64;

/// Code of a kind: that of `EventKind` in the protocol.
fn code(kind: ChangeKind) -> i64 {
    match kind {
        ChangeKind::DocumentCreated => 1,
        ChangeKind::DocumentRevised => 2,
        ChangeKind::DocumentDeleted => 3,
        ChangeKind::StoryCreated => 4,
        ChangeKind::StoryUpdated => 5,
        ChangeKind::StoryMerged => 6,
        ChangeKind::DiscrepancyFound => 7,
        ChangeKind::ClaimCorroborated => 8,
        ChangeKind::EntityUpdated => 9,
        ChangeKind::EntityDeleted => 12,
    }
}

/// Notes a change that the open transaction makes. Call it after the change, with the resource
/// as it then is; of one that is removed as it was.
pub(super) fn append(connection: &Connection, change: &Change) -> Result<(), Fault> {
    let content = match change {
        Change::DocumentCreated(document)
        | Change::DocumentRevised(document)
        | Change::DocumentDeleted(document) => snapshot(document)?,
        Change::StoryCreated(story) | Change::StoryUpdated(story) | Change::StoryMerged(story) => {
            snapshot(story)?
        }
        Change::DiscrepancyFound(finding) | Change::ClaimCorroborated(finding) => {
            snapshot(finding)?
        }
        Change::EntityUpdated(entity) | Change::EntityDeleted(entity) => snapshot(entity)?,
    };
    // A clock that is set back must not put the times of the log out of order.
    let sql = "INSERT INTO events (time, kind, content) VALUES \
               (max(?, coalesce((SELECT time FROM events ORDER BY seq DESC LIMIT 1), '')), ?, ?)";
    let time = time_text(Timestamp::now());
    connection.prepare_cached(sql)?.execute(params![time, code(change.kind()), content])?;
    Ok(())
}

fn snapshot(resource: &impl Serialize) -> Result<Vec<u8>, Fault> {
    postcard::to_extend(resource, vec![Event::FORMAT])
        .map_err(|error| Fault::Failed(StoreError::Backend(error.into())))
}

/// The change of a row; `None` when it cannot be read.
fn change(kind: i64, content: &[u8]) -> Option<Change> {
    fn read<T: DeserializeOwned>(content: &[u8]) -> Option<Box<T>> {
        let (format, snapshot) = content.split_first()?;
        if *format != Event::FORMAT {
            return None;
        }
        postcard::from_bytes(snapshot).ok().map(Box::new)
    }
    let kind = ChangeKind::ALL.iter().find(|known| code(**known) == kind)?;
    Some(match kind {
        ChangeKind::DocumentCreated => Change::DocumentCreated(read(content)?),
        ChangeKind::DocumentRevised => Change::DocumentRevised(read(content)?),
        ChangeKind::DocumentDeleted => Change::DocumentDeleted(read(content)?),
        ChangeKind::StoryCreated => Change::StoryCreated(read(content)?),
        ChangeKind::StoryUpdated => Change::StoryUpdated(read(content)?),
        ChangeKind::StoryMerged => Change::StoryMerged(read(content)?),
        ChangeKind::DiscrepancyFound => Change::DiscrepancyFound(read(content)?),
        ChangeKind::ClaimCorroborated => Change::ClaimCorroborated(read(content)?),
        ChangeKind::EntityUpdated => Change::EntityUpdated(read(content)?),
        ChangeKind::EntityDeleted => Change::EntityDeleted(read(content)?),
    })
}

/// Sequence of the last event that was ever written; 0 when there was none.
pub(super) fn end(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'events'";
    let end = connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    Ok(end.unwrap_or_default())
}

/// What the log holds.
pub(super) fn state(connection: &Connection) -> Result<LogState, Fault> {
    let last = end(connection)?;
    let sql = "SELECT seq, time FROM events ORDER BY seq LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    Ok(match rows.next()? {
        Some(row) => LogState { oldest: row.get(0)?, oldest_time: Some(time(row, 1)?), last },
        None => LogState { oldest: last + 1, oldest_time: None, last },
    })
}

/// Events after a place, in their order: at most `limit`, and no more than `max_bytes` of
/// snapshots but for the first.
pub(super) fn after(
    connection: &Connection,
    after: i64,
    limit: usize,
    max_bytes: usize,
) -> Result<Vec<Event>, Fault> {
    let LogState { oldest, oldest_time, .. } = state(connection)?;
    if after + 1 < oldest {
        return Err(Fault::Refused(StoreError::LogTrimmed { oldest, oldest_time }));
    }
    let sql = "SELECT seq, time, kind, content FROM events WHERE seq > ? ORDER BY seq LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![after, limit])?;
    let (mut events, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let sequence: i64 = row.get(0)?;
        let unreadable = || row::unreadable(&sequence.to_string(), "event");
        let content = row.get_ref(3)?.as_blob().map_err(|_| unreadable())?;
        bytes += content.len();
        if bytes > max_bytes && !events.is_empty() {
            break;
        }
        let change = change(row.get(2)?, content).ok_or_else(unreadable)?;
        events.push(Event { sequence, time: time(row, 1)?, change });
    }
    Ok(events)
}

fn time(row: &Row<'_>, index: usize) -> Result<Timestamp, Fault> {
    let text: String = row.get(index)?;
    text.parse().map_err(|_| row::unreadable(&text, "time"))
}

/// Removes events that need not be kept any more, a bounded number after `added` new ones.
pub(super) fn trim(
    connection: &Connection,
    limits: &LogLimits,
    added: i64,
) -> rusqlite::Result<()> {
    let sql = "SELECT min(seq) FROM events";
    let oldest: Option<i64> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    let Some(oldest) = oldest else { return Ok(()) };
    let most = i64::try_from(limits.events).unwrap_or(i64::MAX);
    let too_many = end(connection)?.saturating_sub(most);
    let now = Timestamp::now();
    let first_time = time_text(now.checked_sub(limits.age).unwrap_or(Timestamp::MIN));
    let step = oldest.saturating_add(TRIMMED_AT_LEAST.max(added.saturating_mul(2)));
    // Times grow with the sequence: what goes is the beginning.
    let sql = "DELETE FROM events WHERE seq < ?1 AND (seq <= ?2 OR time < ?3)";
    connection.prepare_cached(sql)?.execute(params![step, too_many, first_time])?;
    Ok(())
}

/// Empties a log that was written in another format.
pub(super) fn empty_other_formats(connection: &Connection) -> rusqlite::Result<()> {
    let sql = "DELETE FROM events WHERE \
               (SELECT substr(content, 1, 1) FROM events ORDER BY seq DESC LIMIT 1) <> ?";
    connection.execute(sql, params![[Event::FORMAT]])?;
    Ok(())
}

/// Place of the last entry of a collection; 0 when there is none.
pub(super) fn collection_end(
    connection: &Connection,
    collection: Collection,
) -> Result<i64, Fault> {
    let sql = match collection {
        Collection::Documents => "SELECT coalesce(max(seq), 0) FROM documents",
        Collection::Stories => "SELECT coalesce(max(seq), 0) FROM stories",
    };
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Entries of a collection after a place and up to another, at most `limit`, in their order.
pub(super) fn present(
    connection: &Connection,
    collection: Collection,
    (after, until): (i64, i64),
    limit: usize,
) -> Result<Vec<Present>, Fault> {
    match collection {
        Collection::Documents => documents(connection, (after, until), limit),
        Collection::Stories => stories::present(connection, (after, until), limit),
    }
}

fn documents(
    connection: &Connection,
    (after, until): (i64, i64),
    limit: usize,
) -> Result<Vec<Present>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM documents d WHERE d.seq > ? AND d.seq <= ? ORDER BY d.seq LIMIT ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![after, until, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let document = row::document(row)?;
        let (seq, time) = (document.seq, document.update_time);
        found.push(Present { seq, time, change: Change::DocumentCreated(Box::new(document)) });
    }
    Ok(found)
}
