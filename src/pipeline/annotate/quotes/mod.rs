//! Quotations and reported speech with their speakers.
//!
//! [`marks`] pairs quotation marks, [`posts`] finds what is signed instead; [`cues`] finds the narrator's words of saying and thinking
//! with their subject and what they govern; [`around`] and [`direct`] join the two; [`nested`]
//! takes quotations in quotations, [`indirect`] what is reported without marks; [`parties`] leads
//! from a phrase to its entity.

mod around;
mod credit;
mod cues;
mod direct;
mod indirect;
mod insertions;
mod lexicon;
mod marks;
mod nested;
mod parties;
mod posts;
mod reading;
mod scan;
mod speakers;
#[cfg(test)]
mod tests;

pub(in crate::pipeline) use marks::Marks;
pub(super) use marks::marks;

use self::{
    credit::Credit,
    direct::Direct,
    parties::{Parties, Spoken},
    reading::Reading,
};
use super::Parsed;
use crate::domain::{Entity, Quote, QuoteKind, Signal, Span};

/// The quotations and reported speech of an article, in text order; of two that begin together
/// the longer comes first.
pub(super) fn quotes(parsed: &Parsed<'_>, marks: &Marks, entities: &[Entity]) -> Vec<Quote> {
    unless_stopped(parsed, marks, entities).unwrap_or_default()
}

/// The same; nothing when the work is stopped.
fn unless_stopped(parsed: &Parsed<'_>, marks: &Marks, entities: &[Entity]) -> Option<Vec<Quote>> {
    let go_on = || (!parsed.is_stopped()).then_some(());
    let read = |index| go_on().map(|()| Reading::new(parsed, marks, index));
    let readings: Vec<Reading<'_>> = (0..parsed.segments.len()).map(read).collect::<Option<_>>()?;
    let cues = |reading: &Reading<'_>| go_on().map(|()| cues::cues(reading));
    let cues: Vec<Vec<cues::Cue>> = readings.iter().map(cues).collect::<Option<_>>()?;
    let direct = direct::direct(parsed, marks, &readings, &cues);
    go_on()?;
    let indirect = indirect::indirect(&readings, &cues);
    go_on()?;
    let parties = Parties::new(&readings, entities);
    let mut drafts: Vec<Draft> = direct.into_iter().map(|d| Draft::of_direct(d, marks)).collect();
    go_on()?;
    drafts.extend(nested::nested(parsed, marks, &readings));
    drafts.extend(indirect);
    drafts.sort_by_key(|draft| (draft.span.begin, usize::MAX - draft.span.end, draft.kind));
    bound_nesting(&mut drafts);
    go_on()?;
    Some(finish(parsed, drafts, &parties))
}

/// Quotes in which reported speech may lie. Nobody follows deeper nesting, and the quotes together
/// stay in proportion to the text.
const MAX_NESTING: usize = 4;

/// Drops reported speech that is nested too deep. Drafts are in text order, outer ones first.
fn bound_nesting(drafts: &mut Vec<Draft>) {
    let mut open: Vec<usize> = Vec::new();
    drafts.retain(|draft| {
        open.retain(|&end| end > draft.span.begin);
        let kept = draft.kind != QuoteKind::Indirect || open.len() < MAX_NESTING;
        if kept {
            open.push(draft.span.end);
        }
        kept
    });
}

/// A quote before its parties are looked up.
#[derive(Clone, Debug)]
struct Draft {
    kind: QuoteKind,
    span: Span,
    content: Span,
    credit: Option<Credit>,
    unbalanced: bool,
    /// The span of the quote that it continues.
    continues: Option<Span>,
}

impl Draft {
    fn of_direct(direct: Direct, marks: &Marks) -> Self {
        let stretch = &marks.stretches[direct.stretch];
        Self {
            kind: direct.kind,
            span: stretch.span,
            content: stretch.content,
            credit: direct.credit,
            unbalanced: stretch.unbalanced,
            continues: direct.continues.map(|before| marks.stretches[before].span),
        }
    }
}

fn finish(parsed: &Parsed<'_>, drafts: Vec<Draft>, parties: &Parties<'_>) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::with_capacity(drafts.len());
    // For pronouns and for statements without an owner.
    let mut spoken = Spoken::default();
    for draft in parsed.few_until_stopped(drafts) {
        let (speakers, addressee, relayed_by) =
            draft.credit.as_ref().map_or_else(Default::default, |c| parties.of_credit(c, &spoken));
        if let Some(credit) = &draft.credit {
            let speaker = speakers.first().and_then(|party| party.entity);
            parties.remember(credit, speaker, &mut spoken);
        }
        let signal = draft.credit.as_ref().map(|credit| Signal {
            id: credit.rule.into(),
            weight: credit.score,
            detail: credit.cue.map(|cue| cue.of(parsed.text).to_owned()).unwrap_or_default(),
        });
        let continues = draft.continues.and_then(|span| {
            let before = quotes.partition_point(|q| q.span.begin < span.begin);
            let near = quotes.iter().enumerate().skip(before).take(8);
            near.filter(|(_, q)| q.span == span).map(|(index, _)| index).next()
        });
        quotes.push(Quote {
            kind: draft.kind,
            span: draft.span,
            content: draft.content,
            speakers,
            cue: draft.credit.as_ref().and_then(|credit| credit.cue),
            addressee,
            relayed_by,
            insertions: match draft.kind {
                QuoteKind::Indirect => Vec::new(),
                _ => insertions::insertions(parsed.text, draft.content),
            },
            unbalanced_marks: draft.unbalanced,
            continues,
            signals: signal.into_iter().collect(),
        });
    }
    quotes
}
