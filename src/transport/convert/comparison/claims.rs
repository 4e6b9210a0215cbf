//! The claim matrix.

use super::{
    super::{
        annotation::claim_id,
        count,
        enums::{claim_status, modality, relation, slot_role},
    },
    Columns, id, ids,
};
use crate::{
    domain::{ClaimCluster, ClaimSlot, ClaimStance, Finding, Relation},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn claim(&self, index: usize, claim: &ClaimCluster) -> v1::ClaimCluster {
        let stance = |(column, stance)| self.stance(column, stance);
        v1::ClaimCluster {
            id: Finding::Claim(index).to_string(),
            representative: Some(self.evidence(&claim.representative)),
            slots: self.slots(claim.representative.document, &claim.slots),
            stances: claim.stances.iter().enumerate().map(stance).collect(),
            status: claim_status(claim.status).into(),
            independent_support: count(claim.independent_support),
            discrepancy_ids: ids(&claim.discrepancies, Finding::Discrepancy),
            score: claim.score,
        }
    }

    fn stance(&self, column: usize, stance: &ClaimStance) -> v1::ClaimStance {
        let attribution = stance.attributed_to.and_then(|span| self.span(column, span));
        let modality = match stance.relation {
            Relation::Silent => v1::Modality::Unspecified,
            _ => modality(stance.modality),
        };
        v1::ClaimStance {
            key: self.key(column),
            relation: relation(stance.relation).into(),
            evidence: self.evidence_list(&stance.evidence),
            attributed_to: attribution.as_ref().map(|span| span.text.clone()).unwrap_or_default(),
            modality: modality.into(),
            divergent_slots: self.slots(column, &stance.divergent_slots),
            score: stance.score,
            attribution,
            attributed_to_entity_id: id(stance.attributed_entity, Finding::Entity),
            claim_ids: stance.claims.iter().map(|&claim| claim_id(claim)).collect(),
        }
    }

    /// Slots of a claim of a column, with entities of the comparison.
    pub(super) fn slots(&self, column: usize, slots: &[ClaimSlot]) -> Vec<v1::ClaimSlot> {
        let slot = |slot: &ClaimSlot| v1::ClaimSlot {
            role: slot_role(slot.role).into(),
            span: self.span(column, slot.span),
            entity_id: id(slot.entity, Finding::Entity),
            value: slot.value.clone(),
        };
        slots.iter().map(slot).collect()
    }
}
