//! What can be said of a stored document beside its metadata.

use serde::{Deserialize, Serialize};

/// How far a document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// Stored; the analysis is due.
    Accepted,
    /// Stored and analysed.
    Analyzed,
    /// The analysis failed; another version of the engine tries again.
    Failed,
    /// Of a language that the engine does not read.
    NotAnalyzed,
}

/// The kinds of copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DuplicateKind {
    /// The same wording.
    Exact,
    /// Nearly the same wording.
    Near,
    /// Of a news agency that both credit, or that the earlier one comes from.
    Syndicated,
}
