//! Inputs read ahead on a thread of their own, within bounds.

use std::{
    io,
    sync::Arc,
    thread::{self, JoinHandle},
};

use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};

use super::inputs::{Inputs, Record};

/// Records that may wait to be sent.
const WAITING: usize = 64;
/// Bytes of articles that are on their way: read and not acknowledged.
const MAX_BYTES: usize = 64 << 20;

/// A record on its way.
pub(super) struct Queued {
    /// Its number in the inputs; the first is 1.
    pub(super) sequence: i64,
    pub(super) record: Record,
    /// Its share of the memory, to be held until it is acknowledged.
    pub(super) room: OwnedSemaphorePermit,
}

/// The records of the inputs as they are read.
pub(super) struct ReadAhead {
    records: mpsc::Receiver<Queued>,
    room: Arc<Semaphore>,
    thread: Option<JoinHandle<()>>,
}

impl ReadAhead {
    /// Begins to read. The records up to `resume_after` are passed over. Must run inside a tokio
    /// runtime.
    pub(super) fn start(inputs: Inputs, resume_after: i64) -> io::Result<Self> {
        let (sender, records) = mpsc::channel(WAITING);
        let room = Arc::new(Semaphore::new(MAX_BYTES));
        let (runtime, free) = (Handle::current(), Arc::clone(&room));
        let read = move || {
            for (record, sequence) in inputs.zip(1..).skip_while(|(_, n)| *n <= resume_after) {
                let bytes = record.article.as_ref().map_or(0, super::inputs::FoundArticle::size);
                let bytes = u32::try_from(bytes.min(MAX_BYTES)).unwrap_or(u32::MAX);
                let acquired = runtime.block_on(Arc::clone(&free).acquire_many_owned(bytes));
                let Ok(room) = acquired else { return };
                if sender.blocking_send(Queued { sequence, record, room }).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("reader".to_owned()).spawn(read)?;
        Ok(Self { records, room, thread: Some(thread) })
    }

    /// The next record; `None` at the end of the inputs.
    pub(super) async fn next(&mut self) -> Option<Queued> {
        let queued = self.records.recv().await;
        if queued.is_none()
            && let Some(thread) = self.thread.take()
            && let Err(panic) = thread.join()
        {
            // A reader that fell over has not come to the end.
            std::panic::resume_unwind(panic);
        }
        queued
    }
}

impl Drop for ReadAhead {
    fn drop(&mut self) {
        // The thread ends with its next record; it may wait for one for ever.
        self.room.close();
    }
}
