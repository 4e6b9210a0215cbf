//! Canonical order of the articles, and the way back to the caller's.
//!
//! Rows must not depend on the order in which articles are given, though greedy steps and ties
//! would make them. So articles are compared in an order of their own: by date, then by text.

use std::cmp::Ordering;

use super::Source;
use crate::domain::{
    AgreementMatrix, ClaimStance, Comparison, DiscrepancyValue, Evidence, FramingComparison,
    Omission, QuoteCluster, ReuseLink,
};

/// Indices of the articles in canonical order. Articles that are equal in it are the same in all
/// that counts.
pub(super) fn canonical(sources: &[Source<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by(|&a, &b| compare(&sources[a], &sources[b]));
    order
}

fn compare(a: &Source<'_>, b: &Source<'_>) -> Ordering {
    let time = |s: &Source<'_>| s.metadata.publish_time;
    let date = |s: &Source<'_>| s.annotated.analysis.date.map(|date| date.date);
    date(a)
        .cmp(&date(b))
        .then_with(|| time(a).cmp(&time(b)))
        .then_with(|| a.text.cmp(b.text))
        .then_with(|| a.metadata.source.cmp(&b.metadata.source))
        .then_with(|| a.metadata.url.cmp(&b.metadata.url))
}

/// Puts columns, and all that is told by column, into the order in which the articles were given.
/// `order` is as [`canonical`] gives it.
pub(super) fn restore(mut comparison: Comparison, order: &[usize]) -> Comparison {
    let way = Way(order);
    comparison.documents = way.list(comparison.documents);
    for document in &mut comparison.documents {
        way.column(&mut document.voice);
    }
    comparison.overview.matrix = way.matrix(&comparison.overview.matrix);
    for entity in &mut comparison.entities {
        for here in &mut entity.in_documents {
            way.column(&mut here.document);
            way.evidence(&mut here.evidence);
        }
        entity.in_documents.sort_by_key(|here| here.document);
    }
    for claim in &mut comparison.claims {
        way.column(&mut claim.representative.document);
        claim.stances = way.list(std::mem::take(&mut claim.stances));
        claim.stances.iter_mut().for_each(|stance| way.stance(stance));
    }
    for discrepancy in &mut comparison.discrepancies {
        discrepancy.values.iter_mut().for_each(|value| way.value(value));
    }
    comparison.quotes.iter_mut().for_each(|quote| way.quote(quote));
    for event in &mut comparison.timeline {
        way.column(&mut event.representative.document);
        way.evidence(&mut event.evidence);
        way.columns(&mut event.documents);
    }
    for number in &mut comparison.numbers {
        for value in &mut number.values {
            way.column(&mut value.document);
            way.column(&mut value.evidence.document);
        }
        number.values.sort_by_key(|value| value.document);
    }
    comparison.framing.iter_mut().for_each(|framing| way.framing(framing));
    comparison.omissions.iter_mut().for_each(|omission| way.omission(omission));
    comparison.text_reuse.iter_mut().for_each(|link| way.reuse(link));
    for profile in &mut comparison.sourcing {
        way.column(&mut profile.document);
        profile.uses.iter_mut().for_each(|source| way.evidence(&mut source.evidence));
    }
    comparison.sourcing.sort_by_key(|profile| profile.document);
    for row in &mut comparison.five_w.rows {
        for cell in &mut row.cells {
            way.column(&mut cell.document);
            way.column(&mut cell.evidence.document);
        }
        row.cells.sort_by_key(|cell| cell.document);
    }
    comparison.headlines.iter_mut().for_each(|headline| way.column(&mut headline.document));
    comparison.headlines.sort_by_key(|headline| headline.document);
    comparison
}

/// The way back: for each canonical column the one that the caller gave.
struct Way<'a>(&'a [usize]);

impl Way<'_> {
    fn column(&self, column: &mut usize) {
        *column = self.0[*column];
    }

    fn columns(&self, columns: &mut [usize]) {
        columns.iter_mut().for_each(|column| self.column(column));
        columns.sort_unstable();
    }

    /// What there is one of for each column.
    fn list<T>(&self, items: Vec<T>) -> Vec<T> {
        let mut placed: Vec<(usize, T)> = self.0.iter().copied().zip(items).collect();
        placed.sort_by_key(|(column, _)| *column);
        placed.into_iter().map(|(_, item)| item).collect()
    }

    /// In column order; the order within a document stays.
    fn evidence(&self, evidence: &mut [Evidence]) {
        evidence.iter_mut().for_each(|e| self.column(&mut e.document));
        evidence.sort_by_key(|e| e.document);
    }

    fn matrix(&self, matrix: &AgreementMatrix) -> AgreementMatrix {
        let size = matrix.size;
        let mut values = vec![0.0; matrix.values.len()];
        for (from, value) in matrix.values.iter().enumerate() {
            let (a, b) = (self.0[from / size], self.0[from % size]);
            values[a * size + b] = *value;
        }
        AgreementMatrix { size, values }
    }

    fn stance(&self, stance: &mut ClaimStance) {
        stance.evidence.iter_mut().for_each(|e| self.column(&mut e.document));
    }

    fn value(&self, value: &mut DiscrepancyValue) {
        self.columns(&mut value.documents);
        self.evidence(&mut value.evidence);
    }

    fn quote(&self, quote: &mut QuoteCluster) {
        let mut renderings: Vec<_> = std::mem::take(&mut quote.renderings);
        for rendering in &mut renderings {
            self.column(&mut rendering.document);
            self.column(&mut rendering.evidence.document);
        }
        let mut renderings: Vec<_> = renderings.into_iter().enumerate().collect();
        renderings.sort_by_key(|(_, rendering)| rendering.document);
        let fullest = renderings.iter().position(|(index, _)| *index == quote.fullest);
        quote.fullest = fullest.unwrap_or_default();
        quote.renderings = renderings.into_iter().map(|(_, rendering)| rendering).collect();
    }

    fn framing(&self, framing: &mut FramingComparison) {
        for here in &mut framing.in_documents {
            self.column(&mut here.document);
            for used in here.outlet_terms.iter_mut().chain(&mut here.quoted_terms) {
                self.evidence(&mut used.evidence);
            }
        }
        framing.in_documents.sort_by_key(|here| here.document);
        for term in &mut framing.distinctive_terms {
            self.column(&mut term.document);
            self.evidence(&mut term.evidence);
        }
        framing.distinctive_terms.sort_by_key(|term| term.document);
    }

    fn omission(&self, omission: &mut Omission) {
        for columns in
            [&mut omission.told_by, &mut omission.omitted_by, &mut omission.could_have_known]
        {
            self.columns(columns);
        }
    }

    fn reuse(&self, link: &mut ReuseLink) {
        self.column(&mut link.first.document);
        self.column(&mut link.second.document);
        if let Some(earlier) = &mut link.earlier {
            self.column(earlier);
        }
        if link.first.document > link.second.document {
            std::mem::swap(&mut link.first, &mut link.second);
        }
    }
}
