//! One line in the log for each call, when its last byte has been handed over.

use std::{
    future::Future as _,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio_util::{
    sync::{CancellationToken, WaitForCancellationFutureOwned},
    task::task_tracker::TaskTrackerToken,
};
use tonic::{Code, Status, body::Body};
use tracing::Span;

use super::{
    methods::{Method, code_name, method_of},
    place::Place,
    stall::Stall,
    trace,
};
use crate::{
    metrics::Metrics,
    service::HeldMemory,
    transport::{
        connections::{Peer, SeatedCall},
        quota::Used,
        status,
    },
};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// What the log says of a call. Written when dropped, so that no way out is missed; a
/// call that ends without a status is one whose caller has gone.
pub(super) struct Record {
    method: String,
    /// The method in metrics.
    counted_as: Method,
    request_id: String,
    peer: Option<SocketAddr>,
    began: Instant,
    code: Option<Code>,
    seated: Option<SeatedCall>,
    place: Option<Arc<Place>>,
    in_progress: Option<TaskTrackerToken>,
    caller: Option<Arc<str>>,
    used: Option<Arc<Used>>,
    held: HeldMemory,
    metrics: Arc<Metrics>,
    span: Span,
}

impl Record {
    pub(super) fn new(request: &Request<Body>, metrics: Arc<Metrics>) -> Self {
        let given = request.headers().get(super::REQUEST_ID).and_then(|id| id.to_str().ok());
        let request_id = match given {
            Some(id) if is_plain(id) => id.to_owned(),
            _ => COUNTER.fetch_add(1, Ordering::Relaxed).to_string(),
        };
        // Long or odd paths are refused by the router; they need not fill the log.
        let method = request.uri().path().chars().take(128).collect();
        let counted_as = method_of(request.uri().path());
        let span = trace::span(counted_as.name, &request_id, request.headers());
        let peer = request.extensions().get::<Peer>();
        Self {
            method,
            counted_as,
            request_id,
            peer: peer.and_then(|peer| peer.address),
            began: Instant::now(),
            code: None,
            seated: None,
            place: None,
            in_progress: None,
            caller: None,
            used: None,
            held: HeldMemory::default(),
            metrics,
            span,
        }
    }

    pub(super) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The span of the call in traces.
    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// What stands beside each event that is logged during the call.
    pub(super) fn log_span(&self) -> Span {
        tracing::info_span!("call", request_id = self.request_id)
    }

    /// The method that is called.
    pub(super) fn method(&self) -> Method {
        self.counted_as
    }

    /// Keeps the call's connection open until all is sent.
    pub(super) fn sits(&mut self, seated: SeatedCall) {
        self.seated = Some(seated);
    }

    /// Keeps the call's place until all is sent.
    pub(super) fn hold(&mut self, place: Arc<Place>) {
        self.place = Some(place);
    }

    /// Is in progress until all is sent.
    pub(super) fn is_in_progress(&mut self, token: TaskTrackerToken) {
        self.in_progress = Some(token);
    }

    /// Tells who calls.
    pub(super) fn of_caller(&mut self, name: Arc<str>) {
        self.caller = Some(name);
    }

    /// Counts as a call of its caller until all is sent.
    pub(super) fn counts(&mut self, used: Arc<Used>) {
        self.used = Some(used);
    }

    /// Keeps the memory that the work took, or what the answer needs of it, until all is sent.
    pub(super) fn holds(&mut self, held: HeldMemory) {
        self.held = held;
    }

    pub(super) fn ended(&mut self, code: Code) {
        self.code = Some(code);
    }
}

/// Whether a caller's id may go into the log as it is.
fn is_plain(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (1..=64).contains(&id.len()) && id.bytes().all(plain)
}

impl Drop for Record {
    fn drop(&mut self) {
        let duration = self.began.elapsed();
        let status = self.code.unwrap_or(Code::Cancelled);
        let (method, code) = (("method", self.counted_as.name), ("code", code_name(status)));
        trace::ended(&self.span, status);
        self.metrics.calls.get_or_create(&[method, code]).inc();
        let times = self.metrics.call_duration.get_or_create(&[method]);
        times.observe(duration.as_secs_f64());
        tracing::info!(
            method = self.method,
            status = ?status,
            caller = self.caller.as_deref(),
            duration_ms = duration.as_micros() as f64 / 1e3,
            request_id = self.request_id,
            peer = self.peer.map(tracing::field::display),
            "call"
        );
    }
}

/// A response body that completes its call's record.
pub(super) struct RecordedBody {
    inner: Body,
    record: Record,
    stall: Option<Stall>,
    /// Ready when calls in progress must end; none once all has been said.
    aborted: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    is_cut: bool,
}

impl RecordedBody {
    /// A body that is there as a whole.
    pub(super) fn new(inner: Body, record: Record) -> Self {
        Self { inner, record, stall: None, aborted: None, is_cut: false }
    }

    /// One that may last: its client must take it, and it ends when `aborting` is cancelled.
    pub(super) fn lasting(mut self, stall: Option<Stall>, aborting: &CancellationToken) -> Self {
        self.stall = stall;
        self.aborted = Some(Box::pin(aborting.clone().cancelled_owned()));
        self
    }

    /// Ends the answer where it is; gives the trailers that say why.
    fn cut(&mut self) -> Result<Frame<Bytes>, Status> {
        let status = Status::from(status::shutting_down());
        self.record.ended(status.code());
        (self.inner, self.aborted, self.is_cut) = (Body::empty(), None, true);
        let mut trailers = HeaderMap::new();
        status.add_header(&mut trailers)?;
        Ok(Frame::trailers(trailers))
    }
}

impl HttpBody for RecordedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Some(stall) = &self.stall {
            stall.asked();
        }
        if let Some(aborted) = &mut self.aborted
            && aborted.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Some(self.cut()));
        }
        let frame = std::task::ready!(Pin::new(&mut self.inner).poll_frame(cx));
        if let Some(stall) = &self.stall {
            stall.given();
        }
        match &frame {
            Some(Ok(frame)) => {
                if let Some(message) = frame.data_ref()
                    && !self.record.counted_as.is_server_streaming
                {
                    self.record.held.written(message.len());
                }
                if let Some(status) = frame.trailers_ref().and_then(Status::from_header_map) {
                    self.record.ended(status.code());
                }
            }
            Some(Err(status)) => self.record.ended(status.code()),
            None => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.is_cut || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn id_for(given: &str) -> String {
        let request = Request::builder().header(super::super::REQUEST_ID, given);
        let request = request.body(Body::empty()).unwrap();
        Record::new(&request, Arc::default()).request_id().to_owned()
    }

    #[test]
    fn a_plain_request_id_is_kept_and_another_replaced() {
        assert_eq!(id_for("abc-1.2_Z"), "abc-1.2_Z");
        assert!(id_for("a b\"").parse::<u64>().is_ok());
        assert!(id_for(&"x".repeat(65)).parse::<u64>().is_ok());
    }
}
