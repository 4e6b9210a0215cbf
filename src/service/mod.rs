//! The use cases: each takes parsed values, runs the pipeline on the pool and reads or
//! writes the store. Knows nothing of gRPC.

mod admission;
mod analysis;
mod analyst;
mod annotations;
mod comparison;
mod corpus;
mod encoding;
mod entities;
mod error;
mod feed;
mod identifier;
mod ingest;
mod library;
mod measure;
mod memory;
mod mentions;
mod own_names;
mod pool;
mod stages;
mod stories;
mod submission;
#[cfg(test)]
mod testing;
mod threads;
mod watch;

use std::sync::Arc;

use self::{
    analyst::Analyst, annotations::Annotations, feed::Leases, identifier::Identifier,
    own_names::OwnNames, stages::Stages, stories::Stories,
};
use crate::{pipeline::Analyzer, store::Store};

pub use admission::{CallAtHand, Demand, Pressure, Refused, Why, within};
pub use comparison::{Chosen, Column, InlineSource, KeptComparison, KeptRequest, Scope};
pub use corpus::{ClaimQuery, Held, MatchedClaims, QuoteQuery, TracedQuote};
pub use entities::{EntityValues, ResolvedEntity};
pub use error::ServiceError;
pub use feed::{
    AckLevel, Feed, FeedAnswer, FeedError, FeedItem, FeedOptions, FeedSummary, Refusal,
};
pub use ingest::{IngestOptions, Ingested};
pub use library::{
    Compared, Found, Listing, MetadataField, ReadHit, Search, Texts, Volume, Volumes,
};
pub use memory::{HeldMemory, Memory, TooMuch};
pub use mentions::{FoundMention, MENTION_FIELDS, MentionQuery};
pub use pool::{Admission, Pool, PoolError, Queue, StopFlag};
pub use stories::{Explained, MatchedStory, RenderFinding, StoryListing};
pub use submission::{NewArticle, Submitted};
pub use watch::{Entry, Hub, Selection, Told, WatchOptions, Watcher};

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
    /// Bytes of memory for articles of feeds that are on their way, those of all feeds together.
    pub feed_memory: usize,
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
    annotations: Arc<Annotations>,
    leases: Leases,
    /// For articles of feeds.
    feeds: Memory,
    stories: Stories,
    identifier: Arc<Identifier>,
    own_names: Arc<OwnNames>,
    stages: Stages,
}

impl Service {
    /// Puts the parts together.
    pub fn new(analyzer: Arc<Analyzer>, store: Arc<dyn Store>, pool: Pool, limits: Limits) -> Self {
        Self {
            analyzer,
            store,
            pool,
            limits,
            analyst: Analyst::default(),
            annotations: Arc::default(),
            leases: Leases::default(),
            feeds: Memory::of(limits.feed_memory),
            stories: Stories::default(),
            identifier: Arc::default(),
            own_names: Arc::default(),
            stages: Stages::default(),
        }
    }

    /// Bounds on what one call may ask for.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How much more is asked of the pool than it can do.
    pub fn pressure(&self) -> &Pressure {
        self.pool.pressure()
    }

    /// Version of rules, language model and gazetteer, as responses carry it.
    pub fn engine_version(&self) -> &str {
        self.analyzer.version()
    }
}
