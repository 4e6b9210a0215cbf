//! Dates and quantities.

use super::Annotations;
use crate::{
    domain::{DateAnnotation, DateReading, Quantity},
    proto::v1,
    transport::convert::{
        enums::{change, date_anchor, date_kind, unit_system},
        time::civil,
    },
};

impl Annotations<'_> {
    pub(in crate::transport::convert) fn dates(self) -> Vec<v1::DateAnnotation> {
        self.each(&self.analysis.dates).map(|(_, date)| self.date(date)).collect()
    }

    fn date(self, date: &DateAnnotation) -> v1::DateAnnotation {
        use v1::date_annotation::Anchor;
        let reading = |reading: &DateReading| v1::DateReading {
            edtf: reading.edtf.clone(),
            score: reading.score,
            reason: reading.reason.clone().into_owned(),
            timex_value: reading.timex_value.clone(),
        };
        v1::DateAnnotation {
            span: Some(self.span(date.span)),
            kind: date_kind(date.kind).into(),
            edtf: date.edtf.clone(),
            earliest: date.earliest.and_then(civil),
            latest: date.latest.and_then(civil),
            anchor: date.anchor.map_or(Anchor::Unspecified, date_anchor).into(),
            alternatives: date.alternatives.iter().map(reading).collect(),
            score: date.score,
            timex_value: date.timex_value.clone(),
        }
    }

    pub(in crate::transport::convert) fn quantities(self) -> Vec<v1::QuantityAnnotation> {
        self.each(&self.analysis.quantities).map(|(_, quantity)| self.quantity(quantity)).collect()
    }

    fn quantity(self, quantity: &Quantity) -> v1::QuantityAnnotation {
        use v1::quantity_annotation::{Change, UnitSystem};
        let unit = quantity.unit.as_ref();
        v1::QuantityAnnotation {
            span: Some(self.span(quantity.span)),
            min: quantity.min,
            max: quantity.max,
            unit: unit.map(|unit| unit.code.clone().into_owned()).unwrap_or_default(),
            counted: quantity.counted_lemma.clone(),
            approximate: quantity.approximate,
            ordinal: quantity.ordinal,
            unit_system: unit.map_or(UnitSystem::Unspecified, |u| unit_system(u.system)).into(),
            counted_span: quantity.counted.map(|span| self.span(span)),
            change: quantity.change.map_or(Change::Unspecified, change).into(),
        }
    }
}
