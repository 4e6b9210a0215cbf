//! `parallax man`: manual pages, made from what the command line tells of itself.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Command, CommandFactory as _, builder::Resettable};
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use super::{Cli, Failure};

const EXAMPLES: &str = "\
Examples:
  parallax man | man -l -
  parallax man store backup | man -l -
  parallax man --out /usr/local/share/man/man1";

/// Section of the manual: commands of users.
const SECTION: &str = "1";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Print a manual page, or write all of them to a folder.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct ManArgs {
    /// The command whose page is printed, as `store backup` [default: parallax itself].
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Vec<String>,

    /// Write every page into this folder, made when missing.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints the page, or writes them all and prints their paths.
pub(super) fn run(args: &ManArgs, out: &mut impl Write) -> Result<(), Failure> {
    let mut root = Cli::command();
    root.build();
    if let Some(folder) = &args.out {
        return write_all(&root, folder, out);
    }
    let mut command = &root;
    for name in &args.command {
        command = visible(command).find(|below| below.get_name() == name).ok_or_else(|| {
            let known: Vec<_> = visible(command).map(Command::get_name).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let above = command.get_bin_name().unwrap_or(command.get_name());
            Failure::input(format!("{above} has no command {name:?}; it has {known}"))
        })?;
    }
    Ok(page(command, out)?)
}

fn write_all(root: &Command, folder: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let cannot = |path: &Path, cause: io::Error| {
        Failure::input(format!("--out: cannot write {}: {cause}", path.display()))
    };
    fs::create_dir_all(folder).map_err(|cause| cannot(folder, cause))?;
    let mut left = vec![root];
    while let Some(command) = left.pop() {
        let path = folder.join(format!("{}.{SECTION}", title(command)));
        let mut bytes = Vec::new();
        page(command, &mut bytes)?;
        fs::write(&path, bytes).map_err(|cause| cannot(&path, cause))?;
        writeln!(out, "{}", path.display())?;
        left.extend(visible(command));
    }
    Ok(())
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|below| !below.is_hide_set())
}

/// "parallax-store-backup"; a built command knows the ones above it.
fn title(command: &Command) -> &str {
    command.get_display_name().unwrap_or(command.get_name())
}

/// Writes the page of a built command. It bears no date: the same program prints the same bytes.
fn page(command: &Command, out: &mut impl Write) -> io::Result<()> {
    let mut rendered = Vec::new();
    Man::new(command.clone().after_help(Resettable::Reset)).render(&mut rendered)?;
    for line in rendered.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".TH ") {
            // Unquoted, as the generator writes it, a date that is empty would not count.
            let name = title(command);
            writeln!(out, ".TH {name} {SECTION} \"\" \"parallax {VERSION}\" \"Parallax Manual\"")?;
        } else {
            out.write_all(line)?;
        }
    }
    let mut rest = Roff::new();
    if let Some(help) = command.get_after_help() {
        sections(&help.to_string(), &mut rest);
    }
    if let Some((above, _)) = title(command).rsplit_once('-') {
        rest.control("SH", ["SEE ALSO"]);
        rest.text([bold(above), roman(format!("({SECTION})"))]);
    }
    rest.to_writer(out)
}

/// The text below the options: blocks that are examples, the exit status, or notes.
fn sections(help: &str, roff: &mut Roff) {
    let mut in_notes = false;
    for block in help.split("\n\n") {
        let (first, rest) = block.split_once('\n').unwrap_or((block, ""));
        if let Some(title) = first.strip_suffix(':').filter(|_| rest.starts_with(' ')) {
            in_notes = false;
            roff.control("SH", [title.to_uppercase().as_str()]);
            roff.control("nf", []);
            for line in rest.lines() {
                roff.text([roman(line.trim_start())]);
            }
            roff.control("fi", []);
        } else if let Some(status) = block.strip_prefix("Exit status: ") {
            in_notes = false;
            roff.control("SH", ["EXIT STATUS"]);
            paragraph(status, roff);
        } else {
            if in_notes {
                roff.control("PP", []);
            } else {
                roff.control("SH", ["NOTES"]);
            }
            in_notes = true;
            paragraph(block, roff);
        }
    }
}

fn paragraph(text: &str, roff: &mut Roff) {
    for line in text.lines() {
        roff.text([roman(line)]);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn printed(help: &str) -> String {
        let mut roff = Roff::new();
        sections(help, &mut roff);
        roff.to_roff()
    }

    #[test]
    fn blocks_below_the_options_become_sections() {
        let page = printed(
            "Examples:\n  parallax x --all\n  parallax x 'a b'\n\nOne thing.\n\nAnother\nthing.\n\n\
             Exit status: 0 when all\nwent well.",
        );
        assert_eq!(
            page,
            ".SH EXAMPLES\n.nf\nparallax x \\-\\-all\nparallax x 'a b'\n.fi\n\
             .SH NOTES\nOne thing.\n.PP\nAnother\nthing.\n\
             .SH \"EXIT STATUS\"\n0 when all\nwent well.\n"
        );
    }

    #[test]
    fn every_command_tells_what_it_is_for() {
        let mut left = vec![Cli::command()];
        left[0].build();
        while let Some(command) = left.pop() {
            assert!(command.get_about().is_some(), "{} says nothing of itself", title(&command));
            left.extend(visible(&command).cloned());
        }
    }

    #[test]
    fn a_page_that_is_not_there_is_told_with_those_that_are() {
        let args = ManArgs { command: vec!["store".to_owned(), "burn".to_owned()], out: None };
        let Err(Failure::Input(lines)) = run(&args, &mut Vec::new()) else { panic!("printed") };
        assert_eq!(
            lines,
            ["parallax store has no command \"burn\"; it has backup, compact, check"]
        );
    }
}
