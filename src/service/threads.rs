//! Threads that take one task after the other.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Work for a thread.
type Task = Box<dyn FnOnce() + Send>;

/// Runs tasks on at most so many threads at a time, in the order in which they came. A thread that is done with
/// one begins the next at once: were it to sleep until an async task had sent it another, a seventh of a
/// processor under load would wait for threads to wake.
#[derive(Clone)]
pub(super) struct Threads {
    most: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    busy: usize,
    /// By the order in which they came.
    waiting: BTreeMap<u64, Task>,
    came: u64,
}

impl Threads {
    pub(super) fn new(most: usize) -> Self {
        Self { most, state: Arc::default() }
    }

    /// How many are at work.
    pub(super) fn busy(&self) -> usize {
        self.state().busy
    }

    /// Has a task run, unless the ticket is dropped before its turn comes. Must be called on the async
    /// runtime, whose blocking threads these are.
    pub(super) fn run(&self, task: impl FnOnce() + Send + 'static) -> Ticket {
        let mut state = self.state();
        state.came += 1;
        let number = state.came;
        let task: Task = Box::new(task);
        if state.busy < self.most {
            state.busy += 1;
            drop(state);
            let threads = self.clone();
            tokio::task::spawn_blocking(move || threads.work(task));
        } else {
            state.waiting.insert(number, task);
        }
        Ticket { threads: self.clone(), number }
    }

    /// Runs a task, and then those that wait.
    fn work(&self, mut task: Task) {
        loop {
            // A thread that was lost to a panic would be missed until the server ends.
            let _ = catch_unwind(AssertUnwindSafe(task));
            let mut state = self.state();
            let Some((_, next)) = state.waiting.pop_first() else {
                state.busy -= 1;
                return;
            };
            task = next;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Threads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.state();
        let (busy, waiting) = (state.busy, state.waiting.len());
        drop(state);
        f.debug_struct("Threads")
            .field("most", &self.most)
            .field("busy", &busy)
            .field("waiting", &waiting)
            .finish()
    }
}

/// A task that runs or waits. Dropping this takes back one that waits.
#[derive(Debug)]
pub(super) struct Ticket {
    threads: Threads,
    number: u64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let task = self.threads.state().waiting.remove(&self.number);
        // What the task owns is dropped when the lock is free again.
        drop(task);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// One thread at work until the sender is used, and how it is told.
    fn occupied() -> (Threads, mpsc::Sender<()>, Ticket) {
        let threads = Threads::new(1);
        let (release, released) = mpsc::channel();
        let ticket = threads.run(move || released.recv().unwrap());
        (threads, release, ticket)
    }

    #[tokio::test]
    async fn tasks_run_in_the_order_in_which_they_came() {
        let (threads, release, _first) = occupied();
        let (done, mut order) = tokio::sync::mpsc::unbounded_channel();
        let tickets: Vec<Ticket> = (0..20)
            .map(|number| {
                let done = done.clone();
                threads.run(move || done.send(number).unwrap())
            })
            .collect();
        assert_eq!(threads.busy(), 1);
        release.send(()).unwrap();
        for number in 0..20 {
            assert_eq!(order.recv().await, Some(number));
        }
        drop(tickets);
    }

    #[tokio::test]
    async fn a_task_that_waits_is_taken_back_with_all_it_owns() {
        let (threads, release, _first) = occupied();
        let owned = Arc::new(());
        let (taken_back, kept) = (Arc::clone(&owned), Arc::clone(&owned));
        let ticket = threads.run(move || drop(taken_back));
        let (done, is_done) = tokio::sync::oneshot::channel();
        let other = threads.run(move || done.send(kept).unwrap());
        drop(ticket);
        assert_eq!(Arc::strong_count(&owned), 2);
        release.send(()).unwrap();
        assert!(is_done.await.is_ok());
        drop(other);
    }

    #[tokio::test]
    async fn a_thread_outlives_a_panic() {
        let (threads, release, _first) = occupied();
        let _panics = threads.run(|| panic!("a task"));
        let (done, is_done) = tokio::sync::oneshot::channel();
        let _other = threads.run(move || done.send(()).unwrap());
        release.send(()).unwrap();
        assert!(is_done.await.is_ok());
        while threads.busy() > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn as_many_run_at_a_time_as_there_are_threads() {
        let threads = Threads::new(2);
        let barrier = Arc::new(std::sync::Barrier::new(2));
        let (done, mut all) = tokio::sync::mpsc::unbounded_channel();
        let tickets: Vec<Ticket> = (0..10)
            .map(|_| {
                let (barrier, done) = (Arc::clone(&barrier), done.clone());
                threads.run(move || {
                    barrier.wait();
                    done.send(()).unwrap();
                })
            })
            .collect();
        for _ in 0..10 {
            assert_eq!(all.recv().await, Some(()));
        }
        drop(tickets);
    }
}
