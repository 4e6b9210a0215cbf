//! Which place lies in which.
//!
//! Countries, their divisions and large towns are known by their codes; regions of the world by
//! name (`regions`). Of two places of which one is not known nothing can be told.

use parallax_nlp::gazetteer::{self, PlaceKind};

use super::regions;
use crate::domain::Entity;

/// How finely a place is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    /// A part of the world: "Central Asia".
    Region,
    /// A country.
    Country,
    /// A state, a province.
    Division,
    /// A town.
    Town,
    /// Anything else.
    Unknown,
}

/// A place with what is known of where it lies.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    name: String,
    grain: Grain,
    /// ISO 3166-1 of its country; empty when unknown.
    country: String,
    /// ISO 3166-2 of its division; empty when unknown.
    division: String,
}

/// How one place lies to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lie {
    /// They are one place.
    Same,
    /// The first lies in the second.
    Inside,
    /// The second lies in the first.
    Around,
    /// They have no ground in common.
    Apart,
    /// Not known.
    Unknown,
}

impl Place {
    /// The place that an entity names.
    pub(super) fn of(entity: &Entity) -> Self {
        let code = |scheme: &str| {
            let id = entity.external_ids.iter().find(|id| id.scheme == scheme);
            id.map(|id| id.value.clone()).unwrap_or_default()
        };
        let name = entity.canonical_name.trim_start_matches("the ").to_owned();
        let (country, division) = (code("iso3166-1"), code("iso3166-2"));
        if !country.is_empty() {
            return Self { name, grain: Grain::Country, country, division: String::new() };
        }
        if let Some((country, _)) = division.split_once('-') {
            let country = country.to_owned();
            return Self { name, grain: Grain::Division, country, division };
        }
        if regions::is_region(&name) {
            let (country, division) = (String::new(), String::new());
            return Self { name, grain: Grain::Region, country, division };
        }
        let town = gazetteer::places(&name).find(|place| place.kind == PlaceKind::Town);
        match town {
            Some(town) => {
                let (country, division) = (town.country.to_owned(), town.division.to_owned());
                Self { name, grain: Grain::Town, country, division }
            }
            None => Self { name, grain: Grain::Unknown, country, division },
        }
    }

    /// How finely it is told.
    pub(super) fn grain(&self) -> Grain {
        self.grain
    }

    /// How it lies to another.
    pub(super) fn lies(&self, other: &Self) -> Lie {
        if self.name.eq_ignore_ascii_case(&other.name) {
            return Lie::Same;
        }
        match self.grain.cmp(&other.grain) {
            _ if self.grain == Grain::Unknown || other.grain == Grain::Unknown => Lie::Unknown,
            std::cmp::Ordering::Greater => self.in_coarser(other),
            std::cmp::Ordering::Less => match other.in_coarser(self) {
                Lie::Inside => Lie::Around,
                lie => lie,
            },
            std::cmp::Ordering::Equal => self.beside(other),
        }
    }

    fn in_coarser(&self, other: &Self) -> Lie {
        let told = |inside: bool| if inside { Lie::Inside } else { Lie::Apart };
        match (self.grain, other.grain) {
            (_, Grain::Region) if !self.country.is_empty() => {
                told(regions::holds(&other.name, &self.country))
            }
            (Grain::Division | Grain::Town, Grain::Country) => told(self.country == other.country),
            (Grain::Town, Grain::Division) if self.country != other.country => Lie::Apart,
            (Grain::Town, Grain::Division) if !self.division.is_empty() => {
                told(self.division == other.division)
            }
            _ => Lie::Unknown,
        }
    }

    fn beside(&self, other: &Self) -> Lie {
        match self.grain {
            Grain::Country if self.country == other.country => Lie::Same,
            Grain::Division if self.division == other.division => Lie::Same,
            Grain::Country | Grain::Division => Lie::Apart,
            Grain::Town if self.country != other.country => Lie::Apart,
            // Quarters and suburbs may be in the list of towns.
            _ => Lie::Unknown,
        }
    }
}

/// Whether two statements that name these places may be of one place: one names none, or some
/// two may be the same.
pub(super) fn may_meet(first: &[Place], second: &[Place]) -> bool {
    let near = |a: &Place| second.iter().any(|b| a.lies(b) != Lie::Apart);
    first.is_empty() || second.is_empty() || first.iter().any(near)
}
