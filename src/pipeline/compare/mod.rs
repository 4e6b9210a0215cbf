//! Comparison of annotated articles.

mod claims;
mod dates;
mod entities;
mod overview;
#[cfg(test)]
mod tests;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{AnalysisError, Annotated};
use crate::domain::{ComparedDocument, Comparison, Metadata, Warning};

/// One article of a comparison.
pub struct Source<'a> {
    /// Short key, unique in the comparison.
    pub key: String,
    /// Resource name of a stored document, else the key.
    pub document: String,
    /// What the caller knows of it.
    pub metadata: &'a Metadata,
    /// The text as submitted.
    pub text: &'a str,
    /// Its annotation.
    pub annotated: &'a Annotated,
}

/// How to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompareOptions {
    /// Number of documents that make a claim consensus; 0 = more than half. It is never less
    /// than two.
    pub consensus_threshold: usize,
    /// Keep at most this many claims; 0 = all.
    pub max_claims: usize,
}

impl CompareOptions {
    /// Number of documents that make a claim consensus among `documents`: never less than two.
    fn consensus_of(&self, documents: usize) -> usize {
        match self.consensus_threshold {
            0 => (documents / 2 + 1).max(2),
            threshold => threshold.max(2),
        }
    }
}

/// Compares two articles or more. `stop` is polled as in [`super::analyze`].
///
/// The overview counts all claims, also those that `max_claims` cuts from the list.
pub fn compare(
    sources: &[Source<'_>],
    options: &CompareOptions,
    stop: &dyn Fn() -> bool,
) -> Result<Comparison, AnalysisError> {
    let entities = entities::join(sources);
    let consensus = options.consensus_of(sources.len());
    let mut claims = claims::cluster(sources, consensus, stop)?;
    let overview = overview::overview(&claims, sources.len());
    let documents = sources
        .iter()
        .enumerate()
        .map(|(index, source)| ComparedDocument {
            profile: overview::profile(&claims, index),
            ..compared_document(source)
        })
        .collect();

    let mut warnings: Vec<Warning> = sources.iter().flat_map(warnings).collect();
    if options.max_claims > 0 && claims.len() > options.max_claims {
        warnings.push(Warning::LimitReached {
            limit: "max_claims".into(),
            kept: options.max_claims,
            total: claims.len(),
        });
        claims.truncate(options.max_claims);
    }
    Ok(Comparison { documents, overview, entities, claims, warnings })
}

fn compared_document(source: &Source<'_>) -> ComparedDocument {
    let analysis = &source.annotated.analysis;
    let stated = analysis.date.and_then(|date| midnight(date.date));
    ComparedDocument {
        key: source.key.clone(),
        document: source.document.clone(),
        source: source.metadata.source.clone(),
        publish_time: source.metadata.publish_time.or(stated),
        title: analysis.title().map(|title| title.trimmed(source.text)),
        profile: Default::default(),
        furniture: analysis.zones.iter().filter(|z| z.kind.is_furniture()).cloned().collect(),
    }
}

fn midnight(date: Date) -> Option<Timestamp> {
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
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
