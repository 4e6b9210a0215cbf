//! The `parallax` binary on files, run to its end.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

/// A run of the binary in a folder of its own, away from the caller's terminal and locale.
pub struct Run {
    pub folder: tempfile::TempDir,
}

impl Run {
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        Self { folder }
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.current_dir(self.folder.path()).args(args).stdin(Stdio::null());
        for variable in ["COLUMNS", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG", "TERM"] {
            command.env_remove(variable);
        }
        command
    }

    pub fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Standard output of a run that must go well.
    pub fn stdout(&self, args: &[&str]) -> String {
        let output = self.output(args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Standard error of a run that must be refused as bad input.
    pub fn refused(&self, args: &[&str]) -> String {
        let output = self.output(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}
