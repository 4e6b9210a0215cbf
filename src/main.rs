//! The `parallax` command.

use std::process::ExitCode;

use clap::Parser as _;

use mimalloc::MiMalloc;
use parallax::cli::{self, Cli};

// Gives memory back to the system when large work is done, which that of glibc keeps for each thread.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match cli::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(&mut std::io::stderr().lock());
            failure.exit_code()
        }
    }
}
