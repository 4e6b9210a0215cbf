//! The comparison of several articles.

use super::{
    Offsets,
    analysis::zone,
    annotation::external_ids,
    count,
    enums::{claim_status, entity_type, mention_kind, relation, section},
    signal, timestamp, warning,
};
use crate::{
    domain::{
        Article, ClaimCluster, ClaimStance, ComparedDocument, Comparison, EntityComparison,
        EntityInDocument, Evidence, NameForm, Overview,
    },
    proto::v1,
};

/// The whole comparison. `articles` are those of the columns, in their order; `facets` says
/// which parts to fill, empty = all.
pub fn comparison(
    comparison: &Comparison,
    articles: &[&Article],
    unit: v1::OffsetUnit,
    facets: &[v1::Facet],
    engine_version: &str,
) -> v1::Comparison {
    let columns = Columns {
        documents: &comparison.documents,
        offsets: articles.iter().map(|article| Offsets::new(article, unit)).collect(),
    };
    let wanted = |facet| facets.is_empty() || facets.contains(&facet);
    let mut result = v1::Comparison {
        offset_unit: Offsets::of_text("", unit).unit().into(),
        documents: (0..columns.documents.len()).map(|column| columns.document(column)).collect(),
        warnings: comparison
            .warnings
            .iter()
            .map(|w| warning(w, |key| columns.offsets_of(key)))
            .collect(),
        engine_version: engine_version.to_owned(),
        ..v1::Comparison::default()
    };
    if wanted(v1::Facet::Overview) {
        result.overview = Some(overview(&comparison.overview, comparison.documents.len()));
    }
    if wanted(v1::Facet::Entities) {
        let entity = |(index, found)| columns.entity(index, found);
        result.entities = comparison.entities.iter().enumerate().map(entity).collect();
    }
    if wanted(v1::Facet::Claims) {
        let claim = |(index, found)| columns.claim(index, found);
        result.claims = comparison.claims.iter().enumerate().map(claim).collect();
    }
    result
}

fn overview(overview: &Overview, documents: usize) -> v1::Overview {
    v1::Overview {
        document_count: count(documents),
        claim_count: count(overview.claims),
        consensus_claim_count: count(overview.consensus),
        single_source_claim_count: count(overview.single_source),
        corroborated_claim_count: count(overview.corroborated),
        agreement: overview.agreement,
        agreement_matrix: overview.matrix.values.clone(),
    }
}

/// The columns with their texts.
struct Columns<'a> {
    documents: &'a [ComparedDocument],
    offsets: Vec<Offsets<'a>>,
}

impl Columns<'_> {
    fn offsets_of(&self, key: &str) -> Option<&Offsets<'_>> {
        let column = self.documents.iter().position(|document| document.key == key)?;
        self.offsets.get(column)
    }

    fn key(&self, column: usize) -> String {
        self.documents.get(column).map(|document| document.key.clone()).unwrap_or_default()
    }

    fn document(&self, column: usize) -> v1::ComparedDocument {
        let document = &self.documents[column]; // the caller iterates over them
        let offsets = self.offsets.get(column);
        v1::ComparedDocument {
            key: document.key.clone(),
            document: document.document.clone(),
            source: document.source.clone(),
            publish_time: document.publish_time.map(timestamp),
            title: document.title.and_then(|span| Some(offsets?.span(span))),
            profile: Some(v1::DocumentProfile {
                claim_count: count(document.profile.claims),
                unique_claim_count: count(document.profile.unique_claims),
                consensus_claim_count: count(document.profile.consensus_claims),
                omitted_consensus_count: count(document.profile.omitted_consensus),
            }),
            furniture: offsets.map_or_else(Vec::new, |offsets| {
                document.furniture.iter().map(|z| zone(z, offsets)).collect()
            }),
        }
    }

    fn evidence(&self, evidence: &Evidence) -> v1::Evidence {
        let offsets = self.offsets.get(evidence.document);
        let document = self.documents.get(evidence.document);
        v1::Evidence {
            document: document.map(|document| document.document.clone()).unwrap_or_default(),
            span: offsets.map(|offsets| offsets.span(evidence.span)),
            sentence: offsets.map(|offsets| offsets.span(evidence.sentence)),
            section: section(evidence.section).into(),
        }
    }

    fn entity(&self, index: usize, entity: &EntityComparison) -> v1::EntityComparison {
        let named = |column: &usize| entity.in_documents.iter().any(|d| d.document == *column);
        let absent = (0..self.documents.len()).filter(|column| !named(column));
        v1::EntityComparison {
            id: format!("E{index}"),
            canonical_name: entity.canonical_name.clone(),
            r#type: entity_type(entity.kind).into(),
            external_ids: external_ids(&entity.external_ids),
            in_documents: entity.in_documents.iter().map(|d| self.in_document(d)).collect(),
            absent_from: absent.map(|column| self.key(column)).collect(),
            signals: entity.signals.iter().map(signal).collect(),
        }
    }

    fn in_document(&self, found: &EntityInDocument) -> v1::EntityInDocument {
        v1::EntityInDocument {
            key: self.key(found.document),
            mention_count: count(found.mention_count),
            forms: found.forms.iter().map(form).collect(),
            evidence: found.evidence.iter().map(|e| self.evidence(e)).collect(),
        }
    }

    fn claim(&self, index: usize, claim: &ClaimCluster) -> v1::ClaimCluster {
        let stance = |(column, stance)| self.stance(column, stance);
        v1::ClaimCluster {
            id: format!("C{index}"),
            representative: Some(self.evidence(&claim.representative)),
            stances: claim.stances.iter().enumerate().map(stance).collect(),
            status: claim_status(claim.status).into(),
            score: claim.score,
        }
    }

    fn stance(&self, column: usize, stance: &ClaimStance) -> v1::ClaimStance {
        v1::ClaimStance {
            key: self.key(column),
            relation: relation(stance.relation).into(),
            evidence: stance.evidence.iter().map(|e| self.evidence(e)).collect(),
            attributed_to: stance.attributed_to.clone(),
            score: stance.score,
        }
    }
}

fn form(form: &NameForm) -> v1::Alias {
    v1::Alias {
        text: form.text.clone(),
        kind: mention_kind(form.kind).into(),
        count: i64::try_from(form.count).unwrap_or(i64::MAX),
    }
}
