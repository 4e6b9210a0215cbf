//! A sentence as the checks read it.

use std::ops::Range;

use parallax_nlp::{
    Doc,
    gazetteer::{Form, FormKind, lookup},
};

use super::super::{Parsed, Segment};
use crate::domain::{Section, Span};

/// A sentence with its tokens.
pub(super) struct Sentence<'a> {
    pub(super) parsed: &'a Parsed<'a>,
    pub(super) text: &'a str,
    pub(super) segment: &'a Segment,
    pub(super) doc: &'a Doc,
    pub(super) section: Section,
    /// Its tokens in the segment; at least one.
    pub(super) tokens: Range<usize>,
    pub(super) span: Span,
}

impl<'a> Sentence<'a> {
    /// All sentences of an article in text order.
    pub(super) fn all(parsed: &'a Parsed<'a>) -> Vec<Self> {
        let places = parsed.few_until_stopped(parsed.sentences.iter().zip(parsed.places));
        places
            .map(|(sentence, place)| {
                let segment = &parsed.segments[place.segment];
                Self {
                    parsed,
                    text: parsed.text,
                    segment,
                    doc: &segment.doc,
                    section: sentence.section,
                    tokens: place.tokens.clone(),
                    span: sentence.span,
                }
            })
            .collect()
    }

    /// Its tokens, up to where the work is stopped: a sentence may be all the article.
    pub(super) fn until_stopped(&self) -> impl Iterator<Item = usize> {
        self.parsed.few_until_stopped(self.tokens.clone())
    }

    /// The characters of a token; nothing outside the sentence.
    pub(super) fn raw(&self, i: usize) -> &'a str {
        if !self.tokens.contains(&i) {
            return "";
        }
        self.segment.token_span(i).of(self.text)
    }

    /// Whether a token is one of some words in lower case, however it is written.
    pub(super) fn is(&self, i: usize, words: &[&str]) -> bool {
        let raw = self.raw(i);
        !raw.is_empty() && words.iter().any(|word| raw.eq_ignore_ascii_case(word))
    }

    /// The Penn tag of a token; nothing outside the sentence.
    pub(super) fn tag(&self, i: usize) -> &str {
        if self.tokens.contains(&i) { self.doc.tag(i) } else { "" }
    }

    /// The lemma of a token; nothing outside the sentence.
    pub(super) fn lemma(&self, i: usize) -> &str {
        if self.tokens.contains(&i) { self.doc.lemma(i) } else { "" }
    }

    /// Where some tokens stand.
    pub(super) fn range(&self, tokens: Range<usize>) -> Span {
        self.segment.range_span(tokens)
    }

    /// The words of some tokens as they stand in the text.
    pub(super) fn words(&self, tokens: Range<usize>) -> &'a str {
        self.range(tokens).of(self.text)
    }

    /// What a token says of a country by itself.
    pub(super) fn country(&self, i: usize) -> Option<Form> {
        let raw = self.raw(i);
        if raw.starts_with(char::is_uppercase) { lookup(raw) } else { None }
    }

    /// Whether a token is a country's name or its capital.
    pub(super) fn is_state(&self, i: usize) -> bool {
        self.country(i).is_some_and(|form| form.kind != FormKind::People)
    }

    /// The label of the name that covers a token.
    pub(super) fn name_label(&self, i: usize) -> Option<&str> {
        let names = &self.segment.names;
        let after = names.partition_point(|name| name.tokens.start <= i);
        let name = &names[after.checked_sub(1)?];
        name.tokens.contains(&i).then(|| self.doc.label(name))
    }

    /// The last token that is neither a closing mark nor white space, and whether what stands
    /// behind it ends a sentence.
    pub(super) fn last_word(&self) -> Option<(usize, bool)> {
        let mut ended = false;
        for i in self.tokens.clone().rev() {
            let raw = self.raw(i);
            if raw.trim().is_empty() {
                continue;
            }
            if raw.chars().any(char::is_alphanumeric) {
                return Some((i, ended));
            }
            ended |= raw.contains(['.', '!', '?', '…']);
        }
        None
    }
}

/// Whether a Penn tag is a finite verb's or a modal's.
pub(super) fn is_finite(tag: &str) -> bool {
    matches!(tag, "VBD" | "VBZ" | "VBP" | "MD")
}
