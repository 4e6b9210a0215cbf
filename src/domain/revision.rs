//! What changed between two revisions of one article.

use super::Span;

/// A sentence that came, went, moved or was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionChange {
    /// What happened to it.
    pub kind: ChangeKind,
    /// The sentence in the text of the earlier revision; `None` when it was added.
    pub base: Option<Span>,
    /// The sentence in the text of the later revision; `None` when it was removed.
    pub other: Option<Span>,
    /// What an edit touches of fact, in text order.
    pub factual_edits: Vec<FactualEdit>,
    /// Word by word; of edited sentences only.
    pub edits: Vec<WordEdit>,
}

/// What happened to a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Only in the later revision.
    Added,
    /// Only in the earlier revision.
    Removed,
    /// In both, with other words.
    Edited,
    /// In both word for word, at another place.
    Moved,
}

/// A word of fact that an edit touches; at least one side is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactualEdit {
    /// What kind of fact.
    pub kind: FactKind,
    /// The words in the earlier revision.
    pub base: Option<Span>,
    /// The words in the later revision.
    pub other: Option<Span>,
}

/// Kinds of facts that an edit touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// A name of a person, organisation, place or the like.
    Name,
    /// A number.
    Number,
    /// A date or a time.
    Date,
    /// A word of negation.
    Negation,
    /// Words within quotation marks.
    Quote,
}

/// One step of a word-by-word comparison; a side is `None` where it has no words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordEdit {
    /// What the step does.
    pub op: EditOp,
    /// Words of the earlier revision.
    pub base: Option<Span>,
    /// Words of the later revision.
    pub other: Option<Span>,
}

/// What a step of a word-by-word comparison does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditOp {
    /// Both have the words.
    Keep,
    /// Only the later one has them.
    Insert,
    /// Only the earlier one has them.
    Delete,
    /// The later one has others in their place.
    Replace,
}
