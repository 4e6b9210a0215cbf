//! One setting: what it is called, where it comes from, what it may be.

use std::{ffi::OsStr, fmt};

use thiserror::Error;

use super::{Config, Secret};

/// When a changed value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// When the server starts.
    Restart,
    /// While it runs: what the setting names is read again.
    Reload,
}

/// A setting as everything that deals with settings knows it.
#[derive(Clone, Copy)]
pub struct Setting {
    /// Name of the field of [`Config`], of the key in the file and, with dashes, of the flag.
    pub name: &'static str,
    /// Name of the environment variable.
    pub variable: &'static str,
    /// Another variable that is read when the first is not set.
    pub other_variable: Option<&'static str>,
    /// Table of the file.
    pub group: &'static str,
    /// What it does, for people.
    pub help: &'static str,
    /// Whether its value must not be shown. Such a setting has no flag: others can read those.
    pub secret: bool,
    /// When a changed value counts.
    pub effect: Effect,
    /// The default in words, where it depends on the machine or on another setting.
    pub default_words: Option<&'static str>,
    pub(super) access: Access,
}

/// How to get at a setting's value, whatever its type.
#[derive(Clone, Copy)]
pub(super) struct Access {
    /// Reads a value as somebody wrote it; false when it breaks the rule.
    pub(super) set: fn(&mut Config, &OsStr) -> bool,
    /// The value as it is written; none when nothing is set.
    pub(super) get: fn(&Config) -> Option<String>,
    /// Whether the value keeps the rule.
    pub(super) admits: fn(&Config) -> bool,
    /// What may be written, as it reads on after "must be".
    pub(super) rule: fn() -> String,
    /// What the help calls a value.
    pub(super) placeholder: fn() -> &'static str,
    /// Whether the file has the value without quotation marks.
    pub(super) bare: fn() -> bool,
    /// Whether it is true or false, so that the flag needs no value.
    pub(super) switch: fn() -> bool,
}

impl Setting {
    pub(super) const fn new(
        group: &'static str,
        name: &'static str,
        variable: &'static str,
        help: &'static str,
        access: Access,
    ) -> Self {
        Self {
            name,
            variable,
            other_variable: None,
            group,
            help,
            secret: false,
            effect: Effect::Restart,
            default_words: None,
            access,
        }
    }

    /// Says what the default is where it is no fixed value.
    pub(super) const fn default_is(mut self, words: &'static str) -> Self {
        self.default_words = Some(words);
        self
    }

    /// Names a further variable to read.
    pub(super) const fn or(mut self, variable: &'static str) -> Self {
        self.other_variable = Some(variable);
        self
    }

    /// Says that the value must not be shown.
    pub(super) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Says that what it names is read again while the server runs.
    pub(super) const fn reloaded(mut self) -> Self {
        self.effect = Effect::Reload;
        self
    }

    /// The flag without its dashes; none for secrets.
    pub fn flag(&self) -> Option<String> {
        (!self.secret).then(|| self.name.replace('_', "-"))
    }

    /// What it does, in one line.
    pub fn help(&self) -> String {
        self.help.trim().trim_end_matches('.').to_owned()
    }

    /// What may be written, as it reads on after "must be".
    pub fn rule(&self) -> String {
        (self.access.rule)()
    }

    /// What the help calls a value.
    pub fn placeholder(&self) -> &'static str {
        (self.access.placeholder)()
    }

    /// Whether it is true or false.
    pub fn is_switch(&self) -> bool {
        (self.access.switch)()
    }

    /// The value as it is written; none when nothing is set. Secrets are hidden.
    pub fn value(&self, config: &Config) -> Option<String> {
        let value = (self.access.get)(config)?;
        Some(if self.secret { Secret::HIDDEN.to_owned() } else { value })
    }

    /// The default as it is written or in words; none when nothing is set.
    pub fn default_value(&self) -> Option<String> {
        match self.default_words {
            Some(words) => Some(words.to_owned()),
            None => self.value(&Config::default()),
        }
    }

    /// Reads a value as somebody wrote it, and keeps it if it follows the rule.
    #[expect(clippy::result_large_err, reason = "settings are read once")]
    pub(super) fn set(&self, config: &mut Config, given: &OsStr) -> Result<(), ConfigFault> {
        if (self.access.set)(config, given) {
            return Ok(());
        }
        Err(self.fault(self.rule(), &given.to_string_lossy()))
    }

    /// Checks the value by itself.
    #[expect(clippy::result_large_err, reason = "settings are read once")]
    pub(super) fn check(&self, config: &Config) -> Result<(), ConfigFault> {
        if (self.access.admits)(config) {
            return Ok(());
        }
        Err(self.fault(self.rule(), &(self.access.get)(config).unwrap_or_default()))
    }

    pub(super) fn fault(&self, rule: String, value: &str) -> ConfigFault {
        let value = if self.secret { Secret::HIDDEN.to_owned() } else { shown(value) };
        ConfigFault { setting: *self, rule, value }
    }
}

/// A value as an error shows it: short, without characters that steer a terminal, and without the
/// credentials that an address may have.
pub(super) fn shown(value: &str) -> String {
    const LONGEST: usize = 80;
    let address = value.split_once("://").and_then(|(scheme, rest)| {
        let (_, host) = rest.rsplit_once('@')?;
        Some(format!("{scheme}://...@{host}"))
    });
    let value = address.as_deref().unwrap_or(value);
    let plain = |c: char| c.is_ascii_graphic() || c.is_alphanumeric();
    if !value.is_empty() && value.len() <= LONGEST && value.chars().all(plain) {
        return value.to_owned();
    }
    let more = if value.chars().nth(LONGEST).is_some() { "..." } else { "" };
    format!("{:?}{more}", value.chars().take(LONGEST).collect::<String>())
}

/// Two settings are the same when they have the same name.
impl PartialEq for Setting {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Setting {}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.group, self.name)
    }
}

/// A setting that breaks its rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} ({}) must be {rule}, not {value}", setting.name, setting.variable)]
pub struct ConfigFault {
    /// The setting.
    pub setting: Setting,
    /// Its rule.
    pub rule: String,
    /// Its value, hidden if it is a secret.
    pub value: String,
}
