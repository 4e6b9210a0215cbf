//! `parallax token`: makes bearer tokens.

use std::io::Write;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::{failure::Failure, time};
use crate::transport::auth::{NewToken, Scope};

const EXAMPLES: &str = "\
Examples:
  parallax token new --name newsroom --scope read
  parallax token new --name crawler --scope write --expires 2027-06-30 --append callers.jsonl

The token itself is printed once and is nowhere else. The line is for the file that `parallax serve
--callers` reads; a running server sees the change within seconds.";

/// Make bearer tokens
#[derive(Args, Clone, Debug)]
pub(super) struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum TokenCommand {
    /// Make a token, and the line for the server's file of callers
    #[command(after_help = EXAMPLES)]
    New(NewArgs),
}

#[derive(Args, Clone, Debug)]
struct NewArgs {
    /// What the log and errors call its holder: letters, digits, dots, dashes, underscores
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What it is good for, with commas between: read, write, admin
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', required = true)]
    scope: Vec<Scope>,
    /// When it ends, as a date or an RFC 3339 time [default: never]
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    expires: Option<Timestamp>,
    /// Add the line to this file, and print the token alone
    #[arg(long, value_name = "FILE")]
    append: Option<std::path::PathBuf>,
}

/// Makes what is asked for.
pub(super) fn run(args: &TokenArgs, out: &mut impl Write) -> Result<(), Failure> {
    let TokenCommand::New(args) = &args.command;
    let made = NewToken::generate(&args.name, &args.scope, args.expires)
        .map_err(|error| Failure::input(error.to_string()))?;
    match &args.append {
        Some(file) => {
            append(file, &made.line)
                .map_err(|cause| Failure::input(format!("{}: {cause}", file.display())))?;
            writeln!(out, "{}", made.token)?;
        }
        None => writeln!(out, "token: {}\nline:  {}", made.token, made.line)?,
    }
    Ok(())
}

fn append(file: &std::path::Path, line: &str) -> std::io::Result<()> {
    use std::{
        fs::OpenOptions,
        io::{Read as _, Seek as _, SeekFrom},
    };
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(file)?;
    // A last line without an end would run into ours.
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let end = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{end}{line}\n").as_bytes())
}
