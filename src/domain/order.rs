//! The order of lists.

use thiserror::Error;

/// What a list of documents is ordered by. Ties are broken by arrival, in the same direction;
/// documents without the value come last in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// The value.
    pub by: OrderBy,
    /// Greatest first.
    pub descending: bool,
}

/// Values that documents can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderBy {
    /// When it was stored.
    CreateTime,
    /// When it was published.
    PublishTime,
    /// When it was last changed.
    UpdateTime,
    /// Its resource name.
    Name,
}

/// The string is no order.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "must be create_time, publish_time, update_time or name, with \" desc\" for the last first"
)]
pub struct OrderError;

impl Default for Order {
    fn default() -> Self {
        Self { by: OrderBy::CreateTime, descending: true }
    }
}

impl Order {
    /// Reads `FIELD`, `FIELD asc` or `FIELD desc`; nothing is the default, the latest arrival
    /// first.
    pub fn parse(text: &str) -> Result<Self, OrderError> {
        let mut words = text.split_ascii_whitespace();
        let Some(field) = words.next() else {
            return Ok(Self::default());
        };
        let by = match field {
            "create_time" => OrderBy::CreateTime,
            "publish_time" => OrderBy::PublishTime,
            "update_time" => OrderBy::UpdateTime,
            "name" => OrderBy::Name,
            _ => return Err(OrderError),
        };
        let descending = match words.next() {
            None => false,
            Some(word) if word.eq_ignore_ascii_case("asc") => false,
            Some(word) if word.eq_ignore_ascii_case("desc") => true,
            Some(_) => return Err(OrderError),
        };
        if words.next().is_some() { Err(OrderError) } else { Ok(Self { by, descending }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read() {
        let order = |by, descending| Ok(Order { by, descending });
        assert_eq!(Order::parse(""), order(OrderBy::CreateTime, true));
        assert_eq!(Order::parse(" name "), order(OrderBy::Name, false));
        assert_eq!(Order::parse("publish_time  desc"), order(OrderBy::PublishTime, true));
        assert_eq!(Order::parse("update_time ASC"), order(OrderBy::UpdateTime, false));
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in ["title", "name up", "name desc desc", "name,create_time", "NAME", "desc"] {
            assert_eq!(Order::parse(bad), Err(OrderError), "{bad}");
        }
    }
}
