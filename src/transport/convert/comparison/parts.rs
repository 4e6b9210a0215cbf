//! A comparison in pieces.

use std::mem::take;

use prost::Message;

use super::View;
use crate::proto::v1::{CompareStreamResponse, Comparison, Facet};

/// Most bytes of a piece that has more than one entry: a quarter of what clients take by default.
const MAX_BYTES: usize = 1 << 20;
/// Bytes around an entry of a list: its tag and its length.
const FRAME: usize = 8;

/// The pieces of a comparison, of which `view` is what the caller wants to see. Merged in their
/// order they are `view.of(comparison)`.
pub fn parts(comparison: Comparison, view: &View) -> Vec<CompareStreamResponse> {
    let mut rest = view.of(comparison);
    let whole = &mut rest;
    let mut facets = Parts { view, done: Vec::new(), part: Comparison::default(), bytes: 0 };
    facets.list(Facet::Entities, take(&mut whole.entities), |part| &mut part.entities);
    facets.list(Facet::Claims, take(&mut whole.claims), |part| &mut part.claims);
    facets.list(Facet::Discrepancies, take(&mut whole.discrepancies), |p| &mut p.discrepancies);
    facets.list(Facet::Quotes, take(&mut whole.quotes), |part| &mut part.quotes);
    facets.list(Facet::Timeline, take(&mut whole.timeline), |part| &mut part.timeline);
    facets.list(Facet::Numbers, take(&mut whole.numbers), |part| &mut part.numbers);
    facets.list(Facet::Framing, take(&mut whole.framing), |part| &mut part.framing);
    facets.list(Facet::Omissions, take(&mut whole.omissions), |part| &mut part.omissions);
    facets.list(Facet::TextReuse, take(&mut whole.text_reuse), |part| &mut part.text_reuse);
    facets.list(Facet::Sourcing, take(&mut whole.sourcing), |part| &mut part.sourcing);
    if let Some(five_w) = whole.five_w.take() {
        facets.part.five_w = Some(five_w);
        facets.close(Facet::FiveW);
    }
    facets.list(Facet::Headlines, take(&mut whole.headlines), |part| &mut part.headlines);
    // What is left belongs to no other facet: it goes first.
    let (documents, warnings) = (take(&mut whole.documents), take(&mut whole.warnings));
    let mut parts = Parts { view, done: Vec::new(), bytes: rest.encoded_len(), part: rest };
    parts.entries(Facet::Overview, documents, |part| &mut part.documents);
    parts.entries(Facet::Overview, warnings, |part| &mut part.warnings);
    parts.close(Facet::Overview);
    let mut all = parts.done;
    all.append(&mut facets.done);
    if let Some(last) = all.last_mut() {
        last.last = true;
    }
    all
}

/// Pieces that are full, and the one that fills.
struct Parts<'a> {
    view: &'a View,
    done: Vec<CompareStreamResponse>,
    part: Comparison,
    bytes: usize,
}

impl Parts<'_> {
    /// A facet that is a list.
    fn list<T: Message>(
        &mut self,
        facet: Facet,
        entries: Vec<T>,
        list: fn(&mut Comparison) -> &mut Vec<T>,
    ) {
        if self.view.wants(facet) {
            self.entries(facet, entries, list);
            self.close(facet);
        }
    }

    fn entries<T: Message>(
        &mut self,
        facet: Facet,
        entries: Vec<T>,
        list: fn(&mut Comparison) -> &mut Vec<T>,
    ) {
        for entry in entries {
            let bytes = entry.encoded_len() + FRAME;
            if self.bytes > 0 && self.bytes + bytes > MAX_BYTES {
                self.close(facet);
            }
            list(&mut self.part).push(entry);
            self.bytes += bytes;
        }
    }

    /// Ends the piece that fills.
    fn close(&mut self, facet: Facet) {
        let part = Some(take(&mut self.part));
        self.done.push(CompareStreamResponse { part, facet: facet.into(), last: false });
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::v1::{ClaimCluster, ComparedDocument, FiveWComparison, Overview};

    /// A comparison with claims of a kilobyte each.
    fn comparison(claims: usize) -> Comparison {
        let claim = |n: usize| ClaimCluster { id: format!("{n:01000}"), ..Default::default() };
        Comparison {
            documents: vec![ComparedDocument::default(); 3],
            overview: Some(Overview::default()),
            five_w: Some(FiveWComparison::default()),
            claims: (0..claims).map(claim).collect(),
            ..Comparison::default()
        }
    }

    #[test]
    fn large_facets_come_in_several_pieces() {
        let view = View::default();
        let pieces = parts(comparison(3000), &view);
        let claims = pieces.iter().filter(|piece| piece.facet() == Facet::Claims);
        assert_eq!(claims.count(), 3);
        assert!(pieces.iter().all(|piece| piece.encoded_len() < MAX_BYTES + 64));
        let mut merged = Comparison::default();
        for piece in &pieces {
            let bytes = piece.part.as_ref().unwrap().encode_to_vec();
            merged.merge(bytes.as_slice()).unwrap();
        }
        assert_eq!(merged, view.of(comparison(3000)));
    }
}
