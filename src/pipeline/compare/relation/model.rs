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
    intercept: -5.066,
    weights: [
        1.145, -0.283, 0.337, 0.935, 0.720, -0.926, 1.426,
        0.625, -0.043, 0.819, 1.770, -1.016, 0.195, 0.856,
        -0.002, -3.294, 3.049, 0.193, -1.259, 0.000, -0.817,
    ],
};

#[rustfmt::skip]
const NEITHER: Model = Model {
    intercept: 6.121,
    weights: [
        -1.254, -0.132, -0.907, -0.993, -0.532, 1.225, -1.381,
        -1.591, -1.317, -1.980, -0.736, 0.779, 0.243, -0.868,
        -0.385, -3.097, -2.767, -0.565, -1.274, 0.000, 0.896,
    ],
};

#[rustfmt::skip]
const DENIES: Model = Model {
    intercept: -4.868,
    weights: [
        0.268, 0.758, 0.929, 0.215, -0.063, 0.070, 0.178,
        1.321, 0.360, 1.436, -1.178, 0.225, -0.857, -0.410,
        0.479, 4.053, -1.512, 0.549, 2.988, 0.000, 0.229,
    ],
};
