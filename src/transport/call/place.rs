//! A call's place among those in progress, and the memory of its messages. The place is taken when the
//! call's message is there, so that whoever sends slowly keeps nobody out; what has come of messages is
//! bounded all together, and counts until the call ends or, of streams, until the message is handed on.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::OwnedSemaphorePermit;

use super::Calls;
use crate::{config::MESSAGE_MEMORY, transport::status::Fault};

/// Memory of the messages of calls in progress.
#[derive(Debug)]
pub(in crate::transport) struct Messages {
    bytes: AtomicUsize,
    most: usize,
}

impl Messages {
    /// None yet, and at most so many bytes of memory.
    pub(in crate::transport) fn new(most: usize) -> Self {
        Self { bytes: AtomicUsize::new(0), most }
    }

    fn add(&self, bytes: usize) -> bool {
        self.bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= self.most
    }

    fn remove(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Bytes of memory that messages have.
    pub(in crate::transport) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes of memory that messages may have.
    pub(in crate::transport) fn most(&self) -> usize {
        self.most
    }
}

/// The place of a call, or its claim to one; given up when all who hold it have dropped it.
pub(super) struct Place {
    calls: Arc<Calls>,
    path: String,
    state: Mutex<State>,
}

struct State {
    /// Memory of what has come.
    bytes: usize,
    permit: Option<OwnedSemaphorePermit>,
}

impl Place {
    /// A claim, if there is a place at present.
    pub(super) fn claim(calls: &Arc<Calls>, path: &str) -> Result<Arc<Self>, Fault> {
        if calls.places_of(path).available_permits() == 0 {
            return Err(calls.full(path));
        }
        let state = Mutex::new(State { bytes: 0, permit: None });
        Ok(Arc::new(Self { calls: Arc::clone(calls), path: path.to_owned(), state }))
    }

    /// Notes that bytes of a message have come.
    pub(super) fn received(&self, bytes: usize) -> Result<(), Fault> {
        let bytes = bytes.saturating_mul(MESSAGE_MEMORY);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).bytes += bytes;
        if self.calls.messages.add(bytes) { Ok(()) } else { Err(self.calls.no_memory()) }
    }

    /// What has come is handed on to those who look after its memory themselves.
    pub(super) fn handed_on(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.calls.messages.remove(std::mem::take(&mut state.bytes));
    }

    /// Takes the place, if there is one still.
    pub(super) fn take(&self) -> Result<(), Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.permit.is_none() {
            let free = Arc::clone(self.calls.places_of(&self.path));
            let permit = free.try_acquire_owned().map_err(|_| self.calls.full(&self.path))?;
            state.permit = Some(permit);
        }
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.handed_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_bounded_all_together() {
        let messages = Messages::new(10);
        assert!(messages.add(6) && messages.add(4));
        assert!(!messages.add(1));
        messages.remove(5);
        assert!(messages.add(2));
        assert_eq!((messages.bytes(), messages.most()), (8, 10));
    }
}
