//! Why a command failed, and what the shell is told.

use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The files or options given are at fault: one line for each fault, all of them.
    Input(Vec<String>),
    /// The reader of the output went away, as `head` does: not worth a word.
    PipeClosed,
    /// Someone ended the work early: how to go on with it.
    Interrupted(String),
    /// A fault of the program or of its surroundings.
    Internal(anyhow::Error),
}

impl Failure {
    /// Exit code of what was interrupted, as shells have it for SIGINT.
    pub(super) const INTERRUPTED: u8 = 130;

    /// A fault of one file or option.
    pub fn input(message: impl Into<String>) -> Self {
        Self::Input(vec![message.into()])
    }

    /// Tells a person what went wrong, a line for each fault.
    pub fn report(&self, out: &mut impl Write) {
        let lines = match self {
            Self::Input(faults) => faults.clone(),
            Self::PipeClosed => Vec::new(),
            Self::Interrupted(line) => vec![line.clone()],
            Self::Internal(cause) => vec![format!("{cause:#}")],
        };
        for line in lines {
            // Nobody is left to tell when the error stream fails too.
            let _ = writeln!(out, "parallax: {line}");
        }
    }

    /// 2 for bad input, 130 when interrupted, 1 for internal faults, 0 when the reader had
    /// enough.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Input(_) => 2,
            Self::PipeClosed => 0,
            Self::Interrupted(_) => Self::INTERRUPTED,
            Self::Internal(_) => 1,
        })
    }
}

impl From<anyhow::Error> for Failure {
    fn from(cause: anyhow::Error) -> Self {
        Self::Internal(cause)
    }
}

impl From<io::Error> for Failure {
    /// For errors of writing the output.
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::Internal(anyhow::Error::new(cause).context("cannot write the output")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(failure: &Failure) -> String {
        let mut out = Vec::new();
        failure.report(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_fault_has_a_line() {
        let failure = Failure::Input(vec!["a.txt: empty".into(), "b.txt: too large".into()]);
        assert_eq!(reported(&failure), "parallax: a.txt: empty\nparallax: b.txt: too large\n");
    }

    #[test]
    fn a_closed_pipe_is_silent_and_other_output_errors_are_not() {
        let closed = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(reported(&closed), "");
        let full = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert!(reported(&full).starts_with("parallax: cannot write the output: "));
    }
}
