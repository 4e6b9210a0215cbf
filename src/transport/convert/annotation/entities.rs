//! Entities and their mentions.

use super::{Annotations, entity_id};
use crate::{
    domain::{Entity, ExternalId, Mention},
    proto::v1,
    transport::convert::enums::{entity_type, mention_kind, section},
};

pub(in crate::transport::convert) fn external_ids(ids: &[ExternalId]) -> Vec<v1::ExternalId> {
    let id = |id: &ExternalId| v1::ExternalId {
        scheme: id.scheme.clone().into_owned(),
        value: id.value.clone(),
    };
    ids.iter().map(id).collect()
}

impl Annotations<'_> {
    /// The entities for which `wanted` holds.
    pub(in crate::transport::convert) fn entities(
        self,
        wanted: impl Fn(usize, &Entity) -> bool,
    ) -> Vec<v1::EntityAnnotation> {
        let entities = self.each(&self.analysis.entities);
        let entities = entities.filter(|(index, entity)| wanted(*index, entity));
        entities.map(|(index, entity)| self.entity(index, entity)).collect()
    }

    /// Name of the entity of the corpus; empty when not known.
    fn link(self, index: usize) -> String {
        let link = self.links.iter().find(|(place, _)| usize::try_from(*place) == Ok(index));
        link.map(|(_, entity)| entity.name()).unwrap_or_default()
    }

    fn entity(self, index: usize, entity: &Entity) -> v1::EntityAnnotation {
        let mention = |mention: &Mention| v1::Mention {
            span: Some(self.span(mention.span)),
            kind: mention_kind(mention.kind).into(),
            score: mention.score,
            section: section(mention.section).into(),
        };
        v1::EntityAnnotation {
            id: entity_id(index),
            entity: self.link(index),
            canonical_name: entity.canonical_name.clone(),
            r#type: entity_type(entity.kind).into(),
            salience: entity.salience,
            mentions: entity.mentions.iter().map(mention).collect(),
            external_ids: external_ids(&entity.external_ids),
            roles: self.spans(&entity.roles),
        }
    }
}
