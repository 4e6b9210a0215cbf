//! Metadata as columns, and how those of a new revision join those that are known.

use rusqlite::{Connection, named_params};

use super::{
    failure::Fault,
    row::{self, time_text},
};
use crate::{
    domain::{DateBasis, Metadata},
    store::{NewDocument, StoreError, StoredDocument},
};

/// Metadata of a document after a new revision: what it says replaces what was known; where
/// it says nothing that stays. Labels are joined.
pub(super) fn merged(
    before: &StoredDocument,
    new: &NewDocument,
) -> (Metadata, Option<DateBasis>, f64) {
    let (old, now) = (&before.metadata, &new.metadata);
    let text = |old: &String, new: &String| if new.is_empty() { old } else { new }.clone();
    let mut labels = old.labels.clone();
    labels.extend(now.labels.clone());
    let metadata = Metadata {
        source: text(&old.source, &now.source),
        source_display_name: text(&old.source_display_name, &now.source_display_name),
        url: text(&old.url, &now.url),
        canonical_url: text(&old.canonical_url, &now.canonical_url),
        external_id: text(&old.external_id, &now.external_id),
        title: text(&old.title, &now.title),
        authors: if now.authors.is_empty() { &old.authors } else { &now.authors }.clone(),
        publish_time: now.publish_time.or(old.publish_time),
        modify_time: now.modify_time.or(old.modify_time),
        fetch_time: now.fetch_time.or(old.fetch_time),
        language_code: text(&old.language_code, &now.language_code),
        labels,
    };
    let basis = if now.publish_time.is_some() { new.publish_basis } else { before.publish_basis };
    let stated = !now.language_code.is_empty();
    (metadata, basis, if stated { new.language_score } else { before.language_score })
}

/// Metadata as their columns hold them.
pub(super) struct Columns {
    pub(super) authors: String,
    pub(super) labels: String,
    pub(super) publish_time: Option<String>,
    pub(super) modify_time: Option<String>,
    pub(super) fetch_time: Option<String>,
}

impl Columns {
    /// The columns of metadata.
    pub(super) fn of(metadata: &Metadata) -> Result<Self, Fault> {
        let failed = |error: serde_json::Error| Fault::Failed(StoreError::Backend(error.into()));
        Ok(Self {
            authors: serde_json::to_string(&metadata.authors).map_err(failed)?,
            labels: serde_json::to_string(&metadata.labels).map_err(failed)?,
            publish_time: metadata.publish_time.map(time_text),
            modify_time: metadata.modify_time.map(time_text),
            fetch_time: metadata.fetch_time.map(time_text),
        })
    }
}

/// Replaces the metadata of a document, as a change of it.
pub(super) fn write_metadata(
    connection: &Connection,
    seq: i64,
    metadata: &Metadata,
    publish_basis: Option<DateBasis>,
    language_score: f64,
    update_time: &str,
) -> Result<(), Fault> {
    let columns = Columns::of(metadata)?;
    let sql = "UPDATE documents SET version = version + 1, source = :source, \
        source_display_name = :source_display_name, url = :url, canonical_url = :canonical_url, \
        external_id = :external_id, title = :title, authors = :authors, \
        publish_time = :publish_time, publish_basis = :publish_basis, \
        modify_time = :modify_time, fetch_time = :fetch_time, language_code = :language_code, \
        language_score = :language_score, labels = :labels, update_time = :update_time \
        WHERE seq = :seq";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":seq": seq,
        ":source": metadata.source,
        ":source_display_name": metadata.source_display_name,
        ":url": metadata.url,
        ":canonical_url": metadata.canonical_url,
        ":external_id": metadata.external_id,
        ":title": metadata.title,
        ":authors": columns.authors,
        ":publish_time": columns.publish_time,
        ":publish_basis": publish_basis.map(row::date_basis_code),
        ":modify_time": columns.modify_time,
        ":fetch_time": columns.fetch_time,
        ":language_code": metadata.language_code,
        ":language_score": language_score,
        ":labels": columns.labels,
        ":update_time": update_time,
    })?;
    Ok(())
}
