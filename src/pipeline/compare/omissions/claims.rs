//! Claims of the consensus that a document leaves out.

use super::Told;
use crate::{
    domain::{ClaimCluster, Finding, Omission, Relation},
    pipeline::compare::coverage::Part,
};

/// Share of the words of one of a row's wordings, by weight, that two neighbouring sentences of a
/// document have when it may well tell the matter in another way. Of the silent cells that are
/// below, two thirds are silent on both development stories; a third tell it in other words.
const ECHO: f64 = 0.45;

/// Words that a wording needs, to be looked for.
const LEAST_WORDS: usize = 3;

/// Wordings of one row that are looked for.
const MOST_WORDINGS: usize = 12;

pub(super) fn omissions(told: &Told<'_>) -> Vec<Omission> {
    let rows = told.claims.iter().enumerate();
    rows.filter_map(|(index, row)| omission(told, index, row)).collect()
}

fn omission(told: &Told<'_>, index: usize, row: &ClaimCluster) -> Option<Omission> {
    if row.independent_support < told.context.consensus {
        return None;
    }
    let columns = |wanted: &dyn Fn(Relation) -> bool| -> Vec<usize> {
        let stances = row.stances.iter().enumerate();
        stances.filter(|(_, stance)| wanted(stance.relation)).map(|(column, _)| column).collect()
    };
    let told_by = columns(&|relation| relation != Relation::Silent);
    let silent = columns(&|relation| relation == Relation::Silent);
    if silent.is_empty() {
        return None;
    }
    let evidence = row.stances.iter().flat_map(|stance| &stance.evidence);
    let mut wordings: Vec<Vec<u32>> =
        evidence.map(|e| told.coverage.stems(e.document, e.span)).collect();
    wordings.retain(|words| words.len() >= LEAST_WORDS);
    wordings.truncate(MOST_WORDINGS);
    if wordings.is_empty() {
        return None;
    }
    let echoed = |document: usize, words: &[u32]| {
        told.coverage.best(document, words, Part::Whole, 1) >= ECHO
    };
    let omitted = |document: &usize| !wordings.iter().any(|words| echoed(*document, words));
    let omitted_by: Vec<usize> = silent.into_iter().filter(omitted).collect();
    if omitted_by.is_empty() {
        return None;
    }
    let importance = 0.5 * told.voices(&told_by) + 0.5 * told.centrality(row);
    Some(told.omission(Finding::Claim(index), None, (told_by, omitted_by), importance))
}
