//! Headlines.

use super::{
    super::annotation::{claim_id, framing_term},
    Columns,
};
use crate::{domain::Headline, proto::v1};

impl Columns<'_> {
    pub(super) fn headline(&self, headline: &Headline) -> v1::Headline {
        let column = headline.document;
        let offsets = self.offsets.get(column);
        let claims = self.texts.get(column).map_or(&[][..], |text| &text.analysis.claims);
        let unsupported = headline.unsupported.iter().filter_map(|&index| claims.get(index));
        v1::Headline {
            key: self.key(column),
            span: self.span(column, headline.span),
            framing_terms: offsets.map_or_else(Vec::new, |offsets| {
                headline.framing.iter().map(|term| framing_term(term, offsets)).collect()
            }),
            unsupported_claim_ids: headline.unsupported.iter().map(|&i| claim_id(i)).collect(),
            question: headline.question,
            unsupported_claims: unsupported.filter_map(|c| self.span(column, c.span)).collect(),
        }
    }
}
