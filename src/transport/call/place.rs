//! A call's place among those in progress. It is taken when the call's message is there, so that whoever
//! sends slowly keeps nobody out; what has come of messages until then is bounded all together.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::OwnedSemaphorePermit;

use super::Calls;
use crate::transport::status::Fault;

/// Bytes of messages that are not complete, of all calls without a place.
#[derive(Debug)]
pub(in crate::transport) struct Incoming {
    bytes: AtomicUsize,
    most: usize,
}

impl Incoming {
    /// None yet, and at most so many.
    pub(in crate::transport) fn new(most: usize) -> Self {
        Self { bytes: AtomicUsize::new(0), most }
    }

    fn add(&self, bytes: usize) -> bool {
        self.bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= self.most
    }

    fn remove(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The place of a call, or its claim to one; given up when all who hold it have dropped it.
pub(super) struct Place {
    calls: Arc<Calls>,
    path: String,
    state: Mutex<State>,
}

enum State {
    /// So many bytes of its message have come.
    Claimed(usize),
    Taken {
        _permit: OwnedSemaphorePermit,
    },
}

impl Place {
    /// A claim, if there is a place at present.
    pub(super) fn claim(calls: &Arc<Calls>, path: &str) -> Result<Arc<Self>, Fault> {
        if calls.places_of(path).available_permits() == 0 {
            return Err(calls.full(path));
        }
        let state = Mutex::new(State::Claimed(0));
        Ok(Arc::new(Self { calls: Arc::clone(calls), path: path.to_owned(), state }))
    }

    /// Notes that bytes of a message have come.
    pub(super) fn received(&self, bytes: usize) -> Result<(), Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Claimed(before) = &mut *state else { return Ok(()) };
        *before += bytes;
        if self.calls.incoming.add(bytes) { Ok(()) } else { Err(self.calls.full(&self.path)) }
    }

    /// Takes the place, if there is one still.
    pub(super) fn take(&self) -> Result<(), Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Claimed(bytes) = *state else { return Ok(()) };
        let free = Arc::clone(self.calls.places_of(&self.path));
        let permit = free.try_acquire_owned().map_err(|_| self.calls.full(&self.path))?;
        self.calls.incoming.remove(bytes);
        *state = State::Taken { _permit: permit };
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let State::Claimed(bytes) = *state {
            self.calls.incoming.remove(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_not_come_whole_is_bounded() {
        let incoming = Incoming::new(10);
        assert!(incoming.add(6) && incoming.add(4));
        assert!(!incoming.add(1));
        incoming.remove(5);
        assert!(incoming.add(2));
    }
}
