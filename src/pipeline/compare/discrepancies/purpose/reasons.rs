//! Why something happened, as the documents of one row tell it.

use std::collections::BTreeSet;

use super::{
    MOST,
    grouping::{differ, kinds},
    kind_of,
    lexicon::COMMON,
    values::{listed, values, words_of},
};
use crate::{
    domain::{
        ClaimCluster, ClaimSlot, Compatibility, Discrepancy, DiscrepancyType, EntityType, Evidence,
        Severity, Signal, SlotRole, Span,
    },
    pipeline::{annotate::words, compare::Context},
};

/// Rows whose documents give other reasons.
pub(super) fn find(context: &Context<'_>, claims: &[ClaimCluster]) -> Vec<Discrepancy> {
    claims.iter().enumerate().filter_map(|(row, claim)| reasons(context, row, claim)).collect()
}

/// Whether a phrase is told as a reason, and not as that for which something is good.
pub(super) fn is_reason(text: &str, span: Span) -> bool {
    const CUES: [&str; 7] =
        ["because", "because of", "due to", "owing to", "over", "thanks to", "on suspicion of"];
    let before = text[..span.begin].trim_end();
    let words = span.of(text);
    words.starts_with("because ")
        || CUES.iter().any(|cue| {
            before.strip_suffix(cue).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        })
}

/// Reasons that the documents of one row give.
fn reasons(context: &Context<'_>, row: usize, claim: &ClaimCluster) -> Option<Discrepancy> {
    if claim.support() < 2 {
        return None;
    }
    let mut spans: Vec<(usize, Span, BTreeSet<String>)> = Vec::new();
    for (document, stance) in claim.stances.iter().enumerate().filter(|(_, s)| s.makes()) {
        let analysis = &context.sources[document].annotated.analysis;
        for own in stance.claims.iter().filter_map(|&c| analysis.claims.get(c)) {
            let text = context.sources[document].text;
            // "Turned around over the ocean" tells where.
            let is_place = |slot: &ClaimSlot| {
                let entity = slot.entity.and_then(|entity| analysis.entities.get(entity));
                entity.is_some_and(|entity| entity.kind == EntityType::Location)
            };
            let because = |slot: &&ClaimSlot| {
                slot.role == SlotRole::Reason && is_reason(text, slot.span) && !is_place(slot)
            };
            for slot in own.slots.iter().filter(because) {
                let lemmas = slot.value.split(' ').map(str::to_lowercase);
                let telling = lemmas.filter(|w| {
                    w.len() > 2 && !words::is_stop_word(w) && !COMMON.contains(&w.as_str())
                });
                let keys: BTreeSet<String> =
                    telling.map(|w| kind_of(&w).map_or(w.clone(), str::to_owned)).collect();
                if !keys.is_empty() && spans.len() < MOST {
                    spans.push((document, slot.span, keys));
                }
            }
        }
    }
    let kinds = kinds(spans.iter().map(|(.., keys)| keys).collect());
    let readings = |kind: &Vec<usize>| -> Vec<(String, Evidence)> {
        let (document, span, _) = &spans[kind[0]];
        let value = words_of(context, *document, *span);
        let evidence = kind.iter().map(|&a| context.evidence(spans[a].0, spans[a].1));
        evidence.map(|evidence| (value.clone(), evidence)).collect()
    };
    let values = values(context, kinds.iter().flat_map(readings).collect());
    if !differ(&values) {
        return None;
    }
    Some(Discrepancy {
        kind: DiscrepancyType::Purpose,
        compatibility: Compatibility::Unclear,
        severity: Severity::Low,
        claim: Some(row),
        quote: None,
        explanation: format!("Sources give different reasons: {}.", listed(&values)),
        signals: vec![Signal { id: "same-row".into(), weight: claim.score, detail: String::new() }],
        score: 0.5 * claim.score,
        values,
    })
}
