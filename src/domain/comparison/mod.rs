//! Several articles on one event, side by side.

mod claims;
mod discrepancy;
mod document;
mod entities;
mod evidence;
mod five_w;
mod framing;
mod headline;
mod id;
mod numbers;
mod omission;
mod overview;
mod quotes;
mod reuse;
mod sourcing;
mod timeline;

pub use claims::{ClaimCluster, ClaimStance, ClaimStatus, Relation};
pub use discrepancy::{Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, Severity};
pub use document::{ComparedDocument, DocumentProfile};
pub use entities::{EntityComparison, EntityInDocument, NameForm};
pub use evidence::{Evidence, Finding};
pub use five_w::{FiveWCell, FiveWComparison, FiveWRow, Question};
pub use framing::{DistinctiveTerm, FramingComparison, FramingInDocument, FramingUse};
pub use headline::Headline;
pub use id::{ComparisonId, InvalidComparisonId};
pub use numbers::{QuantityComparison, QuantityValue};
pub use omission::Omission;
pub use overview::{AgreementMatrix, Overview, SummaryLine};
pub use quotes::{QuoteCluster, QuoteParty, QuoteRelation, QuoteRendering};
pub use reuse::{ReuseKind, ReuseLink};
pub use sourcing::{SourceRole, SourceUse, SourcingProfile};
pub use timeline::{Phase, TimelineEntry};

use super::Warning;

/// The result of a comparison.
///
/// But for the order of columns and of what is told by column, no list depends on the order in
/// which the articles were given.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The columns, in input order.
    pub documents: Vec<ComparedDocument>,
    /// The whole in figures.
    pub overview: Overview,
    /// In most documents first, then by mentions, then by name.
    pub entities: Vec<EntityComparison>,
    /// Those of most independent voices first, then the most central.
    pub claims: Vec<ClaimCluster>,
    /// The most severe first, conflicting before unclear before compatible, then the surest.
    pub discrepancies: Vec<Discrepancy>,
    /// Utterances: those in most documents first, then the longest.
    pub quotes: Vec<QuoteCluster>,
    /// In order of time; what has no beginning comes first.
    pub timeline: Vec<TimelineEntry>,
    /// Numbers that two documents or more give of one thing: in most documents first.
    pub numbers: Vec<QuantityComparison>,
    /// The story as a whole, then targets by number of terms.
    pub framing: Vec<FramingComparison>,
    /// The most important first; at most 100.
    pub omissions: Vec<Omission>,
    /// The longest first.
    pub text_reuse: Vec<ReuseLink>,
    /// One for each column, in order.
    pub sourcing: Vec<SourcingProfile>,
    /// The six questions.
    pub five_w: FiveWComparison,
    /// One for each column that has a headline, in order.
    pub headlines: Vec<Headline>,
    /// What the caller should know.
    pub warnings: Vec<Warning>,
}
