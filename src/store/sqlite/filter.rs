//! Filters as conditions of SQL. Every value is a bound parameter.

use rusqlite::{Connection, functions::FunctionFlags, types::Value};

use super::row::{duplicate_kind_code, state_code, time_text};
use crate::{
    domain::{EntityId, Field, Filter, Matches, Test, TextField, TimeField},
    store::fold::fold,
};

/// A condition on `documents d`, true or false and never null.
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) parameters: Vec<Value>,
}

/// Makes the functions that conditions use.
pub(super) fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("folds_to", 2, flags, |arguments| {
        let (text, folded) = (arguments.get_raw(0).as_str()?, arguments.get_raw(1).as_str()?);
        Ok(fold(text) == folded)
    })?;
    connection.create_scalar_function("fold_contains", 2, flags, |arguments| {
        let (text, folded) = (arguments.get_raw(0).as_str()?, arguments.get_raw(1).as_str()?);
        Ok(fold(text).contains(folded))
    })
}

/// The condition that a filter sets.
pub(super) fn condition(filter: &Filter) -> Condition {
    let mut condition = Condition { sql: String::new(), parameters: Vec::new() };
    condition.add(filter);
    condition
}

impl Condition {
    fn add(&mut self, filter: &Filter) {
        match filter {
            Filter::And(parts) => self.joined(parts, " AND ", "1"),
            Filter::Or(parts) => self.joined(parts, " OR ", "0"),
            Filter::Not(inner) => {
                self.sql.push_str("NOT (");
                self.add(inner);
                self.sql.push(')');
            }
            Filter::Test(test) => self.test(test),
        }
    }

    fn joined(&mut self, parts: &[Filter], join: &str, none: &str) {
        if parts.is_empty() {
            self.sql.push_str(none);
        }
        for (index, part) in parts.iter().enumerate() {
            self.sql.push_str(if index == 0 { "(" } else { join });
            self.add(part);
        }
        if !parts.is_empty() {
            self.sql.push(')');
        }
    }

    fn test(&mut self, test: &Test) {
        let json = "EXISTS (SELECT 1 FROM json_each(d.";
        match test {
            Test::Text(field, Matches::Equal, value) => {
                self.push(&format!("d.{} = ?", text_column(*field)), [value.clone()]);
            }
            Test::Text(field, Matches::Contains, value) => {
                self.push(&format!("fold_contains(d.{}, ?)", text_column(*field)), [fold(value)]);
            }
            Test::Time { field, from, until } => {
                let column = time_column(*field);
                self.sql.push_str(&format!("(d.{column} IS NOT NULL"));
                if let Some(from) = from {
                    self.push(&format!(" AND d.{column} >= ?"), [time_text(*from)]);
                }
                if let Some(until) = until {
                    self.push(&format!(" AND d.{column} < ?"), [time_text(*until)]);
                }
                self.sql.push(')');
            }
            Test::Label(name, Matches::Equal, value) => {
                let sql = format!("{json}labels) WHERE key = ? AND value = ?)");
                self.push(&sql, [name.clone(), value.clone()]);
            }
            Test::Label(name, Matches::Contains, value) => {
                let sql = format!("{json}labels) WHERE key = ? AND fold_contains(value, ?))");
                self.push(&sql, [name.clone(), fold(value)]);
            }
            Test::Author(name) => {
                self.push(&format!("{json}authors) WHERE folds_to(value, ?))"), [fold(name)]);
            }
            Test::Entity(name) if name.starts_with(EntityId::COLLECTION) => {
                let sql = "d.seq IN (SELECT l.document FROM identity_links l WHERE l.entity = \
                           (SELECT coalesce(i.merged_into, i.id) FROM identities i \
                           WHERE i.slug = ?))";
                self.push(sql, [name[EntityId::COLLECTION.len()..].to_owned()]);
            }
            Test::Entity(name) => {
                let sql = "d.seq IN (SELECT document FROM entities WHERE form = ?)";
                self.push(sql, [fold(name)]);
            }
            Test::Story(id) => {
                let sql = "d.seq IN (SELECT m.document FROM memberships m JOIN stories s \
                           ON m.story = coalesce(s.merged_into, s.seq) WHERE s.id = ?)";
                self.push(sql, [id.as_str().to_owned()]);
            }
            Test::State(state) => self.push("d.state = ?", [state_code(*state)]),
            Test::DuplicateKind(kind) => {
                self.push("d.duplicate_kind IS ?", [duplicate_kind_code(*kind)]);
            }
            Test::Original(id) => {
                let sql = "(d.original IS NOT NULL AND \
                           d.original IN (SELECT seq FROM documents WHERE id = ?))";
                self.push(sql, [id.as_str().to_owned()]);
            }
            Test::Present(field) => self.present(field),
        }
    }

    fn present(&mut self, field: &Field) {
        match field {
            Field::Text(field) => self.sql.push_str(&format!("d.{} <> ''", text_column(*field))),
            Field::Time(field) => {
                self.sql.push_str(&format!("d.{} IS NOT NULL", time_column(*field)));
            }
            Field::Label(name) => {
                let sql = "EXISTS (SELECT 1 FROM json_each(d.labels) WHERE key = ?)";
                self.push(sql, [name.clone()]);
            }
            Field::Labels => self.sql.push_str("d.labels <> '{}'"),
            Field::Authors => self.sql.push_str("d.authors <> '[]'"),
            Field::Entities => self.sql.push_str("d.entity_count > 0"),
            Field::Stories => {
                let sql = "EXISTS (SELECT 1 FROM memberships WHERE document = d.seq)";
                self.sql.push_str(sql);
            }
            Field::State => self.sql.push('1'),
            Field::DuplicateKind | Field::Original => self.sql.push_str("d.original IS NOT NULL"),
        }
    }

    fn push<const N: usize>(&mut self, sql: &str, values: [impl Into<Value>; N]) {
        self.sql.push_str(sql);
        self.parameters.extend(values.map(Into::into));
    }
}

fn text_column(field: TextField) -> &'static str {
    match field {
        TextField::Source => "source",
        TextField::Url => "url",
        TextField::ExternalId => "external_id",
        TextField::Title => "title",
        TextField::LanguageCode => "language_code",
    }
}

fn time_column(field: TimeField) -> &'static str {
    match field {
        TimeField::Publish => "publish_time",
        TimeField::Modify => "modify_time",
        TimeField::Create => "create_time",
        TimeField::Update => "update_time",
    }
}
