//! Findings as text that people read: pure functions from domain values to a writer.

pub mod analyze;
pub mod compare;
pub mod conllu;
mod facet;
#[cfg(test)]
mod fixture;
pub mod html;
pub mod markdown;
mod names;
pub mod stories;
mod style;
mod table;
pub(super) mod text;
mod view;

pub use facet::{Facet, Selection};
pub use style::{ColorChoice, Paint, Style};
pub use view::CompareView;

use crate::domain::{EntityType, MentionKind, Zone, ZoneKind};

/// Groups of entities in the order shown, with their titles.
const ENTITY_GROUPS: [(EntityType, &str); 7] = [
    (EntityType::Person, "People"),
    (EntityType::Organization, "Organisations"),
    (EntityType::Location, "Places"),
    (EntityType::Event, "Events"),
    (EntityType::Work, "Works and documents"),
    (EntityType::Group, "Nationalities and groups"),
    (EntityType::Other, "Other names"),
];

/// What is worth saying of a form that is not simply the name.
fn form_remark(kind: MentionKind) -> Option<&'static str> {
    match kind {
        MentionKind::Name
        | MentionKind::ShortName
        | MentionKind::Abbreviation
        | MentionKind::Nominal => None,
        MentionKind::Metonym => Some("for the government"),
        MentionKind::Demonym => Some("adjective"),
        MentionKind::Pronoun => Some("pronoun"),
        MentionKind::Misspelling => Some("misspelt"),
    }
}

fn zone_name(kind: ZoneKind) -> &'static str {
    match kind {
        ZoneKind::Body => "body",
        ZoneKind::Title => "headline",
        ZoneKind::Dateline => "dateline",
        ZoneKind::MetadataHeader => "date line",
        ZoneKind::Breadcrumb => "breadcrumb",
        ZoneKind::RelatedStories => "related stories",
        ZoneKind::Appeal => "appeal",
        ZoneKind::CommentForm => "comment form",
        ZoneKind::Byline => "byline",
        ZoneKind::Caption => "caption",
        ZoneKind::Credit => "credit",
        ZoneKind::Navigation => "navigation",
        ZoneKind::Markup => "markup",
        ZoneKind::OtherBoilerplate => "other furniture",
    }
}

/// Counts of furniture by kind, in order of first occurrence: "2 related stories, 1 appeal".
fn furniture_kinds(zones: &[&Zone]) -> String {
    let mut kinds: Vec<(ZoneKind, usize)> = Vec::new();
    for zone in zones {
        match kinds.iter_mut().find(|(kind, _)| *kind == zone.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((zone.kind, 1)),
        }
    }
    let named: Vec<_> =
        kinds.iter().map(|(kind, count)| format!("{} {count}", zone_name(*kind))).collect();
    named.join(", ")
}
