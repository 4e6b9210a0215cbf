//! Analysed articles with their trees, those that were met last: what a comparison reads of stored
//! documents, and what would cost as much as the article to make anew.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    domain::{Analysis, Article},
    pipeline::Annotated,
    store::Etag,
};

/// Most bytes of text of the articles that are kept. A byte of text takes some 50 bytes with its
/// trees and annotations.
const MOST_BYTES: usize = 1 << 20;

/// An article as it was read, with what was found in it.
pub(super) struct Reading {
    pub(super) article: Article,
    pub(super) annotated: Annotated,
}

impl Reading {
    pub(super) fn analysis(&self) -> &Analysis {
        &self.annotated.analysis
    }

    fn bytes(&self) -> usize {
        self.article.text.as_str().len()
    }
}

/// A state of a stored document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StateOf {
    pub(super) seq: i64,
    pub(super) etag: Etag,
}

/// The articles that were met last, by stored document.
#[derive(Default)]
pub(super) struct Annotations(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_document: BTreeMap<i64, Entry>,
    /// Documents by their last use; the first goes first.
    by_use: BTreeMap<u64, i64>,
    uses: u64,
    bytes: usize,
}

struct Entry {
    etag: Etag,
    used: u64,
    reading: Arc<Reading>,
}

impl Annotations {
    /// What is kept of this state of a document.
    pub(super) fn get(&self, state: &StateOf) -> Option<Arc<Reading>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(state)
    }

    /// Bytes of text of all that is kept.
    pub(super) fn bytes(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// Keeps an article; those that were not used for longest go.
    pub(super) fn put(&self, state: StateOf, reading: Arc<Reading>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(state, reading);
    }
}

impl Kept {
    fn get(&mut self, state: &StateOf) -> Option<Arc<Reading>> {
        let entry = self.by_document.get_mut(&state.seq)?;
        if entry.etag != state.etag {
            return None;
        }
        self.uses += 1;
        self.by_use.remove(&entry.used);
        self.by_use.insert(self.uses, state.seq);
        entry.used = self.uses;
        Some(Arc::clone(&entry.reading))
    }

    fn put(&mut self, StateOf { seq, etag }: StateOf, reading: Arc<Reading>) {
        if reading.bytes() > MOST_BYTES {
            return;
        }
        self.uses += 1;
        self.bytes += reading.bytes();
        self.by_use.insert(self.uses, seq);
        let entry = Entry { etag, used: self.uses, reading };
        if let Some(before) = self.by_document.insert(seq, entry) {
            self.by_use.remove(&before.used);
            self.bytes -= before.reading.bytes();
        }
        while self.bytes > MOST_BYTES
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            if let Some(entry) = self.by_document.remove(&oldest) {
                self.bytes -= entry.reading.bytes();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{ArticleText, Metadata},
        pipeline::{self, Options},
    };

    fn reading(bytes: usize) -> Arc<Reading> {
        // A language that the engine does not read costs nothing to analyse.
        let engine = parallax_nlp::Engine::embedded().unwrap();
        let text = ArticleText::from_text("я".repeat(bytes / 2), usize::MAX).unwrap();
        let metadata = Metadata { language_code: "ru".to_owned(), ..Metadata::default() };
        let article = Article::plain(text, metadata);
        let annotated =
            pipeline::analyze(&engine, &article, &Options::default(), &|| false).unwrap();
        Arc::new(Reading { article, annotated })
    }

    fn state(seq: i64, etag: &str) -> StateOf {
        StateOf { seq, etag: Etag::from(etag.to_owned()) }
    }

    #[test]
    fn a_state_is_found_again_and_another_is_not() {
        let kept = Annotations::default();
        let one = reading(100);
        kept.put(state(1, "a"), Arc::clone(&one));
        assert!(Arc::ptr_eq(&kept.get(&state(1, "a")).unwrap(), &one));
        assert!(kept.get(&state(1, "b")).is_none());
        assert!(kept.get(&state(2, "a")).is_none());
        let other = reading(100);
        kept.put(state(1, "b"), Arc::clone(&other));
        assert!(kept.get(&state(1, "a")).is_none());
        assert!(Arc::ptr_eq(&kept.get(&state(1, "b")).unwrap(), &other));
    }

    #[test]
    fn the_least_recently_used_go_first_and_the_bytes_are_bounded() {
        let kept = Annotations::default();
        let third = reading(MOST_BYTES / 3);
        for seq in 1..=3 {
            kept.put(state(seq, "a"), Arc::clone(&third));
        }
        assert!(kept.get(&state(1, "a")).is_some());
        kept.put(state(4, "a"), Arc::clone(&third));
        assert!(kept.get(&state(1, "a")).is_some(), "it was used last");
        assert!(kept.get(&state(2, "a")).is_none());
        kept.put(state(5, "a"), reading(MOST_BYTES + 2));
        assert!(kept.get(&state(5, "a")).is_none(), "larger than all that is kept");
        assert!(kept.0.lock().unwrap().bytes <= MOST_BYTES);
    }
}
