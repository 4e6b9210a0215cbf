//! Quotations and reported speech.

use serde::{Deserialize, Serialize};

use super::{Signal, Span};

/// What kind of quotation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum QuoteKind {
    /// Somebody's words in quotation marks, a clause or more, or a post that is embedded without
    /// marks.
    Direct,
    /// One to a few quoted words inside the narrator's sentence.
    Fragment,
    /// Reported speech without marks: "said that ...", "according to ...".
    Indirect,
    /// Words in marks that keep a distance from them and are nobody's in particular.
    Scare,
    /// The title of a work in marks.
    Title,
}

/// Who speaks, is spoken to, or passes words on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// The words that name them here: "he", "the Kremlin spokesman".
    pub mention: Span,
    /// Index into [`super::Analysis::entities`]; `None` when only a description is known.
    pub entity: Option<usize>,
    /// Confidence that it is this one, 0 to 1.
    pub score: f64,
    /// Other entities that it may be, best first.
    pub candidates: Vec<usize>,
}

/// A quotation or a piece of reported speech.
///
/// A quotation that its attribution divides ("A," he said, "B.") is two of them, the second of
/// which continues the first; one over several paragraphs is one in each, each of which continues
/// the one before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// What kind it is.
    pub kind: QuoteKind,
    /// The words with their marks.
    pub span: Span,
    /// The words without marks.
    pub content: Span,
    /// Whose words they are. Empty when nobody is credited; several when several speak.
    pub speakers: Vec<Party>,
    /// The words that introduce it: "said", "according to".
    pub cue: Option<Span>,
    /// To whom it was said.
    pub addressee: Option<Party>,
    /// Through whom the words arrived, such as an agency: nearest first.
    pub relayed_by: Vec<Party>,
    /// Insertions of an editor and ellipses inside: "[...]".
    pub insertions: Vec<Span>,
    /// Whether one of its marks is missing in the text.
    pub unbalanced_marks: bool,
    /// Index into [`super::Analysis::quotes`] of the quotation that this one continues.
    pub continues: Option<usize>,
    /// What decided on the speaker.
    pub signals: Vec<Signal>,
}
