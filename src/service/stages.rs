//! What is done with analyses: documents are sorted into stories, their entities are identified,
//! and they are compared with the stories they came to. Analysis waits for these stages when it
//! has run ahead of them: what is told of an article is told soon however fast others arrive, and
//! is made while the article's trees are still at hand.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::{sync::Notify, time::timeout};

use super::{Service, ServiceError};

/// Documents that wait for a stage before analysis waits for it.
const MOST_BEHIND: usize = 64;
/// The same while a caller waits for an analysis: he is let past those whom nobody waits for, and yet
/// does not outrun the stages without bound.
const MOST_BEHIND_AWAITED: usize = 4 * MOST_BEHIND;
/// How many stages there are behind analysis.
const STAGES: usize = 3;
/// After this time it is looked anew whether the stages have come on.
const PATIENCE: Duration = Duration::from_secs(1);

/// The stages that run, and the bell that tells of what they have done.
#[derive(Debug, Default)]
pub(super) struct Stages {
    running: AtomicUsize,
    progress: Notify,
}

impl Stages {
    /// Notes that a stage runs, until the answer is dropped.
    pub(super) fn begin(&self) -> Running<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Running(self)
    }

    /// Tells that a stage has done something, or that there is more reason to go on.
    pub(super) fn look_again(&self) {
        self.progress.notify_waiters();
    }

    /// Without them nobody would ever take away what waits.
    fn all_run(&self) -> bool {
        self.running.load(Ordering::Relaxed) >= STAGES
    }
}

/// A stage that runs.
pub(super) struct Running<'a>(&'a Stages);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
        self.0.look_again();
    }
}

impl Service {
    /// Waits until each stage behind analysis has little to do. Does not wait where not all of them
    /// run.
    pub(super) async fn let_stages_catch_up(&self) -> Result<(), ServiceError> {
        while self.stages.all_run() {
            // From here on no progress is missed.
            let progress = self.stages.progress.notified();
            let most = if self.analyst.is_awaited() { MOST_BEHIND_AWAITED } else { MOST_BEHIND };
            let behind = self.store.backlog(most).await?;
            if behind.unsorted.max(behind.unidentified).max(behind.uncompared) < most {
                break;
            }
            // Whatever has put documents into the queues.
            self.stories.wake();
            self.identifier.wake();
            let _ = timeout(PATIENCE, progress).await; // either way it is looked again
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::testing::Desktop;

    #[tokio::test]
    async fn analysis_waits_for_all_stages_when_all_run() {
        let desktop = Desktop::new().await;
        for n in 0..MOST_BEHIND {
            // Nobody sorts yet, and nobody is waited for.
            desktop.add(&format!("d{n}"), &format!("Ada Lovelace met {n} reporters.")).await;
        }
        let service = &desktop.service;
        let _running = [(); STAGES].map(|()| service.stages.begin());
        let mut waiting = std::pin::pin!(service.let_stages_catch_up());
        let soon = Duration::from_millis(50);
        assert!(timeout(soon, &mut waiting).await.is_err());
        while service.sort_due(MOST_BEHIND).await.unwrap() > 0 {}
        service.stages.look_again();
        assert!(timeout(soon, &mut waiting).await.is_err(), "their entities are not identified");
        while service.identify_waiting().await.unwrap() > 0 {}
        let behind = service.store.backlog(MOST_BEHIND).await.unwrap();
        assert_eq!(behind.uncompared, MOST_BEHIND - 1, "all but the first");
        service.stages.look_again();
        waiting.await.unwrap();
    }

    #[tokio::test]
    async fn whoever_waits_is_not_held_by_what_nobody_waits_for() {
        let desktop = Desktop::new().await;
        for n in 0..MOST_BEHIND {
            desktop.add(&format!("d{n}"), &format!("Ada Lovelace met {n} reporters.")).await;
        }
        let document = desktop.put("awaited", "The mayor opened the bridge.").await;
        let service = &desktop.service;
        let running = [(); STAGES].map(|()| service.stages.begin());
        let mut held = std::pin::pin!(service.let_stages_catch_up());
        assert!(timeout(Duration::from_millis(50), &mut held).await.is_err());
        let waiting = service.wait_for(document.seq);
        held.await.unwrap();
        drop((waiting, running));
        // It does not outrun them without bound.
        for n in MOST_BEHIND..MOST_BEHIND_AWAITED {
            desktop.add(&format!("d{n}"), &format!("Ada Lovelace met {n} reporters.")).await;
        }
        let document = desktop.put("late", "The mayor opened another bridge.").await;
        let _waiting = service.wait_for(document.seq);
        let _running = [(); STAGES].map(|()| service.stages.begin());
        let mut held = std::pin::pin!(service.let_stages_catch_up());
        assert!(timeout(Duration::from_millis(50), &mut held).await.is_err());
        while service.sort_due(MOST_BEHIND).await.unwrap() > 0 {}
        while service.identify_waiting().await.unwrap() > 0 {}
        service.stages.look_again();
        held.await.unwrap();
    }
}
