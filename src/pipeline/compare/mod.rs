//! Comparison of annotated articles.

mod agreement;
mod chronology;
mod claims;
mod columns;
mod context;
mod coverage;
mod dates;
mod denials;
mod discrepancies;
mod documents;
mod entities;
mod five_w;
mod framing;
mod headlines;
mod key_points;
mod links;
pub mod news;
mod numbers;
mod occasion;
mod omissions;
mod overview;
mod places;
mod quotes;
mod regions;
pub mod relation;
mod reuse;
mod scoops;
mod sourcing;
mod statements;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timeline;

use self::{
    context::{Context, Who},
    coverage::Coverage,
    omissions::Told,
};
use super::{
    AnalysisError, Annotated,
    stage::{Stage, stage},
};
use crate::domain::{Comparison, Metadata, Overview, Warning};

/// One article of a comparison.
#[derive(Clone)]
pub struct Source<'a> {
    /// Short key, unique in the comparison.
    pub key: String,
    /// Resource name of a stored document, else the key.
    pub document: String,
    /// The revision of a stored document, else empty.
    pub revision: String,
    /// What the caller knows of it.
    pub metadata: &'a Metadata,
    /// The text as submitted.
    pub text: &'a str,
    /// Its annotation.
    pub annotated: &'a Annotated,
}

/// How to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompareOptions {
    /// Number of independent voices that make a claim consensus; 0 = more than half. It is never less
    /// than two.
    pub consensus_threshold: usize,
    /// Whether copies of one text count as one voice.
    pub collapse_copies: bool,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self { consensus_threshold: 0, collapse_copies: true }
    }
}

impl CompareOptions {
    /// Number of voices that make a claim consensus among `independent`: never less than two.
    pub fn consensus_of(&self, independent: usize) -> usize {
        match self.consensus_threshold {
            0 => (independent / 2 + 1).max(2),
            threshold => threshold.max(2),
        }
    }
}

/// Compares two articles or more. `stop` is polled as in [`super::analyze`].
pub fn compare(
    sources: &[Source<'_>],
    options: &CompareOptions,
    stop: &dyn Fn() -> bool,
) -> Result<Comparison, AnalysisError> {
    let order = columns::canonical(sources);
    let ordered: Vec<Source<'_>> = order.iter().map(|&column| sources[column].clone()).collect();
    let go_on = || if stop() { Err(AnalysisError::Stopped) } else { Ok(()) };
    let compared = compare_ordered(&ordered, options, stop).ok_or(AnalysisError::Stopped)?;
    go_on()?;
    let (compared, scoops) = compared;
    let mut comparison = columns::restore(compared, &order);
    go_on()?;
    comparison.warnings = sources.iter().flat_map(warnings).collect();
    // Last, because they name sources by their keys.
    comparison.overview.key_points = key_points::key_points(&comparison, sources, &scoops);
    Ok(comparison)
}

/// Rows of one voice that may be key points.
const SCOOPS: usize = 3;

/// Compares articles in canonical order, and finds the weightiest rows that one voice alone makes;
/// `None` once `stop` returns true.
fn compare_ordered(
    sources: &[Source<'_>],
    options: &CompareOptions,
    stop: &dyn Fn() -> bool,
) -> Option<(Comparison, Vec<usize>)> {
    let go_on = || (!stop()).then_some(());
    let reuse = &stage(Stage::CompareCopies, || reuse::Reuse::find(sources, stop))?;
    let voices = match options.collapse_copies {
        true => reuse.voices.clone(),
        false => (0..sources.len()).collect(),
    };
    let (who, joined) = stage(Stage::CompareEntities, || entities::join(sources, stop))?;
    let independent = voices.iter().enumerate().filter(|(own, voice)| own == *voice).count();
    let context = &Context::new(sources, who, voices, options.consensus_of(independent), stop);
    go_on()?;
    let entities = entities::compare(context, joined)?;
    go_on()?;
    let text_reuse = reuse::links(context, reuse)?;
    let quotes = stage(Stage::CompareQuotes, || quotes::cluster(context, &entities))?;
    go_on()?;
    let chronology = &chronology::Chronology::new(sources);
    go_on()?;
    let values = numbers::values(context, chronology);
    go_on()?;
    let properties = &numbers::properties(context, &values, chronology);
    let claims = stage(Stage::CompareClaims, || claims::cluster(context, properties))?;
    let statements = &statements::Statements::new(sources, &context.who, &claims);
    go_on()?;
    let events = &timeline::events(context, statements, chronology);
    go_on()?;
    let timeline = timeline::timeline(context, statements, events, chronology);
    go_on()?;
    let (numbers, verdicts): (Vec<_>, Vec<_>) =
        numbers::numbers(context, statements, chronology, values).into_iter().unzip();
    go_on()?;
    let coverage = &Coverage::new(context);
    go_on()?;
    let denials = &denials::Denials::find(context, coverage);
    go_on()?;
    let findings = discrepancies::Findings {
        entities: &entities,
        claims: &claims,
        quotes: &quotes,
        numbers: &numbers,
        verdicts: &verdicts,
        events,
        same: &timeline::pairs(context, statements, events),
        statements,
        opposites: &discrepancies::Opposites::new(context),
        chronology,
        coverage,
        denials,
    };
    let discrepancies =
        stage(Stage::CompareDiscrepancies, || discrepancies::find(context, &findings))?;
    go_on()?;
    let told = Told::new(context, coverage, statements, denials, (&entities, &claims, &quotes));
    go_on()?;
    let scoops = scoops::scoops(&told, SCOOPS);
    let agreement = agreement::matrix(&claims, sources.len());
    go_on()?;
    let omissions = omissions::omissions(&told);
    go_on()?;
    let framing = framing::framing(context, &entities);
    go_on()?;
    let sourcing = sourcing::sourcing(context, &entities);
    go_on()?;
    let five_w = five_w::five_w(context, &entities, statements);
    go_on()?;
    let headlines = headlines::headlines(context, coverage);
    go_on()?;
    let mut comparison = Comparison {
        documents: documents::documents(context, &claims, &agreement, &reuse.shares()),
        overview: Overview::default(),
        omissions,
        framing,
        sourcing,
        five_w,
        headlines,
        warnings: Vec::new(),
        entities,
        claims,
        discrepancies,
        quotes,
        timeline,
        numbers,
        text_reuse,
    };
    go_on()?;
    links::link(&mut comparison);
    go_on()?;
    comparison.overview = overview::overview(&comparison, agreement);
    Some((comparison, scoops))
}

/// The warnings of one article, with its key.
fn warnings(source: &Source<'_>) -> Vec<Warning> {
    let named = |warning: &Warning| {
        let mut warning = warning.clone();
        match &mut warning {
            Warning::CharsetGuessed { document, .. }
            | Warning::DocumentDateUnknown { document }
            | Warning::DocumentDateInferred { document, .. }
            | Warning::LanguageUnsupported { document, .. }
            | Warning::LanguageUncertain { document }
            | Warning::BoilerplateRemoved { document, .. }
            | Warning::UnbalancedQuotes { document, .. }
            | Warning::LikelyMachineTranslated { document }
            | Warning::TextDamaged { document, .. } => document.clone_from(&source.key),
            Warning::LimitReached { .. } => {}
        }
        warning
    };
    source.annotated.analysis.warnings.iter().map(named).collect()
}
