//! Several articles on one event, side by side.

use jiff::Timestamp;

use super::{EntityType, ExternalId, MentionKind, Section, Signal, Span, Warning, Zone};

/// Where a finding comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Index of the column.
    pub document: usize,
    /// The words that carry the fact.
    pub span: Span,
    /// The sentence around them.
    pub sentence: Span,
    /// The part of the article they stand in.
    pub section: Section,
}

/// A form of a name and how often it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameForm {
    /// The words.
    pub text: String,
    /// How they name the entity.
    pub kind: MentionKind,
    /// How often.
    pub count: usize,
}

/// One entity in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityInDocument {
    /// Index of the column.
    pub document: usize,
    /// How often it is named.
    pub mention_count: usize,
    /// Most frequent first, ties in text order.
    pub forms: Vec<NameForm>,
    /// The first mention of each of the most frequent forms; at most 3.
    pub evidence: Vec<Evidence>,
}

/// One entity over all documents.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityComparison {
    /// Its fullest and most frequent name.
    pub canonical_name: String,
    /// What it is.
    pub kind: EntityType,
    /// Codes elsewhere.
    pub external_ids: Vec<ExternalId>,
    /// In column order; at least one.
    pub in_documents: Vec<EntityInDocument>,
    /// Why names that differ were joined.
    pub signals: Vec<Signal>,
}

/// What one document has to say to one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Makes the claim.
    Supports,
    /// Makes a weaker or less specific version of it.
    Partial,
    /// Nothing was found.
    Silent,
}

/// A document's stance to a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimStance {
    /// What it says.
    pub relation: Relation,
    /// Its words in text order; empty exactly when silent.
    pub evidence: Vec<Evidence>,
    /// Who it credits, in its own words; empty when the outlet speaks for itself.
    pub attributed_to: String,
    /// Similarity to the representative, 0 to 1.
    pub score: f64,
}

/// How far the documents carry a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimStatus {
    /// Enough documents make it.
    Consensus,
    /// Two or more, short of consensus.
    Corroborated,
    /// One only.
    SingleSource,
}

/// One proposition and who says it: a row of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimCluster {
    /// The most complete wording.
    pub representative: Evidence,
    /// One for each column, in order.
    pub stances: Vec<ClaimStance>,
    /// How far the documents carry it.
    pub status: ClaimStatus,
    /// How tightly the wordings match, 0 to 1; 1 for a single source.
    pub score: f64,
}

impl ClaimCluster {
    /// Number of documents that make the claim, wholly or in part.
    pub fn support(&self) -> usize {
        self.stances.iter().filter(|s| s.relation != Relation::Silent).count()
    }
}

/// One column in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentProfile {
    /// Claims this document makes.
    pub claims: usize,
    /// Claims nobody else makes.
    pub unique_claims: usize,
    /// Consensus claims it makes.
    pub consensus_claims: usize,
    /// Consensus claims it leaves out.
    pub omitted_consensus: usize,
}

/// One column of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedDocument {
    /// Short key, unique in the comparison.
    pub key: String,
    /// Resource name of a stored document, else the key.
    pub document: String,
    /// The outlet, as the caller gave it; empty when unknown.
    pub source: String,
    /// When it was published, as the caller said or the text states.
    pub publish_time: Option<Timestamp>,
    /// The headline.
    pub title: Option<Span>,
    /// The column in figures.
    pub profile: DocumentProfile,
    /// Stretches that were left out as page furniture.
    pub furniture: Vec<Zone>,
}

/// Share of claims that two documents have in common (Jaccard), row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgreementMatrix {
    /// Number of documents; the matrix has this many rows and columns.
    pub size: usize,
    /// The values, 0 to 1.
    pub values: Vec<f64>,
}

/// The whole in figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// Rows.
    pub claims: usize,
    /// Rows that are consensus.
    pub consensus: usize,
    /// Rows of two or more documents, short of consensus.
    pub corroborated: usize,
    /// Rows of one document.
    pub single_source: usize,
    /// Mean of the pairwise agreement, 0 to 1.
    pub agreement: f64,
    /// Pairwise agreement.
    pub matrix: AgreementMatrix,
}

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The columns, in input order.
    pub documents: Vec<ComparedDocument>,
    /// The whole in figures.
    pub overview: Overview,
    /// In most documents first, then by mentions, then by name.
    pub entities: Vec<EntityComparison>,
    /// In most documents first, then in text order of the first document.
    pub claims: Vec<ClaimCluster>,
    /// What the caller should know.
    pub warnings: Vec<Warning>,
}
