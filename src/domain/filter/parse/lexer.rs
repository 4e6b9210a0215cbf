//! Filters as tokens.

use std::fmt;

use super::{FilterError, Operator, error};

/// A token of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::domain::filter) enum Token {
    And,
    Or,
    Not,
    Minus,
    Open,
    Close,
    Operator(Operator),
    Word(String),
    Quoted(String),
}

/// Hands out tokens, each with its byte offset.
pub(in crate::domain::filter) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    peeked: Option<Option<(usize, Token)>>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0, peeked: None }
    }

    /// Length of the filter.
    pub(super) fn end(&self) -> usize {
        self.text.len()
    }

    pub(super) fn peek(&mut self) -> Result<Option<(usize, Token)>, FilterError> {
        if self.peeked.is_none() {
            self.peeked = Some(self.read()?);
        }
        Ok(self.peeked.clone().flatten())
    }

    pub(super) fn next(&mut self) -> Result<Option<(usize, Token)>, FilterError> {
        match self.peeked.take() {
            Some(token) => Ok(token),
            None => self.read(),
        }
    }

    /// The value of a test: a string, or everything up to white space or a parenthesis, so that
    /// times and addresses need no quotation marks. Never called after a peek.
    pub(super) fn value(&mut self) -> Result<Option<(usize, Token)>, FilterError> {
        debug_assert!(self.peeked.is_none());
        self.skip_space();
        let rest = &self.text[self.position..];
        let Some(first) = rest.chars().next() else {
            return Ok(None);
        };
        let offset = self.position;
        if matches!(first, '"' | '\'') {
            return self.quoted(first).map(Some);
        }
        let length = rest.find(|c: char| c.is_whitespace() || "()\"'".contains(c));
        let word = &rest[..length.unwrap_or(rest.len())];
        if word.is_empty() {
            return Err(error(offset, format!("{first} where a value is due")));
        }
        self.position += word.len();
        Ok(Some((offset, Token::Word(word.to_owned()))))
    }

    fn read(&mut self) -> Result<Option<(usize, Token)>, FilterError> {
        self.skip_space();
        let offset = self.position;
        let rest = &self.text[offset..];
        let Some(first) = rest.chars().next() else {
            return Ok(None);
        };
        let (length, token) = match first {
            '"' | '\'' => return self.quoted(first).map(Some),
            '(' => (1, Token::Open),
            ')' => (1, Token::Close),
            '-' => (1, Token::Minus),
            '=' => (1, Token::Operator(Operator::Equal)),
            ':' => (1, Token::Operator(Operator::Has)),
            '<' if rest.starts_with("<=") => (2, Token::Operator(Operator::LessOrEqual)),
            '<' => (1, Token::Operator(Operator::Less)),
            '>' if rest.starts_with(">=") => (2, Token::Operator(Operator::GreaterOrEqual)),
            '>' => (1, Token::Operator(Operator::Greater)),
            '!' if rest.starts_with("!=") => (2, Token::Operator(Operator::NotEqual)),
            '!' => return Err(error(offset, "! is no operator: write != or NOT")),
            _ => {
                let ends = |c: char| c.is_whitespace() || "()=:<>!\"'".contains(c);
                let length = rest.find(ends).unwrap_or(rest.len());
                let token = match &rest[..length] {
                    "AND" => Token::And,
                    "OR" => Token::Or,
                    "NOT" => Token::Not,
                    word => Token::Word(word.to_owned()),
                };
                (length, token)
            }
        };
        self.position += length;
        Ok(Some((offset, token)))
    }

    /// A string; the position is that of its quotation mark.
    fn quoted(&mut self, mark: char) -> Result<(usize, Token), FilterError> {
        let offset = self.position;
        let mut value = String::new();
        let mut chars = self.text[offset..].char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            if c == mark {
                self.position = offset + at + mark.len_utf8();
                return Ok((offset, Token::Quoted(value)));
            }
            let taken = if c == '\\' { chars.next().map(|(_, next)| next) } else { Some(c) };
            value.extend(taken);
        }
        Err(error(offset, "the string is not closed"))
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.position..];
        self.position += rest.len() - rest.trim_start().len();
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And => f.write_str("AND"),
            Self::Or => f.write_str("OR"),
            Self::Not => f.write_str("NOT"),
            Self::Minus => f.write_str("-"),
            Self::Open => f.write_str("("),
            Self::Close => f.write_str(")"),
            Self::Operator(operator) => write!(f, "{operator}"),
            Self::Word(text) | Self::Quoted(text) => {
                let shown: String = text.chars().take(40).collect();
                write!(f, "{shown:?}")
            }
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Has => ":",
        })
    }
}
