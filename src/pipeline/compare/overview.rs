//! The comparison in figures.

use crate::domain::{
    AgreementMatrix, ClaimCluster, ClaimStatus, DocumentProfile, Overview, Relation,
};

/// Counts the rows by status and measures how far the documents agree.
pub(super) fn overview(claims: &[ClaimCluster], documents: usize) -> Overview {
    let count = |status| claims.iter().filter(|claim| claim.status == status).count();
    let matrix = agreement_matrix(claims, documents);
    Overview {
        claims: claims.len(),
        consensus: count(ClaimStatus::Consensus),
        corroborated: count(ClaimStatus::Corroborated),
        single_source: count(ClaimStatus::SingleSource),
        agreement: mean_off_diagonal(&matrix),
        matrix,
    }
}

/// Figures of one column.
pub(super) fn profile(claims: &[ClaimCluster], document: usize) -> DocumentProfile {
    let mut profile = DocumentProfile::default();
    for claim in claims {
        let made = makes(claim, document);
        profile.claims += usize::from(made);
        profile.unique_claims += usize::from(made && claim.status == ClaimStatus::SingleSource);
        if claim.status == ClaimStatus::Consensus {
            profile.consensus_claims += usize::from(made);
            profile.omitted_consensus += usize::from(!made);
        }
    }
    profile
}

fn makes(claim: &ClaimCluster, document: usize) -> bool {
    claim.stances[document].relation != Relation::Silent
}

/// Jaccard index of the sets of claims that each two documents make; 1 on the diagonal.
fn agreement_matrix(claims: &[ClaimCluster], documents: usize) -> AgreementMatrix {
    let mut values = vec![0.0; documents * documents];
    for a in 0..documents {
        for b in 0..documents {
            let both = claims.iter().filter(|c| makes(c, a) && makes(c, b)).count();
            let either = claims.iter().filter(|c| makes(c, a) || makes(c, b)).count();
            values[a * documents + b] = match (a == b, either) {
                (true, _) => 1.0,
                (false, 0) => 0.0,
                (false, either) => both as f64 / either as f64,
            };
        }
    }
    AgreementMatrix { size: documents, values }
}

fn mean_off_diagonal(matrix: &AgreementMatrix) -> f64 {
    let pairs = matrix.size * matrix.size.saturating_sub(1);
    if pairs == 0 {
        return 0.0;
    }
    let diagonal = matrix.size as f64;
    (matrix.values.iter().sum::<f64>() - diagonal) / pairs as f64
}
