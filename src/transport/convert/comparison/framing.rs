//! How the documents name and judge.

use super::{
    super::{annotation::device, count, enums::voice},
    Columns, id,
};
use crate::{
    domain::{DistinctiveTerm, Finding, FramingComparison, FramingInDocument, FramingUse},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn framing(
        &self,
        index: usize,
        framing: &FramingComparison,
    ) -> v1::FramingComparison {
        v1::FramingComparison {
            id: Finding::Framing(index).to_string(),
            target_entity_id: id(framing.target, Finding::Entity),
            target_name: framing.target_name.clone(),
            in_documents: framing.in_documents.iter().map(|d| self.framing_in(d)).collect(),
            distinctive_terms: framing.distinctive_terms.iter().map(|t| self.term(t)).collect(),
        }
    }

    fn framing_in(&self, found: &FramingInDocument) -> v1::FramingInDocument {
        let uses = |uses: &[FramingUse]| uses.iter().map(|r#use| self.framing_use(r#use)).collect();
        v1::FramingInDocument {
            key: self.key(found.document),
            outlet_terms: uses(&found.outlet_terms),
            quoted_terms: uses(&found.quoted_terms),
            mean_valence: found.mean_valence,
        }
    }

    fn framing_use(&self, found: &FramingUse) -> v1::FramingUse {
        v1::FramingUse {
            term: found.term.clone(),
            device: device(found.device).to_owned(),
            valence: found.valence,
            count: count(found.count),
            voice: voice(found.voice).into(),
            speaker_entity_id: id(found.speaker, Finding::Entity),
            evidence: self.evidence_list(&found.evidence),
        }
    }

    fn term(&self, term: &DistinctiveTerm) -> v1::DistinctiveTerm {
        v1::DistinctiveTerm {
            key: self.key(term.document),
            term: term.term.clone(),
            z_score: term.z_score,
            count: count(term.count),
            evidence: self.evidence_list(&term.evidence),
        }
    }
}
