//! Who is credited with a quotation.

use crate::domain::Span;

/// A token of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) segment: usize,
    pub(super) token: usize,
}

/// Who is credited with a quotation, and by which rule.
#[derive(Clone, Debug)]
pub(super) struct Credit {
    /// The head of the words that name the speaker.
    pub(super) source: Option<At>,
    /// Where the cue stands.
    pub(super) cue: Option<Span>,
    /// The head of the cue.
    pub(super) cue_token: Option<At>,
    pub(super) addressee: Option<At>,
    pub(super) relayer: Option<At>,
    /// The words that sign it, where they are no words of a sentence.
    pub(super) signature: Option<Span>,
    /// Kebab-case name of the rule.
    pub(super) rule: &'static str,
    /// How often the rule is right on articles with known speakers, 0 to 1.
    pub(super) score: f64,
}
