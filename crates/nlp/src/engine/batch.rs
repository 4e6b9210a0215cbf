//! Many texts over several threads.

use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Engine;
use crate::doc::Doc;
use crate::options::Options;

impl Engine {
    /// Analyses texts on at most `threads` threads, among them the calling one.
    /// The analyses come in the order of the texts and are those that
    /// [`analyze_with`](Self::analyze_with) gives; a text that is too long is
    /// cut as by [`analyze`](Self::analyze).
    #[must_use]
    pub fn analyze_batch<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
        options: Options,
        threads: NonZeroUsize,
    ) -> Vec<Doc> {
        self.map_batch(texts, options, threads, |_, doc| doc)
    }

    /// As [`analyze_batch`](Self::analyze_batch), and goes on with `finish`, which is given
    /// each text with its analysis, on the same threads.
    pub fn map_batch<T, R>(
        &self,
        texts: &[T],
        options: Options,
        threads: NonZeroUsize,
        finish: impl Fn(&T, Doc) -> R + Sync,
    ) -> Vec<R>
    where
        T: AsRef<str> + Sync,
        R: Send + Sync,
    {
        let results: Vec<OnceLock<R>> = texts.iter().map(|_| OnceLock::new()).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            // Each number is handed out once, so that every place is set once.
            while let Some((text, result)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                texts.get(index).zip(results.get(index))
            } {
                result.get_or_init(|| finish(text, self.analyze_prefix(text.as_ref(), options)));
            }
        };
        let helpers = threads.get().min(texts.len()).saturating_sub(1);
        std::thread::scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(work);
            }
            work();
        });
        // All places are set: the scope has waited for all threads.
        results.into_iter().filter_map(OnceLock::into_inner).collect()
    }
}
