//! Text cut into what dates are made of.

use crate::domain::Span;

/// What a token is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'t> {
    Number { value: u32, digits: usize },
    Word(&'t str),
    Mark(char),
}

/// A number, a word or a mark, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) span: Span,
}

/// Numbers, words and marks; white space only separates.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let run = |is: fn(char) -> bool| -> usize {
            text[at..].find(|c| !is(c)).unwrap_or(text.len() - at)
        };
        let length = if c.is_ascii_digit() {
            run(|c| c.is_ascii_digit())
        } else if c.is_alphabetic() {
            run(char::is_alphabetic)
        } else {
            c.len_utf8()
        };
        let words = &text[at..at + length];
        let kind = if c.is_ascii_digit() {
            Some(Kind::Number { value: words.parse().unwrap_or(u32::MAX), digits: length })
        } else if c.is_alphabetic() {
            Some(Kind::Word(words))
        } else {
            (!c.is_whitespace()).then_some(Kind::Mark(c))
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, span: Span::new(at, at + length) });
        }
        at += length;
    }
    tokens
}
