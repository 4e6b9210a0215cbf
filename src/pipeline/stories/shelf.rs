//! What sorting reads and changes, wherever it is kept.

use std::sync::Arc;

use super::{Fit, Profile, Signature};

/// A story of a shelf. Later stories have greater numbers.
pub type StoryRef = i64;
/// A document of a shelf: its place in the order of arrival.
pub type DocumentRef = i64;

/// Where stories are found: a stretch of time, and a feature of those that were told in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which stretch of publication times.
    pub bucket: i32,
    /// Hash of the feature.
    pub feature: u32,
}

/// An article of a story.
#[derive(Clone, Debug)]
pub struct Member {
    /// The article.
    pub document: DocumentRef,
    /// What it is sorted by.
    pub signature: Arc<Signature>,
    /// Whether somebody put it there by hand.
    pub pinned: bool,
}

/// Stories with their articles and index. What a step changes is seen by the next one.
pub trait Shelf {
    /// Why something could not be read.
    type Error;

    /// Stories under a key that are not merged away, the latest founded first; at most `limit`.
    fn stories(&mut self, key: Key, limit: usize) -> Result<Vec<StoryRef>, Self::Error>;
    /// What a story is known by; kept in step with its members.
    fn profile(&mut self, story: StoryRef) -> Result<Arc<Profile>, Self::Error>;
    /// The articles of a story in order of arrival, at most the latest `limit`.
    fn members(&mut self, story: StoryRef, limit: usize) -> Result<Vec<Member>, Self::Error>;
    /// Whether somebody put articles together or apart here by hand: it is neither merged nor
    /// divided by itself.
    fn is_pinned(&mut self, story: StoryRef) -> Result<bool, Self::Error>;

    /// Founds a story of one article. Its profile is indexed under [`Signature::keys`].
    fn found(
        &mut self,
        document: DocumentRef,
        signature: &Arc<Signature>,
    ) -> Result<StoryRef, Self::Error>;
    /// Adds an article to a story; the profile grows, and is indexed under the article's keys too.
    fn join(
        &mut self,
        story: StoryRef,
        document: DocumentRef,
        signature: &Arc<Signature>,
        fit: &Fit,
    ) -> Result<(), Self::Error>;
    /// Moves all articles of `from` to `into`, under whose name both are known from now on.
    fn merge(&mut self, from: StoryRef, into: StoryRef, fit: &Fit) -> Result<(), Self::Error>;
    /// Moves some articles of a story to a new one.
    fn split(
        &mut self,
        story: StoryRef,
        documents: &[DocumentRef],
        fit: &Fit,
    ) -> Result<StoryRef, Self::Error>;
}
