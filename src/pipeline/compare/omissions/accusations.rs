//! Accusations that are told without the denial that another document reports.

use std::collections::BTreeSet;

use super::Told;
use crate::{
    domain::{Finding, Omission, Relation},
    pipeline::compare::denials::Denial,
};

pub(super) fn omissions(told: &Told<'_>) -> Vec<Omission> {
    let mut sides: Vec<OneSided> = Vec::new();
    for matter in &told.denials.matters(told.coverage) {
        let Some(side) = OneSided::new(told, matter) else { continue };
        let same = |other: &&mut OneSided| {
            (other.denier, other.accusation) == (side.denier, side.accusation)
        };
        // Several denials of one party may answer one accusation.
        match sides.iter_mut().find(same) {
            Some(other) => other.told_by.extend(side.told_by),
            None => sides.push(side),
        }
    }
    let mut omissions: Vec<Omission> =
        sides.into_iter().map(|side| side.into_omission(told)).collect();
    omissions.extend(denied_rows(told, &omissions));
    omissions
}

/// An accusation that documents tell without any denial of whoever is accused.
struct OneSided {
    /// Who denies: index over all documents.
    denier: usize,
    /// Row of the denial.
    denial: usize,
    /// Row of the accusation.
    accusation: usize,
    /// Documents that report a denial, each once, ascending.
    told_by: BTreeSet<usize>,
    omitted_by: Vec<usize>,
}

impl OneSided {
    fn new(told: &Told<'_>, matter: &[&Denial]) -> Option<Self> {
        let row = |denial: &Denial| told.statements.row(denial.document, denial.claim);
        let (denial, denied) =
            matter.iter().find_map(|denial| row(denial).map(|row| (*denial, row)))?;
        let mut omitted_by: Vec<usize> = Vec::new();
        let mut rows = Vec::new();
        for accusation in told.denials.answered(denial, told.coverage) {
            let document = accusation.document;
            let known = omitted_by.last() == Some(&document);
            if known || told.denials.denies(document, denial.denier) {
                continue;
            }
            let has_row = |claim: usize| told.statements.row(document, claim).is_some();
            let claim = accusation.claim(told.context, told.coverage, denial, has_row);
            if let Some(row) = claim.and_then(|claim| told.statements.row(document, claim)) {
                omitted_by.push(document);
                rows.push(row);
            }
        }
        Some(Self {
            denier: denial.denier,
            denial: denied,
            accusation: most_common(rows)?,
            told_by: matter.iter().map(|denial| denial.document).collect(),
            omitted_by,
        })
    }

    fn into_omission(self, told: &Told<'_>) -> Omission {
        let told_by: Vec<usize> = self.told_by.into_iter().collect();
        let all: Vec<usize> = told_by.iter().chain(&self.omitted_by).copied().collect();
        let centrality = told.centrality(&told.claims[self.accusation]);
        let importance = 0.3 + 0.4 * told.voices(&all) + 0.3 * centrality;
        let subject = Finding::Claim(self.denial);
        told.omission(subject, Some(self.accusation), (told_by, self.omitted_by), importance)
    }
}

/// Rows that a document reports to be denied, and another makes without that.
fn denied_rows(told: &Told<'_>, known: &[Omission]) -> Vec<Omission> {
    let mut omissions = Vec::new();
    for (index, row) in told.claims.iter().enumerate() {
        let columns = |wanted: &dyn Fn(Relation) -> bool| -> Vec<usize> {
            let stances = row.stances.iter().enumerate();
            stances.filter(|(_, stance)| wanted(stance.relation)).map(|(c, _)| c).collect()
        };
        let told_by = columns(&|relation| relation == Relation::MentionsDenial);
        let omitted_by =
            columns(&|relation| matches!(relation, Relation::Supports | Relation::Partial));
        let is_known = known.iter().any(|omission| {
            omission.accusation == Some(index) || omission.subject == Finding::Claim(index)
        });
        if told_by.is_empty() || omitted_by.is_empty() || is_known {
            continue;
        }
        let all: Vec<usize> = told_by.iter().chain(&omitted_by).copied().collect();
        let importance = 0.3 + 0.4 * told.voices(&all) + 0.3 * told.centrality(row);
        let subject = Finding::Claim(index);
        omissions.push(told.omission(subject, Some(index), (told_by, omitted_by), importance));
    }
    omissions
}

/// The most frequent; of several the least.
fn most_common(mut rows: Vec<usize>) -> Option<usize> {
    rows.sort_unstable();
    let runs = rows.chunk_by(|a, b| a == b).rev();
    runs.max_by_key(|run| run.len()).map(|run| run[0])
}
