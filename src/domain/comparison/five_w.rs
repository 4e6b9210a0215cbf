//! The six questions, side by side.

use super::Evidence;

/// One of the six.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Who acts in the main event.
    Who,
    /// What happens.
    What,
    /// When.
    When,
    /// Where.
    Where,
    /// Why.
    Why,
    /// How.
    How,
}

impl Question {
    /// All of them, in the order of [`FiveWComparison::rows`].
    pub const ALL: [Self; 6] =
        [Self::Who, Self::What, Self::When, Self::Where, Self::Why, Self::How];
}

/// One document's best answer.
#[derive(Clone, Debug, PartialEq)]
pub struct FiveWCell {
    /// Index of the column.
    pub document: usize,
    /// Normalised: an entity's canonical name over all documents, EDTF for a time, else the words.
    pub value: String,
    /// The words.
    pub evidence: Evidence,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct FiveWRow {
    /// Which.
    pub question: Question,
    /// Documents with an answer, in column order.
    pub cells: Vec<FiveWCell>,
    /// Whether two documents or more answer, and all answers can be true together.
    pub agreed: bool,
}

/// The grid: a row for each question that some document answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FiveWComparison {
    /// In the order of [`Question::ALL`].
    pub rows: Vec<FiveWRow>,
}
