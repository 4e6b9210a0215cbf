//! What a caller wants to see of a comparison.

use std::collections::BTreeMap;

use super::{super::count, warning};
use crate::{
    domain::Warning,
    proto::v1::{Comparison, Facet},
};

/// Facets and limits of an answer.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Empty = all.
    pub facets: Vec<Facet>,
    /// Most claims; 0 = all.
    pub max_claims: usize,
    /// Most discrepancies; 0 = all.
    pub max_discrepancies: usize,
}

impl View {
    /// Whether a facet is to be seen.
    pub(super) fn wants(&self, facet: Facet) -> bool {
        self.facets.is_empty() || self.facets.contains(&facet)
    }

    /// The comparison as the caller sees it: without other facets, lists cut at their limits.
    pub fn of(&self, mut comparison: Comparison) -> Comparison {
        self.drop_others(&mut comparison);
        comparison.total_sizes = self.sizes(&comparison);
        let Comparison { claims, discrepancies, warnings, .. } = &mut comparison;
        let limits = [
            cut(claims, self.max_claims, "max_claims"),
            cut(discrepancies, self.max_discrepancies, "max_discrepancies"),
        ];
        warnings.extend(limits.iter().flatten().map(|reached| warning(reached, |_| None)));
        comparison
    }

    fn drop_others(&self, comparison: &mut Comparison) {
        let drop = |facet| !self.wants(facet);
        if drop(Facet::Overview) {
            comparison.overview = None;
        }
        if drop(Facet::FiveW) {
            comparison.five_w = None;
        }
        if drop(Facet::Quality) {
            comparison.documents.iter_mut().for_each(|document| document.quality = None);
        }
        for (facet, _, clear) in LISTS {
            if drop(*facet) {
                clear(comparison);
            }
        }
    }

    fn sizes(&self, comparison: &Comparison) -> BTreeMap<String, i32> {
        let wanted = LISTS.iter().filter(|(facet, ..)| self.wants(*facet));
        wanted
            .map(|(_, size, _)| {
                let (name, size) = size(comparison);
                (name.to_owned(), count(size))
            })
            .collect()
    }
}

type Size = fn(&Comparison) -> (&'static str, usize);
type Clear = fn(&mut Comparison);

/// The facets that are a list each, with the name and length of the list and what empties it.
const LISTS: &[(Facet, Size, Clear)] = &[
    (Facet::Entities, |c| ("entities", c.entities.len()), |c| c.entities.clear()),
    (Facet::Claims, |c| ("claims", c.claims.len()), |c| c.claims.clear()),
    (
        Facet::Discrepancies,
        |c| ("discrepancies", c.discrepancies.len()),
        |c| c.discrepancies.clear(),
    ),
    (Facet::Quotes, |c| ("quotes", c.quotes.len()), |c| c.quotes.clear()),
    (Facet::Timeline, |c| ("timeline", c.timeline.len()), |c| c.timeline.clear()),
    (Facet::Numbers, |c| ("numbers", c.numbers.len()), |c| c.numbers.clear()),
    (Facet::Framing, |c| ("framing", c.framing.len()), |c| c.framing.clear()),
    (Facet::Omissions, |c| ("omissions", c.omissions.len()), |c| c.omissions.clear()),
    (Facet::TextReuse, |c| ("text_reuse", c.text_reuse.len()), |c| c.text_reuse.clear()),
    (Facet::Sourcing, |c| ("sourcing", c.sourcing.len()), |c| c.sourcing.clear()),
    (Facet::Headlines, |c| ("headlines", c.headlines.len()), |c| c.headlines.clear()),
];

/// Cuts a list; the warning to give when it was longer. A limit of 0 is none.
fn cut<T>(list: &mut Vec<T>, limit: usize, name: &'static str) -> Option<Warning> {
    let total = list.len();
    if limit == 0 || total <= limit {
        return None;
    }
    list.truncate(limit);
    Some(Warning::LimitReached { limit: name.into(), kept: limit, total })
}
