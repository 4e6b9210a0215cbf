//! Support that clauses have from their sentences: of two sentences that tell the same at large,
//! the clauses most alike tell the same more likely than their own few words show.

use rustc_hash::FxHashMap;

use super::{
    features::Unit,
    linkage::{AT_A_TIME, Pair},
    similarity::pairs,
};
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
    let mut similar: FxHashMap<(usize, usize), f64> = FxHashMap::default();
    for pairs in pairs(&sentences, features, LEAST, stop)?.chunks(AT_A_TIME) {
        if stop() {
            return None;
        }
        similar.extend(pairs.iter().map(|pair| ((pair.a, pair.b), pair.similarity)));
    }
    let both = |pair: &Pair| (sentence_of[pair.a], sentence_of[pair.b]);
    let mut best: FxHashMap<(usize, usize), f64> = FxHashMap::default();
    for pairs in alike.chunks(AT_A_TIME) {
        if stop() {
            return None;
        }
        for pair in pairs.iter().filter(|pair| similar.contains_key(&both(pair))) {
            let known = best.entry(both(pair)).or_insert(0.0);
            *known = known.max(pair.similarity);
        }
    }
    let raise = |pair: &Pair| {
        let leads = best.get(&both(pair)).is_some_and(|best| pair.similarity >= *best);
        let of_sentences = similar.get(&both(pair)).filter(|_| leads);
        let support = of_sentences.map_or(0.0, |similarity| similarity - LEAST);
        Pair { similarity: (pair.similarity + support).min(1.0), ..*pair }
    };
    let apart = |pair: &Pair| units[pair.a].document != units[pair.b].document;
    let mut supported = Vec::with_capacity(alike.len());
    for pairs in alike.chunks(AT_A_TIME) {
        if stop() {
            return None;
        }
        supported.extend(pairs.iter().map(|pair| if apart(pair) { raise(pair) } else { *pair }));
    }
    Some(supported)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A clause of a sentence with the features given, each of weight 2.
    fn unit(document: usize, sentence: usize, features: &[u32]) -> Unit {
        let mut unit = Unit::bare(document, 0, Span::new(0, 0));
        unit.sentence = sentence;
        unit.own = features.to_vec();
        unit.features = features.iter().map(|feature| (*feature, 2.0)).collect();
        unit.total = 2.0 * features.len() as f64;
        unit
    }

    #[test]
    fn the_pair_most_alike_gains_from_its_sentences() {
        let units = [
            unit(0, 0, &[1, 2, 3]),
            unit(0, 0, &[4, 5, 6]),
            unit(1, 7, &[1, 2, 8]),
            unit(1, 7, &[4, 5, 6]),
            unit(1, 9, &[1, 2, 3]),
        ];
        let pair = |a, b, similarity| Pair { a, b, similarity };
        let alike = [pair(0, 2, 0.3), pair(1, 3, 0.6), pair(0, 1, 0.2), pair(0, 4, 0.7)];
        let raised = supported(&units, &alike, 10, &|| false).unwrap();
        let gains: Vec<bool> =
            raised.iter().zip(&alike).map(|(r, a)| r.similarity > a.similarity).collect();
        // The best pair of two sentences, and whole sentences; neither the lesser pair nor
        // clauses of one document.
        assert_eq!(gains, [false, true, false, true]);
        assert!(raised.iter().all(|pair| pair.similarity <= 1.0));
    }

    #[test]
    fn sentences_that_differ_support_nothing() {
        let units = [
            unit(0, 0, &[1]),
            unit(0, 0, &[2, 3, 4, 5]),
            unit(1, 0, &[1]),
            unit(1, 0, &[6, 7, 8, 9]),
        ];
        let alike = [Pair { a: 0, b: 2, similarity: 0.5 }];
        assert_eq!(supported(&units, &alike, 10, &|| false).unwrap()[0].similarity, 0.5);
    }
}
