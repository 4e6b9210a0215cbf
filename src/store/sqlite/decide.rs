//! What becomes of a submission: the rules of [`crate::store::Store::put`], in their order.
//! Nothing is written here.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    copies::{self, Link},
    failure::Fault,
    prepared::Prepared,
    row::outcome,
    sessions::mark,
    writer::Writing,
};
use crate::{
    domain::DocumentId,
    store::{Outcome, StoreError},
};

/// How long a request id is kept.
pub(super) const REQUESTS_KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// What becomes of a submission.
pub(super) enum Decision {
    /// The document is known; the call came before and has this outcome.
    Answered(i64, Outcome),
    /// The item came before, and the document is known.
    Replayed(i64),
    /// The document is known.
    Duplicate(i64),
    /// The document has a new revision.
    Revise(i64),
    /// It is a new document.
    Create(DocumentId, Option<Link>),
}

pub(super) fn decide(connection: &Writing, new: &Prepared) -> Result<Decision, Fault> {
    if let Some(answered) = answered(connection, new)? {
        return Ok(answered);
    }
    if let Some(replayed) = replayed(connection, new)? {
        return Ok(replayed);
    }
    let by_key = by_key(connection, new)?;
    let taken = taken(connection, new)?;
    if let Some(taken) = taken {
        if same_content(connection, new, Some(taken))?.is_some() {
            return Ok(Decision::Duplicate(taken));
        }
        if by_key != Some(taken) {
            let wanted = new.document.wanted_id.clone().expect("only a wanted id is looked up");
            return Err(Fault::Refused(StoreError::IdTaken(wanted)));
        }
    }
    if let Some(known) = by_key {
        return revision(connection, new, known);
    }
    if let Some(known) = same_without_key(connection, new)? {
        return Ok(Decision::Duplicate(known));
    }
    let link = copies::link(connection, &copies::Text::of(&new.document), i64::MAX)?;
    Ok(Decision::Create(free_id(connection, new)?, link))
}

/// Rule 1: the call came before.
fn answered(connection: &Connection, new: &Prepared) -> Result<Option<Decision>, Fault> {
    let Some(request) = &new.request else {
        return Ok(None);
    };
    let now = new.document.create_time;
    let oldest = now.checked_sub(REQUESTS_KEPT).unwrap_or(now);
    let sql = "SELECT digest, document, outcome FROM requests WHERE id = ? AND time > ?";
    let found: Option<([u8; 32], i64, i64)> = connection
        .prepare_cached(sql)?
        .query_row(params![request.id, super::row::time_text(oldest)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    match found {
        None => Ok(None),
        Some((digest, ..)) if digest != request.digest => {
            Err(Fault::Refused(StoreError::RequestIdReused))
        }
        Some((_, document, code)) => {
            let outcome = outcome(code);
            let outcome = outcome.ok_or_else(|| super::row::unreadable(&request.id, "outcome"))?;
            Ok(Some(Decision::Answered(document, outcome)))
        }
    }
}

/// Rule 2: the session is past the item.
fn replayed(connection: &Connection, new: &Prepared) -> Result<Option<Decision>, Fault> {
    let Some(item) = &new.item else {
        return Ok(None);
    };
    if item.sequence > mark(connection, item.session.as_str())? {
        return Ok(None);
    }
    match same_content(connection, new, None)? {
        Some(seq) => Ok(Some(Decision::Replayed(seq))),
        None => {
            let sequence = item.sequence;
            Err(Fault::Refused(StoreError::AlreadyAcknowledged { sequence }))
        }
    }
}

/// The document that has the wanted id.
fn taken(connection: &Connection, new: &Prepared) -> Result<Option<i64>, Fault> {
    let Some(id) = &new.document.wanted_id else {
        return Ok(None);
    };
    holder(connection, id)
}

fn holder(connection: &Connection, id: &DocumentId) -> Result<Option<i64>, Fault> {
    let mut statement = connection.prepare_cached("SELECT seq FROM documents WHERE id = ?")?;
    Ok(statement.query_row(params![id.as_str()], |row| row.get(0)).optional()?)
}

/// The earliest document of the same source, or the one given, that has the same content in
/// any revision.
fn same_content(
    connection: &Connection,
    new: &Prepared,
    document: Option<i64>,
) -> Result<Option<i64>, Fault> {
    let sql = "SELECT r.document FROM revisions r JOIN documents d ON d.seq = r.document \
               WHERE r.content_hash = ?1 AND d.source = ?2 AND (?3 IS NULL OR d.seq = ?3) \
               ORDER BY r.document LIMIT 1";
    let parameters =
        params![new.document.content_hash.as_slice(), new.document.metadata.source, document];
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(parameters, |row| row.get(0)).optional()?)
}

/// Rule 4: the article that is known by one of these keys; of several the earliest.
fn by_key(connection: &Connection, new: &Prepared) -> Result<Option<i64>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT min(document) FROM keys WHERE key = ?")?;
    let mut earliest: Option<i64> = None;
    for key in new.keys.deciding() {
        let found: Option<i64> = statement.query_row(params![key], |row| row.get(0))?;
        earliest = earliest.into_iter().chain(found).min();
    }
    Ok(earliest)
}

/// Rule 4: whether a known article has changed.
fn revision(connection: &Connection, new: &Prepared, known: i64) -> Result<Decision, Fault> {
    let sql = "SELECT content_hash = ?2 OR body_hash IS ?3 FROM documents WHERE seq = ?1";
    let hashes =
        params![known, new.document.content_hash.as_slice(), new.document.body_hash.as_slice()];
    let same: bool = connection.prepare_cached(sql)?.query_row(hashes, |row| row.get(0))?;
    Ok(if same { Decision::Duplicate(known) } else { Decision::Revise(known) })
}

/// Rule 5: the same text of the same source, where there is no key to tell articles apart.
fn same_without_key(connection: &Connection, new: &Prepared) -> Result<Option<i64>, Fault> {
    let any = new.keys.is_empty();
    let by_content = "SELECT d.seq FROM revisions r JOIN documents d \
                      ON d.seq = r.document AND d.revision = r.revision \
                      WHERE r.content_hash = ?1 AND d.source = ?2 AND (?3 OR d.keyed = 0) \
                      ORDER BY d.seq LIMIT 1";
    let by_body = "SELECT seq FROM documents \
                   WHERE body_hash = ?1 AND source = ?2 AND (?3 OR keyed = 0) \
                   ORDER BY seq LIMIT 1";
    for (sql, hash) in
        [(by_content, &new.document.content_hash), (by_body, &new.document.body_hash)]
    {
        let parameters = params![hash.as_slice(), new.document.metadata.source, any];
        let found = connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0));
        if let Some(seq) = found.optional()? {
            return Ok(Some(seq));
        }
    }
    Ok(None)
}

/// The wanted id, which is free, or a derived one that is.
fn free_id(connection: &Connection, new: &Prepared) -> Result<DocumentId, Fault> {
    if let Some(wanted) = &new.document.wanted_id {
        return Ok(wanted.clone());
    }
    let mut attempt = 0;
    loop {
        let id = new.derived_id(attempt);
        if holder(connection, &id)?.is_none() {
            return Ok(id);
        }
        attempt += 1;
    }
}
