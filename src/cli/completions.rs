//! `parallax completions`: scripts that let a shell complete the command line.

use std::io::Write;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Failure};

const EXAMPLES: &str = "\
Examples:
  parallax completions bash > ~/.local/share/bash-completion/completions/parallax
  parallax completions zsh > /usr/local/share/zsh/site-functions/_parallax
  parallax completions fish > ~/.config/fish/completions/parallax.fish";

/// Print a script that lets a shell complete the command line.
#[derive(Args, Clone, Copy, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompletionsArgs {
    /// The shell to print it for.
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(args: CompletionsArgs, out: &mut impl Write) -> Result<(), Failure> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    // The generator takes a failed write for a fault of the program; memory does not fail.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    Ok(out.write_all(&script)?)
}
