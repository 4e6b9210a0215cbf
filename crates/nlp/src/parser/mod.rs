//! Dependency parser and sentence splitter.
//!
//! A greedy arc-eager transition parser (Nivre, "An Efficient Algorithm for
//! Projective Dependency Parsing", 2003), made non-monotonic so that it can
//! repair its own mistakes (Honnibal and Johnson, "An Improved Non-monotonic
//! Transition System for Dependency Parsing", 2015), with a move that begins a
//! sentence.

mod deproject;
mod sentences;
mod state;
mod transition;

use std::ops::Range;

use crate::math::Arch;
use crate::model::ModelError;
use crate::model::config::MovesConfig;
use crate::model::file::ModelFile;
use crate::scorer::{Projected, Scorer, ScorerMemory};
use crate::stop::{Poll, Stopped};
use deproject::{Lifted, Tree};
use sentences::Edges;
use state::State;
use transition::{Allowed, Move};

/// Tokens that a state looks at.
const SLOTS: usize = 8;

/// Transitions between two questions whether to stop.
const STEPS_PER_POLL: usize = 512;

/// Separates the label of a lifted arc from that of its proper head.
const LIFTED: &str = "||";

/// Label of a token that is its own head.
const ROOT: &str = "ROOT";

/// The parser and its labels.
#[derive(Debug)]
pub(crate) struct Parser {
    scorer: Scorer<SLOTS>,
    /// Move and label of each class.
    classes: Vec<(Move, u16)>,
    /// Neighbouring classes with the same move.
    runs: Vec<(Move, Range<usize>)>,
    labels: Vec<Box<str>>,
    lifted: Vec<Lifted>,
    root: u16,
}

/// Heads, labels and sentence starts by token.
#[derive(Debug)]
pub(crate) struct Parse {
    /// The head of each token; roots are their own.
    pub(crate) heads: Vec<u32>,
    /// Index of the label among [`Parser::labels`].
    pub(crate) labels: Vec<u16>,
    pub(crate) sentence_starts: Vec<bool>,
}

impl Parser {
    /// Loads the parser, over token vectors of `width` values.
    pub(crate) fn load(
        file: &ModelFile<'_>,
        width: usize,
        config: &MovesConfig,
    ) -> Result<Self, ModelError> {
        if config.moves.is_empty() || config.moves.len() > 10_000 {
            return Err(ModelError::config("parser.moves", "has no usable length"));
        }
        let mut labels = Vec::new();
        let root = intern(&mut labels, ROOT);
        let mut classes = Vec::with_capacity(config.moves.len());
        for (index, (name, label)) in config.moves.iter().enumerate() {
            let label = intern(&mut labels, label);
            classes.push((Move::parse(name, index)?, label));
        }
        let has = |wanted| classes.iter().any(|&(action, _)| action == wanted);
        if !has(Move::Shift) || !has(Move::Reduce) {
            // Without these a state can be reached from which nothing leads on.
            return Err(ModelError::config("parser.moves", "lacks S or D"));
        }
        let lifted = lifted_labels(&mut labels);
        Ok(Self {
            scorer: Scorer::load(file, "parser", width, config)?,
            runs: runs(&classes),
            classes,
            labels,
            lifted,
            root,
        })
    }

    /// The labels of arcs, by index.
    pub(crate) fn labels(&self) -> &[Box<str>] {
        &self.labels
    }

    pub(crate) fn scorer(&self) -> &Scorer<SLOTS> {
        &self.scorer
    }

    /// Parses some of the tokens with these projections as one text.
    pub(crate) fn parse(
        &self,
        arch: Arch,
        tokens: &Projected,
        range: Range<usize>,
        is_space: impl Fn(usize) -> bool,
        memory: &mut ScorerMemory,
        poll: &Poll<'_>,
    ) -> Result<Parse, Stopped> {
        let count = range.len();
        let state = self.run(arch, tokens, range, memory, poll)?;
        let mut heads = Vec::with_capacity(count);
        let mut labels = Vec::with_capacity(count);
        for (token, arc) in state.into_arcs().into_iter().enumerate() {
            heads.push(arc.map_or(token as u32, |arc| arc.head));
            labels.push(arc.map_or(self.root, |arc| arc.label));
        }
        Tree::new(&mut heads, &mut labels, poll)?.deproject(&self.lifted, is_space, poll)?;
        let sentence_starts = Edges::new(&heads, poll)?.sentence_starts(&heads);
        Ok(Parse { heads, labels, sentence_starts })
    }

    /// Takes the best allowed transition until none is left.
    fn run(
        &self,
        arch: Arch,
        tokens: &Projected,
        range: Range<usize>,
        memory: &mut ScorerMemory,
        poll: &Poll<'_>,
    ) -> Result<State, Stopped> {
        let mut state = State::new(range.len());
        let mut session = self.scorer.session(arch, tokens, range, memory);
        let mut steps = 0_usize;
        while !state.is_final() {
            if steps.is_multiple_of(STEPS_PER_POLL) {
                poll.check()?;
            }
            steps += 1;
            let scores = session.scores(state.context());
            let allowed = Allowed::in_state(&state);
            match self.best(scores, allowed) {
                Some((action, label)) => action.apply(&mut state, label),
                // Shift is allowed on an empty stack and reduce on any other.
                None => break,
            }
        }
        Ok(state)
    }

    /// The first of the allowed classes with the highest score, of which there is one for each class.
    fn best(&self, scores: &[f32], allowed: Allowed) -> Option<(Move, u16)> {
        let mut best: Option<(f32, &Range<usize>)> = None;
        for (_, run) in self.runs.iter().filter(|(action, _)| allowed.contains(*action)) {
            let top = highest(&scores[run.clone()]);
            if best.is_none_or(|(best, _)| top > best) {
                best = Some((top, run));
            }
        }
        let (top, run) = best?;
        let class = scores[run.clone()].iter().position(|score| *score == top)?;
        Some(self.classes[run.start + class])
    }
}

/// The highest of some scores, by comparing many at a time.
fn highest(scores: &[f32]) -> f32 {
    const LANES: usize = 16;
    let higher =
        |highest: &mut f32, score: f32| *highest = if score > *highest { score } else { *highest };
    let (chunks, rest) = scores.as_chunks::<LANES>();
    let mut highest = [f32::NEG_INFINITY; LANES];
    for scores in chunks.iter().map(|chunk| &chunk[..]).chain([rest]) {
        for (highest, score) in highest.iter_mut().zip(scores) {
            higher(highest, *score);
        }
    }
    let mut half = LANES / 2;
    while half > 0 {
        let (low, high) = highest.split_at_mut(half);
        for (low, high) in low.iter_mut().zip(high) {
            higher(low, *high);
        }
        half /= 2;
    }
    highest[0]
}

/// Neighbouring classes with the same move.
fn runs(classes: &[(Move, u16)]) -> Vec<(Move, Range<usize>)> {
    let mut end = 0;
    let runs = classes.chunk_by(|a, b| a.0 == b.0).map(|run| {
        let begin = end;
        end += run.len();
        (run[0].0, begin..end)
    });
    runs.collect()
}

/// The index of `label`, which is added if it is new.
fn intern(labels: &mut Vec<Box<str>>, label: &str) -> u16 {
    let known = labels.iter().position(|known| **known == *label);
    let index = known.unwrap_or_else(|| {
        labels.push(label.into());
        labels.len() - 1
    });
    // At most one label for each of at most 10,000 classes, and as many again
    // for the parts of lifted ones.
    index as u16
}

/// What each label says of lifting; adds the labels that only occur as the
/// first part of another.
fn lifted_labels(labels: &mut Vec<Box<str>>) -> Vec<Lifted> {
    let decorated = labels.clone();
    let mut lifted = Vec::with_capacity(labels.len());
    for label in &decorated {
        lifted.push(match label.split_once(LIFTED) {
            None => Lifted::No,
            Some((own, head)) => Lifted::Yes {
                own: intern(labels, own),
                head: labels.iter().position(|label| **label == *head).map(|index| index as u16),
            },
        });
    }
    lifted.resize(labels.len(), Lifted::No);
    lifted
}
