//! What happens around every call of our own services: whether its caller may call, his quota, a place
//! among the calls in progress, a deadline, the message limit, a status with details, a line in the
//! log. Of reflection only the caller is looked at, of health not even he; both have places of their own.

mod deadline;
mod message_limit;
mod methods;
mod place;
mod record;
mod stall;
mod trace;

use std::{
    future::{Future, ready},
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderValue, Request, Response};
use http_body_util::BodyExt as _;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{Status, body::Body};
use tower::{Layer, Service};
use tracing::Instrument as _;

use self::{
    place::Place,
    record::{Record, RecordedBody},
    stall::Stall,
};
use super::{
    auth::{Auth, Caller, is_open},
    connections::{Peer, SeatedCall},
    quota::{Quotas, Used},
    status::{self, Fault},
};
use crate::{
    metrics::Metrics,
    service::{CallAtHand, HeldMemory, within},
};

pub(super) use self::{deadline::from_headers as deadline_of, place::Messages};

/// Streams without an end of their own: they have places of their own.
pub(super) const WATCH: &str = "/parallax.v1.WatchService/Watch";
const REQUEST_ID: &str = "x-request-id";

/// What all calls share.
pub(super) struct Calls {
    /// Who may call what.
    pub(super) auth: Auth,
    /// What callers use.
    pub(super) quotas: Arc<Quotas>,
    /// Most bytes in a request message.
    pub(super) max_message_bytes: usize,
    /// Longest time for a call.
    pub(super) timeout: Duration,
    /// How long a client may take nothing of an answer that waits for it.
    pub(super) stall: Duration,
    /// Most calls at once.
    pub(super) max_calls: usize,
    /// One permit for each further call that may begin.
    pub(super) free: Arc<Semaphore>,
    /// Most watches at once.
    pub(super) max_watchers: usize,
    /// One permit for each further watch that may begin.
    pub(super) free_watchers: Arc<Semaphore>,
    /// Most questions at once to health and reflection, some of which are never answered to the end: as
    /// many as connections.
    pub(super) max_questions: usize,
    /// One permit for each further question.
    pub(super) free_questions: Arc<Semaphore>,
    /// Memory of the messages of calls in progress.
    pub(super) messages: Messages,
    /// Calls in progress but watches, also those whose message is still on its way.
    pub(super) in_progress: TaskTracker,
    /// Cancelled when no new call may begin.
    pub(super) draining: CancellationToken,
    /// Cancelled when calls in progress must end.
    pub(super) aborting: CancellationToken,
    /// Where calls are counted.
    pub(super) metrics: Arc<Metrics>,
}

impl Calls {
    /// Who calls, if he may. Looks at nothing but the headers.
    fn authorize(&self, request: &Request<Body>) -> Result<Option<Caller>, Fault> {
        let peer = request.extensions().get::<Peer>();
        let now = jiff::Timestamp::now();
        self.auth.authorize(request.uri().path(), request.headers(), peer, now)
    }

    /// The places for calls of this path.
    fn places_of(&self, path: &str) -> &Arc<Semaphore> {
        if path == WATCH { &self.free_watchers } else { &self.free }
    }

    /// A place for a question to health or reflection.
    fn place_for_question(&self) -> Result<OwnedSemaphorePermit, Fault> {
        let place = Arc::clone(&self.free_questions).try_acquire_owned();
        place.map_err(|_| {
            self.refused("max_connections", status::too_many_questions(self.max_questions))
        })
    }

    /// Says that there is no such place.
    fn full(&self, path: &str) -> Fault {
        match path {
            WATCH => self.refused("max_watchers", status::too_many_watchers(self.max_watchers)),
            _ => self.refused("max_calls", status::too_many_calls(self.max_calls)),
        }
    }

    /// Says that messages have all the memory that is for them.
    fn no_memory(&self) -> Fault {
        self.refused("max_memory", status::no_memory_for_message(self.messages.most()))
    }

    /// Counts a call that is turned away.
    fn refused(&self, reason: &'static str, fault: Fault) -> Fault {
        self.metrics.refused.get_or_create(&[("reason", reason)]).inc();
        fault
    }

    /// Waits until no call is in progress. Watches end by themselves.
    pub(super) async fn finished(&self) {
        self.in_progress.close();
        self.in_progress.wait().await;
    }
}

/// Wraps the router.
#[derive(Clone)]
pub(super) struct CallLayer(pub(super) Arc<Calls>);

impl<S> Layer<S> for CallLayer {
    type Service = CallService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CallService { inner, calls: Arc::clone(&self.0) }
    }
}

/// The wrapped router.
#[derive(Clone)]
pub(super) struct CallService<S> {
    inner: S,
    calls: Arc<Calls>,
}

impl<S> Service<Request<Body>> for CallService<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Send,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The clone is not ready yet, the original is: call that one.
        let next = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, next);
        let caller = self.calls.authorize(&request);
        if !request.uri().path().starts_with("/parallax.") {
            return match caller.and_then(|_| self.calls.place_for_question()) {
                Ok(place) => {
                    let held = (place, seated(&request));
                    let asked = inner.call(request);
                    Box::pin(async { Ok(asked.await?.map(|answer| until_sent(answer, held))) })
                }
                Err(refused) => Box::pin(ready(Ok(Status::from(refused).into_http()))),
            };
        }
        let calls = Arc::clone(&self.calls);
        let received = Instant::now();
        let record = Record::new(&request, Arc::clone(&calls.metrics));
        let (span, log) = (record.span(), record.log_span());
        let handled = handle(inner, request, record, caller, calls, received);
        // That of the trace within: work in other threads goes on under the innermost.
        Box::pin(handled.instrument(span).instrument(log))
    }
}

async fn handle<S>(
    mut inner: S,
    request: Request<Body>,
    mut record: Record,
    caller: Result<Option<Caller>, Fault>,
    calls: Arc<Calls>,
    received: Instant,
) -> Result<Response<Body>, S::Error>
where
    S: Service<Request<Body>, Response = Response<Body>>,
{
    let used = match admit(&mut record, caller, &calls, received) {
        Ok(used) => used,
        Err(refused) => return Ok(refuse(refused.into(), record)),
    };
    let seat = request.extensions().get::<Peer>().map(|peer| Arc::clone(&peer.seat));
    if let Some(seat) = &seat {
        match seat.call() {
            Some(seated) => record.sits(seated),
            // It has no way back to its caller.
            None => return Ok(refuse(status::shutting_down().into(), record)),
        }
    }
    let place = match place(&mut record, request.uri().path(), &calls) {
        Ok(place) => place,
        Err(full) => return Ok(refuse(full.into(), record)),
    };
    let wanted = match deadline::from_headers(request.headers()) {
        Ok(wanted) => wanted,
        Err(fault) => return Ok(refuse(calls.refused("bad_timeout", fault).into(), record)),
    };
    // The server's own limit is named only where it is the one that counts.
    let (timeout, own) = match wanted {
        Some(wanted) if wanted <= calls.timeout => (wanted, None),
        _ => (calls.timeout, Some(calls.timeout)),
    };
    let limit = calls.max_message_bytes;
    let is_stream = record.method().is_client_streaming;
    let limited = |body| message_limit::limited(body, limit, used, place, is_stream);
    let request = request.map(limited);
    let held = HeldMemory::default();
    record.holds(held.clone());
    let deadline = received + timeout;
    let at_hand = CallAtHand { method: record.method().name, deadline: Some(deadline.into_std()) };
    let response = tokio::select! {
        biased;
        response = within(at_hand, held.within(inner.call(request))) => response?,
        () = calls.aborting.cancelled() => {
            return Ok(refuse(status::shutting_down().into(), record));
        }
        () = deadline::passed(deadline) => {
            return Ok(refuse(status::deadline_exceeded(own).into(), record));
        }
    };
    Ok(match Status::from_header_map(response.headers()) {
        Some(status) => refuse(status::complete(status, limit), record),
        None => {
            let stall = seat.map(|seat| Stall::watch(calls.stall, seat.close.clone()));
            answer(response, record, |body| body.lasting(stall, &calls.aborting))
        }
    })
}

/// Begins a call of a caller who may.
fn admit(
    record: &mut Record,
    caller: Result<Option<Caller>, Fault>,
    calls: &Calls,
    now: Instant,
) -> Result<Option<Arc<Used>>, Fault> {
    let caller = caller.map_err(|fault| calls.refused("not_allowed", fault))?;
    if calls.draining.is_cancelled() {
        return Err(calls.refused("shutting_down", status::shutting_down()));
    }
    let Some(Caller { name, quota, .. }) = caller else { return Ok(None) };
    record.of_caller(Arc::clone(&name));
    let begun = calls.quotas.begin(&name, quota, now);
    let used = begun.map_err(|fault| calls.refused("quota", fault))?.map(Arc::new);
    if let Some(used) = &used {
        record.counts(Arc::clone(used));
    }
    Ok(used)
}

/// A place for the call, or the claim to one that its message makes good.
fn place(record: &mut Record, path: &str, calls: &Arc<Calls>) -> Result<Arc<Place>, Fault> {
    let place = Place::claim(calls, path)?;
    // Nobody could tell when these have been sent.
    if record.method().is_client_streaming {
        place.take()?;
    }
    record.hold(Arc::clone(&place));
    if path != WATCH {
        record.is_in_progress(calls.in_progress.token());
    }
    Ok(place)
}

/// A question keeps its connection open, unless anybody may ask it, as that for health.
fn seated(request: &Request<Body>) -> Option<SeatedCall> {
    if is_open(request.uri().path()) {
        return None;
    }
    request.extensions().get::<Peer>()?.seat.call()
}

/// Keeps what an answer needs until it is sent.
fn until_sent(answer: Body, held: impl Send + 'static) -> Body {
    Body::new(answer.map_frame(move |frame| {
        let _held = &held;
        frame
    }))
}

/// Answers with a status alone.
fn refuse(status: Status, mut record: Record) -> Response<Body> {
    record.ended(status.code());
    answer(status.into_http(), record, |body| body)
}

fn answer(
    mut response: Response<Body>,
    record: Record,
    kind: impl FnOnce(RecordedBody) -> RecordedBody,
) -> Response<Body> {
    if let Ok(id) = HeaderValue::from_str(record.request_id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.map(|body| Body::new(kind(RecordedBody::new(body, record))))
}
