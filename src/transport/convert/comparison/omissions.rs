//! What some leave out, and what several have word for word.

use super::{
    super::{count, enums::reuse_kind, signal},
    Columns, id,
};
use crate::{
    domain::{Finding, Omission, ReuseLink},
    proto::v1::{self, omission::Subject},
};

impl Columns<'_> {
    pub(super) fn omission(&self, index: usize, omission: &Omission) -> v1::Omission {
        let subject = omission.subject.to_string();
        v1::Omission {
            id: Finding::Omission(index).to_string(),
            subject: match omission.subject {
                Finding::Claim(_) => Some(Subject::ClaimId(subject)),
                Finding::Entity(_) => Some(Subject::EntityComparisonId(subject)),
                Finding::Quote(_) => Some(Subject::QuoteClusterId(subject)),
                _ => None, // nothing else is left out
            },
            told_by: self.keys(&omission.told_by),
            omitted_by: self.keys(&omission.omitted_by),
            could_have_known: self.keys(&omission.could_have_known),
            one_sided: omission.is_one_sided(),
            importance: omission.importance,
            accusation_claim_id: id(omission.accusation, Finding::Claim),
        }
    }

    pub(super) fn reuse(&self, index: usize, link: &ReuseLink) -> v1::ReuseLink {
        v1::ReuseLink {
            id: Finding::Reuse(index).to_string(),
            kind: reuse_kind(link.kind).into(),
            first: Some(self.evidence(&link.first)),
            second: Some(self.evidence(&link.second)),
            word_count: count(link.words),
            similarity: link.similarity,
            earlier_key: link.earlier.map(|column| self.key(column)).unwrap_or_default(),
            signals: link.signals.iter().map(signal).collect(),
        }
    }
}
