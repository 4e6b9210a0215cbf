//! On whom the documents rely.

use super::{
    super::{count, enums::source_role},
    Columns, id,
};
use crate::{
    domain::{Finding, SourceUse, SourcingProfile},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn sourcing(&self, profile: &SourcingProfile) -> v1::SourcingProfile {
        v1::SourcingProfile {
            key: self.key(profile.document),
            uses: profile.uses.iter().map(|source| self.source(source)).collect(),
            anonymous_claim_count: count(profile.anonymous_claims),
            unattributed_claim_count: count(profile.unattributed_claims),
        }
    }

    fn source(&self, source: &SourceUse) -> v1::SourceUse {
        v1::SourceUse {
            entity_id: id(source.entity, Finding::Entity),
            name: source.name.clone(),
            role: source_role(source.role).to_owned(),
            claim_count: count(source.claims),
            quote_count: count(source.quotes),
            evidence: self.evidence_list(&source.evidence),
            anonymous: source.anonymous,
        }
    }
}
