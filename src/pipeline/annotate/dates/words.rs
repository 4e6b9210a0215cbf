//! The words of a segment as the grammar of dates looks at them.

use parallax_nlp::Doc;

use super::lexicon::{Term, term};
use crate::pipeline::annotate::{
    Parsed, Segment,
    numbers::{self, Number},
};

/// The tokens of a segment that are not white space.
pub(super) struct Words<'a> {
    pub(super) doc: &'a Doc,
    /// Lower-case forms (of ASCII letters).
    lower: Vec<&'a str>,
    terms: Vec<Term>,
    /// Index of each among the tokens of `doc`.
    tokens: Vec<usize>,
    text: &'a str,
    segment: &'a Segment,
}

impl<'a> Words<'a> {
    /// The words of a segment; `lower` is its text with ASCII letters in lower case.
    /// No more of them once the work is stopped.
    pub(super) fn new(parsed: &Parsed<'a>, segment: &'a Segment, lower: &'a str) -> Self {
        let doc = &segment.doc;
        let tokens = parsed.few_until_stopped(0..doc.tokens().len());
        let tokens: Vec<usize> = tokens.filter(|&i| !doc.is_space(i)).collect();
        let lower: Vec<&str> = tokens.iter().map(|&i| doc.token_text(i, lower)).collect();
        let terms = parsed.few_until_stopped(&lower).map(|word| term(word)).collect();
        Self { doc, lower, terms, tokens, text: segment.text(parsed.text), segment }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Lower-case form; empty beyond the end.
    pub(super) fn lower(&self, i: usize) -> &'a str {
        self.lower.get(i).copied().unwrap_or_default()
    }

    pub(super) fn is(&self, i: usize, word: &str) -> bool {
        self.lower(i) == word
    }

    pub(super) fn any(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.lower(i))
    }

    pub(super) fn term(&self, i: usize) -> Term {
        self.terms.get(i).copied().unwrap_or(Term::Other)
    }

    /// Index among the tokens of the document.
    pub(super) fn token(&self, i: usize) -> usize {
        self.tokens[i]
    }

    /// Penn Treebank tag; empty beyond the end.
    pub(super) fn tag(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |&token| self.doc.tag(token))
    }

    /// Whether it begins with a capital.
    pub(super) fn is_upper(&self, i: usize) -> bool {
        let first = |&token: &usize| self.doc.token_text(token, self.text).chars().next();
        self.tokens.get(i).and_then(first).is_some_and(char::is_uppercase)
    }

    /// Whether it belongs to a person's name: one that is recognised, or a name before it that
    /// is a part of it.
    pub(super) fn is_person(&self, i: usize) -> bool {
        let Some(&token) = self.tokens.get(i) else { return false };
        let names = &self.segment.names;
        let after = names.partition_point(|name| name.tokens.start <= token);
        let name = names[..after].last().filter(|name| name.tokens.contains(&token));
        if name.is_some_and(|name| self.doc.label(name) == "PERSON") {
            return true;
        }
        let Some(&before) = i.checked_sub(1).and_then(|i| self.tokens.get(i)) else { return false };
        let given = self.doc.dep(before) == "compound" && self.doc.head(before) == token;
        given
            && self.tag(i - 1) == "NNP"
            && self.term(i - 1) == Term::Other
            && !self.is_figure(i + 1)
    }

    /// Whether no space stands before it.
    pub(super) fn is_glued(&self, i: usize) -> bool {
        let end = |i: usize| self.tokens.get(i).map(|&token| &self.doc.tokens()[token]);
        i > 0 && end(i - 1).zip(end(i)).is_some_and(|(left, right)| left.end == right.begin)
    }

    pub(super) fn is_figure(&self, i: usize) -> bool {
        self.lower(i).starts_with(|c: char| c.is_ascii_digit())
    }

    /// The number that begins here, of any kind.
    pub(super) fn number(&self, i: usize) -> Option<Number> {
        let numeric = self.is_figure(i)
            || matches!(self.term(i), Term::Number | Term::Ordinal | Term::Half | Term::A)
            || !self.lower(i).is_ascii();
        if numeric { numbers::number(self.lower.get(i..)?) } else { None }
    }

    /// The cardinal that begins here: of "two quarters" it is two.
    pub(super) fn cardinal(&self, i: usize) -> Option<Number> {
        self.number(i)?;
        numbers::cardinal(self.lower.get(i..)?)
    }

    /// A whole cardinal in figures or words.
    pub(super) fn whole(&self, i: usize) -> Option<(u32, usize)> {
        let number = numbers::cardinal(self.lower.get(i..)?)?;
        Some((number.whole()?, i + number.len))
    }

    /// An ordinal number.
    pub(super) fn ordinal(&self, i: usize) -> Option<(u32, usize)> {
        let number = numbers::ordinal(self.lower.get(i..)?)?;
        Some((number.whole()?, i + number.len))
    }
}
