//! A comparison in figures and key points.

use super::{Finding, Severity};

/// Share of claims that two documents have in common (Jaccard), row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgreementMatrix {
    /// Number of documents; the matrix has this many rows and columns.
    pub size: usize,
    /// The values, 0 to 1.
    pub values: Vec<f64>,
}

/// One sentence made by template out of findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryLine {
    /// The sentence.
    pub text: String,
    /// What it is made of; at least one.
    pub findings: Vec<Finding>,
}

/// The whole in figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// Voices after copies are counted once.
    pub independent_documents: usize,
    /// Different outlets; documents without a known one count each.
    pub sources: usize,
    /// Rows.
    pub claims: usize,
    /// Rows that are consensus.
    pub consensus: usize,
    /// Rows of two or more voices, short of consensus.
    pub corroborated: usize,
    /// Rows of one voice.
    pub single_source: usize,
    /// Rows that are disputed.
    pub disputed: usize,
    /// Utterances that two documents or more render.
    pub shared_quotes: usize,
    /// Numbers of discrepancies by severity, in the order of [`Severity`].
    pub discrepancies: [usize; 3],
    /// Mean of the pairwise agreement of independent documents, 0 to 1; of copies alone, of all.
    pub agreement: f64,
    /// Pairwise agreement.
    pub matrix: AgreementMatrix,
    /// Most important first; at most 10.
    pub key_points: Vec<SummaryLine>,
}

impl Overview {
    /// Number of discrepancies of one severity.
    pub fn discrepancies_of(&self, severity: Severity) -> usize {
        self.discrepancies[severity as usize]
    }
}
