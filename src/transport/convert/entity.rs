//! Entities of the corpus.

use super::{
    Offsets,
    annotation::external_ids,
    enums::{entity_type, mention_kind, section, voice},
    signal, timestamp,
};
use crate::{
    domain::EntityType,
    proto::v1,
    service::{FoundMention, ResolvedEntity},
    store::{StoredAlias, StoredEntity},
};

/// An entity of the corpus.
pub fn entity(entity: StoredEntity) -> v1::Entity {
    let kind = EntityType::named(&entity.kind);
    v1::Entity {
        name: entity.id.name(),
        canonical_name: entity.name,
        r#type: kind.map_or(v1::EntityType::Unspecified, entity_type).into(),
        aliases: entity.aliases.into_iter().map(alias).collect(),
        external_ids: external_ids(&entity.external_ids),
        roles: entity.roles,
        mention_count: long(entity.mention_count),
        document_count: long(entity.document_count),
        source_count: long(entity.source_count),
        first_seen_time: entity.first_seen.map(timestamp),
        last_seen_time: entity.last_seen.map(timestamp),
        merged_into: entity.merged_into.map(|into| into.name()).unwrap_or_default(),
        curated: entity.curated,
        etag: entity.etag.to_string(),
    }
}

fn alias(alias: StoredAlias) -> v1::Alias {
    v1::Alias {
        text: alias.text,
        kind: alias.kind.map_or(v1::mention::Kind::Unspecified, mention_kind).into(),
        count: long(alias.count),
        sources: alias.sources,
    }
}

fn long(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// An answer to a question for a name.
pub fn candidate(found: ResolvedEntity) -> v1::EntityCandidate {
    v1::EntityCandidate {
        entity: Some(entity(found.entity)),
        score: found.resolved.score,
        matched_alias: found.resolved.alias,
        signals: found.resolved.signals.iter().map(signal).collect(),
    }
}

/// A place where an entity is named.
pub fn mention(found: &FoundMention<'_>, unit: v1::OffsetUnit) -> v1::EntityMention {
    let offsets = Offsets::new(found.article, unit);
    let (mention, evidence) = (found.mention, &found.evidence);
    let span = Some(offsets.span(mention.span));
    v1::EntityMention {
        mention: Some(v1::Mention {
            span: span.clone(),
            kind: mention_kind(mention.kind).into(),
            score: mention.score,
            section: section(mention.section).into(),
        }),
        evidence: Some(v1::Evidence {
            document: found.document.id.name(),
            revision: found.document.revision.to_string(),
            span,
            sentence: Some(offsets.span(evidence.sentence)),
            section: section(mention.section).into(),
            voice: voice(evidence.voice).into(),
            hedges: evidence.hedges.iter().map(|&hedge| offsets.span(hedge)).collect(),
        }),
    }
}
