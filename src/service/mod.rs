//! The use cases: each takes parsed values, runs the pipeline on the pool and reads or
//! writes the store. Knows nothing of gRPC.

mod analysis;
mod analyst;
mod comparison;
mod corpus;
mod encoding;
mod error;
mod feed;
mod ingest;
mod library;
mod pool;
mod submission;

use std::sync::Arc;

use self::{analyst::Analyst, feed::Leases};
use crate::{pipeline::Analyzer, store::Store};

pub use comparison::{Column, InlineSource, KeptComparison, KeptRequest};
pub use corpus::{ClaimQuery, Held, MatchedClaims, QuoteQuery, TracedQuote};
pub use error::ServiceError;
pub use feed::{
    AckLevel, Feed, FeedAnswer, FeedError, FeedItem, FeedOptions, FeedSummary, Refusal,
};
pub use ingest::{IngestOptions, Ingested};
pub use library::{
    Compared, Found, Listing, MetadataField, ReadHit, Search, Texts, Volume, Volumes,
};
pub use pool::{Admission, Pool, PoolError, StopFlag};
pub use submission::{NewArticle, Submitted};

/// Bounds on what one call may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most articles in one comparison.
    pub max_compared_documents: usize,
    /// Most comparisons that are kept; at least 1.
    pub max_comparisons: usize,
    /// Most bytes of stored text and metadata on one page of a list. A page holds at
    /// least one document however large.
    pub max_page_bytes: usize,
    /// Most bytes of a submitted article.
    pub max_article_bytes: usize,
    /// Most items of a feed that are on their way; at least 1.
    pub ingest_window: usize,
    /// Stored documents that are analysed at a time; 0 = none are.
    pub analysis_workers: usize,
}

/// The use cases over one analyzer, one store and one pool.
pub struct Service {
    analyzer: Arc<Analyzer>,
    store: Arc<dyn Store>,
    pool: Pool,
    limits: Limits,
    analyst: Analyst,
    leases: Leases,
}

impl Service {
    /// Puts the parts together.
    pub fn new(analyzer: Arc<Analyzer>, store: Arc<dyn Store>, pool: Pool, limits: Limits) -> Self {
        let (analyst, leases) = (Analyst::default(), Leases::default());
        Self { analyzer, store, pool, limits, analyst, leases }
    }

    /// Bounds on what one call may ask for.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Version of rules, language model and gazetteer, as responses carry it.
    pub fn engine_version(&self) -> &str {
        self.analyzer.version()
    }
}
