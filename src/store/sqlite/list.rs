//! Lists, in pages.
//!
//! A page goes on after the value and the sequence number of the last document of the page
//! before: documents that arrive or go meanwhile move nothing.

use rusqlite::{Connection, params_from_iter, types::Value};

use super::{
    failure::Fault,
    filter::{Condition, condition},
    row::{self, COLUMNS},
};
use crate::{
    domain::{Filter, Order, OrderBy},
    store::{Detail, StoreError, StoredDocument, page_token::ListKey},
};

/// A list's settings, apart from the position.
pub(super) struct Listing {
    pub(super) filter: Filter,
    pub(super) order: Order,
    pub(super) size: usize,
    pub(super) detail: Detail,
    pub(super) max_bytes: usize,
}

/// Where a page begins: after the document of this value and sequence number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// `None` among the documents that lack the value, which come last.
    value: Option<String>,
    seq: i64,
}

/// A page, and the position of the next one.
pub(super) struct Listed {
    pub(super) documents: Vec<StoredDocument>,
    pub(super) next: Option<Position>,
    pub(super) total: usize,
}

/// What tokens of a list are bound to.
pub(super) fn key(filter: &Filter, order: Order) -> ListKey {
    // Their debug forms name every value of either.
    ListKey::new("list", &format!("{order:?} {filter:?}"))
}

impl Position {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.seq.to_be_bytes().to_vec();
        if let Some(value) = &self.value {
            bytes.push(1);
            bytes.extend_from_slice(value.as_bytes());
        }
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let bad = || StoreError::PageToken;
        let (seq, rest) = bytes.split_first_chunk::<8>().ok_or_else(bad)?;
        let value = match rest.split_first() {
            None => None,
            Some((_, value)) => Some(String::from_utf8(value.to_vec()).map_err(|_| bad())?),
        };
        Ok(Self { value, seq: i64::from_be_bytes(*seq) })
    }
}

/// Reads a page.
pub(super) fn list(
    connection: &Connection,
    listing: &Listing,
    after: Option<Position>,
) -> Result<Listed, Fault> {
    let condition = condition(&listing.filter);
    let total = total(connection, &condition)?;
    let mut page = Page { listing, documents: Vec::new(), bytes: 0 };
    let (value, last) = match after {
        Some(Position { value: None, seq }) => (None, Some(seq)),
        Some(Position { value, seq }) => (value.map(|value| (value, seq)), None),
        None => (None, None),
    };
    let mut more = false;
    if last.is_none() {
        let sql = valued(listing.order, &condition.sql, value.is_some());
        let mut parameters = condition.parameters.clone();
        if let Some((value, seq)) = value {
            parameters.extend([Value::from(value), Value::from(seq)]);
        }
        more = page.read(connection, &sql, parameters)?;
    }
    if !more && matches!(listing.order.by, OrderBy::PublishTime) {
        let sql = valueless(listing.order, &condition.sql);
        let first = if listing.order.descending { i64::MAX } else { i64::MIN };
        let mut parameters = condition.parameters;
        parameters.push(Value::from(last.unwrap_or(first)));
        more = page.read(connection, &sql, parameters)?;
    }
    let last = page.documents.last().filter(|_| more);
    let next = last.map(|last| position(last, listing.order));
    Ok(Listed { documents: page.documents, next, total })
}

fn total(connection: &Connection, condition: &Condition) -> Result<usize, Fault> {
    let sql = format!("SELECT count(*) FROM documents d WHERE {}", condition.sql);
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(params_from_iter(&condition.parameters), |row| row.get(0))?)
}

fn column(order: Order) -> &'static str {
    match order.by {
        OrderBy::CreateTime => "create_time",
        OrderBy::PublishTime => "publish_time",
        OrderBy::UpdateTime => "update_time",
        OrderBy::Name => "id",
    }
}

/// Documents that have the value; with `after`, those after a value and a sequence number.
fn valued(order: Order, condition: &str, after: bool) -> String {
    let column = column(order);
    let (sign, direction) = if order.descending { ("<", "DESC") } else { (">", "ASC") };
    let start = match after {
        true => format!("(d.{column}, d.seq) {sign} (?, ?)"),
        false => format!("d.{column} IS NOT NULL"),
    };
    format!(
        "SELECT {COLUMNS} FROM documents d WHERE {condition} AND {start} \
         ORDER BY d.{column} {direction}, d.seq {direction}"
    )
}

/// Documents that lack the value, after a sequence number.
fn valueless(order: Order, condition: &str) -> String {
    let column = column(order);
    let (sign, direction) = if order.descending { ("<", "DESC") } else { (">", "ASC") };
    format!(
        "SELECT {COLUMNS} FROM documents d WHERE {condition} AND d.{column} IS NULL \
         AND d.seq {sign} ? ORDER BY d.seq {direction}"
    )
}

fn position(last: &StoredDocument, order: Order) -> Position {
    let value = match order.by {
        OrderBy::CreateTime => Some(row::time_text(last.create_time)),
        OrderBy::PublishTime => last.metadata.publish_time.map(row::time_text),
        OrderBy::UpdateTime => Some(row::time_text(last.update_time)),
        OrderBy::Name => Some(last.id.as_str().to_owned()),
    };
    Position { value, seq: last.seq }
}

/// A page that fills.
struct Page<'a> {
    listing: &'a Listing,
    documents: Vec<StoredDocument>,
    bytes: usize,
}

impl Page<'_> {
    /// Adds documents; whether there are more than fit.
    fn read(
        &mut self,
        connection: &Connection,
        sql: &str,
        parameters: Vec<Value>,
    ) -> Result<bool, Fault> {
        let Listing { size, detail, max_bytes, .. } = self.listing;
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(parameters))?;
        while let Some(row) = rows.next()? {
            if self.documents.len() >= *size {
                return Ok(true);
            }
            let mut document = row::document(row)?;
            row::fill(connection, &mut document, *detail)?;
            self.bytes = self.bytes.saturating_add(row::bytes(&document));
            if !self.documents.is_empty() && self.bytes > *max_bytes {
                return Ok(true);
            }
            self.documents.push(document);
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back() {
        for value in [None, Some(String::new()), Some("2024".to_owned())] {
            let position = Position { value, seq: -7 };
            assert_eq!(Position::from_bytes(&position.to_bytes()).unwrap(), position);
        }
        for bad in [&b"short"[..], b"12345678\x01\xff"] {
            assert!(Position::from_bytes(bad).is_err());
        }
    }
}
