//! Clients that read nothing: HTTP/2 lets a client keep an answer waiting for as long as it likes, with
//! its memory and its call's place. While its window is full nobody asks the answer's body for more, so
//! somebody else must look at the clock.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Since when an answer waits for its client; none while the client waits for it.
#[derive(Clone, Debug)]
struct Waiting(Arc<Mutex<Option<Instant>>>);

impl Waiting {
    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    fn get(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held by an answer's body, and told when it is asked for more.
pub(super) struct Stall {
    waiting: Waiting,
    _over: DropGuard,
}

impl Stall {
    /// Cancels `close` when the client takes nothing for `patience` while there is something for it.
    pub(super) fn watch(patience: Duration, close: CancellationToken) -> Self {
        let waiting = Waiting(Arc::new(Mutex::new(Some(Instant::now()))));
        let over = CancellationToken::new();
        let (watched, ended) = (waiting.clone(), over.clone());
        tokio::spawn(async move {
            loop {
                let now = Instant::now();
                let until = watched.get().unwrap_or(now) + patience;
                if until <= now {
                    tracing::debug!("a client takes nothing of its answer: connection closed");
                    return close.cancel();
                }
                tokio::select! {
                    () = ended.cancelled() => return,
                    () = sleep_until(until) => {}
                }
            }
        });
        Self { waiting, _over: over.drop_guard() }
    }

    /// The client can take more.
    pub(super) fn asked(&self) {
        self.waiting.set(None);
    }

    /// It was given something.
    pub(super) fn given(&self) {
        self.waiting.set(Some(Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(60);

    #[tokio::test]
    async fn a_client_that_takes_nothing_loses_its_connection() {
        let close = CancellationToken::new();
        let stall = Stall::watch(PATIENCE, close.clone());
        stall.asked();
        stall.given();
        // The test fails by running into its own time limit.
        close.cancelled().await;
    }

    #[tokio::test]
    async fn a_client_that_waits_keeps_it() {
        let close = CancellationToken::new();
        let stall = Stall::watch(PATIENCE, close.clone());
        stall.asked();
        tokio::time::sleep(3 * PATIENCE).await;
        assert!(!close.is_cancelled());
        stall.given();
        drop(stall);
        tokio::time::sleep(3 * PATIENCE).await;
        assert!(!close.is_cancelled(), "an answer that is over waits for nobody");
    }
}
