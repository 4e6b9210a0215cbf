//! The central events of a story: words that many articles bring together, one of them for what is
//! done.
//!
//! A long clause that tells the main event among other things has little in common with a short
//! one by any measure that asks for the shares of their words. What both have is the same few
//! words, and most articles have them: a frequent itemset (Agrawal, Imieliński and Swami 1993) of
//! three.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{features::Unit, vocabulary::{FeatureKind, Vocabulary}};

/// Documents that must tell an event at the least; also half of all.
const LEAST_DOCUMENTS: usize = 3;
/// Features of a clause that events are sought among: those that most documents have.
const MAX_FEATURES: usize = 12;
/// Events that are kept.
const MAX_EVENTS: usize = 6;
/// Share of the smaller event's clauses from which two are one.
const SAME: f64 = 0.3;

/// Three features that make an event.
type Triple = [u32; 3];

/// A possible event.
struct Event {
    triple: Triple,
    /// Its clauses, ascending.
    units: Vec<usize>,
    documents: usize,
    weight: f64,
}

/// The units that tell each central event, ascending, the widest told first. `None` once `stop`
/// returns true.
pub(super) fn events(
    units: &[Unit],
    vocabulary: &Vocabulary,
    documents: usize,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Vec<usize>>> {
    let least = LEAST_DOCUMENTS.max(documents.div_ceil(2));
    let spread = spread(units, vocabulary);
    let mut told: FxHashMap<Triple, Vec<usize>> = FxHashMap::default();
    for (index, unit) in units.iter().enumerate() {
        if stop() {
            return None;
        }
        for triple in triples(unit, &spread, least) {
            told.entry(triple).or_default().push(index);
        }
    }
    let weights = weights(units, vocabulary.len());
    let event = |(triple, told): (Triple, Vec<usize>)| Event {
        documents: count_documents(units, &told),
        weight: triple.iter().map(|feature| weights[*feature as usize]).sum(),
        units: told,
        triple,
    };
    let mut events: Vec<Event> =
        told.into_iter().map(event).filter(|event| event.documents >= least).collect();
    events.sort_by(|a, b| {
        let heavier = b.weight.total_cmp(&a.weight);
        b.documents.cmp(&a.documents).then(heavier).then(a.triple.cmp(&b.triple))
    });
    Some(distinct(events))
}

/// The first events that share few clauses with those before them.
fn distinct(events: Vec<Event>) -> Vec<Vec<usize>> {
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for event in events {
        if !kept.iter().any(|other| are_same(other, &event.units)) {
            kept.push(event.units);
        }
        if kept.len() == MAX_EVENTS {
            break;
        }
    }
    kept
}

fn are_same(a: &[usize], b: &[usize]) -> bool {
    let shared = b.iter().filter(|unit| a.binary_search(unit).is_ok()).count();
    shared as f64 >= SAME * a.len().min(b.len()) as f64
}

/// For each feature, the number of documents that have it; none for dates and numbers, which say
/// when and how many and not what.
fn spread(units: &[Unit], vocabulary: &Vocabulary) -> Vec<usize> {
    let mut spread = vec![0; vocabulary.len()];
    let mut last = vec![usize::MAX; vocabulary.len()];
    for unit in units {
        for &feature in &unit.near {
            let kind = vocabulary.kind(feature);
            if matches!(kind, FeatureKind::Date | FeatureKind::Number) {
                continue;
            }
            let feature = feature as usize;
            if last[feature] != unit.document {
                last[feature] = unit.document;
                spread[feature] += 1;
            }
        }
    }
    spread
}

/// The triples of a clause's features that enough documents have, one of them for what is done.
fn triples(unit: &Unit, spread: &[usize], least: usize) -> Vec<Triple> {
    let wide = |feature: &u32| spread[*feature as usize] >= least;
    let mut features: Vec<u32> = unit.near.iter().copied().filter(wide).collect();
    features.sort_by_key(|feature| (usize::MAX - spread[*feature as usize], *feature));
    features.truncate(MAX_FEATURES);
    features.sort_unstable();
    let mut triples = Vec::new();
    for (i, &a) in features.iter().enumerate() {
        for (j, &b) in features.iter().enumerate().skip(i + 1) {
            for &c in &features[j + 1..] {
                let acts = |feature: &u32| unit.actions.binary_search(feature).is_ok();
                if [a, b, c].iter().any(acts) {
                    triples.push([a, b, c]);
                }
            }
        }
    }
    triples
}

/// The least weight that each feature has as a clause's own word; 0 if it is nowhere.
fn weights(units: &[Unit], features: usize) -> Vec<f64> {
    let mut weights = vec![f64::INFINITY; features];
    for unit in units {
        for (feature, weight) in &unit.features {
            if unit.own.binary_search(feature).is_ok() {
                let known = &mut weights[*feature as usize];
                *known = known.min(*weight);
            }
        }
    }
    for weight in weights.iter_mut().filter(|weight| weight.is_infinite()) {
        *weight = 0.0;
    }
    weights
}

fn count_documents(units: &[Unit], told: &[usize]) -> usize {
    told.iter().map(|unit| units[*unit].document).collect::<BTreeSet<usize>>().len()
}
