//! Given names that nearly only men or only women have.
//!
//! `genders.tsv` is made by `scripts/make_places.py`.

use super::table;

static TABLE: &str = include_str!("genders.tsv");

/// Whom English calls "she" and whom "he".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// "she".
    Female,
    /// "he".
    Male,
}

/// The gender of those who have a given name; none where both have it and where the table does
/// not know it.
#[must_use]
pub fn gender(given_name: &str) -> Option<Gender> {
    match table::lines(TABLE, given_name).next()? {
        "f" => Some(Gender::Female),
        "m" => Some(Gender::Male),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_gender() {
        assert!(TABLE.lines().map(|l| l.split('\t').next()).is_sorted());
        assert_eq!(gender("Angela"), Some(Gender::Female));
        assert_eq!(gender("Sergei"), Some(Gender::Male));
        assert_eq!(gender("Kim"), None);
        assert_eq!(gender(""), None);
    }
}
