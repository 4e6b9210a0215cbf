//! `parallax store`: care for the stored articles.

use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand};

use super::failure::Failure;
use crate::{
    config::DEFAULT_DATA,
    store::{StoreError, sqlite::SqliteStore},
};

const EXAMPLES: &str = "\
Examples:
  parallax store backup --data /var/lib/parallax backup-2024-06-01.db
  parallax store compact
  parallax store check

Exit status: 0 when all went well, 2 for bad options or a store that check finds damaged, 1 for an
internal fault.";

/// Back up, compact or check the stored articles
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct StoreArgs {
    /// Folder of the stored articles
    #[arg(long, env = "PARALLAX_DATA", value_name = "FOLDER", default_value = DEFAULT_DATA, global = true)]
    data: PathBuf,

    #[command(subcommand)]
    task: Task,
}

#[derive(Clone, Debug, Subcommand)]
enum Task {
    /// Write a copy to a new file, while a server may be using the store
    ///
    /// Put in an empty folder under the name parallax.db, the copy is a store.
    Backup {
        /// File to write; must not exist
        #[arg(value_name = "FILE")]
        to: PathBuf,
    },
    /// Give back the space of what was deleted; no server may be using the store
    Compact,
    /// Read everything and tell what is damaged; no server may be using the store
    Check,
}

/// Does the task.
pub(super) fn run(args: &StoreArgs, out: &mut impl Write) -> Result<(), Failure> {
    match &args.task {
        Task::Backup { to } => {
            SqliteStore::backup(&args.data, to).map_err(failure)?;
            writeln!(out, "{} is written", to.display())?;
        }
        Task::Compact => {
            SqliteStore::compact(&args.data).map_err(failure)?;
            writeln!(out, "{} is compacted", args.data.display())?;
        }
        Task::Check => {
            let problems = SqliteStore::check(&args.data).map_err(failure)?;
            if !problems.is_empty() {
                return Err(Failure::Input(problems));
            }
            writeln!(out, "{} is sound", args.data.display())?;
        }
    }
    Ok(())
}

/// What the caller can see and change is the caller's fault.
fn failure(error: StoreError) -> Failure {
    match error {
        StoreError::Exists { .. }
        | StoreError::InUse { .. }
        | StoreError::Folder { .. }
        | StoreError::Damaged { .. } => Failure::input(error.to_string()),
        other => Failure::Internal(anyhow::Error::new(other)),
    }
}
