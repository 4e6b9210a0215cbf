//! Utterances and their renderings.

use super::{
    super::{
        annotation::quote_id,
        count,
        enums::{quote_kind, quote_relation, word_edit},
    },
    Columns, id, ids,
};
use crate::{
    domain::{Finding, QuoteCluster, QuoteParty, QuoteRendering},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn quote(&self, index: usize, cluster: &QuoteCluster) -> v1::QuoteCluster {
        let fullest = cluster.renderings.get(cluster.fullest).map_or("", |r| self.text(r));
        v1::QuoteCluster {
            id: Finding::Quote(index).to_string(),
            speaker_entity_id: id(cluster.speaker, Finding::Entity),
            speaker_name: cluster.speaker_name.clone(),
            relation: quote_relation(cluster.relation).into(),
            renderings: cluster.renderings.iter().map(|r| self.rendering(r, fullest)).collect(),
            fullest: count(cluster.fullest),
            discrepancy_ids: ids(&cluster.discrepancies, Finding::Discrepancy),
        }
    }

    /// The text that a rendering stands in.
    fn text(&self, rendering: &QuoteRendering) -> &str {
        self.texts.get(rendering.document).map_or("", |text| text.article.text.as_str())
    }

    fn rendering(&self, rendering: &QuoteRendering, fullest: &str) -> v1::QuoteRendering {
        let column = rendering.document;
        let parties = |parties: &[QuoteParty]| {
            parties.iter().map(|party| self.party(column, party)).collect()
        };
        let text = self.text(rendering);
        v1::QuoteRendering {
            key: self.key(column),
            kind: quote_kind(rendering.kind).into(),
            evidence: Some(self.evidence(&rendering.evidence)),
            speakers: parties(&rendering.speakers),
            relayed_by: parties(&rendering.relayed_by),
            edits: rendering.edits.iter().map(|edit| word_edit(edit, fullest, text)).collect(),
            similarity: rendering.similarity,
            damaged: rendering.damaged,
            quote_id: quote_id(rendering.quote),
        }
    }

    fn party(&self, column: usize, party: &QuoteParty) -> v1::Party {
        v1::Party {
            entity_id: id(party.entity, Finding::Entity),
            canonical_name: party.name.clone(),
            mention: self.span(column, party.mention),
            score: party.score,
            candidate_entity_ids: Vec::new(),
        }
    }
}
