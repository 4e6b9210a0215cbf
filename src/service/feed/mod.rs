//! Feeds: long streams of articles, each answered by itself and in order.
//!
//! Four stages run side by side: articles are read from the caller and prepared on the pool,
//! handed to the store in order, awaited in order until they are on disk, and answered in order, those
//! of a feed that waits for analyses once they are analysed. As many items as the window allows
//! are on their way; no more are read from the caller while it is full.

mod begun;
mod stages;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::{Ingested, NewArticle, Service, ServiceError};
use crate::domain::SessionId;

/// When an item is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AckLevel {
    /// When it is on disk and survives a crash.
    #[default]
    Durable,
    /// When it is analysed as well.
    Analyzed,
}

/// How a feed is handled.
#[derive(Clone, Debug, Default)]
pub struct FeedOptions {
    /// Name under which the feed can be resumed; `None` = it cannot.
    pub session: Option<SessionId>,
    /// When an item is acknowledged.
    pub ack_level: AckLevel,
    /// Check everything, write nothing.
    pub validate_only: bool,
}

/// An item as it comes in. `R` is what the edge found wrong with it.
#[derive(Debug)]
pub struct FeedItem<R> {
    /// Greater than that of the item before.
    pub sequence: i64,
    /// The article, or why there is none.
    pub article: Result<NewArticle, R>,
}

/// What became of an item. `W` are rendered warnings.
#[derive(Debug)]
pub struct FeedAnswer<R, W> {
    /// The item.
    pub sequence: i64,
    /// What became of it.
    pub result: Result<Ingested<W>, Refusal<R>>,
    /// Every item up to this sequence has been answered.
    pub acked_through: i64,
    /// Its place in the window, free when this is dropped.
    pub place: Place,
}

/// A place in the window of a feed.
#[derive(Debug)]
pub struct Place(#[expect(dead_code, reason = "held for its drop")] Option<OwnedSemaphorePermit>);

impl Place {
    /// Waits for one.
    async fn of(window: &Arc<Semaphore>) -> Self {
        // Nobody closes the window of a feed.
        Self(Arc::clone(window).acquire_owned().await.ok())
    }
}

/// Why an item was refused.
#[derive(Debug)]
pub enum Refusal<R> {
    /// What the edge found.
    Edge(R),
    /// What the service found.
    Service(ServiceError),
    /// Its sequence is not greater than the one before.
    Sequence {
        /// The sequence before.
        last: i64,
    },
}

/// Why a feed ended before its caller ended it.
#[derive(Debug)]
pub enum FeedError<E> {
    /// The caller's side failed.
    Input(E),
    /// Nothing can be stored now: items that are not answered are not stored.
    Service(ServiceError),
    /// Another stream has taken the session over.
    TakenOver,
    /// The caller takes no answers.
    Gone,
}

/// Counts of a feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedSummary {
    /// Items that came in.
    pub received: u64,
    /// Stored as new documents.
    pub created: u64,
    /// Known already.
    pub duplicates: u64,
    /// Stored as new revisions.
    pub revisions: u64,
    /// Refused.
    pub failed: u64,
    /// Checked only.
    pub validated: u64,
}

/// Which streams hold which sessions.
#[derive(Debug, Default)]
pub(super) struct Leases(Mutex<BTreeMap<SessionId, CancellationToken>>);

impl Leases {
    /// Takes a session; who held it is told to end.
    fn take(&self, session: &SessionId) -> CancellationToken {
        let token = CancellationToken::new();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, token| !token.is_cancelled());
        if let Some(before) = held.insert(session.clone(), token.clone()) {
            before.cancel();
        }
        token
    }
}

/// An open feed.
pub struct Feed {
    service: Arc<Service>,
    options: FeedOptions,
    resume_after: i64,
    /// Cancelled when another stream takes the session, and when this one ends.
    lease: CancellationToken,
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.lease.cancel();
    }
}

impl Service {
    /// Opens a feed; a stream that holds its session is ended first.
    pub async fn open_feed(self: &Arc<Self>, options: FeedOptions) -> Result<Feed, ServiceError> {
        if options.ack_level == AckLevel::Analyzed && self.limits.analysis_workers == 0 {
            return Err(ServiceError::NoAnalysis);
        }
        let (lease, resume_after) = match &options.session {
            Some(session) => {
                // Taken first: the one before writes nothing more once the mark is read.
                let lease = self.leases.take(session);
                (lease, self.store.session(session).await?)
            }
            None => (CancellationToken::new(), 0),
        };
        Ok(Feed { service: Arc::clone(self), options, resume_after, lease })
    }
}

impl Feed {
    /// Highest sequence that is acknowledged already: the caller goes on after it.
    pub fn resume_after(&self) -> i64 {
        self.resume_after
    }

    /// Items that may be outstanding.
    pub fn window(&self) -> usize {
        self.service.limits.ingest_window
    }
}
