//! The language engine together with the names that it was given besides.

use std::sync::Arc;

use parallax_nlp::Engine;

use super::{AnalysisError, Annotated, Extent, KeptParse, Options, RULES_VERSION, analyze};
use crate::domain::{Article, Gazetteer};

/// Analyses articles with one engine and one gazetteer.
pub struct Analyzer {
    engine: Arc<Engine>,
    gazetteer: Gazetteer,
    version: String,
}

impl Analyzer {
    /// An engine with names that it need not know; the gazetteer may be empty.
    pub fn new(engine: Arc<Engine>, gazetteer: Gazetteer) -> Self {
        let version = version(&engine, &gazetteer);
        Self { engine, gazetteer, version }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Version of rules, language model and gazetteer together, as responses carry it:
    /// "parallax-1.2.3+model@digest", with ".gazetteer@digest" behind it unless that is empty.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Analyses one article. Names of the caller's `own` gazetteer win over this one's. `stop` is
    /// polled as in [`analyze`].
    pub fn analyze(
        &self,
        article: &Article,
        skip_cleaning: bool,
        own: Option<&Gazetteer>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Annotated, AnalysisError> {
        self.analyze_again(article, skip_cleaning, own, None, stop)
    }

    /// The same of an article in which this version found `parse` before.
    pub fn analyze_again(
        &self,
        article: &Article,
        skip_cleaning: bool,
        own: Option<&Gazetteer>,
        parse: Option<&KeptParse>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Annotated, AnalysisError> {
        let gazetteers = self.gazetteers(own);
        let extent = Extent::Whole;
        let options = Options { skip_cleaning, gazetteers: &gazetteers, extent, parse };
        analyze(&self.engine, article, &options, stop)
    }

    /// Looks for no more than is asked for, in one article.
    pub fn analyze_part(
        &self,
        extent: Extent,
        article: &Article,
        skip_cleaning: bool,
        own: Option<&Gazetteer>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Annotated, AnalysisError> {
        let gazetteers = self.gazetteers(own);
        let options = Options { skip_cleaning, gazetteers: &gazetteers, extent, parse: None };
        analyze(&self.engine, article, &options, stop)
    }

    fn gazetteers<'a>(&'a self, own: Option<&'a Gazetteer>) -> Vec<&'a Gazetteer> {
        own.into_iter().chain([&self.gazetteer]).collect()
    }
}

fn version(engine: &Engine, gazetteer: &Gazetteer) -> String {
    let names = match gazetteer.is_empty() {
        true => String::new(),
        false => format!(".gazetteer@{}", &gazetteer.digest()),
    };
    format!("parallax-{RULES_VERSION}+{}{names}", engine.model())
}
