//! A shelf in memory, for measurements and tests.

use std::{collections::BTreeSet, convert::Infallible, sync::Arc};

use rustc_hash::FxHashMap;

use super::{DocumentRef, Fit, Key, Member, Profile, Shelf, Signature, StoryRef};

/// Stories in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryShelf {
    stories: Vec<Story>,
    index: FxHashMap<Key, BTreeSet<StoryRef>>,
}

#[derive(Clone, Debug, Default)]
struct Story {
    members: Vec<Member>,
    profile: Arc<Profile>,
    pinned: bool,
    into: Option<StoryRef>,
}

impl MemoryShelf {
    /// A shelf without stories.
    pub fn new() -> Self {
        Self::default()
    }

    /// The documents of each story that was not merged away, in order of arrival; stories in the
    /// order in which they were founded.
    pub fn stories(&self) -> Vec<(StoryRef, Vec<DocumentRef>)> {
        let alive = (0..).zip(&self.stories).filter(|(_, story)| !story.members.is_empty());
        let documents = |story: &Story| story.members.iter().map(|m| m.document).collect();
        alive.map(|(name, story)| (name, documents(story))).collect()
    }

    fn story(&self, story: StoryRef) -> &Story {
        // Numbers are indices, handed out by `add`.
        &self.stories[story as usize]
    }

    fn story_mut(&mut self, story: StoryRef) -> &mut Story {
        // As above.
        &mut self.stories[story as usize]
    }

    /// A story of some articles.
    fn add(&mut self, members: Vec<Member>) -> StoryRef {
        let name = self.stories.len() as StoryRef;
        let mut profile = Profile::default();
        for member in &members {
            profile.add(&member.signature);
        }
        self.stories.push(Story { members, profile: Arc::new(profile), pinned: false, into: None });
        self.index(name);
        name
    }

    fn index(&mut self, name: StoryRef) {
        for key in self.keys(name) {
            self.index.entry(key).or_default().insert(name);
        }
    }

    fn unindex(&mut self, name: StoryRef) {
        for key in self.keys(name) {
            if let Some(list) = self.index.get_mut(&key) {
                list.remove(&name);
            }
        }
    }

    fn keys(&self, name: StoryRef) -> BTreeSet<Key> {
        self.story(name).members.iter().flat_map(|member| member.signature.keys()).collect()
    }
}

#[cfg(test)]
impl MemoryShelf {
    /// The story that a story was merged into, in the end; itself when it was not.
    pub(super) fn successor(&self, mut story: StoryRef) -> StoryRef {
        while let Some(into) = self.story(story).into {
            story = into;
        }
        story
    }

    /// Marks a story as put together by hand.
    pub(super) fn pin(&mut self, story: StoryRef) {
        self.story_mut(story).pinned = true;
    }
}

impl Shelf for MemoryShelf {
    type Error = Infallible;

    fn stories(&mut self, key: Key, limit: usize) -> Result<Vec<StoryRef>, Infallible> {
        let list = self.index.get(&key);
        Ok(list.into_iter().flat_map(|list| list.iter().rev().copied()).take(limit).collect())
    }

    fn profile(&mut self, story: StoryRef) -> Result<Arc<Profile>, Infallible> {
        Ok(Arc::clone(&self.story(story).profile))
    }

    fn members(&mut self, story: StoryRef, limit: usize) -> Result<Vec<Member>, Infallible> {
        let members = &self.story(story).members;
        Ok(members[members.len().saturating_sub(limit)..].to_vec())
    }

    fn is_pinned(&mut self, story: StoryRef) -> Result<bool, Infallible> {
        let story = self.story(story);
        Ok(story.pinned || story.members.iter().any(|member| member.pinned))
    }

    fn found(
        &mut self,
        document: DocumentRef,
        signature: &Arc<Signature>,
    ) -> Result<StoryRef, Infallible> {
        Ok(self.add(vec![Member { document, signature: Arc::clone(signature), pinned: false }]))
    }

    fn join(
        &mut self,
        story: StoryRef,
        document: DocumentRef,
        signature: &Arc<Signature>,
        _fit: &Fit,
    ) -> Result<(), Infallible> {
        let entry = self.story_mut(story);
        entry.members.push(Member { document, signature: Arc::clone(signature), pinned: false });
        Arc::make_mut(&mut entry.profile).add(signature);
        for key in signature.keys() {
            self.index.entry(key).or_default().insert(story);
        }
        Ok(())
    }

    fn merge(&mut self, from: StoryRef, into: StoryRef, _fit: &Fit) -> Result<(), Infallible> {
        self.unindex(from);
        let old = std::mem::take(self.story_mut(from));
        self.story_mut(from).into = Some(into);
        let entry = self.story_mut(into);
        entry.members.extend(old.members);
        entry.members.sort_by_key(|member| member.document);
        Arc::make_mut(&mut entry.profile).absorb(&old.profile);
        self.index(into);
        Ok(())
    }

    fn split(
        &mut self,
        story: StoryRef,
        documents: &[DocumentRef],
        _fit: &Fit,
    ) -> Result<StoryRef, Infallible> {
        self.unindex(story);
        let entry = self.story_mut(story);
        let all = std::mem::take(&mut entry.members);
        let (leaving, staying): (Vec<Member>, Vec<Member>) =
            all.into_iter().partition(|member| documents.contains(&member.document));
        let mut profile = Profile::default();
        for member in &staying {
            profile.add(&member.signature);
        }
        entry.members = staying;
        entry.profile = Arc::new(profile);
        self.index(story);
        Ok(self.add(leaving))
    }
}
