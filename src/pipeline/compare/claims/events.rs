//! The central events of a story: words that many articles bring together, one of them for what is
//! done; and its subject, the words that most articles bring together at all.
//!
//! A long clause that tells the main event among other things has little in common with a short
//! one by any measure that asks for the shares of their words. What both have is the same few
//! words, and most articles have them: a frequent itemset (Agrawal, Imieliński and Swami 1993) of
//! three.

use super::{
    features::Unit,
    vocabulary::{FeatureKind, Vocabulary},
};

/// Documents that must tell an event at the least; also half of all.
const LEAST_DOCUMENTS: usize = 3;
/// Features of a clause that events are sought among: those that most documents have.
const MAX_FEATURES: usize = 12;
/// Events that are kept; a story of a few articles has some ten.
const MAX_EVENTS: usize = 32;
/// Share of the smaller event's clauses from which two are one.
const SAME: f64 = 0.4;

/// Sentences with which an article begins.
const FIRST: usize = 4;

/// Bits of a feature's number in a triple. A story has far fewer features.
const BITS: u32 = 21;

/// Three features, ascending, as one number.
type Triple = u64;

/// What a triple must have to be an event.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    /// A word for what the clause tells to be done.
    Action,
    /// A word that is no name, since names alone tell nothing, and that two thirds of the articles
    /// begin with: the subject is what they open with.
    Word,
}

/// A possible event.
struct Event {
    triple: Triple,
    /// Its clauses, ascending.
    units: Vec<usize>,
    documents: usize,
    weight: f64,
}

/// The units that tell each central event, ascending, the widest told first and the subject of the
/// story last. `None` once `stop` returns true.
pub(super) fn events(
    units: &[Unit],
    vocabulary: &Vocabulary,
    documents: usize,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Vec<usize>>> {
    if vocabulary.len() >= 1 << BITS {
        return Some(Vec::new());
    }
    let search = Search {
        units,
        vocabulary,
        least: LEAST_DOCUMENTS.max(documents.div_ceil(2)),
        most: (2 * documents).div_ceil(3),
        spread: spread(units, vocabulary, |_| true),
        openings: spread(units, vocabulary, |unit| unit.title || unit.sentence < FIRST),
        weights: weights(units, vocabulary.len()),
    };
    let mut kept = Vec::new();
    keep(&mut kept, search.events(Demand::Action, stop)?, MAX_EVENTS);
    let events = kept.len();
    keep(&mut kept, search.events(Demand::Word, stop)?, events + 1);
    Some(kept)
}

/// Keeps the first events that share few clauses with those before them, `most` in all.
fn keep(kept: &mut Vec<Vec<usize>>, events: Vec<Event>, most: usize) {
    for event in events {
        if kept.len() >= most {
            return;
        }
        if !kept.iter().any(|other| are_same(other, &event.units)) {
            kept.push(event.units);
        }
    }
}

fn are_same(a: &[usize], b: &[usize]) -> bool {
    let shared = b.iter().filter(|unit| a.binary_search(unit).is_ok()).count();
    shared as f64 >= SAME * a.len().min(b.len()) as f64
}

/// What events are sought in.
struct Search<'a> {
    units: &'a [Unit],
    vocabulary: &'a Vocabulary,
    /// Documents that must tell an event.
    least: usize,
    /// Documents that must begin with the subject.
    most: usize,
    /// For each feature, the number of documents that have it.
    spread: Vec<usize>,
    /// For each feature, the number of documents that begin with it.
    openings: Vec<usize>,
    weights: Vec<f64>,
}

impl Search<'_> {
    /// All possible events, those first that most documents tell.
    fn events(&self, demand: Demand, stop: &dyn Fn() -> bool) -> Option<Vec<Event>> {
        let mut told: Vec<(Triple, usize)> = Vec::new();
        for (index, unit) in self.units.iter().enumerate() {
            if stop() {
                return None;
            }
            self.add_triples(index, unit, demand, &mut told);
        }
        told.sort_unstable();
        let same = |a: &(Triple, usize), b: &(Triple, usize)| a.0 == b.0;
        let mut events: Vec<Event> =
            told.chunk_by(same).filter_map(|told| self.event(told)).collect();
        events.sort_by(|a, b| {
            let heavier = b.weight.total_cmp(&a.weight);
            b.documents.cmp(&a.documents).then(heavier).then(a.triple.cmp(&b.triple))
        });
        Some(events)
    }

    /// Adds the triples of a clause's features that enough documents have.
    fn add_triples(
        &self,
        index: usize,
        unit: &Unit,
        demand: Demand,
        told: &mut Vec<(Triple, usize)>,
    ) {
        let wide = |feature: &u32| self.spread[*feature as usize] >= self.least;
        let mut features: Vec<u32> = unit.near.iter().copied().filter(wide).collect();
        features.sort_by_key(|feature| (usize::MAX - self.spread[*feature as usize], *feature));
        features.truncate(MAX_FEATURES);
        features.sort_unstable();
        let meets: Vec<bool> = features.iter().map(|f| self.meets(unit, *f, demand)).collect();
        for i in 0..features.len() {
            for j in i + 1..features.len() {
                for k in j + 1..features.len() {
                    if meets[i] || meets[j] || meets[k] {
                        let [a, b, c] = [i, j, k].map(|at| u64::from(features[at]));
                        told.push((a << (2 * BITS) | b << BITS | c, index));
                    }
                }
            }
        }
    }

    fn meets(&self, unit: &Unit, feature: u32, demand: Demand) -> bool {
        match demand {
            Demand::Action => unit.actions.binary_search(&feature).is_ok(),
            Demand::Word => {
                !self.vocabulary.is_name(feature) && self.openings[feature as usize] >= self.most
            }
        }
    }

    /// The event that clauses with the same triple tell, if enough documents do.
    fn event(&self, told: &[(Triple, usize)]) -> Option<Event> {
        let triple = told.first()?.0;
        let units: Vec<usize> = told.iter().map(|(_, unit)| *unit).collect();
        let mut documents: Vec<usize> = units.iter().map(|u| self.units[*u].document).collect();
        // Units are in order of documents.
        documents.dedup();
        let parts = [triple >> (2 * BITS), triple >> BITS, triple];
        let weight = parts.map(|part| self.weights[(part & ((1 << BITS) - 1)) as usize]);
        (documents.len() >= self.least).then(|| Event {
            triple,
            documents: documents.len(),
            weight: weight.iter().sum(),
            units,
        })
    }
}

/// For each feature, the number of documents that have it in units that count; 0 for numbers, which
/// say how many and not what.
fn spread(units: &[Unit], vocabulary: &Vocabulary, counts: fn(&Unit) -> bool) -> Vec<usize> {
    let mut spread = vec![0; vocabulary.len()];
    let mut last = vec![usize::MAX; vocabulary.len()];
    for unit in units.iter().filter(|unit| counts(unit)) {
        let words = unit.near.iter().filter(|f| vocabulary.kind(**f) != FeatureKind::Number);
        for feature in words.map(|feature| *feature as usize) {
            if last[feature] != unit.document {
                last[feature] = unit.document;
                spread[feature] += 1;
            }
        }
    }
    spread
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Span, pipeline::compare::claims::vocabulary::Feature};

    /// Clauses from their document and words; a word in capitals is a name, and one that ends in
    /// an exclamation mark is what is done.
    fn events_of(clauses: &[(usize, &str)]) -> Vec<Vec<usize>> {
        let mut vocabulary = Vocabulary::default();
        let units: Vec<Unit> = clauses
            .iter()
            .map(|&(document, words)| unit(document, words, &mut vocabulary))
            .collect();
        let documents = units.last().map_or(0, |unit| unit.document + 1);
        events(&units, &vocabulary, documents, &|| false).unwrap()
    }

    fn unit(document: usize, words: &str, vocabulary: &mut Vocabulary) -> Unit {
        let mut unit = Unit::bare(document, 0, Span::new(0, 0));
        for word in words.split(' ') {
            let stem = word.trim_end_matches('!').to_lowercase();
            let name = word.starts_with(char::is_uppercase);
            let feature = vocabulary.number_of_word(Feature::Stem(stem.into()), name);
            unit.near.push(feature);
            if word.ends_with('!') {
                unit.actions.push(feature);
            }
        }
        unit.near.sort_unstable();
        unit.own.clone_from(&unit.near);
        unit.features = unit.near.iter().map(|feature| (*feature, 1.0)).collect();
        unit
    }

    #[test]
    fn three_words_of_most_documents_are_an_event() {
        let events = events_of(&[
            (0, "crane fall! hall"),
            (0, "rain wet street"),
            (1, "windy morning south school holidays crane builder Kask fall! hall"),
            (2, "fall! hall crane noise thunder"),
        ]);
        assert_eq!(events, [[0, 2, 3]]);
    }

    #[test]
    fn two_documents_are_too_few() {
        assert!(events_of(&[(0, "crane fall! hall"), (1, "crane fall! hall")]).is_empty());
        let clauses: Vec<(usize, &str)> =
            (0..8).map(|d| (d, if d < 3 { "crane fall! hall" } else { "rain" })).collect();
        assert!(events_of(&clauses).is_empty());
    }

    #[test]
    fn words_without_an_action_are_the_subject_once() {
        let clauses = [(0, "oil Korea ship"), (1, "Korea oil ship"), (2, "ship oil Korea")];
        assert_eq!(events_of(&clauses), [[0, 1, 2]]);
        let clauses = [(0, "Xi Putin Moscow"), (1, "Xi Putin Moscow"), (2, "Moscow Putin Xi")];
        assert!(events_of(&clauses).is_empty(), "names alone");
    }

    #[test]
    fn one_event_is_not_told_twice() {
        let clause = "crane builder fall! hall market";
        assert_eq!(events_of(&[(0, clause), (1, clause), (2, clause)]), [[0, 1, 2]]);
    }

    #[test]
    fn stops_when_asked() {
        let mut vocabulary = Vocabulary::default();
        let units = [unit(0, "crane fall! hall", &mut vocabulary)];
        assert!(events(&units, &vocabulary, 1, &|| true).is_none());
    }
}
