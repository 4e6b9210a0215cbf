//! The sentences of all documents, to be found by the words in them.

use std::ops::Range;

use parallax_nlp::Doc;
use rustc_hash::FxHashMap;

use crate::{
    domain::Span,
    pipeline::{
        annotate::{Segment, words},
        compare::Context,
    },
};

/// Sentences with more tokens are lists or tables and left out.
const LONGEST: usize = 400;

/// A sentence of a document with its tokens.
pub(super) struct Line<'a> {
    /// Index of the column.
    pub(super) document: usize,
    /// The stretch that the engine read.
    pub(super) segment: &'a Segment,
    /// The tokens of the sentence there.
    pub(super) tokens: Range<usize>,
}

impl<'a> Line<'a> {
    pub(super) fn doc(&self) -> &'a Doc {
        &self.segment.doc
    }

    /// What a token is known again by: a name by its letters, another word by its lemma.
    pub(super) fn key(&self, token: usize) -> &'a str {
        let doc = self.doc();
        if doc.tag(token).starts_with("NNP") { doc.norm(token) } else { doc.lemma(token) }
    }

    /// Whether a token carries meaning more than grammar.
    pub(super) fn is_content(&self, token: usize) -> bool {
        let doc = self.doc();
        let open = ["NN", "VB", "JJ", "RB", "CD", "FW"];
        open.iter().any(|tag| doc.tag(token).starts_with(tag))
            && !words::is_stop_word(doc.norm(token))
    }

    /// Where some tokens stand; at least one.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        self.segment.range_span(tokens)
    }

    /// The tokens that a span touches.
    pub(super) fn tokens_at(&self, span: Span) -> Range<usize> {
        let offset = self.segment.span.begin;
        let tokens = self.doc().tokens();
        let first = tokens.partition_point(|t| offset + t.end as usize <= span.begin);
        let end = tokens.partition_point(|t| offset + (t.begin as usize) < span.end);
        let first = first.max(self.tokens.start);
        first..end.min(self.tokens.end).max(first)
    }
}

/// The sentences of all documents in order of columns and text.
pub(super) struct Lines<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// The sentences, ascending, that hold a content word.
    postings: FxHashMap<&'a str, Vec<u32>>,
}

impl<'a> Lines<'a> {
    /// Without the means to find sentences by their words.
    pub(super) fn new(context: &Context<'a>) -> Self {
        let mut lines = Vec::new();
        for (document, source) in context.sources.iter().enumerate() {
            for segment in &source.annotated.segments {
                let sentences = segment.doc.sentences().iter();
                for tokens in sentences.filter(|t| t.len() <= LONGEST) {
                    let line = Line { document, segment, tokens: tokens.clone() };
                    lines.push(line);
                }
            }
        }
        Self { lines, postings: FxHashMap::default() }
    }

    /// With the means to find sentences by their words.
    pub(super) fn indexed(context: &Context<'a>) -> Self {
        let mut lines = Self::new(context);
        for (number, line) in (0_u32..).zip(&lines.lines) {
            for token in line.tokens.clone().filter(|&t| line.is_content(t)) {
                let list = lines.postings.entry(line.key(token)).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        lines
    }

    /// The sentence that holds a place of a document.
    pub(super) fn at(&self, document: usize, position: usize) -> Option<&Line<'a>> {
        let begin = |line: &Line<'_>| line.segment.token_span(line.tokens.start).begin;
        let after =
            self.lines.partition_point(|line| (line.document, begin(line)) <= (document, position));
        self.lines[..after].last().filter(|line| line.document == document)
    }

    /// For each document but one the sentence that has most of some words, weighed by how rare
    /// they are, with its share of the weight; by document.
    pub(super) fn most_alike(&self, words: &[&str], but: usize) -> Vec<(&Line<'a>, f64)> {
        /// Words of more sentences tell nothing.
        const MOST: usize = 600;
        let mut shared: FxHashMap<u32, f64> = FxHashMap::default();
        let mut total = 0.0;
        for word in words {
            let Some(list) = self.postings.get(word) else { continue };
            let weight = ((self.lines.len() + 1) as f64 / (list.len() as f64 + 0.5)).ln().max(0.1);
            total += weight;
            for number in list.iter().filter(|_| list.len() <= MOST) {
                *shared.entry(*number).or_default() += weight;
            }
        }
        let mut found: Vec<(u32, f64)> = shared.into_iter().collect();
        found.sort_unstable_by_key(|(number, _)| *number);
        let mut best: Vec<(&Line<'a>, f64)> = Vec::new();
        for (number, weight) in found {
            let line = &self.lines[number as usize];
            let share = weight / total;
            match best.last_mut() {
                _ if line.document == but => {}
                Some(last) if last.0.document == line.document => {
                    if share > last.1 {
                        *last = (line, share);
                    }
                }
                _ => best.push((line, share)),
            }
        }
        best
    }
}
