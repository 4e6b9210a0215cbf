//! Questions to health and reflection: anybody may ask, and some answers never end. They have places of
//! their own, as many as there may be connections.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::{Status, body::Body};

/// Places for questions.
#[derive(Debug)]
pub(in crate::transport) struct Questions {
    free: Arc<Semaphore>,
    most: usize,
}

impl Questions {
    /// So many at a time.
    pub(in crate::transport) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), most }
    }

    /// A place, if there is one.
    pub(super) fn place(&self) -> Option<Place> {
        Arc::clone(&self.free).try_acquire_owned().ok().map(Place)
    }

    /// How many there are.
    pub(super) fn most(&self) -> usize {
        self.most
    }
}

/// The place of one question.
#[derive(Debug)]
pub(super) struct Place(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Place {
    /// Keeps the place until the answer is sent.
    pub(super) fn until_sent(self, answer: Body) -> Body {
        Body::new(Answer { inner: answer, _place: self })
    }
}

struct Answer {
    inner: Body,
    _place: Place,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
