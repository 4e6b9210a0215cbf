//! The flags of the server's settings, made of their declaration, and the other sources.

use std::{env, ffi::OsString, path::PathBuf};

use clap::{
    Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches,
    builder::{PathBufValueParser, ValueParser},
    error::Error,
};

use super::Failure;
use crate::config::{self, INSECURE, Loaded, SETTINGS, Setting, Sources};

/// Variable that names the settings file.
const FILE_VARIABLE: &str = "PARALLAX_CONFIG";
const FILE: &str = "config";

/// What the command line says of the server's settings.
#[derive(Clone, Debug, Default)]
pub(super) struct SettingsArgs {
    file: Option<PathBuf>,
    flags: Vec<(&'static str, OsString)>,
}

impl SettingsArgs {
    /// Settings of the environment alone, and of the file that it names, for a command that calls
    /// the server. Whether that may listen where it does was asked of its flags as well.
    pub(super) fn of_a_running_server() -> Self {
        Self { file: named_file(), flags: vec![(INSECURE.name, "true".into())] }
    }

    /// Reads all sources. Every fault is told, a line each.
    pub(super) fn load(self) -> Result<Loaded, Failure> {
        let environment = env::vars_os().collect();
        let sources = Sources { file: self.file, environment, flags: self.flags };
        config::load(&sources)
            .map_err(|faults| Failure::Input(faults.iter().map(ToString::to_string).collect()))
    }
}

fn named_file() -> Option<PathBuf> {
    env::var_os(FILE_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from)
}

impl Args for SettingsArgs {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new(FILE)
            .long(FILE)
            .value_name("FILE")
            .value_parser(PathBufValueParser::new())
            .help(format!("File of settings, in TOML [env: {FILE_VARIABLE}]"));
        SETTINGS.iter().filter_map(flag).fold(command.arg(file), Command::arg)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The flag of a setting.
fn flag(setting: &Setting) -> Option<Arg> {
    let default = match setting.default_value() {
        Some(value) => format!(" [default: {value}]"),
        None => String::new(),
    };
    let (help, variable) = (setting.help(), setting.variable);
    let arg = Arg::new(setting.name)
        .long(setting.flag()?)
        .help_heading(heading(setting.group))
        .help(format!("{help} [env: {variable}]{default}"))
        .value_name(setting.placeholder())
        .value_parser(ValueParser::os_string())
        .allow_hyphen_values(true)
        .action(ArgAction::Set);
    Some(if setting.is_switch() {
        arg.num_args(0..=1).default_missing_value("true").require_equals(true)
    } else {
        arg
    })
}

fn heading(group: &str) -> String {
    let mut letters = group.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(" options".chars()).collect()
}

impl FromArgMatches for SettingsArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let flags = SETTINGS.iter().filter(|setting| setting.flag().is_some()).filter_map(|s| {
            let value = matches.get_one::<OsString>(s.name)?;
            Some((s.name, value.clone()))
        });
        let file = matches.get_one::<PathBuf>(FILE).cloned().or_else(named_file);
        Ok(Self { file, flags: flags.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
