//! Support that clauses have from their sentences: of two sentences that tell the same at large,
//! the clauses most alike tell the same more likely than their own few words show.

use rustc_hash::FxHashMap;

use super::{features::Unit, linkage::Pair, similarity::pairs};
use crate::domain::Span;

/// Similarity from which sentences support their clauses; what lies above is added.
const LEAST: f64 = 0.2;

/// The pairs, with the similarity of those that their sentences support raised. `features` is the
/// size of the vocabulary. `None` once `stop` returns true.
pub(super) fn supported(
    units: &[Unit],
    alike: &[Pair],
    features: usize,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Pair>> {
    let (sentences, sentence_of) = sentences(units);
    let similar: FxHashMap<(usize, usize), f64> = pairs(&sentences, features, LEAST, stop)?
        .into_iter()
        .map(|pair| ((pair.a, pair.b), pair.similarity))
        .collect();
    let both = |pair: &Pair| (sentence_of[pair.a], sentence_of[pair.b]);
    let mut best: FxHashMap<(usize, usize), f64> = FxHashMap::default();
    for pair in alike.iter().filter(|pair| similar.contains_key(&both(pair))) {
        let known = best.entry(both(pair)).or_insert(0.0);
        *known = known.max(pair.similarity);
    }
    let raise = |pair: &Pair| {
        let leads = best.get(&both(pair)).is_some_and(|best| pair.similarity >= *best);
        let of_sentences = similar.get(&both(pair)).filter(|_| leads);
        let support = of_sentences.map_or(0.0, |similarity| similarity - LEAST);
        Pair { similarity: (pair.similarity + support).min(1.0), ..*pair }
    };
    let apart = |pair: &Pair| units[pair.a].document != units[pair.b].document;
    Some(alike.iter().map(|pair| if apart(pair) { raise(pair) } else { *pair }).collect())
}

/// The sentences that units stand in, each as one unit, and for each unit the index of its own.
/// Units are in order of documents and text.
fn sentences(units: &[Unit]) -> (Vec<Unit>, Vec<usize>) {
    let mut sentences: Vec<Unit> = Vec::new();
    let mut sentence_of = Vec::with_capacity(units.len());
    for unit in units {
        let same =
            |last: &&mut Unit| last.document == unit.document && last.sentence == unit.sentence;
        match sentences.last_mut().filter(same) {
            Some(sentence) => add(sentence, unit),
            None => {
                let mut sentence = Unit::bare(unit.document, unit.claim, Span::new(0, 0));
                sentence.sentence = unit.sentence;
                add(&mut sentence, unit);
                sentences.push(sentence);
            }
        }
        sentence_of.push(sentences.len() - 1);
    }
    for sentence in &mut sentences {
        finish(sentence);
    }
    (sentences, sentence_of)
}

/// Adds what a clause says to its sentence.
fn add(sentence: &mut Unit, unit: &Unit) {
    sentence.features.extend_from_slice(&unit.features);
    sentence.own.extend_from_slice(&unit.own);
    sentence.numbers.extend_from_slice(&unit.numbers);
    sentence.dates.extend_from_slice(&unit.dates);
    sentence.negated |= unit.negated;
}

/// Puts the lists of a sentence into order; a feature keeps its heaviest weight.
fn finish(sentence: &mut Unit) {
    sentence.features.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    sentence.features.dedup_by_key(|(feature, _)| *feature);
    sentence.total = sentence.features.iter().map(|(_, weight)| weight).sum();
    for list in [&mut sentence.own, &mut sentence.numbers] {
        list.sort_unstable();
        list.dedup();
    }
}
