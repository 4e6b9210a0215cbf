//! Values side by side.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    domain::{ClaimCluster, DiscrepancyValue, Evidence, QuoteCluster, Span},
    pipeline::compare::Context,
};

/// The values that readings give, one for each wording whatever its case: those with most
/// independent voices first, then those of most documents, then by where they stand first.
pub(super) fn values(
    context: &Context<'_>,
    readings: Vec<(String, Evidence)>,
) -> Vec<DiscrepancyValue> {
    let mut grouped: BTreeMap<String, Vec<(String, Evidence)>> = BTreeMap::new();
    for (value, evidence) in readings {
        grouped.entry(value.to_lowercase()).or_default().push((value, evidence));
    }
    let mut values: Vec<DiscrepancyValue> = grouped
        .into_values()
        .map(|mut readings| {
            readings.sort_by_key(|(_, e)| (e.document, e.span));
            readings.dedup_by_key(|(_, e)| (e.document, e.span));
            // A group has at least one reading.
            let value = readings[0].0.clone();
            let evidence: Vec<Evidence> = readings.into_iter().map(|(_, e)| e).collect();
            let mut documents: Vec<usize> = evidence.iter().map(|e| e.document).collect();
            documents.dedup();
            let independent_support = context.independent(&documents);
            DiscrepancyValue {
                value,
                documents,
                evidence,
                independent_support,
                refines: Vec::new(),
            }
        })
        .collect();
    values.sort_by_key(|value| {
        let first = value.evidence.first().map(|e| (e.document, e.span));
        (Reverse((value.independent_support, value.documents.len())), first)
    });
    values
}

/// All documents of some values, each once, ascending.
pub(super) fn documents(values: &[DiscrepancyValue]) -> Vec<usize> {
    let mut all: Vec<usize> = values.iter().flat_map(|v| v.documents.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// "one source", "3 sources".
pub(super) fn sources(documents: usize) -> String {
    match documents {
        1 => "one source".to_owned(),
        many => format!("{many} sources"),
    }
}

/// "“a” (one source), “b” (2 sources)".
pub(super) fn listed(values: &[DiscrepancyValue]) -> String {
    let one = |v: &DiscrepancyValue| format!("“{}” ({})", v.value, sources(v.documents.len()));
    values.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The words of a span with single spaces.
pub(super) fn words_of(context: &Context<'_>, document: usize, span: Span) -> String {
    let words = span.of(context.sources[document].text);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row whose wordings hold evidence of most documents of some values, of two at least; of
/// equals the first.
pub(super) fn row_of(claims: &[ClaimCluster], values: &[DiscrepancyValue]) -> Option<usize> {
    let evidence: Vec<&Evidence> = values.iter().flat_map(|v| &v.evidence).collect();
    let held = |claim: &ClaimCluster| {
        let mut documents: Vec<usize> = evidence
            .iter()
            .filter(|e| {
                let stance = claim.stances.get(e.document);
                stance.is_some_and(|s| s.evidence.iter().any(|w| w.span.overlaps(e.span)))
            })
            .map(|e| e.document)
            .collect();
        documents.dedup();
        documents.len()
    };
    let best = claims.iter().map(held).enumerate().filter(|(_, held)| *held > 1);
    best.max_by_key(|&(row, held)| (held, Reverse(row))).map(|(row, _)| row)
}

/// The utterance of whose renderings most hold evidence of some values, two at least; of equals
/// the first.
pub(super) fn quote_of(quotes: &[QuoteCluster], values: &[DiscrepancyValue]) -> Option<usize> {
    let evidence: Vec<&Evidence> = values.iter().flat_map(|v| &v.evidence).collect();
    let held = |quote: &QuoteCluster| {
        let holds = |e: &&Evidence| {
            let mut renderings = quote.renderings.iter();
            renderings.any(|r| r.document == e.document && r.evidence.span.overlaps(e.span))
        };
        let renderings = quote.renderings.iter().filter(|r| {
            evidence.iter().any(|e| r.document == e.document && r.evidence.span.overlaps(e.span))
        });
        if evidence.iter().any(holds) { renderings.count() } else { 0 }
    };
    let best = quotes.iter().map(held).enumerate().filter(|(_, held)| *held > 1);
    best.max_by_key(|&(quote, held)| (held, Reverse(quote))).map(|(quote, _)| quote)
}
