//! Scorers, one file a data set's kind.

mod comparison;
mod copies;
mod extraction;
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
    /// Near copies: precision and recall on edited copies of articles, which are made here, and
    /// the near copies that are among the articles already.
    Copies {
        /// JSONL, or JSONL compressed with gzip, of {"id", "title", "text"}.
        #[arg(long)]
        articles: PathBuf,
        /// Edit every n-th article.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
        every: u32,
        /// Show as many of the near copies that are among the articles already.
        #[arg(long, default_value_t = 0)]
        show: usize,
    },
    /// Articles out of pages: precision, recall and F1 over segments that belong to the article
    /// or do not, exact matches of title, authors and publication day, time.
    Extraction {
        /// JSONL of {"url", "file", "with": [...], "without": [...], "title", "author", "date"}.
        #[arg(long)]
        gold: PathBuf,
        /// Folder or .tar.gz of the pages.
        #[arg(long)]
        pages: PathBuf,
        /// List the mismatches of one kind.
        #[arg(long)]
        show: Option<extraction::Show>,
        /// Write what is measured of every block, as scripts/fit_blocks.py takes it, instead of
        /// figures.
        #[arg(long, conflicts_with = "show")]
        dump: bool,
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
        Command::Copies { articles, every, show } => {
            // Articles that fit into memory are fewer than a usize holds.
            let figures = copies::score_file(&articles, every as usize, show)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Extraction { gold, pages, dump: true, .. } => {
            return extraction::dump(&gold, &pages, out);
        }
        Command::Extraction { gold, pages, show, .. } => {
            let figures = extraction::score_files(&gold, &pages, show)?;
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
