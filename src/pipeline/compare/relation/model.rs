//! Weights that turn measures into a judgement.
//!
//! Three logistic regressions, one a class, fitted by `cargo run -p xtask -- score relation --fit`;
//! `docs/accuracy.md` has on what and how well. Whoever changes the measures fits them anew.

use super::measures::{MEASURES, Measures};

/// What the second text does with what the first says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Says it too.
    Says,
    /// Neither.
    Neither,
    /// Denies it.
    Denies,
}

/// The likeliest class, and its share of all three, 0 to 1.
pub(super) fn classify(measures: &Measures) -> (Class, f64) {
    let of = |model: &Model| model.probability(measures);
    let all =
        [(Class::Says, of(&SAYS)), (Class::Neither, of(&NEITHER)), (Class::Denies, of(&DENIES))];
    let sum: f64 = all.iter().map(|(_, p)| p).sum();
    let best = all.into_iter().fold(all[1], |best, next| if next.1 > best.1 { next } else { best });
    (best.0, best.1 / sum)
}

/// A logistic regression: an intercept, and a weight for each measure.
struct Model {
    intercept: f64,
    weights: [f64; MEASURES],
}

impl Model {
    /// The probability, 0 to 1.
    fn probability(&self, measures: &Measures) -> f64 {
        let sum: f64 = self.weights.iter().zip(measures).map(|(w, m)| w * m).sum();
        1.0 / (1.0 + (-(self.intercept + sum)).exp())
    }
}

#[rustfmt::skip]
const SAYS: Model = Model {
    intercept: -5.106,
    weights: [
        1.249, -0.168, 0.456, 1.041, 0.563, -1.173, 1.461,
        0.622, -0.057, 0.759, 1.826, -1.026, 0.226, 0.847,
        -0.044, -2.320, 1.238, 0.264, -1.262, 0.000, -0.916,
    ],
};

#[rustfmt::skip]
const NEITHER: Model = Model {
    intercept: 6.171,
    weights: [
        -1.244, -0.245, -1.019, -0.986, -0.504, 1.326, -1.445,
        -1.586, -1.264, -1.960, -0.714, 0.813, 0.200, -0.835,
        -0.371, -2.913, -2.367, -0.669, -1.265, 0.000, 0.887,
    ],
};

#[rustfmt::skip]
const DENIES: Model = Model {
    intercept: -4.883,
    weights: [
        0.111, 0.740, 0.912, 0.058, 0.090, 0.242, 0.241,
        1.328, 0.315, 1.483, -1.229, 0.203, -0.837, -0.428,
        0.506, 3.163, 0.053, 0.604, 2.982, 0.000, 0.355,
    ],
};
