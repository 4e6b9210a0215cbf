//! Documents that are removed, or not analysed any more, leave their stories.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{
    super::{
        events,
        failure::Fault,
        findings,
        row::{time_text, unreadable},
    },
    changes::recount,
    disturb, reading, shown, voices,
};
use crate::{
    domain::{StoryId, StoryStep},
    store::{Change, Place},
};

/// The stories that a document would leave.
pub(in crate::store::sqlite) fn affected(
    connection: &Connection,
    document: i64,
) -> Result<Vec<StoryId>, Fault> {
    let sql = "SELECT s.id FROM memberships m JOIN stories s ON s.seq = m.story \
               WHERE m.document = ? ORDER BY m.story";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![document], |row| row.get::<_, String>(0))?;
    let mut affected = Vec::new();
    for id in rows {
        let id = id?;
        affected.push(id.parse().map_err(|_| unreadable(&id, "id"))?);
    }
    Ok(affected)
}

/// Takes a document that was removed out of its stories. A story without articles goes, with the
/// names that led to it; the profiles of others are to be made anew. `voice` is the document that
/// stands for its copies now.
pub(in crate::store::sqlite) fn leave(
    connection: &Connection,
    document: i64,
    voice: i64,
) -> Result<(), Fault> {
    findings::leave(connection, document)?;
    let stories = reading::places(connection, document)?;
    let sql = "DELETE FROM memberships WHERE document = ?";
    connection.prepare_cached(sql)?.execute(params![document])?;
    let was_signed = forget_signature(connection, document)?;
    if was_signed || !stories.is_empty() {
        disturb(connection)?;
    }
    for Place { story, .. } in stories {
        let sql = "DELETE FROM story_history WHERE story = ? AND document = ?";
        connection.prepare_cached(sql)?.execute(params![story, document])?;
        shrink(connection, story, document, 1)?;
        voices::hand_on(connection, story, voice, document)?;
    }
    Ok(())
}

/// Takes a document of which there is no analysis any more out of its stories, but for those that
/// somebody has put it into: by what it was sorted, there is no more. `voice` stands for it and its
/// copies up to now.
pub(in crate::store::sqlite) fn withdraw(
    connection: &Connection,
    document: i64,
    voice: i64,
) -> Result<(), Fault> {
    findings::leave(connection, document)?;
    let (kept, left): (Vec<Place>, Vec<Place>) =
        reading::places(connection, document)?.into_iter().partition(|place| place.pinned);
    let sql = "DELETE FROM memberships WHERE document = ? AND pinned = 0";
    connection.prepare_cached(sql)?.execute(params![document])?;
    let was_signed = forget_signature(connection, document)?;
    if was_signed || !left.is_empty() {
        disturb(connection)?;
    }
    for Place { story, .. } in left {
        let sql = "INSERT INTO story_history (story, step, document, score, by_hand, time) \
                   VALUES (?, ?, ?, 0, 0, ?)";
        let time = time_text(Timestamp::now());
        let values = params![story, shown::step_code(StoryStep::Left), document, time];
        connection.prepare_cached(sql)?.execute(values)?;
        shrink(connection, story, document, 1)?;
        voices::hand_on(connection, story, voice, document)?;
    }
    for Place { story, .. } in kept.into_iter().filter(|_| was_signed) {
        shrink(connection, story, document, 0)?;
    }
    Ok(())
}

/// Removes by what a document is sorted; whether there was anything.
fn forget_signature(connection: &Connection, document: i64) -> Result<bool, Fault> {
    let mut was_there = false;
    for sql in
        ["DELETE FROM signatures WHERE document = ?", "DELETE FROM sorting WHERE document = ?"]
    {
        was_there |= connection.prepare_cached(sql)?.execute(params![document])? > 0;
    }
    Ok(was_there)
}

/// Lets a story be made anew without what an article had told it, and tells so. `steps` is how many
/// articles have left.
fn shrink(connection: &Connection, story: i64, document: i64, steps: i64) -> Result<(), Fault> {
    // The best headline is found when the profile is made anew; until then the earliest stands.
    let sql = "UPDATE stories SET version = version + 1, generation = generation + ?4, \
        update_time = ?3, algorithm = 0, title_document = iif(title_document IS ?2, \
        (SELECT m.document FROM memberships m JOIN signatures g ON g.document = m.document \
        WHERE m.story = ?1 AND g.title <> '' ORDER BY m.document LIMIT 1), title_document) \
        WHERE seq = ?1";
    let now = Timestamp::now();
    connection.prepare_cached(sql)?.execute(params![story, document, time_text(now), steps])?;
    recount(connection, story)?;
    let left = shown::now(connection, story, now)?;
    let is_over = left.document_count == 0;
    events::append(connection, &Change::StoryUpdated(Box::new(left)))?;
    if is_over { end(connection, story) } else { Ok(()) }
}

/// Removes a story without articles.
fn end(connection: &Connection, story: i64) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM story_history WHERE story IN \
         (SELECT seq FROM stories WHERE seq = ?1 OR merged_into = ?1)",
        "DELETE FROM story_keys WHERE story = ?",
        "DELETE FROM joining WHERE story = ?",
        "DELETE FROM story_pairs WHERE story = ?",
        "DELETE FROM story_discrepancies WHERE story = ?",
        "DELETE FROM story_top_entities WHERE story IN \
         (SELECT seq FROM stories WHERE seq = ?1 OR merged_into = ?1)",
        "DELETE FROM stories WHERE seq = ?1 OR merged_into = ?1",
    ] {
        connection.prepare_cached(sql)?.execute(params![story])?;
    }
    Ok(())
}
