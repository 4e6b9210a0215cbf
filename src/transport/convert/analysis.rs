//! The analysis of one article.

use super::{
    Offsets,
    enums::{date_basis, entity_type, mention_kind, section, zone_kind},
    time::{midnight, timestamp},
    warning,
};
use crate::{
    domain::{Analysis, Article, Claim, DateBasis, Entity, EntityType, ExternalId, Mention, Zone},
    proto::v1,
};

/// The whole analysis. `features` says which lists to fill; empty = all.
pub fn analysis(
    article: &Article,
    analysis: &Analysis,
    unit: v1::OffsetUnit,
    features: &[v1::Feature],
    engine_version: &str,
) -> v1::Analysis {
    let offsets = &Offsets::new(article, unit);
    let wanted = |feature| features.is_empty() || features.contains(&feature);
    let basis = analysis.date.map(|date| date.basis);
    let document_time = match basis {
        // The caller's own time, not just its day.
        Some(DateBasis::Request) => article.metadata.publish_time.map(timestamp),
        _ => analysis.date.and_then(|date| midnight(date.date)),
    };
    let mut result = v1::Analysis {
        offset_unit: offsets.unit().into(),
        language_code: analysis.language.as_ref().map_or_else(String::new, |l| l.code.clone()),
        language_score: analysis.language.as_ref().map_or(0.0, |language| language.score),
        document_time,
        document_time_basis: basis.map_or(v1::DocumentTimeBasis::Unspecified, date_basis).into(),
        zones: zones(article, analysis, offsets),
        warnings: warnings(analysis, offsets),
        engine_version: engine_version.to_owned(),
        ..v1::Analysis::default()
    };
    if wanted(v1::Feature::Sentences) {
        let sentence = |(index, sentence): (usize, &crate::domain::Sentence)| v1::Sentence {
            index: count(index),
            span: Some(offsets.span(sentence.span)),
        };
        result.sentences = analysis.sentences.iter().enumerate().map(sentence).collect();
    }
    if wanted(v1::Feature::Entities) {
        result.entities = analysis
            .entities
            .iter()
            .enumerate()
            .map(|(index, found)| entity(index, found, offsets))
            .collect();
    }
    if wanted(v1::Feature::Claims) {
        result.claims = analysis
            .claims
            .iter()
            .enumerate()
            .map(|(index, found)| claim(index, found, analysis, offsets))
            .collect();
    }
    result
}

/// The entities alone; `types` says which, empty = all. Their ids are those of the whole
/// analysis.
pub fn entities(
    article: &Article,
    analysis: &Analysis,
    unit: v1::OffsetUnit,
    types: &[EntityType],
    engine_version: &str,
) -> v1::ExtractEntitiesResponse {
    let offsets = &Offsets::new(article, unit);
    let entities = analysis
        .entities
        .iter()
        .enumerate()
        .filter(|(_, found)| types.is_empty() || types.contains(&found.kind))
        .map(|(index, found)| entity(index, found, offsets))
        .collect();
    v1::ExtractEntitiesResponse {
        entities,
        offset_unit: offsets.unit().into(),
        warnings: warnings(analysis, offsets),
        engine_version: engine_version.to_owned(),
    }
}

/// The zones of the text as submitted.
fn zones(article: &Article, analysis: &Analysis, offsets: &Offsets<'_>) -> Vec<v1::Zone> {
    let Some(page) = &article.page else {
        return analysis.zones.iter().map(|z| zone(z, offsets)).collect();
    };
    let of_page = |zone: &Zone| v1::Zone {
        kind: zone_kind(zone.kind).into(),
        span: Some(offsets.submitted_span(zone.span)),
        rule: zone.rule.to_owned(),
    };
    page.zones_with(&analysis.zones).iter().map(of_page).collect()
}

pub(super) fn zone(zone: &Zone, offsets: &Offsets<'_>) -> v1::Zone {
    v1::Zone {
        kind: zone_kind(zone.kind).into(),
        span: Some(offsets.span(zone.span)),
        rule: zone.rule.to_owned(),
    }
}

pub(super) fn external_ids(ids: &[ExternalId]) -> Vec<v1::ExternalId> {
    let id =
        |id: &ExternalId| v1::ExternalId { scheme: id.scheme.to_owned(), value: id.value.clone() };
    ids.iter().map(id).collect()
}

/// A count as the protocol carries it.
pub(super) fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn warnings(analysis: &Analysis, offsets: &Offsets<'_>) -> Vec<v1::Warning> {
    analysis.warnings.iter().map(|w| warning(w, |_| Some(offsets))).collect()
}

fn entity(index: usize, entity: &Entity, offsets: &Offsets<'_>) -> v1::EntityAnnotation {
    let mention = |mention: &Mention| v1::Mention {
        span: Some(offsets.span(mention.span)),
        kind: mention_kind(mention.kind).into(),
        score: mention.score,
        section: section(mention.section).into(),
    };
    v1::EntityAnnotation {
        id: format!("e{index}"),
        canonical_name: entity.canonical_name.clone(),
        r#type: entity_type(entity.kind).into(),
        mentions: entity.mentions.iter().map(mention).collect(),
        external_ids: external_ids(&entity.external_ids),
    }
}

fn claim(
    index: usize,
    claim: &Claim,
    analysis: &Analysis,
    offsets: &Offsets<'_>,
) -> v1::ClaimAnnotation {
    let sentence = analysis.sentences.get(claim.sentence);
    v1::ClaimAnnotation {
        id: format!("c{index}"),
        span: Some(offsets.span(claim.span)),
        sentence: sentence.map(|sentence| offsets.span(sentence.span)),
        entity_ids: claim.entities.iter().map(|entity| format!("e{entity}")).collect(),
        attributed_to: claim.attributed_to.map(|span| offsets.span(span)),
    }
}
