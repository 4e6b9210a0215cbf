//! Memory for work, bounded all together. Whoever begins takes at once as much as such work needs at
//! most, and waits while others have it. Nobody waits while holding some, so that all get on.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of one permit: a semaphore counts fewer permits than a large machine has bytes.
const UNIT: usize = 1 << 10;

/// Bytes of memory that work takes at most, answers included, as measured with the texts that take most.
pub(super) mod cost {
    use crate::config::ANALYSIS_MEMORY;

    /// Of an article to read and prepare.
    pub(in crate::service) const fn reading(bytes: usize) -> usize {
        bytes.saturating_mul(16)
    }

    /// Of a text to analyse.
    pub(in crate::service) const fn analysis(bytes: usize) -> usize {
        bytes.saturating_mul(ANALYSIS_MEMORY)
    }

    /// Of articles to compare, by the bytes of all of them. News takes a fifth of it, of 50 articles a
    /// quarter.
    pub(in crate::service) const fn comparison(bytes: usize) -> usize {
        bytes.saturating_mul(1400)
    }

    /// Of a comparison to show, by the bytes that are kept of it.
    pub(in crate::service) const fn showing(kept: usize) -> usize {
        kept.saturating_mul(64)
    }

    /// Of a page of documents with their texts, by the bytes that it may have.
    pub(in crate::service) const fn page(bytes: usize) -> usize {
        bytes.saturating_mul(4)
    }
}

/// A bound on memory, shared by all clones.
#[derive(Clone, Debug)]
pub struct Memory {
    free: Arc<Semaphore>,
    units: u32,
}

/// Work that takes more memory than there may ever be for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch {
    /// Bytes that it would take.
    pub needed: usize,
    /// Bytes that there are.
    pub most: usize,
}

impl Memory {
    /// So many bytes, in whole KiB.
    pub fn of(bytes: usize) -> Self {
        let units = u32::try_from(bytes / UNIT).unwrap_or(u32::MAX);
        // On 32 bits a semaphore has fewer permits than a u32 counts.
        let units = units.min(u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX));
        Self { free: Arc::new(Semaphore::new(units as usize)), units }
    }

    /// As much as can be counted.
    pub fn unbounded() -> Self {
        Self::of(usize::MAX)
    }

    /// Takes so many bytes, waiting for those who came before.
    pub(super) async fn take(&self, bytes: usize) -> Result<Reserved, TooMuch> {
        let most = self.bytes();
        if bytes > most {
            return Err(TooMuch { needed: bytes, most });
        }
        Ok(self.take_at_most(bytes).await)
    }

    /// The same; takes all where that is not enough.
    pub(super) async fn take_at_most(&self, bytes: usize) -> Reserved {
        let units = units(bytes).min(self.units);
        // Nobody closes the semaphore; if somebody did, nothing would be bounded, and nothing lost.
        let permit = Arc::clone(&self.free).acquire_many_owned(units).await.ok();
        Reserved(Arc::new(Mutex::new(permit)))
    }

    /// Bytes in all.
    pub(super) fn bytes(&self) -> usize {
        self.units as usize * UNIT
    }

    /// Bytes that are taken.
    pub(super) fn taken(&self) -> usize {
        self.bytes().saturating_sub(self.free.available_permits() * UNIT)
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

/// Memory that is taken, until the last clone is dropped.
#[derive(Clone, Debug)]
pub(super) struct Reserved(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Reserved {
    /// Gives back all but so many bytes.
    fn shrink_to(&self, bytes: usize) {
        let mut permit = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(permit) = permit.as_mut() else { return };
        let surplus = permit.num_permits().saturating_sub(units(bytes) as usize);
        drop(permit.split(surplus));
    }
}

tokio::task_local! {
    static HELD: HeldMemory;
}

/// What a call holds until its answer is sent: the work gives its memory back when it is done, but what it
/// has made is there until the client takes it.
#[derive(Clone, Debug, Default)]
pub struct HeldMemory(Arc<Mutex<Option<Reserved>>>);

impl HeldMemory {
    /// Does the work of a call that holds its memory here.
    pub async fn within<F: Future>(self, work: F) -> F::Output {
        HELD.scope(self, work).await
    }

    /// Keeps only as much as the answer takes: it is written out, in so many bytes.
    pub fn written(&self, bytes: usize) {
        if let Some(reserved) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            reserved.shrink_to(bytes);
        }
    }

    /// Gives back what the call at hand holds: it waits for the work of others, and that needs memory.
    pub(super) fn give_back() {
        let _ = HELD.try_with(|held| held.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Notes what the call at hand has taken.
    pub(super) fn note(reserved: &Reserved) {
        // Work without a call holds nothing beyond its end.
        let _ = HELD.try_with(|held| {
            *held.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(reserved.clone());
        });
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn nobody_gets_what_others_have() {
        let memory = Memory::of(10 * UNIT);
        let first = memory.take(6 * UNIT).await.unwrap();
        let mut second = Box::pin(memory.take(6 * UNIT));
        assert!(second.as_mut().now_or_never().is_none());
        // Those who come later wait behind it, even if there is enough for them.
        let mut third = Box::pin(memory.take(1));
        assert!(third.as_mut().now_or_never().is_none());
        assert_eq!(memory.taken(), 10 * UNIT, "what is free is kept for the next");
        first.shrink_to(3 * UNIT);
        drop((second.await.unwrap(), first));
        drop(third.await.unwrap());
        assert_eq!(memory.taken(), 0);
    }

    #[tokio::test]
    async fn what_there_never_is_is_refused_at_once() {
        let memory = Memory::of(10 * UNIT + 1);
        let too_much = memory.take(10 * UNIT + 1).await.unwrap_err();
        assert_eq!(too_much, TooMuch { needed: 10 * UNIT + 1, most: 10 * UNIT });
        let all = memory.take_at_most(usize::MAX).await;
        assert_eq!(memory.taken(), 10 * UNIT);
        drop(all);
        assert!(Memory::unbounded().take(1 << 40).await.is_ok());
    }

    #[tokio::test]
    async fn a_call_holds_what_its_answer_takes() {
        let memory = Memory::of(10 * UNIT);
        let held = HeldMemory::default();
        let work = async {
            let reserved = memory.take(8 * UNIT).await.unwrap();
            HeldMemory::note(&reserved);
        };
        held.clone().within(work).await;
        assert_eq!(memory.taken(), 8 * UNIT);
        held.written(UNIT + 1);
        assert_eq!(memory.taken(), 2 * UNIT);
        held.written(9 * UNIT);
        assert_eq!(memory.taken(), 2 * UNIT);
        drop(held);
        assert_eq!(memory.taken(), 0);
    }
}
