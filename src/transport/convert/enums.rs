//! Enumerations, one to one.

use crate::{
    domain::{
        Change, ClaimStatus, DamageKind, DateAnchor, DateBasis, DateKind, DuplicateKind,
        EntityType, MediaType, MentionKind, Modality, Polarity, QuoteKind, Relation, Section,
        SlotRole, State, UnitSystem, Voice, ZoneKind,
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
        MentionKind::Pronoun => Kind::Pronoun,
        MentionKind::Misspelling => Kind::Misspelling,
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

pub(super) fn date_kind(value: DateKind) -> v1::date_annotation::Kind {
    match value {
        DateKind::Date => v1::date_annotation::Kind::Date,
        DateKind::Range => v1::date_annotation::Kind::Range,
        DateKind::Time => v1::date_annotation::Kind::Time,
        DateKind::Duration => v1::date_annotation::Kind::Duration,
        DateKind::Recurring => v1::date_annotation::Kind::Recurring,
        DateKind::Vague => v1::date_annotation::Kind::Vague,
    }
}

pub(super) fn date_anchor(value: DateAnchor) -> v1::date_annotation::Anchor {
    match value {
        DateAnchor::Explicit => v1::date_annotation::Anchor::Explicit,
        DateAnchor::DocumentTime => v1::date_annotation::Anchor::DocumentTime,
        DateAnchor::PreviousDate => v1::date_annotation::Anchor::PreviousDate,
        DateAnchor::EventOrder => v1::date_annotation::Anchor::EventOrder,
    }
}

pub(super) fn unit_system(value: UnitSystem) -> v1::quantity_annotation::UnitSystem {
    match value {
        UnitSystem::Ucum => v1::quantity_annotation::UnitSystem::Ucum,
        UnitSystem::Iso4217 => v1::quantity_annotation::UnitSystem::Iso4217,
    }
}

pub(super) fn change(value: Change) -> v1::quantity_annotation::Change {
    match value {
        Change::Increase => v1::quantity_annotation::Change::Increase,
        Change::Decrease => v1::quantity_annotation::Change::Decrease,
    }
}

pub(super) fn quote_kind(value: QuoteKind) -> v1::quote_annotation::Kind {
    match value {
        QuoteKind::Direct => v1::quote_annotation::Kind::Direct,
        QuoteKind::Fragment => v1::quote_annotation::Kind::Fragment,
        QuoteKind::Indirect => v1::quote_annotation::Kind::Indirect,
        QuoteKind::Scare => v1::quote_annotation::Kind::Scare,
        QuoteKind::Title => v1::quote_annotation::Kind::Title,
    }
}

pub(super) fn slot_role(value: SlotRole) -> v1::claim_slot::Role {
    match value {
        SlotRole::Agent => v1::claim_slot::Role::Agent,
        SlotRole::Action => v1::claim_slot::Role::Action,
        SlotRole::Target => v1::claim_slot::Role::Target,
        SlotRole::Recipient => v1::claim_slot::Role::Recipient,
        SlotRole::Place => v1::claim_slot::Role::Place,
        SlotRole::Time => v1::claim_slot::Role::Time,
        SlotRole::Quantity => v1::claim_slot::Role::Quantity,
        SlotRole::Topic => v1::claim_slot::Role::Topic,
        SlotRole::Manner => v1::claim_slot::Role::Manner,
        SlotRole::Reason => v1::claim_slot::Role::Reason,
    }
}

pub(super) fn polarity(value: Polarity) -> v1::Polarity {
    match value {
        Polarity::Affirmed => v1::Polarity::Affirmed,
        Polarity::Negated => v1::Polarity::Negated,
    }
}

pub(super) fn modality(value: Modality) -> v1::Modality {
    match value {
        Modality::Asserted => v1::Modality::Asserted,
        Modality::Hedged => v1::Modality::Hedged,
        Modality::Planned => v1::Modality::Planned,
        Modality::Expected => v1::Modality::Expected,
        Modality::Conditional => v1::Modality::Conditional,
        Modality::Question => v1::Modality::Question,
        Modality::Demanded => v1::Modality::Demanded,
    }
}

pub(super) fn voice(value: Voice) -> v1::Voice {
    match value {
        Voice::Outlet => v1::Voice::Outlet,
        Voice::DirectQuote => v1::Voice::DirectQuote,
        Voice::IndirectSpeech => v1::Voice::IndirectSpeech,
        Voice::ScareQuote => v1::Voice::ScareQuote,
    }
}

pub(super) fn damage_kind(value: DamageKind) -> v1::damage::Kind {
    match value {
        DamageKind::UnbalancedQuote => v1::damage::Kind::UnbalancedQuote,
        DamageKind::RepeatedWords => v1::damage::Kind::RepeatedWords,
        DamageKind::SelfReference => v1::damage::Kind::SelfReference,
        DamageKind::LostNegation => v1::damage::Kind::LostNegation,
        DamageKind::RoleInversion => v1::damage::Kind::RoleInversion,
        DamageKind::DanglingWord => v1::damage::Kind::DanglingWord,
        DamageKind::PronounMismatch => v1::damage::Kind::PronounMismatch,
        DamageKind::Encoding => v1::damage::Kind::Encoding,
        DamageKind::Truncated => v1::damage::Kind::Truncated,
    }
}
