//! Quotations with those who speak in them.

use super::{Annotations, entity_id, optional_entity_id, quote_id};
use crate::{
    domain::{Party, Quote},
    proto::v1,
    transport::convert::{enums::quote_kind, signal},
};

impl Annotations<'_> {
    /// The quotations for which `wanted` holds.
    pub(in crate::transport::convert) fn quotes(
        self,
        wanted: impl Fn(&Quote) -> bool,
    ) -> Vec<v1::QuoteAnnotation> {
        let quotes = self.each(&self.analysis.quotes);
        let quotes = quotes.filter(|(_, quote)| wanted(quote));
        quotes.map(|(index, quote)| self.quote(index, quote)).collect()
    }

    fn quote(self, index: usize, quote: &Quote) -> v1::QuoteAnnotation {
        let parties = |parties: &[Party]| parties.iter().map(|p| self.party(p)).collect();
        v1::QuoteAnnotation {
            id: quote_id(index),
            kind: quote_kind(quote.kind).into(),
            span: Some(self.span(quote.span)),
            content: Some(self.span(quote.content)),
            speakers: parties(&quote.speakers),
            cue: quote.cue.map(|span| self.span(span)),
            addressee: quote.addressee.as_ref().map(|party| self.party(party)),
            relayed_by: parties(&quote.relayed_by),
            insertions: self.spans(&quote.insertions),
            unbalanced_marks: quote.unbalanced_marks,
            signals: quote.signals.iter().map(signal).collect(),
            continues_quote_id: quote.continues.map(quote_id).unwrap_or_default(),
        }
    }

    fn party(self, party: &Party) -> v1::Party {
        let entity = party.entity.and_then(|index| self.analysis.entities.get(index));
        v1::Party {
            entity_id: optional_entity_id(party.entity),
            canonical_name: entity.map(|e| e.canonical_name.clone()).unwrap_or_default(),
            mention: Some(self.span(party.mention)),
            score: party.score,
            candidate_entity_ids: party.candidates.iter().copied().map(entity_id).collect(),
        }
    }
}
