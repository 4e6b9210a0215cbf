//! Enumerations, one to one.

use crate::{
    domain::{
        Change, ClaimStatus, Compatibility, DamageKind, DateAnchor, DateBasis, DateKind,
        DiscrepancyType, DuplicateKind, EditOp, EntityType, MediaType, MentionKind, Modality,
        Phase, Polarity, Question, QuoteKind, QuoteRelation, Relation, ReuseKind, Section,
        Severity, SlotRole, SourceRole, Span, State, UnitSystem, Voice, WordEdit, ZoneKind,
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
        Relation::Contradicts => v1::claim_stance::Relation::Contradicts,
        Relation::MentionsDenial => v1::claim_stance::Relation::MentionsDenial,
        Relation::Silent => v1::claim_stance::Relation::Silent,
    }
}

pub(super) fn claim_status(status: ClaimStatus) -> v1::claim_cluster::Status {
    match status {
        ClaimStatus::Consensus => v1::claim_cluster::Status::Consensus,
        ClaimStatus::Corroborated => v1::claim_cluster::Status::Corroborated,
        ClaimStatus::Disputed => v1::claim_cluster::Status::Disputed,
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

pub(super) fn discrepancy_type(value: DiscrepancyType) -> v1::discrepancy::Type {
    match value {
        DiscrepancyType::Polarity => v1::discrepancy::Type::Polarity,
        DiscrepancyType::Number => v1::discrepancy::Type::Number,
        DiscrepancyType::Date => v1::discrepancy::Type::Date,
        DiscrepancyType::Place => v1::discrepancy::Type::Place,
        DiscrepancyType::Actor => v1::discrepancy::Type::Actor,
        DiscrepancyType::Target => v1::discrepancy::Type::Target,
        DiscrepancyType::Attribution => v1::discrepancy::Type::Attribution,
        DiscrepancyType::QuoteWording => v1::discrepancy::Type::QuoteWording,
        DiscrepancyType::Certainty => v1::discrepancy::Type::Certainty,
        DiscrepancyType::Label => v1::discrepancy::Type::Label,
        DiscrepancyType::Purpose => v1::discrepancy::Type::Purpose,
        DiscrepancyType::Spelling => v1::discrepancy::Type::Spelling,
        DiscrepancyType::Internal => v1::discrepancy::Type::Internal,
        DiscrepancyType::TextDamage => v1::discrepancy::Type::TextDamage,
        DiscrepancyType::Expectation => v1::discrepancy::Type::Expectation,
    }
}

pub(super) fn compatibility(value: Compatibility) -> v1::discrepancy::Compatibility {
    match value {
        Compatibility::Conflicting => v1::discrepancy::Compatibility::Conflicting,
        Compatibility::Compatible => v1::discrepancy::Compatibility::Compatible,
        Compatibility::Unclear => v1::discrepancy::Compatibility::Unclear,
    }
}

pub(super) fn severity(value: Severity) -> v1::discrepancy::Severity {
    match value {
        Severity::Low => v1::discrepancy::Severity::Low,
        Severity::Medium => v1::discrepancy::Severity::Medium,
        Severity::High => v1::discrepancy::Severity::High,
    }
}

pub(super) fn severity_name(value: Severity) -> &'static str {
    match value {
        Severity::Low => "LOW",
        Severity::Medium => "MEDIUM",
        Severity::High => "HIGH",
    }
}

pub(super) fn quote_relation(value: QuoteRelation) -> v1::quote_cluster::Relation {
    match value {
        QuoteRelation::Single => v1::quote_cluster::Relation::Single,
        QuoteRelation::Identical => v1::quote_cluster::Relation::Identical,
        QuoteRelation::DifferentExtent => v1::quote_cluster::Relation::DifferentExtent,
        QuoteRelation::DifferentTranslation => v1::quote_cluster::Relation::DifferentTranslation,
        QuoteRelation::Paraphrased => v1::quote_cluster::Relation::Paraphrased,
        QuoteRelation::Altered => v1::quote_cluster::Relation::Altered,
        QuoteRelation::Recurring => v1::quote_cluster::Relation::Recurring,
    }
}

pub(super) fn phase(value: Phase) -> v1::timeline_entry::Phase {
    match value {
        Phase::Background => v1::timeline_entry::Phase::Background,
        Phase::Current => v1::timeline_entry::Phase::Current,
        Phase::Announced => v1::timeline_entry::Phase::Announced,
    }
}

pub(super) fn reuse_kind(value: ReuseKind) -> v1::reuse_link::Kind {
    match value {
        ReuseKind::SharedPrimarySource => v1::reuse_link::Kind::SharedPrimarySource,
        ReuseKind::SharedAgency => v1::reuse_link::Kind::SharedAgency,
        ReuseKind::Copy => v1::reuse_link::Kind::Copy,
        ReuseKind::Boilerplate => v1::reuse_link::Kind::Boilerplate,
    }
}

pub(super) fn source_role(value: SourceRole) -> &'static str {
    match value {
        SourceRole::PrimaryOfficial => "primary-official",
        SourceRole::Spokesperson => "spokesperson",
        SourceRole::NewsMedia => "news-media",
        SourceRole::Document => "document",
        SourceRole::SocialMedia => "social-media",
        SourceRole::Witness => "witness",
        SourceRole::Expert => "expert",
        SourceRole::Other => "other",
    }
}

pub(super) fn question(value: Question) -> &'static str {
    match value {
        Question::Who => "who",
        Question::What => "what",
        Question::When => "when",
        Question::Where => "where",
        Question::Why => "why",
        Question::How => "how",
    }
}

/// A step of a word-by-word comparison, with words of the two texts.
pub(super) fn word_edit(edit: &WordEdit, base: &str, other: &str) -> v1::WordEdit {
    use v1::word_edit::Op;
    let op = match edit.op {
        EditOp::Keep => Op::Keep,
        EditOp::Insert => Op::Insert,
        EditOp::Delete => Op::Delete,
        EditOp::Replace => Op::Replace,
    };
    let words = |span: Option<Span>, text: &str| {
        span.map_or_else(String::new, |span| span.of(text).to_owned())
    };
    v1::WordEdit { op: op.into(), base: words(edit.base, base), other: words(edit.other, other) }
}
