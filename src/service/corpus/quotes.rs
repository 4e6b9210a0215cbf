//! Renderings of one quotation over the library.

use std::sync::Arc;

use super::{Held, limit_reached};
use crate::{
    domain::{Filter, QuoteCluster, Warning},
    pipeline::corpus::{
        self,
        quotes::{Source, Wanted},
    },
    service::{Service, ServiceError},
};

/// A quotation to look for.
#[derive(Clone, Debug)]
pub struct QuoteQuery {
    /// Its words.
    pub text: String,
    /// Name of its speaker; empty = anybody.
    pub speaker: String,
    /// Which documents.
    pub filter: Filter,
    /// Most renderings; at least 1.
    pub max_renderings: usize,
}

/// The renderings that were found.
#[derive(Debug)]
pub struct TracedQuote {
    /// The renderings; `None` when there is none. Its columns are `documents`.
    pub quote: Option<QuoteCluster>,
    /// The documents that have one, the earliest published first.
    pub documents: Vec<Held>,
    /// Whether something was cut.
    pub warnings: Vec<Warning>,
}

impl Service {
    /// The renderings of a quotation in the stored documents. `render` turns them into what the
    /// caller wants; it runs on the pool.
    pub async fn trace_quote<T, F>(&self, query: QuoteQuery, render: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(TracedQuote) -> T + Send + 'static,
    {
        let admission = self.admit_to_page().await?;
        let words = corpus::search_words(&query.text, usize::MAX);
        let candidates = self.candidates(&words, &query.filter).await?;
        let wanted = Arc::new(Wanted::new(&query.text, &query.speaker));
        let mut found: Vec<(Held, Vec<usize>)> = Vec::new();
        for id in &candidates.ids {
            let wanted = Arc::clone(&wanted);
            let look = move |held: Held, _: &_| {
                let renderings = wanted.renderings(source(&held));
                Ok((!renderings.is_empty()).then_some((held, renderings)))
            };
            found.extend(self.look_at(&admission, id, look).await?.flatten());
        }
        let mut warnings: Vec<Warning> = candidates.warning().into_iter().collect();
        let job = move |_: &_| {
            sort(&mut found);
            warnings.extend(cut(&mut found, query.max_renderings));
            let sources: Vec<_> =
                found.iter().map(|(held, quotes)| (source(held), quotes.clone())).collect();
            let quote = corpus::quotes::cluster(&sources);
            let documents = found.into_iter().map(|(held, _)| held).collect();
            render(TracedQuote { quote, documents, warnings })
        };
        Ok(admission.run(job).await?)
    }
}

fn source(held: &Held) -> Source<'_> {
    Source { text: held.article.text.as_str(), analysis: &held.analysis }
}

/// The earliest published first, those without a time last, in order of arrival.
fn sort(found: &mut [(Held, Vec<usize>)]) {
    found.sort_by_key(|(held, _)| {
        let time = held.document.metadata.publish_time;
        (time.is_none(), time, held.document.seq)
    });
}

/// Keeps the first renderings.
fn cut(found: &mut Vec<(Held, Vec<usize>)>, most: usize) -> Option<Warning> {
    let total: usize = found.iter().map(|(_, quotes)| quotes.len()).sum();
    let mut left = most.max(1);
    found.retain_mut(|(_, quotes)| {
        quotes.truncate(left);
        left -= quotes.len();
        !quotes.is_empty()
    });
    limit_reached("max_renderings", total.min(most.max(1)), total)
}
