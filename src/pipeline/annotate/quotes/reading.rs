//! One paragraph as the rules over quotations read it.

use std::ops::Range;

use parallax_nlp::Doc;

use super::Marks;
use crate::{
    domain::Span,
    pipeline::annotate::{Parsed, Segment},
};

/// A paragraph with what the rules ask of its tokens again and again.
pub(super) struct Reading<'a> {
    pub(super) parsed: Parsed<'a>,
    pub(super) text: &'a str,
    pub(super) segment: &'a Segment,
    pub(super) doc: &'a Doc,
    /// For each token the outermost quotation that it stands in, marks included.
    quoted: Vec<Option<u32>>,
    /// For each token the sentence that it stands in.
    sentence: Vec<u32>,
    /// For each token the first and the last token of what stands under it.
    reach: Vec<(u32, u32)>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(parsed: &Parsed<'a>, marks: &Marks, index: usize) -> Self {
        let segment = &parsed.segments[index];
        let doc = &segment.doc;
        Self {
            parsed: *parsed,
            text: parsed.text,
            segment,
            doc,
            quoted: quoted(segment, marks),
            sentence: sentences(doc),
            reach: reach(doc),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.doc.tokens().len()
    }

    /// The outermost quotation that a token stands in.
    pub(super) fn quoted(&self, token: usize) -> Option<usize> {
        self.quoted[token].map(|stretch| stretch as usize)
    }

    /// Whether a token is the narrator's.
    pub(super) fn is_told(&self, token: usize) -> bool {
        self.quoted[token].is_none()
    }

    /// The tokens of the sentence that a token stands in.
    pub(super) fn sentence(&self, token: usize) -> Range<usize> {
        self.doc.sentences()[self.sentence[token] as usize].clone()
    }

    /// The tokens from the first to the last that stand under a token, itself among them.
    pub(super) fn under(&self, token: usize) -> Range<usize> {
        let (first, last) = self.reach[token];
        first as usize..last as usize + 1
    }

    /// The characters of a token.
    pub(super) fn word(&self, token: usize) -> &'a str {
        self.doc.token_text(token, self.segment.text(self.text))
    }

    /// Where tokens stand in the submitted text.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        self.segment.range_span(tokens)
    }

    /// Whether a token is punctuation, a mark or white space.
    pub(super) fn is_punctuation(&self, token: usize) -> bool {
        !self.word(token).contains(char::is_alphanumeric)
    }

    /// Whether a token ends a sentence.
    pub(super) fn is_stop(&self, token: usize) -> bool {
        self.word(token).ends_with(['.', '!', '?', ';']) && self.is_punctuation(token)
    }

    /// Whether a verb is passive: "was told".
    pub(super) fn is_passive(&self, verb: usize) -> bool {
        let passive = |c: usize| matches!(self.doc.dep(c), "auxpass" | "nsubjpass" | "csubjpass");
        self.doc.children(verb).any(passive)
    }
}

/// The outermost quotation of each token.
fn quoted(segment: &Segment, marks: &Marks) -> Vec<Option<u32>> {
    let outermost = marks.outermost();
    let ended = |&index: &usize| marks.stretches[index].span.end <= segment.span.begin;
    let mut next = outermost.partition_point(ended);
    let quoted = |token: &parallax_nlp::Token| {
        let begin = segment.span.begin + token.begin as usize;
        while outermost.get(next).is_some_and(|&i| marks.stretches[i].span.end <= begin) {
            next += 1;
        }
        let index = *outermost.get(next)?;
        // Stretches are fewer than bytes, which fit in 32 bits.
        (marks.stretches[index].span.begin <= begin).then_some(index as u32)
    };
    segment.doc.tokens().iter().map(quoted).collect()
}

fn sentences(doc: &Doc) -> Vec<u32> {
    let mut of = vec![0; doc.tokens().len()];
    for (index, sentence) in doc.sentences().iter().enumerate() {
        // Sentences are fewer than tokens, which fit in 32 bits.
        of[sentence.clone()].fill(index as u32);
    }
    of
}

/// First and last token under each token, itself among them.
fn reach(doc: &Doc) -> Vec<(u32, u32)> {
    let tokens = doc.tokens();
    let mut reach: Vec<(u32, u32)> = (0..tokens.len() as u32).map(|i| (i, i)).collect();
    // Heads before their children; then from the last to the first each widens its head.
    let is_root = |&i: &usize| tokens[i].head as usize == i;
    let mut order: Vec<usize> = (0..tokens.len()).filter(is_root).collect();
    let mut next = 0;
    while let Some(&token) = order.get(next) {
        order.extend(doc.children(token));
        next += 1;
    }
    for &token in order.iter().rev() {
        let (first, last) = reach[token];
        let head = &mut reach[tokens[token].head as usize];
        *head = (head.0.min(first), head.1.max(last));
    }
    reach
}
