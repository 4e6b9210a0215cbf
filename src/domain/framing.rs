//! Words that name or judge.

use serde::{Deserialize, Serialize};

use super::{Span, Voice};

/// How a word frames what it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FramingDevice {
    /// A noun that puts its bearer into a class: "regime", "freedom fighter".
    Label,
    /// A verb that judges what it tells: "slammed", "claimed".
    LoadedVerb,
    /// An adjective or adverb that judges: "unprovoked", "brazenly".
    EvaluativeAdjective,
    /// A mild word for a harsh thing: "military operation".
    Euphemism,
    /// A word that takes certainty away: "alleged".
    Hedge,
    /// A word that adds certainty or weight: "clearly", "massive".
    Booster,
    /// Words kept at a distance by quotation marks.
    ScareQuote,
    /// A comparison that lends weight: "the worst since the Second World War".
    GravityComparison,
}

/// A framing word with what it frames and who uses it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FramingTerm {
    /// The words.
    pub span: Span,
    /// How they frame.
    pub device: FramingDevice,
    /// Index into [`super::Analysis::entities`] of what is named or judged.
    pub target: Option<usize>,
    /// Toward the target, -1 (against) to 1 (in favour).
    pub valence: f64,
    /// Who uses them.
    pub voice: Voice,
    /// Index into [`super::Analysis::entities`] of the speaker, when it is not the outlet.
    pub speaker: Option<usize>,
}
