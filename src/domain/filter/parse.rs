//! Reading filters.

mod lexer;
pub(super) mod value;

use thiserror::Error;

pub(super) use self::lexer::{Lexer, Token};
use self::value::test;
use super::{Field, Filter, TextField, TimeField};

/// Most bytes of a filter.
const MAX_BYTES: usize = 4096;
/// Most tests in a filter.
const MAX_TESTS: usize = 100;
/// Most parentheses and negations inside each other.
const MAX_DEPTH: usize = 16;

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("at byte {offset}: {problem}")]
pub struct FilterError {
    /// Byte offset in the filter.
    pub offset: usize,
    /// What is wrong there.
    pub problem: String,
}

/// Operators of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Has,
}

/// The fields of what is filtered.
pub(super) trait Schema {
    /// One of the fields.
    type Field;
    /// A test of one.
    type Test;

    /// The field of a name that begins at `offset`; `lexer` stands behind it.
    fn field(
        &self,
        lexer: &mut Lexer<'_>,
        offset: usize,
        name: &str,
    ) -> Result<Self::Field, FilterError>;

    /// The test of a field, which begins at the first offset, against a value at the second.
    fn test(
        &self,
        field: Self::Field,
        operator: Operator,
        offsets: (usize, usize),
        value: &Token,
    ) -> Result<Filter<Self::Test>, FilterError>;
}

/// The fields of documents.
pub(super) struct Documents;

impl Schema for Documents {
    type Field = Field;
    type Test = super::Test;

    fn field(
        &self,
        lexer: &mut Lexer<'_>,
        offset: usize,
        name: &str,
    ) -> Result<Field, FilterError> {
        let field = match name {
            "source" => Field::Text(TextField::Source),
            "url" => Field::Text(TextField::Url),
            "external_id" => Field::Text(TextField::ExternalId),
            "title" => Field::Text(TextField::Title),
            "language_code" => Field::Text(TextField::LanguageCode),
            "authors" => Field::Authors,
            "publish_time" => Field::Time(TimeField::Publish),
            "modify_time" => Field::Time(TimeField::Modify),
            "create_time" => Field::Time(TimeField::Create),
            "update_time" => Field::Time(TimeField::Update),
            "labels" => Field::Labels,
            "entities" => Field::Entities,
            "stories" => Field::Stories,
            "state" => Field::State,
            "duplicate.kind" => Field::DuplicateKind,
            "duplicate.original_document" => Field::Original,
            // A label's name may be quoted: labels."any name".
            "labels." => match lexer.next()? {
                Some((_, Token::Quoted(label))) => Field::Label(label),
                _ => return Err(error(offset, "the name of a label is due after labels.")),
            },
            _ => match name.strip_prefix("labels.") {
                Some(label) => Field::Label(label.to_owned()),
                None => return Err(error(offset, unknown(name))),
            },
        };
        Ok(field)
    }

    fn test(
        &self,
        field: Field,
        operator: Operator,
        offsets: (usize, usize),
        value: &Token,
    ) -> Result<Filter, FilterError> {
        test(field, operator, offsets, value)
    }
}

pub(super) fn parse<S: Schema>(text: &str, schema: &S) -> Result<Filter<S::Test>, FilterError> {
    if text.len() > MAX_BYTES {
        let problem = format!("the filter has more than {MAX_BYTES} bytes");
        return Err(FilterError { offset: text.floor_char_boundary(MAX_BYTES), problem });
    }
    let mut parser = Parser { schema, lexer: Lexer::new(text), tests: 0, depth: 0 };
    if parser.lexer.peek()?.is_none() {
        return Ok(Filter::all());
    }
    let filter = parser.expression()?;
    match parser.lexer.peek()? {
        None => Ok(filter),
        Some((offset, token)) => Err(error(offset, format!("{token} does not belong here"))),
    }
}

pub(super) fn error(offset: usize, problem: impl Into<String>) -> FilterError {
    FilterError { offset, problem: problem.into() }
}

struct Parser<'a, S> {
    schema: &'a S,
    lexer: Lexer<'a>,
    tests: usize,
    depth: usize,
}

impl<S: Schema> Parser<'_, S> {
    /// Factors that are joined by AND or stand side by side.
    fn expression(&mut self) -> Result<Filter<S::Test>, FilterError> {
        let mut parts = vec![self.factor()?];
        loop {
            match self.lexer.peek()? {
                Some((_, Token::And)) => {
                    self.lexer.next()?;
                    parts.push(self.factor()?);
                }
                None | Some((_, Token::Close)) => break,
                Some(_) => parts.push(self.factor()?),
            }
        }
        Ok(joined(parts, Filter::And))
    }

    /// Terms that are joined by OR.
    fn factor(&mut self) -> Result<Filter<S::Test>, FilterError> {
        let mut parts = vec![self.term()?];
        while let Some((_, Token::Or)) = self.lexer.peek()? {
            self.lexer.next()?;
            parts.push(self.term()?);
        }
        Ok(joined(parts, Filter::Or))
    }

    fn term(&mut self) -> Result<Filter<S::Test>, FilterError> {
        let (offset, token) = self.lexer.next()?.ok_or_else(|| self.at_end("a test"))?;
        match token {
            Token::Not | Token::Minus => {
                let inner = self.nested(offset, Self::term)?;
                Ok(Filter::Not(Box::new(inner)))
            }
            Token::Open => {
                let inner = self.nested(offset, Self::expression)?;
                match self.lexer.next()? {
                    Some((_, Token::Close)) => Ok(inner),
                    Some((at, other)) => Err(error(at, format!("{other} where ) is due"))),
                    None => Err(error(offset, "the parenthesis is not closed")),
                }
            }
            Token::Word(_) | Token::Quoted(_) => self.test(offset, token),
            other => Err(error(offset, format!("{other} where a test is due"))),
        }
    }

    fn nested(
        &mut self,
        offset: usize,
        inner: impl FnOnce(&mut Self) -> Result<Filter<S::Test>, FilterError>,
    ) -> Result<Filter<S::Test>, FilterError> {
        if self.depth == MAX_DEPTH {
            return Err(error(offset, format!("more than {MAX_DEPTH} levels deep")));
        }
        self.depth += 1;
        let filter = inner(self)?;
        self.depth -= 1;
        Ok(filter)
    }

    /// `FIELD OPERATOR VALUE`, its first token read already.
    fn test(&mut self, offset: usize, first: Token) -> Result<Filter<S::Test>, FilterError> {
        self.tests += 1;
        if self.tests > MAX_TESTS {
            return Err(error(offset, format!("more than {MAX_TESTS} tests")));
        }
        let Token::Word(name) = first else {
            return Err(error(offset, "a test begins with the name of a field, not a string"));
        };
        let field = self.schema.field(&mut self.lexer, offset, &name)?;
        let operator = match self.lexer.next()? {
            Some((_, Token::Operator(operator))) => operator,
            Some((at, other)) => {
                return Err(error(at, format!("{other} where an operator is due after {name}")));
            }
            None => return Err(self.at_end(&format!("an operator after {name}"))),
        };
        match self.lexer.value()? {
            Some((at, value)) => self.schema.test(field, operator, (offset, at), &value),
            None => Err(self.at_end(&format!("a value for {name}"))),
        }
    }

    fn at_end(&self, what: &str) -> FilterError {
        error(self.lexer.end(), format!("the filter ends where {what} is due"))
    }
}

fn joined<T>(mut parts: Vec<Filter<T>>, join: fn(Vec<Filter<T>>) -> Filter<T>) -> Filter<T> {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => Filter::all(),
    }
}

fn unknown(name: &str) -> String {
    // Shown to people: a name as long as the filter helps nobody.
    let shown: String = name.chars().take(40).collect();
    format!(
        "there is no field {shown:?}: there are source, url, external_id, title, authors, \
         language_code, publish_time, modify_time, create_time, update_time, labels.NAME, \
         entities, stories, state, duplicate.kind and duplicate.original_document"
    )
}

#[cfg(test)]
mod tests;
