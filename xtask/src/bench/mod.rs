//! Benchmarks, one file a subject.

mod store;

use std::{io::Write, path::PathBuf};

use anyhow::Result;
use clap::Subcommand;

/// What to measure.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// The store alone: articles a second with 1, 64 and 512 submissions under way, and how
    /// long searches and lists take.
    Store {
        /// JSONL of {"id", "title", "text", "source"}; read through gzip when it ends in .gz.
        #[arg(long)]
        articles: PathBuf,
        /// Folder on the disk to be measured; a temporary one when missing.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
}

/// Runs a benchmark and prints its figures.
pub(crate) fn run(command: Command, out: &mut impl Write) -> Result<()> {
    match command {
        Command::Store { articles, folder } => {
            let figures = store::run(&articles, folder.as_deref())?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
    }
    writeln!(out)?;
    Ok(())
}
