//! What settings must be, each by itself and together.

use std::path::PathBuf;

use super::{
    Config, ConfigFault, INSECURE, JWT_AUDIENCE, JWT_ISSUER, JWT_KEYS, LISTEN, MAX_ARTICLE_BYTES,
    MAX_MESSAGE_BYTES, SETTINGS, TLS_CERT, TLS_CLIENT_CA, TLS_CLIENT_OPTIONAL, TLS_KEY,
    settings::MESSAGE_OVERHEAD,
};

impl Config {
    /// Checks every setting and reports all faults at once.
    pub fn validate(&self) -> Result<(), Vec<ConfigFault>> {
        let mut faults: Vec<_> =
            SETTINGS.iter().filter_map(|setting| setting.check(self).err()).collect();
        for fault in self.check_together() {
            // One word on each setting is enough.
            if !faults.iter().any(|other| other.setting == fault.setting) {
                faults.push(fault);
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Checks what settings must be for each other.
    pub(super) fn check_together(&self) -> impl Iterator<Item = ConfigFault> {
        let sizes = self.article_in_message().into_iter().chain(self.memory_fault());
        sizes.chain(self.safety_faults())
    }

    fn article_in_message(&self) -> Option<ConfigFault> {
        let room = self.max_message_bytes.saturating_sub(MESSAGE_OVERHEAD);
        if self.max_article_bytes <= room {
            return None;
        }
        let rule = format!("at least 1KiB less than {}", MAX_MESSAGE_BYTES.name);
        let value = MAX_ARTICLE_BYTES.value(self).unwrap_or_default();
        Some(MAX_ARTICLE_BYTES.fault(rule, &value))
    }

    /// Settings of safety that do not go together.
    fn safety_faults(&self) -> Vec<ConfigFault> {
        let mut faults = Vec::new();
        let mut fault = |setting, rule: String, value: String| {
            faults.push(ConfigFault { setting, rule, value });
        };
        let shown = |path: &Option<PathBuf>| match path {
            Some(path) => path.display().to_string(),
            None => "unset".to_owned(),
        };
        let has_tls = self.tls_cert.is_some() && self.tls_key.is_some();
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => {
                let rule = format!("set with {} ({})", TLS_CERT.name, TLS_CERT.variable);
                fault(TLS_KEY, rule, shown(&None));
            }
            (None, Some(_)) => {
                let rule = format!("set with {} ({})", TLS_KEY.name, TLS_KEY.variable);
                fault(TLS_CERT, rule, shown(&None));
            }
            _ => {}
        }
        if self.tls_client_ca.is_some() && self.tls_cert.is_none() {
            let rule = format!("unset without {} ({})", TLS_CERT.name, TLS_CERT.variable);
            fault(TLS_CLIENT_CA, rule, shown(&self.tls_client_ca));
        }
        if self.tls_client_optional && self.tls_client_ca.is_none() {
            let rule = format!("false without {} ({})", TLS_CLIENT_CA.name, TLS_CLIENT_CA.variable);
            fault(TLS_CLIENT_OPTIONAL, rule, self.tls_client_optional.to_string());
        }
        if !self.listen.ip().to_canonical().is_loopback() && !has_tls && !self.insecure {
            let rule = format!(
                "a loopback address while there is no TLS: set {} and {} ({}, {}), or {} ({}) to \
                 speak plaintext to the network",
                TLS_CERT.name,
                TLS_KEY.name,
                TLS_CERT.variable,
                TLS_KEY.variable,
                INSECURE.name,
                INSECURE.variable
            );
            fault(LISTEN, rule, self.listen.to_string());
        }
        for (setting, value) in [(JWT_ISSUER, &self.jwt_issuer), (JWT_AUDIENCE, &self.jwt_audience)]
        {
            let keys = format!("{} ({})", JWT_KEYS.name, JWT_KEYS.variable);
            match (value.as_deref(), &self.jwt_keys) {
                (None | Some(""), Some(_)) => {
                    fault(setting, format!("set with {keys}"), "unset".to_owned());
                }
                // Whoever sets it counts on tokens, and without keys nobody would be asked for one.
                (Some(value), None) => {
                    fault(setting, format!("unset without {keys}"), super::setting::shown(value));
                }
                _ => {}
            }
        }
        faults
    }
}

/// Whether all are origins as browsers write them: scheme, host, and a port that is not the usual.
pub(super) fn are_origins(list: &str) -> bool {
    list.split(',').map(str::trim).all(|origin| {
        url::Url::parse(origin).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == origin
        })
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        super::{LARGEST_ARTICLE, MAX_COMPARED_DOCUMENTS, WEB_ORIGINS},
        *,
    };

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(Config::default().validate(), Ok(()));
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let config = Config {
            max_article_bytes: 0,
            max_message_bytes: 0,
            max_compared_documents: 1,
            max_comparisons: 0,
            workers: 0,
            queue: usize::MAX,
            max_calls: 0,
            max_connections: 0,
            analysis_workers: usize::MAX,
            ingest_window: 0,
            max_watchers: 0,
            watch_events: 0,
            call_timeout: Duration::ZERO,
            drain_timeout: Duration::MAX,
            watch_patience: Duration::ZERO,
            watch_retention: Duration::ZERO,
            log: "a=b=c".to_owned(),
            ..Config::default()
        };
        let faults = config.validate().unwrap_err();
        let names: Vec<_> = faults.iter().map(|fault| fault.setting.name).collect();
        let expected = [
            "drain_timeout",
            "max_comparisons",
            "workers",
            "queue",
            "analysis_workers",
            "max_article_bytes",
            "max_message_bytes",
            "max_compared_documents",
            "max_calls",
            "max_connections",
            "call_timeout",
            "ingest_window",
            "max_watchers",
            "watch_retention",
            "watch_events",
            "watch_patience",
            "log",
        ];
        assert_eq!(names, expected);
        let message = faults[2].to_string();
        assert_eq!(message, "workers (PARALLAX_WORKERS) must be 1 to 1024, not 0");
    }

    #[test]
    fn what_would_protect_nothing_is_a_fault() {
        let some = |text: &str| Some(text.to_owned());
        let config = Config {
            jwt_issuer: some("https://id.example"),
            jwt_audience: some("parallax"),
            tls_client_optional: true,
            ..Config::default()
        };
        let faults: Vec<_> =
            config.validate().unwrap_err().iter().map(ToString::to_string).collect();
        let expected = [
            "tls_client_optional (PARALLAX_TLS_CLIENT_OPTIONAL) must be false without \
             tls_client_ca (PARALLAX_TLS_CLIENT_CA), not true",
            "jwt_issuer (PARALLAX_JWT_ISSUER) must be unset without jwt_keys (PARALLAX_JWT_KEYS), \
             not https://id.example",
            "jwt_audience (PARALLAX_JWT_AUDIENCE) must be unset without jwt_keys \
             (PARALLAX_JWT_KEYS), not parallax",
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn origins_are_as_browsers_write_them() {
        for list in ["https://news.example", "http://localhost:8080, https://[::1]:8443"] {
            assert!(are_origins(list), "{list}");
        }
        for list in [
            "*",
            "null",
            "news.example",
            "https://news.example/",
            "https://news.example:443",
            "HTTPS://a.example",
            "ftp://a.example",
            "https://a.example,",
        ] {
            let config = Config { web_origins: list.to_owned(), ..Config::default() };
            assert_eq!(config.validate().unwrap_err()[0].setting, WEB_ORIGINS, "{list}");
        }
    }

    #[test]
    fn an_article_must_fit_into_a_message_and_the_engine() {
        let config = Config { max_article_bytes: LARGEST_ARTICLE + 1, ..Config::default() };
        assert_eq!(config.validate().unwrap_err()[0].setting, MAX_ARTICLE_BYTES);
        let config = Config { max_message_bytes: 1 << 20, ..Config::default() };
        let faults = config.validate().unwrap_err();
        assert_eq!(faults.len(), 1);
        let expected = "max_article_bytes (PARALLAX_MAX_ARTICLE_BYTES) must be at least 1KiB less \
                        than max_message_bytes, not 1MiB";
        assert_eq!(faults[0].to_string(), expected);
    }

    #[test]
    fn names_are_unique_and_helpful() {
        let mut names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SETTINGS.len());
        for setting in SETTINGS {
            assert_eq!(setting.variable, format!("PARALLAX_{}", setting.name.to_uppercase()));
            assert!(setting.help().len() > 10 && !setting.rule().is_empty(), "{setting:?}");
        }
        assert_eq!(MAX_COMPARED_DOCUMENTS.group, "limits");
    }

    #[test]
    fn a_default_is_read_back_as_it_is_written() {
        let default = Config::default();
        for setting in SETTINGS {
            let Some(value) = setting.value(&default) else { continue };
            let mut config = Config::default();
            setting.set(&mut config, value.as_ref()).unwrap();
            assert_eq!(config, default, "{setting:?}");
        }
    }
}
