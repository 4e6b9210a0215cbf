//! The ruler's part of the model's configuration.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The rules, by rising precedence.
#[derive(Debug, Deserialize)]
pub(crate) struct RulerConfig {
    pub(super) rules: Vec<RuleConfig>,
}

/// One rule: sequences of tokens, and what to set where one is found.
#[derive(Debug, Deserialize)]
pub(super) struct RuleConfig {
    /// Each pattern is a list of tokens, each token a list of conditions.
    pub(super) patterns: Vec<Vec<Vec<TestConfig>>>,
    /// Values by attribute: TAG, DEP, POS, MORPH or LEMMA.
    pub(super) set: BTreeMap<String, String>,
    /// The token of the sequence to change; negative numbers count from its end.
    pub(super) index: i64,
}

/// A condition on one attribute of a token, in the file a list of three.
#[derive(Debug, Deserialize)]
pub(super) struct TestConfig {
    /// TAG, DEP, ORTH, LOWER, NORM, or IS_SPACE with the values "0" and "1".
    pub(super) attribute: String,
    /// IN, NOT_IN or REGEX.
    pub(super) operator: String,
    /// For REGEX a single pattern, that is searched for.
    pub(super) values: Vec<String>,
}
