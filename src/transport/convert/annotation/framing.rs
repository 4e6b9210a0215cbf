//! Words that name or judge.

use super::{Annotations, optional_entity_id};
use crate::{
    domain::{FramingDevice, FramingTerm},
    proto::v1,
    transport::convert::{Offsets, enums::voice},
};

impl Annotations<'_> {
    pub(in crate::transport::convert) fn framing_terms(self) -> Vec<v1::FramingTerm> {
        let terms = self.each(&self.analysis.framing);
        terms.map(|(_, term)| framing_term(term, self.offsets)).collect()
    }
}

/// A framing word of an article.
pub(in crate::transport::convert) fn framing_term(
    term: &FramingTerm,
    offsets: &Offsets<'_>,
) -> v1::FramingTerm {
    v1::FramingTerm {
        span: Some(offsets.span(term.span)),
        target_entity_id: optional_entity_id(term.target),
        device: device(term.device).to_owned(),
        valence: term.valence,
        voice: voice(term.voice).into(),
        speaker_entity_id: optional_entity_id(term.speaker),
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
