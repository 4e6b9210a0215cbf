//! The file of callers: a line for each bearer token, of which it holds a hash, and for each client
//! certificate that is known by its name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};

use super::{
    caller::{Caller, Refusal},
    scope::{Scope, Scopes},
    token,
};
use crate::transport::quota::Quota;

/// Every call compares with each of them.
const MOST: usize = 1000;

/// A line of the file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// What the caller is called in the log and in quotas. Several lines may have one name, as while a
    /// token is exchanged.
    pub(super) name: String,
    /// Hash of a bearer token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<String>,
    /// A DNS name of a client certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) certificate: Option<String>,
    pub(super) scopes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) calls: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) calls_per_second: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) bytes_per_minute: Option<usize>,
}

struct Entry {
    caller: Caller,
    expires: Option<Timestamp>,
}

/// What a line tells its caller by.
enum Sign {
    Token([u8; 32]),
    Certificate(String),
}

/// The callers of a file.
#[derive(Default)]
pub(super) struct Callers {
    tokens: Vec<([u8; 32], Entry)>,
    certificates: BTreeMap<String, Entry>,
}

impl Callers {
    /// Reads a file: a JSON object a line, `#` before what is only for people. What is left open by a
    /// line has the default. Faults name the line and never what stands in it.
    pub(super) fn parse(file: &[u8], default: Quota) -> Result<Self, String> {
        let text = std::str::from_utf8(file).map_err(|_| "the file is not UTF-8".to_owned())?;
        let (mut callers, mut hashes) = (Self::default(), BTreeSet::new());
        for (n, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (sign, entry) =
                entry(line, default).map_err(|fault| format!("line {}: {fault}", n + 1))?;
            let is_new = match sign {
                Sign::Token(hash) => {
                    callers.tokens.push((hash, entry));
                    hashes.insert(hash)
                }
                Sign::Certificate(name) => callers.certificates.insert(name, entry).is_none(),
            };
            if !is_new {
                return Err(format!("line {}: the same stands above already", n + 1));
            }
        }
        match callers.tokens.len() + callers.certificates.len() {
            0 => Err("there is no caller".to_owned()),
            n if n > MOST => Err(format!("there are {n} callers, more than {MOST}")),
            _ => Ok(callers),
        }
    }

    /// Whether any of them is known by a certificate.
    pub(super) fn have_certificates(&self) -> bool {
        !self.certificates.is_empty()
    }

    /// Whose token it is. Takes the same time whichever it is, if any.
    pub(super) fn by_token(&self, token: &str, now: Timestamp) -> Result<Caller, Refusal> {
        let hash = token::hash(token);
        let (mut found, mut index) = (Choice::from(0), 0_u32);
        for (n, (known, _)) in (0_u32..).zip(&self.tokens) {
            let same = known.ct_eq(&hash);
            index.conditional_assign(&n, same);
            found |= same;
        }
        // The index is that of an entry, or 0 where nothing was found.
        let entry = self.tokens.get(index as usize).filter(|_| bool::from(found));
        let (_, entry) = entry.ok_or(Refusal::Invalid)?;
        entry.at(now)
    }

    /// Whose certificate it is: the first of its names that is known decides.
    pub(super) fn by_certificate(
        &self,
        names: &[String],
        now: Timestamp,
    ) -> Result<Caller, Refusal> {
        let known = |name: &String| self.certificates.get(&name.to_ascii_lowercase());
        names.iter().find_map(known).ok_or(Refusal::Invalid)?.at(now)
    }
}

impl Entry {
    fn at(&self, now: Timestamp) -> Result<Caller, Refusal> {
        match self.expires {
            Some(expires) if expires <= now => Err(Refusal::Expired),
            _ => Ok(self.caller.clone()),
        }
    }
}

fn entry(line: &str, default: Quota) -> Result<(Sign, Entry), String> {
    // The parser's own words may hold what stands there, which may be a token.
    let line: Line = serde_json::from_str(line).map_err(|error| {
        let column = error.column();
        format!(
            "column {column}: must be a JSON object of name, sha256 or certificate, scopes and, if \
             wanted, expires, calls, calls_per_second and bytes_per_minute"
        )
    })?;
    token::check_name(&line.name).map_err(|error| error.to_string())?;
    let sign = match (line.sha256, line.certificate) {
        (Some(hash), None) => {
            Sign::Token(unhex(&hash).ok_or("sha256 must be 64 hexadecimal digits")?)
        }
        (None, Some(name)) if !name.is_empty() => Sign::Certificate(name.to_ascii_lowercase()),
        _ => return Err("there must be either sha256 or certificate".to_owned()),
    };
    let scopes: Result<Scopes, _> = line.scopes.iter().map(|name| name.parse::<Scope>()).collect();
    let scopes = scopes.map_err(|error| format!("scopes: each {error}"))?;
    if scopes.is_empty() {
        return Err(token::TokenError::NoScope.to_string());
    }
    let quota = Quota {
        calls: line.calls.unwrap_or(default.calls),
        calls_per_second: line.calls_per_second.unwrap_or(default.calls_per_second),
        bytes_per_minute: line.bytes_per_minute.unwrap_or(default.bytes_per_minute),
    };
    let caller = Caller { name: line.name.into(), scopes, quota };
    Ok((sign, Entry { caller, expires: line.expires }))
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

impl fmt::Debug for Callers {
    /// Names alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.tokens.iter().map(|(_, entry)| entry);
        let names = entries.chain(self.certificates.values()).map(|entry| &entry.caller.name);
        f.debug_list().entries(names).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{token::NewToken, *};

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn parse(file: &str) -> Result<Callers, String> {
        Callers::parse(file.as_bytes(), Quota { calls: 7, ..Quota::default() })
    }

    #[test]
    fn a_token_that_was_made_is_known_until_it_expires() {
        let expires = time("2030-01-01T00:00:00Z");
        let made = NewToken::generate("desk", &[Scope::Write, Scope::Read], Some(expires)).unwrap();
        let other = NewToken::generate("ops.1", &[Scope::Admin], None).unwrap();
        let callers = parse(&format!("# two\n\n{}\n  {}\n", made.line, other.line)).unwrap();
        let now = time("2029-12-31T23:59:59Z");
        let caller = callers.by_token(&made.token, now).unwrap();
        assert_eq!((&*caller.name, caller.quota.calls), ("desk", 7));
        assert_eq!(caller.scopes, [Scope::Read, Scope::Write].into_iter().collect());
        assert_eq!(callers.by_token(&other.token, expires).unwrap().name, "ops.1".into());
        assert_eq!(callers.by_token(&made.token, expires).unwrap_err(), Refusal::Expired);
        let cut = &made.token[..made.token.len() - 1];
        for wrong in ["", "plx_", cut, &made.token.to_uppercase(), &format!("{}A", made.token)] {
            assert_eq!(callers.by_token(wrong, now).unwrap_err(), Refusal::Invalid, "{wrong}");
        }
    }

    #[test]
    fn a_certificate_is_known_by_one_of_its_names() {
        let callers = parse(
            r#"{"name":"feeder","certificate":"Feeder.Example","scopes":["write"],"calls":2}"#,
        )
        .unwrap();
        let now = time("2026-01-01T00:00:00Z");
        let by = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
            callers.by_certificate(&names, now).map(|caller| (caller.name, caller.quota.calls))
        };
        assert_eq!(by(&["other.example", "feeder.example"]), Ok(("feeder".into(), 2)));
        for names in [&[][..], &["example"], &["a.feeder.example"], &["*.example"]] {
            assert_eq!(by(names), Err(Refusal::Invalid), "{names:?}");
        }
    }

    #[test]
    fn nothing_prints_a_hash() {
        let made = NewToken::generate("desk", &[Scope::Read], None).unwrap();
        let callers = parse(&made.line).unwrap();
        assert_eq!(format!("{callers:?}"), "[\"desk\"]");
    }

    #[test]
    fn a_line_that_is_wrong_is_named_and_not_shown() {
        let hash = "ab".repeat(32);
        let good = format!(r#"{{"name":"a","sha256":"{hash}","scopes":["read"]}}"#);
        for (line, expected) in [
            ("plx_secret".to_owned(), "line 2: column 1: must be a JSON object"),
            (good.replace("\"a\"", "\"a b\""), "line 2: name must be"),
            (good.replace(&hash, "secret"), "line 2: sha256 must be"),
            (good.replace("read", "root"), "line 2: scopes: each must be read, write or admin"),
            (good.replace("\"read\"", ""), "line 2: scopes must name one or more"),
            (good.replace("\"scopes\"", "\"secret\":1,\"scopes\""), "line 2: column"),
            (good.replace("]}", "],\"expires\":\"secret\"}"), "line 2: column"),
            (good.replace("]}", "],\"calls_per_second\":-1}"), "line 2: column"),
            (good.replace("]}", "],\"certificate\":\"x\"}"), "line 2: there must be either"),
            (good.replace("sha256", "certificate").replace(&hash, ""), "line 2: there must be"),
            (format!("{good}\n{good}"), "line 3: the same stands above already"),
            (String::new(), "there is no caller"),
        ] {
            let error = parse(&format!("#\n{line}")).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
