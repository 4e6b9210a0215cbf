//! Reasons behind what is found.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One reason behind a grouping or a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Stable kebab-case name.
    pub id: Cow<'static, str>,
    /// How much it counted, 0 to 1.
    pub weight: f64,
    /// The words or figures it rests on.
    pub detail: String,
}
