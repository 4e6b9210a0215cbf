//! What was found as articles came to stories.

use rusqlite::{Connection, params};

use super::{events, failure::Fault, stories::voices};
use crate::store::{Change, ClaimPlace, JoinFindings, NewDiscrepancy, NewSharedClaim};

/// Records what articles have changed in their stories, tells what is new, and takes them out of
/// the queue.
pub(super) fn record(connection: &Connection, found: &JoinFindings) -> Result<(), Fault> {
    let sql = "DELETE FROM joining WHERE seq = ?";
    let waited = connection.prepare_cached(sql)?.execute(params![found.joined.seq])?;
    // What is not waited for any more was recorded before, or has left the story.
    if waited == 0 {
        return Ok(());
    }
    for discrepancy in &found.discrepancies {
        record_discrepancy(connection, found, discrepancy)?;
    }
    found.claims.iter().try_for_each(|claim| record_claim(connection, claim))
}

fn record_discrepancy(
    connection: &Connection,
    found: &JoinFindings,
    discrepancy: &NewDiscrepancy,
) -> Result<(), Fault> {
    let (story, document) = (found.joined.story, found.joined.document);
    let sql = "INSERT OR IGNORE INTO story_pairs (story, pair, document) VALUES (?, ?, ?)";
    let mut insert = connection.prepare_cached(sql)?;
    let mut new = 0;
    for pair in &discrepancy.pairs {
        new += insert.execute(params![story, pair, document])?;
    }
    if new == 0 {
        return Ok(());
    }
    let sql = "INSERT INTO story_discrepancies (story, document) VALUES (?, ?)";
    connection.prepare_cached(sql)?.execute(params![story, document])?;
    count(connection, story)?;
    events::append(connection, &Change::DiscrepancyFound(Box::new(discrepancy.finding.clone())))
}

fn record_claim(connection: &Connection, claim: &NewSharedClaim) -> Result<(), Fault> {
    let sql = "INSERT OR IGNORE INTO shared_claims (document, begin) VALUES (?, ?)";
    let mut insert = connection.prepare_cached(sql)?;
    let mut known = false;
    for ClaimPlace { document, begin } in &claim.others {
        known |= insert.execute(params![document, begin])? == 0;
    }
    for ClaimPlace { document, begin } in &claim.own {
        known |= insert.execute(params![document, begin])? == 0;
    }
    match &claim.finding {
        Some(finding) if !known => {
            events::append(connection, &Change::ClaimCorroborated(Box::new(finding.clone())))
        }
        _ => Ok(()),
    }
}

fn count(connection: &Connection, story: i64) -> Result<(), Fault> {
    let sql = "UPDATE stories SET discrepancy_count = \
               (SELECT count(*) FROM story_discrepancies d WHERE d.story = stories.seq) \
               WHERE seq = ?";
    connection.prepare_cached(sql)?.execute(params![story])?;
    Ok(())
}

/// Takes out what a document has brought, before it goes or changes.
fn forget(connection: &Connection, document: i64) -> Result<(), Fault> {
    let sql = "SELECT DISTINCT story FROM story_discrepancies WHERE document = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let stories = statement.query_map(params![document], |row| row.get(0))?;
    let stories = stories.collect::<rusqlite::Result<Vec<i64>>>()?;
    for sql in [
        "DELETE FROM story_pairs WHERE document = ?",
        "DELETE FROM story_discrepancies WHERE document = ?",
        "DELETE FROM shared_claims WHERE document = ?",
    ] {
        connection.prepare_cached(sql)?.execute(params![document])?;
    }
    stories.into_iter().try_for_each(|story| count(connection, story))
}

/// Lets an article that has changed be compared with its stories again, once it is analysed and
/// sorted anew. A comparison of what it was before, should one be under way, counts no more.
pub(super) fn rejoin(connection: &Connection, document: i64) -> Result<(), Fault> {
    forget(connection, document)?;
    leave_queue(connection, document)?;
    let sql = "SELECT story FROM memberships WHERE document = ? ORDER BY story";
    let mut statement = connection.prepare_cached(sql)?;
    let stories = statement.query_map(params![document], |row| row.get(0))?;
    for story in stories.collect::<rusqlite::Result<Vec<i64>>>()? {
        voices::meet(connection, story, document)?;
    }
    Ok(())
}

/// Takes out what a document has brought to its stories, and lets it not be compared: it leaves
/// them.
pub(super) fn leave(connection: &Connection, document: i64) -> Result<(), Fault> {
    forget(connection, document)?;
    leave_queue(connection, document)
}

/// Lets a document not be compared.
fn leave_queue(connection: &Connection, document: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM joining WHERE document = ?";
    connection.prepare_cached(sql)?.execute(params![document])?;
    Ok(())
}

/// Takes out what a document has brought to one story, before it leaves it for others.
pub(super) fn take_out(connection: &Connection, story: i64, document: i64) -> Result<(), Fault> {
    for sql in [
        "DELETE FROM story_pairs WHERE story = ? AND document = ?",
        "DELETE FROM story_discrepancies WHERE story = ? AND document = ?",
    ] {
        connection.prepare_cached(sql)?.execute(params![story, document])?;
    }
    count(connection, story)
}

/// Moves what was found in a story to the one that takes its articles over.
pub(super) fn merge(connection: &Connection, from: i64, into: i64) -> Result<(), Fault> {
    for sql in [
        "UPDATE OR REPLACE story_pairs SET story = ?2 WHERE story = ?1",
        "UPDATE story_discrepancies SET story = ?2 WHERE story = ?1",
    ] {
        connection.prepare_cached(sql)?.execute(params![from, into])?;
    }
    count(connection, from)?;
    count(connection, into)
}
