//! Moves records from the inputs into a feed, and answers from the feed into figures.

use std::{cell::RefCell, collections::VecDeque, convert::Infallible};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::OwnedSemaphorePermit,
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use super::{
    super::failure::Failure,
    counts::{Counts, Fate},
    inputs::Origin,
    progress::{Progress, TICK},
    read_ahead::{Queued, ReadAhead},
    report::Report,
    tell,
};
use crate::{
    client::{ClientError, Feed, FeedAnswers, FeedSender},
    proto::v1,
};

/// How a run ended.
pub(super) enum End {
    /// All inputs are read and all records answered.
    Done,
    /// A record failed, and that was to be the end.
    Stopped,
    /// Someone wanted it to end. What was sent is answered.
    Interrupted,
    /// All is stored, and someone did not want to wait for what is done with it then.
    LeftToServer,
    /// The feed broke.
    Broken(ClientError),
}

/// A record that was sent.
struct Pending {
    sequence: i64,
    origin: Origin,
    #[expect(dead_code, reason = "held for its drop")]
    room: OwnedSemaphorePermit,
}

struct State {
    counts: Counts,
    report: Option<Report>,
    pending: VecDeque<Pending>,
    fail_fast: bool,
    end: Option<End>,
    /// The report could not be written.
    failure: Option<Failure>,
}

impl State {
    /// Notes what became of a record; whether to go on.
    fn note(&mut self, sequence: i64, origin: &Origin, fate: &Fate<'_>) -> bool {
        self.counts.add(origin, fate);
        if let Some(Err(failure)) =
            self.report.as_mut().map(|report| report.add(sequence, origin, fate))
        {
            self.failure.get_or_insert(failure);
            return false;
        }
        if self.fail_fast && fate.is_failure() {
            self.end.get_or_insert(End::Stopped);
            return false;
        }
        true
    }

    /// Notes an answer; whether to go on.
    fn answered(&mut self, ack: &v1::IngestAck) -> bool {
        self.counts.acked_through = self.counts.acked_through.max(ack.acked_through);
        let Some(pending) = self.pending.pop_front() else { return true };
        debug_assert_eq!(pending.sequence, ack.sequence, "a feed answers in order");
        let mut refusal = None;
        match Fate::of(ack.result.as_ref(), &mut refusal) {
            Some(fate) => self.note(ack.sequence, &pending.origin, &fate),
            None => true,
        }
    }
}

/// Sends all records, and counts and reports what becomes of them. SIGINT and SIGTERM end the
/// reading; what is on its way is still answered. A second one ends the process.
pub(super) async fn drive(
    feed: Feed,
    records: ReadAhead,
    mut progress: Progress,
    report: Option<Report>,
    fail_fast: bool,
) -> Result<(Counts, End), Failure> {
    let state = RefCell::new(State {
        counts: Counts::default(),
        report,
        pending: VecDeque::new(),
        fail_fast,
        end: None,
        failure: None,
    });
    let stop = CancellationToken::new();
    let signals = Signals::new().map_err(anyhow::Error::new)?;
    let (sender, answers) = feed.split();
    let work = async {
        tokio::join!(send(&state, records, sender, &stop), receive(&state, answers, &stop))
    };
    let showing = async {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            progress.show(&state.borrow().counts);
        }
    };
    tokio::select! {
        ((), ()) = work => {}
        never = showing => match never {},
        never = watch(&state, signals, &stop) => match never {},
    }
    progress.finish();
    let State { mut counts, pending, end, failure, .. } = state.into_inner();
    if let Some(failure) = failure {
        return Err(failure);
    }
    counts.unanswered = pending.len() as u64;
    Ok((counts, end.unwrap_or(End::Done)))
}

/// Sends records until there are no more or `stop`.
async fn send(
    state: &RefCell<State>,
    mut records: ReadAhead,
    sender: FeedSender,
    stop: &CancellationToken,
) {
    loop {
        let queued = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            queued = records.next() => queued,
        };
        let Some(Queued { sequence, record, room }) = queued else { return };
        let article = match record.article {
            Ok(article) => article,
            Err(error) => {
                if !state.borrow_mut().note(sequence, &record.origin, &Fate::Unread(&error)) {
                    stop.cancel();
                }
                continue;
            }
        };
        let pending = Pending { sequence, origin: record.origin, room };
        state.borrow_mut().pending.push_back(pending);
        let item = v1::IngestItem {
            sequence,
            article: Some(article.content),
            metadata: Some(article.metadata),
            document_id: String::new(),
        };
        if !sender.send(item).await {
            return; // the last answer tells why
        }
    }
}

/// Takes answers until the feed ends.
async fn receive(state: &RefCell<State>, mut answers: FeedAnswers, stop: &CancellationToken) {
    while let Some(answer) = answers.next().await {
        let goes_on = match answer {
            Ok(ack) => state.borrow_mut().answered(&ack),
            Err(error) => {
                state.borrow_mut().end = Some(End::Broken(error));
                false
            }
        };
        if !goes_on {
            stop.cancel();
        }
    }
}

/// The signals that end a run.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub(super) fn new() -> std::io::Result<Self> {
        let (interrupt, terminate) = (SignalKind::interrupt(), SignalKind::terminate());
        Ok(Self { interrupt: signal(interrupt)?, terminate: signal(terminate)? })
    }

    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ends the reading at the first signal, and the process at the second.
async fn watch(
    state: &RefCell<State>,
    mut signals: Signals,
    stop: &CancellationToken,
) -> Infallible {
    signals.next().await;
    state.borrow_mut().end.get_or_insert(End::Interrupted);
    stop.cancel();
    tell("ending when what was sent is stored; interrupt again to end at once");
    signals.next().await;
    // What is acknowledged is on disk: nothing is lost.
    std::process::exit(Failure::INTERRUPTED.into())
}
