//! What some documents tell and others leave out.

mod accusations;
mod claims;
mod entities;
mod moment;
mod quotes;

use std::cmp::Reverse;

use self::moment::could_have_known;
use super::{Context, Source, coverage::Coverage, denials::Denials, statements::Statements};
use crate::domain::{ClaimCluster, EntityComparison, Finding, Omission, QuoteCluster};

/// Omissions at most.
const MOST: usize = 100;

/// What omissions are found in.
pub(super) struct Told<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) coverage: &'a Coverage,
    pub(super) statements: &'a Statements,
    pub(super) denials: &'a Denials,
    pub(super) entities: &'a [EntityComparison],
    pub(super) claims: &'a [ClaimCluster],
    pub(super) quotes: &'a [QuoteCluster],
    /// The greatest salience of an entity, by document.
    pub(super) salience: Vec<f64>,
}

/// The most important first; of equal ones those of more documents, then by subject.
pub(super) fn omissions(told: &Told<'_>) -> Vec<Omission> {
    let mut omissions = accusations::omissions(told);
    omissions.extend(claims::omissions(told));
    omissions.extend(entities::omissions(told));
    omissions.extend(quotes::omissions(told));
    omissions.sort_by(|a, b| {
        let rank =
            |o: &Omission| (Reverse(o.is_one_sided()), Reverse(o.omitted_by.len()), o.subject);
        b.importance.total_cmp(&a.importance).then_with(|| rank(a).cmp(&rank(b)))
    });
    omissions.truncate(MOST);
    omissions
}

impl<'a> Told<'a> {
    /// Of all that omissions are found in.
    pub(super) fn new(
        context: &'a Context<'a>,
        coverage: &'a Coverage,
        statements: &'a Statements,
        denials: &'a Denials,
        (entities, claims, quotes): (
            &'a [EntityComparison],
            &'a [ClaimCluster],
            &'a [QuoteCluster],
        ),
    ) -> Self {
        let greatest = |source: &Source<'_>| {
            let entities = source.annotated.analysis.entities.iter();
            entities.map(|entity| entity.salience).fold(0.0, f64::max)
        };
        let salience = context.sources.iter().map(greatest).collect();
        Self { context, coverage, statements, denials, entities, claims, quotes, salience }
    }

    /// An omission, with those who could have known.
    fn omission(
        &self,
        subject: Finding,
        accusation: Option<usize>,
        (told_by, omitted_by): (Vec<usize>, Vec<usize>),
        importance: f64,
    ) -> Omission {
        let could_have_known = could_have_known(self.context.sources, &told_by, &omitted_by);
        let importance = importance.clamp(0.0, 1.0);
        Omission { subject, accusation, told_by, omitted_by, could_have_known, importance }
    }

    /// Share of all independent voices that some documents are, 0 to 1.
    fn voices(&self, documents: &[usize]) -> f64 {
        let all: Vec<usize> = (0..self.context.sources.len()).collect();
        let total = self.context.independent(&all).max(1);
        self.context.independent(documents) as f64 / total as f64
    }

    /// How central a row is to the documents that make it, 0 to 1: how early they tell it, and how
    /// much they are about whom it names.
    pub(super) fn centrality(&self, row: &ClaimCluster) -> f64 {
        let (mut sum, mut count) = (0.0, 0_usize);
        for (document, stance) in row.stances.iter().enumerate() {
            let Some(first) = stance.claims.first() else { continue };
            let analysis = &self.context.sources[document].annotated.analysis;
            let Some(claim) = analysis.claims.get(*first) else { continue };
            let place = claim.sentence as f64 / analysis.sentences.len().max(1) as f64;
            let greatest = self.salience[document];
            let named = claim.entities.iter().filter_map(|e| analysis.entities.get(*e));
            let salience = named.map(|entity| entity.salience).fold(0.0, f64::max);
            let about = if greatest > 0.0 { salience / greatest } else { 0.0 };
            sum += 0.5 * (1.0 - place) + 0.5 * about;
            count += 1;
        }
        if count == 0 { 0.0 } else { sum / count as f64 }
    }
}
