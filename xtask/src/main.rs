//! Development commands: scorers that take a data file and print the field's usual metric,
//! benchmarks over files of articles, and a maker of such files.

#![allow(clippy::print_stderr, reason = "scorers list what they are asked to show")]

mod bench;
mod generate;
mod score;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

// As in the binary whose work is measured.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[derive(Parser)]
#[command(about = "Development commands of Parallax", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure answers against hand-made ones and print the figures as JSON.
    #[command(subcommand)]
    Score(score::Command),
    /// Measure speed and print the figures as JSON.
    #[command(subcommand)]
    Bench(bench::Command),
    /// Make a long stream of articles out of a file of real ones, as JSON lines.
    Generate(generate::Options),
}

fn main() -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    let done = match Cli::parse().command {
        Command::Score(command) => score::run(command, &mut stdout),
        Command::Bench(command) => bench::run(command, &mut stdout),
        Command::Generate(options) => generate::run(&options, &mut stdout),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write as _;
            // Nothing is left to do when even standard error is closed.
            let _ = writeln!(std::io::stderr(), "xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}
