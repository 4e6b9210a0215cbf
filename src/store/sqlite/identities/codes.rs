//! How facets and kinds of mentions stand in the tables.

use crate::domain::{Facet, MentionKind};

/// How facets stand in the table.
pub(super) fn facet_code(facet: Facet) -> i64 {
    match facet {
        Facet::Kind => 1,
        Facet::Source => 2,
        Facet::Role => 3,
        Facet::Country => 4,
        Facet::Company => 5,
        Facet::Code => 6,
        Facet::Topic => 7,
    }
}

/// How mention kinds stand in the table.
pub(super) fn mention_code(kind: MentionKind) -> i64 {
    match kind {
        MentionKind::Name => 1,
        MentionKind::ShortName => 2,
        MentionKind::Abbreviation => 3,
        MentionKind::Nominal => 4,
        MentionKind::Pronoun => 5,
        MentionKind::Metonym => 6,
        MentionKind::Misspelling => 7,
        MentionKind::Demonym => 8,
    }
}

/// The mention kind of a code.
pub(super) fn mention_kind(code: i64) -> Option<MentionKind> {
    Some(match code {
        1 => MentionKind::Name,
        2 => MentionKind::ShortName,
        3 => MentionKind::Abbreviation,
        4 => MentionKind::Nominal,
        5 => MentionKind::Pronoun,
        6 => MentionKind::Metonym,
        7 => MentionKind::Misspelling,
        8 => MentionKind::Demonym,
        _ => return None,
    })
}
