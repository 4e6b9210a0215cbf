//! What the library has to say to a text: documents stand in for columns.

use super::{
    super::{enums, signal},
    ColumnText, Columns, Offsets, warning,
};
use crate::{
    domain::{ComparedDocument, DocumentProfile, Quality, Warning},
    proto::v1,
    service::{Held, MatchedClaims, TracedQuote},
};

/// The renderings of a quotation.
pub fn traced_quote(found: &TracedQuote, unit: v1::OffsetUnit) -> v1::TraceQuoteResponse {
    let documents: Vec<ComparedDocument> =
        found.documents.iter().enumerate().map(|(index, held)| column(index, held)).collect();
    let texts: Vec<ColumnText<'_>> = found.documents.iter().map(text).collect();
    let columns = Columns::new(&documents, &texts, unit);
    v1::TraceQuoteResponse {
        quote: found.quote.as_ref().map(|quote| columns.quote(0, quote)),
        first_seen_documents: documents.iter().map(|document| document.key.clone()).collect(),
        offset_unit: Offsets::of_text("", unit).unit().into(),
        warnings: warnings(&found.warnings),
    }
}

/// The statements that say, vary or deny a claim.
pub fn matched_claims(found: &MatchedClaims, unit: v1::OffsetUnit) -> v1::MatchClaimResponse {
    let matches = found.matches.iter().map(|(held, found)| {
        let (document, texts) = ([column(0, held)], [text(held)]);
        let columns = Columns::new(&document, &texts, unit);
        v1::ClaimMatch {
            relation: enums::relation(found.relation).into(),
            evidence: Some(columns.evidence(&found.evidence)),
            score: found.score,
            divergent_slots: columns.slots(0, &found.divergent_slots),
            signals: found.signals.iter().map(signal).collect(),
        }
    });
    v1::MatchClaimResponse {
        matches: matches.collect(),
        offset_unit: Offsets::of_text("", unit).unit().into(),
        warnings: warnings(&found.warnings),
    }
}

fn warnings(warnings: &[Warning]) -> Vec<v1::Warning> {
    warnings.iter().map(|reached| warning(reached, |_| None)).collect()
}

fn text(held: &Held) -> ColumnText<'_> {
    ColumnText { article: &held.article, analysis: &held.analysis }
}

/// A document as a column: what is asked of it here is its name and revision.
fn column(index: usize, held: &Held) -> ComparedDocument {
    ComparedDocument {
        key: held.document.id.name(),
        document: held.document.id.name(),
        revision: held.document.revision.to_string(),
        source: held.document.metadata.source.clone(),
        publish_time: held.document.metadata.publish_time,
        title: None,
        voice: index,
        quality: Quality::default(),
        profile: DocumentProfile::default(),
        furniture: Vec::new(),
    }
}
