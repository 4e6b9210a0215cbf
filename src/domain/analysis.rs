//! What is found in one article.

use jiff::civil::Date;

use super::{Entity, Language, Span, Zone};

/// What part of an article a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// The headline.
    Title,
    /// The article itself.
    Body,
    /// The place line before the first sentence.
    Dateline,
}

/// How an article's own date was found, most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateBasis {
    /// The caller gave it.
    Request,
    /// The page's structured data (JSON-LD or microdata of schema.org) states it.
    StructuredData,
    /// A meta element of the page states it.
    MetaTag,
    /// A time element, or a date set out as one, on the page states it.
    TimeElement,
    /// The address holds it.
    Url,
    /// A date line at the head of the text states it.
    TextHeader,
    /// The place line before the first sentence states it.
    Dateline,
}

/// An article's own date, anchor of the relative dates in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentDate {
    /// The day, in UTC.
    pub date: Date,
    /// How it was found.
    pub basis: DateBasis,
}

/// One sentence of title, dateline or body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it is, without white space at either end.
    pub span: Span,
    /// The part of the article it stands in.
    pub section: Section,
}

/// One statement of an article: a clause or a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The words that state it.
    pub span: Span,
    /// Index of its sentence in [`Analysis::sentences`].
    pub sentence: usize,
    /// Indices into [`Analysis::entities`] of the entities named in it, in text order.
    pub entities: Vec<usize>,
    /// Who the article credits with it, in the article's own words.
    pub attributed_to: Option<Span>,
}

/// Something the caller should know that is not an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Nothing says in which charset the bytes are, and they are not valid UTF-8: it was
    /// detected.
    CharsetGuessed {
        /// Key of the article.
        document: String,
        /// The charset, as named by the WHATWG.
        charset: &'static str,
    },
    /// No date was given and the text states none. `document` names the article in a
    /// comparison and is empty elsewhere.
    DocumentDateUnknown {
        /// Key of the article.
        document: String,
    },
    /// No date was given; the one that page, text or address state is used.
    DocumentDateInferred {
        /// Key of the article.
        document: String,
        /// The date, and where it was found.
        date: DocumentDate,
    },
    /// The language is not one that the engine reads: nothing was analysed.
    LanguageUnsupported {
        /// Key of the article.
        document: String,
        /// BCP 47 code of the language.
        language_code: String,
    },
    /// The text is too short or too mixed to tell its language: it was taken for English.
    LanguageUncertain {
        /// Key of the article.
        document: String,
    },
    /// Page furniture was left out.
    BoilerplateRemoved {
        /// Key of the article.
        document: String,
        /// The stretches left out.
        spans: Vec<Span>,
    },
    /// A list was cut at a limit that the caller set.
    LimitReached {
        /// Name of the limit, as in the request.
        limit: &'static str,
        /// Entries kept.
        kept: usize,
        /// Entries there were.
        total: usize,
    },
}

/// Everything found in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// The article's language; `None` when it cannot be told.
    pub language: Option<Language>,
    /// The article's own date; `None` when unknown.
    pub date: Option<DocumentDate>,
    /// In text order; they tile the text.
    pub zones: Vec<Zone>,
    /// In text order.
    pub sentences: Vec<Sentence>,
    /// In order of first mention.
    pub entities: Vec<Entity>,
    /// In text order.
    pub claims: Vec<Claim>,
    /// What the caller should know.
    pub warnings: Vec<Warning>,
}

impl Analysis {
    /// The headline's span, if the text has one.
    pub fn title(&self) -> Option<Span> {
        let is_title = |zone: &&Zone| zone.kind == super::ZoneKind::Title;
        self.zones.iter().find(is_title).map(|zone| zone.span)
    }
}
