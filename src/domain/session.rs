//! Feeds: streams of articles that can be resumed.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::DocumentId;

/// Name that a caller gives a feed: `[a-z0-9][a-z0-9-]{0,62}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

/// The string is not a session id.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be 1 to 63 of a-z, 0-9 and '-', not starting with '-'")]
pub struct InvalidSessionId;

impl SessionId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SessionId {
    type Err = InvalidSessionId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        // The same form as a document's.
        id.parse::<DocumentId>().map_err(|_| InvalidSessionId)?;
        Ok(Self(id.to_owned()))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
