//! Manual pages and completion scripts: what the command line tells of itself.

use std::{collections::BTreeSet, fs};

use clap::{Command, CommandFactory as _};

use crate::support::Run;

/// The names of all pages there must be, with their commands.
fn commands() -> Vec<(String, Command)> {
    let mut root = parallax::cli::Cli::command();
    root.build();
    let mut found = Vec::new();
    let mut left = vec![("parallax".to_owned(), root)];
    while let Some((name, command)) = left.pop() {
        for below in command.get_subcommands() {
            left.push((format!("{name}-{}", below.get_name()), below.clone()));
        }
        found.push((name, command));
    }
    found
}

#[test]
fn every_command_has_a_page_with_every_option() {
    let run = Run::new(&[]);
    let told = run.stdout(&["man", "--out", "pages"]);
    let folder = run.folder.path().join("pages");
    let written: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let commands = commands();
    let expected: BTreeSet<String> = commands.iter().map(|(name, _)| format!("{name}.1")).collect();
    assert_eq!(written, expected);
    assert_eq!(told.lines().count(), expected.len());
    for (name, command) in commands {
        let page = fs::read_to_string(folder.join(format!("{name}.1"))).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let head = format!(".TH {name} 1 \"\" \"parallax {version}\" \"Parallax Manual\"\n");
        assert!(page.contains(&head), "{name}: {page}");
        for option in command.get_arguments().filter(|option| !option.is_hide_set()) {
            if let Some(long) = option.get_long() {
                let long = format!("\\-\\-{}", long.replace('-', "\\-"));
                assert!(page.contains(&long), "{name} does not tell {long}");
            }
            if let Some(variable) = option.get_env() {
                let variable = variable.to_str().unwrap();
                assert!(page.contains(variable), "{name} does not tell {variable}");
            }
        }
        let above = name.rsplit_once('-').map(|(above, _)| above.replace('-', "\\-"));
        if let Some(above) = above {
            assert!(page.ends_with(&format!(".SH \"SEE ALSO\"\n\\fB{above}\\fR(1)\n")), "{page}");
        }
    }
}

#[test]
fn a_single_page_is_the_one_that_is_written() {
    let run = Run::new(&[]);
    run.stdout(&["man", "--out", "."]);
    for (args, file) in [
        (&["man"][..], "parallax.1"),
        (&["man", "serve"], "parallax-serve.1"),
        (&["man", "store", "backup"], "parallax-store-backup.1"),
    ] {
        let written = fs::read_to_string(run.folder.path().join(file)).unwrap();
        assert_eq!(run.stdout(args), written, "{args:?}");
    }
    assert!(run.refused(&["man", "stroe"]).contains("has no command \"stroe\""));
    fs::write(run.folder.path().join("taken"), "").unwrap();
    assert!(run.refused(&["man", "--out", "taken"]).contains("--out: cannot write taken: "));
}

#[test]
fn scripts_know_every_command_and_option() {
    let run = Run::new(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run.stdout(&["completions", shell]);
        for (name, command) in commands() {
            assert!(script.contains(command.get_name()), "{shell} does not know {name}");
            for long in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(script.contains(long), "{shell} does not know --{long} of {name}");
            }
        }
        assert_eq!(script, run.stdout(&["completions", shell]));
    }
    let told = run.refused(&["completions", "csh"]);
    assert!(told.contains("csh") && told.contains("fish"), "{told}");
}
