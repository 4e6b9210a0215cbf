//! The comparison in figures.

use super::agreement;
use crate::domain::{AgreementMatrix, ClaimStatus, ComparedDocument, Comparison, Overview};

/// Counts the findings. `matrix` is the agreement of the documents.
pub(super) fn overview(comparison: &Comparison, matrix: AgreementMatrix) -> Overview {
    let claims = &comparison.claims;
    let documents = &comparison.documents;
    let count = |status| claims.iter().filter(|claim| claim.status == status).count();
    let mut discrepancies = [0; 3];
    for discrepancy in &comparison.discrepancies {
        discrepancies[discrepancy.severity as usize] += 1;
    }
    let voices: Vec<usize> = documents.iter().map(|document| document.voice).collect();
    Overview {
        independent_documents: voices.iter().enumerate().filter(|(own, v)| own == *v).count(),
        sources: outlets(documents),
        claims: claims.len(),
        consensus: count(ClaimStatus::Consensus),
        corroborated: count(ClaimStatus::Corroborated),
        single_source: count(ClaimStatus::SingleSource),
        disputed: count(ClaimStatus::Disputed),
        shared_quotes: comparison.quotes.iter().filter(|q| q.is_shared()).count(),
        discrepancies,
        agreement: agreement::overall(&matrix, &voices),
        matrix,
        key_points: Vec::new(),
    }
}

/// Number of different outlets.
fn outlets(documents: &[ComparedDocument]) -> usize {
    let mut named: Vec<&str> =
        documents.iter().map(|d| d.source.as_str()).filter(|s| !s.is_empty()).collect();
    let unnamed = documents.len() - named.len();
    named.sort_unstable();
    named.dedup();
    named.len() + unnamed
}
