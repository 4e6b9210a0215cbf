//! Named differences between documents.

use serde::{Deserialize, Serialize};

use super::Evidence;
use crate::domain::Signal;

/// In what documents differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DiscrepancyType {
    /// One affirms what another denies, or reports that somebody denies.
    Polarity,
    /// Other numbers of the same thing.
    Number,
    /// Other times of the same event.
    Date,
    /// Other places of the same event.
    Place,
    /// Other doers of the same action.
    Actor,
    /// Other sufferers, recipients or objects of the same action.
    Target,
    /// The same words, credited to another.
    Attribution,
    /// Other words in the quotation marks of one utterance.
    QuoteWording,
    /// Asserted here, reserved there.
    Certainty,
    /// The same thing under names that class it differently: "state visit", "official visit".
    Label,
    /// Other reasons for, or aims of, the same action.
    Purpose,
    /// The same name, spelled differently.
    Spelling,
    /// A document against itself.
    Internal,
    /// A damaged text, and probably no disagreement at all.
    TextDamage,
    /// Foreseen in one way, come or announced in another.
    Expectation,
}

impl DiscrepancyType {
    /// The values as filters have them, in order.
    pub const WORDS: &[&str] = &[
        "POLARITY",
        "NUMBER",
        "DATE",
        "PLACE",
        "ACTOR",
        "TARGET",
        "ATTRIBUTION",
        "QUOTE_WORDING",
        "CERTAINTY",
        "LABEL",
        "PURPOSE",
        "SPELLING",
        "INTERNAL",
        "TEXT_DAMAGE",
        "EXPECTATION",
    ];

    /// As filters have it.
    pub fn word(self) -> &'static str {
        // There is a word for each value.
        Self::WORDS[self as usize]
    }
}

/// Whether the values of a discrepancy can all be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Compatibility {
    /// They cannot.
    Conflicting,
    /// They can: one is the finer form of the other, or they speak of different times.
    Compatible,
    /// The texts do not tell.
    Unclear,
}

impl Compatibility {
    /// The values as filters have them, in order.
    pub const WORDS: &[&str] = &["CONFLICTING", "COMPATIBLE", "UNCLEAR"];

    /// As filters have it.
    pub fn word(self) -> &'static str {
        // There is a word for each value.
        Self::WORDS[self as usize]
    }
}

/// How much a discrepancy matters to somebody who reads about the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// A matter of form or of grain.
    Low,
    /// Worth a look.
    Medium,
    /// Changes what the reader learns.
    High,
}

impl Severity {
    /// The values as filters have them, in order.
    pub const WORDS: &[&str] = &["LOW", "MEDIUM", "HIGH"];

    /// As filters have it.
    pub fn word(self) -> &'static str {
        // There is a word for each value.
        Self::WORDS[self as usize]
    }
}

/// One of the values that documents give.
#[derive(Clone, Debug, PartialEq)]
pub struct DiscrepancyValue {
    /// Normalised: EDTF for times, a number with its unit, an entity's canonical name, else
    /// words of the text.
    pub value: String,
    /// Columns that give it, ascending.
    pub documents: Vec<usize>,
    /// Where they do, in the order of `documents`, then of the text; at least one.
    pub evidence: Vec<Evidence>,
    /// Independent voices behind it.
    pub independent_support: usize,
    /// Indices into [`Discrepancy::values`] of less precise values that admit this one.
    pub refines: Vec<usize>,
}

/// One difference, with the values side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrepancy {
    /// In what they differ.
    pub kind: DiscrepancyType,
    /// Whether they can all be true.
    pub compatibility: Compatibility,
    /// How much it matters.
    pub severity: Severity,
    /// Index into [`super::Comparison::claims`] of the row it concerns.
    pub claim: Option<usize>,
    /// Index into [`super::Comparison::quotes`] of the utterance it concerns.
    pub quote: Option<usize>,
    /// The values, those with most independent voices first; at least two, or one when a
    /// damaged text has no counterpart.
    pub values: Vec<DiscrepancyValue>,
    /// The difference in one sentence, made by template out of the fields above.
    pub explanation: String,
    /// What decided.
    pub signals: Vec<Signal>,
    /// Confidence that it is one, 0 to 1.
    pub score: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_word() {
        assert_eq!(DiscrepancyType::Polarity.word(), "POLARITY");
        assert_eq!(DiscrepancyType::QuoteWording.word(), "QUOTE_WORDING");
        assert_eq!(DiscrepancyType::Expectation.word(), "EXPECTATION");
        assert_eq!(DiscrepancyType::WORDS.len(), DiscrepancyType::Expectation as usize + 1);
        assert_eq!(Compatibility::Conflicting.word(), "CONFLICTING");
        assert_eq!(Compatibility::Unclear.word(), "UNCLEAR");
        assert_eq!(Compatibility::WORDS.len(), Compatibility::Unclear as usize + 1);
        assert_eq!(Severity::Low.word(), "LOW");
        assert_eq!(Severity::High.word(), "HIGH");
        assert_eq!(Severity::WORDS.len(), Severity::High as usize + 1);
    }
}
