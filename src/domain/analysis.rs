//! What is found in one article.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Claim, DateAnnotation, Entity, FiveW, FramingTerm, Language, Quality, Quantity, Quote, Span,
    Zone,
};

/// What part of an article a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Section {
    /// The headline.
    Title,
    /// The article itself.
    Body,
    /// The place line before the first sentence.
    Dateline,
}

/// How an article's own date was found, most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDate {
    /// The day, in UTC.
    pub date: Date,
    /// How it was found.
    pub basis: DateBasis,
}

/// One sentence of title, dateline or body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Where it is, without white space at either end.
    pub span: Span,
    /// The part of the article it stands in.
    pub section: Section,
}

/// Something the caller should know that is not an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// Nothing says in which charset the bytes are, and they are not valid UTF-8: it was
    /// detected.
    CharsetGuessed {
        /// Key of the article.
        document: String,
        /// The charset, as named by the WHATWG.
        charset: Cow<'static, str>,
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
    /// Quotation marks lack their partner.
    UnbalancedQuotes {
        /// Key of the article.
        document: String,
        /// The marks.
        spans: Vec<Span>,
    },
    /// The text has the marks of a machine translation.
    LikelyMachineTranslated {
        /// Key of the article.
        document: String,
    },
    /// The text is damaged in other ways.
    TextDamaged {
        /// Key of the article.
        document: String,
        /// Where.
        spans: Vec<Span>,
    },
    /// A list was cut at a limit that the caller set.
    LimitReached {
        /// Name of the limit, as in the request.
        limit: Cow<'static, str>,
        /// Entries kept.
        kept: usize,
        /// Entries there were.
        total: usize,
    },
}

/// Everything found in one article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    pub dates: Vec<DateAnnotation>,
    /// In text order.
    pub quantities: Vec<Quantity>,
    /// In text order.
    pub quotes: Vec<Quote>,
    /// In text order.
    pub claims: Vec<Claim>,
    /// In text order.
    pub framing: Vec<FramingTerm>,
    /// The article in six questions.
    pub five_w: FiveW,
    /// State of the text.
    pub quality: Quality,
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
