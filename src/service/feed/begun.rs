//! Operations of the store that are under way.

use std::{future::poll_fn, pin::Pin, task::Poll};

use crate::store::StoreError;

type StoreResult<T> = Result<T, StoreError>;

/// A store's operation that has been asked for, so that those begun later come after it.
pub(super) enum Begun<T> {
    Done(StoreResult<T>),
    Running(Pin<Box<dyn Future<Output = StoreResult<T>> + Send>>),
}

impl<T> Begun<T> {
    /// Asks for it; what is asked for later comes after it.
    pub(super) async fn begin(
        mut operation: Pin<Box<dyn Future<Output = StoreResult<T>> + Send>>,
    ) -> Self {
        match poll_fn(|context| Poll::Ready(operation.as_mut().poll(context))).await {
            Poll::Ready(result) => Self::Done(result),
            Poll::Pending => Self::Running(operation),
        }
    }

    /// Waits for its end.
    pub(super) async fn end(self) -> StoreResult<T> {
        match self {
            Self::Done(result) => result,
            Self::Running(operation) => operation.await,
        }
    }
}
