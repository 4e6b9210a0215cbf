//! The claims of all articles as bags of features, to tell whether two speak of one thing.
//!
//! Features are stems of words and joined entities; each weighs as much as it is rare among the
//! claims (inverse document frequency, Sparck Jones 1972).

use rustc_hash::FxHashMap;

use super::{Source, Who};
use crate::{
    domain::{Claim, ClaimCluster, SlotRole},
    pipeline::annotate::words,
};

/// Letters of a word that count.
const STEM_LETTERS: usize = 6;
/// Words of one claim that count: only tables have more.
const MAX_WORDS: usize = 160;

/// The claims of all articles.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// By column, then as in its analysis.
    claims: Vec<Vec<Statement>>,
    /// What the claims of a sentence say together; by column, then by sentence.
    sentences: Vec<Vec<Statement>>,
    /// By feature.
    weights: Vec<f64>,
}

/// One claim.
#[derive(Debug, Default)]
struct Statement {
    /// Ascending, each once.
    features: Vec<u32>,
    /// Sum of their weights.
    total: f64,
    /// The row that the claim is evidence of.
    row: Option<usize>,
    /// The sentence of a claim.
    sentence: usize,
}

impl Statements {
    /// The claims of articles, with the rows that they are in.
    pub(super) fn new(sources: &[Source<'_>], who: &Who, rows: &[ClaimCluster]) -> Self {
        let mut features = Features::default();
        let mut claims: Vec<Vec<Statement>> = Vec::with_capacity(sources.len());
        for (document, source) in sources.iter().enumerate() {
            let all = &source.annotated.analysis.claims;
            let statement = |claim: &Claim| {
                let entity = |own: usize| who.is(document, own);
                let features = features.of(claim, source.text, entity);
                Statement { features, sentence: claim.sentence, ..Statement::default() }
            };
            claims.push(all.iter().map(statement).collect());
        }
        let weights = features.weights(&claims);
        let mut sentences: Vec<Vec<Statement>> = claims.iter().map(|c| together(c)).collect();
        for statement in claims.iter_mut().chain(&mut sentences).flatten() {
            statement.total = statement.features.iter().map(|f| weights[*f as usize]).sum();
        }
        for (index, row) in rows.iter().enumerate() {
            for (document, stance) in row.stances.iter().enumerate() {
                for &claim in &stance.claims {
                    if let Some(statement) = claims[document].get_mut(claim) {
                        statement.row = statement.row.or(Some(index));
                    }
                }
            }
        }
        Self { claims, sentences, weights }
    }

    /// The row that a claim of an article is evidence of.
    pub(super) fn row(&self, document: usize, claim: usize) -> Option<usize> {
        self.claims[document][claim].row
    }

    /// How much two claims have in common, 0 to 1: the weight of the features that both have, by
    /// the geometric mean of what each has. Claims are given by column and index.
    pub(super) fn similarity(&self, a: (usize, usize), b: (usize, usize)) -> f64 {
        self.shared(&self.claims[a.0][a.1], &self.claims[b.0][b.1])
    }

    /// The same of the whole sentences that two claims stand in.
    pub(super) fn sentence_similarity(&self, a: (usize, usize), b: (usize, usize)) -> f64 {
        let sentence = |(document, claim): (usize, usize)| {
            let index = self.claims[document][claim].sentence;
            self.sentences[document].get(index)
        };
        sentence(a).zip(sentence(b)).map_or(0.0, |(a, b)| self.shared(a, b))
    }

    fn shared(&self, a: &Statement, b: &Statement) -> f64 {
        let total = (a.total * b.total).sqrt();
        if total == 0.0 {
            return 0.0;
        }
        let mut others = b.features.iter().peekable();
        let mut shared = 0.0;
        for feature in &a.features {
            while others.next_if(|other| *other < feature).is_some() {}
            if others.next_if_eq(&feature).is_some() {
                shared += self.weights[*feature as usize];
            }
        }
        shared / total
    }
}

/// What the claims of each sentence say together.
fn together(claims: &[Statement]) -> Vec<Statement> {
    let count = claims.iter().map(|claim| claim.sentence + 1).max().unwrap_or(0);
    let mut sentences: Vec<Statement> = Vec::new();
    sentences.resize_with(count, Statement::default);
    for claim in claims {
        sentences[claim.sentence].features.extend_from_slice(&claim.features);
    }
    for sentence in &mut sentences {
        sentence.features.sort_unstable();
        sentence.features.dedup();
    }
    sentences
}

/// Numbers of features, in order of first use.
#[derive(Default)]
struct Features {
    stems: FxHashMap<String, u32>,
    entities: FxHashMap<usize, u32>,
    count: u32,
}

impl Features {
    fn of(
        &mut self,
        claim: &Claim,
        text: &str,
        entity: impl Fn(usize) -> Option<usize>,
    ) -> Vec<u32> {
        let mut features = Vec::new();
        let outside = claim
            .slots
            .iter()
            .filter(|s| !matches!(s.role, SlotRole::Time | SlotRole::Quantity))
            .filter(|s| !claim.span.contains(s.span));
        let stretches = std::iter::once(claim.span).chain(outside.clone().map(|slot| slot.span));
        let mut lower = String::new();
        let words = stretches.flat_map(|s| s.of(text).split(|c: char| !c.is_alphanumeric()));
        for word in words.take(MAX_WORDS) {
            let is_name_or_word = word.chars().next().is_some_and(char::is_alphabetic);
            if !is_name_or_word || word.len() < 2 {
                continue;
            }
            lower.clear();
            if word.is_ascii() {
                lower.push_str(word);
                lower.make_ascii_lowercase();
            } else {
                lower.extend(word.chars().flat_map(char::to_lowercase));
            }
            if !words::is_stop_word(&lower) && !words::is_speech_verb(&lower) {
                features.push(self.stem(&lower));
            }
        }
        let named = claim.entities.iter().copied().chain(outside.filter_map(|slot| slot.entity));
        features.extend(named.filter_map(entity).map(|e| self.entity(e)));
        features.sort_unstable();
        features.dedup();
        features
    }

    fn stem(&mut self, word: &str) -> u32 {
        let end = word.char_indices().nth(STEM_LETTERS).map_or(word.len(), |(at, _)| at);
        let stem = match &word[..end] {
            short if short.len() > 3 && end == word.len() => short.trim_end_matches('s'),
            stem => stem,
        };
        if let Some(&known) = self.stems.get(stem) {
            return known;
        }
        let new = self.next();
        self.stems.insert(stem.to_owned(), new);
        new
    }

    fn entity(&mut self, entity: usize) -> u32 {
        if let Some(&known) = self.entities.get(&entity) {
            return known;
        }
        let new = self.next();
        self.entities.insert(entity, new);
        new
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count - 1
    }

    fn weights(&self, claims: &[Vec<Statement>]) -> Vec<f64> {
        let mut frequency = vec![0_usize; self.count as usize];
        for feature in claims.iter().flatten().flat_map(|statement| &statement.features) {
            frequency[*feature as usize] += 1;
        }
        let all = claims.iter().map(Vec::len).sum::<usize>() as f64 + 1.0;
        frequency.into_iter().map(|f| (all / (f as f64 + 0.5)).ln().max(0.1)).collect()
    }
}
