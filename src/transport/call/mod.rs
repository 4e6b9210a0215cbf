//! What happens around every call of our own services: a place among the calls in
//! progress, a deadline, the message limit, a status with details, a line in the log.
//! Health and reflection pass untouched.

mod deadline;
mod message_limit;
mod record;

use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderValue, Request, Response};
use tokio::{sync::Semaphore, time::Instant};
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body};
use tower::{Layer, Service};

use self::record::{Record, RecordedBody};
use super::status;

const REQUEST_ID: &str = "x-request-id";

/// What all calls share.
pub(super) struct Calls {
    /// Most bytes in a request message.
    pub(super) max_message_bytes: usize,
    /// Longest time for a call.
    pub(super) timeout: Duration,
    /// Most calls at once.
    pub(super) max_calls: usize,
    /// One permit for each further call that may begin.
    pub(super) free: Arc<Semaphore>,
    /// Cancelled when no new call may begin.
    pub(super) draining: CancellationToken,
    /// Cancelled when calls in progress must end.
    pub(super) aborting: CancellationToken,
}

impl Calls {
    /// Waits until no call is in progress.
    pub(super) async fn finished(&self) {
        let all = u32::try_from(self.max_calls).unwrap_or(u32::MAX);
        // Fails only when closed, which nobody does.
        let _ = self.free.acquire_many(all).await;
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
        if !request.uri().path().starts_with("/parallax.") {
            return Box::pin(inner.call(request));
        }
        let calls = Arc::clone(&self.calls);
        let received = Instant::now();
        let record = Record::new(&request);
        Box::pin(handle(inner, request, record, calls, received))
    }
}

async fn handle<S>(
    mut inner: S,
    request: Request<Body>,
    mut record: Record,
    calls: Arc<Calls>,
    received: Instant,
) -> Result<Response<Body>, S::Error>
where
    S: Service<Request<Body>, Response = Response<Body>>,
{
    if calls.draining.is_cancelled() {
        return Ok(refuse(status::shutting_down().into(), record));
    }
    let Ok(place) = Arc::clone(&calls.free).try_acquire_owned() else {
        return Ok(refuse(status::too_many_calls(calls.max_calls).into(), record));
    };
    record.hold(place);
    let wanted = match deadline::from_headers(request.headers()) {
        Ok(wanted) => wanted,
        Err(fault) => return Ok(refuse(fault.into(), record)),
    };
    // The server's own limit is named only where it is the one that counts.
    let (timeout, own) = match wanted {
        Some(wanted) if wanted <= calls.timeout => (wanted, None),
        _ => (calls.timeout, Some(calls.timeout)),
    };
    let limit = calls.max_message_bytes;
    let request = request.map(|body| message_limit::limited(body, limit));
    let response = tokio::select! {
        biased;
        response = inner.call(request) => response?,
        () = calls.aborting.cancelled() => {
            return Ok(refuse(status::shutting_down().into(), record));
        }
        () = deadline::passed(received + timeout) => {
            return Ok(refuse(status::deadline_exceeded(own).into(), record));
        }
    };
    Ok(match Status::from_header_map(response.headers()) {
        Some(status) => refuse(status::complete(status, limit), record),
        None => answer(response, record),
    })
}

/// Answers with a status alone.
fn refuse(status: Status, mut record: Record) -> Response<Body> {
    record.ended(status.code());
    answer(status.into_http(), record)
}

fn answer(mut response: Response<Body>, record: Record) -> Response<Body> {
    if let Ok(id) = HeaderValue::from_str(record.request_id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.map(|body| Body::new(RecordedBody::new(body, record)))
}
