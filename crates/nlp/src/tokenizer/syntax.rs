//! Reader of the affix patterns.
//!
//! The prefix, suffix and infix patterns are long alternations of one small
//! shape, written in Python's regular expression syntax:
//!
//! ```text
//! pattern     := alternative ('|' alternative)*
//! alternative := '^'? ('(?<=' atom+ ')')? body (('(?=' | '(?!') atom ')')? '$'?
//! body        := '(?:' literals ('|' literals)* ')' | literals
//! literals    := atom+ '+'?
//! atom        := code point | escape | '[' class ']'
//! ```
//!
//! Matching that shape needs no regular expression engine and no backtracking,
//! so every step of the tokenizer takes bounded time. A pattern of any other
//! shape is refused when the model is loaded.

use std::iter::Peekable;
use std::rc::Rc;
use std::str::Chars;

use super::class::CharClass;

/// One code point of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom {
    Char(char),
    Class(Rc<CharClass>),
}

/// What must follow a match.
#[derive(Debug, Clone)]
pub(super) struct Ahead {
    pub(super) negative: bool,
    pub(super) atom: Atom,
}

/// One alternative with one of its bodies.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) at_start: bool,
    pub(super) at_end: bool,
    /// Code points before the match, in text order.
    pub(super) behind: Vec<Atom>,
    pub(super) body: Vec<Atom>,
    /// Whether the last atom of the body may repeat.
    pub(super) repeat_last: bool,
    pub(super) ahead: Option<Ahead>,
}

/// Where and why a pattern cannot be read.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) at: usize,
    pub(super) problem: String,
}

/// Reads a pattern into its rules, in order of preference.
pub(super) fn parse(pattern: &str) -> Result<Vec<Rule>, SyntaxError> {
    let mut reader = Reader { chars: pattern.chars().peekable(), at: 0 };
    let mut rules = Vec::new();
    loop {
        reader.alternative(&mut rules)?;
        match reader.next() {
            None => return Ok(rules),
            Some('|') => {}
            Some(c) => return Err(reader.error(format!("has {c:?} where an alternative ends"))),
        }
    }
}

/// Reads one class, such as `[a-z0-9]`.
pub(super) fn parse_class(pattern: &str) -> Result<CharClass, SyntaxError> {
    let mut reader = Reader { chars: pattern.chars().peekable(), at: 0 };
    match reader.atom()? {
        Atom::Class(class) if reader.chars.peek().is_none() => Ok(class.as_ref().clone()),
        _ => Err(reader.error("is not one class")),
    }
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    /// Code points read.
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.next();
        self.at += usize::from(c.is_some());
        c
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.chars.peek() == Some(&expected);
        if found {
            self.next();
        }
        found
    }

    /// Reads exactly `text` if it comes next.
    fn eat_all(&mut self, text: &str) -> bool {
        let mut ahead = self.chars.clone();
        if text.chars().all(|c| ahead.next() == Some(c)) {
            self.chars = ahead;
            self.at += text.chars().count();
            return true;
        }
        false
    }

    fn error(&self, problem: impl Into<String>) -> SyntaxError {
        SyntaxError { at: self.at, problem: problem.into() }
    }

    fn alternative(&mut self, rules: &mut Vec<Rule>) -> Result<(), SyntaxError> {
        let at_start = self.eat('^');
        let behind = if self.eat_all("(?<=") { self.atoms_until_paren()? } else { Vec::new() };
        let bodies = self.bodies()?;
        let negative = self.eat_all("(?!");
        let ahead = if negative || self.eat_all("(?=") {
            let mut atoms = self.atoms_until_paren()?;
            match (atoms.pop(), atoms.is_empty()) {
                (Some(atom), true) => Some(Ahead { negative, atom }),
                _ => return Err(self.error("looks ahead by other than one code point")),
            }
        } else {
            None
        };
        let at_end = self.eat('$');
        for (body, repeat_last) in bodies {
            if repeat_last && ahead.is_some() {
                return Err(self.error("looks ahead after a repetition"));
            }
            rules.push(Rule {
                at_start,
                at_end,
                behind: behind.clone(),
                body,
                repeat_last,
                ahead: ahead.clone(),
            });
        }
        Ok(())
    }

    fn bodies(&mut self) -> Result<Vec<(Vec<Atom>, bool)>, SyntaxError> {
        if !self.eat_all("(?:") {
            return Ok(vec![self.literals()?]);
        }
        let mut bodies = Vec::new();
        loop {
            bodies.push(self.literals()?);
            match self.next() {
                Some('|') => {}
                Some(')') => return Ok(bodies),
                _ => return Err(self.error("does not close a group")),
            }
        }
    }

    fn literals(&mut self) -> Result<(Vec<Atom>, bool), SyntaxError> {
        let mut atoms = Vec::new();
        while !matches!(self.chars.peek(), None | Some('|' | '(' | ')' | '$' | '+')) {
            atoms.push(self.atom()?);
        }
        if atoms.is_empty() {
            return Err(self.error("has an empty alternative"));
        }
        Ok((atoms, self.eat('+')))
    }

    fn atoms_until_paren(&mut self) -> Result<Vec<Atom>, SyntaxError> {
        let mut atoms = Vec::new();
        while !self.eat(')') {
            atoms.push(self.atom()?);
        }
        Ok(atoms)
    }

    fn atom(&mut self) -> Result<Atom, SyntaxError> {
        match self.next() {
            Some('[') => self.class(),
            Some('\\') => Ok(Atom::Char(self.escape()?)),
            Some(c @ ('.' | '*' | '+' | '?' | '{' | '(' | ')' | '^' | '$')) => {
                Err(self.error(format!("uses the unsupported operator {c:?}")))
            }
            Some(c) => Ok(Atom::Char(c)),
            None => Err(self.error("ends early")),
        }
    }

    fn class(&mut self) -> Result<Atom, SyntaxError> {
        if self.chars.peek() == Some(&'^') {
            return Err(self.error("uses an unsupported negated class"));
        }
        let mut ranges = Vec::new();
        while !self.eat(']') {
            let low = self.class_char()?;
            let mut ahead = self.chars.clone();
            let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']');
            let high = if is_range {
                self.next();
                self.class_char()?
            } else {
                low
            };
            if high < low {
                return Err(self.error("has a descending range"));
            }
            ranges.push((low, high));
        }
        Ok(Atom::Class(Rc::new(CharClass::new(ranges))))
    }

    fn class_char(&mut self) -> Result<char, SyntaxError> {
        match self.next() {
            Some('\\') => self.escape(),
            Some(c) => Ok(c),
            None => Err(self.error("does not close a class")),
        }
    }

    /// The code point after a backslash.
    fn escape(&mut self) -> Result<char, SyntaxError> {
        match self.next() {
            Some('u') => self.hex(4),
            Some('U') => self.hex(8),
            Some(c) if !c.is_alphanumeric() => Ok(c),
            Some(c) => Err(self.error(format!("uses the unsupported escape \\{c}"))),
            None => Err(self.error("ends early")),
        }
    }

    fn hex(&mut self, digits: usize) -> Result<char, SyntaxError> {
        let mut code: u32 = 0;
        for _ in 0..digits {
            let digit = self.next().and_then(|c| c.to_digit(16));
            let Some(digit) = digit else {
                return Err(self.error("has an incomplete escape"));
            };
            code = code << 4 | digit;
        }
        // A lone surrogate cannot occur in a text; any code point next to the
        // surrogates bounds the same set of characters.
        match code {
            0xd800..=0xdfff => Ok('\u{d7ff}'),
            _ => char::from_u32(code).ok_or_else(|| self.error("escapes no code point")),
        }
    }
}
