//! Documents that are removed leave their stories.

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
    disturb, reading, shown,
};
use crate::{domain::StoryId, store::Change};

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
/// names that led to it; the profiles of others are to be made anew.
pub(in crate::store::sqlite) fn leave(connection: &Connection, document: i64) -> Result<(), Fault> {
    let stories = reading::places(connection, document)?;
    findings::forget(connection, document)?;
    let mut disturbed = !stories.is_empty();
    for sql in [
        "DELETE FROM memberships WHERE document = ?",
        "DELETE FROM signatures WHERE document = ?",
        "DELETE FROM sorting WHERE document = ?",
    ] {
        disturbed |= connection.prepare_cached(sql)?.execute(params![document])? > 0;
    }
    if disturbed {
        disturb(connection)?;
    }
    for place in stories {
        shrink(connection, place.story, document)?;
    }
    Ok(())
}

fn shrink(connection: &Connection, story: i64, document: i64) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM joining WHERE story = ? AND document = ?",
        "DELETE FROM story_history WHERE story = ? AND document = ?",
    ] {
        connection.prepare_cached(sql)?.execute(params![story, document])?;
    }
    // The best headline is found when the profile is made anew; until then the earliest stands.
    let sql = "UPDATE stories SET version = version + 1, generation = generation + 1, \
        update_time = ?3, algorithm = 0, title_document = iif(title_document IS ?2, \
        (SELECT m.document FROM memberships m JOIN signatures g ON g.document = m.document \
        WHERE m.story = ?1 AND g.title <> '' ORDER BY m.document LIMIT 1), title_document) \
        WHERE seq = ?1";
    let now = Timestamp::now();
    connection.prepare_cached(sql)?.execute(params![story, document, time_text(now)])?;
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
        "DELETE FROM stories WHERE seq = ?1 OR merged_into = ?1",
    ] {
        connection.prepare_cached(sql)?.execute(params![story])?;
    }
    Ok(())
}
