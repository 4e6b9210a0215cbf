//! Lists of entities, in pages. A page goes on after the value and the number of the last entity
//! of the page before.

use rusqlite::{Connection, params, types::Value};

use super::read::{self, COLUMNS};
use crate::{
    domain::{FieldTest, Filter},
    store::{
        EntityListRequest, EntityOrderBy, ListKey, StoreError, StoredEntity, sqlite::failure::Fault,
    },
};

/// Where a page begins: after the entity of this value and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store::sqlite) struct Position {
    value: PositionValue,
    number: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PositionValue {
    Number(i64),
    Text(String),
}

/// What tokens of a list are bound to.
pub(in crate::store::sqlite) fn key(request: &EntityListRequest) -> ListKey {
    let EntityListRequest { filter, order, descending, .. } = request;
    ListKey::new("entities", &format!("{order:?} {descending} {filter:?}"))
}

impl Position {
    pub(in crate::store::sqlite) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.number.to_be_bytes().to_vec();
        match &self.value {
            PositionValue::Number(value) => {
                bytes.push(0);
                bytes.extend_from_slice(&value.to_be_bytes());
            }
            PositionValue::Text(value) => {
                bytes.push(1);
                bytes.extend_from_slice(value.as_bytes());
            }
        }
        bytes
    }

    pub(in crate::store::sqlite) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let bad = || StoreError::PageToken;
        let (number, rest) = bytes.split_first_chunk::<8>().ok_or_else(bad)?;
        let value = match rest.split_first() {
            Some((0, value)) => {
                let value = value.try_into().map_err(|_| bad())?;
                PositionValue::Number(i64::from_be_bytes(value))
            }
            Some((1, value)) => {
                PositionValue::Text(String::from_utf8(value.to_vec()).map_err(|_| bad())?)
            }
            _ => return Err(bad()),
        };
        Ok(Self { value, number: i64::from_be_bytes(*number) })
    }
}

/// The values that a list is in the order of; none is null.
fn column(order: EntityOrderBy, descending: bool) -> &'static str {
    match (order, descending) {
        (EntityOrderBy::Documents, _) => "i.documents",
        (EntityOrderBy::Mentions, _) => "i.mentions",
        (EntityOrderBy::FirstSeen, true) => "coalesce(i.first_seen, '')",
        (EntityOrderBy::FirstSeen, false) => "coalesce(i.first_seen, '~')",
        (EntityOrderBy::LastSeen, true) => "coalesce(i.last_seen, '')",
        (EntityOrderBy::LastSeen, false) => "coalesce(i.last_seen, '~')",
        (EntityOrderBy::Name, _) => "i.slug",
    }
}

/// Reads a page, and the position of the next one.
pub(in crate::store::sqlite) fn list(
    connection: &Connection,
    request: &EntityListRequest,
    after: Option<Position>,
) -> Result<(Vec<StoredEntity>, Option<Position>), Fault> {
    let column = column(request.order, request.descending);
    let (direction, beyond) = if request.descending { ("DESC", "<") } else { ("ASC", ">") };
    let position = match &after {
        Some(_) => format!("AND ({column} {beyond} ?1 OR ({column} = ?1 AND i.id > ?2))"),
        None => String::new(),
    };
    let sql = format!(
        "SELECT {COLUMNS}, {column} FROM identities i WHERE i.merged_into IS NULL {position} \
         ORDER BY {column} {direction}, i.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = match after {
        Some(Position { value, number }) => {
            let value = match value {
                PositionValue::Number(value) => Value::from(value),
                PositionValue::Text(value) => Value::from(value),
            };
            statement.query(params![value, number])?
        }
        None => statement.query([])?,
    };
    let whole = asks_for_lists(&request.filter);
    let (mut entities, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let mut entity = read::entity(row)?;
        if whole {
            read::fill(connection, &mut entity)?;
        }
        if !entity.passes(&request.filter) {
            continue;
        }
        if entities.len() == request.size {
            return Ok((entities, last));
        }
        if !whole {
            read::fill(connection, &mut entity)?;
        }
        let value = match row.get(12)? {
            Value::Integer(value) => PositionValue::Number(value),
            Value::Text(value) => PositionValue::Text(value),
            _ => PositionValue::Number(0), // `column` names integers and texts alone
        };
        last = Some(Position { value, number: entity.number });
        entities.push(entity);
    }
    Ok((entities, None))
}

/// Whether a filter asks for what the row of an entity does not have.
fn asks_for_lists(filter: &Filter<FieldTest>) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(asks_for_lists),
        Filter::Not(inner) => asks_for_lists(inner),
        Filter::Test(test) => matches!(test.field.name, "aliases" | "roles" | "external_ids"),
    }
}
