//! On whom documents rely.

use super::Evidence;

/// What kind of source somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceRole {
    /// A government, authority or company that speaks of its own doings, or its head.
    PrimaryOfficial,
    /// Somebody who speaks for another.
    Spokesperson,
    /// A news agency or another outlet.
    NewsMedia,
    /// A statement, report, law, court paper or other document.
    Document,
    /// A post on a social network.
    SocialMedia,
    /// Somebody who saw it or is touched by it.
    Witness,
    /// Somebody who knows the subject: a scholar, an analyst.
    Expert,
    /// Not told apart.
    Other,
}

/// Use of one source by one document.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceUse {
    /// Index into [`super::Comparison::entities`].
    pub entity: Option<usize>,
    /// Canonical name of the entity, else the words that name the source.
    pub name: String,
    /// What kind of source it is.
    pub role: SourceRole,
    /// Whether it is not named: "officials", "a person familiar with the matter".
    pub anonymous: bool,
    /// Claims credited to it.
    pub claims: usize,
    /// Quotations and reported speech credited to it.
    pub quotes: usize,
    /// Where it is credited first; at most 3.
    pub evidence: Vec<Evidence>,
}

/// On whom one document relies.
#[derive(Clone, Debug, PartialEq)]
pub struct SourcingProfile {
    /// Index of the column.
    pub document: usize,
    /// Most used first, ties in text order.
    pub uses: Vec<SourceUse>,
    /// Claims credited to sources without a name.
    pub anonymous_claims: usize,
    /// Claims credited to nobody.
    pub unattributed_claims: usize,
}
