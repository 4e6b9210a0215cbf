//! Differences.

use super::{
    super::{
        count,
        enums::{compatibility, discrepancy_type, severity},
        signal,
    },
    Columns, id,
};
use crate::{
    domain::{Discrepancy, DiscrepancyValue, Finding},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn discrepancy(&self, index: usize, found: &Discrepancy) -> v1::Discrepancy {
        v1::Discrepancy {
            id: Finding::Discrepancy(index).to_string(),
            r#type: discrepancy_type(found.kind).into(),
            compatibility: compatibility(found.compatibility).into(),
            severity: severity(found.severity).into(),
            claim_id: id(found.claim, Finding::Claim),
            quote_cluster_id: id(found.quote, Finding::Quote),
            values: found.values.iter().map(|value| self.value(value)).collect(),
            explanation: found.explanation.clone(),
            signals: found.signals.iter().map(signal).collect(),
            score: found.score,
        }
    }

    fn value(&self, value: &DiscrepancyValue) -> v1::DiscrepancyValue {
        v1::DiscrepancyValue {
            value: value.value.clone(),
            keys: self.keys(&value.documents),
            evidence: self.evidence_list(&value.evidence),
            independent_support: count(value.independent_support),
            refines: value.refines.iter().map(|&other| count(other)).collect(),
        }
    }
}
