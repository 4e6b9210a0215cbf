//! The `parallax` command.

use std::process::ExitCode;

use clap::Parser as _;

use parallax::cli::{self, Cli};

fn main() -> ExitCode {
    match cli::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(&mut std::io::stderr().lock());
            failure.exit_code()
        }
    }
}
