//! Enumerations, one to one.

use crate::{
    domain::{
        ClaimStatus, DateBasis, DuplicateKind, EntityType, MediaType, MentionKind, Relation,
        Section, State, ZoneKind,
    },
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
        DateBasis::StructuredData => v1::DocumentTimeBasis::StructuredData,
        DateBasis::MetaTag => v1::DocumentTimeBasis::MetaTag,
        DateBasis::TimeElement => v1::DocumentTimeBasis::TimeElement,
        DateBasis::Url => v1::DocumentTimeBasis::Url,
        DateBasis::TextHeader => v1::DocumentTimeBasis::TextHeader,
        DateBasis::Dateline => v1::DocumentTimeBasis::Dateline,
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
        ZoneKind::Byline => Kind::Byline,
        ZoneKind::Caption => Kind::Caption,
        ZoneKind::Credit => Kind::Credit,
        ZoneKind::Navigation => Kind::Navigation,
        ZoneKind::Markup => Kind::Markup,
        ZoneKind::OtherBoilerplate => Kind::OtherBoilerplate,
    }
}

pub(super) fn duplicate_kind(kind: DuplicateKind) -> v1::duplicate_info::Kind {
    use v1::duplicate_info::Kind;
    match kind {
        DuplicateKind::Exact => Kind::Exact,
        DuplicateKind::Near => Kind::Near,
        DuplicateKind::Syndicated => Kind::Syndicated,
    }
}

pub(super) fn state(state: State) -> v1::document::State {
    match state {
        State::Accepted => v1::document::State::Accepted,
        State::Analyzed => v1::document::State::Analyzed,
        State::Failed => v1::document::State::Failed,
        State::NotAnalyzed => v1::document::State::NotAnalyzed,
    }
}

pub(super) fn media_type(media: MediaType) -> &'static str {
    match media {
        MediaType::Text => "text/plain",
        MediaType::Html => "text/html",
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
