//! Names of stored comparisons.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// Id of a stored comparison: 32 hexadecimal digits, a hash of all that decides its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComparisonId(String);

/// The string is not the id of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be 32 digits of 0-9 and a-f")]
pub struct InvalidComparisonId;

impl ComparisonId {
    /// Collection that names of comparisons start with.
    pub const COLLECTION: &'static str = "comparisons/";

    /// Of 128 bits of a hash.
    pub fn of_hash(hash: [u8; 16]) -> Self {
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The id alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The resource name, `comparisons/{comparison}`.
    pub fn name(&self) -> String {
        format!("{}{}", Self::COLLECTION, self.0)
    }

    /// Reads a resource name.
    pub fn from_name(name: &str) -> Result<Self, InvalidComparisonId> {
        name.strip_prefix(Self::COLLECTION).ok_or(InvalidComparisonId)?.parse()
    }
}

impl FromStr for ComparisonId {
    type Err = InvalidComparisonId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        let fits = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        let valid = id.len() == 32 && id.bytes().all(fits);
        if valid { Ok(Self(id.to_owned())) } else { Err(InvalidComparisonId) }
    }
}

impl fmt::Display for ComparisonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        let id = ComparisonId::of_hash([0xa7; 16]);
        assert_eq!(id.name(), format!("comparisons/{}", "a7".repeat(16)));
        assert_eq!(ComparisonId::from_name(&id.name()), Ok(id));
    }

    #[test]
    fn other_names_are_refused() {
        let digits = "a7".repeat(16);
        let upper = digits.to_uppercase();
        for name in [digits.clone(), format!("comparisons/{upper}"), "comparisons/a7".into()] {
            assert_eq!(ComparisonId::from_name(&name), Err(InvalidComparisonId), "{name}");
        }
    }
}
