//! Who in the library says a claim.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Held, limit_reached};
use crate::{
    domain::{Filter, Metadata, Relation, Warning},
    pipeline::{
        AnalysisError,
        corpus::{
            self,
            claims::{ClaimMatch, WantedClaim},
            quotes::Source,
        },
    },
    service::{Service, ServiceError, StopFlag},
};

/// A claim to look for.
#[derive(Clone, Debug)]
pub struct ClaimQuery {
    /// Its words; not blank.
    pub text: String,
    /// Anchor of its relative dates.
    pub reference_time: Option<Timestamp>,
    /// Which documents.
    pub filter: Filter,
    /// Most matches; at least 1.
    pub max_matches: usize,
}

/// The statements that were found.
#[derive(Debug)]
pub struct MatchedClaims {
    /// Those that say the claim, then those that contradict it, then those that say a part; each
    /// with its document.
    pub matches: Vec<(Held, ClaimMatch)>,
    /// Whether something was cut.
    pub warnings: Vec<Warning>,
}

impl Service {
    /// Statements of stored documents that say, vary or deny a claim. `render` turns them into what
    /// the caller wants; it runs on the pool.
    pub async fn match_claim<T, F>(&self, query: ClaimQuery, render: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(MatchedClaims) -> T + Send + 'static,
    {
        let admission = self.admit_to_page().await?;
        let words = corpus::search_words(&query.text, usize::MAX);
        let candidates = self.candidates(&words, &query.filter).await?;
        let analyzer = Arc::clone(&self.analyzer);
        let metadata = Metadata { publish_time: query.reference_time, ..Metadata::default() };
        let read = move |stop: &StopFlag| {
            WantedClaim::new(&analyzer, query.text, metadata, &|| stop.is_set()).map_err(failed)
        };
        let wanted = Arc::new(admission.run(read).await??);
        let mut matches: Vec<(Held, ClaimMatch)> = Vec::new();
        for id in &candidates.ids {
            let (wanted, analyzer) = (Arc::clone(&wanted), Arc::clone(&self.analyzer));
            let look = move |held: Held, stop: &StopFlag| {
                let source = Source { text: held.article.text.as_str(), analysis: &held.analysis };
                let best = wanted.best(&analyzer, source, &|| stop.is_set()).map_err(failed)?;
                Ok(best.map(|best| (held, best)))
            };
            matches.extend(self.look_at(&admission, id, look).await?.flatten());
        }
        matches.sort_by(|(a, x), (b, y)| {
            let latest = b.document.seq.cmp(&a.document.seq);
            place(x.relation).cmp(&place(y.relation)).then(y.score.total_cmp(&x.score)).then(latest)
        });
        let total = matches.len();
        matches.truncate(query.max_matches.max(1));
        let mut warnings: Vec<Warning> = candidates.warning().into_iter().collect();
        warnings.extend(limit_reached("max_matches", matches.len(), total));
        let job = move |_: &StopFlag| render(MatchedClaims { matches, warnings });
        Ok(admission.run(job).await?)
    }
}

fn place(relation: Relation) -> u8 {
    match relation {
        Relation::Supports => 0,
        Relation::Contradicts => 1,
        _ => 2,
    }
}

fn failed(error: AnalysisError) -> ServiceError {
    ServiceError::of_article(0, error)
}
