//! Stories over what is stored: sorted in the background, asked for, and corrected by hand.

mod desk;
mod find;
mod hand;
mod joining;
mod signing;
mod sorter;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{Mutex, Notify};

use self::desk::Desk;
use super::{Admission, Service, ServiceError, StopFlag};
use crate::{
    pipeline::stories::StoryRef,
    store::{RequestKey, StoreError},
};

pub use find::{Explained, MatchedStory, StoryListing};
pub use joining::RenderFinding;
pub(super) use signing::sign;

/// Who may change stories, and the bell that tells of new work.
#[derive(Debug, Default)]
pub(super) struct Stories {
    bell: Notify,
    /// Tells that articles have come to stories with others.
    joined: Notify,
    /// Changes are decided and written one after the other.
    changing: Mutex<()>,
}

impl Stories {
    /// Tells that documents may wait to be sorted, or to be compared.
    pub(super) fn wake(&self) {
        self.bell.notify_one();
        self.joined.notify_one();
    }
}

impl Service {
    /// Decides on changes over the stories as they are, on a thread of the pool, and writes them.
    /// When documents have changed meanwhile, what is done by hand is decided again; otherwise this
    /// fails with [`ServiceError::StoriesChanged`], and others have their turn.
    async fn change_stories<T, F>(
        &self,
        admission: &Admission,
        by_hand: bool,
        decide: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: Fn(&mut Desk<'_>) -> Result<Decided<T>, ServiceError> + Send + Sync + 'static,
    {
        let decide = Arc::new(decide);
        let _changing = self.stories.changing.lock().await;
        loop {
            let reader = self.store.stories().await?;
            let decide = Arc::clone(&decide);
            let job = move |_: &StopFlag| -> Result<_, ServiceError> {
                let mut desk = Desk::new(&*reader, by_hand)?;
                let Decided { value, request } = decide(&mut desk)?;
                Ok((value, desk.finish(Timestamp::now(), request)?))
            };
            let decided = admission.run(job).await?;
            let (value, changes) = match decided {
                Ok(decided) => decided,
                Err(ServiceError::StoriesChanged) if by_hand => continue,
                Err(error) => return Err(error),
            };
            if changes.is_empty() {
                return Ok(value);
            }
            match self.store.change_stories(changes).await {
                Ok(()) => {
                    self.stories.joined.notify_one();
                    return Ok(value);
                }
                Err(StoreError::StoriesChanged) if by_hand => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// What was decided.
struct Decided<T> {
    value: T,
    /// The call that asked for it, and the story that answers it.
    request: Option<(RequestKey, StoryRef)>,
}
