//! How much of what some words say is said in a document.
//!
//! Rows join clauses that state one proposition, and miss some. Before a document is said to leave
//! something out, its sentences are asked once more: words that stand together in it are a sign
//! that it tells the matter, if in another way. The words of a sentence are stems and entities,
//! weighted by how rare they are among the sentences (inverse document frequency, Sparck Jones
//! 1972).

use rustc_hash::FxHashMap;

use super::Context;
use crate::{
    domain::{Section, Span},
    pipeline::annotate::words,
};

/// Letters of a lemma that count.
const STEM_LETTERS: usize = 5;

/// Sentences of one document that a stem is looked up in. What stands in more tells little, and
/// without a bound the work would grow with the square of the text.
const MAX_POSTINGS: usize = 200;

/// Words of a stretch that count; only whole statements and lists have more.
const MAX_WORDS: usize = 200;

/// The words of all documents, by sentence.
pub(super) struct Coverage {
    documents: Vec<Words>,
    /// Weight of each stem.
    weights: Vec<f64>,
    /// Stems by their letters.
    stems: FxHashMap<Box<str>, u32>,
}

/// The words of one document.
#[derive(Default)]
struct Words {
    /// Where each word begins, and its stem, in text order.
    places: Vec<(usize, u32)>,
    /// For each stem the sentences that hold it, ascending.
    sentences: FxHashMap<u32, Vec<usize>>,
    /// Sentences before this one are the headline.
    body: usize,
}

/// The stem of a lemma and its word, if they have one, once they were read.
type Known<'a> = FxHashMap<(&'a str, &'a str), Option<u32>>;

/// Part of a document that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Headline and body.
    Whole,
    /// All but the headline.
    Body,
}

impl Coverage {
    /// Of the articles of a comparison.
    pub(super) fn new(context: &Context<'_>) -> Self {
        let mut coverage =
            Self { documents: Vec::new(), weights: Vec::new(), stems: FxHashMap::default() };
        let mut entities: FxHashMap<usize, u32> = FxHashMap::default();
        let mut frequency: Vec<usize> = Vec::new();
        let mut known: Known<'_> = FxHashMap::default();
        let mut total = 0_usize;
        for document in 0..context.sources.len() {
            let words =
                coverage.read(context, document, &mut known, (&mut entities, &mut frequency));
            total += context.sources[document].annotated.analysis.sentences.len();
            coverage.documents.push(words);
        }
        let weight = |count: &usize| (1.0 + total as f64 / (*count).max(1) as f64).ln();
        coverage.weights = frequency.iter().map(weight).collect();
        coverage
    }

    fn read<'a>(
        &mut self,
        context: &Context<'a>,
        document: usize,
        known: &mut Known<'a>,
        (entities, frequency): (&mut FxHashMap<usize, u32>, &mut Vec<usize>),
    ) -> Words {
        let source = &context.sources[document];
        let analysis = &source.annotated.analysis;
        let mut words = Words::default();
        for segment in &source.annotated.segments {
            let text = segment.text(source.text);
            for token in 0..segment.doc.tokens().len() {
                let (lemma, word) = (segment.doc.lemma(token), segment.doc.token_text(token, text));
                let number = *known
                    .entry((lemma, word))
                    .or_insert_with(|| stem(lemma, word).map(|stem| self.number(&stem, frequency)));
                if let Some(number) = number {
                    words.places.push((segment.token_span(token).begin, number));
                }
            }
        }
        for (own, entity) in analysis.entities.iter().enumerate() {
            let Some(index) = context.who.is(document, own) else { continue };
            let number = *entities.entry(index).or_insert_with(|| new_number(frequency));
            let places = entity.mentions.iter().map(|mention| (mention.span.begin, number));
            words.places.extend(places);
        }
        words.places.sort_unstable();
        let mut at = 0;
        for &(begin, stem) in &words.places {
            while analysis.sentences.get(at).is_some_and(|s| s.span.end <= begin) {
                at += 1;
            }
            let held = words.sentences.entry(stem).or_default();
            if held.last() != Some(&at) {
                frequency[stem as usize] += 1;
                if held.len() < MAX_POSTINGS {
                    held.push(at);
                }
            }
        }
        words.body = analysis.sentences.iter().take_while(|s| s.section == Section::Title).count();
        words
    }

    fn number(&mut self, stem: &str, frequency: &mut Vec<usize>) -> u32 {
        if let Some(number) = self.stems.get(stem) {
            return *number;
        }
        let number = new_number(frequency);
        self.stems.insert(stem.into(), number);
        number
    }

    /// The stems and entities in a stretch of a document, ascending, each once.
    pub(super) fn stems(&self, document: usize, span: Span) -> Vec<u32> {
        let places = &self.documents[document].places;
        let first = places.partition_point(|(begin, _)| *begin < span.begin);
        let inside = places[first..].iter().take_while(|(begin, _)| *begin < span.end);
        let mut stems: Vec<u32> = inside.take(MAX_WORDS).map(|(_, stem)| *stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// Whether a document has a word anywhere.
    pub(super) fn has_word(&self, document: usize, word: &str) -> bool {
        let stem = stem(word, word).and_then(|stem| self.stems.get(stem.as_str()));
        stem.is_some_and(|stem| self.documents[document].sentences.contains_key(stem))
    }

    /// Whether a document has a stem or entity anywhere.
    pub(super) fn has(&self, document: usize, stem: u32) -> bool {
        self.documents[document].sentences.contains_key(&stem)
    }

    /// Share of the weight of some stems that a part of a document has anywhere, 0 to 1.
    pub(super) fn anywhere(&self, document: usize, stems: &[u32], part: Part) -> f64 {
        let words = &self.documents[document];
        let from = if part == Part::Body { words.body } else { 0 };
        let held = |stem: &&u32| {
            let sentences = words.sentences.get(stem);
            sentences.is_some_and(|s| s.last().is_some_and(|last| *last >= from))
        };
        self.share(stems.iter().filter(held), stems)
    }

    /// Share of the weight of some stems that one sentence of a part of a document has, together
    /// with the `reach` sentences behind it: that of the best sentence, 0 to 1.
    pub(super) fn best(&self, document: usize, stems: &[u32], part: Part, reach: usize) -> f64 {
        let words = &self.documents[document];
        let from = if part == Part::Body { words.body } else { 0 };
        // Weight that each sentence and those behind it gain by one stem.
        let mut gains: Vec<(usize, f64)> = Vec::new();
        for stem in stems {
            let weight = self.weights[*stem as usize];
            let mut counted = None;
            for &sentence in words.sentences.get(stem).into_iter().flatten() {
                let first = sentence.saturating_sub(reach).max(from);
                let first = counted.map_or(first, |counted: usize| first.max(counted + 1));
                for start in first..=sentence {
                    gains.push((start, weight));
                    counted = Some(start);
                }
            }
        }
        gains.sort_by_key(|(start, _)| *start);
        let total = self.total(stems);
        let share =
            |run: &[(usize, f64)]| run.iter().map(|(_, weight)| weight).sum::<f64>() / total;
        gains.chunk_by(|a, b| a.0 == b.0).map(share).fold(0.0, f64::max).min(1.0)
    }

    /// Share of the weight of `whole` that `part` has, 0 to 1; 0 of nothing.
    pub(super) fn share<'a>(&self, part: impl Iterator<Item = &'a u32>, whole: &[u32]) -> f64 {
        let total = self.total(whole);
        if total == 0.0 { 0.0 } else { (self.sum(part) / total).min(1.0) }
    }

    /// Weight of some stems.
    pub(super) fn total(&self, stems: &[u32]) -> f64 {
        self.sum(stems.iter())
    }

    fn sum<'a>(&self, stems: impl Iterator<Item = &'a u32>) -> f64 {
        stems.map(|stem| self.weights[*stem as usize]).sum()
    }
}

fn new_number(frequency: &mut Vec<usize>) -> u32 {
    frequency.push(0);
    // An article's bytes, and so its words, are fewer than 2^32.
    u32::try_from(frequency.len() - 1).unwrap_or(u32::MAX)
}

/// The stem of a word, if it counts as one.
fn stem(lemma: &str, word: &str) -> Option<String> {
    let known = if lemma.is_empty() { word } else { lemma };
    if !known.contains(char::is_alphanumeric) {
        return None;
    }
    let lower = known.to_lowercase();
    if words::is_stop_word(&lower) || words::is_stop_word(&word.to_lowercase()) {
        return None;
    }
    let end = lower.char_indices().nth(STEM_LETTERS).map_or(lower.len(), |(at, _)| at);
    Some(lower[..end].to_owned())
}
