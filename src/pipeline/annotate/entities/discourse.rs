//! The mentions of an article by token, as roles and references look at them.

use std::ops::Range;

use super::{Entities, Parsed, tokens::Tokens};
use crate::domain::{Entity, MentionKind, Span};
use crate::pipeline::annotate::quotes::Marks;

/// A mention over tokens.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) tokens: Range<usize>,
    pub(super) entity: usize,
    pub(super) kind: MentionKind,
}

/// The mentions of one segment.
#[derive(Default)]
pub(super) struct Mentioned {
    /// In text order; of those that begin together the longer comes first.
    pub(super) list: Vec<At>,
    /// For each token, the mention whose head it is: its index in `list` and one more.
    heads: Vec<u32>,
    /// For each token, the first mention that covers it, as in `heads`.
    covers: Vec<u32>,
}

impl Mentioned {
    /// The mention whose head word a token is.
    pub(super) fn headed_by(&self, token: usize) -> Option<&At> {
        self.list.get((*self.heads.get(token)? as usize).checked_sub(1)?)
    }

    /// The outermost mention that covers a token.
    pub(super) fn covering(&self, token: usize) -> Option<&At> {
        self.list.get((*self.covers.get(token)? as usize).checked_sub(1)?)
    }
}

/// An article with its entities.
pub(super) struct Discourse<'a> {
    pub(super) parsed: &'a Parsed<'a>,
    pub(super) marks: &'a Marks,
    /// For each segment.
    pub(super) mentioned: Vec<Mentioned>,
}

impl<'a> Discourse<'a> {
    pub(super) fn new(parsed: &'a Parsed<'a>, marks: &'a Marks, entities: &Entities) -> Self {
        let mut mentioned: Vec<Mentioned> =
            parsed.segments.iter().map(|_| Mentioned::default()).collect();
        for (index, entity) in parsed.few_until_stopped(entities.entities.iter().enumerate()) {
            for mention in parsed.few_until_stopped(&entity.mentions) {
                let Some(segment) = parsed.segment_at(mention.span.begin) else { continue };
                let tokens = covering_tokens(parsed, segment, mention.span);
                if !tokens.is_empty() {
                    mentioned[segment].list.push(At { tokens, entity: index, kind: mention.kind });
                }
            }
        }
        for (segment, mentioned) in parsed.until_stopped(parsed.segments).zip(&mut mentioned) {
            let by_place = |at: &At| (at.tokens.start, std::cmp::Reverse(at.tokens.end), at.entity);
            mentioned.list.sort_by_key(by_place);
            let tokens = segment.doc.tokens().len();
            (mentioned.heads, mentioned.covers) = (vec![0; tokens], vec![0; tokens]);
            for (index, at) in parsed.few_until_stopped(mentioned.list.iter().enumerate()) {
                // Mentions are fewer than bytes, which fit in 32 bits.
                let number = index as u32 + 1;
                let head = head_of(&segment.doc, &at.tokens);
                if mentioned.heads[head] == 0 {
                    mentioned.heads[head] = number;
                }
                for token in at.tokens.clone().take(MOST_TOKENS) {
                    if mentioned.covers[token] == 0 {
                        mentioned.covers[token] = number;
                    }
                }
            }
        }
        Self { parsed, marks, mentioned }
    }

    pub(super) fn tokens(&self, segment: usize) -> Tokens<'a> {
        Tokens::new(&self.parsed.segments[segment], self.parsed.text)
    }

    /// The innermost stretch in quotation marks that holds a byte position: its index.
    pub(super) fn quoted(&self, position: usize) -> Option<usize> {
        let stretches = &self.marks.stretches;
        let after = stretches.partition_point(|s| s.span.begin <= position);
        let inside = |&i: &usize| position < stretches[i].span.end;
        (after.saturating_sub(MOST_NESTED)..after).rev().find(inside)
    }
}

/// Stretches in marks that begin before a position and are asked whether they hold it: nested
/// deeper, or with more short ones inside, none is found.
const MOST_NESTED: usize = 16;

/// Tokens of a mention that count.
const MOST_TOKENS: usize = 64;

/// The tokens that a span touches.
fn covering_tokens(parsed: &Parsed<'_>, segment: usize, span: Span) -> Range<usize> {
    let segment = &parsed.segments[segment];
    let (tokens, offset) = (segment.doc.tokens(), segment.span.begin);
    let first = tokens.partition_point(|t| offset + t.end as usize <= span.begin);
    let end = tokens.partition_point(|t| offset + (t.begin as usize) < span.end);
    first..end.max(first)
}

/// The last token of a range whose head lies outside of it; the last of all where none does.
pub(super) fn head_of(doc: &parallax_nlp::Doc, tokens: &Range<usize>) -> usize {
    let outside = |&i: &usize| !tokens.contains(&doc.head(i)) || doc.head(i) == i;
    let word = |&i: &usize| doc.tag(i).starts_with(['N', 'J', 'V', 'C', 'F']);
    let last = tokens.end - 1;
    let mut candidates = tokens.clone().rev().take(MOST_TOKENS).filter(word);
    candidates.find(outside).unwrap_or(last)
}

/// Whether an entity is a human being.
pub(super) fn is_person(entity: &Entity) -> bool {
    entity.kind == crate::domain::EntityType::Person
}
