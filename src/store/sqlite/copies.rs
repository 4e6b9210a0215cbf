//! Which earlier document a text is a copy of.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{failure::Fault, row::duplicate_kind_code, writer::Writing};
use crate::{
    domain::{DuplicateKind, NEAR_COPY, Sketch},
    store::{NewDocument, fold::fold},
};

/// Most documents of one anchor that are looked at, the latest first.
const PER_ANCHOR: usize = 64;
/// Most documents whose sketches are compared, those with most anchors in common first.
const COMPARED: usize = 128;

/// What copies are told by.
pub(super) struct Text<'a> {
    pub(super) source: &'a str,
    pub(super) body_hash: &'a [u8; 32],
    pub(super) sketch: Option<&'a Sketch>,
    pub(super) agency: Option<&'a str>,
}

impl<'a> Text<'a> {
    pub(super) fn of(document: &'a NewDocument) -> Self {
        Self {
            source: &document.metadata.source,
            body_hash: &document.body_hash,
            sketch: document.sketch.as_ref(),
            agency: document.agency.as_deref(),
        }
    }
}

/// A copy's original.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Link {
    pub(super) original: i64,
    pub(super) kind: DuplicateKind,
    pub(super) similarity: f64,
}

/// The original of a text that arrived before `before`: the earliest document of the same
/// wording, else the one of the most similar sketch; if that is a copy, what it is a copy of.
pub(super) fn link(
    connection: &Writing,
    text: &Text<'_>,
    before: i64,
) -> Result<Option<Link>, Fault> {
    let found = match same_wording(connection, text, before)? {
        Some(seq) => Some((seq, 1.0)),
        None => most_similar(connection, text, before)?,
    };
    let Some((seq, similarity)) = found else {
        return Ok(None);
    };
    let sql = "SELECT coalesce(original, seq) FROM documents WHERE seq = ?";
    let original: i64 = connection.prepare_cached(sql)?.query_row(params![seq], |r| r.get(0))?;
    relation(connection, text, original, (seq == original).then_some(similarity)).map(Some)
}

/// How a text repeats its original. `similarity` if it is known already.
fn relation(
    connection: &Connection,
    text: &Text<'_>,
    original: i64,
    similarity: Option<f64>,
) -> Result<Link, Fault> {
    let sql = "SELECT source, source_display_name, agency, body_hash IS ?2 FROM documents \
               WHERE seq = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let (source, name, agency, same): (String, String, Option<String>, bool) = statement
        .query_row(params![original, text.body_hash.as_slice()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let similarity = match similarity {
        _ if same => 1.0,
        Some(known) => known,
        None => match (text.sketch, sketch(connection, original)?) {
            (Some(ours), Some(theirs)) => ours.similarity(&theirs),
            _ => 0.0,
        },
    };
    let syndicated = source != text.source
        && text.agency.is_some_and(|ours| {
            agency.as_deref() == Some(ours) || is_agency(&source, ours) || is_agency(&name, ours)
        });
    let kind = match (syndicated, same) {
        (true, _) => DuplicateKind::Syndicated,
        (false, true) => DuplicateKind::Exact,
        (false, false) => DuplicateKind::Near,
    };
    Ok(Link { original, kind, similarity })
}

/// Whether an outlet's name or domain is that of an agency: "Reuters", "reuters.com",
/// "apnews.com" for "AP".
fn is_agency(outlet: &str, agency: &str) -> bool {
    let (outlet, agency) = (fold(outlet), fold(agency));
    let joined: String = agency.split(' ').collect();
    !agency.is_empty()
        && (outlet == agency
            || outlet.split('.').any(|part| part == joined || part == format!("{joined}news")))
}

fn same_wording(
    connection: &Connection,
    text: &Text<'_>,
    before: i64,
) -> Result<Option<i64>, Fault> {
    let sql = "SELECT seq FROM documents WHERE body_hash = ? AND seq < ? ORDER BY seq LIMIT 1";
    let parameters = params![text.body_hash.as_slice(), before];
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(parameters, |row| row.get(0)).optional()?)
}

/// The document whose sketch is most similar, if it is enough for a copy; of equals the
/// earliest.
fn most_similar(
    connection: &Writing,
    text: &Text<'_>,
    before: i64,
) -> Result<Option<(i64, f64)>, Fault> {
    let Some(ours) = text.sketch else {
        return Ok(None);
    };
    let mut shared: BTreeMap<i64, u32> = BTreeMap::new();
    let mut anchors = connection.anchors.borrow_mut();
    for anchor in ours.anchors() {
        anchors.documents(connection, *anchor, before, PER_ANCHOR, |document| {
            *shared.entry(document).or_default() += 1;
        })?;
    }
    let mut candidates: Vec<_> = shared.into_iter().collect();
    candidates.sort_by_key(|(seq, count)| (std::cmp::Reverse(*count), *seq));
    candidates.truncate(COMPARED);
    let mut best: Option<(i64, f64)> = None;
    for (seq, _) in candidates {
        let Some(theirs) = sketch(connection, seq)? else { continue };
        let similarity = ours.similarity(&theirs);
        let better = best.is_none_or(|(earliest, most)| {
            similarity > most || (similarity >= most && seq < earliest)
        });
        if similarity >= NEAR_COPY && better {
            best = Some((seq, similarity));
        }
    }
    Ok(best)
}

fn sketch(connection: &Connection, seq: i64) -> Result<Option<Sketch>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT sketch FROM sketches WHERE document = ?")?;
    let bytes: Option<Vec<u8>> = statement.query_row(params![seq], |row| row.get(0)).optional()?;
    // One of another version cannot be compared.
    Ok(bytes.and_then(|bytes| Sketch::from_bytes(&bytes)))
}

/// Stores the sketch of a document in place of the one there was.
pub(super) fn replace_sketch(
    connection: &Writing,
    seq: i64,
    new: Option<&Sketch>,
) -> Result<(), Fault> {
    if let Some(old) = sketch(connection, seq)? {
        connection.anchors.borrow_mut().remove(connection, &old, seq)?;
    }
    match new {
        Some(new) => insert_sketch(connection, seq, new),
        None => {
            let sql = "DELETE FROM sketches WHERE document = ?";
            connection.prepare_cached(sql)?.execute(params![seq])?;
            Ok(())
        }
    }
}

/// Stores a sketch.
pub(super) fn insert_sketch(connection: &Writing, seq: i64, sketch: &Sketch) -> Result<(), Fault> {
    // First: what is read from the sketches in case must not hold this one.
    connection.anchors.borrow_mut().insert(connection, sketch, seq)?;
    let sql = "INSERT OR REPLACE INTO sketches (document, sketch) VALUES (?, ?)";
    connection.prepare_cached(sql)?.execute(params![seq, sketch.to_bytes()])?;
    Ok(())
}

/// Gives the copies of a document that is gone to the earliest of them, the answer. How each repeats
/// that one is told anew.
pub(super) fn adopt(connection: &Connection, gone: i64) -> Result<Option<i64>, Fault> {
    let sql =
        "SELECT seq, source, body_hash, agency FROM documents WHERE original = ? ORDER BY seq";
    let copies = connection
        .prepare_cached(sql)?
        .query_map(params![gone], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String, [u8; 32], Option<String>)>>>()?;
    let Some(((heir, ..), others)) = copies.split_first() else {
        return Ok(None);
    };
    let sql = "UPDATE documents SET original = ?, duplicate_kind = ?, similarity = ? WHERE seq = ?";
    let mut update = connection.prepare_cached(sql)?;
    update.execute(params![None::<i64>, None::<i64>, None::<f64>, heir])?;
    for (seq, source, body_hash, agency) in others {
        let sketch = sketch(connection, *seq)?;
        let (sketch, agency) = (sketch.as_ref(), agency.as_deref());
        let text = Text { source, body_hash, sketch, agency };
        let link = relation(connection, &text, *heir, None)?;
        let kind = duplicate_kind_code(link.kind);
        update.execute(params![link.original, kind, link.similarity, seq])?;
    }
    Ok(Some(*heir))
}

#[cfg(test)]
mod tests {
    use super::is_agency;

    #[test]
    fn outlets_that_are_agencies() {
        for (outlet, agency) in [
            ("Reuters", "Reuters"),
            ("reuters.com", "Reuters"),
            ("uk.reuters.com", "Reuters"),
            ("apnews.com", "AP"),
            ("Agence France-Presse", "Agence France-Presse"),
        ] {
            assert!(is_agency(outlet, agency), "{outlet} {agency}");
        }
        for (outlet, agency) in [("mapnews.com", "AP"), ("", ""), ("example.org", "AFP")] {
            assert!(!is_agency(outlet, agency), "{outlet} {agency}");
        }
    }
}
