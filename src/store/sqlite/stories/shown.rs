//! Stories as people see them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{
    super::{
        failure::Fault,
        row::{time_text, unreadable},
    },
    top,
};
use crate::{
    domain::{DocumentId, Story, StoryHistory, StoryId, StoryMembership, StoryState, StoryStep},
    store::{Change, Etag, FoundStory, Present},
};

/// Most steps of a history that are shown: the latest.
const SHOWN_STEPS: usize = 200;

/// Columns that [`story`] reads, of `stories s`.
pub(super) const COLUMNS: &str = "s.seq, s.id, s.version, s.generation, \
    (SELECT o.id FROM stories o WHERE o.seq = s.merged_into), \
    (SELECT d.id FROM documents d WHERE d.seq = s.title_document), s.title, s.document_count, \
    s.independent_document_count, s.source_count, s.event_edtf, s.first_publish_time, \
    s.last_publish_time, s.discrepancy_count";

/// Reads [`COLUMNS`]. `latest` is when the latest of all articles was published.
pub(super) fn story(
    connection: &Connection,
    row: &Row<'_>,
    latest: Option<Timestamp>,
) -> Result<Story, Fault> {
    let id: String = row.get(1)?;
    let bad = |field| unreadable(&id, field);
    let time = |index, field| -> Result<Option<Timestamp>, Fault> {
        let text: String = row.get(index)?;
        let time = (!text.is_empty()).then(|| text.parse()).transpose();
        time.map_err(|_| bad(field))
    };
    let seq: i64 = row.get(0)?;
    let merged_into = story_id(row.get(4)?)?;
    let last_publish_time = time(12, "last_publish_time")?;
    let state = match merged_into {
        Some(_) => StoryState::Merged,
        None => StoryState::of(last_publish_time, latest),
    };
    Ok(Story {
        title: row.get(6)?,
        title_document: document_id(row.get(5)?)?,
        document_count: row.get(7)?,
        independent_document_count: row.get(8)?,
        source_count: row.get(9)?,
        top_entities: top::entities(connection, seq)?,
        event_edtf: row.get(10)?,
        first_publish_time: time(11, "first_publish_time")?,
        last_publish_time,
        discrepancy_count: row.get(13)?,
        state,
        merged_into,
        generation: row.get(3)?,
        etag: Etag::of(seq, row.get(2)?).to_string(),
        id: id.parse().map_err(|_| unreadable(&id, "id"))?,
    })
}

fn story_id(id: Option<String>) -> Result<Option<StoryId>, Fault> {
    id.map(|id| id.parse().map_err(|_| unreadable(&id, "id"))).transpose()
}

fn document_id(id: Option<String>) -> Result<Option<DocumentId>, Fault> {
    id.map(|id| id.parse().map_err(|_| unreadable(&id, "id"))).transpose()
}

/// When the latest of all articles that are not dated after `now` was published.
pub(super) fn latest(connection: &Connection, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT max(publish_time) FROM documents WHERE publish_time <= ?";
    let text: Option<String> =
        connection.prepare_cached(sql)?.query_row(params![time_text(now)], |row| row.get(0))?;
    text.map(|text| text.parse()).transpose().map_err(|_| unreadable("", "publish_time"))
}

/// A story by number, be it merged.
pub(super) fn now(connection: &Connection, seq: i64, now: Timestamp) -> Result<Story, Fault> {
    by_seq(connection, seq, latest(connection, now)?)?
        .ok_or(Fault::Database(rusqlite::Error::QueryReturnedNoRows))
}

fn by_seq(
    connection: &Connection,
    seq: i64,
    latest: Option<Timestamp>,
) -> Result<Option<Story>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM stories s WHERE s.seq = ?");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![seq])?;
    rows.next()?.map(|row| story(connection, row, latest)).transpose()
}

/// The number of a story, or of its successor.
pub(super) fn successor(connection: &Connection, id: &StoryId) -> Result<Option<i64>, Fault> {
    let sql = "SELECT coalesce(merged_into, seq) FROM stories WHERE id = ?";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![id.as_str()], |row| row.get(0)).optional()?)
}

/// A story by id, or its successor, with its history.
pub(in crate::store::sqlite) fn found(
    connection: &Connection,
    id: &StoryId,
    now: Timestamp,
) -> Result<Option<FoundStory>, Fault> {
    let Some(seq) = successor(connection, id)? else { return Ok(None) };
    let Some(story) = by_seq(connection, seq, latest(connection, now)?)? else {
        return Ok(None);
    };
    Ok(Some(FoundStory { story, history: history(connection, seq)? }))
}

/// Stories by number, those that are there; merged ones as they are.
pub(in crate::store::sqlite) fn by_ids(
    connection: &Connection,
    seqs: &[i64],
    now: Timestamp,
) -> Result<Vec<Option<Story>>, Fault> {
    let latest = latest(connection, now)?;
    seqs.iter().map(|seq| by_seq(connection, *seq, latest)).collect()
}

/// Stories that are not merged after a place and up to another, at most `limit`, in their order.
pub(in crate::store::sqlite) fn present(
    connection: &Connection,
    (after, until): (i64, i64),
    limit: usize,
) -> Result<Vec<Present>, Fault> {
    let latest = latest(connection, Timestamp::now())?;
    let sql = format!(
        "SELECT {COLUMNS}, s.update_time FROM stories s WHERE s.seq > ? AND s.seq <= ? \
         AND s.merged_into IS NULL ORDER BY s.seq LIMIT ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![after, until, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let time: String = row.get(14)?;
        let time = time.parse().map_err(|_| unreadable("", "update_time"))?;
        let change = Change::StoryCreated(Box::new(story(connection, row, latest)?));
        found.push(Present { seq: row.get(0)?, time, change });
    }
    Ok(found)
}

fn history(connection: &Connection, story: i64) -> Result<Vec<StoryHistory>, Fault> {
    let sql = "SELECT step, (SELECT d.id FROM documents d WHERE d.seq = h.document), \
               (SELECT s.id FROM stories s WHERE s.seq = h.other), score, by_hand, time \
               FROM story_history h WHERE story = ? ORDER BY seq DESC LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![story, SHOWN_STEPS])?;
    let mut history = Vec::new();
    while let Some(row) = rows.next()? {
        let time: String = row.get(5)?;
        history.push(StoryHistory {
            step: step(row.get(0)?).ok_or_else(|| unreadable("", "step"))?,
            document: document_id(row.get(1)?)?,
            other: story_id(row.get(2)?)?,
            score: row.get(3)?,
            by_hand: row.get(4)?,
            time: time.parse().map_err(|_| unreadable("", "time"))?,
        });
    }
    history.reverse();
    Ok(history)
}

/// The stories of documents, for each the best first.
pub(in crate::store::sqlite) fn places_of(
    connection: &Connection,
    documents: &[i64],
) -> Result<Vec<Vec<StoryMembership>>, Fault> {
    let sql = "SELECT s.id, m.score, m.pinned FROM memberships m JOIN stories s ON s.seq = m.story \
               WHERE m.document = ? ORDER BY m.pinned DESC, m.score DESC, m.story";
    let mut statement = connection.prepare_cached(sql)?;
    let mut all = Vec::with_capacity(documents.len());
    for document in documents {
        let mut rows = statement.query(params![document])?;
        let mut places = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            places.push(StoryMembership {
                story: id.parse().map_err(|_| unreadable(&id, "id"))?,
                score: row.get(1)?,
                pinned: row.get(2)?,
            });
        }
        all.push(places);
    }
    Ok(all)
}

pub(super) fn step_code(step: StoryStep) -> i64 {
    match step {
        StoryStep::Founded => 0,
        StoryStep::Joined => 1,
        StoryStep::Left => 2,
        StoryStep::Absorbed => 3,
        StoryStep::Merged => 4,
        StoryStep::Divided => 5,
        StoryStep::SplitOff => 6,
    }
}

fn step(code: i64) -> Option<StoryStep> {
    [
        StoryStep::Founded,
        StoryStep::Joined,
        StoryStep::Left,
        StoryStep::Absorbed,
        StoryStep::Merged,
        StoryStep::Divided,
        StoryStep::SplitOff,
    ]
    .into_iter()
    .find(|step| step_code(*step) == code)
}
