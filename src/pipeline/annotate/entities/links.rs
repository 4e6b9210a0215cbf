//! Codes of places: ISO 3166-1 and 3166-2, GeoNames.

use super::{Entities, EntityKey, Parsed, countries};
use crate::domain::{Entity, EntityType, ExternalId};
use parallax_nlp::gazetteer::{Place, PlaceKind, places};

/// Words that follow the name of a division and of no town, in lower case.
const DIVISIONS: &[&str] =
    &["oblast", "krai", "province", "state", "region", "prefecture", "governorate", "county"];

/// Gives places their codes, where they have none of a scheme yet.
pub(super) fn link(parsed: &Parsed<'_>, entities: &mut Entities) {
    let both = entities.entities.iter_mut().zip(&entities.keys);
    for (entity, key) in parsed.few_until_stopped(both) {
        match key {
            EntityKey::Country(code) => {
                add(entity, "iso3166-1", code);
                let country = places(code).find(|place| place.kind == PlaceKind::Country);
                if let Some(place) = country {
                    add(entity, "geonames", place.geonames);
                }
            }
            EntityKey::Name(_) if entity.kind == EntityType::Location => {
                let Some(place) = place(&entity.canonical_name) else { continue };
                if place.kind == PlaceKind::Division {
                    add(entity, "iso3166-2", place.division);
                }
                add(entity, "geonames", place.geonames);
            }
            _ => {}
        }
    }
}

fn add(entity: &mut Entity, scheme: &'static str, value: &str) {
    if !value.is_empty() && entity.external_ids.iter().all(|id| id.scheme != scheme) {
        entity.external_ids.push(ExternalId { scheme: scheme.into(), value: value.to_owned() });
    }
}

/// The place that a name stands for, when there is one alone. A name of a town and of a division
/// is the town's where it is the capital or both are of one country; with a word for divisions
/// behind it, it is the division's.
fn place(name: &str) -> Option<Place> {
    let division = |name: &str| places(name).find(|place| place.kind == PlaceKind::Division);
    if let Some((stem, last)) = name.rsplit_once(' ')
        && DIVISIONS.contains(&last.to_lowercase().as_str())
    {
        return division(name).or_else(|| division(stem));
    }
    let town = places(name).find(|place| place.kind == PlaceKind::Town);
    match (town, division(name)) {
        (Some(town), Some(division)) => {
            let capital = countries::capital(name) == Some(town.country);
            (capital || town.country == division.country).then_some(town)
        }
        (town, division) => town.or(division),
    }
}
