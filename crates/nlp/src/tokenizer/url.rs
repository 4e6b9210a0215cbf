//! Recogniser of web addresses.

use fancy_regex::{Regex, RegexBuilder};

use crate::model::ModelError;

/// Longest string, in bytes, that may be a web address. Browsers and servers
/// agree on about 2,000; the limit bounds the time of a match.
const MAX_URL_BYTES: usize = 2_048;

/// Steps after which a match is given up.
const BACKTRACK_LIMIT: usize = 50_000;

/// The part of the pattern for `user:password@`, which needs an `@`.
const USER_INFO: &str = r"(?:\S+(?::\S*)?@)?";

/// Decides whether a whole string is a web address.
#[derive(Debug)]
pub(super) struct UrlMatcher {
    with_user: Regex,
    without_user: Regex,
}

impl UrlMatcher {
    pub(super) fn new(pattern: &str) -> Result<Self, ModelError> {
        let translated = translate(pattern);
        Ok(Self {
            with_user: compile(&translated)?,
            without_user: compile(&translated.replacen(USER_INFO, "", 1))?,
        })
    }

    /// Whether `text` is a web address: at most 2,048 bytes that the pattern
    /// matches wholly. A match that would take too many steps is none.
    pub(super) fn matches(&self, text: &str) -> bool {
        // Every host has a dot, whether it is a name or an address.
        if text.len() > MAX_URL_BYTES || !text.contains('.') {
            return false;
        }
        // Without an `@` the user part can only be absent, and leaving it out
        // spares a search that is quadratic in the length of the string.
        let regex = if text.contains('@') { &self.with_user } else { &self.without_user };
        regex.is_match(text).unwrap_or(false)
    }
}

fn compile(pattern: &str) -> Result<Regex, ModelError> {
    RegexBuilder::new(pattern)
        .backtrack_limit(BACKTRACK_LIMIT)
        .build()
        .map_err(|error| ModelError::Pattern { which: "url", problem: error.to_string(), at: 0 })
}

/// Rewrites what Python's syntax spells differently.
pub(super) fn translate(pattern: &str) -> String {
    let pattern = pattern.strip_prefix("(?u)").unwrap_or(pattern);
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('U') => {
                let code: String = chars.by_ref().take(8).collect();
                out.push_str("\\x{");
                out.push_str(&code);
                out.push('}');
            }
            Some(quote @ ('\'' | '"')) => out.push(quote),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}
