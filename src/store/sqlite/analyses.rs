//! What is derived of documents after they are stored: analyses, and what documents of an
//! earlier schema lack.

use rusqlite::{Connection, OptionalExtension as _, named_params, params};

use super::{
    copies,
    failure::Fault,
    identities,
    metadata::write_metadata,
    prepared::Keys,
    put::{self, delete_analysis, insert_keys, insert_search},
    row::{self, COLUMNS},
    stories,
    writer::Writing,
};
use crate::{
    domain::State,
    store::{AnalysisRecord, Completion, Detail, Due, EntityRow, Etag, StoredDocument, fold::fold},
};

/// Bytes of content after which no more documents are read at a time.
const MOST_BYTES: usize = 4 << 20;

/// The part of a number that those who are waited for may have of what is read at a time.
const fn part_of_awaited(whole: usize) -> usize {
    whole - whole.div_ceil(4)
}

/// Documents whose analysis by this engine is due: those of `awaited` first, then the earliest.
pub(super) fn due(
    connection: &Connection,
    engine_version: &str,
    awaited: &[i64],
    limit: usize,
) -> Result<Due, Fault> {
    let most = part_of_awaited(limit).max(1);
    let (chosen, settled) = due_of(connection, engine_version, awaited, most)?;
    let mut others = earliest(connection, engine_version, limit)?;
    others.retain(|seq| !chosen.contains(seq));
    others.truncate(limit.saturating_sub(chosen.len()));
    let mut documents = full(connection, &chosen, 0)?;
    let bytes = documents.iter().map(|document| document.size).sum();
    documents.extend(full(connection, &others, bytes)?);
    documents.sort_unstable_by_key(|document| document.seq);
    Ok(Due { documents, settled })
}

/// Of some documents the first that are due, and those before them that are not. Each is looked up by
/// itself, so that this costs nothing for whatever else is due.
fn due_of(
    connection: &Connection,
    engine_version: &str,
    seqs: &[i64],
    most: usize,
) -> Result<(Vec<i64>, Vec<i64>), Fault> {
    let sql = "SELECT size FROM documents \
               WHERE seq = ? AND complete = 1 AND state <> 3 AND engine_version <> ?";
    let mut statement = connection.prepare_cached(sql)?;
    let (mut due, mut settled, mut bytes) = (Vec::new(), Vec::new(), 0_usize);
    for seq in seqs {
        if due.len() >= most {
            break;
        }
        let size = statement.query_row(params![seq, engine_version], |row| row.get(0));
        let Some(size) = size.optional()? else {
            settled.push(*seq);
            continue;
        };
        bytes = bytes.saturating_add(size);
        if bytes > part_of_awaited(MOST_BYTES) && !due.is_empty() {
            break;
        }
        due.push(*seq);
    }
    Ok((due, settled))
}

/// The earliest documents that are due.
fn earliest(
    connection: &Connection,
    engine_version: &str,
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    // Within one version of the engine the index goes by arrival; there are few versions.
    let sql = "SELECT seq FROM documents WHERE complete = 1 AND state <> 3 \
               AND engine_version = ? ORDER BY seq LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut due: Vec<i64> = Vec::new();
    for version in versions(connection)? {
        if version != engine_version {
            let rows = statement.query_map(params![version, limit], |row| row.get(0))?;
            for seq in rows {
                due.push(seq?);
            }
        }
    }
    due.sort_unstable();
    due.truncate(limit);
    Ok(due)
}

/// How many documents there are whose analysis by this engine is due, counted up to `limit`.
pub(super) fn count_due(
    connection: &Connection,
    engine_version: &str,
    limit: usize,
) -> Result<usize, Fault> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM documents WHERE complete = 1 AND state <> 3 \
               AND engine_version = ? LIMIT ?)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut due: usize = 0;
    for version in versions(connection)? {
        if version != engine_version {
            let count: usize = statement.query_row(params![version, limit], |row| row.get(0))?;
            due = due.saturating_add(count).min(limit);
        }
    }
    Ok(due)
}

/// Every version of the engine that analyses are of; empty for those that are to come.
fn versions(connection: &Connection) -> Result<Vec<String>, Fault> {
    let sql = "SELECT min(engine_version) FROM documents \
               WHERE complete = 1 AND state <> 3 AND engine_version > ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut versions = vec![String::new()];
    while let Some(last) = versions.last()
        && let Some(next) = statement.query_row(params![last], |row| row.get(0))?
    {
        versions.push(next);
    }
    Ok(versions)
}

/// Documents of an earlier schema that are not completed.
pub(super) fn incomplete(
    connection: &Connection,
    limit: usize,
) -> Result<Vec<StoredDocument>, Fault> {
    let sql = "SELECT seq FROM documents WHERE complete = 0 ORDER BY seq LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![limit], |row| row.get(0))?;
    let found = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
    full(connection, &found, 0)
}

/// The documents with their content, up to the one with which they and the `bytes` that were read
/// before are [`MOST_BYTES`]; the first one whatever was read.
fn full(
    connection: &Connection,
    found: &[i64],
    mut bytes: usize,
) -> Result<Vec<StoredDocument>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM documents d WHERE d.seq = ?");
    let mut documents = Vec::with_capacity(found.len());
    for seq in found {
        if bytes >= MOST_BYTES && !documents.is_empty() {
            break;
        }
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![seq])?;
        if let Some(row) = rows.next()? {
            let mut document = row::document(row)?;
            row::fill(connection, &mut document, Detail::Full)?;
            bytes += document.size;
            documents.push(document);
        }
    }
    Ok(documents)
}

/// An analysis with names ready to be stored.
pub(super) struct Recorded {
    record: AnalysisRecord,
    /// Forms without case and accents, entity by entity.
    forms: Vec<Vec<String>>,
}

impl Recorded {
    pub(super) fn new(record: AnalysisRecord) -> Self {
        let entities = entities_of(&record);
        let forms = entities.iter().map(forms).collect();
        Self { record, forms }
    }

    /// About how much memory it holds.
    pub(super) fn bytes(&self) -> usize {
        let content = self.record.result.as_ref().map_or(0, |rows| {
            rows.content.len()
                + rows.parse.len()
                + rows.appearances.len()
                + rows.signature.content.len()
        });
        1024 + content + self.forms.iter().flatten().map(|form| 64 + form.len()).sum::<usize>()
    }
}

fn entities_of(record: &AnalysisRecord) -> &[EntityRow] {
    record.result.as_ref().map_or(&[], |rows| &rows.entities)
}

fn forms(entity: &EntityRow) -> Vec<String> {
    let all = std::iter::once(&entity.name).chain(&entity.forms);
    let mut forms: Vec<_> = all.map(|form| fold(form)).filter(|form| !form.is_empty()).collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The analysis that this engine has recorded for this state of a document.
pub(super) fn get(
    connection: &Connection,
    seq: i64,
    etag: &Etag,
    engine_version: &str,
) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "SELECT d.version, a.content FROM documents d JOIN analyses a ON a.document = d.seq \
               WHERE d.seq = ? AND d.engine_version = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![seq, engine_version])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let is_of_this_state = Etag::of(seq, row.get(0)?) == *etag;
    Ok(if is_of_this_state { Some(row.get(1)?) } else { None })
}

/// What the analyses of such states of documents rest on, each where this engine has recorded it.
pub(super) fn parses(
    connection: &Connection,
    states: &[(i64, Etag)],
    engine_version: &str,
) -> Result<Vec<Option<Vec<u8>>>, Fault> {
    let sql = "SELECT d.version, a.parse FROM documents d JOIN analyses a ON a.document = d.seq \
               WHERE d.seq = ? AND d.engine_version = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut parse = |(seq, etag): &(i64, Etag)| {
        let mut rows = statement.query(params![seq, engine_version])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let is_of_this_state = Etag::of(*seq, row.get(0)?) == *etag;
        Ok(if is_of_this_state { row.get(1)? } else { None })
    };
    states.iter().map(&mut parse).collect()
}

/// Version of a document that can have an analysis.
fn version_of(connection: &Connection, seq: i64) -> Result<Option<i64>, Fault> {
    let sql = "SELECT version FROM documents WHERE seq = ? AND complete = 1 AND state <> 3";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![seq], |row| row.get(0)).optional()?)
}

/// Stores an analysis, unless its document has changed since.
pub(super) fn record(connection: &Connection, analysis: &Recorded) -> Result<(), Fault> {
    let Recorded { record, forms } = analysis;
    let (state, failure, count) = match &record.result {
        Ok(rows) => (State::Analyzed, None, rows.entities.len()),
        Err(failure) => (State::Failed, Some(failure), 0),
    };
    let version = version_of(connection, record.seq)?;
    if version.is_some_and(|version| Etag::of(record.seq, version) == record.etag) {
        let sql = "UPDATE documents SET state = :state, failure = :failure, \
                   engine_version = :engine, entity_count = :count WHERE seq = :seq";
        connection.prepare_cached(sql)?.execute(named_params! {
            ":seq": record.seq,
            ":state": row::state_code(state),
            ":failure": failure,
            ":engine": record.engine_version,
            ":count": count,
        })?;
        delete_analysis(connection, record.seq)?;
        let sql = "INSERT INTO entities (form, document, entity, kind, mentions) \
                   VALUES (?, ?, ?, ?, ?)";
        let mut insert = connection.prepare_cached(sql)?;
        let entities = entities_of(record);
        for (index, (entity, forms)) in entities.iter().zip(forms).enumerate() {
            for form in forms {
                insert.execute(params![form, record.seq, index, entity.kind, entity.mentions])?;
            }
        }
        if let Ok(rows) = &record.result {
            let sql = "INSERT INTO analyses (document, content, parse) VALUES (?, ?, ?)";
            connection.prepare_cached(sql)?.execute(params![
                record.seq,
                rows.content,
                rows.parse
            ])?;
            stories::unsorted_now(connection, record.seq, &rows.signature)?;
        }
        if record.result.is_err() {
            let voice = stories::voices::of(connection, record.seq)?;
            stories::withdraw(connection, record.seq, voice)?;
        }
        let appearances = record.result.as_ref().map_or(&[][..], |rows| &rows.appearances);
        identities::enqueue(connection, record.seq, appearances)?;
    }
    Ok(())
}

/// Completes a document of an earlier schema.
pub(super) fn complete(connection: &Writing, completion: &Completion) -> Result<(), Fault> {
    let seq = completion.seq;
    let sql = "SELECT update_time FROM documents WHERE seq = ? AND complete = 0";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![seq])?;
    let Some(row) = rows.next()? else {
        return Ok(());
    };
    let update_time: String = row.get(0)?;
    let document = &completion.document;
    let (basis, score) = (document.publish_basis, document.language_score);
    write_metadata(connection, seq, &document.metadata, basis, score, &update_time)?;
    let keys = Keys::new(&document.metadata, &document.address_keys);
    let link = copies::link(connection, &copies::Text::of(document), seq)?;
    let sql = "UPDATE documents SET body_hash = :body_hash, agency = :agency, keyed = :keyed, \
        original = :original, duplicate_kind = :duplicate_kind, similarity = :similarity, \
        state = :state, complete = 1 WHERE seq = :seq";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":seq": seq,
        ":body_hash": document.body_hash.as_slice(),
        ":agency": document.agency,
        ":keyed": !keys.is_empty(),
        ":original": link.map(|link| link.original),
        ":duplicate_kind": link.map(|link| row::duplicate_kind_code(link.kind)),
        ":similarity": link.map(|link| link.similarity),
        ":state": row::state_code(put::first_state(document)),
    })?;
    let sql = "UPDATE revisions SET body_hash = ? WHERE document = ?";
    connection.prepare_cached(sql)?.execute(params![document.body_hash.as_slice(), seq])?;
    insert_keys(connection, seq, &keys)?;
    copies::replace_sketch(connection, seq, document.sketch.as_ref())?;
    insert_search(connection, seq, document)
}
