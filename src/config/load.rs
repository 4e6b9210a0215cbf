//! Brings the sources of settings together: defaults < file < environment < flags.

use std::{
    ffi::{OsStr, OsString},
    fmt, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::{ANALYSIS_WORKERS, Config, ConfigFault, SETTINGS, Setting, file};

/// Largest settings file: a thousand times what one needs.
const LARGEST_FILE: u64 = 1 << 20;
/// How many letters a misspelt name may be off.
const NEAR: usize = 3;

/// Where settings are looked for.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The settings file.
    pub file: Option<PathBuf>,
    /// Variables of the environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Flags by the names of their settings.
    pub flags: Vec<(&'static str, OsString)>,
}

/// Where a value came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    #[default]
    Default,
    /// A line of the settings file, counted from 1.
    File(PathBuf, usize),
    /// A variable of the environment.
    Variable(&'static str),
    /// A flag of the command line, without its dashes.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// Something wrong with a source.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LoadFault {
    /// A value breaks its rule.
    #[error("{origin}: {} must be {}, not {}", fault.setting.name, fault.rule, fault.value)]
    Value {
        /// Where it was set.
        origin: Origin,
        /// What is wrong with it.
        fault: ConfigFault,
    },
    /// A line of the file is not understood.
    #[error("{}:{line}: {problem}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// The file cannot be read.
    #[error("{}: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: String,
    },
}

/// Settings with their origins.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Where each came from, in the order of [`SETTINGS`].
    origins: Vec<Origin>,
    /// What is no fault, yet hardly meant.
    pub warnings: Vec<String>,
}

impl Loaded {
    /// All settings with their origins.
    pub fn settings(&self) -> impl Iterator<Item = (&'static Setting, &Origin)> {
        SETTINGS.iter().zip(&self.origins)
    }

    /// Where a setting's value came from.
    pub fn origin(&self, setting: Setting) -> &Origin {
        let found = self.settings().find(|(other, _)| **other == setting);
        found.map_or(&Origin::Default, |(_, origin)| origin)
    }
}

/// Reads all sources and checks the settings; every fault of every source is reported.
pub fn load(sources: &Sources) -> Result<Loaded, Vec<LoadFault>> {
    let mut loading = Loading {
        loaded: Loaded {
            config: Config::default(),
            origins: vec![Origin::Default; SETTINGS.len()],
            warnings: misspelt(&sources.environment),
        },
        faults: Vec::new(),
    };
    if let Some(path) = &sources.file {
        loading.file(path);
    }
    for setting in SETTINGS {
        let names = [Some(setting.variable), setting.other_variable];
        let find = |name| variable(&sources.environment, name).map(|value| (name, value));
        if let Some((name, value)) = names.into_iter().flatten().find_map(find) {
            loading.set(setting, value, Origin::Variable(name));
        }
    }
    for (name, value) in &sources.flags {
        if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == *name) {
            let flag = setting.flag().unwrap_or_default();
            loading.set(setting, value, Origin::Flag(flag));
        }
    }
    loading.finish()
}

/// A variable; one that is empty is as if it were not there.
fn variable<'a>(environment: &'a [(OsString, OsString)], name: &str) -> Option<&'a OsStr> {
    let (_, value) = environment.iter().find(|(key, _)| key == name)?;
    (!value.is_empty()).then_some(value)
}

struct Loading {
    loaded: Loaded,
    faults: Vec<LoadFault>,
}

impl Loading {
    fn file(&mut self, path: &Path) {
        let text = match read(path) {
            Ok(text) => text,
            Err(problem) => {
                self.faults.push(LoadFault::File { path: path.to_owned(), problem });
                return;
            }
        };
        let (entries, faults) = file::read(&text);
        self.faults.extend(faults.into_iter().map(|fault| LoadFault::Line {
            path: path.to_owned(),
            line: fault.line,
            problem: fault.problem,
        }));
        for entry in entries {
            let origin = Origin::File(path.to_owned(), entry.line);
            self.set(entry.setting, &entry.value, origin);
        }
    }

    fn set(&mut self, setting: &Setting, value: &OsStr, origin: Origin) {
        match setting.set(&mut self.loaded.config, value) {
            Ok(()) => {
                let at = SETTINGS.iter().position(|other| other == setting);
                if let Some(place) = at.and_then(|at| self.loaded.origins.get_mut(at)) {
                    *place = origin;
                }
            }
            Err(fault) => self.faults.push(LoadFault::Value { origin, fault }),
        }
    }

    fn finish(mut self) -> Result<Loaded, Vec<LoadFault>> {
        let loaded = &mut self.loaded;
        if *loaded.origin(ANALYSIS_WORKERS) == Origin::Default {
            loaded.config.analysis_workers = loaded.config.workers;
        }
        for fault in self.loaded.config.check_together() {
            let origin = self.loaded.origin(fault.setting).clone();
            self.faults.push(LoadFault::Value { origin, fault });
        }
        if self.faults.is_empty() { Ok(self.loaded) } else { Err(self.faults) }
    }
}

fn read(path: &Path) -> Result<String, String> {
    let told = |cause: io::Error| format!("cannot be read: {cause}");
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(told)?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(format!("has more than {LARGEST_FILE} bytes"));
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())
}

/// Variables of the commands that call a server. A container's health check is one of them and has
/// the server's environment.
const OF_CLIENTS: [&str; 5] = [
    "PARALLAX_ADDRESS",
    "PARALLAX_TLS_CA",
    "PARALLAX_TLS_NAME",
    "PARALLAX_TOKEN",
    "PARALLAX_TOKEN_FILE",
];

/// Variables that look like ours and are none. Others may well begin so: Kubernetes names
/// variables after services.
fn misspelt(environment: &[(OsString, OsString)]) -> Vec<String> {
    const OURS: &str = "PARALLAX_";
    let known = || SETTINGS.iter().map(|setting| setting.variable);
    let mut found = Vec::new();
    for name in environment.iter().filter_map(|(name, _)| name.to_str()) {
        let is_known = OF_CLIENTS.contains(&name) || known().any(|known| known == name);
        let Some(own) = name.strip_prefix(OURS).filter(|_| !is_known) else { continue };
        // What all of them begin with makes none of them more alike.
        if let Some(meant) = nearest(own, known().filter_map(|known| known.strip_prefix(OURS))) {
            found.push(format!("{name} is no setting; did you mean {OURS}{meant}?"));
        }
    }
    found.sort();
    found
}

/// The name that was likely meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > 64 {
        return None;
    }
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    let best = known.min_by_key(|other| distance(other))?;
    (distance(best) <= NEAR.min(best.len() / 3)).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{LISTEN, LOG, MAX_CALLS, QUEUE, WORKERS},
        *,
    };

    fn environment(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parallax.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn later_sources_win_and_every_value_tells_its_origin() {
        let (_folder, path) = file(
            "[limits]\nmax_calls = 1\n[analysis]\nqueue = 2\nworkers = 3\n[log]\nlog=\"warn\"",
        );
        let sources = Sources {
            file: Some(path.clone()),
            environment: environment(&[
                ("PARALLAX_QUEUE", "20"),
                ("PARALLAX_WORKERS", "30"),
                ("PARALLAX_LISTEN", ""),
                ("RUST_LOG", "debug"),
            ]),
            flags: vec![("workers", "300".into())],
        };
        let loaded = load(&sources).unwrap();
        let config = &loaded.config;
        assert_eq!((config.max_calls, config.queue, config.workers), (1, 20, 300));
        assert_eq!((config.analysis_workers, config.log.as_str()), (300, "debug"));
        assert_eq!(*loaded.origin(MAX_CALLS), Origin::File(path, 2));
        assert_eq!(*loaded.origin(QUEUE), Origin::Variable("PARALLAX_QUEUE"));
        assert_eq!(*loaded.origin(WORKERS), Origin::Flag("workers".to_owned()));
        assert_eq!(*loaded.origin(LOG), Origin::Variable("RUST_LOG"));
        assert_eq!(*loaded.origin(LISTEN), Origin::Default);
        assert_eq!(loaded.settings().count(), SETTINGS.len());
    }

    #[test]
    fn every_fault_of_every_source_is_told() {
        let (_folder, path) =
            file("[limits]\nmax_calls = 0\nmax_article_bytes = \"4MiB\"\n[sever]\n");
        let sources = Sources {
            file: Some(path.clone()),
            environment: environment(&[
                ("PARALLAX_QUEUE", "many"),
                ("PARALLAX_CALL_TIMEOUT", "2 weeks"),
                ("PARALLAX_MAX_MESSAGE_BYTES", "64KiB"),
            ]),
            flags: vec![("listen", "localhost".into()), ("log", "\u{1b}[31m=".into())],
        };
        let faults: Vec<_> = load(&sources).unwrap_err().iter().map(ToString::to_string).collect();
        let path = path.display();
        let expected = [
            format!("{path}:4: there is no table [sever]; did you mean [server]?"),
            format!("{path}:2: max_calls must be 1 to 65536, not 0"),
            "PARALLAX_QUEUE: queue must be 0 to 65536, not many".to_owned(),
            "PARALLAX_CALL_TIMEOUT: call_timeout must be 1ms to 1h (ms, s, m, h or d), not \
             \"2 weeks\""
                .to_owned(),
            "--listen: listen must be an IP address with a port, as 127.0.0.1:50051 or \
             [::1]:50051, not localhost"
                .to_owned(),
            "--log: log must be error, warn, info, debug, trace, off or a list of target=level, \
             not \"\\u{1b}[31m=\""
                .to_owned(),
            format!(
                "{path}:3: max_article_bytes must be at least 1KiB less than max_message_bytes, \
                 not 4MiB"
            ),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told() {
        let sources = Sources { file: Some("/nowhere/x.toml".into()), ..Sources::default() };
        let faults = load(&sources).unwrap_err();
        assert!(faults[0].to_string().starts_with("/nowhere/x.toml: cannot be read: "));
        let (folder, path) = file("");
        fs::write(&path, [0xff]).unwrap();
        let sources = Sources { file: Some(path), ..Sources::default() };
        assert!(load(&sources).unwrap_err()[0].to_string().ends_with("is not UTF-8"));
        let sources = Sources { file: Some(folder.path().to_owned()), ..Sources::default() };
        assert_eq!(load(&sources).unwrap_err().len(), 1);
    }

    #[test]
    fn a_misspelt_variable_is_a_warning() {
        let environment = environment(&[
            ("PARALLAX_MAX_CALL", "1"),
            ("PARALLAX_SERVICE_HOST", "10.0.0.1"),
            ("PARALLAX_PORT", "tcp://10.0.0.1:50051"),
            ("PARALLAX_TLS_CA", "ca.pem"),
            ("OTHER_QUEUE", "1"),
        ]);
        let loaded = load(&Sources { environment, ..Sources::default() }).unwrap();
        let expected = "PARALLAX_MAX_CALL is no setting; did you mean PARALLAX_MAX_CALLS?";
        assert_eq!(loaded.warnings, [expected]);
    }
}
