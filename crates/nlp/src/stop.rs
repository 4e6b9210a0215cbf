//! Ending an analysis early.

use std::cell::Cell;

/// Why an analysis ended without a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Stopped {
    /// The caller's `stop` function asked for it.
    #[error("the analysis was stopped by its caller")]
    Asked,
    /// The text is longer than [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES).
    #[error("the text has {bytes} bytes, more than {limit}")]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
        /// Longest text that is analysed, in bytes.
        limit: usize,
    },
}

/// Small steps for which one look at the flag is enough.
const STEPS: usize = 256;

/// The caller's wish to go on or to stop.
pub(crate) struct Poll<'a> {
    pub(crate) stop: &'a dyn Fn() -> bool,
    /// Small steps so far.
    steps: Cell<usize>,
}

impl<'a> Poll<'a> {
    pub(crate) fn new(stop: &'a dyn Fn() -> bool) -> Self {
        Self { stop, steps: Cell::new(0) }
    }

    /// Counts a small step, such as a look at a token and its neighbours, and asks at some of them.
    pub(crate) fn step(&self) -> Result<(), Stopped> {
        self.steps.set(self.steps.get().wrapping_add(1));
        if self.steps.get().is_multiple_of(STEPS) { self.check() } else { Ok(()) }
    }

    /// Asks.
    pub(crate) fn check(&self) -> Result<(), Stopped> {
        if (self.stop)() { Err(Stopped::Asked) } else { Ok(()) }
    }
}
