//! What waits: documents to be sorted, and articles to be compared with the others of their story.

use rusqlite::{Connection, params};

use super::{
    super::{failure::Fault, row::unreadable},
    disturb, voices,
};
use crate::store::{Backlog, JoinedArticle, SignatureRow, StoryMember};

/// Puts a document among those to be sorted, with what its latest analysis says.
pub(in crate::store::sqlite) fn unsorted_now(
    connection: &Connection,
    document: i64,
    signature: &SignatureRow,
) -> Result<(), Fault> {
    // One that waits already may be about to be sorted by what is out of date now.
    let sql = "DELETE FROM sorting WHERE document = ?";
    if connection.prepare_cached(sql)?.execute(params![document])? > 0 {
        disturb(connection)?;
    }
    let sql = "INSERT INTO sorting (document, algorithm, event_edtf, title, entities, content) \
               VALUES (?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        document,
        signature.algorithm,
        signature.event_edtf,
        signature.title,
        entities(signature)?,
        signature.content,
    ])?;
    Ok(())
}

/// Entities of a signature as they are kept.
pub(super) fn entities(signature: &SignatureRow) -> Result<String, Fault> {
    serde_json::to_string(&signature.entities).map_err(|_| unreadable("", "entities"))
}

/// What can be compared: an article that is to be analysed or sorted anew is compared after that.
const COMPARABLE: &str = "d.state = 1 AND NOT EXISTS \
    (SELECT 1 FROM sorting s WHERE s.document = d.seq)";

/// Articles that have come to stories with others and wait to be compared, the earliest first.
pub(in crate::store::sqlite) fn joining(
    connection: &Connection,
    limit: usize,
) -> Result<Vec<JoinedArticle>, Fault> {
    let sql = format!(
        "SELECT j.seq, j.story, s.id, j.document, d.id FROM joining j \
         JOIN stories s ON s.seq = j.story JOIN documents d ON d.seq = j.document \
         WHERE {COMPARABLE} ORDER BY j.seq LIMIT ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![limit])?;
    let mut joining = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, document_id): (String, String) = (row.get(2)?, row.get(4)?);
        joining.push(JoinedArticle {
            seq: row.get(0)?,
            story: row.get(1)?,
            story_id: id.parse().map_err(|_| unreadable(&id, "id"))?,
            document: row.get(3)?,
            document_id: document_id.parse().map_err(|_| unreadable(&document_id, "id"))?,
        });
    }
    Ok(joining)
}

/// How many documents are in each queue, counted up to `most`.
pub(in crate::store::sqlite) fn backlog(
    connection: &Connection,
    most: usize,
) -> Result<Backlog, Fault> {
    let count = |queue: &str| {
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {queue} LIMIT ?)");
        connection.prepare_cached(&sql)?.query_row(params![most], |row| row.get(0))
    };
    let comparable = format!("joining j JOIN documents d ON d.seq = j.document WHERE {COMPARABLE}");
    Ok(Backlog {
        unsorted: count("sorting")?,
        unidentified: count("identifying")?,
        uncompared: count(&comparable)?,
    })
}

/// The latest articles of a story, in order of arrival.
pub(super) fn members(
    connection: &Connection,
    story: i64,
    limit: usize,
) -> Result<Vec<StoryMember>, Fault> {
    let sql = "SELECT m.document, d.id, m.score, m.pinned, d.original \
               FROM memberships m JOIN documents d ON d.seq = m.document \
               WHERE m.story = ? ORDER BY m.document DESC LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![story, limit])?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        let (document, id): (i64, String) = (row.get(0)?, row.get(1)?);
        let repeats = match row.get::<_, Option<i64>>(4)? {
            Some(voice) => voices::first(connection, story, voice)? != Some(document),
            None => false,
        };
        members.push(StoryMember {
            document,
            id: id.parse().map_err(|_| unreadable(&id, "id"))?,
            score: row.get(2)?,
            pinned: row.get(3)?,
            repeats,
        });
    }
    members.reverse();
    Ok(members)
}
