//! One line in the log for each call, when its last byte has been handed over.

use std::{
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use http::Request;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Code, Status, body::Body};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// What the log says of a call. Written when dropped, so that no way out is missed; a
/// call that ends without a status is one whose caller has gone.
pub(super) struct Record {
    method: String,
    request_id: String,
    began: Instant,
    code: Option<Code>,
    place: Option<OwnedSemaphorePermit>,
}

impl Record {
    pub(super) fn new(request: &Request<Body>) -> Self {
        let given = request.headers().get(super::REQUEST_ID).and_then(|id| id.to_str().ok());
        let request_id = match given {
            Some(id) if is_plain(id) => id.to_owned(),
            _ => COUNTER.fetch_add(1, Ordering::Relaxed).to_string(),
        };
        // Long or odd paths are refused by the router; they need not fill the log.
        let method = request.uri().path().chars().take(128).collect();
        Self { method, request_id, began: Instant::now(), code: None, place: None }
    }

    pub(super) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Keeps the call's place until all is sent.
    pub(super) fn hold(&mut self, place: OwnedSemaphorePermit) {
        self.place = Some(place);
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
        let duration_ms = self.began.elapsed().as_micros() as f64 / 1e3;
        let status = self.code.unwrap_or(Code::Cancelled);
        tracing::info!(
            method = self.method,
            status = ?status,
            duration_ms,
            request_id = self.request_id,
            "call"
        );
    }
}

/// A response body that completes its call's record.
pub(super) struct RecordedBody {
    inner: Body,
    record: Record,
}

impl RecordedBody {
    pub(super) fn new(inner: Body, record: Record) -> Self {
        Self { inner, record }
    }
}

impl HttpBody for RecordedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = std::task::ready!(Pin::new(&mut self.inner).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => {
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
        self.inner.is_end_stream()
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
        Record::new(&request.body(Body::empty()).unwrap()).request_id().to_owned()
    }

    #[test]
    fn a_plain_request_id_is_kept_and_another_replaced() {
        assert_eq!(id_for("abc-1.2_Z"), "abc-1.2_Z");
        assert!(id_for("a b\"").parse::<u64>().is_ok());
        assert!(id_for(&"x".repeat(65)).parse::<u64>().is_ok());
    }
}
