//! State of a text.

use super::Annotations;
use crate::{domain::Damage, proto::v1, transport::convert::enums::damage_kind};

impl Annotations<'_> {
    pub(in crate::transport::convert) fn quality(self) -> v1::Quality {
        let quality = &self.analysis.quality;
        let damage = |damage: &Damage| v1::Damage {
            kind: damage_kind(damage.kind).into(),
            span: Some(self.span(damage.span)),
            score: damage.score,
            explanation: damage.explanation.clone(),
        };
        v1::Quality {
            score: quality.score,
            likely_machine_translated: quality.likely_machine_translated,
            damages: quality.damages.iter().map(damage).collect(),
        }
    }
}
