//! Recogniser of named entities.
//!
//! A greedy transition system over the BILUO scheme of Ratinov and Roth, "Design
//! Challenges and Misconceptions in Named Entity Recognition" (2009): each token
//! is the beginning, inside or last of an entity, a unit of its own, or outside.

mod candidates;
mod confidence;
mod state;

use std::ops::Range;

use crate::math::Arch;
use crate::model::ModelError;
use crate::model::config::MovesConfig;
use crate::model::file::ModelFile;
use crate::scorer::{Projected, Scorer, ScorerMemory};
use crate::stop::{Poll, Stopped};
use candidates::Candidates;
use confidence::Margin;
use state::{Action, Allowed, State};

/// Tokens that a state looks at.
const SLOTS: usize = 3;

/// Tokens between two questions whether to stop.
const TOKENS_PER_POLL: usize = 512;

/// The recogniser and its labels.
#[derive(Debug)]
pub(crate) struct Recognizer {
    scorer: Scorer<SLOTS>,
    candidates: Candidates,
    labels: Vec<Box<str>>,
}

/// What the recogniser has to know of the tokens.
pub(crate) trait Tokens {
    /// Number of tokens.
    fn count(&self) -> usize;
    /// Whether the token is white space.
    fn is_space(&self, token: usize) -> bool;
    /// Whether a sentence begins at the token.
    fn starts_sentence(&self, token: usize) -> bool;
}

/// An entity that was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// First token.
    pub(crate) begin: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// Index of the label among [`Recognizer::labels`].
    pub(crate) label: u16,
    /// Between 0 and 1.
    pub(crate) confidence: f32,
}

impl Recognizer {
    /// Loads the recogniser, over token vectors of `width` values.
    pub(crate) fn load(
        file: &ModelFile<'_>,
        width: usize,
        config: &MovesConfig,
    ) -> Result<Self, ModelError> {
        if config.moves.is_empty() || config.moves.len() > 10_000 {
            return Err(ModelError::config("ner.moves", "has no usable length"));
        }
        let mut labels: Vec<Box<str>> = Vec::new();
        let mut classes = Vec::with_capacity(config.moves.len());
        for (index, (name, label)) in config.moves.iter().enumerate() {
            let known = labels.iter().position(|known| **known == **label);
            let id = known.unwrap_or_else(|| {
                labels.push(label.as_str().into());
                labels.len() - 1
            });
            // At most one label for each of at most 10,000 classes.
            let action = Action::parse(name, label, id as u16);
            classes.push(action.ok_or_else(|| {
                ModelError::config(
                    format!("ner.moves[{index}]"),
                    format!("is the unknown move {name:?} with label {label:?}"),
                )
            })?);
        }
        check_complete(&classes)?;
        let candidates = Candidates::new(&classes, labels.len());
        Ok(Self { scorer: Scorer::load(file, "ner", width, config)?, candidates, labels })
    }

    /// The labels of entities, by index.
    pub(crate) fn labels(&self) -> &[Box<str>] {
        &self.labels
    }

    pub(crate) fn scorer(&self) -> &Scorer<SLOTS> {
        &self.scorer
    }

    /// The entities of a text, in text order and without overlap. Its tokens are some of those with these
    /// projections.
    pub(crate) fn recognize(
        &self,
        arch: Arch,
        projected: &Projected,
        range: Range<usize>,
        tokens: &impl Tokens,
        memory: &mut ScorerMemory,
        poll: &Poll<'_>,
    ) -> Result<Vec<Found>, Stopped> {
        let mut session = self.scorer.session(arch, projected, range, memory);
        let mut state = State::default();
        for token in 0..tokens.count() {
            if token.is_multiple_of(TOKENS_PER_POLL) {
                poll.check()?;
            }
            let choice = match state.allowed(token, tokens) {
                Allowed::Choice(choice) => choice,
                Allowed::Only(action) => {
                    state.apply(token, action, 1.0);
                    continue;
                }
            };
            let scores = match state.context(token) {
                [Some(token), None, None] => session.lone_scores(token),
                slots => session.scores(slots),
            };
            let mut margin = Margin::default();
            let mut best = Action::Out;
            for candidate in self.candidates.of(choice) {
                // There is a score for each class.
                if margin.offer(scores[candidate.class]) {
                    best = candidate.action;
                }
            }
            state.apply(token, best, margin.confidence());
        }
        Ok(state.into_found())
    }
}

/// Every entity that can begin must be able to go on and to end.
fn check_complete(classes: &[Action]) -> Result<(), ModelError> {
    let has = |action: Action| classes.contains(&action);
    let complete = classes.iter().all(|action| match *action {
        Action::Begin(label) => has(Action::In(label)) && has(Action::Last(label)),
        _ => true,
    });
    if complete && has(Action::Out) {
        Ok(())
    } else {
        Err(ModelError::config("ner.moves", "lacks O, or I or L for a label that has B"))
    }
}
