//! The moves of the arc-eager parser.

use super::state::State;
use crate::model::ModelError;

/// A move without its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// Put the next token on the stack.
    Shift,
    /// Take the top off the stack, or put it back if it has no head.
    Reduce,
    /// Make the next token the head of the top, and take the top off.
    LeftArc,
    /// Make the top the head of the next token, and put that on the stack.
    RightArc,
    /// Let a sentence begin after the next token.
    Break,
}

/// Which moves are allowed in a state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowed {
    shift: bool,
    reduce: bool,
    arc: bool,
    end: bool,
}

impl Move {
    pub(super) fn parse(name: &str, index: usize) -> Result<Self, ModelError> {
        Ok(match name {
            "S" => Self::Shift,
            "D" => Self::Reduce,
            "L" => Self::LeftArc,
            "R" => Self::RightArc,
            "B" => Self::Break,
            _ => {
                return Err(ModelError::config(
                    format!("parser.moves[{index}]"),
                    format!("names the unknown move {name:?}"),
                ));
            }
        })
    }

    pub(super) fn apply(self, state: &mut State, label: u16) {
        let (Some(top), Some(next)) = (state.stack(0), state.buffer(0)) else {
            return self.apply_at_edge(state);
        };
        match self {
            Self::LeftArc => {
                state.add_arc(next, top, label);
                state.set_shiftable(next);
                state.pop();
            }
            Self::RightArc => {
                state.add_arc(top, next, label);
                state.push();
            }
            Self::Shift | Self::Reduce | Self::Break => self.apply_at_edge(state),
        }
    }

    /// The moves that need no pair of tokens.
    fn apply_at_edge(self, state: &mut State) {
        match self {
            Self::Shift => state.push(),
            Self::Reduce => {
                let has_head = state.stack(0).is_some_and(|top| state.has_head(top));
                if has_head || state.stack_depth() == 1 {
                    state.pop();
                } else {
                    state.unshift();
                }
            }
            Self::Break => {
                if let Some(second) = state.buffer(1) {
                    state.set_sentence_start(second);
                }
            }
            // Never allowed without both tokens.
            Self::LeftArc | Self::RightArc => {}
        }
    }
}

impl Allowed {
    pub(super) fn in_state(state: &State) -> Self {
        let has_stack = state.stack_depth() > 0;
        let next = state.buffer(0);
        let after = state.buffer(1);
        let starts = next.is_some_and(|token| state.is_sentence_start(token));
        let blocked = next.is_some_and(|token| state.is_unshiftable(token));
        let several = state.buffer_length() >= 2;
        Self {
            shift: !has_stack || (several && !starts && !blocked),
            reduce: has_stack,
            arc: has_stack && next.is_some() && !starts,
            end: match (next, after) {
                (Some(next), Some(after)) => after == next + 1 && !state.is_sentence_start(after),
                _ => false,
            },
        }
    }

    pub(super) fn contains(self, action: Move) -> bool {
        match action {
            Move::Shift => self.shift,
            Move::Reduce => self.reduce,
            Move::LeftArc | Move::RightArc => self.arc,
            Move::Break => self.end,
        }
    }
}
