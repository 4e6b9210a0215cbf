//! Claims of weight that one voice alone makes.

use super::{coverage::Part, omissions::Told};
use crate::domain::{ClaimCluster, ClaimStatus, Modality, SlotRole};

/// Share of a claim's words, by weight, that two neighbouring sentences of another document have
/// when that one may tell it in another way. Of the single rows below it, nine in ten (seeds) and
/// eight in ten (the second development story) of those that the gold judges are one source's own.
const ECHO: f64 = 0.25;

/// Share of its words, by weight, that no other document has anywhere.
const NEW: f64 = 0.3;

/// Words that a claim needs to tell something by itself.
const LEAST_WORDS: usize = 5;

/// Claims looked at for each one wanted: the first ones are the weightiest.
const TRIES: usize = 10;

/// Indices of up to `most` rows that one voice alone makes and that nothing in the other documents
/// resembles, the weightiest first: those told early, about whom the article is about, with
/// figures, and asserted.
pub(super) fn scoops(told: &Told<'_>, most: usize) -> Vec<usize> {
    let rows = told.claims.iter().enumerate();
    let single = rows.filter(|(_, row)| row.status == ClaimStatus::SingleSource);
    let mut ranked: Vec<(f64, usize)> =
        single.filter_map(|(index, row)| Some((weight(told, row)?, index))).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let tried = ranked.into_iter().take(most * TRIES).map(|(_, index)| index);
    tried.filter(|index| is_alone(told, &told.claims[*index])).take(most).collect()
}

fn weight(told: &Told<'_>, row: &ClaimCluster) -> Option<f64> {
    let (document, stance) = row.stances.iter().enumerate().find(|(_, s)| s.makes())?;
    let analysis = &told.context.sources[document].annotated.analysis;
    let claim = analysis.claims.get(*stance.claims.first()?)?;
    let words = told.coverage.stems(document, claim.span);
    let asserted = matches!(claim.modality, Modality::Asserted | Modality::Planned);
    let broken = analysis.quality.damages.iter().any(|d| d.span.overlaps(claim.span));
    if words.len() < LEAST_WORDS || !asserted || broken {
        return None;
    }
    let figures = claim.slots.iter().any(|slot| slot.role == SlotRole::Quantity);
    Some(told.centrality(row) + if figures { 0.2 } else { 0.0 })
}

fn is_alone(told: &Told<'_>, row: &ClaimCluster) -> bool {
    let place = &row.representative;
    let words = told.coverage.stems(place.document, place.span);
    let voices = &told.context.voices;
    let others: Vec<usize> =
        (0..voices.len()).filter(|other| voices[*other] != voices[place.document]).collect();
    let new = words.iter().filter(|word| !others.iter().any(|d| told.coverage.has(*d, **word)));
    told.coverage.share(new, &words) >= NEW
        && others.iter().all(|d| told.coverage.best(*d, &words, Part::Whole, 1) < ECHO)
}
