//! Entities over all columns.

use super::{
    super::{
        annotation::external_ids,
        count,
        enums::{entity_type, mention_kind},
        signal,
    },
    Columns,
};
use crate::{
    domain::{EntityComparison, EntityInDocument, Finding, NameForm},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn entity(&self, index: usize, entity: &EntityComparison) -> v1::EntityComparison {
        let mut named = vec![false; self.documents.len()];
        for found in &entity.in_documents {
            named[found.document] = true; // an index of a column
        }
        let absent = named.iter().enumerate().filter(|(_, named)| !**named);
        v1::EntityComparison {
            id: Finding::Entity(index).to_string(),
            canonical_name: entity.canonical_name.clone(),
            r#type: entity_type(entity.kind).into(),
            external_ids: external_ids(&entity.external_ids),
            in_documents: entity.in_documents.iter().map(|d| self.in_document(d)).collect(),
            absent_from: absent.map(|(column, _)| self.key(column)).collect(),
            signals: entity.signals.iter().map(signal).collect(),
        }
    }

    fn in_document(&self, found: &EntityInDocument) -> v1::EntityInDocument {
        v1::EntityInDocument {
            key: self.key(found.document),
            mention_count: count(found.mention_count),
            salience: found.salience,
            forms: found.forms.iter().map(form).collect(),
            roles: self.spans(found.document, &found.roles),
            evidence: self.evidence_list(&found.evidence),
        }
    }
}

fn form(form: &NameForm) -> v1::Alias {
    v1::Alias {
        text: form.text.clone(),
        kind: mention_kind(form.kind).into(),
        count: i64::try_from(form.count).unwrap_or(i64::MAX),
        sources: Vec::new(),
    }
}
