//! Changing and removing documents.

use rusqlite::{Connection, params};

use super::{
    comparisons, copies, events,
    failure::Fault,
    findings, identities,
    metadata::write_metadata,
    prepared::Keys,
    put::{delete_analysis, insert_keys},
    row::{self, time_text},
    stories,
    writer::Writing,
};
use crate::{
    domain::{DocumentId, State, StoryId},
    store::{Change, Etag, MetadataChange, StoreError, StoredDocument},
};

/// Changes metadata; with `validate_only` returns what they would be.
pub(super) fn update(
    connection: &Connection,
    id: &DocumentId,
    change: &MetadataChange,
    etag: Option<&Etag>,
    validate_only: bool,
) -> Result<StoredDocument, Fault> {
    let before = current(connection, id, etag)?
        .ok_or_else(|| Fault::Refused(StoreError::NotFound(id.clone())))?;
    let state = match (before.state, change.analyzable) {
        (_, false) => State::NotAnalyzed,
        (State::NotAnalyzed, true) => State::Accepted,
        (_, true) if change.reanalyze => State::Accepted,
        (state, true) => state,
    };
    let is_stale = change.reanalyze || state != before.state;
    let seq = before.seq;
    if validate_only {
        return Ok(StoredDocument {
            metadata: change.metadata.clone(),
            publish_basis: change.publish_basis,
            language_score: change.language_score,
            state,
            entity_count: if is_stale { 0 } else { before.entity_count },
            update_time: change.update_time,
            ..before
        });
    }
    let time = time_text(change.update_time);
    let (basis, score) = (change.publish_basis, change.language_score);
    write_metadata(connection, seq, &change.metadata, basis, score, &time)?;
    let keys = Keys::new(&change.metadata, &change.address_keys);
    connection.prepare_cached("DELETE FROM keys WHERE document = ?")?.execute(params![seq])?;
    insert_keys(connection, seq, &keys)?;
    let sql = "UPDATE documents SET keyed = ? WHERE seq = ?";
    connection.prepare_cached(sql)?.execute(params![!keys.is_empty(), seq])?;
    if is_stale {
        delete_analysis(connection, seq)?;
        let sql = "UPDATE documents SET state = ?, engine_version = '', failure = NULL, \
                   entity_count = 0 WHERE seq = ?";
        connection.prepare_cached(sql)?.execute(params![row::state_code(state), seq])?;
    }
    match state {
        State::NotAnalyzed => identities::forget(connection, seq)?,
        // What it told before stays until the next analysis.
        _ => identities::recount(connection, seq)?,
    }
    let document = row::by_seq(connection, seq)?
        .ok_or_else(|| Fault::Database(rusqlite::Error::QueryReturnedNoRows))?;
    events::append(connection, &Change::DocumentRevised(Box::new(document.clone())))?;
    match (before.state, state) {
        (_, State::NotAnalyzed) => {
            stories::withdraw(connection, seq, stories::voices::of(connection, seq)?)?;
        }
        // Somebody may have put it into a story by hand.
        (State::NotAnalyzed, _) => findings::rejoin(connection, seq)?,
        _ => {}
    }
    stories::refresh(connection, seq, change.update_time)?;
    Ok(document)
}

/// The stories that [`delete`] would take the document out of; `None` when there is no such.
pub(super) fn deletable(
    connection: &Connection,
    id: &DocumentId,
    etag: Option<&Etag>,
) -> Result<Option<Vec<StoryId>>, Fault> {
    let Some(document) = current(connection, id, etag)? else {
        return Ok(None);
    };
    Ok(Some(stories::affected(connection, document.seq)?))
}

/// Removes a document and all that was derived of it. The stories that it was in; `None` when
/// there is no such document.
pub(super) fn delete(
    connection: &Writing,
    id: &DocumentId,
    etag: Option<&Etag>,
) -> Result<Option<Vec<StoryId>>, Fault> {
    let Some(document) = current(connection, id, etag)? else {
        return Ok(None);
    };
    let seq = document.seq;
    let left = stories::affected(connection, seq)?;
    let voice = stories::voices::of(connection, seq)?;
    copies::replace_sketch(connection, seq, None)?;
    delete_analysis(connection, seq)?;
    identities::forget(connection, seq)?;
    comparisons::delete_of(connection, seq)?;
    for sql in [
        "DELETE FROM search WHERE rowid = ?",
        "DELETE FROM keys WHERE document = ?",
        "DELETE FROM requests WHERE document = ?",
        "DELETE FROM revisions WHERE document = ?",
        "DELETE FROM documents WHERE seq = ?",
    ] {
        connection.prepare_cached(sql)?.execute(params![seq])?;
    }
    let heir = copies::adopt(connection, seq)?;
    stories::leave(connection, seq, heir.unwrap_or(voice))?;
    events::append(connection, &Change::DocumentDeleted(Box::new(document)))?;
    Ok(Some(left))
}

fn current(
    connection: &Connection,
    id: &DocumentId,
    etag: Option<&Etag>,
) -> Result<Option<StoredDocument>, Fault> {
    let Some(document) = row::by_id(connection, id)? else {
        return Ok(None);
    };
    if etag.is_some_and(|etag| *etag != document.etag) {
        let etag = document.etag.to_string();
        return Err(Fault::Refused(StoreError::Changed { id: id.clone(), etag }));
    }
    Ok(Some(document))
}
