//! `parallax.v1.WatchService`.
//!
//! A change is encoded once for all who watch ([`encoded`]): with a thousand of them nearly all of the
//! server's work would be encoding.

mod encoded;
mod routing;

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
    time::Duration,
    vec,
};

use futures_util::Stream;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use super::{
    call::deadline_of,
    convert::request,
    status::{self, Fault, Fields},
};
use crate::{
    proto::v1::{self, OffsetUnit},
    service::{self, Told},
};

pub(super) use encoded::encode;
pub(super) use routing::WatchServer;

use encoded::Encoded;

/// Changes, each encoded with its token.
pub(super) type Hub = service::Hub<Encoded>;
type Watcher = service::Watcher<Encoded>;
type Batch = Vec<Told<Encoded>>;

/// Batches of messages that may wait for a watcher who is slow to take them.
const WAITING: usize = 2;

/// The use case behind the method.
pub(super) struct Teller {
    pub(super) hub: Arc<Hub>,
    /// How long a watcher may take nothing while messages wait.
    pub(super) patience: Duration,
    /// Cancelled when watches must end.
    pub(super) draining: CancellationToken,
}

impl Teller {
    async fn watch(&self, request: Request<v1::WatchRequest>) -> Result<Response<Watch>, Status> {
        let received = Instant::now();
        let deadline = deadline_of(request.metadata().as_ref())?;
        let (options, unit) = request::watch(request.into_inner())?;
        let watcher = self.hub.watch(options).await.map_err(refuse)?;
        let (sender, batches) = mpsc::channel(WAITING);
        let ending = Arc::default();
        let watch = Watch {
            hub: Arc::clone(watcher.hub()),
            batches,
            taken: Vec::new().into_iter(),
            ending: Arc::clone(&ending),
            token: watcher.token().into(),
            unit,
            is_over: false,
        };
        let mut sending = Sending {
            watcher,
            batches: sender,
            patience: self.patience,
            // One that the clock cannot tell is none.
            deadline: deadline.and_then(|deadline| received.checked_add(deadline)),
            draining: self.draining.clone(),
        };
        tokio::spawn(async move {
            if let Some(fault) = sending.run().await {
                let _ = ending.set(fault); // nobody else sets it
            }
            // Now the stream ends, and looks why.
            drop(sending);
        });
        Ok(Response::new(watch))
    }
}

fn refuse(error: service::ServiceError) -> Fault {
    status::service(error, &Fields::default())
}

/// Brings messages from a watcher to its stream.
struct Sending {
    watcher: Watcher,
    batches: mpsc::Sender<Batch>,
    patience: Duration,
    deadline: Option<Instant>,
    draining: CancellationToken,
}

impl Sending {
    /// Sends until something ends the watch; nothing when the caller has gone.
    async fn run(&mut self) -> Option<Fault> {
        let deadline = self.deadline;
        let passed = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.draining.cancelled() => Some(status::shutting_down()),
            () = passed => Some(status::deadline_exceeded(None)),
            () = self.batches.closed() => None,
            fault = send_all(&mut self.watcher, &self.batches, self.patience) => fault,
        }
    }
}

async fn send_all(
    watcher: &mut Watcher,
    batches: &mpsc::Sender<Batch>,
    patience: Duration,
) -> Option<Fault> {
    loop {
        let told = match watcher.next().await {
            Ok(told) => told,
            Err(error) => return Some(refuse(error)),
        };
        match timeout(patience, batches.reserve()).await {
            Ok(Ok(place)) => place.send(told),
            Ok(Err(_)) => return None,
            Err(_) => return Some(status::watcher_too_slow(patience)),
        }
    }
}

/// The messages of a watch, and why it ended.
pub(super) struct Watch {
    hub: Arc<Hub>,
    batches: mpsc::Receiver<Batch>,
    /// The rest of a batch.
    taken: vec::IntoIter<Told<Encoded>>,
    ending: Arc<OnceLock<Fault>>,
    /// Goes on after the last message that was taken.
    token: Arc<str>,
    /// Of positions.
    unit: OffsetUnit,
    is_over: bool,
}

impl Stream for Watch {
    type Item = Result<Encoded, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.is_over {
                return Poll::Ready(None);
            }
            // What still waits when the watch ends comes after the token, and so again.
            let told = if self.ending.get().is_none() { self.taken.next() } else { None };
            if let Some(told) = told {
                let message = encoded::message(&self.hub, told, self.unit);
                self.token.clone_from(&message.token);
                return Poll::Ready(Some(Ok(message)));
            }
            if self.ending.get().is_none()
                && let Some(batch) = ready!(self.batches.poll_recv(cx))
            {
                self.taken = batch.into_iter();
                continue;
            }
            self.is_over = true;
            let fault = self.ending.get().cloned();
            return Poll::Ready(
                fault.map(|fault| Err(fault.resumed_by(self.token.to_string()).into())),
            );
        }
    }
}
