//! The tokens of a text as the rules for names look at them.

use std::borrow::Cow;
use std::ops::Range;

use crate::doc::Doc;
use crate::gazetteer::{Classes, Form, FormKind, LONGEST_FORM, begins_form, classes, lookup};
use crate::stop::{Poll, Stopped};

/// A token with what the rules ask of it most.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    text: &'a str,
    shape: Shape,
    /// What the table says of the form as it is written. Only for words with a capital.
    classes: Classes,
    /// Whether its lower case is a common word. Only for words with a capital.
    common: bool,
    /// Whether it is the first word of a sentence, a line, a quotation or the like, where
    /// a capital says nothing.
    first: bool,
    /// Whether a line begins with it.
    begins_line: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// No letter, no digit.
    Mark,
    /// White space with a line break in it.
    Break,
    /// Other white space.
    Space,
    /// Begins with a digit.
    Number,
    /// Begins with a small letter, or one without case.
    Lower,
    /// Begins with a capital and has a small letter.
    Capital,
    /// One capital, with or without a full stop.
    Initial,
    /// More than one letter, all capitals.
    Capitals,
}

/// A document's tokens with their words and classes.
pub(super) struct View<'a> {
    pub(super) doc: &'a Doc,
    pub(super) text: &'a str,
    words: Vec<Word<'a>>,
}

/// Characters that end a line.
const LINE_BREAKS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// Longest form of the table, in tokens.
const LONGEST_NAME: usize = 7;

impl<'a> View<'a> {
    pub(super) fn new(doc: &'a Doc, text: &'a str, poll: &Poll<'_>) -> Result<Self, Stopped> {
        poll.check()?;
        let mut words: Vec<Word<'a>> = Vec::with_capacity(doc.tokens().len());
        let mut first = true;
        let mut end = 0;
        let mut after_break = true;
        for (i, token) in doc.tokens().iter().enumerate() {
            poll.step()?;
            // Line breaks are tokens, or lie between tokens where paragraphs were analysed
            // one by one.
            let between = &text[end..token.begin as usize];
            let begins_line = after_break || between.contains(LINE_BREAKS);
            end = token.end as usize;
            let text = &text[token.begin as usize..end];
            let shape = shape(text);
            after_break = shape == Shape::Break;
            first |= token.sent_start || begins_line;
            let capital = matches!(shape, Shape::Capital | Shape::Initial | Shape::Capitals);
            words.push(Word {
                text,
                shape,
                classes: if capital { classes(text) } else { Classes::default() },
                common: capital && is_common(text),
                first,
                begins_line,
            });
            first = match shape {
                Shape::Break => true,
                Shape::Space => first,
                Shape::Mark => {
                    first && i > 0
                        || i == 0
                        || matches!(
                            text,
                            "." | "!"
                                | "?"
                                | ":"
                                | "\""
                                | "“"
                                | "--"
                                | "—"
                                | "…"
                                | "..."
                                | "•"
                                | "*"
                        )
                }
                _ => false,
            };
        }
        Ok(Self { doc, text, words })
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The characters of a token; empty beyond the end.
    pub(super) fn word(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |w| w.text)
    }

    /// The characters of the token before one in its line; empty before the first.
    pub(super) fn before(&self, i: usize) -> &'a str {
        if self.begins_line(i) { "" } else { self.word(i - 1) }
    }

    pub(super) fn lower(&self, i: usize) -> Cow<'a, str> {
        lower_case(self.word(i))
    }

    fn shape(&self, i: usize) -> Shape {
        self.words.get(i).map_or(Shape::Break, |w| w.shape)
    }

    pub(super) fn classes(&self, i: usize) -> Classes {
        self.words.get(i).map_or(Classes::default(), |w| w.classes)
    }

    /// Whether the word begins with a capital letter.
    pub(super) fn is_capital(&self, i: usize) -> bool {
        matches!(self.shape(i), Shape::Capital | Shape::Initial | Shape::Capitals)
    }

    /// "J", "J." or "J.-P."
    pub(super) fn is_initial(&self, i: usize) -> bool {
        self.shape(i) == Shape::Initial
    }

    /// Two letters or more, all capitals.
    pub(super) fn is_capitals(&self, i: usize) -> bool {
        self.shape(i) == Shape::Capitals
    }

    pub(super) fn is_number(&self, i: usize) -> bool {
        self.shape(i) == Shape::Number
    }

    /// Neither letter nor digit; white space and the end count.
    pub(super) fn is_mark(&self, i: usize) -> bool {
        matches!(self.shape(i), Shape::Mark | Shape::Break | Shape::Space)
    }

    /// A line break.
    pub(super) fn is_break(&self, i: usize) -> bool {
        self.shape(i) == Shape::Break
    }

    /// Whether a token begins a line, is a line break or lies beyond the end.
    pub(super) fn is_line_end(&self, i: usize) -> bool {
        self.is_break(i) || self.begins_line(i)
    }

    /// Whether a line begins with the token; also beyond the end.
    pub(super) fn begins_line(&self, i: usize) -> bool {
        self.words.get(i).is_none_or(|w| w.begins_line)
    }

    /// Whether a capital on the token says nothing, because a sentence or the like begins.
    pub(super) fn is_first(&self, i: usize) -> bool {
        self.words.get(i).is_none_or(|w| w.first)
    }

    /// Whether the word is a common one that has a capital here.
    pub(super) fn is_common(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| w.common)
    }

    /// A capitalised word that is no common word which only begins a sentence.
    pub(super) fn is_name_word(&self, i: usize) -> bool {
        self.is_capital(i) && !(self.is_first(i) && self.is_common(i) && !self.is_capitals(i))
    }

    pub(super) fn is_possessive(&self, i: usize) -> bool {
        matches!(self.word(i), "'s" | "’s" | "'" | "’" | "'S" | "’S")
    }

    /// Whether nothing stands between a token and the next.
    pub(super) fn is_glued(&self, i: usize) -> bool {
        let tokens = self.doc.tokens();
        i + 1 < tokens.len() && tokens[i].end == tokens[i + 1].begin
    }

    /// Whether a hyphen joins the tokens on its two sides without spaces.
    pub(super) fn is_hyphen(&self, i: usize) -> bool {
        matches!(self.word(i), "-" | "–") && i > 0 && self.is_glued(i - 1) && self.is_glued(i)
    }

    /// The words of a range of tokens with single spaces and plain apostrophes.
    pub(super) fn phrase(&self, tokens: &Range<usize>) -> Cow<'a, str> {
        let all = self.doc.tokens();
        if tokens.is_empty() || tokens.end > all.len() {
            return Cow::Borrowed("");
        }
        let words = &self.text[all[tokens.start].begin as usize..all[tokens.end - 1].end as usize];
        let odd = |c: char| matches!(c, '’' | '‘') || (c.is_whitespace() && c != ' ');
        if !words.contains(odd) && !words.contains("  ") {
            return Cow::Borrowed(words);
        }
        let words = words.replace(['’', '‘'], "'");
        Cow::Owned(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The classes of a range of tokens as one form.
    pub(super) fn classes_of(&self, tokens: &Range<usize>) -> Classes {
        if tokens.len() == 1 { self.classes(tokens.start) } else { classes(&self.phrase(tokens)) }
    }

    /// The country form of a range of tokens.
    pub(super) fn country(&self, tokens: &Range<usize>) -> Option<Form> {
        if tokens.is_empty() || !begins_form(self.word(tokens.start)) {
            return None;
        }
        lookup(&self.phrase(tokens))
    }

    /// The longest form of a country, its people or its capital that begins at a token.
    pub(super) fn country_at(&self, begin: usize) -> Option<(Range<usize>, Form)> {
        if !begins_form(self.word(begin)) {
            return None;
        }
        let last = self.len().min(begin + LONGEST_FORM + 2);
        (begin + 1..=last).rev().find_map(|end| {
            let form = lookup(&self.phrase(&(begin..end)))?;
            Some((begin..end, form))
        })
    }

    /// The longest form of the table with one of some classes that begins at a token.
    pub(super) fn known_at(
        &self,
        begin: usize,
        wanted: Classes,
    ) -> Option<(Range<usize>, Classes)> {
        let mut classes = self.classes(begin);
        let mut found = None;
        let mut end = begin + 1;
        loop {
            if classes.any(wanted) {
                found = Some((begin..end, classes.own()));
            }
            if !classes.any(Classes::BEGINS) || end >= self.len() || end - begin >= LONGEST_NAME {
                return found;
            }
            end += 1;
            classes = self.classes_of(&(begin..end));
        }
    }

    /// Whether a range of tokens is the name of a place: a country, its capital, or another
    /// that the table has.
    pub(super) fn is_place(&self, tokens: &Range<usize>) -> bool {
        self.classes_of(tokens).any(Classes::MAJOR_PLACE.or(Classes::TOWN))
            || self.country(tokens).is_some_and(|f| f.kind != FormKind::People)
    }

    /// Whether a token is an adjective or noun for a people.
    pub(super) fn is_people(&self, i: usize) -> bool {
        self.classes(i).any(Classes::PEOPLE)
            || self.country(&(i..i + 1)).is_some_and(|f| f.kind == FormKind::People)
    }

    /// Whether a range of tokens is the name of a country, or of a part of one that has
    /// national teams.
    pub(super) fn is_country(&self, tokens: &Range<usize>) -> bool {
        self.country(tokens)
            .is_some_and(|f| matches!(f.kind, FormKind::Name | FormKind::Abbreviation))
            || matches!(
                self.phrase(tokens).as_ref(),
                "England" | "Scotland" | "Wales" | "Northern Ireland" | "West Indies"
            )
    }

    /// The line that a token is in, as a range of tokens.
    pub(super) fn lines(&self) -> impl Iterator<Item = Range<usize>> {
        let mut begin = 0;
        std::iter::from_fn(move || {
            while begin < self.len() && self.is_break(begin) {
                begin += 1;
            }
            if begin >= self.len() {
                return None;
            }
            let end = (begin + 1..self.len()).find(|&i| self.is_line_end(i)).unwrap_or(self.len());
            let line = begin..end;
            begin = end;
            Some(line)
        })
    }
}

fn shape(word: &str) -> Shape {
    let Some(first) = word.chars().next() else { return Shape::Mark };
    if first.is_whitespace() {
        return if word.contains(LINE_BREAKS) { Shape::Break } else { Shape::Space };
    }
    if first.is_numeric() || (first == '.' && word[1..].starts_with(|c: char| c.is_ascii_digit())) {
        return Shape::Number;
    }
    if !first.is_alphabetic() {
        return if word.contains(char::is_alphanumeric) { Shape::Lower } else { Shape::Mark };
    }
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    if word.contains(char::is_lowercase) {
        return Shape::Capital;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let initials = letters == 1 || word.contains(".-");
    if initials && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-')) {
        Shape::Initial
    } else {
        Shape::Capitals
    }
}

/// In lower case, with plain apostrophes.
pub(super) fn lower_case(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase().replace('’', "'"))
    }
}

/// Longest common word that is looked up, in bytes.
const LONGEST_WORD: usize = 32;

fn is_common(word: &str) -> bool {
    if matches!(word, "I" | "A") {
        return true;
    }
    let mut buffer = [0; LONGEST_WORD];
    let Some(lower) = buffer.get_mut(..word.len()) else { return false };
    if word.is_ascii() {
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        return std::str::from_utf8(lower).is_ok_and(|lower| classes(lower).any(Classes::WORD));
    }
    classes(&lower_case(word)).any(Classes::WORD)
}
