//! What is generated from the declaration: the table of the documentation and a file with
//! every setting.

use std::fmt::Write as _;

use super::{Config, Effect, SETTINGS, Setting, load::Loaded};

/// The settings as tables in Markdown, one for each table of the file.
pub fn table() -> String {
    let mut out = String::new();
    for group in groups() {
        // Writing to a string does not fail.
        let _ = writeln!(out, "### `[{group}]`\n");
        out.push_str("| setting | default | must be | what it is |\n|---|---|---|---|\n");
        for setting in SETTINGS.iter().filter(|setting| setting.group == group) {
            let default = match (setting.default_words, setting.default_value()) {
                (Some(words), _) => words.to_owned(),
                (None, Some(value)) => format!("`{value}`"),
                (None, None) => "not set".to_owned(),
            };
            let notes = notes(setting);
            let (name, variable, help) = (setting.name, setting.variable, cell(&setting.help()));
            let rule = cell(&setting.rule());
            let _ =
                writeln!(out, "| `{name}`<br>`{variable}` | {default} | {rule} | {help}{notes} |");
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The tables of the file in their order.
fn groups() -> Vec<&'static str> {
    let mut groups: Vec<_> = SETTINGS.iter().map(|setting| setting.group).collect();
    groups.dedup();
    groups
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

fn notes(setting: &Setting) -> String {
    let mut notes = String::new();
    if let Some(other) = setting.other_variable {
        let _ = write!(notes, ". `{other}` is read when the variable is not set");
    }
    if setting.secret {
        notes.push_str(". Secret: it is never shown, and has no flag");
    }
    if setting.effect == Effect::Reload {
        notes.push_str(". Read again while the server runs");
    }
    notes
}

/// A settings file with every setting, commented out, at its default.
pub fn example() -> String {
    let mut out =
        "# Settings of `parallax serve --config FILE`. Every line that is commented out shows a \
                   default.\n"
            .to_owned();
    let default = Config::default();
    for group in groups() {
        let _ = writeln!(out, "\n[{group}]");
        for setting in SETTINGS.iter().filter(|setting| setting.group == group) {
            let _ = writeln!(out, "\n# {}.", setting.help());
            let _ = writeln!(out, "# Must be {}.", setting.rule());
            let value = match (setting.default_words, setting.value(&default)) {
                (Some(words), _) => format!("# {} is {words} unless it is set.", setting.name),
                (None, Some(value)) => format!("#{}", assignment(setting, &value)),
                (None, None) => format!("# {} is not set by default.", setting.name),
            };
            let _ = writeln!(out, "{value}");
        }
    }
    out
}

/// A line of the settings file.
fn assignment(setting: &Setting, value: &str) -> String {
    let name = setting.name;
    if (setting.access.bare)() {
        format!("{name} = {value}")
    } else {
        format!("{name} = {}", quoted(value))
    }
}

/// A basic string of TOML.
fn quoted(value: &str) -> String {
    let mut out = String::from('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Loaded {
    /// A settings file that gives these settings, each with its origin; secrets are left out.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        for group in groups() {
            let _ = writeln!(out, "{}[{group}]", if out.is_empty() { "" } else { "\n" });
            for (setting, origin) in self.settings().filter(|(s, _)| s.group == group) {
                let _ = match setting.value(&self.config) {
                    Some(value) if setting.secret => {
                        writeln!(out, "# {} = {value} # {origin}", setting.name)
                    }
                    Some(value) => writeln!(out, "{} # {origin}", assignment(setting, &value)),
                    None => writeln!(out, "# {} is not set", setting.name),
                };
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{
        super::{Sources, load},
        *,
    };

    fn load_text(text: &str) -> Loaded {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, text).unwrap();
        load(&Sources { file: Some(path), ..Sources::default() }).unwrap()
    }

    #[test]
    fn the_example_gives_the_defaults_with_and_without_its_lines() {
        let example = example();
        assert_eq!(load_text(&example).config, Config::default());
        let uncommented: String = example
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(rest) if !rest.starts_with(' ') => rest,
                _ => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let loaded = load_text(&uncommented);
        assert_eq!(loaded.config, Config::default());
        let fixed = SETTINGS
            .iter()
            .filter(|setting| setting.default_words.is_none() && setting.default_value().is_some());
        let set = loaded.settings().filter(|(_, origin)| **origin != super::super::Origin::Default);
        assert_eq!(set.count(), fixed.count());
    }

    #[test]
    fn what_is_shown_as_toml_gives_the_same_settings() {
        let mut loaded = load_text("[log]\nlog = \"warn\"\n[limits]\nmax_calls = 7");
        loaded.config.data = "a \"b\"\\c\n".into();
        let again = load_text(&loaded.to_toml());
        assert_eq!(again.config, loaded.config);
    }
}
