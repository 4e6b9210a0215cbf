//! The command line.

pub mod health;
pub mod serve;

use clap::Parser;

#[derive(Parser)]
#[command(version, about)]
enum Command {
    Serve(serve::Args),
    Health(health::Args),
}

/// Parses the command line and runs it.
pub fn run() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Serve(args) => serve::run(args),
        Command::Health(args) => health::run(args),
    }
}
