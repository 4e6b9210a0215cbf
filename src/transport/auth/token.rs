//! Static bearer tokens: long random strings, of which the server keeps hashes.
//!
//! A plain SHA-256 is enough: a token of ours has 256 random bits, which nobody guesses however fast
//! the hash. Slow hashes are for passwords, which people choose.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ring::rand::{SecureRandom as _, SystemRandom};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::{callers::Line, scope::Scope};

/// What our tokens begin with, so that scanners for leaked secrets know them.
const PREFIX: &str = "plx_";
const RANDOM_BYTES: usize = 32;
const LONGEST_NAME: usize = 64;

/// Why no token could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// The name would not do in files and logs.
    #[error("name must be 1 to 64 letters, digits, dots, dashes and underscores")]
    Name,
    /// A token without scopes is good for nothing.
    #[error("scopes must name one or more of read, write and admin")]
    NoScope,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// A token that was just made.
#[derive(Clone)]
pub struct NewToken {
    /// What its holder sends. It is nowhere else.
    pub token: String,
    /// The line for the server's file of callers.
    pub line: String,
}

impl NewToken {
    /// Makes a token.
    pub fn generate(
        name: &str,
        scopes: &[Scope],
        expires: Option<Timestamp>,
    ) -> Result<Self, TokenError> {
        check_name(name)?;
        if scopes.is_empty() {
            return Err(TokenError::NoScope);
        }
        let mut random = [0; RANDOM_BYTES];
        SystemRandom::new().fill(&mut random).map_err(|_| TokenError::NoRandomness)?;
        let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random));
        let mut scopes = scopes.to_vec();
        scopes.sort();
        scopes.dedup();
        let line = Line {
            name: name.to_owned(),
            sha256: Some(hash(&token).iter().map(|byte| format!("{byte:02x}")).collect()),
            certificate: None,
            scopes: scopes.iter().map(ToString::to_string).collect(),
            expires,
            calls: None,
            calls_per_second: None,
            bytes_per_minute: None,
        };
        // Strings and numbers always have a JSON form.
        let line = serde_json::to_string(&line).unwrap_or_default();
        Ok(Self { token, line })
    }
}

impl fmt::Debug for NewToken {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewToken").field("line", &self.line).finish_non_exhaustive()
    }
}

/// What the file has in place of a token.
pub(super) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Names stand in logs and in errors.
pub(super) fn check_name(name: &str) -> Result<(), TokenError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let good = (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(plain);
    if good { Ok(()) } else { Err(TokenError::Name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tokens_are_the_same_and_debug_shows_none() {
        let made = NewToken::generate("desk", &[Scope::Read], None).unwrap();
        assert_ne!(made.token, NewToken::generate("desk", &[Scope::Read], None).unwrap().token);
        assert_eq!(made.token.len(), PREFIX.len() + 43);
        assert!(!format!("{made:?}").contains(&made.token));
    }

    #[test]
    fn names_that_would_not_do_make_no_token() {
        for name in ["", "a b", "a\n", "é", "jwt:a", &"a".repeat(65)] {
            let error = NewToken::generate(name, &[Scope::Read], None).unwrap_err();
            assert_eq!(error, TokenError::Name);
        }
        assert_eq!(NewToken::generate("a", &[], None).unwrap_err(), TokenError::NoScope);
    }
}
