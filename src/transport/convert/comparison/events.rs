//! Times and numbers.

use super::{
    super::{
        enums::{phase, unit_system},
        time::civil,
    },
    Columns, id, ids,
};
use crate::{
    domain::{Finding, QuantityComparison, QuantityValue, TimelineEntry},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn event(&self, index: usize, event: &TimelineEntry) -> v1::TimelineEntry {
        v1::TimelineEntry {
            id: Finding::Timeline(index).to_string(),
            edtf: event.edtf.clone(),
            earliest: event.earliest.and_then(civil),
            latest: event.latest.and_then(civil),
            representative: Some(self.evidence(&event.representative)),
            claim_ids: ids(&event.claims, Finding::Claim),
            keys: self.keys(&event.documents),
            phase: phase(event.phase).into(),
            discrepancy_ids: ids(&event.discrepancies, Finding::Discrepancy),
            evidence: self.evidence_list(&event.evidence),
        }
    }

    pub(super) fn number(
        &self,
        index: usize,
        number: &QuantityComparison,
    ) -> v1::QuantityComparison {
        use v1::quantity_annotation::UnitSystem;
        let unit = number.unit.as_ref();
        v1::QuantityComparison {
            id: Finding::Number(index).to_string(),
            subject: number.subject.clone(),
            unit: unit.map(|unit| unit.code.clone().into_owned()).unwrap_or_default(),
            values: number.values.iter().map(|value| self.quantity(value)).collect(),
            conflicting: number.conflicting,
            entity_id: id(number.entity, Finding::Entity),
            unit_system: unit.map_or(UnitSystem::Unspecified, |u| unit_system(u.system)).into(),
            discrepancy_ids: ids(&number.discrepancies, Finding::Discrepancy),
        }
    }

    fn quantity(&self, value: &QuantityValue) -> v1::QuantityValue {
        v1::QuantityValue {
            key: self.key(value.document),
            min: value.min,
            max: value.max,
            approximate: value.approximate,
            evidence: Some(self.evidence(&value.evidence)),
        }
    }
}
