//! Pure functions from text to analysis and from analyses to a comparison. No I/O.

mod analyzer;
pub mod annotate;
pub mod article;
pub(crate) mod calendar;
pub mod compare;
pub mod copies;
pub mod corpus;
pub mod identity;
pub mod revisions;
pub mod stage;
#[cfg(test)]
mod stopping;
pub mod stories;
#[cfg(test)]
mod testing;

use parallax_nlp::Engine;
use thiserror::Error;

use self::stage::Stage;
use crate::domain::{Article, ArticleError, Gazetteer, Span, Zone};

pub use analyzer::Analyzer;
pub use annotate::{Annotated, KeptParse};
pub use compare::{CompareOptions, Source, compare, relation};

/// Version of the rules of this crate, without the language model's.
pub const RULES_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why an article could not be analysed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnalysisError {
    /// The text is not one that can be analysed.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// The caller asked to stop.
    #[error("the analysis was stopped")]
    Stopped,
}

impl From<parallax_nlp::Stopped> for AnalysisError {
    fn from(stopped: parallax_nlp::Stopped) -> Self {
        match stopped {
            parallax_nlp::Stopped::TooLong { bytes, limit } => {
                Self::Article(ArticleError::TooLarge { actual: bytes, limit })
            }
            _ => Self::Stopped,
        }
    }
}

/// Where names stand in an article, in text order; nowhere in a language that the engine does
/// not read.
pub fn names(
    engine: &Engine,
    article: &Article,
    zones: &[Zone],
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Span>, AnalysisError> {
    let known = article::known(article, zones, article.metadata.fetch_time);
    if !known.is_read() {
        return Ok(Vec::new());
    }
    Ok(annotate::names(engine, article.text.as_str(), zones, stop)?)
}

/// How much is looked for in an article. What is left out is empty; what is not is the same
/// whatever is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Zones, sentences, entities, the state of the text, warnings.
    Entities,
    /// These and quotations.
    Quotes,
    /// Everything.
    #[default]
    Whole,
}

/// How an article is analysed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Whether all text is body: no page furniture is looked for.
    pub skip_cleaning: bool,
    /// Names that the caller knows. Where two gazetteers know a name, the first counts.
    pub gazetteers: &'a [&'a Gazetteer],
    /// What this engine found in this very article before, so that it need not read it again. One
    /// that cannot be of it is not used.
    pub parse: Option<&'a KeptParse>,
    /// How much is looked for.
    pub extent: Extent,
}

/// Analyses one article: zones, date, sentences, entities, claims.
///
/// `stop` is polled every few milliseconds of work; once it returns true the analysis ends
/// with [`AnalysisError::Stopped`].
pub fn analyze(
    engine: &Engine,
    article: &Article,
    options: &Options<'_>,
    stop: &dyn Fn() -> bool,
) -> Result<Annotated, AnalysisError> {
    let text = article.text.as_str();
    let (zones, known) = stage::stage(Stage::Zones, || {
        let zones = article::zones_until(article, options.skip_cleaning, stop)
            .ok_or(AnalysisError::Stopped)?;
        if !article::has_article(&zones, text) {
            return Err(AnalysisError::Article(ArticleError::NotArticle));
        }
        let known = article::known(article, &zones, article.metadata.fetch_time);
        Ok((zones, known))
    })?;
    annotate::annotate(engine, text, zones, &known, options, stop)
}
