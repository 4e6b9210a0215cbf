//! Rows of the claim matrix, by pairs of evidence from different sources (pairwise precision, recall
//! and F1 of the clustering), and the stances in their cells.
//!
//! Since the gold does not list every claim there is, `judged` precision looks only at system pairs
//! whose two spans both match gold evidence.

use serde::Serialize;

use super::{
    super::{
        gold::{ClaimEvidence, Gold, Place},
        system::{Cell, System},
    },
    harmonic, ratio,
};

/// Pairwise figures of the claim rows.
#[derive(Debug, Serialize)]
pub(crate) struct ClaimFigures {
    pub rows: usize,
    pub multi: usize,
    pub gold_pairs: usize,
    pub system_pairs: usize,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    pub judged_precision: f64,
    pub judged_f1: f64,
}

/// How often the relation of a cell is the gold's, over cells found.
#[derive(Debug, Serialize)]
pub(crate) struct StanceFigures {
    pub cells: usize,
    pub accuracy: f64,
}

type Pair<'a> = (&'a Place, &'a Place);

/// All pairs of places from different sources.
fn pairs<'a>(places: &'a [Place]) -> impl Iterator<Item = Pair<'a>> {
    let pair = move |i: usize| places[i + 1..].iter().map(move |other| (&places[i], other));
    (0..places.len()).flat_map(pair).filter(|(a, b)| a.source != b.source)
}

fn same(a: Pair<'_>, b: Pair<'_>) -> bool {
    (a.0.matches(b.0) && a.1.matches(b.1)) || (a.0.matches(b.1) && a.1.matches(b.0))
}

pub(super) fn claims(gold: &Gold, system: &System) -> ClaimFigures {
    let gold_rows: Vec<Vec<Place>> =
        gold.claims.iter().map(|c| c.evidence.iter().map(ClaimEvidence::place).collect()).collect();
    let system_rows: Vec<Vec<Place>> =
        system.rows.iter().map(|row| row.iter().map(|cell| cell.place.clone()).collect()).collect();
    let gold_pairs: Vec<Pair<'_>> = gold_rows.iter().flat_map(|row| pairs(row)).collect();
    let system_pairs: Vec<Pair<'_>> = system_rows.iter().flat_map(|row| pairs(row)).collect();

    let in_gold = |pair: &&Pair<'_>| gold_pairs.iter().any(|g| same(*g, **pair));
    let in_system = |pair: &&Pair<'_>| system_pairs.iter().any(|s| same(*s, **pair));
    let judged: Vec<&Pair<'_>> = system_pairs
        .iter()
        .filter(|(a, b)| {
            let known = |place: &Place| gold_rows.iter().flatten().any(|g| g.matches(place));
            known(a) && known(b)
        })
        .collect();

    let recall = ratio(gold_pairs.iter().filter(in_system).count(), gold_pairs.len());
    let precision = ratio(system_pairs.iter().filter(in_gold).count(), system_pairs.len());
    let judged_precision = ratio(judged.iter().filter(|p| in_gold(p)).count(), judged.len());
    let several_sources = |row: &&Vec<Place>| row.iter().any(|place| place.source != row[0].source);
    ClaimFigures {
        rows: system_rows.len(),
        multi: system_rows.iter().filter(several_sources).count(),
        gold_pairs: gold_pairs.len(),
        system_pairs: system_pairs.len(),
        precision,
        recall,
        f1: harmonic(precision, recall),
        judged_precision,
        judged_f1: harmonic(judged_precision, recall),
    }
}

/// For each gold claim, the row that finds most of its evidence answers for it.
pub(super) fn stances(gold: &Gold, system: &System) -> StanceFigures {
    let (mut cells, mut right) = (0, 0);
    for claim in &gold.claims {
        let found = |row: &[Cell]| {
            let matched = |place: &Place| row.iter().any(|cell| place.matches(&cell.place));
            claim.evidence.iter().filter(|e| matched(&e.place())).count()
        };
        let mut best: &[Cell] = &[];
        for row in &system.rows {
            if found(row) > found(best) {
                best = row;
            }
        }
        for evidence in &claim.evidence {
            let place = evidence.place();
            let matching: Vec<&Cell> = best.iter().filter(|c| place.matches(&c.place)).collect();
            cells += usize::from(!matching.is_empty());
            let wanted = evidence.relation.to_uppercase();
            right += usize::from(matching.iter().any(|cell| cell.relation == wanted));
        }
    }
    StanceFigures { cells, accuracy: ratio(right, cells) }
}
