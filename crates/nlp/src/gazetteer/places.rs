//! Codes of countries, divisions of the first level and large towns.
//!
//! `places.tsv` is made by `scripts/make_places.py`.

use super::table;

static TABLE: &str = include_str!("places.tsv");

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// A country of ISO 3166-1; its form is its code.
    Country,
    /// A division of the first level: a state, a province, an oblast.
    Division,
    /// A town of more than 100,000 people, or a capital.
    Town,
}

/// A place with its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Its country's code in ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// The code of a division in ISO 3166-2; empty for others.
    pub division: &'static str,
    /// Its number in GeoNames.
    pub geonames: &'static str,
}

/// The one place of each kind that a form stands for: a name with or without accents, or a
/// country's code. A form of several divisions, or of several towns of like size, has none.
pub fn places(form: &str) -> impl Iterator<Item = Place> {
    table::lines(TABLE, form).filter_map(|line| {
        let mut fields = line.split('\t');
        let kind = match fields.next()? {
            "C" => PlaceKind::Country,
            "D" => PlaceKind::Division,
            "T" => PlaceKind::Town,
            _ => return None,
        };
        let (country, division, geonames) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Place { kind, country, division, geonames })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found() {
        assert!(TABLE.lines().map(|l| l.split('\t').next()).is_sorted());
        for line in TABLE.lines() {
            let (form, rest) = line.split_once('\t').expect("a tab");
            let number = rest.rsplit('\t').next().expect("a number");
            assert!(number.parse::<u32>().is_ok(), "{line}");
            assert!(places(form).any(|place| place.geonames == number), "{line}");
        }
    }

    #[test]
    fn forms_that_stand_for_several_places_have_no_code() {
        let codes = |form: &str| places(form).map(|p| (p.kind, p.division)).collect::<Vec<_>>();
        assert_eq!(codes("Ohio"), [(PlaceKind::Division, "US-OH")]);
        assert_eq!(codes("Lagos").len(), 2);
        assert_eq!(codes("Springfield"), []);
        assert_eq!(codes(""), []);
        assert_eq!(places("UA").next().map(|p| p.geonames), Some("690791"));
    }
}
