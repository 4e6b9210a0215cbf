//! Other words in the quotation marks of one utterance.

use std::collections::BTreeMap;

use super::Findings;
use crate::{
    domain::{
        Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, Evidence, QuoteCluster,
        QuoteKind, QuoteRelation, QuoteRendering, Severity, Signal, Span,
    },
    pipeline::compare::{
        Context,
        quotes::{Change, changes},
    },
};

/// Wordings that are laid side by side; of more, those of most documents.
const MOST_VALUES: usize = 6;
/// Characters of a wording that are told.
const LONGEST: usize = 160;

/// One for each utterance that is quoted in words that differ. Translations of one statement
/// are compatible; other words for no reason that shows leave open which were said.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    // Reported speech beside them does not make other words in marks the same.
    let one = |cluster: &QuoteCluster| {
        cluster.relation > QuoteRelation::DifferentExtent
            && cluster.relation != QuoteRelation::Recurring
    };
    let clusters = findings.quotes.iter().enumerate().filter(|(_, cluster)| one(cluster));
    clusters.filter_map(|(index, cluster)| wording(context, index, cluster)).collect()
}

/// A wording with its renderings.
struct Wording<'a> {
    renderings: Vec<&'a QuoteRendering>,
    changes: Vec<Change>,
    /// The words that stand in for those of the fullest rendering.
    words: Span,
}

fn wording(context: &Context<'_>, index: usize, cluster: &QuoteCluster) -> Option<Discrepancy> {
    let fullest = &cluster.renderings[cluster.fullest];
    let text = |rendering: &QuoteRendering| context.sources[rendering.document].text;
    let side = |rendering: &QuoteRendering| (rendering.document, rendering.quote);
    let quoted = |r: &&QuoteRendering| {
        !r.damaged && matches!(r.kind, QuoteKind::Direct | QuoteKind::Fragment | QuoteKind::Scare)
    };
    // Whatever is not altered was translated.
    let translated = cluster.relation != QuoteRelation::Altered;
    let mut same = Vec::new();
    let mut others: BTreeMap<String, Wording<'_>> = BTreeMap::new();
    for rendering in cluster.renderings.iter().filter(quoted) {
        let mut changes = changes(context, &rendering.edits, side(fullest), side(rendering));
        changes.retain(|change| translated || !change.synonym);
        if changes.is_empty() {
            same.push(rendering);
            continue;
        }
        let words = content(context, rendering);
        let known = others.entry(words.of(text(rendering)).to_lowercase()).or_insert(Wording {
            renderings: Vec::new(),
            changes,
            words,
        });
        known.renderings.push(rendering);
    }
    let mut others: Vec<Wording<'_>> = others.into_values().collect();
    others.sort_by_key(|w| {
        let place = w.renderings.iter().map(|r| (r.document, r.evidence.span)).min();
        (std::cmp::Reverse(w.renderings.len()), place)
    });
    others.truncate(MOST_VALUES - 1);
    if same.is_empty() || others.is_empty() {
        return None;
    }
    let base = base_words(context, fullest, &others);
    let mut values = vec![value(context, shown(text(fullest), base), &same)];
    for other in &others {
        let words = shown(text(other.renderings[0]), other.words);
        values.push(value(context, words, &other.renderings));
    }
    let crucial = others.iter().flat_map(|w| &w.changes).any(|change| change.crucial);
    let (compatibility, severity) = match (translated, crucial) {
        (true, _) => (Compatibility::Compatible, Severity::Low),
        (false, false) => (Compatibility::Unclear, Severity::Medium),
        (false, true) => (Compatibility::Unclear, Severity::High),
    };
    let similarity = others.iter().map(|w| w.renderings[0].similarity).fold(0.0, f64::max);
    let explanation = explanation(&values, translated);
    values.sort_by_key(|value| std::cmp::Reverse(value.independent_support));
    Some(Discrepancy {
        kind: DiscrepancyType::QuoteWording,
        compatibility,
        severity,
        claim: None,
        quote: Some(index),
        values,
        explanation,
        signals: signals(context, fullest, &others, translated),
        score: 0.4 + 0.5 * similarity,
    })
}

/// The words of a rendering without marks.
fn content(context: &Context<'_>, rendering: &QuoteRendering) -> Span {
    let quotes = &context.sources[rendering.document].annotated.analysis.quotes;
    quotes.get(rendering.quote).map_or(rendering.evidence.span, |quote| quote.content)
}

/// The part of the fullest rendering that the others render.
fn base_words(context: &Context<'_>, fullest: &QuoteRendering, others: &[Wording<'_>]) -> Span {
    let edits = others.iter().flat_map(|w| w.renderings.iter().flat_map(|r| &r.edits));
    let common = edits.filter(|edit| edit.base.is_some() && edit.other.is_some());
    let spans = common.filter_map(|edit| edit.base);
    spans.reduce(Span::cover).unwrap_or_else(|| content(context, fullest))
}

/// Words as they are told: cut at a blank when they are long.
fn shown(text: &str, span: Span) -> String {
    let words = span.of(text).trim().trim_end_matches([',', '.', ';']);
    match words.char_indices().nth(LONGEST) {
        None => words.to_owned(),
        Some((at, _)) => {
            let end = words[..at].rfind(char::is_whitespace).unwrap_or(at);
            format!("{} …", &words[..end])
        }
    }
}

fn value(context: &Context<'_>, value: String, renderings: &[&QuoteRendering]) -> DiscrepancyValue {
    let mut documents: Vec<usize> = renderings.iter().map(|r| r.document).collect();
    documents.sort_unstable();
    documents.dedup();
    let mut evidence: Vec<Evidence> = renderings.iter().map(|r| r.evidence.clone()).collect();
    evidence.sort_by_key(|e| (e.document, e.span));
    DiscrepancyValue {
        value,
        independent_support: context.independent(&documents),
        documents,
        evidence,
        refines: Vec::new(),
    }
}

fn explanation(values: &[DiscrepancyValue], translated: bool) -> String {
    let (first, second) = (&values[0].value, &values[1].value);
    match translated {
        true => {
            format!(
                "One statement is quoted in words of the same meaning: “{first}” and “{second}”."
            )
        }
        false => format!("One utterance is quoted in other words: “{first}” and “{second}”."),
    }
}

fn signals(
    context: &Context<'_>,
    fullest: &QuoteRendering,
    others: &[Wording<'_>],
    translated: bool,
) -> Vec<Signal> {
    let words = |document: usize, span: Option<Span>| {
        span.map_or("", |span| span.of(context.sources[document].text))
    };
    let changed = others.iter().flat_map(|w| {
        let document = w.renderings[0].document;
        w.changes.iter().map(move |change| (document, change))
    });
    let signal = |(document, change): (usize, &Change)| Signal {
        id: if change.crucial { "number-or-negation-differs" } else { "words-differ" }.into(),
        weight: 1.0,
        detail: format!(
            "{} / {}",
            words(fullest.document, change.base),
            words(document, change.other)
        ),
    };
    let mut signals: Vec<Signal> = changed.map(signal).collect();
    if translated {
        signals.push(Signal { id: "same-meaning".into(), weight: 1.0, detail: String::new() });
    }
    signals
}
