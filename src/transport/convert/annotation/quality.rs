//! State of a text.

use crate::{
    domain::{Damage, Quality},
    proto::v1,
    transport::convert::{Offsets, enums::damage_kind},
};

/// The state of an article's text.
pub(in crate::transport::convert) fn quality(
    quality: &Quality,
    offsets: &Offsets<'_>,
) -> v1::Quality {
    let damage = |damage: &Damage| v1::Damage {
        kind: damage_kind(damage.kind).into(),
        span: Some(offsets.span(damage.span)),
        score: damage.score,
        explanation: damage.explanation.clone(),
    };
    v1::Quality {
        score: quality.score,
        likely_machine_translated: quality.likely_machine_translated,
        damages: quality.damages.iter().map(damage).collect(),
    }
}
