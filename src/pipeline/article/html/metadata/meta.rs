//! The meta elements of a page: OpenGraph, Dublin Core, Parse.ly, Sailthru and the plain
//! ones.

use super::super::{flow::folded, tags::Tag, tree::Tree};

/// Most meta elements that are read.
const LIMIT: usize = 500;

/// What the meta elements state, in page order.
#[derive(Debug, Default)]
pub(super) struct Metas(Vec<(String, String)>);

impl Metas {
    /// Reads them.
    pub(super) fn read(tree: &Tree<'_>) -> Self {
        let mut all = Vec::new();
        for id in tree.elements(Tag::Meta).take(LIMIT) {
            let Some(content) = tree.attribute(id, "content") else { continue };
            let value = folded(content);
            if value.is_empty() {
                continue;
            }
            for name in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(key) = tree.attribute(id, name) {
                    all.push((key.trim().to_ascii_lowercase(), value.clone()));
                }
            }
        }
        Self(all)
    }

    /// All values of the keys, those of earlier keys first.
    pub(super) fn all<'m>(&'m self, keys: &'m [&str]) -> impl Iterator<Item = &'m str> {
        keys.iter().flat_map(move |key| {
            self.0.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
        })
    }

    /// The first value of the keys.
    pub(super) fn first(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| {
            self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
        })
    }
}
