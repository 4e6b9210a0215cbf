//! People, organisations, places and other things that articles name.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Section, Span};

/// What kind of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntityType {
    /// A human being.
    Person,
    /// A company, agency, ministry, alliance or other body.
    Organization,
    /// A country, town, region, building or other place.
    Location,
    /// A war, summit, disaster, competition or other event.
    Event,
    /// A plan, law, document, statement, book or film.
    Work,
    /// A nationality, faith, party or bloc.
    Group,
    /// A name of another kind.
    Other,
}

impl EntityType {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Person,
        Self::Organization,
        Self::Location,
        Self::Event,
        Self::Work,
        Self::Group,
        Self::Other,
    ];

    /// Its name in stores, filters and gazetteers: "PERSON".
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Organization => "ORGANIZATION",
            Self::Location => "LOCATION",
            Self::Event => "EVENT",
            Self::Work => "WORK",
            Self::Group => "GROUP",
            Self::Other => "OTHER",
        }
    }

    /// The type of such a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How a mention names its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MentionKind {
    /// A full name.
    Name,
    /// A part of the name, such as the family name.
    ShortName,
    /// An abbreviation.
    Abbreviation,
    /// A description with a common noun as head: "the war in Ukraine", "the Chinese leader".
    Nominal,
    /// A capital that stands for its country's government: "Moscow said".
    Metonym,
    /// The adjective or people's name of a country: "Russian".
    Demonym,
    /// "he", "their".
    Pronoun,
    /// A name written in another way than the rest of the text or the world writes it.
    Misspelling,
}

impl MentionKind {
    /// Whether the words are a name, be it short, misspelt or of a people, and no description
    /// or pronoun.
    pub fn is_name(self) -> bool {
        !matches!(self, Self::Nominal | Self::Pronoun)
    }
}

/// One place where an entity is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The words.
    pub span: Span,
    /// How they name the entity.
    pub kind: MentionKind,
    /// Confidence of the recogniser, 0 to 1; 1 for mentions found by rule.
    pub score: f64,
    /// The part of the article it stands in.
    pub section: Section,
}

/// A code in somebody else's scheme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ExternalId {
    /// Name of the scheme: "iso3166-1", "iso3166-2", "geonames", or one of a caller's own.
    pub scheme: Cow<'static, str>,
    /// The code: "RU".
    pub value: String,
}

/// One entity of an article with all its mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its fullest name in this article, without title or possessive.
    pub canonical_name: String,
    /// What it is.
    pub kind: EntityType,
    /// In text order; at least one.
    pub mentions: Vec<Mention>,
    /// Codes elsewhere, at most one a scheme.
    pub external_ids: Vec<ExternalId>,
    /// Titles and roles that the article gives a person: "Kremlin spokesman". In text order, each
    /// wording once.
    pub roles: Vec<Span>,
    /// Share of the article that is about it; at most 1 over all entities of an article.
    pub salience: f64,
}
