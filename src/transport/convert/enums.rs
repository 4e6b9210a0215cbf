//! Enumerations, one to one.

use crate::{
    domain::{ClaimStatus, DateBasis, EntityType, MentionKind, Relation, Section, ZoneKind},
    proto::v1,
};

pub(super) fn section(section: Section) -> v1::Section {
    match section {
        Section::Title => v1::Section::Title,
        Section::Body => v1::Section::Body,
        Section::Dateline => v1::Section::Dateline,
    }
}

pub(super) fn date_basis(basis: DateBasis) -> v1::DocumentTimeBasis {
    match basis {
        DateBasis::Request => v1::DocumentTimeBasis::Request,
        DateBasis::TextHeader => v1::DocumentTimeBasis::TextHeader,
    }
}

pub(super) fn zone_kind(kind: ZoneKind) -> v1::zone::Kind {
    use v1::zone::Kind;
    match kind {
        ZoneKind::Body => Kind::Body,
        ZoneKind::Title => Kind::Title,
        ZoneKind::Dateline => Kind::Dateline,
        ZoneKind::MetadataHeader => Kind::MetadataHeader,
        ZoneKind::Breadcrumb => Kind::Breadcrumb,
        ZoneKind::RelatedStories => Kind::RelatedStories,
        ZoneKind::Appeal => Kind::Appeal,
        ZoneKind::CommentForm => Kind::CommentForm,
        ZoneKind::OtherBoilerplate => Kind::OtherBoilerplate,
    }
}

pub(super) fn entity_type(kind: EntityType) -> v1::EntityType {
    match kind {
        EntityType::Person => v1::EntityType::Person,
        EntityType::Organization => v1::EntityType::Organization,
        EntityType::Location => v1::EntityType::Location,
        EntityType::Event => v1::EntityType::Event,
        EntityType::Work => v1::EntityType::Work,
        EntityType::Group => v1::EntityType::Group,
        EntityType::Other => v1::EntityType::Other,
    }
}

pub(super) fn mention_kind(kind: MentionKind) -> v1::mention::Kind {
    use v1::mention::Kind;
    match kind {
        MentionKind::Name => Kind::Name,
        MentionKind::ShortName => Kind::ShortName,
        MentionKind::Abbreviation => Kind::Abbreviation,
        MentionKind::Nominal => Kind::Nominal,
        MentionKind::Metonym => Kind::Metonym,
        MentionKind::Demonym => Kind::Demonym,
    }
}

pub(super) fn relation(relation: Relation) -> v1::claim_stance::Relation {
    match relation {
        Relation::Supports => v1::claim_stance::Relation::Supports,
        Relation::Partial => v1::claim_stance::Relation::Partial,
        Relation::Silent => v1::claim_stance::Relation::Silent,
    }
}

pub(super) fn claim_status(status: ClaimStatus) -> v1::claim_cluster::Status {
    match status {
        ClaimStatus::Consensus => v1::claim_cluster::Status::Consensus,
        ClaimStatus::Corroborated => v1::claim_cluster::Status::Corroborated,
        ClaimStatus::SingleSource => v1::claim_cluster::Status::SingleSource,
    }
}
