//! How far documents agree: the share of claims that each two have in common.

use crate::domain::{AgreementMatrix, ClaimCluster};

/// Jaccard index of the sets of claims that each two documents make; 1 on the diagonal, 0 where
/// neither makes any.
pub(super) fn matrix(claims: &[ClaimCluster], documents: usize) -> AgreementMatrix {
    let mut both = vec![0_usize; documents * documents];
    for claim in claims {
        let makes = |column: &usize| claim.stances[*column].makes();
        let makers: Vec<usize> = (0..claim.stances.len()).filter(makes).collect();
        for &a in &makers {
            for &b in &makers {
                both[a * documents + b] += 1;
            }
        }
    }
    let value = |cell: usize| {
        let (a, b) = (cell / documents, cell % documents);
        let either = both[a * documents + a] + both[b * documents + b] - both[cell];
        match (a == b, either) {
            (true, _) => 1.0,
            (false, 0) => 0.0,
            (false, either) => both[cell] as f64 / either as f64,
        }
    };
    AgreementMatrix { size: documents, values: (0..both.len()).map(value).collect() }
}

/// Mean agreement of one document with those that speak with another voice; `None` without any.
/// `voices` is as [`crate::domain::ComparedDocument::voice`] over all columns.
pub(super) fn of(matrix: &AgreementMatrix, voices: &[usize], document: usize) -> Option<f64> {
    let others = (0..matrix.size).filter(|other| voices[*other] != voices[document]);
    mean(others.map(|other| matrix.values[document * matrix.size + other]))
}

/// Mean agreement over pairs of independent documents; of copies alone, over all pairs.
pub(super) fn overall(matrix: &AgreementMatrix, voices: &[usize]) -> f64 {
    let own: Vec<usize> = (0..matrix.size).filter(|column| voices[*column] == *column).collect();
    let own = if own.len() > 1 { own } else { (0..matrix.size).collect() };
    let pairs = own.iter().enumerate().flat_map(|(at, a)| {
        let later = own[at + 1..].iter();
        later.map(move |b| matrix.values[a * matrix.size + b])
    });
    mean(pairs).unwrap_or(0.0)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), v| (sum + v, count + 1));
    (count > 0).then(|| sum / count as f64)
}
