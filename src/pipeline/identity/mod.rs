//! Who is who over the corpus: whether an entity of an article is one that earlier articles named.
//!
//! Each entity of an article is looked up under a bounded number of keys (its name, how it
//! sounds, its codes); the entities found are judged by name, codes, type, roles, countries and
//! the company they keep, and the likeliest one is it, if enough speaks for it. Else it is new: a
//! second identity is better than a wrong one. The same articles in the same order get the same
//! identities.

mod appearance;
mod decide;
mod fields;
mod names;
mod register;
mod resolve;
mod sounds;
#[cfg(test)]
mod tests;

use crate::domain::{EntityId, Facet, Profile};

pub use appearance::appearances;
pub use decide::Decision;
pub use names::{folded, keys, question_keys, slip_keys};
pub use register::{Document, MOST_CANDIDATES, Register, wanted_keys};
pub use resolve::{Question, Resolved, resolve};

/// The type that most documents give an entity.
fn decide_kind(profile: &Profile) -> Option<&str> {
    let kinds = profile.facts.iter().filter(|(facet, ..)| *facet == Facet::Kind);
    let most = kinds.max_by_key(|(_, name, count)| (*count, std::cmp::Reverse(name)));
    most.map(|(_, name, _)| name.as_str())
}

/// The id that a name would have if nobody else had it: "xi-jinping". Names without letters of
/// the Latin alphabet are "entity".
pub fn slug(name: &str) -> String {
    // Room for a number behind it.
    const MOST: usize = EntityId::MAX_LEN - 12;
    let mut slug = String::new();
    for c in folded(name).chars() {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            ' ' if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= MOST {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "entity".to_owned() } else { slug.to_owned() }
}
