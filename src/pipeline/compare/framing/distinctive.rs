//! Words that tell one document from the others.
//!
//! Log-odds ratio with an informative Dirichlet prior, over its standard deviation (Monroe,
//! Colaresi and Quinn, "Fightin' Words", Political Analysis 16, 2008). The prior are the counts of
//! all documents together, at a quarter of their weight: lower, and words of one use pass for
//! rare; higher, and nothing stands out of short articles.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::MOST_EVIDENCE;
use crate::{
    domain::{DistinctiveTerm, Section, Span, Voice},
    pipeline::{annotate::words, compare::Context},
};

/// Weight of the prior against the documents.
const PRIOR: f64 = 0.25;

/// Standard deviations from which a term is told of: two-sided, at the level of five percent.
const LEAST_Z: f64 = 1.96;

/// Uses that a term must have in its document.
const LEAST_COUNT: usize = 2;

/// Terms of one document.
const MOST_TERMS: usize = 5;

/// Terms and where a document uses them.
type Uses = FxHashMap<String, Vec<Span>>;

/// The most distinctive terms of each document, in column order. Names are left out: whom a
/// document speaks of is told elsewhere.
pub(super) fn terms(context: &Context<'_>) -> Vec<DistinctiveTerm> {
    let uses: Vec<Uses> = (0..context.sources.len()).map(|d| read(context, d)).collect();
    let count = |uses: &Uses| uses.values().map(Vec::len).sum::<usize>() as f64;
    let sizes: Vec<f64> = uses.iter().map(count).collect();
    let size: f64 = sizes.iter().sum();
    let mut pooled: FxHashMap<&str, f64> = FxHashMap::default();
    for (term, spans) in uses.iter().flatten() {
        *pooled.entry(term).or_default() += spans.len() as f64;
    }
    let mut found = Vec::new();
    for (document, own) in uses.iter().enumerate() {
        let mut scored: Vec<(f64, &str, &[Span])> = own
            .iter()
            .filter(|(_, spans)| spans.len() >= LEAST_COUNT)
            .map(|(term, spans)| {
                let all = pooled[term.as_str()];
                let here = spans.len() as f64;
                let z = z_score((here, sizes[document]), (all - here, size - sizes[document]));
                (z, term.as_str(), spans.as_slice())
            })
            .filter(|(z, ..)| *z >= LEAST_Z)
            .collect();
        scored.sort_by(|a, b| {
            b.0.total_cmp(&a.0).then_with(|| b.1.len().cmp(&a.1.len())).then(a.1.cmp(b.1))
        });
        found.extend(without_parts(scored).into_iter().take(MOST_TERMS).map(
            |(z_score, term, spans)| {
                DistinctiveTerm {
                    document,
                    term: term.to_owned(),
                    z_score,
                    count: spans.len(),
                    evidence: spans
                        .iter()
                        .take(MOST_EVIDENCE)
                        .map(|&span| context.evidence(document, span))
                        .collect(),
                }
            },
        ));
    }
    found
}

/// Log-odds ratio over its standard deviation of a term that one document and the others have so
/// often, out of so many words.
fn z_score(one: (f64, f64), others: (f64, f64)) -> f64 {
    let prior = PRIOR * (one.0 + others.0);
    let all = PRIOR * (one.1 + others.1);
    let odds = |(count, size): (f64, f64)| {
        let rest = (size + all - count - prior).max(f64::MIN_POSITIVE);
        ((count + prior) / rest).ln()
    };
    let variance = 1.0 / (one.0 + prior) + 1.0 / (others.0 + prior);
    (odds(one) - odds(others)) / variance.sqrt()
}

/// Without words that a pair of words has brought along, or the other way round: of two that share
/// a word and have nearly the same uses the pair stays.
fn without_parts<'t>(scored: Vec<(f64, &'t str, &'t [Span])>) -> Vec<(f64, &'t str, &'t [Span])> {
    let mut kept: Vec<(f64, &'t str, &'t [Span])> = Vec::new();
    // Pairs of words first: the single words in them are judged by what they have besides.
    let mut pairs: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, term, spans) in scored.iter().filter(|(_, term, _)| term.contains(' ')) {
        for word in term.split(' ') {
            let most = pairs.entry(word).or_default();
            *most = (*most).max(spans.len());
        }
    }
    for one in scored {
        let brought = pairs.get(one.1).is_some_and(|&most| 2 * most >= one.2.len());
        if !brought {
            kept.push(one);
        }
    }
    kept
}

/// The content words of a document in the outlet's own voice, and the pairs of neighbours, with
/// where they stand.
fn read(context: &Context<'_>, document: usize) -> Uses {
    let source = &context.sources[document];
    let names = names(context, document);
    let mut uses = Uses::default();
    for segment in source.annotated.segments.iter().filter(|s| s.section != Section::Dateline) {
        let doc = &segment.doc;
        let mut last: Option<usize> = None;
        for token in 0..doc.tokens().len() {
            let span = segment.token_span(token);
            let named = {
                let after = names.partition_point(|name| name.begin <= span.begin);
                names[..after].iter().rev().take(4).any(|name| name.contains(span))
            };
            let counts = is_term(doc.tag(token), doc.norm(token)) && !named;
            if !counts || context.voice(document, span) != Voice::Outlet {
                last = None;
                continue;
            }
            let word = doc.lemma(token).to_lowercase();
            if let Some(before) = last {
                let pair = format!("{} {word}", doc.lemma(before).to_lowercase());
                let place = segment.token_span(before).cover(span);
                uses.entry(pair).or_default().push(place);
            }
            uses.entry(word).or_default().push(span);
            last = Some(token);
        }
    }
    uses
}

/// Whether a word is a content word that may tell documents apart: no name, no number, no verb of
/// saying or unit of time, which all reports are full of.
fn is_term(tag: &str, word: &str) -> bool {
    let open = matches!(tag, "NN" | "NNS" | "JJ" | "JJR" | "JJS" | "RB") || tag.starts_with("VB");
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let plain = word.chars().all(|c| c.is_alphabetic() || c == '-');
    open && letters >= 3
        && plain
        && !words::is_stop_word(word)
        && !words::is_speech_verb(word)
        && !matches!(
            word,
            "year"
                | "years"
                | "day"
                | "days"
                | "week"
                | "month"
                | "time"
                | "today"
                | "yesterday"
                | "tomorrow"
                | "ago"
                | "later"
                | "also"
        )
}

/// Where names stand, in text order.
fn names(context: &Context<'_>, document: usize) -> Vec<Span> {
    let entities = &context.sources[document].annotated.analysis.entities;
    let mentions = entities.iter().flat_map(|entity| &entity.mentions);
    let mut names: Vec<Span> = mentions.filter(|m| m.kind.is_name()).map(|m| m.span).collect();
    names.sort_unstable();
    names
}
