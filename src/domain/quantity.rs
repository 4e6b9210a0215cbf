//! Numbers in an article, with what they count.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Span;

/// The system that a unit's code is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum UnitSystem {
    /// The Unified Code for Units of Measure, case-sensitive: "km", "%", "Cel".
    Ucum,
    /// ISO 4217, currencies: "EUR".
    Iso4217,
}

/// A unit of measure or a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Where the code is from.
    pub system: UnitSystem,
    /// The code. A rate is a quotient in UCUM's way, with what is no unit in braces:
    /// `[bbl_us]/d`, `USD/{share}`. An age is annotated: "a{age}".
    pub code: Cow<'static, str>,
}

/// Direction of a change that a quantity measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Change {
    /// "rose by 3 percent".
    Increase,
    /// "fell 3 percent".
    Decrease,
}

/// A number with its unit or the thing counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The words: number, what bounds it ("at least", "nearly") and unit.
    pub span: Span,
    /// The number, or the least of a range; `None` when only bounded from above.
    pub min: Option<f64>,
    /// The number, or the greatest of a range; `None` when only bounded from below.
    pub max: Option<f64>,
    /// Its unit.
    pub unit: Option<Unit>,
    /// The thing counted, as a phrase of the text: "joint statements".
    pub counted: Option<Span>,
    /// Lemmas of `counted`: "joint statement"; empty without it.
    pub counted_lemma: String,
    /// "about", "nearly", "tens of thousands".
    pub approximate: bool,
    /// "third".
    pub ordinal: bool,
    /// Whether it measures a change, and which way.
    pub change: Option<Change>,
}
