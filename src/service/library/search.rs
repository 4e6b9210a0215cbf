//! Finding stored documents by their words.

use super::super::{Service, ServiceError, StopFlag, submission::reread};
use crate::{
    domain::{Article, Filter, Query, Span, StoryMembership},
    pipeline::article,
    store::{Detail, Highlights, Hit, SearchRequest, SearchText, StoredDocument},
};

/// What a search looks for.
#[derive(Clone, Debug)]
pub struct Search {
    /// The words.
    pub query: Query,
    /// Which documents.
    pub filter: Filter,
    /// Most hits; at least 1.
    pub size: usize,
    /// Token of the page before; empty = first page.
    pub token: String,
}

/// A page of hits, each as the caller wanted it rendered.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// Best first.
    pub hits: Vec<T>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
    /// How many documents match in all.
    pub total: usize,
}

/// A hit with its article, for rendering.
#[derive(Debug)]
pub struct ReadHit<'a> {
    /// The document, without content.
    pub document: StoredDocument,
    /// How well it matches.
    pub score: f64,
    /// Its article.
    pub article: &'a Article,
    /// Words of `article.text` that matched, in text order.
    pub highlights: Vec<Span>,
    /// The stories that the document is in: pinned ones first, then the best.
    pub stories: Vec<StoryMembership>,
}

impl Service {
    /// A page of the documents that hold words. `render` turns each into what the caller
    /// wants; it runs on the pool.
    pub async fn search<T, F>(&self, search: &Search, render: F) -> Result<Found<T>, ServiceError>
    where
        T: Send + 'static,
        F: Fn(ReadHit<'_>) -> T + Send + 'static,
    {
        let admission = self.admit_to_page().await?;
        let page = self
            .store
            .search(&SearchRequest {
                query: &search.query,
                filter: &search.filter,
                size: search.size.max(1),
                token: &search.token,
                detail: Detail::Full,
                max_bytes: self.limits.max_page_bytes,
            })
            .await?;
        let hits = page.hits;
        let stories = self.stories_of(hits.iter().map(|hit| hit.document.seq).collect()).await?;
        let job = move |_: &StopFlag| {
            let hits = hits.into_iter().zip(stories);
            hits.map(|(hit, stories)| read_hit(hit, stories, &render))
                .collect::<Result<Vec<_>, _>>()
        };
        let hits = admission.run(job).await??;
        Ok(Found { hits, next_token: page.next_token, total: page.total })
    }
}

fn read_hit<T>(
    hit: Hit,
    stories: Vec<StoryMembership>,
    render: impl Fn(ReadHit<'_>) -> T,
) -> Result<T, ServiceError> {
    let Hit { document, score, highlights } = hit;
    let mut basic = document.clone();
    (basic.content, basic.search) = (None, None);
    let indexed = document.search.clone().unwrap_or_default();
    let read = reread(document)?;
    let text = read.article.text.as_str();
    let kept = article::Kept::new(text, &article::zones_in(&read.article, read.skip_cleaning));
    let highlights = lead_back(&highlights, &indexed, &kept);
    Ok(render(ReadHit { document: basic, score, article: &read.article, highlights, stories }))
}

/// Where words of the indexed text stand in the article. An article that was indexed by
/// earlier rules may be kept differently now: its words are then looked for.
fn lead_back(found: &Highlights, indexed: &SearchText, kept: &article::Kept) -> Vec<Span> {
    use article::Part::{Body, Title};
    let parts = [
        (Title, &found.title, &indexed.title, &kept.title),
        (Body, &found.body, &indexed.body, &kept.body),
    ];
    let mut spans = Vec::with_capacity(found.title.len() + found.body.len());
    for (part, words, indexed, kept_text) in parts {
        if kept_text.is_empty() {
            continue; // a headline that the caller gave stands nowhere in the text
        }
        let same = indexed.len() == kept_text.len();
        let mut from = 0;
        for &word in words {
            let place = if same { Some(word) } else { next(kept_text, word.of(indexed), from) };
            if let Some(place) = place {
                from = place.end;
                spans.push(kept.to_text(part, place));
            }
        }
    }
    spans.sort_unstable();
    spans
}

/// The next place of a word at or after `from`.
fn next(text: &str, word: &str, from: usize) -> Option<Span> {
    let begin = from + text.get(from..)?.find(word)?;
    Some(Span::new(begin, begin + word.len()))
}
