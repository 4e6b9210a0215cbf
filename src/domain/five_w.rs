//! Who did what, when, where, why and how: the article in six questions.

use serde::{Deserialize, Serialize};

use super::Span;

/// One answer, in the article's own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FiveWAnswer {
    /// The words.
    pub span: Span,
    /// Normalised value: an entity's name, EDTF for a time, else the words.
    pub value: String,
    /// Confidence, 0 to 1.
    pub score: f64,
}

/// Answers by question, each list best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FiveW {
    /// Who acts in the main event.
    pub who: Vec<FiveWAnswer>,
    /// What happens.
    pub what: Vec<FiveWAnswer>,
    /// When.
    pub when: Vec<FiveWAnswer>,
    /// Where.
    pub place: Vec<FiveWAnswer>,
    /// Why.
    pub why: Vec<FiveWAnswer>,
    /// How.
    pub how: Vec<FiveWAnswer>,
}
