//! Entities of one article.

use super::Segment;
use crate::domain::{Entity, EntityType, Mention, MentionKind, Zone};

/// Groups the names of an article into entities, in order of first mention.
pub(super) fn entities(segments: &[Segment], text: &str, _zones: &[Zone]) -> Vec<Entity> {
    let mut entities: Vec<Entity> = Vec::new();
    for segment in segments {
        for name in segment.doc.entities() {
            let span = segment.range_span(name.tokens.clone());
            let mention = Mention {
                span,
                kind: MentionKind::Name,
                score: f64::from(name.confidence),
                section: segment.section,
            };
            entities.push(Entity {
                canonical_name: span.of(text).to_owned(),
                kind: EntityType::Person,
                mentions: vec![mention],
                external_ids: Vec::new(),
            });
        }
    }
    entities
}
