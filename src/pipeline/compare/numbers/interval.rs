//! What a number with its bounds admits, and whether two numbers can both be right.
//!
//! A number of a text is a claim about an interval: "more than 30" is open above, "about 12"
//! reaches a little to both sides, and 400 pounds are as exact as their last figure that is not
//! zero. Numbers disagree only where their intervals have nothing in common.

use crate::domain::Quantity;

/// Share of its value that a number told approximately may be off.
const APPROXIMATE: f64 = 0.1;
/// Share of its value that a number above [`EXACT_BELOW`] may have been rounded by.
const MAX_ROUNDING: f64 = 0.05;
/// Whole numbers below this are taken as they stand: nobody rounds 31 to 30 without a word.
const EXACT_BELOW: f64 = 100.0;
/// Room for arithmetic in binary fractions, as a share of the value.
const NOISE: f64 = 1e-9;

/// The values that a number admits. Both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::pipeline::compare) struct Interval {
    /// The least; minus infinity when only bounded from above.
    pub(super) least: f64,
    /// The greatest.
    pub(super) greatest: f64,
    /// Half of the last figure's worth, by which the ends may have been rounded.
    rounding: f64,
}

impl Interval {
    /// What the words of a quantity admit, in its own unit; `words` are those of its span.
    pub(super) fn of(quantity: &Quantity, words: &str) -> Self {
        let (least, greatest) = (quantity.min, quantity.max);
        let rounding = |value: f64| rounding(value, quantity.unit.is_some());
        let widest = least.map_or(0.0, rounding).max(greatest.map_or(0.0, rounding));
        let mut interval = Self {
            least: least.unwrap_or(f64::NEG_INFINITY),
            greatest: greatest.unwrap_or(f64::INFINITY),
            rounding: widest,
        };
        if quantity.approximate {
            interval.approximate(Approach::of(words));
        }
        interval
    }

    fn approximate(&mut self, approach: Approach) {
        let below = if approach == Approach::FromAbove { 0.0 } else { APPROXIMATE };
        let above = if approach == Approach::FromBelow { 0.0 } else { APPROXIMATE };
        if self.least.is_finite() && self.greatest.is_finite() {
            self.least -= below * self.least.abs();
            self.greatest += above * self.greatest.abs();
        } else if self.least.is_finite() && self.greatest.is_infinite() {
            // "tens of thousands": ten times as many have another word.
            self.greatest = self.least.abs() * 10.0;
        }
    }

    /// The same in a unit of which one is `factor` of the old.
    pub(super) fn scaled(self, factor: f64) -> Self {
        let Self { least, greatest, rounding } = self;
        Self { least: least * factor, greatest: greatest * factor, rounding: rounding * factor }
    }

    /// Whether some value is in both, as told: "about 12" and "10 to 12".
    pub(in crate::pipeline::compare) fn agrees(&self, other: &Self) -> bool {
        let room = self.room(other);
        self.least <= other.greatest + room && other.least <= self.greatest + room
    }

    /// What lies between two; 0 when they meet.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        (self.least - other.greatest).max(other.least - self.greatest).max(0.0)
    }

    /// Whether one may be the rounder telling of the other although they do not agree: 2 billion
    /// and 2.3 billion.
    pub(in crate::pipeline::compare) fn is_near(&self, other: &Self) -> bool {
        let (low, high) = if self.least <= other.least { (self, other) } else { (other, self) };
        let gap = high.least - low.greatest;
        gap <= 0.15 * finite(high.least).max(finite(low.greatest))
            && finite(high.least) >= EXACT_BELOW
    }

    /// Whether everything that this admits the other admits too, and more besides.
    pub(in crate::pipeline::compare) fn is_inside(&self, other: &Self) -> bool {
        let room = self.room(other);
        let inside = self.least >= other.least - room && self.greatest <= other.greatest + room;
        let narrower = self.least > other.least + room || self.greatest < other.greatest - room;
        inside && narrower
    }

    /// Whether both admit the same, but for rounding.
    pub(in crate::pipeline::compare) fn is_like(&self, other: &Self) -> bool {
        let room = self.room(other);
        let like = |a: f64, b: f64| a == b || (a - b).abs() <= room;
        like(self.least, other.least) && like(self.greatest, other.greatest)
    }

    fn room(&self, other: &Self) -> f64 {
        self.rounding.max(other.rounding) + NOISE * self.size().max(other.size())
    }

    fn size(&self) -> f64 {
        finite(self.least).max(finite(self.greatest))
    }
}

/// From which side "nearly" and its like come near a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Approach {
    FromBelow,
    FromAbove,
    Either,
}

impl Approach {
    fn of(words: &str) -> Self {
        const BELOW: [&str; 6] =
            ["nearly", "almost", "close to", "just under", "just below", "approaching"];
        const ABOVE: [&str; 3] = ["just over", "just above", "a little over"];
        let begins = |with: &&str| {
            words.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with))
        };
        if BELOW.iter().any(&begins) {
            Self::FromBelow
        } else if ABOVE.iter().any(begins) {
            Self::FromAbove
        } else {
            Self::Either
        }
    }
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value.abs() } else { 0.0 }
}

/// Half of the worth of the last figure of a number that is not zero: 5 for 130, .05 for 3.7.
/// Whole counts below [`EXACT_BELOW`] are exact.
fn rounding(value: f64, is_measured: bool) -> f64 {
    let size = value.abs();
    if size == 0.0 || !size.is_finite() {
        return 0.0;
    }
    let half = 0.5 * last_figure(size);
    if size < EXACT_BELOW {
        // Measures of length or weight are told in whole units.
        return if is_measured { half.min(0.49) } else { 0.0 };
    }
    half.min(MAX_ROUNDING * size)
}

/// The worth of the last figure that is not zero, by trying steps: at most 30.
fn last_figure(size: f64) -> f64 {
    let mut step = 10_f64.powf(size.log10().floor());
    for _ in 0..12 {
        let figures = size / step;
        if (figures - figures.round()).abs() < 1e-6 * figures.max(1.0) {
            return step;
        }
        step /= 10.0;
    }
    step
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quantity(min: Option<f64>, max: Option<f64>, approximate: bool) -> Quantity {
        Quantity {
            span: crate::domain::Span::new(0, 1),
            min,
            max,
            unit: None,
            counted: None,
            counted_lemma: String::new(),
            approximate,
            ordinal: false,
            change: None,
        }
    }

    fn exact(value: f64) -> Interval {
        Interval::of(&quantity(Some(value), Some(value), false), "")
    }

    fn about(value: f64) -> Interval {
        Interval::of(&quantity(Some(value), Some(value), true), "about")
    }

    fn more_than(value: f64) -> Interval {
        Interval::of(&quantity(Some(value), None, false), "more than")
    }

    #[test]
    fn ranges_and_approximations_agree_with_what_lies_in_them() {
        let range = Interval::of(&quantity(Some(20.0), Some(25.0), false), "");
        assert!(range.agrees(&about(25.0)) && range.agrees(&exact(22.0)));
        assert!(!range.agrees(&exact(31.0)) && !about(25.0).agrees(&exact(31.0)));
        assert!(exact(22.0).is_inside(&range) && !range.is_inside(&exact(22.0)));
    }

    #[test]
    fn bounds_are_open() {
        assert!(more_than(50.0).agrees(&exact(61.0)) && exact(61.0).is_inside(&more_than(50.0)));
        assert!(!more_than(50.0).agrees(&exact(41.0)));
        assert!(more_than(60.0).is_inside(&more_than(50.0)));
        assert!(!more_than(60.0).is_like(&more_than(50.0)));
        let nearly = Interval::of(&quantity(Some(50.0), Some(50.0), true), "Nearly 50");
        assert!(nearly.agrees(&exact(47.0)) && !nearly.agrees(&exact(53.0)));
    }

    #[test]
    fn magnitudes_hold_a_power_of_ten() {
        let tens = Interval::of(&quantity(Some(1e4), None, true), "tens of thousands");
        assert!(tens.agrees(&exact(70_000.0)) && !tens.agrees(&exact(300_000.0)));
    }

    #[test]
    fn round_numbers_are_rounded() {
        let stone = Interval { least: 227.0, greatest: 227.0, rounding: 0.5 };
        assert!(stone.scaled(1.0 / 0.453_592_37).agrees(&exact(500.0)));
        assert!(!exact(3.0).agrees(&exact(4.0)) && !exact(30.0).agrees(&exact(31.0)));
        assert!(!exact(2e9).agrees(&exact(2.3e9)) && exact(2e9).is_near(&exact(2.3e9)));
        assert!(!exact(3.0).is_near(&exact(4.0)));
    }

    fn interval() -> impl Strategy<Value = Interval> {
        let value = prop_oneof![0.0..1e3_f64, (0_u32..2000).prop_map(f64::from), -1e7..1e12_f64];
        (prop::option::of(value.clone()), prop::option::of(value), any::<bool>()).prop_filter_map(
            "one end at least",
            |(a, b, approximate)| {
                let (min, max) = match (a, b) {
                    (None, None) => return None,
                    (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
                    ends => ends,
                };
                Some(Interval::of(&quantity(min, max, approximate), ""))
            },
        )
    }

    proptest! {
        #[test]
        fn agreement_is_mutual_and_with_itself(a in interval(), b in interval()) {
            prop_assert!(a.agrees(&a) && !a.is_inside(&a));
            prop_assert_eq!(a.agrees(&b), b.agrees(&a));
            prop_assert_eq!(a.is_near(&b), b.is_near(&a));
            prop_assert_eq!(a.is_like(&b), b.is_like(&a));
            prop_assert!(a.is_like(&a) && !(a.is_inside(&b) && b.is_inside(&a)));
            prop_assert!(!(a.is_inside(&b) && a.is_like(&b)));
        }

        #[test]
        fn what_lies_inside_agrees(a in interval(), b in interval()) {
            prop_assert!(!a.is_inside(&b) || a.agrees(&b));
        }

        #[test]
        fn another_unit_changes_nothing(a in interval(), b in interval()) {
            let scale = |i: Interval| i.scaled(0.25);
            prop_assert_eq!(a.agrees(&b), scale(a).agrees(&scale(b)));
        }
    }
}
