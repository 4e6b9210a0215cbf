//! The settings file: TOML with a table for each group.

use std::{ffi::OsString, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{SETTINGS, Setting};

/// A setting that the file gives.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) setting: &'static Setting,
    /// As it would be written in a variable.
    pub(super) value: OsString,
    /// Counted from 1.
    pub(super) line: usize,
}

/// What is wrong with the file, but for the values of settings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileFault {
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) problem: String,
}

/// All that the file gives, and all that is wrong with it.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<FileFault>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, entries: Vec::new(), faults: Vec::new() };
    for error in errors {
        let span = error.span().unwrap_or_default();
        reader.fault(&span, format!("not TOML: {}", error.message()));
    }
    let document = document.into_inner();
    for (key, value) in &document {
        reader.table(key, value);
    }
    // Keys come in the order of the alphabet.
    reader.entries.sort_by_key(|entry| entry.line);
    reader.faults.sort_by_key(|fault| fault.line);
    (reader.entries, reader.faults)
}

struct Reader<'a> {
    text: &'a str,
    entries: Vec<Entry>,
    faults: Vec<FileFault>,
}

impl Reader<'_> {
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    fn fault(&mut self, span: &Range<usize>, problem: String) {
        self.faults.push(FileFault { line: self.line(span), problem });
    }

    fn table(&mut self, key: &Spanned<impl AsRef<str>>, value: &Spanned<DeValue<'_>>) {
        let group = key.get_ref().as_ref();
        let known = SETTINGS.iter().any(|setting| setting.group == group);
        match value.get_ref() {
            DeValue::Table(table) if known => {
                for (key, value) in table {
                    self.entry(group, key, value);
                }
            }
            DeValue::Table(_) => {
                let hint = super::load::nearest(group, SETTINGS.iter().map(|s| s.group));
                let hint =
                    hint.map_or_else(String::new, |group| format!("; did you mean [{group}]?"));
                self.fault(&key.span(), format!("there is no table [{}]{hint}", shown(group)));
            }
            _ => self.unknown(&key.span(), "", group),
        }
    }

    fn entry(&mut self, group: &str, key: &Spanned<impl AsRef<str>>, value: &Spanned<DeValue<'_>>) {
        let name = key.get_ref().as_ref();
        let setting = SETTINGS.iter().find(|s| s.group == group && s.name == name);
        let Some(setting) = setting else {
            return self.unknown(&key.span(), group, name);
        };
        let line = self.line(&key.span());
        match written(value.get_ref()) {
            Some(value) => self.entries.push(Entry { setting, value: value.into(), line }),
            None => {
                let kind = value.get_ref().type_str();
                self.fault(
                    &key.span(),
                    format!("{name} must be {}, not an {kind}", setting.rule()),
                );
            }
        }
    }

    /// A key that is no setting, or one of another table.
    fn unknown(&mut self, span: &Range<usize>, group: &str, name: &str) {
        let nearest = super::load::nearest(name, SETTINGS.iter().map(|setting| setting.name));
        let meant = SETTINGS.iter().find(|setting| Some(setting.name) == nearest);
        let hint = match meant {
            Some(setting) if setting.name == name => {
                let problem = format!("{name} belongs into the table [{}]", setting.group);
                return self.fault(span, problem);
            }
            Some(setting) => format!("; did you mean {} in [{}]?", setting.name, setting.group),
            None => String::new(),
        };
        let place = if group.is_empty() { String::new() } else { format!(" in [{group}]") };
        self.fault(span, format!("there is no setting {}{place}{hint}", shown(name)));
    }
}

fn shown(name: &str) -> String {
    super::setting::shown(name)
}

/// A value as it would be written in a variable.
fn written(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Some(number.to_string()),
            Err(_) => Some(number.as_str().to_owned()),
        },
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(value) => Some(value.to_string()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let (_, faults) = read(text);
        faults.iter().map(|fault| format!("{}: {}", fault.line, fault.problem)).collect()
    }

    #[test]
    fn entries_are_known_with_their_lines() {
        let text = "# first\n[limits]\nmax_calls = 0x10\nmax_article_bytes = \"64KiB\"\n\n\
                    [server]\nlisten = \"127.0.0.1:1\"\ndrain_timeout = 2.5\n";
        let (entries, faults) = read(text);
        assert_eq!(faults, []);
        let entries: Vec<_> = entries
            .iter()
            .map(|entry| (entry.line, entry.setting.name, entry.value.to_str().unwrap()))
            .collect();
        let expected = [
            (3, "max_calls", "16"),
            (4, "max_article_bytes", "64KiB"),
            (7, "listen", "127.0.0.1:1"),
            (8, "drain_timeout", "2.5"),
        ];
        assert_eq!(entries, expected);
    }

    #[test]
    fn every_fault_of_the_file_is_told_with_what_was_meant() {
        let text = "listen = \"127.0.0.1:1\"\n[limit]\n[limits]\nmax_cals = 3\nqueue = 1\n\
                    max_calls = [1]\nxyzzy = 1\n";
        let expected = [
            "1: listen belongs into the table [server]",
            "2: there is no table [limit]; did you mean [limits]?",
            "4: there is no setting max_cals in [limits]; did you mean max_calls in [limits]?",
            "5: queue belongs into the table [analysis]",
            "6: max_calls must be 1 to 65536, not an array",
            "7: there is no setting xyzzy in [limits]",
        ];
        assert_eq!(faults(text), expected);
    }

    #[test]
    fn what_is_no_toml_is_told_by_line() {
        let faults = faults("[limits]\nmax_calls = \nqueue\n[limits]\n");
        assert!(faults.len() >= 2, "{faults:?}");
        assert!(faults[0].starts_with("2: not TOML: "), "{faults:?}");
        assert!(
            read("\u{0}\u{1b}[31m = 1").1.iter().all(|fault| !fault.problem.contains('\u{1b}'))
        );
    }
}
