//! Signs that a text is damaged, so that nobody takes a slip of translation for news.

use serde::{Deserialize, Serialize};

use super::Span;

/// What is wrong with a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DamageKind {
    /// A quotation mark without its partner.
    UnbalancedQuote,
    /// Words or a sentence twice in a row.
    RepeatedWords,
    /// One party on both sides: "Russian-Russian".
    SelfReference,
    /// Connective and polarity disagree: a "not" was lost.
    LostNegation,
    /// Doer and sufferer have changed places.
    RoleInversion,
    /// A word that hangs in the air.
    DanglingWord,
    /// A pronoun that does not fit what it stands for.
    PronounMismatch,
    /// Characters of a wrong charset.
    Encoding,
    /// The text or a paragraph breaks off.
    Truncated,
}

/// One place where a text is damaged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Damage {
    /// What is wrong.
    pub kind: DamageKind,
    /// The words.
    pub span: Span,
    /// Confidence, 0 to 1.
    pub score: f64,
    /// What is wrong, as one sentence made by template.
    pub explanation: String,
}

/// State of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// 1 for a sound text, toward 0 with damage by length.
    pub score: f64,
    /// Whether the damage is of the kind that machine translation leaves.
    pub likely_machine_translated: bool,
    /// In text order.
    pub damages: Vec<Damage>,
}
