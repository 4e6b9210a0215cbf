//! Lists of stories, in pages.
//!
//! A page goes on after the value and the number of the last story of the page before: stories
//! that are founded meanwhile move nothing. One whose value changes between two pages moves.

use jiff::Timestamp;
use rusqlite::{Connection, params_from_iter, types::Value};

use super::{
    super::{failure::Fault, row::time_text},
    filter::condition,
    shown::{COLUMNS, latest, story},
};
use crate::{
    domain::{FieldTest, Filter, Story, StoryOrder, StoryOrderBy},
    store::{ListKey, StoreError},
};

/// A list's settings, apart from the position.
pub(in crate::store::sqlite) struct Listing {
    pub(in crate::store::sqlite) filter: Filter<FieldTest>,
    pub(in crate::store::sqlite) order: StoryOrder,
    pub(in crate::store::sqlite) size: usize,
    pub(in crate::store::sqlite) now: Timestamp,
}

/// Where a page begins: after the story of this value and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store::sqlite) struct Position {
    value: PositionValue,
    seq: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PositionValue {
    Number(i64),
    Text(String),
}

/// What tokens of a list are bound to.
pub(in crate::store::sqlite) fn key(filter: &Filter<FieldTest>, order: StoryOrder) -> ListKey {
    // Their debug forms name every value of either.
    ListKey::new("stories", &format!("{order:?} {filter:?}"))
}

impl Position {
    pub(in crate::store::sqlite) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.seq.to_be_bytes().to_vec();
        match &self.value {
            PositionValue::Number(number) => {
                bytes.push(0);
                bytes.extend_from_slice(&number.to_be_bytes());
            }
            PositionValue::Text(text) => {
                bytes.push(1);
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        bytes
    }

    pub(in crate::store::sqlite) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let bad = || StoreError::PageToken;
        let (seq, rest) = bytes.split_first_chunk::<8>().ok_or_else(bad)?;
        let value = match rest.split_first().ok_or_else(bad)? {
            (0, number) => {
                let number = number.try_into().map_err(|_| bad())?;
                PositionValue::Number(i64::from_be_bytes(number))
            }
            (_, text) => PositionValue::Text(String::from_utf8(text.to_vec()).map_err(|_| bad())?),
        };
        Ok(Self { value, seq: i64::from_be_bytes(*seq) })
    }

    fn of(last: &Story, seq: i64, by: StoryOrderBy) -> Self {
        let value = match by {
            StoryOrderBy::CreateTime => PositionValue::Number(seq),
            StoryOrderBy::LastPublishTime => {
                let time = last.last_publish_time.map(time_text);
                PositionValue::Text(time.unwrap_or_default())
            }
            StoryOrderBy::DocumentCount => PositionValue::Number(last.document_count.into()),
            StoryOrderBy::SourceCount => PositionValue::Number(last.source_count.into()),
        };
        Self { value, seq }
    }
}

fn column(by: StoryOrderBy) -> &'static str {
    match by {
        StoryOrderBy::CreateTime => "seq",
        StoryOrderBy::LastPublishTime => "last_publish_time",
        StoryOrderBy::DocumentCount => "document_count",
        StoryOrderBy::SourceCount => "source_count",
    }
}

/// Reads a page; with it comes the position of the next one.
pub(in crate::store::sqlite) fn list(
    connection: &Connection,
    listing: &Listing,
    after: Option<Position>,
) -> Result<(Vec<Story>, Option<Position>), Fault> {
    let Listing { filter, order, size, now } = listing;
    let latest = latest(connection, *now)?;
    let condition = condition(filter, latest);
    let column = column(order.by);
    let (sign, direction) = if order.descending { ("<", "DESC") } else { (">", "ASC") };
    let start =
        if after.is_some() { format!("(s.{column}, s.seq) {sign} (?, ?)") } else { "1".into() };
    let sql = format!(
        "SELECT {COLUMNS} FROM stories s WHERE {} AND {start} \
         ORDER BY s.{column} {direction}, s.seq {direction}",
        condition.sql
    );
    let mut parameters = condition.parameters;
    if let Some(Position { value, seq }) = after {
        parameters.push(match value {
            PositionValue::Number(number) => Value::from(number),
            PositionValue::Text(text) => Value::from(text),
        });
        parameters.push(Value::from(seq));
    }
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(parameters))?;
    let mut stories = Vec::new();
    let mut last = None;
    while let Some(row) = rows.next()? {
        if stories.len() >= *size {
            return Ok((stories, last));
        }
        let story = story(connection, row, latest)?;
        last = Some(Position::of(&story, row.get(0)?, order.by));
        stories.push(story);
    }
    Ok((stories, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back() {
        for value in [PositionValue::Number(-3), PositionValue::Text("2024".to_owned())] {
            let position = Position { value, seq: 7 };
            assert_eq!(Position::from_bytes(&position.to_bytes()).unwrap(), position);
        }
        for bad in [&b"short"[..], b"12345678", b"12345678\x00\x01", b"12345678\x01\xff"] {
            assert!(Position::from_bytes(bad).is_err());
        }
    }
}
