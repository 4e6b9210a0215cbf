//! Benchmarks, one file a subject.

mod annotation;
mod articles;
mod calls;
mod compare;
mod overload;
mod soak;
mod stopping;
mod store;
mod stream;
mod watch;

use std::{io::Write, path::PathBuf};

use anyhow::{Result, ensure};
use clap::Subcommand;

/// What to measure.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Annotation beside the language engine, on one thread: how many times the engine's time
    /// everything else takes.
    Annotation {
        /// JSONL of {"text"}; read through gzip when it ends in .gz.
        #[arg(long)]
        articles: PathBuf,
        /// Articles to read.
        #[arg(long, default_value_t = 500)]
        count: usize,
        /// Passes over them.
        #[arg(long, default_value_t = 5)]
        passes: usize,
    },
    /// A server, called over gRPC by callers in a closed loop: answers a second and how long each
    /// took. `bench/peers/run.py` calls it of several servers in turn.
    Calls(calls::Args),
    /// Whole comparisons, from text to result, in processor time of one thread: of the texts of a
    /// folder, and of growing numbers of articles on one story, with the exponent of the growth.
    Compare {
        /// Folder of texts to compare, those of `seeds` unless told otherwise.
        #[arg(long, default_value = "seeds")]
        texts: PathBuf,
        /// JSONL of {"text"}, articles on one story; read through gzip when it ends in .gz.
        #[arg(long)]
        articles: Option<PathBuf>,
        /// How many of them to compare.
        #[arg(long, value_delimiter = ',', default_value = "10,20,30,40,50")]
        counts: Vec<usize>,
        /// Passes over everything; the median of each figure is told.
        #[arg(long, default_value_t = 5)]
        passes: usize,
    },
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
    /// A long stream through a whole server: time per article from arrival to its place in a
    /// story, and memory, tenth by tenth.
    Stream {
        #[command(flatten)]
        options: crate::generate::Options,
        /// Folder for the store; a temporary one when missing.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// Ten times the calls that a server can serve: what is left of its peak, how long those wait who
    /// are served, and how soon the others are told.
    Overload(overload::Args),
    /// Stopping: the longest stretch of processor time between two looks at the stop flag, in texts as
    /// large as a server takes.
    Stopping(stopping::Options),
    /// Watching: a server of its own, many watchers over gRPC, and a feed as fast as it goes. From
    /// when a change was written to when it was received, and the server's memory.
    Watch(watch::Args),
    /// A server of its own under mixed load for a long time: calls by method and status, memory, open
    /// files and threads, minute by minute and with their slopes. Fails when a call ends otherwise
    /// than it may, or when files stay open.
    Soak(soak::Args),
}

/// Runs a benchmark and prints its figures.
pub(crate) fn run(command: Command, out: &mut impl Write) -> Result<()> {
    match command {
        Command::Annotation { articles, count, passes } => {
            let figures = annotation::run(&articles, count, passes)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Calls(args) => {
            let figures = calls::run(&args)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Compare { texts, articles, counts, passes } => {
            let figures = compare::run(&texts, articles.as_deref(), &counts, passes)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Overload(args) => {
            let figures = overload::run(&args)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Stopping(options) => {
            let figures = stopping::run(&options)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Watch(args) => {
            let figures = watch::run(&args)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Soak(args) => {
            let figures = soak::run(&args)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
            writeln!(out)?;
            ensure!(figures.is_sound(), "the server is not sound under load");
            return Ok(());
        }
        Command::Store { articles, folder } => {
            let figures = store::run(&articles, folder.as_deref())?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Stream { options, folder } => {
            let figures = stream::run(&options, folder.as_deref())?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
    }
    writeln!(out)?;
    Ok(())
}
