//! Stands in for calls of the engine that are not there yet. To be deleted.
use parallax_nlp::{Doc, Engine, Entity};
use std::num::NonZeroUsize;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) names_only: bool,
    pub(super) paragraphs: bool,
}
pub(super) trait EngineExt {
    fn analyze_batch<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
        options: Options,
        threads: NonZeroUsize,
    ) -> Vec<Doc>;
    fn names(&self, doc: &Doc, text: &str) -> Vec<Entity>;
}
impl EngineExt for Engine {
    fn analyze_batch<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
        _: Options,
        _: NonZeroUsize,
    ) -> Vec<Doc> {
        texts.iter().map(|text| self.analyze(text.as_ref())).collect()
    }
    fn names(&self, doc: &Doc, _: &str) -> Vec<Entity> {
        doc.entities().to_vec()
    }
}
pub(super) trait DocExt {
    fn has_syntax(&self) -> bool {
        true
    }
    fn pos(&self, _: usize) -> &str {
        ""
    }
    fn morph(&self, _: usize) -> &str {
        ""
    }
    fn lemma(&self, _: usize) -> &str {
        ""
    }
}
impl DocExt for Doc {}
