//! Words that name or judge.

use super::{Annotations, optional_entity_id};
use crate::{
    domain::{FramingDevice, FramingTerm},
    proto::v1,
    transport::convert::enums::voice,
};

impl Annotations<'_> {
    pub(in crate::transport::convert) fn framing_terms(self) -> Vec<v1::FramingTerm> {
        let term = |term: &FramingTerm| v1::FramingTerm {
            span: Some(self.span(term.span)),
            target_entity_id: optional_entity_id(term.target),
            device: device(term.device).to_owned(),
            valence: term.valence,
            voice: voice(term.voice).into(),
            speaker_entity_id: optional_entity_id(term.speaker),
        };
        self.analysis.framing.iter().map(term).collect()
    }
}

/// The protocol's name of a device.
pub fn device(device: FramingDevice) -> &'static str {
    match device {
        FramingDevice::Label => "label",
        FramingDevice::LoadedVerb => "loaded-verb",
        FramingDevice::EvaluativeAdjective => "evaluative-adjective",
        FramingDevice::Euphemism => "euphemism",
        FramingDevice::Hedge => "hedge",
        FramingDevice::Booster => "booster",
        FramingDevice::ScareQuote => "scare-quote",
        FramingDevice::GravityComparison => "gravity-comparison",
    }
}
