//! Writing submissions.

use rusqlite::{Connection, named_params, params};

use super::{
    copies::{self, Link},
    decide::{Decision, REQUESTS_KEPT, decide},
    events,
    failure::Fault,
    findings, identities,
    metadata::{Columns, merged, write_metadata},
    prepared::{Keys, Prepared},
    row::{self, time_text},
    sessions::acknowledge,
    stories,
    writer::Writing,
};
use crate::{
    domain::{DocumentId, State},
    store::{Change, Duplicate, Etag, NewDocument, Outcome, StoredDocument, Written},
};

/// Decides what becomes of a submission and carries it out.
pub(super) fn put(connection: &Writing, new: &Prepared) -> Result<Written, Fault> {
    let decision = decide(connection, new)?;
    let written = match &decision {
        Decision::Answered(seq, outcome) => known(connection, *seq, *outcome)?,
        Decision::Replayed(seq) | Decision::Duplicate(seq) => {
            known(connection, *seq, Outcome::Duplicate)?
        }
        Decision::Revise(seq) => revise(connection, new, *seq)?,
        Decision::Create(id, link) => create(connection, new, id.clone(), *link)?,
    };
    if !matches!(decision, Decision::Answered(..)) {
        remember(connection, new, &written)?;
    }
    if let Some(item) = new.item.as_ref().filter(|item| item.acknowledge) {
        acknowledge(connection, item, new.document.create_time)?;
    }
    Ok(written)
}

/// What [`put`] would do.
pub(super) fn check(connection: &Writing, new: &Prepared) -> Result<Written, Fault> {
    match decide(connection, new)? {
        Decision::Answered(seq, outcome) => known(connection, seq, outcome),
        Decision::Replayed(seq) | Decision::Duplicate(seq) => {
            known(connection, seq, Outcome::Duplicate)
        }
        Decision::Revise(seq) => {
            let mut document = require(connection, seq)?;
            let (metadata, basis, score) = merged(&document, &new.document);
            latest(&mut document, new, seq);
            document.metadata = metadata;
            document.publish_basis = basis;
            document.language_score = score;
            let link = copies::link(connection, &copies::Text::of(&new.document), seq)?;
            document.duplicate = duplicate(connection, &new.document, link)?;
            Ok(Written { document, outcome: Outcome::NewRevision, seq })
        }
        Decision::Create(id, link) => {
            let document = created(connection, new, id, link, 0)?;
            Ok(Written { document, outcome: Outcome::Created, seq: 0 })
        }
    }
}

fn known(connection: &Connection, seq: i64, outcome: Outcome) -> Result<Written, Fault> {
    Ok(Written { document: require(connection, seq)?, outcome, seq })
}

/// The document of a sequence number that was just found.
fn require(connection: &Connection, seq: i64) -> Result<StoredDocument, Fault> {
    let gone = || Fault::Database(rusqlite::Error::QueryReturnedNoRows);
    row::by_seq(connection, seq)?.ok_or_else(gone)
}

/// Notes the outcome under the call's request id.
fn remember(connection: &Connection, new: &Prepared, written: &Written) -> Result<(), Fault> {
    let Some(request) = &new.request else {
        return Ok(());
    };
    let now = new.document.create_time;
    let oldest = time_text(now.checked_sub(REQUESTS_KEPT).unwrap_or(now));
    connection.prepare_cached("DELETE FROM requests WHERE time <= ?")?.execute(params![oldest])?;
    let sql = "INSERT OR REPLACE INTO requests (id, digest, document, outcome, time) \
               VALUES (?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        request.id,
        request.digest.as_slice(),
        written.seq,
        row::outcome_code(written.outcome),
        new.create_time,
    ])?;
    Ok(())
}

fn create(
    connection: &Writing,
    new: &Prepared,
    id: DocumentId,
    link: Option<Link>,
) -> Result<Written, Fault> {
    let document = &new.document;
    let metadata = Columns::of(&document.metadata)?;
    let sql = "INSERT INTO documents (id, version, revision, source, source_display_name, url, \
        canonical_url, external_id, title, authors, publish_time, publish_basis, modify_time, \
        fetch_time, language_code, language_score, labels, media, charset, skip_cleaning, \
        content_hash, body_hash, size, agency, keyed, original, duplicate_kind, similarity, \
        state, engine_version, entity_count, complete, create_time, update_time) \
        VALUES (?1, 1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
        ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, '', 0, 1, ?28, ?28)";
    connection.prepare_cached(sql)?.execute(params![
        id.as_str(),
        document.metadata.source,
        document.metadata.source_display_name,
        document.metadata.url,
        document.metadata.canonical_url,
        document.metadata.external_id,
        document.metadata.title,
        metadata.authors,
        metadata.publish_time,
        document.publish_basis.map(row::date_basis_code),
        metadata.modify_time,
        metadata.fetch_time,
        document.metadata.language_code,
        document.language_score,
        metadata.labels,
        row::media_code(document.media),
        document.charset,
        document.skip_cleaning,
        document.content_hash.as_slice(),
        document.body_hash.as_slice(),
        document.content.len(),
        document.agency,
        !new.keys.is_empty(),
        link.map(|link| link.original),
        link.map(|link| row::duplicate_kind_code(link.kind)),
        link.map(|link| link.similarity),
        row::state_code(first_state(document)),
        new.create_time,
    ])?;
    let seq = connection.last_insert_rowid();
    insert_revision(connection, new, seq, 1)?;
    insert_keys(connection, seq, &new.keys)?;
    if let Some(sketch) = &document.sketch {
        copies::insert_sketch(connection, seq, sketch)?;
    }
    insert_search(connection, seq, document)?;
    let document = created(connection, new, id, link, seq)?;
    events::append(connection, &Change::DocumentCreated(Box::new(document.clone())))?;
    Ok(Written { document, outcome: Outcome::Created, seq })
}

fn revise(connection: &Writing, new: &Prepared, seq: i64) -> Result<Written, Fault> {
    let before = require(connection, seq)?;
    let voice = stories::voices::of(connection, seq)?;
    let document = &new.document;
    let (metadata, basis, score) = merged(&before, document);
    write_metadata(connection, seq, &metadata, basis, score, &new.create_time)?;
    let link = copies::link(connection, &copies::Text::of(document), seq)?;
    let sql = "UPDATE documents SET revision = revision + 1, media = :media, \
        charset = :charset, skip_cleaning = :skip_cleaning, content_hash = :content_hash, \
        body_hash = :body_hash, size = :size, agency = :agency, original = :original, \
        duplicate_kind = :duplicate_kind, similarity = :similarity, state = :state, \
        engine_version = '', failure = NULL, entity_count = 0, complete = 1 WHERE seq = :seq";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":seq": seq,
        ":media": row::media_code(document.media),
        ":charset": document.charset,
        ":skip_cleaning": document.skip_cleaning,
        ":content_hash": document.content_hash.as_slice(),
        ":body_hash": document.body_hash.as_slice(),
        ":size": document.content.len(),
        ":agency": document.agency,
        ":original": link.map(|link| link.original),
        ":duplicate_kind": link.map(|link| row::duplicate_kind_code(link.kind)),
        ":similarity": link.map(|link| link.similarity),
        ":state": row::state_code(first_state(document)),
    })?;
    if let Some(link) = link {
        // An original is never itself a copy.
        let sql = "UPDATE documents SET original = ? WHERE original = ?";
        connection.prepare_cached(sql)?.execute(params![link.original, seq])?;
    }
    insert_revision(connection, new, seq, before.revision + 1)?;
    // Addresses and ids by which it was known before still lead to it.
    insert_keys(connection, seq, &new.keys)?;
    copies::replace_sketch(connection, seq, document.sketch.as_ref())?;
    delete_analysis(connection, seq)?;
    match first_state(document) {
        State::NotAnalyzed => identities::forget(connection, seq)?,
        // What it told before stays until the next analysis.
        _ => {
            findings::rejoin(connection, seq)?;
            identities::recount(connection, seq)?;
        }
    }
    connection.prepare_cached("DELETE FROM search WHERE rowid = ?")?.execute(params![seq])?;
    insert_search(connection, seq, document)?;
    let written = known(connection, seq, Outcome::NewRevision)?;
    events::append(connection, &Change::DocumentRevised(Box::new(written.document.clone())))?;
    if written.document.state == State::NotAnalyzed {
        stories::withdraw(connection, seq, voice)?;
    }
    Ok(written)
}

fn insert_revision(
    connection: &Connection,
    new: &Prepared,
    seq: i64,
    revision: u32,
) -> Result<(), Fault> {
    let document = &new.document;
    let sql = "INSERT INTO revisions (document, revision, media, charset, skip_cleaning, \
        content_hash, body_hash, size, create_time, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        seq,
        revision,
        row::media_code(document.media),
        document.charset,
        document.skip_cleaning,
        document.content_hash.as_slice(),
        document.body_hash.as_slice(),
        document.content.len(),
        new.create_time,
        document.content,
    ])?;
    Ok(())
}

/// Adds keys to those by which a document is known.
pub(super) fn insert_keys(connection: &Connection, seq: i64, keys: &Keys) -> Result<(), Fault> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO keys (key, document) VALUES (?, ?)")?;
    for key in keys.all() {
        statement.execute(params![key, seq])?;
    }
    Ok(())
}

/// Indexes a document that is not indexed.
pub(super) fn insert_search(
    connection: &Connection,
    seq: i64,
    document: &NewDocument,
) -> Result<(), Fault> {
    let sql = "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)";
    let mut statement = connection.prepare_cached(sql)?;
    statement.execute(params![seq, document.search.title, document.search.body])?;
    Ok(())
}

/// Removes the analysis of a document.
pub(super) fn delete_analysis(connection: &Connection, seq: i64) -> Result<(), Fault> {
    for sql in
        ["DELETE FROM entities WHERE document = ?", "DELETE FROM analyses WHERE document = ?"]
    {
        connection.prepare_cached(sql)?.execute(params![seq])?;
    }
    Ok(())
}

/// State of a revision that nobody has analysed yet.
pub(super) fn first_state(document: &NewDocument) -> State {
    if document.analyzable { State::Accepted } else { State::NotAnalyzed }
}

/// A new document as it is stored.
fn created(
    connection: &Connection,
    new: &Prepared,
    id: DocumentId,
    link: Option<Link>,
    seq: i64,
) -> Result<StoredDocument, Fault> {
    let document = &new.document;
    Ok(StoredDocument {
        id,
        seq,
        metadata: document.metadata.clone(),
        publish_basis: document.publish_basis,
        language_score: document.language_score,
        content: None,
        search: None,
        media: document.media,
        charset: document.charset.clone(),
        skip_cleaning: document.skip_cleaning,
        content_hash: document.content_hash,
        body_hash: document.body_hash,
        size: document.content.len(),
        revision: 1,
        revision_count: 1,
        duplicate: duplicate(connection, document, link)?,
        state: first_state(document),
        etag: Etag::of(seq, 1),
        entity_count: 0,
        create_time: document.create_time,
        update_time: document.create_time,
    })
}

/// Turns a document into what it would be with this as its latest revision.
fn latest(document: &mut StoredDocument, new: &Prepared, seq: i64) {
    let NewDocument { media, charset, skip_cleaning, content_hash, body_hash, content, .. } =
        &new.document;
    document.media = *media;
    document.charset.clone_from(charset);
    document.skip_cleaning = *skip_cleaning;
    document.content_hash = *content_hash;
    document.body_hash = *body_hash;
    document.size = content.len();
    document.revision += 1;
    document.revision_count += 1;
    document.state = first_state(&new.document);
    document.entity_count = 0;
    document.update_time = new.document.create_time;
    document.seq = seq;
}

fn duplicate(
    connection: &Connection,
    document: &NewDocument,
    link: Option<Link>,
) -> Result<Option<Duplicate>, Fault> {
    let Some(Link { original, kind, similarity }) = link else {
        return Ok(None);
    };
    let sql = "SELECT id FROM documents WHERE seq = ?";
    let id: String = connection.prepare_cached(sql)?.query_row(params![original], |r| r.get(0))?;
    let original = id.parse().map_err(|_| row::unreadable(&id, "id"))?;
    Ok(Some(Duplicate { kind, original, similarity, agency: document.agency.clone() }))
}
