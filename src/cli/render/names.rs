//! What the values of a comparison are called before people.

use crate::domain::{
    Compatibility, DamageKind, DiscrepancyType, EditOp, FramingDevice, Modality, Phase, Question,
    QuoteRelation, Relation, ReuseKind, Severity, SourceRole,
};

pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Supports => "says it",
        Relation::Partial => "says a weaker or less specific version",
        Relation::Contradicts => "contradicts it",
        Relation::MentionsDenial => "reports that it is denied",
        Relation::Silent => "silent",
    }
}

/// What to add to a claim that is not simply asserted.
pub(super) fn modality(modality: Modality) -> Option<&'static str> {
    match modality {
        Modality::Asserted => None,
        Modality::Hedged => Some("with reserve"),
        Modality::Planned => Some("planned"),
        Modality::Expected => Some("expected"),
        Modality::Conditional => Some("conditional"),
        Modality::Question => Some("asked"),
        Modality::Demanded => Some("demanded"),
    }
}

pub(super) fn discrepancy(kind: DiscrepancyType) -> &'static str {
    match kind {
        DiscrepancyType::Polarity => "Affirmed and denied",
        DiscrepancyType::Number => "Number",
        DiscrepancyType::Date => "Date",
        DiscrepancyType::Place => "Place",
        DiscrepancyType::Actor => "Who did it",
        DiscrepancyType::Target => "To whom or what",
        DiscrepancyType::Attribution => "Attribution",
        DiscrepancyType::QuoteWording => "Quote wording",
        DiscrepancyType::Certainty => "Certainty",
        DiscrepancyType::Label => "Label",
        DiscrepancyType::Purpose => "Purpose",
        DiscrepancyType::Spelling => "Spelling",
        DiscrepancyType::Internal => "Within one source",
        DiscrepancyType::TextDamage => "Text damage",
        DiscrepancyType::Expectation => "Expectation",
    }
}

pub(super) fn compatibility(compatibility: Compatibility) -> &'static str {
    match compatibility {
        Compatibility::Conflicting => "conflicting",
        Compatibility::Compatible => "compatible",
        Compatibility::Unclear => "unclear",
    }
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
    }
}

pub(super) fn quote_relation(relation: QuoteRelation) -> &'static str {
    match relation {
        QuoteRelation::Single => "one rendering",
        QuoteRelation::Identical => "identical",
        QuoteRelation::DifferentExtent => "different extent",
        QuoteRelation::DifferentTranslation => "different translation",
        QuoteRelation::Paraphrased => "paraphrased",
        QuoteRelation::Altered => "altered",
        QuoteRelation::Recurring => "recurring talking point",
    }
}

pub(super) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Background => "background",
        Phase::Current => "the event",
        Phase::Announced => "ahead",
    }
}

pub(super) fn device(device: FramingDevice) -> &'static str {
    match device {
        FramingDevice::Label => "label",
        FramingDevice::LoadedVerb => "loaded verb",
        FramingDevice::EvaluativeAdjective => "judging word",
        FramingDevice::Euphemism => "euphemism",
        FramingDevice::Hedge => "hedge",
        FramingDevice::Booster => "booster",
        FramingDevice::ScareQuote => "scare quotes",
        FramingDevice::GravityComparison => "comparison in gravity",
    }
}

pub(super) fn reuse(kind: ReuseKind) -> &'static str {
    match kind {
        ReuseKind::SharedPrimarySource => "one statement quoted by both",
        ReuseKind::SharedAgency => "one agency's report behind both",
        ReuseKind::Copy => "copy",
        ReuseKind::Boilerplate => "stock phrase",
    }
}

pub(super) fn source_role(role: SourceRole) -> &'static str {
    match role {
        SourceRole::PrimaryOfficial => "official",
        SourceRole::Spokesperson => "spokesperson",
        SourceRole::NewsMedia => "news media",
        SourceRole::Document => "document",
        SourceRole::SocialMedia => "social media",
        SourceRole::Witness => "witness",
        SourceRole::Expert => "expert",
        SourceRole::Other => "other",
    }
}

pub(super) fn question(question: Question) -> &'static str {
    match question {
        Question::Who => "Who",
        Question::What => "What",
        Question::When => "When",
        Question::Where => "Where",
        Question::Why => "Why",
        Question::How => "How",
    }
}

pub(super) fn damage(kind: DamageKind) -> &'static str {
    match kind {
        DamageKind::UnbalancedQuote => "quotation mark without its partner",
        DamageKind::RepeatedWords => "repeated words",
        DamageKind::SelfReference => "one party on both sides",
        DamageKind::LostNegation => "lost negation",
        DamageKind::RoleInversion => "doer and sufferer swapped",
        DamageKind::DanglingWord => "dangling word",
        DamageKind::PronounMismatch => "pronoun that does not fit",
        DamageKind::Encoding => "wrong charset",
        DamageKind::Truncated => "breaks off",
    }
}

/// Which side of an edit a step shows: words that only the fullest rendering has, words that
/// only this one has.
pub(super) fn edit_sides(op: EditOp) -> (bool, bool) {
    match op {
        EditOp::Keep => (false, false),
        EditOp::Insert => (false, true),
        EditOp::Delete => (true, false),
        EditOp::Replace => (true, true),
    }
}

/// The sign of a judgement toward its target.
pub(super) fn valence(valence: f64) -> &'static str {
    match valence {
        v if v > 0.05 => "+",
        v if v < -0.05 => "-",
        _ => "",
    }
}
