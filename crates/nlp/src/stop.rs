//! Ending an analysis early.

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

/// The caller's wish to go on or to stop.
pub(crate) struct Poll<'a> {
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Poll<'a> {
    pub(crate) fn new(stop: &'a dyn Fn() -> bool) -> Self {
        Self { stop }
    }

    pub(crate) fn check(&self) -> Result<(), Stopped> {
        if (self.stop)() { Err(Stopped::Asked) } else { Ok(()) }
    }
}
