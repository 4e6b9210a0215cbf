//! Statements that can be true or false.

use serde::{Deserialize, Serialize};

use super::Span;

/// Who speaks in a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Voice {
    /// The outlet itself.
    Outlet,
    /// Somebody whose words stand in quotation marks.
    DirectQuote,
    /// Somebody whose speech is reported.
    IndirectSpeech,
    /// The outlet, with words that it keeps at a distance by quotation marks.
    ScareQuote,
}

/// Part that a phrase plays in a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SlotRole {
    /// Who or what does it, or of whom something is said.
    Agent,
    /// What is done: the verb or a noun of action.
    Action,
    /// Whom or what it is done to, or what is said of the agent.
    Target,
    /// To or for whom.
    Recipient,
    /// Where.
    Place,
    /// When, for how long or how often.
    Time,
    /// How many or how much.
    Quantity,
    /// What it is about.
    Topic,
    /// How, or by what means.
    Manner,
    /// Why, or what for.
    Reason,
}

/// A phrase with its part in a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimSlot {
    /// Its part.
    pub role: SlotRole,
    /// The phrase. It may stand outside the claim, as a subject that two verbs share.
    pub span: Span,
    /// Index into [`super::Analysis::entities`] of the entity that it names.
    pub entity: Option<usize>,
    /// Normalised value: EDTF for a time, the number for a quantity, else lemmas.
    pub value: String,
}

/// Whether a claim says that something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Polarity {
    /// It is so.
    Affirmed,
    /// It is not so: "not", "no", "refused to", "denied", "failed to".
    Negated,
}

/// The standing that a claim gives itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Modality {
    /// Stated as a fact.
    Asserted,
    /// Stated with reserve: "may", "reportedly".
    Hedged,
    /// Somebody intends it: "will", "plans to".
    Planned,
    /// Somebody thinks that it will come: "is expected to".
    Expected,
    /// Depends on something else: "if", "would".
    Conditional,
    /// Asked.
    Question,
    /// Asked for: "must", "called on".
    Demanded,
}

/// One statement of an article: a clause, or a noun phrase that tells of an action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The words that state it.
    pub span: Span,
    /// Index of its sentence in [`super::Analysis::sentences`].
    pub sentence: usize,
    /// Indices into [`super::Analysis::entities`] of the entities named in it, in text order.
    pub entities: Vec<usize>,
    /// Its parts, by role and then in text order.
    pub slots: Vec<ClaimSlot>,
    /// Whether it says that something is so.
    pub polarity: Polarity,
    /// The standing that it gives itself.
    pub modality: Modality,
    /// In whose words it is stated.
    pub voice: Voice,
    /// Who the article credits with it, in the article's own words.
    pub attributed_to: Option<Span>,
    /// Index into [`super::Analysis::entities`] of whoever is credited.
    pub attributed_entity: Option<usize>,
    /// Index into [`super::Analysis::quotes`] of the quotation or reported speech it lies in.
    pub quote: Option<usize>,
    /// Words that take certainty from it: "reportedly".
    pub hedges: Vec<Span>,
}
