//! `parallax config`: checks and shows the settings that a server would have.

use std::io::Write;

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::{Failure, gazetteer, model, settings::SettingsArgs};
use crate::{
    config::{self, Loaded},
    transport::server,
};

/// Check or show the settings of the server
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  parallax config check --config parallax.toml\n  parallax config show --format json\n  parallax config example > parallax.toml"
)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check all settings, and the files that they name; tells every fault and exits with 2 if
    /// there is one
    Check {
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Show every setting with its value and where it came from
    Show {
        /// Form of the list; toml can be read back as a settings file
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Print a settings file with every setting at its default, explained
    Example,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Toml,
}

/// Runs the command.
pub(super) fn run(args: ConfigArgs, out: &mut impl Write) -> Result<(), Failure> {
    match args.command {
        Command::Check { settings } => check(&settings.load()?, out),
        Command::Show { format, settings } => {
            let loaded = settings.load()?;
            warn(&loaded);
            match format {
                Format::Text => show_text(&loaded, out),
                Format::Json => Ok(writeln!(out, "{:#}", to_json(&loaded))?),
                Format::Toml => Ok(write!(out, "{}", loaded.to_toml())?),
            }
        }
        Command::Example => Ok(write!(out, "{}", config::example())?),
    }
}

fn check(loaded: &Loaded, out: &mut impl Write) -> Result<(), Failure> {
    warn(loaded);
    let unusable = |error| format!("cannot use {error}");
    let mut faults: Vec<_> =
        server::check_files(&loaded.config).into_iter().map(unusable).collect();
    let files = [
        model::load(loaded.config.model.as_deref()).err(),
        gazetteer::load(loaded.config.gazetteer.as_deref()).err(),
    ];
    for fault in files.into_iter().flatten() {
        match fault {
            Failure::Input(lines) => faults.extend(lines),
            other => return Err(other),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Input(faults));
    }
    let set = loaded.settings().filter(|(_, origin)| **origin != config::Origin::Default).count();
    Ok(writeln!(out, "all {} settings are sound; {set} are set", loaded.settings().count())?)
}

fn warn(loaded: &Loaded) {
    for warning in &loaded.warnings {
        // What was asked for is printed even when nobody can be warned.
        let _ = writeln!(std::io::stderr(), "parallax: warning: {warning}");
    }
}

fn show_text(loaded: &Loaded, out: &mut impl Write) -> Result<(), Failure> {
    let rows: Vec<_> = loaded
        .settings()
        .map(|(setting, origin)| {
            let value = setting.value(&loaded.config).unwrap_or_else(|| "-".to_owned());
            let value: String = value.chars().flat_map(char::escape_debug).collect();
            (setting.name, value, origin)
        })
        .collect();
    let name_width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
    let value_width = rows.iter().map(|(_, value, _)| value.chars().count()).max();
    let value_width = value_width.unwrap_or_default();
    for (name, value, origin) in rows {
        writeln!(out, "{name:name_width$}  {value:value_width$}  {origin}")?;
    }
    Ok(())
}

fn to_json(loaded: &Loaded) -> Value {
    let settings = loaded.settings().map(|(setting, origin)| {
        json!({
            "name": setting.name,
            "group": setting.group,
            "variable": setting.variable,
            "flag": setting.flag().map(|flag| format!("--{flag}")),
            "value": setting.value(&loaded.config),
            "origin": origin.to_string(),
        })
    });
    Value::Array(settings.collect())
}
