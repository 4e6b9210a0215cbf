//! Comparisons on their way into the store and out of it.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{ComparisonId, DocumentId};

/// How long a comparison is kept after it was last asked for.
pub const COMPARISONS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A comparison to keep.
#[derive(Clone, Debug)]
pub struct NewComparison {
    /// Its id.
    pub id: ComparisonId,
    /// The documents that it quotes.
    pub documents: Vec<DocumentId>,
    /// The answer, in a form of the service's own.
    pub content: Vec<u8>,
    /// When it was made.
    pub create_time: Timestamp,
}

/// A comparison that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredComparison {
    /// As [`NewComparison::content`].
    pub content: Vec<u8>,
    /// When it was made.
    pub create_time: Timestamp,
    /// When it was last asked for, as far as that was noted.
    pub used: Timestamp,
}
