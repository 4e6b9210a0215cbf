//! Entities by their names, and names of page furniture.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{gold::Gold, system::System};

/// Which gold entities have a system entity with one of their names.
#[derive(Debug, Serialize)]
pub(crate) struct EntityFigures {
    pub system: usize,
    pub gold: usize,
    pub found: usize,
    pub missed: Vec<String>,
    /// System entities that exist in page furniture only.
    pub furniture: Vec<String>,
}

pub(super) fn entities(
    gold: &Gold,
    system: &System,
    texts: &BTreeMap<String, String>,
) -> EntityFigures {
    let mut missed = Vec::new();
    for entity in &gold.entities {
        let mut names: Vec<String> =
            entity.variants.iter().map(|v| normalized(&v.words(texts))).collect();
        names.push(normalized(&entity.canonical));
        let known = |name: &String| names.contains(&normalized(name));
        let found =
            system.entities.iter().any(|e| known(&e.canonical) || e.forms.iter().any(known));
        if !found {
            missed.push(entity.canonical.clone());
        }
    }
    let is_furniture = |name: &String| {
        gold.boilerplate_entities.iter().any(|f| normalized(&f.name) == normalized(name))
    };
    EntityFigures {
        system: system.entities.len(),
        gold: gold.entities.len(),
        found: gold.entities.len() - missed.len(),
        missed,
        furniture: system
            .entities
            .iter()
            .map(|e| e.canonical.clone())
            .filter(is_furniture)
            .collect(),
    }
}

/// A name without case, leading article and possessive.
fn normalized(name: &str) -> String {
    let name = name.to_lowercase().replace('’', "'");
    let name = name.strip_prefix("the ").unwrap_or(&name);
    name.strip_suffix("'s").unwrap_or(name).to_owned()
}
