//! Claims and their slots.

use super::{Annotations, claim_id, entity_id, optional_entity_id, quote_id};
use crate::{
    domain::{Claim, ClaimSlot},
    proto::v1,
    transport::convert::enums::{modality, polarity, slot_role, voice},
};

impl Annotations<'_> {
    pub(in crate::transport::convert) fn claims(self) -> Vec<v1::ClaimAnnotation> {
        let claims = self.each(&self.analysis.claims);
        claims.map(|(index, claim)| self.claim(index, claim)).collect()
    }

    fn claim(self, index: usize, claim: &Claim) -> v1::ClaimAnnotation {
        let sentence = self.analysis.sentences.get(claim.sentence);
        let slot = |slot: &ClaimSlot| v1::ClaimSlot {
            role: slot_role(slot.role).into(),
            span: Some(self.span(slot.span)),
            entity_id: optional_entity_id(slot.entity),
            value: slot.value.clone(),
        };
        v1::ClaimAnnotation {
            id: claim_id(index),
            span: Some(self.span(claim.span)),
            sentence: sentence.map(|sentence| self.span(sentence.span)),
            slots: claim.slots.iter().map(slot).collect(),
            polarity: polarity(claim.polarity).into(),
            modality: modality(claim.modality).into(),
            attributed_to_entity_id: optional_entity_id(claim.attributed_entity),
            quote_id: claim.quote.map(quote_id).unwrap_or_default(),
            hedges: self.spans(&claim.hedges),
            entity_ids: claim.entities.iter().copied().map(entity_id).collect(),
            attributed_to: claim.attributed_to.map(|span| self.span(span)),
            voice: voice(claim.voice).into(),
        }
    }
}
