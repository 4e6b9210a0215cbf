//! Other places of the same event.
//!
//! Places are read off the slots of claims that are evidence of one row. Of two that lie in each
//! other one is the finer. Only places of one kind that have no ground in common can conflict, and
//! only where what is done, and when, is told alike.

use std::{cmp::Reverse, collections::BTreeMap};

use super::Findings;
use crate::{
    domain::{
        Claim, ClaimCluster, Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue,
        EntityType, Evidence, Modality, Severity, Signal, SlotRole, Span,
    },
    pipeline::compare::{
        Context,
        places::{Grain, Lie, Place},
    },
};

/// Least similarity of claims whose places may contradict each other.
const SURE: f64 = 0.4;

/// A place that a document gives for what a row tells.
struct Told {
    document: usize,
    claim: usize,
    /// Of the joined entities.
    entity: usize,
    place: Place,
    span: Span,
}

/// Places of one event that are not the same in all documents.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let rows = findings.claims.iter().enumerate();
    rows.filter_map(|(index, row)| discrepancy(context, findings, index, row)).collect()
}

fn discrepancy(
    context: &Context<'_>,
    findings: &Findings<'_>,
    index: usize,
    row: &ClaimCluster,
) -> Option<Discrepancy> {
    if row.support() < 2 {
        return None;
    }
    let told = told(context, row);
    if told.iter().all(|t| t.document == told[0].document) {
        return None;
    }
    let values = values(context, &told);
    if values.len() < 2 {
        return None;
    }
    let conflict = conflict(context, findings, &told);
    let refined = values.iter().any(|(_, v)| !v.refines.is_empty());
    let values = match (conflict, refined) {
        (Some((a, b, _)), _) => {
            let ends = [told[a].entity, told[b].entity];
            let mut values: Vec<_> =
                values.into_iter().filter(|(entity, _)| ends.contains(entity)).collect();
            values.iter_mut().for_each(|(_, value)| value.refines.clear());
            values
        }
        (None, true) => values,
        (None, false) => return None,
    };
    let values: Vec<DiscrepancyValue> = values.into_iter().map(|(_, value)| value).collect();
    let list: Vec<String> = values.iter().map(|v| format!("“{}”", v.value)).collect();
    let (compatibility, severity, explanation) = match conflict {
        Some(_) => (
            Compatibility::Conflicting,
            Severity::High,
            format!("One event is told of places apart from each other: {}.", list.join(" and ")),
        ),
        None => (
            Compatibility::Compatible,
            Severity::Low,
            format!("The place of one event is told more or less finely: {}.", list.join(", ")),
        ),
    };
    let similarity = conflict.map_or(0.6, |(.., similarity)| similarity);
    Some(Discrepancy {
        kind: DiscrepancyType::Place,
        compatibility,
        severity,
        claim: Some(index),
        quote: None,
        values,
        explanation,
        signals: vec![Signal { id: "same-row".into(), weight: similarity, detail: String::new() }],
        score: similarity.clamp(0.0, 1.0),
    })
}

/// The places that documents give for what a row tells, in order of documents.
fn told(context: &Context<'_>, row: &ClaimCluster) -> Vec<Told> {
    let mut told = Vec::new();
    for (document, stance) in row.stances.iter().enumerate().filter(|(_, s)| s.makes()) {
        let analysis = &context.sources[document].annotated.analysis;
        for &claim in &stance.claims {
            let Some(claimed) = analysis.claims.get(claim) else { continue };
            for slot in claimed.slots.iter().filter(|slot| slot.role == SlotRole::Place) {
                let Some(own) = slot.entity else { continue };
                let Some(entity) = context.who.is(document, own) else { continue };
                if analysis.entities[own].kind == EntityType::Location {
                    let place = Place::of(&analysis.entities[own]);
                    told.push(Told { document, claim, entity, place, span: slot.span });
                }
            }
        }
    }
    told
}

/// The places, by joined entity, with what they refine; those with most voices first. Places that
/// have no part in any refinement are told with the others.
fn values(context: &Context<'_>, told: &[Told]) -> Vec<(usize, DiscrepancyValue)> {
    let mut groups: BTreeMap<usize, Vec<&Told>> = BTreeMap::new();
    for place in told {
        groups.entry(place.entity).or_default().push(place);
    }
    let mut values: Vec<(usize, &Place, DiscrepancyValue)> = groups
        .iter()
        .map(|(entity, group)| {
            let mut evidence: Vec<Evidence> =
                group.iter().map(|t| context.evidence(t.document, t.span)).collect();
            evidence.sort_by_key(|e| (e.document, e.span));
            evidence.dedup();
            let mut documents: Vec<usize> = evidence.iter().map(|e| e.document).collect();
            documents.dedup();
            let first = group[0];
            let analysis = &context.sources[first.document].annotated.analysis;
            let name = analysis
                .entities
                .iter()
                .enumerate()
                .find(|(own, _)| context.who.is(first.document, *own) == Some(*entity));
            let value = DiscrepancyValue {
                value: name.map(|(_, e)| e.canonical_name.clone()).unwrap_or_default(),
                independent_support: context.independent(&documents),
                documents,
                evidence,
                refines: Vec::new(),
            };
            (*entity, &first.place, value)
        })
        .collect();
    values.sort_by_key(|(entity, _, v)| (Reverse(v.independent_support), *entity));
    let places: Vec<&Place> = values.iter().map(|(_, place, _)| *place).collect();
    let mut finished: Vec<(usize, DiscrepancyValue)> = Vec::new();
    for (entity, place, mut value) in values.iter().cloned() {
        let wider = places.iter().enumerate().filter(|(_, p)| place.lies(p) == Lie::Inside);
        value.refines = wider.map(|(at, _)| at).collect();
        finished.push((entity, value));
    }
    finished
}

/// Two places of different documents that cannot both be right, with the similarity of the claims.
fn conflict(
    context: &Context<'_>,
    findings: &Findings<'_>,
    told: &[Told],
) -> Option<(usize, usize, f64)> {
    /// Places of one row that are compared with each other.
    const MAX_PLACES: usize = 64;
    let near = told.len().min(MAX_PLACES);
    let alone =
        |t: &Told| told.iter().all(|other| other.document != t.document || other.place == t.place);
    let mut best: Option<(usize, usize, f64)> = None;
    for a in 0..near {
        for b in a + 1..near {
            let (x, y) = (&told[a], &told[b]);
            let apart = x.document != y.document
                && x.place.grain() == y.place.grain()
                && x.place.grain() != Grain::Unknown
                && x.place.lies(&y.place) == Lie::Apart;
            if !apart || !alone(x) || !alone(y) || !is_same_deed(context, findings, x, y) {
                continue;
            }
            let claims = ((x.document, x.claim), (y.document, y.claim));
            let similarity = findings.statements.similarity(claims.0, claims.1);
            if similarity >= SURE && best.is_none_or(|(.., known)| similarity > known) {
                best = Some((a, b, similarity));
            }
        }
    }
    // Where some third document names both, both belong to the event.
    best.filter(|&(a, b, _)| {
        let names = |document: usize, entity: usize| {
            told.iter().any(|t| t.document == document && t.entity == entity)
        };
        let both =
            |document: usize| names(document, told[a].entity) && names(document, told[b].entity);
        !told.iter().any(|t| both(t.document))
    })
}

/// Whether two claims tell of one action on one day.
fn is_same_deed(context: &Context<'_>, findings: &Findings<'_>, x: &Told, y: &Told) -> bool {
    let claim = |t: &Told| &context.sources[t.document].annotated.analysis.claims[t.claim];
    let (first, second) = (claim(x), claim(y));
    let action = |claim: &Claim| {
        let slot = claim.slots.iter().find(|slot| slot.role == SlotRole::Action);
        slot.map(|slot| slot.value.to_lowercase())
    };
    let settled = |c: &Claim| matches!(c.modality, Modality::Asserted | Modality::Planned);
    let time = |t: &Told| {
        let here = |e: &&super::Event| e.document == t.document && e.claim == t.claim && e.is_own;
        findings.events.iter().find(here)
    };
    action(first).is_some()
        && action(first) == action(second)
        && first.polarity == second.polarity
        && settled(first)
        && settled(second)
        && time(x).zip(time(y)).is_some_and(|(a, b)| {
            let fine = |e: &super::Event| e.period.len().is_some_and(|days| days <= 3);
            fine(a) && fine(b) && a.period.meets(&b.period)
        })
}
