//! Utterances that most documents render and one does not.

use super::Told;
use crate::{
    domain::{Finding, Omission, QuoteCluster},
    pipeline::compare::coverage::Part,
};

/// Share of the words of one rendering, by weight, that two neighbouring sentences of a document
/// have when they may report it.
const ECHO: f64 = 0.45;

/// Words that an utterance needs; shorter ones are phrases.
const LEAST_WORDS: usize = 4;

/// Words from which an utterance has its full weight.
const FULL_WORDS: f64 = 15.0;

/// Renderings of one utterance that are looked for.
const MOST_WORDINGS: usize = 12;

pub(super) fn omissions(told: &Told<'_>) -> Vec<Omission> {
    let quotes = told.quotes.iter().enumerate();
    quotes.filter_map(|(index, quote)| omission(told, index, quote)).collect()
}

fn omission(told: &Told<'_>, index: usize, quote: &QuoteCluster) -> Option<Omission> {
    if !quote.is_shared() {
        return None;
    }
    let mut told_by: Vec<usize> = quote.renderings.iter().map(|r| r.document).collect();
    told_by.dedup();
    if told.context.independent(&told_by) < told.context.consensus {
        return None;
    }
    let fullest = &quote.renderings.get(quote.fullest)?.evidence;
    let words = told.coverage.stems(fullest.document, fullest.span);
    if words.len() < LEAST_WORDS {
        return None;
    }
    let renderings = quote.renderings.iter().map(|r| &r.evidence);
    let mut wordings: Vec<Vec<u32>> =
        renderings.map(|e| told.coverage.stems(e.document, e.span)).collect();
    wordings.retain(|words| words.len() >= LEAST_WORDS);
    wordings.truncate(MOST_WORDINGS);
    let echoed = |document: usize, words: &[u32]| {
        told.coverage.best(document, words, Part::Whole, 1) >= ECHO
    };
    let omitted = |document: &usize| {
        told_by.binary_search(document).is_err()
            && !wordings.iter().any(|words| echoed(*document, words))
    };
    let omitted_by: Vec<usize> = (0..told.context.sources.len()).filter(omitted).collect();
    if omitted_by.is_empty() {
        return None;
    }
    let length = (words.len() as f64 / FULL_WORDS).min(1.0);
    let importance = 0.5 * told.voices(&told_by) + 0.2 * length;
    Some(told.omission(Finding::Quote(index), None, (told_by, omitted_by), importance))
}
