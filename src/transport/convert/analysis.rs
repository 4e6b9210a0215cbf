//! The analysis of one article.

use std::collections::BTreeSet;

use super::{
    Offsets,
    annotation::{self, Annotations},
    enums::{date_basis, zone_kind},
    time::{midnight, timestamp},
    warning,
};
use crate::{
    domain::{Analysis, Article, DateBasis, Entity, EntityId, EntityType, Quote, QuoteKind, Zone},
    proto::v1,
};

/// The whole analysis. `features` says which lists to fill; empty = all. `links` has entities of
/// the corpus by the place of those of the article. Once `stop` returns true lists are cut
/// short or left out: nobody waits for the answer.
pub fn analysis(
    article: &Article,
    analysis: &Analysis,
    unit: v1::OffsetUnit,
    features: &[v1::Feature],
    engine_version: &str,
    links: &[(u32, EntityId)],
    stop: &dyn Fn() -> bool,
) -> v1::Analysis {
    let offsets = &Offsets::new(article, unit);
    let wanted = |feature| (features.is_empty() || features.contains(&feature)) && !stop();
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
    fill(&mut result, Annotations { analysis, offsets, links, stop }, wanted);
    result
}

/// Fills the wanted lists.
fn fill(result: &mut v1::Analysis, found: Annotations<'_>, wanted: impl Fn(v1::Feature) -> bool) {
    if wanted(v1::Feature::Sentences) {
        result.sentences = found.sentences();
    }
    if wanted(v1::Feature::Entities) {
        result.entities = found.entities(|_, _| true);
    }
    if wanted(v1::Feature::Dates) {
        result.dates = found.dates();
    }
    if wanted(v1::Feature::Quantities) {
        result.quantities = found.quantities();
    }
    if wanted(v1::Feature::Quotes) {
        result.quotes = found.quotes(|_| true);
    }
    if wanted(v1::Feature::Claims) {
        result.claims = found.claims();
    }
    if wanted(v1::Feature::Framing) {
        result.framing_terms = found.framing_terms();
    }
    if wanted(v1::Feature::FiveW) {
        result.five_w = Some(found.five_w());
    }
    if wanted(v1::Feature::Quality) {
        result.quality = Some(annotation::quality(&found.analysis.quality, found.offsets));
    }
}

/// The entities alone; `types` says which, empty = all. Their ids are those of the whole
/// analysis. Once `stop` returns true the list is cut short.
pub fn entities(
    article: &Article,
    analysis: &Analysis,
    unit: v1::OffsetUnit,
    types: &[EntityType],
    engine_version: &str,
    stop: &dyn Fn() -> bool,
) -> v1::ExtractEntitiesResponse {
    let offsets = &Offsets::new(article, unit);
    let wanted = |_, entity: &Entity| types.is_empty() || types.contains(&entity.kind);
    v1::ExtractEntitiesResponse {
        entities: Annotations { analysis, offsets, links: &[], stop }.entities(wanted),
        offset_unit: offsets.unit().into(),
        warnings: warnings(analysis, offsets),
        engine_version: engine_version.to_owned(),
    }
}

/// The quotations alone; `kinds` says which, empty = all. Ids are those of the whole analysis.
/// Once `stop` returns true the lists are cut short.
pub fn quotes(
    article: &Article,
    analysis: &Analysis,
    unit: v1::OffsetUnit,
    kinds: &[QuoteKind],
    engine_version: &str,
    stop: &dyn Fn() -> bool,
) -> v1::ExtractQuotesResponse {
    let offsets = &Offsets::new(article, unit);
    let found = Annotations { analysis, offsets, links: &[], stop };
    let wanted = |quote: &Quote| kinds.is_empty() || kinds.contains(&quote.kind);
    let mut named: BTreeSet<usize> = BTreeSet::new();
    for quote in analysis.quotes.iter().filter(|quote| wanted(quote)) {
        let parties = quote.speakers.iter().chain(&quote.addressee).chain(&quote.relayed_by);
        named.extend(
            parties.flat_map(|party| party.entity.iter().chain(&party.candidates).copied()),
        );
    }
    v1::ExtractQuotesResponse {
        quotes: found.quotes(wanted),
        entities: found.entities(|index, _| named.contains(&index)),
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
        rule: zone.rule.clone().into_owned(),
    };
    page.zones_with(&analysis.zones).iter().map(of_page).collect()
}

pub(super) fn zone(zone: &Zone, offsets: &Offsets<'_>) -> v1::Zone {
    v1::Zone {
        kind: zone_kind(zone.kind).into(),
        span: Some(offsets.span(zone.span)),
        rule: zone.rule.clone().into_owned(),
    }
}

fn warnings(analysis: &Analysis, offsets: &Offsets<'_>) -> Vec<v1::Warning> {
    analysis.warnings.iter().map(|w| warning(w, |_| Some(offsets))).collect()
}
