//! The `parallax` command: one file a subcommand.

mod analyze;
mod articles;
mod compare;
mod completions;
mod config;
mod connect;
mod extract;
mod failure;
mod gazetteer;
pub mod health;
pub mod ingest;
mod input;
mod json;
mod man;
mod memory;
mod model;
mod output;
mod parse;
mod publish_time;
pub mod render;
pub mod serve;
mod settings;
mod sources;
mod store;
mod stories;
mod time;
mod token;
mod watch;

use std::io::{self, BufWriter, Write};

use clap::{CommandFactory as _, Parser, Subcommand};

pub use failure::Failure;

use crate::pipeline::RULES_VERSION;

const EXAMPLES: &str = "\
Examples:
  parallax compare seeds/*.txt
  parallax analyze --format json article.txt
  parallax extract page.html
  parallax parse article.txt
  parallax ingest --source times.example articles/
  parallax serve --listen 127.0.0.1:50051 --data ./data
  parallax config show --config parallax.toml
  parallax stories --filter 'source_count >= 3'
  parallax watch --initial

`parallax COMMAND --help` tells more of each command.

Exit status: 0 when all went well, 2 for bad input or options, 130 when interrupted, 1 for an
internal fault.";

type Output = BufWriter<io::StdoutLock<'static>>;

/// Compares news articles of several outlets on one event, with evidence for every
/// statement.
#[derive(Debug, Parser)]
#[command(name = "parallax", after_help = EXAMPLES, disable_help_subcommand = true)]
pub struct Cli {
    /// Print the version, and that of the language model
    #[arg(short = 'V', long)]
    version: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Compare(compare::CompareArgs),
    Analyze(analyze::AnalyzeArgs),
    Extract(extract::ExtractArgs),
    Parse(parse::ParseArgs),
    Ingest(ingest::IngestArgs),
    Store(store::StoreArgs),
    Serve(serve::Args),
    Config(config::ConfigArgs),
    Token(token::TokenArgs),
    Stories(stories::StoriesArgs),
    Watch(watch::WatchArgs),
    Health(health::Args),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Runs the command; what it finds goes to standard output.
pub fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        _ if cli.version => print(version),
        None => print(|out| Ok(write!(out, "{}", Cli::command().render_help())?)),
        Some(Command::Compare(args)) => print(|out| compare::run(&args, out)),
        Some(Command::Analyze(args)) => print(|out| analyze::run(&args, out)),
        Some(Command::Extract(args)) => print(|out| extract::run(&args, out)),
        Some(Command::Parse(args)) => print(|out| parse::run(&args, out)),
        Some(Command::Ingest(args)) => print(|out| ingest::run(&args, out)),
        Some(Command::Store(args)) => print(|out| store::run(&args, out)),
        Some(Command::Serve(args)) => serve::run(args),
        Some(Command::Config(args)) => print(|out| config::run(args, out)),
        Some(Command::Token(args)) => print(|out| token::run(&args, out)),
        Some(Command::Stories(args)) => print(|out| stories::run(&args, out)),
        Some(Command::Watch(args)) => print(|out| watch::run(&args, out)),
        Some(Command::Health(args)) => health::run(&args),
        Some(Command::Completions(args)) => print(|out| completions::run(args, out)),
        Some(Command::Man(args)) => print(|out| man::run(&args, out)),
    }
}

/// Runs a command that prints to standard output.
fn print(command: impl FnOnce(&mut Output) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    command(&mut out)?;
    Ok(out.flush()?)
}

fn version(out: &mut Output) -> Result<(), Failure> {
    let engine = model::load(None)?;
    writeln!(out, "parallax {RULES_VERSION}, language model {}", engine.model())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
