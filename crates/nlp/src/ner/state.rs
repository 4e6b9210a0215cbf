//! State of the recogniser.

use super::candidates::Choice;
use super::{Found, Tokens};

/// What to do with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Begin(u16),
    In(u16),
    Last(u16),
    Unit(u16),
    Out,
    /// A class of the model that no text ever allows: a unit without a label.
    Never,
}

impl Action {
    /// Reads a move and its label, whose index is `id`.
    pub(super) fn parse(name: &str, label: &str, id: u16) -> Option<Self> {
        Some(match (name, label.is_empty()) {
            ("B", false) => Self::Begin(id),
            ("I", false) => Self::In(id),
            ("L", false) => Self::Last(id),
            ("U", false) => Self::Unit(id),
            ("U", true) => Self::Never,
            ("O", true) => Self::Out,
            _ => return None,
        })
    }
}

/// What is allowed for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowed {
    /// One action only.
    Only(Action),
    /// Those of a choice.
    Choice(Choice),
}

/// An entity that has begun.
#[derive(Debug, Clone, Copy)]
struct Open {
    begin: usize,
    label: u16,
    confidence: f32,
}

/// The entities found so far and the one that is open.
#[derive(Debug, Default)]
pub(super) struct State {
    open: Option<Open>,
    found: Vec<Found>,
}

impl State {
    /// The tokens that the scorer looks at: this one, the first of the open
    /// entity, and the last one before this if an entity is open.
    pub(super) fn context(&self, token: usize) -> [Option<usize>; 3] {
        let begin = self.open.map(|open| open.begin);
        let before = self.open.and_then(|_| token.checked_sub(1));
        [Some(token), begin, before]
    }

    pub(super) fn allowed(&self, token: usize, tokens: &impl Tokens) -> Allowed {
        let next = token + 1;
        // Whether an entity that holds this token may hold the next one.
        let extend = next < tokens.count() && !tokens.starts_sentence(next);
        match self.open.map(|open| open.label) {
            Some(label) if extend => Allowed::Choice(Choice::Inside(label)),
            Some(label) => Allowed::Only(Action::Last(label)),
            None if tokens.is_space(token) => Allowed::Only(Action::Out),
            None if extend => Allowed::Choice(Choice::Outside),
            None => Allowed::Choice(Choice::OutsideAtEnd),
        }
    }

    /// Takes an action; an entity is as sure as the least sure of its actions.
    pub(super) fn apply(&mut self, token: usize, action: Action, confidence: f32) {
        let mut close = |open: Open| {
            self.found.push(Found {
                begin: open.begin,
                end: token + 1,
                label: open.label,
                confidence: open.confidence.min(confidence),
            });
        };
        match action {
            Action::Begin(label) => {
                self.open = Some(Open { begin: token, label, confidence });
            }
            Action::In(_) => {
                if let Some(open) = &mut self.open {
                    open.confidence = open.confidence.min(confidence);
                }
            }
            Action::Last(_) => {
                if let Some(open) = self.open.take() {
                    close(open);
                }
            }
            Action::Unit(label) => close(Open { begin: token, label, confidence }),
            Action::Out | Action::Never => {}
        }
    }

    /// The entities; none is open after the last token, which cannot be inside
    /// of an entity that goes on.
    pub(super) fn into_found(self) -> Vec<Found> {
        self.found
    }
}
