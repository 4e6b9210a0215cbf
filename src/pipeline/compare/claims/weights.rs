//! How much the features of a clause count.

use super::{
    features::{Draft, Unit},
    vocabulary::{Feature, FeatureKind, Vocabulary},
};
use crate::pipeline::compare::dates::{DateRange, Grain};

/// Weights of the features. They were chosen on plateaus: half or double of each changes the
/// measured quality little.
mod weight {
    /// Words that the clause leans on but that stand outside of it.
    pub(super) const CONTEXT: f64 = 0.5;
    /// Words of the sentence before, for a clause with a pronoun.
    pub(super) const PREVIOUS: f64 = 0.15;
    /// The verb that heads the clause.
    pub(super) const HEAD: f64 = 1.3;
    pub(super) const CONCEPT: f64 = 1.1;
    pub(super) const NUMBER: f64 = 0.6;
    pub(super) const DAY: f64 = 2.0;
    pub(super) const MONTH: f64 = 2.5;
    pub(super) const YEAR: f64 = 1.5;
    /// Least weight of a word: what every clause names is what the story is about.
    pub(super) const LEAST: f64 = 1.0;
}

/// The units of drafts, with their weights. `None` once `stop` returns true.
pub(super) fn weigh(
    drafts: Vec<Draft>,
    vocabulary: &mut Vocabulary,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Unit>> {
    let weights = inverse_frequencies(&drafts, vocabulary);
    let weigh = |draft| (!stop()).then(|| weigh_one(draft, &weights, vocabulary));
    drafts.into_iter().map(weigh).collect()
}

/// How much each feature tells: the logarithm of how rare it is among the clauses
/// (inverse document frequency, Sparck Jones 1972), scaled by its kind.
fn inverse_frequencies(drafts: &[Draft], vocabulary: &Vocabulary) -> Vec<f64> {
    let mut frequency = vec![0_usize; vocabulary.len()];
    for feature in drafts.iter().flat_map(|draft| &draft.unit.own) {
        frequency[*feature as usize] += 1;
    }
    let clauses = drafts.len() as f64 + 1.0;
    let weight = |(feature, frequency): (u32, usize)| {
        let scale = match vocabulary.kind(feature) {
            FeatureKind::Concept => weight::CONCEPT,
            FeatureKind::Number => weight::NUMBER,
            FeatureKind::Word | FeatureKind::Date => 1.0,
        };
        let rarity = (clauses / (frequency as f64 + 0.5)).ln();
        (rarity * scale).max(weight::LEAST)
    };
    (0_u32..).zip(frequency).map(weight).collect()
}

fn weigh_one(draft: Draft, weights: &[f64], vocabulary: &mut Vocabulary) -> Unit {
    let Draft { mut unit, head, context, previous } = draft;
    let most = previous.len() + context.len() + unit.own.len() + unit.dates.len();
    let mut features: Vec<(u32, f64)> = Vec::with_capacity(most);
    let mut add = |feature: u32, weight: f64| features.push((feature, weight));
    let rarity = |feature: &u32| weights[*feature as usize];
    for feature in &previous {
        add(*feature, weight::PREVIOUS * rarity(feature));
    }
    for feature in &context {
        add(*feature, weight::CONTEXT * rarity(feature));
    }
    for feature in &unit.own {
        let scale = if head.binary_search(feature).is_ok() { weight::HEAD } else { 1.0 };
        add(*feature, scale * rarity(feature));
    }
    for (feature, weight) in date_features(&unit.dates) {
        add(vocabulary.number(feature), weight);
    }
    // Of several weights the greatest counts.
    features.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    features.dedup_by_key(|(feature, _)| *feature);
    unit.total = features.iter().map(|(_, weight)| weight).sum();
    unit.features = features;
    unit
}

/// The features of dates: a run of days as the days, a longer one by its grain.
fn date_features(dates: &[DateRange]) -> Vec<(Feature, f64)> {
    let mut features = Vec::new();
    for date in dates {
        match date.grain() {
            Grain::Days(days) => {
                let weight = weight::DAY / (days.len() as f64).sqrt();
                features.extend(days.into_iter().map(|(m, d)| (Feature::Day(m, d), weight)));
            }
            Grain::Month(month) => features.push((Feature::Month(month), weight::MONTH)),
            Grain::Year(year) => features.push((Feature::Year(year), weight::YEAR)),
        }
    }
    features
}
