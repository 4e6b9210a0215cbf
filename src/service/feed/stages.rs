//! The stages of a feed: reading, writing, settling, answering.

use std::sync::Arc;

use futures_util::{Stream, StreamExt as _};
use jiff::Timestamp;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

use super::{
    super::{
        Ingested, NewArticle, ServiceError, StopFlag,
        analyst::Waiting,
        memory::{Memory, Reserved, cost},
        submission::{Prepared, prepare},
    },
    AckLevel, Feed, FeedAnswer, FeedError, FeedItem, FeedSummary, Place, Refusal,
    begun::Begun,
};
use crate::{
    domain::{Article, Warning},
    store::{NewDocument, Outcome, SessionItem, StoreError, Submission, Written},
};

/// One feed may have no more than one of so many parts of the memory for all.
const PART_OF_ALL: usize = 4;
/// Acknowledged items after which the mark of a session moves, where the write itself does
/// not move it.
const MARK_EVERY: usize = 32;

/// An item on its way from the first stage to the second.
struct Arrived<R, W> {
    sequence: i64,
    prepared: Preparation<R, W>,
    room: Room,
}

enum Preparation<R, W> {
    Running(AbortOnDropHandle<Result<(NewDocument, W), ServiceError>>),
    Refused(Refusal<R>),
}

/// An item on its way from the second stage to the third.
struct Sent<R, W> {
    sequence: i64,
    outcome: Pending<R, W>,
    room: Room,
}

enum Pending<R, W> {
    Written(Box<Begun<Written>>, W),
    /// With the note of it in the session, if there is one.
    Refused(Refusal<R>, Option<Begun<()>>),
}

/// An item on its way from the third stage to the last: on disk, or refused.
struct Settled<'a, R, W> {
    sequence: i64,
    result: Result<Ingested<W>, Refusal<R>>,
    /// For its analysis, where the feed waits for that.
    waiting: Option<Waiting<'a>>,
    place: Place,
}

/// What an item takes while it is on its way.
struct Room {
    /// In the window, until its answer is taken.
    place: Place,
    /// Until it is stored: nobody who is slow to take answers, and no wait for an analysis, keeps
    /// others from memory.
    memory: [Reserved; 2],
}

impl Feed {
    /// Stores the items of a stream and answers each, until the stream ends. `render` turns
    /// warnings into what the caller wants; it runs on the pool.
    pub async fn run<R, W, E, F>(
        self,
        items: impl Stream<Item = Result<FeedItem<R>, E>> + Send,
        render: F,
        answers: mpsc::Sender<FeedAnswer<R, W>>,
    ) -> Result<FeedSummary, FeedError<E>>
    where
        R: Send + 'static,
        W: Send + 'static,
        E: Send,
        F: Fn(&Article, &[Warning]) -> W + Clone + Send + Sync + 'static,
    {
        let window = self.window();
        let (arrived, arrivals) = mpsc::channel(window);
        let (sent, sendings) = mpsc::channel(window);
        let (settled, settlings) = mpsc::channel(window);
        let stages = async {
            // What was read is answered even when reading fails; when storing or answering
            // fails, nothing more is read.
            let read = async { Ok(self.read(items, render, arrived).await) };
            let write = async { self.write(arrivals, sent).await.map_err(FeedError::Service) };
            let settle = async { self.settle(sendings, settled).await.map_err(FeedError::Service) };
            let (read, (), (), summary) =
                tokio::try_join!(read, write, settle, self.answer(settlings, answers))?;
            read.map(|()| summary)
        };
        tokio::select! {
            result = stages => result,
            () = self.lease.cancelled() => Err(FeedError::TakenOver),
        }
    }

    /// First stage: takes items from the caller and starts their preparation.
    async fn read<R, W, E, F>(
        &self,
        items: impl Stream<Item = Result<FeedItem<R>, E>>,
        render: F,
        arrived: mpsc::Sender<Arrived<R, W>>,
    ) -> Result<(), FeedError<E>>
    where
        W: Send + 'static,
        F: Fn(&Article, &[Warning]) -> W + Clone + Send + Sync + 'static,
    {
        let window = Arc::new(Semaphore::new(self.window()));
        let all = &self.service.feeds;
        let own = Memory::of(all.bytes() / PART_OF_ALL);
        let mut items = std::pin::pin!(items);
        let mut last = 0;
        loop {
            // Room for the next item before it is read: that is what holds the caller back.
            let place = Place::of(&window).await;
            let Some(item) = items.next().await else { return Ok(()) };
            let FeedItem { sequence, article } = item.map_err(FeedError::Input)?;
            let bytes = article.as_ref().map_or(0, |new| new.submitted.content.len());
            let bytes = cost::reading(bytes).min(own.bytes());
            let memory = [own.take_at_most(bytes).await, all.take_at_most(bytes).await];
            let room = Room { place, memory };
            let prepared = match article {
                _ if sequence <= last => Preparation::Refused(Refusal::Sequence { last }),
                Err(refusal) => Preparation::Refused(Refusal::Edge(refusal)),
                Ok(new) => Preparation::Running(self.prepare(new, render.clone())),
            };
            last = last.max(sequence);
            if arrived.send(Arrived { sequence, prepared, room }).await.is_err() {
                return Ok(()); // a later stage has failed and tells why
            }
        }
    }

    fn prepare<W, F>(
        &self,
        new: NewArticle,
        render: F,
    ) -> AbortOnDropHandle<Result<(NewDocument, W), ServiceError>>
    where
        W: Send + 'static,
        F: Fn(&Article, &[Warning]) -> W + Send + 'static,
    {
        let (pool, limit) = (self.service.pool.clone(), self.service.limits.max_article_bytes);
        AbortOnDropHandle::new(tokio::spawn(async move {
            let job = move |_: &StopFlag| {
                let Prepared { document, article, warnings } =
                    prepare(new, limit, Timestamp::now())?;
                Ok((document, render(&article, &warnings)))
            };
            let done = pool.background().run(job).await?;
            done.map_err(|error| ServiceError::Article { index: 0, error })
        }))
    }

    /// Second stage: hands items to the store in their order.
    async fn write<R, W>(
        &self,
        mut arrivals: mpsc::Receiver<Arrived<R, W>>,
        sent: mpsc::Sender<Sent<R, W>>,
    ) -> Result<(), ServiceError> {
        while let Some(Arrived { sequence, prepared, room }) = arrivals.recv().await {
            let prepared = match prepared {
                Preparation::Refused(refusal) => Err(refusal),
                Preparation::Running(job) => match job.await {
                    Ok(Ok(prepared)) => Ok(prepared),
                    Ok(Err(ServiceError::ShuttingDown)) => return Err(ServiceError::ShuttingDown),
                    Ok(Err(error)) => Err(Refusal::Service(error)),
                    Err(fault) => return Err(ServiceError::Internal(fault.to_string())),
                },
            };
            let outcome = match prepared {
                Ok((document, warnings)) => {
                    Pending::Written(Box::new(self.begin_write(document, sequence).await), warnings)
                }
                Err(refusal @ Refusal::Sequence { .. }) => Pending::Refused(refusal, None),
                Err(refusal) => Pending::Refused(refusal, self.begin_note(sequence).await),
            };
            if sent.send(Sent { sequence, outcome, room }).await.is_err() {
                return Ok(()); // a later stage has failed and tells why
            }
        }
        Ok(())
    }

    async fn begin_write(&self, document: NewDocument, sequence: i64) -> Begun<Written> {
        let item = self.item(sequence, self.options.ack_level == AckLevel::Durable);
        let submission = Submission { document, request: None, item };
        let store = Arc::clone(&self.service.store);
        let only_check = self.options.validate_only;
        Begun::begin(Box::pin(async move {
            if only_check { store.check(submission).await } else { store.put(submission).await }
        }))
        .await
    }

    /// Begins to note in the session that an item is done, where those before it are noted in
    /// the order of their writing. Elsewhere [`Self::mark`] follows the answers.
    async fn begin_note(&self, sequence: i64) -> Option<Begun<()>> {
        let durable = self.options.ack_level == AckLevel::Durable;
        let item = self.item(sequence, true).filter(|_| durable)?;
        let store = Arc::clone(&self.service.store);
        Some(
            Begun::begin(Box::pin(async move { store.refuse(item, Timestamp::now()).await })).await,
        )
    }

    /// The item of a session that writes; items up to the resume point were noted before.
    fn item(&self, sequence: i64, acknowledge: bool) -> Option<SessionItem> {
        let session = self.options.session.as_ref().filter(|_| !self.options.validate_only)?;
        Some(SessionItem { session: session.clone(), sequence, acknowledge })
    }

    /// Third stage: waits in their order until items are on disk, and begins to wait for their analyses.
    /// All in the window are waited for at once, so that none of them stands behind what others feed.
    async fn settle<'a, R, W>(
        &'a self,
        mut sendings: mpsc::Receiver<Sent<R, W>>,
        settled: mpsc::Sender<Settled<'a, R, W>>,
    ) -> Result<(), ServiceError> {
        while let Some(Sent { sequence, outcome, room }) = sendings.recv().await {
            let result = self.stored(outcome).await?;
            let Room { place, memory } = room;
            drop(memory);
            let waiting = match &result {
                Ok(Ingested { document, .. })
                    if self.options.ack_level == AckLevel::Analyzed
                        && !self.options.validate_only =>
                {
                    self.service.begin_to_wait(document)
                }
                _ => None,
            };
            if settled.send(Settled { sequence, result, waiting, place }).await.is_err() {
                return Ok(()); // the last stage has failed and tells why
            }
        }
        Ok(())
    }

    /// Last stage: answers items in their order once they are done.
    async fn answer<R, W, E>(
        &self,
        mut settlings: mpsc::Receiver<Settled<'_, R, W>>,
        answers: mpsc::Sender<FeedAnswer<R, W>>,
    ) -> Result<FeedSummary, FeedError<E>> {
        let mut summary = FeedSummary::default();
        let mut acked_through = self.resume_after;
        let mut unmarked = 0;
        while let Some(Settled { sequence, mut result, waiting, place }) = settlings.recv().await {
            if let (Ok(ingested), Some(waiting)) = (&mut result, waiting) {
                match self.service.analyzed(&ingested.document.id, waiting).await {
                    Ok(document) => ingested.document = document,
                    // Somebody has removed it: that is of this item alone.
                    Err(error @ ServiceError::NotFound { .. }) => {
                        result = Err(Refusal::Service(error));
                    }
                    Err(error) => return Err(FeedError::Service(error)),
                }
            }
            acked_through = acked_through.max(sequence);
            self.count(&mut summary, &result);
            unmarked += 1;
            if unmarked >= MARK_EVERY {
                self.mark(acked_through).await.map_err(FeedError::Service)?;
                unmarked = 0;
            }
            let answer = FeedAnswer { sequence, result, acked_through, place };
            answers.send(answer).await.map_err(|_| FeedError::Gone)?;
        }
        if unmarked > 0 {
            self.mark(acked_through).await.map_err(FeedError::Service)?;
        }
        Ok(summary)
    }

    /// Waits until an item is stored. An error is one that ends the feed.
    async fn stored<R, W>(
        &self,
        outcome: Pending<R, W>,
    ) -> Result<Result<Ingested<W>, Refusal<R>>, ServiceError> {
        let (written, warnings) = match outcome {
            Pending::Refused(refusal, note) => {
                if let Some(note) = note {
                    note.end().await?;
                }
                return Ok(Err(refusal));
            }
            Pending::Written(written, warnings) => (written.end().await, warnings),
        };
        let Written { document, outcome, .. } = match written {
            Ok(written) => written,
            Err(error) if is_of_item(&error) => return Ok(Err(Refusal::Service(error.into()))),
            Err(error) => return Err(error.into()),
        };
        if !self.options.validate_only {
            self.service.analyst.wake();
        }
        Ok(Ok(Ingested { document, outcome, warnings }))
    }

    /// Moves the mark of the session, where the writes themselves do not.
    async fn mark(&self, sequence: i64) -> Result<(), ServiceError> {
        if self.options.ack_level == AckLevel::Analyzed
            && let Some(item) = self.item(sequence, true)
        {
            self.service.store.refuse(item, Timestamp::now()).await?;
        }
        Ok(())
    }

    fn count<R, W>(&self, summary: &mut FeedSummary, result: &Result<Ingested<W>, Refusal<R>>) {
        summary.received += 1;
        let counter = match result {
            Err(_) => &mut summary.failed,
            Ok(ingested) => match ingested.outcome {
                Outcome::Duplicate => &mut summary.duplicates,
                _ if self.options.validate_only => &mut summary.validated,
                Outcome::Created => &mut summary.created,
                Outcome::NewRevision => &mut summary.revisions,
            },
        };
        *counter += 1;
    }
}

/// Whether an error is the fault of the item alone, and will be the same when it comes again.
fn is_of_item(error: &StoreError) -> bool {
    matches!(error, StoreError::IdTaken(_) | StoreError::AlreadyAcknowledged { .. })
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, time::Duration};

    use futures_util::{StreamExt as _, stream};

    use super::*;
    use crate::{
        domain::{Metadata, State},
        pipeline::article::Content,
        service::{FeedOptions, Submitted, testing::Desktop},
        store::Store as _,
    };

    fn item(n: usize) -> Result<FeedItem<Infallible>, Infallible> {
        let content = Content::Text(format!("The mayor of Norwick met {n} reporters on Monday."));
        let submitted = Submitted { content, metadata: Metadata::default(), skip_cleaning: false };
        let sequence = i64::try_from(n).unwrap();
        Ok(FeedItem { sequence, article: Ok(NewArticle { submitted, wanted_id: None }) })
    }

    #[tokio::test]
    async fn whoever_takes_no_answers_keeps_nobody_from_memory() {
        let desktop = Desktop::new().await;
        let service = Arc::new(desktop.service);
        let feed = service.open_feed(FeedOptions::default()).await.unwrap();
        let window = feed.window();
        // More come than may be on their way; then the caller neither sends nor takes anything.
        let items = stream::iter((1..2 * window).map(item)).chain(stream::pending());
        let (answers, mut taken) = mpsc::channel(window);
        let feed = tokio::spawn(feed.run(items, |_, _| (), answers));
        while taken.len() < window || service.feeds.taken() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let first = taken.recv().await.unwrap();
        assert_eq!(first.sequence, 1);
        drop(first);
        while taken.len() < window {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        feed.abort();
    }

    #[tokio::test]
    async fn all_of_a_feed_is_waited_for_at_once_and_keeps_nobody_from_memory() {
        let desktop = Desktop::new().await;
        let service = Arc::new(desktop.service);
        let options = FeedOptions { ack_level: AckLevel::Analyzed, ..FeedOptions::default() };
        let feed = service.open_feed(options).await.unwrap();
        let window = feed.window();
        let (answers, mut taken) = mpsc::channel(window);
        let feed = tokio::spawn(feed.run(stream::iter((1..=window).map(item)), |_, _| (), answers));
        // Nothing is analysed yet.
        while service.analyst.awaited().len() < window || service.feeds.taken() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(taken.is_empty());
        // What somebody removes is of that item alone.
        let due = desktop.store.due(service.engine_version(), vec![], 2).await.unwrap();
        service.delete(&due.documents[1].id, None, false).await.unwrap();
        assert_eq!(service.analyze_due().await.unwrap(), window - 1);
        let mut answers = Vec::new();
        while let Some(answer) = taken.recv().await {
            answers.push(answer.result);
        }
        let summary = feed.await.unwrap().unwrap();
        assert_eq!((summary.created, summary.failed), (window as u64 - 1, 1));
        let removed = |refusal| matches!(refusal, Refusal::Service(ServiceError::NotFound { .. }));
        assert!(answers.remove(1).is_err_and(removed));
        for answer in answers {
            assert_eq!(answer.unwrap().document.state, State::Analyzed);
        }
        assert!(!service.analyst.is_awaited());
    }
}
