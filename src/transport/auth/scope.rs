//! What a caller may do.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A kind of thing to do. None includes another: who may correct the corpus need not be able to
/// read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Ask: analyses, comparisons, lists, searches, watches.
    Read,
    /// Store articles and change their metadata.
    Write,
    /// Delete documents, and correct stories and entities by hand, for everybody.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// Its name in tokens, files and errors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The string names no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be read, write or admin")]
pub struct InvalidScope;

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(name: &str) -> Result<Self, InvalidScope> {
        Self::ALL.into_iter().find(|scope| scope.name() == name).ok_or(InvalidScope)
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// Whether the scope is among them.
    pub fn holds(self, scope: Scope) -> bool {
        self.0 & 1 << scope as u8 != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those among the words that are scopes of ours: a token may be good for other services too.
    pub(super) fn among<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        words.into_iter().filter_map(|word| word.parse().ok()).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | 1 << scope as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let scopes = Scopes::among(["openid", "write", "READ", "admin"]);
        let held = Scope::ALL.map(|scope| scopes.holds(scope));
        assert_eq!(held, [false, true, true]);
        assert!(Scopes::among(["", "reader"]).is_empty());
        assert_eq!(scopes, [Scope::Admin, Scope::Write].into_iter().collect());
    }
}
