//! What the whole library has to say to a text: who quotes it, who claims it.
//!
//! Candidates are the documents that hold its rarest words; a bounded number of them is looked
//! at, and the answer says so when there were more.

mod claims;
mod quotes;

use std::sync::Arc;

use super::{Admission, Service, ServiceError, StopFlag, submission::reread};
use crate::{
    domain::{Analysis, Article, DocumentId, Filter, Query, Warning},
    store::{Detail, SearchRequest, StoredDocument},
};

pub use claims::{ClaimQuery, MatchedClaims};
pub use quotes::{QuoteQuery, TracedQuote};

/// Documents that are looked at.
const MOST_CANDIDATES: usize = 128;
/// Words whose number of documents is asked for.
const MOST_COUNTED: usize = 12;
/// Words that candidates are searched by, the rarest.
const MOST_SEARCHED: usize = 6;

/// A stored document with its article and analysis.
#[derive(Debug)]
pub struct Held {
    /// The document, without content.
    pub document: StoredDocument,
    /// Its article.
    pub article: Article,
    /// What was found in it.
    pub analysis: Analysis,
}

/// The documents to look at, best first.
struct Candidates {
    ids: Vec<DocumentId>,
    /// How many hold one of the words.
    total: usize,
}

impl Candidates {
    fn warning(&self) -> Option<Warning> {
        limit_reached("candidate_documents", self.ids.len(), self.total)
    }
}

fn limit_reached(limit: &'static str, kept: usize, total: usize) -> Option<Warning> {
    (total > kept).then(|| Warning::LimitReached { limit: limit.into(), kept, total })
}

impl Service {
    /// Documents that hold one of the rarest of some words.
    async fn candidates(
        &self,
        words: &[String],
        filter: &Filter,
    ) -> Result<Candidates, ServiceError> {
        // Long words are rare as a rule: those are counted.
        let mut longest: Vec<&String> = words.iter().collect();
        longest.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let mut counted = Vec::new();
        for word in longest.into_iter().take(MOST_COUNTED) {
            let total = self.hits(std::slice::from_ref(word), filter, 1).await?.total;
            if total > 0 {
                counted.push((total, word.clone()));
            }
        }
        counted.sort();
        let rarest: Vec<String> =
            counted.into_iter().take(MOST_SEARCHED).map(|(_, word)| word).collect();
        self.hits(&rarest, filter, MOST_CANDIDATES).await
    }

    /// The best documents that hold one of some words.
    async fn hits(
        &self,
        words: &[String],
        filter: &Filter,
        size: usize,
    ) -> Result<Candidates, ServiceError> {
        let Some(query) = Query::any_of(words) else {
            return Ok(Candidates { ids: Vec::new(), total: 0 });
        };
        let request = SearchRequest {
            query: &query,
            filter,
            size,
            token: "",
            detail: Detail::Basic,
            max_bytes: usize::MAX,
        };
        let page = self.store.search(&request).await?;
        let ids = page.hits.into_iter().map(|hit| hit.document.id).collect();
        Ok(Candidates { ids, total: page.total })
    }

    /// Reads a document and hands it to `look` on the pool; `None` when it has gone, or holds
    /// nothing that can be analysed.
    async fn look_at<T: Send + 'static>(
        &self,
        admission: &Admission,
        id: &DocumentId,
        look: impl FnOnce(Held, &StopFlag) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<Option<T>, ServiceError> {
        let Some(document) = self.store.get(id, None, Detail::Full).await? else {
            return Ok(None);
        };
        let recorded = self.recorded_analysis(&document).await?;
        let analyzer = Arc::clone(&self.analyzer);
        let job = move |stop: &StopFlag| {
            let mut basic = document.clone();
            (basic.content, basic.search) = (None, None);
            let read = reread(document)?;
            let analysis = match recorded.as_deref().and_then(super::library::decoded) {
                Some(analysis) => analysis,
                None => {
                    let polled = || stop.is_set();
                    analyzer
                        .analyze(&read.article, read.skip_cleaning, None, &polled)
                        .map_err(|error| ServiceError::of_article(0, error))?
                        .analysis
                }
            };
            look(Held { document: basic, article: read.article, analysis }, stop)
        };
        match admission.run(job).await? {
            Ok(found) => Ok(Some(found)),
            // One document that cannot be read any more is no reason to answer nothing.
            Err(error @ ServiceError::Article { .. }) => {
                tracing::warn!(document = %id, %error, "a stored document is not looked at");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
