//! Development commands: scorers that take a data file and print the field's usual metric.

mod score;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
}

fn main() -> ExitCode {
    let Command::Score(command) = Cli::parse().command;
    let mut stdout = std::io::stdout().lock();
    match score::run(command, &mut stdout) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write as _;
            // Nothing is left to do when even standard error is closed.
            let _ = writeln!(std::io::stderr(), "xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}
