//! Full-text search, in pages.
//!
//! Scores depend on all documents, so that they shift while documents arrive. A page therefore
//! goes on after the last hit of the page before wherever that hit stands now, and leaves out
//! what has arrived since the first page. (Hits that change places around it may still repeat
//! or be left out.) Ranking reads every match; to bound it, matches are
//! ranked block by block, the latest [`BLOCK`] first: a list of no more matches is ranked as a
//! whole.

mod highlight;

use std::cmp::Ordering;

use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter, types::Value};

use self::highlight::highlights;
use super::{failure::Fault, filter::condition, row};
use crate::{
    domain::{Filter, Query},
    store::{Detail, Hit, StoreError, page_token::ListKey},
};

/// Most matches that are ranked together.
const BLOCK: usize = 8192;

/// A search's settings, apart from the position.
pub(super) struct Search {
    pub(super) query: Query,
    pub(super) filter: Filter,
    pub(super) size: usize,
    pub(super) detail: Detail,
    pub(super) max_bytes: usize,
}

/// Where a page begins: after this hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Position {
    /// Sequence numbers of its block are less than this.
    end: i64,
    /// The hit.
    seq: i64,
    /// Its score then, for the case that the document is gone.
    score: f64,
}

/// A page, and the position of the next one.
pub(super) struct Found {
    pub(super) hits: Vec<Hit>,
    pub(super) next: Option<Position>,
    pub(super) total: usize,
}

/// What tokens of a search are bound to.
pub(super) fn key(query: &Query, filter: &Filter) -> ListKey {
    // Their debug forms name every value of either.
    ListKey::new("search", &format!("{query:?} {filter:?}"))
}

impl Position {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        [self.end.to_be_bytes(), self.seq.to_be_bytes(), self.score.to_be_bytes()].concat()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        match bytes.as_chunks::<8>() {
            (&[end, seq, score], []) => Ok(Self {
                end: i64::from_be_bytes(end),
                seq: i64::from_be_bytes(seq),
                score: f64::from_be_bytes(score),
            }),
            _ => Err(StoreError::PageToken),
        }
    }
}

/// A document that matches.
#[derive(Clone, Copy, Debug)]
struct Match {
    seq: i64,
    score: f64,
}

impl Match {
    /// Best first, of equals the latest.
    fn order(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(other.seq.cmp(&self.seq))
    }
}

/// Reads a page.
pub(super) fn search(
    connection: &Connection,
    search: &Search,
    after: Option<Position>,
) -> Result<Found, Fault> {
    let matching = Matching::of(search);
    let total = matching.total(connection)?;
    let mut end = match after {
        Some(after) => after.end,
        None => latest(connection)?.saturating_add(1),
    };
    let mut page = Page { search, expression: &matching.expression, hits: Vec::new(), bytes: 0 };
    let mut after = after;
    let mut last = None;
    loop {
        let begin = match total > BLOCK {
            true => matching.block(connection, end)?,
            false => i64::MIN,
        };
        let matches = matching.ranked(connection, begin, end, after.take())?;
        for found in matches.iter().take(search.size + 1) {
            if !page.add(connection, *found)? {
                return Ok(Found { hits: page.hits, next: last, total });
            }
            last = Some(Position { end, seq: found.seq, score: found.score });
        }
        if begin == i64::MIN {
            return Ok(Found { hits: page.hits, next: None, total });
        }
        end = begin;
    }
}

/// The last sequence number.
fn latest(connection: &Connection) -> Result<i64, Fault> {
    let sql = "SELECT coalesce(max(seq), 0) FROM documents";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// A search as the database reads it.
struct Matching {
    /// In the language of FTS5.
    expression: String,
    /// Tables and condition.
    sql: String,
    parameters: Vec<Value>,
}

impl Matching {
    fn of(search: &Search) -> Self {
        let expression = expression(&search.query);
        let mut parameters = vec![Value::from(expression.clone())];
        let sql = if search.filter.is_all() {
            "search WHERE search MATCH ?".to_owned()
        } else {
            let condition = condition(&search.filter);
            parameters.extend(condition.parameters);
            // CROSS keeps the order: first the index, then a look at each match.
            format!(
                "search CROSS JOIN documents d ON d.seq = search.rowid \
                 WHERE search MATCH ? AND {}",
                condition.sql
            )
        };
        Self { expression, sql, parameters }
    }

    fn with(&self, values: impl IntoIterator<Item = i64>) -> Vec<Value> {
        let values = values.into_iter().map(Value::from);
        self.parameters.iter().cloned().chain(values).collect()
    }

    fn total(&self, connection: &Connection) -> Result<usize, Fault> {
        let sql = format!("SELECT count(*) FROM {}", self.sql);
        let mut statement = connection.prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(&self.parameters), |row| row.get(0))?)
    }

    /// First sequence number of the block that ends before `end`; the least number there is
    /// when that is the last block.
    fn block(&self, connection: &Connection, end: i64) -> Result<i64, Fault> {
        let sql = format!(
            "SELECT search.rowid FROM {} AND search.rowid < ? \
             ORDER BY search.rowid DESC LIMIT 1 OFFSET {BLOCK}",
            self.sql
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let parameters = params_from_iter(self.with([end]));
        let before: Option<i64> = statement.query_row(parameters, |row| row.get(0)).optional()?;
        Ok(before.map_or(i64::MIN, |before| before + 1))
    }

    /// The matches of a block, best first, those after a position.
    fn ranked(
        &self,
        connection: &Connection,
        begin: i64,
        end: i64,
        after: Option<Position>,
    ) -> Result<Vec<Match>, Fault> {
        let sql = format!(
            "SELECT search.rowid, -bm25(search, 3.0, 1.0) FROM {} \
             AND search.rowid >= ? AND search.rowid < ?",
            self.sql
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(self.with([begin, end])))?;
        let mut matches = Vec::new();
        while let Some(row) = rows.next()? {
            matches.push(Match { seq: row.get(0)?, score: row.get(1)? });
        }
        matches.sort_unstable_by(Match::order);
        if let Some(Position { seq, score, .. }) = after {
            let now = matches.iter().find(|found| found.seq == seq).copied();
            let last = now.unwrap_or(Match { seq, score });
            matches.retain(|found| found.order(&last) == Ordering::Greater);
        }
        Ok(matches)
    }
}

/// The query in the language of FTS5. Every term becomes a string of it, so that nothing of
/// the caller's is read as an operator.
fn expression(query: &Query) -> String {
    let string = |term: &String| format!("\"{}\"", term.replace(['"', '\0'], " "));
    let any = |terms: &[String]| {
        let strings: Vec<_> = terms.iter().map(string).collect();
        format!("({})", strings.join(" OR "))
    };
    let groups: Vec<_> = query.required().iter().map(|group| any(group)).collect();
    let required = groups.join(" AND ");
    match query.excluded() {
        [] => required,
        excluded => format!("({required}) NOT {}", any(excluded)),
    }
}

/// A page that fills.
struct Page<'a> {
    search: &'a Search,
    expression: &'a str,
    hits: Vec<Hit>,
    bytes: usize,
}

impl Page<'_> {
    /// Adds a hit; whether it fits.
    fn add(&mut self, connection: &Connection, found: Match) -> Result<bool, Fault> {
        if self.hits.len() >= self.search.size {
            return Ok(false);
        }
        let gone = || Fault::Database(rusqlite::Error::QueryReturnedNoRows);
        let mut document = row::by_seq(connection, found.seq)?.ok_or_else(gone)?;
        row::fill(connection, &mut document, self.search.detail)?;
        self.bytes = self.bytes.saturating_add(row::bytes(&document));
        if !self.hits.is_empty() && self.bytes > self.search.max_bytes {
            return Ok(false);
        }
        let sql = "SELECT highlight(search, 0, ?3, ?4), highlight(search, 1, ?3, ?4) \
                   FROM search WHERE search MATCH ?1 AND rowid = ?2";
        let [begin, end] = super::prepared::MARKS.map(String::from);
        let highlights = connection.prepare_cached(sql)?.query_row(
            params![self.expression, found.seq, begin, end],
            |row| {
                let (title, body) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
                Ok(highlights(title, body))
            },
        )?;
        self.hits.push(Hit { document, score: found.score, highlights });
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &str) {
        assert_eq!(expression(&Query::parse(query).unwrap()), expected);
    }

    #[test]
    fn expressions_hold_the_callers_words_as_strings() {
        check("a", "(\"a\")");
        check("a OR b c -d -\"e f\"", "((\"a\" OR \"b\") AND (\"c\")) NOT (\"d\" OR \"e f\")");
        check("title:x* NEAR(b) ^c", "(\"title:x*\") AND (\"NEAR(b)\") AND (\"^c\")");
    }

    #[test]
    fn positions_come_back() {
        let position = Position { end: 5, seq: -3, score: 0.25 };
        assert_eq!(Position::from_bytes(&position.to_bytes()).unwrap(), position);
        assert!(Position::from_bytes(b"short").is_err());
    }
}
