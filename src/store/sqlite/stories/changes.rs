//! Writing what was decided.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, named_params, params};

use super::{
    super::{events, failure::Fault, findings, row::time_text},
    disturb, queues, reading,
    shown::{self, step_code},
    top, voices,
};
use crate::store::{Change, RequestKey, SignatureRow, StoreError, StoryChange, StoryChanges};

/// Articles of a story that its date is read off: the latest.
const DATED_MEMBERS: usize = 256;

/// Writes changes; refuses with [`StoreError::StoriesChanged`] when something else has changed
/// since they were decided.
pub(in crate::store::sqlite) fn apply(
    connection: &Connection,
    changes: &StoryChanges,
) -> Result<(), Fault> {
    if reading::changes(connection)? != changes.based_on {
        return Err(Fault::Refused(StoreError::StoriesChanged));
    }
    disturb(connection)?;
    let before: Vec<_> = changes
        .stories
        .iter()
        .map(|story| seen(connection, story.seq))
        .collect::<Result<_, _>>()?;
    for (document, signature) in &changes.signatures {
        sign(connection, *document, signature)?;
    }
    for document in &changes.sorted {
        let sql = "DELETE FROM sorting WHERE document = ?";
        connection.prepare_cached(sql)?.execute(params![document])?;
    }
    for story in &changes.stories {
        write(connection, story, changes)?;
    }
    // Articles change their places between stories: all leave before any comes.
    changes.stories.iter().try_for_each(|story| take_out(connection, story))?;
    changes.stories.iter().try_for_each(|story| hand_over(connection, story))?;
    changes.stories.iter().try_for_each(|story| bring_in(connection, story))?;
    for row in &changes.history {
        let sql = "INSERT INTO story_history (story, step, document, other, score, by_hand, time) \
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        connection.prepare_cached(sql)?.execute(params![
            row.story,
            step_code(row.step),
            row.document,
            row.other,
            row.score,
            row.by_hand,
            time_text(changes.time),
        ])?;
    }
    if let Some((request, story)) = &changes.request {
        remember(connection, request, *story, changes)?;
    }
    changes.stories.iter().try_for_each(|story| recount(connection, story.seq))?;
    announce(connection, changes, &before)
}

/// All that is seen of a story beside its state and etag; `None` when it is not there.
fn seen(connection: &Connection, story: i64) -> Result<Option<String>, Fault> {
    let sql = "SELECT json_array(generation, merged_into, title_document, title, document_count, \
               independent_document_count, source_count, event_edtf, first_publish_time, \
               last_publish_time, (SELECT counts FROM story_top_entities WHERE story = seq)) \
               FROM stories WHERE seq = ?";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![story], |row| row.get(0)).optional()?)
}

fn sign(connection: &Connection, document: i64, signature: &SignatureRow) -> Result<(), Fault> {
    let sql = "INSERT OR REPLACE INTO signatures \
               (document, algorithm, event_edtf, title, entities, content) \
               VALUES (?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        document,
        signature.algorithm,
        signature.event_edtf,
        signature.title,
        queues::entities(signature)?,
        signature.content,
    ])?;
    Ok(())
}

/// Writes the story's own row.
fn write(
    connection: &Connection,
    story: &StoryChange,
    changes: &StoryChanges,
) -> Result<(), Fault> {
    let sql = if story.founded {
        "INSERT INTO stories (seq, id, version, generation, merged_into, pinned, title_document, \
         title, document_count, independent_document_count, source_count, event_edtf, \
         first_publish_time, last_publish_time, discrepancy_count, update_time, algorithm, profile) \
         VALUES (:seq, :id, 1, :steps, :merged_into, :pinned, :title_document, '', 0, 0, 0, '', \
         '', '', 0, :time, :algorithm, :profile)"
    } else {
        "UPDATE stories SET id = :id, version = version + 1, generation = generation + :steps, \
         merged_into = :merged_into, pinned = :pinned, title_document = :title_document, \
         update_time = :time, algorithm = :algorithm, profile = :profile WHERE seq = :seq"
    };
    connection.prepare_cached(sql)?.execute(named_params! {
        ":seq": story.seq,
        ":id": story.id.as_str(),
        ":steps": story.steps,
        ":merged_into": story.merged_into,
        ":pinned": story.pinned,
        ":title_document": story.title_document,
        ":time": time_text(changes.time),
        ":algorithm": changes.algorithm,
        ":profile": story.profile,
    })?;
    Ok(())
}

fn take_out(connection: &Connection, story: &StoryChange) -> Result<(), Fault> {
    for document in &story.left {
        for sql in [
            "DELETE FROM memberships WHERE story = ? AND document = ?",
            "DELETE FROM joining WHERE story = ? AND document = ?",
        ] {
            connection.prepare_cached(sql)?.execute(params![story.seq, document])?;
        }
        // What a story has found goes along with all of its articles: see `hand_over`.
        if story.merged_into.is_none() {
            findings::take_out(connection, story.seq, *document)?;
        }
    }
    if story.rekeyed {
        forget_keys(connection, story.seq)?;
    }
    Ok(())
}

/// Lets the successor of a story that is merged be found under its keys.
fn hand_over(connection: &Connection, story: &StoryChange) -> Result<(), Fault> {
    if let Some(into) = story.merged_into {
        let sql = "INSERT OR IGNORE INTO story_keys (bucket, feature, story) \
                   SELECT bucket, feature, ?2 FROM story_keys WHERE story = ?1";
        connection.prepare_cached(sql)?.execute(params![story.seq, into])?;
        // A chain of merges is one step long.
        let sql = "UPDATE stories SET merged_into = ?2, version = version + 1 \
                   WHERE merged_into = ?1";
        connection.prepare_cached(sql)?.execute(params![story.seq, into])?;
        forget_keys(connection, story.seq)?;
        findings::merge(connection, story.seq, into)?;
    }
    Ok(())
}

fn forget_keys(connection: &Connection, story: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM story_keys WHERE story = ?";
    connection.prepare_cached(sql)?.execute(params![story])?;
    Ok(())
}

fn bring_in(connection: &Connection, story: &StoryChange) -> Result<(), Fault> {
    let sql = "INSERT INTO memberships (story, document, score, pinned) VALUES (?, ?, ?, ?) \
               ON CONFLICT DO UPDATE SET score = excluded.score, pinned = excluded.pinned";
    let mut insert = connection.prepare_cached(sql)?;
    for joined in &story.joined {
        insert.execute(params![story.seq, joined.document, joined.score, joined.pinned])?;
    }
    for joined in story.joined.iter().filter(|joined| joined.meets_others) {
        voices::meet(connection, story.seq, joined.document)?;
    }
    // What a story has found goes along with all of its articles.
    for left in story.left.iter().filter(|_| story.merged_into.is_none()) {
        voices::hand_on(connection, story.seq, voices::of(connection, *left)?, *left)?;
    }
    let sql = "INSERT OR IGNORE INTO story_keys (bucket, feature, story) VALUES (?, ?, ?)";
    let mut insert = connection.prepare_cached(sql)?;
    for key in &story.keys {
        insert.execute(params![key.bucket, key.feature, story.seq])?;
    }
    Ok(())
}

/// Notes the answer to a call.
fn remember(
    connection: &Connection,
    request: &RequestKey,
    story: i64,
    changes: &StoryChanges,
) -> Result<(), Fault> {
    let sql = "INSERT OR REPLACE INTO requests (id, digest, document, outcome, time, story) \
               VALUES (?, ?, 0, 0, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        request.id,
        request.digest.as_slice(),
        time_text(changes.time),
        story,
    ])?;
    Ok(())
}

/// Brings the stories of a document up to date whose metadata have changed.
pub(in crate::store::sqlite) fn refresh(
    connection: &Connection,
    document: i64,
    now: Timestamp,
) -> Result<(), Fault> {
    for place in reading::places(connection, document)? {
        let before = seen(connection, place.story)?;
        recount(connection, place.story)?;
        if seen(connection, place.story)? != before {
            let sql = "UPDATE stories SET version = version + 1, update_time = ? WHERE seq = ?";
            connection.prepare_cached(sql)?.execute(params![time_text(now), place.story])?;
            let story = Box::new(shown::now(connection, place.story, now)?);
            events::append(connection, &Change::StoryUpdated(story))?;
        }
    }
    Ok(())
}

/// Brings what a story shows of its articles up to date.
pub(super) fn recount(connection: &Connection, story: i64) -> Result<(), Fault> {
    let sql = "UPDATE stories SET (document_count, independent_document_count, source_count, \
        first_publish_time, last_publish_time) = \
        (SELECT count(*), count(DISTINCT coalesce(d.original, d.seq)), \
        count(DISTINCT nullif(d.source, '')), coalesce(min(d.publish_time), ''), \
        coalesce(max(d.publish_time), '') \
        FROM memberships m JOIN documents d ON d.seq = m.document WHERE m.story = ?1), \
        title = coalesce((SELECT title FROM signatures WHERE document = title_document), ''), \
        event_edtf = coalesce((SELECT event_edtf FROM signatures WHERE event_edtf <> '' AND \
        document IN (SELECT document FROM memberships WHERE story = ?1 \
        ORDER BY document DESC LIMIT ?2) \
        GROUP BY event_edtf ORDER BY count(*) DESC, event_edtf LIMIT 1), '') WHERE seq = ?1";
    connection.prepare_cached(sql)?.execute(params![story, DATED_MEMBERS])?;
    top::recount(connection, story)
}

/// Appends to the log of changes: first the stories that are new, then those that have changed,
/// so that a successor is known before it is told that another story went into it. What cannot be
/// seen is not told.
fn announce(
    connection: &Connection,
    changes: &StoryChanges,
    before: &[Option<String>],
) -> Result<(), Fault> {
    let mut changed = Vec::with_capacity(changes.stories.len());
    for (story, before) in changes.stories.iter().zip(before) {
        if seen(connection, story.seq)? != *before {
            changed.push(story);
        }
    }
    let all = || changed.iter();
    for story in all().filter(|story| story.founded) {
        let story = Box::new(shown::now(connection, story.seq, changes.time)?);
        events::append(connection, &Change::StoryCreated(story))?;
    }
    for story in all().filter(|story| !story.founded && story.merged_into.is_none()) {
        let story = Box::new(shown::now(connection, story.seq, changes.time)?);
        events::append(connection, &Change::StoryUpdated(story))?;
    }
    for story in all().filter(|story| story.merged_into.is_some()) {
        let story = Box::new(shown::now(connection, story.seq, changes.time)?);
        events::append(connection, &Change::StoryMerged(story))?;
    }
    Ok(())
}
