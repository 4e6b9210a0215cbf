//! Filters of stories as conditions of SQL. Every value is a bound parameter.

use jiff::Timestamp;
use rusqlite::types::Value;

use super::super::row::time_text;
use crate::{
    domain::{Check, DEVELOPS_FOR, FieldTest, Filter},
    store::fold::fold,
};

/// A condition on `stories s`, true or false and never null.
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) parameters: Vec<Value>,
}

/// The condition that a filter sets; `latest` is when the latest of all articles was published.
pub(super) fn condition(filter: &Filter<FieldTest>, latest: Option<Timestamp>) -> Condition {
    let mut condition = Condition { sql: String::new(), parameters: Vec::new() };
    if !names_merged(filter) {
        condition.sql.push_str("s.merged_into IS NULL AND ");
    }
    condition.add(filter, latest);
    condition
}

/// Whether a filter asks for merged stories.
fn names_merged(filter: &Filter<FieldTest>) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(names_merged),
        Filter::Not(inner) => names_merged(inner),
        Filter::Test(test) => {
            test.field.name == "state" && test.check == Check::Is("MERGED".to_owned())
        }
    }
}

impl Condition {
    fn add(&mut self, filter: &Filter<FieldTest>, latest: Option<Timestamp>) {
        match filter {
            Filter::And(parts) => self.joined(parts, " AND ", "1", latest),
            Filter::Or(parts) => self.joined(parts, " OR ", "0", latest),
            Filter::Not(inner) => {
                self.sql.push_str("NOT (");
                self.add(inner, latest);
                self.sql.push(')');
            }
            Filter::Test(test) => self.test(test, latest),
        }
    }

    fn joined(
        &mut self,
        parts: &[Filter<FieldTest>],
        join: &str,
        none: &str,
        latest: Option<Timestamp>,
    ) {
        if parts.is_empty() {
            self.sql.push_str(none);
            return;
        }
        for (index, part) in parts.iter().enumerate() {
            self.sql.push_str(if index == 0 { "(" } else { join });
            self.add(part, latest);
        }
        self.sql.push(')');
    }

    fn test(&mut self, test: &FieldTest, latest: Option<Timestamp>) {
        // Names of fields are those of the table, which are columns but for two.
        let column = test.field.name;
        match (column, &test.check) {
            ("state", Check::Is(state)) => self.state(state, latest),
            ("state", _) => self.sql.push('1'),
            ("entities", Check::Is(name)) => {
                let sql = "s.seq IN (SELECT m.story FROM entities e JOIN memberships m \
                           ON m.document = e.document WHERE e.form = ?)";
                self.push(sql, fold(name));
            }
            ("entities", _) => self.sql.push_str(
                "EXISTS (SELECT 1 FROM memberships m JOIN entities e ON e.document = m.document \
                 WHERE m.story = s.seq)",
            ),
            (_, Check::Is(text)) => self.push(&format!("s.{column} = ?"), text.clone()),
            (_, Check::Contains(part)) => {
                self.push(&format!("fold_contains(s.{column}, ?)"), fold(part));
            }
            (_, Check::Equal(number)) => self.push(&format!("s.{column} = ?"), *number),
            (_, Check::Less(number)) => self.push(&format!("s.{column} < ?"), *number),
            (_, Check::Greater(number)) => self.push(&format!("s.{column} > ?"), *number),
            (_, Check::Within(from, until)) => {
                self.sql.push_str(&format!("(s.{column} <> ''"));
                if let Some(from) = from {
                    self.push(&format!(" AND s.{column} >= ?"), time_text(*from));
                }
                if let Some(until) = until {
                    self.push(&format!(" AND s.{column} < ?"), time_text(*until));
                }
                self.sql.push(')');
            }
            (_, Check::Present) => self.sql.push_str(&format!("s.{column} <> ''")),
            // No field of stories is a flag.
            (_, Check::Flag(_)) => self.sql.push('0'),
        }
    }

    fn state(&mut self, state: &str, latest: Option<Timestamp>) {
        if state == "MERGED" {
            self.sql.push_str("s.merged_into IS NOT NULL");
            return;
        }
        let edge = latest.and_then(|latest| latest.checked_sub(DEVELOPS_FOR).ok());
        let dormant = "s.merged_into IS NULL AND s.last_publish_time <> '' \
                       AND s.last_publish_time < ?";
        let edge = edge.map(time_text).unwrap_or_default();
        match state {
            "DORMANT" => self.push(&format!("({dormant})"), edge),
            _ => self.push(&format!("(s.merged_into IS NULL AND NOT ({dormant}))"), edge),
        }
    }

    fn push(&mut self, sql: &str, value: impl Into<Value>) {
        self.sql.push_str(sql);
        self.parameters.push(value.into());
    }
}
