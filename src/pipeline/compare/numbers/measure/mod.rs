//! What a number of one article measures: its unit, of what, and in which action.
//!
//! A number is placed in the tree of its sentence (`tree`), and given up if it is no value of one
//! thing (`unfit`). The rest depends on what it is: the age of somebody (`ages`), a count of things
//! (`counts`), or an amount with a unit (`amounts`). Whose it is, is told in `holders`.

mod ages;
mod amounts;
mod counts;
mod holders;
mod tree;
mod unfit;

use std::{collections::BTreeMap, ops::Range};

use self::{holders::is_person, tree::At};
use super::{interval::Interval, lexicon, units::Dimension};
use crate::{
    domain::{Modality, Quantity, Section, Span},
    pipeline::{
        annotate::{Annotated, mentions::Mentions},
        compare::Source,
    },
};

/// One number with what it measures.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    /// Index into the analysis's quantities.
    pub(super) quantity: usize,
    /// What its unit measures; `None` for counts.
    pub(super) dimension: Option<Dimension>,
    /// Base units in one of its units; 1 for counts.
    pub(super) factor: f64,
    /// What it admits, in base units.
    pub(super) interval: Interval,
    /// What is measured: "boy age", "person dead"; never empty.
    pub(super) subject: String,
    /// The noun of whom or what it is told, in its word of meaning; empty when unknown.
    pub(super) holder: String,
    /// Index of the entity that it is told of, in its analysis.
    pub(super) entity: Option<usize>,
    /// Index of the entity that does what the number is told of, in its analysis.
    pub(super) doer: Option<usize>,
    /// Words that tell the thing counted apart, ascending: "joint", "young".
    pub(super) modifiers: Vec<String>,
    /// What of the holder is measured: "age", "weight"; empty for numbers that are no property of
    /// somebody or something.
    pub(super) attribute: &'static str,
    /// Of an age, the action at whose time it was told to be so: "died at the age of 85".
    pub(super) moment: Option<String>,
    /// Whether it is planned or expected, and not told as a fact.
    pub(super) is_foreseen: bool,
    /// Whether it counts victims or people held.
    pub(super) is_toll: bool,
    /// Whether it is a property of somebody or something: an age, a weight, a height.
    pub(super) is_own: bool,
    /// Whether it is clear in which action or relation the number is told.
    pub(super) is_anchored: bool,
    /// Whether its noun is a name for one of several: with "a" where the article has told of one
    /// such before.
    pub(super) is_another: bool,
    /// Index of the claim that it is part of.
    pub(super) claim: Option<usize>,
    /// The words that carry the value.
    pub(super) span: Span,
}

impl Measure {
    /// Whether it tells how deep somebody or something fell.
    pub(super) fn is_fall(&self) -> bool {
        let length = self.dimension.as_ref().is_some_and(Dimension::is_length);
        length && self.is_anchored && self.subject == "fall"
    }
}

/// Reads the numbers of one article.
pub(super) struct Reader<'a> {
    text: &'a str,
    annotated: &'a Annotated,
    mentions: Mentions,
    /// Where each noun for a person stands first in the body.
    first_nouns: BTreeMap<&'a str, Span>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &Source<'a>) -> Self {
        let annotated = source.annotated;
        let mentions = Mentions::new(&annotated.analysis.entities);
        let mut first_nouns = BTreeMap::new();
        for segment in annotated.segments.iter().filter(|s| s.section == Section::Body) {
            let doc = &segment.doc;
            for token in 0..doc.tokens().len() {
                if doc.tag(token) == "NN" && is_person(lexicon::meaning(doc.lemma(token))) {
                    let noun = lexicon::meaning(doc.lemma(token));
                    first_nouns.entry(noun).or_insert_with(|| segment.token_span(token));
                }
            }
        }
        Self { text: source.text, annotated, mentions, first_nouns }
    }

    /// What a quantity of the article measures, if it can be told and compared.
    pub(super) fn read(&self, index: usize, quantity: &Quantity) -> Option<Measure> {
        let dimension = quantity.unit.as_ref().map(Dimension::of);
        let (dimension, factor) = dimension.map_or((None, 1.0), |(d, factor)| (Some(d), factor));
        if quantity.ordinal || dimension.as_ref().is_some_and(Dimension::is_multiple) {
            return None;
        }
        let (at, tokens) = self.locate(quantity.span)?;
        let anchor = at.top(tokens.clone())?;
        let interval = Interval::of(quantity, quantity.span.of(self.text)).scaled(factor);
        let mut measure = Measure {
            quantity: index,
            factor,
            interval,
            subject: String::new(),
            holder: String::new(),
            entity: None,
            doer: None,
            modifiers: Vec::new(),
            attribute: "",
            moment: None,
            is_toll: false,
            is_foreseen: false,
            is_own: false,
            is_anchored: false,
            is_another: false,
            claim: self.claim(quantity.span),
            span: quantity.counted.map_or(quantity.span, |counted| quantity.span.cover(counted)),
            dimension,
        };
        if self.is_out_of_reach(&measure, at, anchor)
            || at.is_open_range(tokens.start)
            || at.is_of_a_pair(tokens.clone())
        {
            return None;
        }
        measure.is_foreseen = measure.claim.is_some_and(|claim| {
            let modality = self.annotated.analysis.claims[claim].modality;
            matches!(modality, Modality::Planned | Modality::Expected)
        });
        match &measure.dimension {
            None => self.count(at, anchor, quantity, &mut measure),
            Some(d) if d.is_age() => self.age(at, anchor, &mut measure),
            Some(_) => self.amount(at, tokens, anchor, quantity, &mut measure),
        }
        let is_length = measure.dimension.as_ref().is_some_and(Dimension::is_length);
        if let Some(change) = quantity.change.filter(|_| !is_length) {
            measure.subject.push_str(match change {
                crate::domain::Change::Increase => " increase",
                crate::domain::Change::Decrease => " decrease",
            });
        }
        (!measure.subject.is_empty()).then_some(measure)
    }

    /// The segment and the tokens of a span.
    fn locate(&self, span: Span) -> Option<(At<'a>, Range<usize>)> {
        let segments = &self.annotated.segments;
        let after = segments.partition_point(|s| s.span.begin <= span.begin);
        let segment = segments[..after].last().filter(|s| s.span.contains(span))?;
        let tokens = segment.doc.tokens();
        let (begin, end) = (span.begin - segment.span.begin, span.end - segment.span.begin);
        let first = tokens.partition_point(|t| (t.end as usize) <= begin);
        let last = tokens.partition_point(|t| (t.begin as usize) < end);
        (first < last).then_some((At { segment, doc: &segment.doc }, first..last))
    }

    /// The smallest claim that holds a span.
    fn claim(&self, span: Span) -> Option<usize> {
        /// Claims that overlap one place are no more.
        const MAX_NESTING: usize = 24;
        let claims = &self.annotated.analysis.claims;
        let after = claims.partition_point(|c| c.span.begin <= span.begin);
        let near = (after.saturating_sub(MAX_NESTING)..after).rev();
        near.filter(|&c| claims[c].span.contains(span)).min_by_key(|&c| claims[c].span.len())
    }
}
