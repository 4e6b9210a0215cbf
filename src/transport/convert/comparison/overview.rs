//! A comparison in figures.

use std::collections::BTreeMap;

use super::super::{count, enums};
use crate::{
    domain::{Comparison, Severity, SummaryLine},
    proto::v1,
};

pub(super) fn overview(comparison: &Comparison) -> v1::Overview {
    let overview = &comparison.overview;
    v1::Overview {
        document_count: count(comparison.documents.len()),
        independent_document_count: count(overview.independent_documents),
        source_count: count(overview.sources),
        claim_count: count(overview.claims),
        consensus_claim_count: count(overview.consensus),
        disputed_claim_count: count(overview.disputed),
        single_source_claim_count: count(overview.single_source),
        shared_quote_count: count(overview.shared_quotes),
        discrepancies_by_severity: by_severity(comparison),
        agreement: overview.agreement,
        agreement_matrix: overview.matrix.values.clone(),
        key_points: overview.key_points.iter().map(line).collect(),
        corroborated_claim_count: count(overview.corroborated),
    }
}

fn by_severity(comparison: &Comparison) -> BTreeMap<String, i32> {
    let number = |severity| (severity, comparison.overview.discrepancies_of(severity));
    [Severity::Low, Severity::Medium, Severity::High]
        .map(number)
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(severity, number)| (enums::severity_name(severity).to_owned(), count(number)))
        .collect()
}

fn line(line: &SummaryLine) -> v1::SummaryLine {
    v1::SummaryLine {
        text: line.text.clone(),
        finding_ids: line.findings.iter().map(ToString::to_string).collect(),
    }
}
