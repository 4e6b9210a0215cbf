//! What callers can choose.

use crate::math::InstructionSet;

/// What an analysis holds and how it goes through the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Leave out tags, trees, sentences and lemmas. It takes less than half the
    /// time. Names differ slightly from those of a whole analysis, since the
    /// recogniser then does not know where sentences end.
    pub names_only: bool,
    /// Analyse each paragraph, a stretch without line breaks, as a sequence of
    /// its own, instead of the text as one. Line breaks and the white space
    /// around them then belong to no token, no sentence spans two paragraphs,
    /// and the working memory is that of the longest paragraph.
    pub paragraphs: bool,
}

/// How an engine is loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Instructions that the engine uses; the fastest that the processor has
    /// unless one is named. All give the same analyses up to rounding.
    pub instructions: Option<InstructionSet>,
}
