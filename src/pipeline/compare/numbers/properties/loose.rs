//! Figures of a property whose holder cannot be read from the grammar: "the beast, a 400 lb male",
//! "who turned 17 on Friday".

use super::{Figure, Value};
use crate::{
    domain::{Quantity, Span},
    pipeline::{
        annotate::{Annotated, Segment},
        compare::{
            Context, Source,
            numbers::{interval::Interval, units::Dimension},
        },
    },
};

/// Tokens from a figure to the noun that it describes: "12-year-old male grey wolf".
const MAX_MODIFIERS: usize = 3;
/// Ages of persons and animals, in years.
const AGES: std::ops::RangeInclusive<f64> = 1.0..=110.0;

/// The figures that no reading has taken and that agree with one property alone, by its index.
/// `known` are the properties that several articles give, with the leading value of each. Reports of one event that give the same figure
/// mean the same thing by it.
pub(super) fn figures(
    context: &Context<'_>,
    read: &[Value],
    known: &[(usize, &Value)],
) -> Vec<(usize, Figure)> {
    /// Properties that are looked at: more are tables.
    const MAX_KNOWN: usize = 64;
    let known = &known[..known.len().min(MAX_KNOWN)];
    let mut found = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        for (index, quantity) in source.annotated.analysis.quantities.iter().enumerate() {
            let place = (document, index);
            let is_read = read
                .binary_search_by_key(&place, |value| (value.document, value.measure.quantity))
                .is_ok_and(|at| read[at].measure.is_own);
            if is_read || quantity.ordinal {
                continue;
            }
            let Some((segment, tokens)) = locate(source.annotated, quantity.span) else { continue };
            let Some(like) = like(source, quantity, segment, tokens.start, known) else { continue };
            let Some(claim) = claim(source.annotated, quantity.span) else { continue };
            let span = with_noun(segment, tokens.end, quantity.span);
            let is_phrase = span.len() > quantity.span.len();
            found.push((like, Figure { document, claim, span, is_phrase, clashes: false }));
        }
    }
    found
}

/// The one property whose figure agrees with a quantity.
fn like(
    source: &Source<'_>,
    quantity: &Quantity,
    segment: &Segment,
    first: usize,
    known: &[(usize, &Value)],
) -> Option<usize> {
    let told = Interval::of(quantity, quantity.span.of(source.text));
    let dimension = quantity.unit.as_ref().map(Dimension::of);
    let agrees = |value: &Value| {
        let Some(own) = &value.measure.dimension else { return false };
        // A length may be that of anything.
        if !own.is_age() && !own.is_mass() {
            return false;
        }
        match &dimension {
            Some((other, factor)) => {
                own == other && value.measure.interval.agrees(&told.scaled(*factor))
            }
            None => {
                let scaled = told.scaled(value.measure.factor);
                own.is_age()
                    && is_age(quantity, segment, first)
                    && value.measure.interval.agrees(&scaled)
            }
        }
    };
    let mut like = known.iter().filter(|(_, value)| agrees(value));
    let (only, _) = like.next()?;
    like.next().is_none().then_some(*only)
}

/// Whether a bare number is an age: "turned 17", "was 17".
fn is_age(quantity: &Quantity, segment: &Segment, first: usize) -> bool {
    let plain = quantity.counted.is_none() && quantity.min == quantity.max;
    let before = first.checked_sub(1).map(|token| segment.doc.lemma(token));
    let follows = segment.doc.tokens().get(first + 1).map(|_| segment.doc.tag(first + 1));
    plain
        && quantity.min.is_some_and(|years| AGES.contains(&years))
        && before.is_some_and(|lemma| matches!(lemma, "turn" | "be"))
        && !follows.is_some_and(|tag| tag.starts_with("NN") || tag.starts_with("JJ"))
}

/// The segment and the tokens of a span.
fn locate(annotated: &Annotated, span: Span) -> Option<(&Segment, std::ops::Range<usize>)> {
    let segments = &annotated.segments;
    let after = segments.partition_point(|s| s.span.begin <= span.begin);
    let segment = segments[..after].last().filter(|s| s.span.contains(span))?;
    let tokens = segment.doc.tokens();
    let (begin, end) = (span.begin - segment.span.begin, span.end - segment.span.begin);
    let first = tokens.partition_point(|t| (t.end as usize) <= begin);
    let last = tokens.partition_point(|t| (t.begin as usize) < end);
    (first < last).then_some((segment, first..last))
}

/// The smallest claim that holds a span.
fn claim(annotated: &Annotated, span: Span) -> Option<usize> {
    /// Claims that overlap one place are no more.
    const MAX_NESTING: usize = 24;
    let claims = &annotated.analysis.claims;
    let after = claims.partition_point(|c| c.span.begin <= span.begin);
    let near = (after.saturating_sub(MAX_NESTING)..after).rev();
    near.filter(|&c| claims[c].span.contains(span)).min_by_key(|&c| claims[c].span.len())
}

/// A figure with the noun behind it, if it describes one.
fn with_noun(segment: &Segment, end: usize, span: Span) -> Span {
    let tags = (end..segment.doc.tokens().len()).take(MAX_MODIFIERS);
    let mut last = None;
    for token in tags {
        match segment.doc.tag(token) {
            tag if tag.starts_with("NN") => last = Some(token),
            tag if tag.starts_with("JJ") && last.is_none() => {}
            _ => break,
        }
    }
    last.map_or(span, |token| span.cover(segment.token_span(token)))
}
