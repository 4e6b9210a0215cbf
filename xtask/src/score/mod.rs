//! Scorers, one file a data set's kind.

mod comparison;
mod gold;
mod names;
mod system;

use std::{io::Write, path::PathBuf};

use anyhow::Result;
use clap::Subcommand;

/// What to score.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// A comparison against a gold comparison: claims (pairwise precision, recall and F1 over
    /// evidence of different sources), stances, entities.
    Comparison {
        /// The gold comparison (JSON).
        gold: PathBuf,
        /// Folder of the texts that the gold names.
        texts: PathBuf,
        /// A CompareTextsResponse in JSON with code-point offsets; without it the texts are
        /// compared here.
        #[arg(long)]
        comparison: Option<PathBuf>,
    },
    /// Names of persons, organisations and places against marked texts: F1 of exact spans and
    /// types, over all and by type, for the recogniser alone and with the rules over it.
    Names {
        /// JSONL of {"text", "entities": [[begin, end, type], ...]} in code points.
        data: PathBuf,
        /// Read at most this many lines.
        #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
        count: usize,
        /// Leave out a rule, to measure what it is worth; may be repeated.
        #[arg(long, value_name = "RULE")]
        without: Vec<String>,
    },
}

/// Runs a scorer and prints its figures.
pub(crate) fn run(command: Command, out: &mut impl Write) -> Result<()> {
    match command {
        Command::Comparison { gold, texts, comparison } => {
            let figures = comparison::score_files(&gold, &texts, comparison.as_deref())?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Names { data, count, without } => {
            let rules = names::rules_without(&without)?;
            serde_json::to_writer_pretty(&mut *out, &names::score_file(&data, count, rules)?)?;
        }
    }
    writeln!(out)?;
    Ok(())
}
