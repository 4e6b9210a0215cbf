//! The desk as sorting sees it.

use std::{collections::BTreeSet, sync::Arc};

use super::{Desk, MEETING, stored_key};
use crate::{
    domain::StoryStep,
    pipeline::stories::{DocumentRef, Fit, Key, Member, Profile, Shelf, Signature, StoryRef},
    store::{Joining, StoreError},
};

impl Shelf for Desk<'_> {
    type Error = StoreError;

    fn stories(&mut self, key: Key, limit: usize) -> Result<Vec<StoryRef>, StoreError> {
        // Each story that was merged or keyed anew here takes at most one place among those read.
        let most = limit.saturating_add(self.rekeyed.len());
        let stored = self.reader.stories_under(stored_key(key), most)?;
        let is_there = |story: &StoryRef| {
            self.stories.get(story).is_none_or(|entry| !entry.rekeyed || entry.keys.contains(&key))
        };
        let mut found: BTreeSet<StoryRef> =
            stored.into_iter().filter(is_there).map(|story| self.successor(story)).collect();
        if let Some(here) = self.keys.get(&key) {
            found.extend(here);
        }
        Ok(found.into_iter().rev().take(limit).collect())
    }

    fn profile(&mut self, story: StoryRef) -> Result<Arc<Profile>, StoreError> {
        Ok(Arc::clone(&self.entry(story)?.profile))
    }

    fn members(&mut self, story: StoryRef, limit: usize) -> Result<Vec<Member>, StoreError> {
        let mut members = Vec::new();
        for (document, member) in self.latest_members(story, limit)? {
            let signature = self.signature(document)?;
            members.push(Member { document, signature, pinned: member.pinned });
        }
        Ok(members)
    }

    fn is_pinned(&mut self, story: StoryRef) -> Result<bool, StoreError> {
        Ok(self.entry(story)?.pinned)
    }

    fn found(
        &mut self,
        document: DocumentRef,
        _signature: &Arc<Signature>,
    ) -> Result<StoryRef, StoreError> {
        let id = self.reader.document_name(document)?;
        let story = self.begin(&id)?;
        self.put(story, document, 1.0, false)?;
        self.note(story, StoryStep::Founded, Some(document), None, 1.0);
        Ok(story)
    }

    fn join(
        &mut self,
        story: StoryRef,
        document: DocumentRef,
        _signature: &Arc<Signature>,
        fit: &Fit,
    ) -> Result<(), StoreError> {
        self.put(story, document, fit.score, false)?;
        self.note(story, StoryStep::Joined, Some(document), None, fit.score);
        Ok(())
    }

    fn merge(&mut self, from: StoryRef, into: StoryRef, fit: &Fit) -> Result<(), StoreError> {
        self.absorb(from, into, fit.score)
    }

    fn split(
        &mut self,
        story: StoryRef,
        documents: &[DocumentRef],
        fit: &Fit,
    ) -> Result<StoryRef, StoreError> {
        let members = self.all_members(story)?;
        let leaving: Vec<Joining> =
            documents.iter().filter_map(|document| members.get(document).copied()).collect();
        let Some(first) = leaving.first() else {
            return Ok(story); // nothing leaves
        };
        let founder = self.reader.document_name(first.document)?;
        let new = self.begin(&founder)?;
        let met = leaving.len().saturating_sub(MEETING);
        for (place, member) in leaving.into_iter().enumerate() {
            self.take_out(story, member.document)?;
            self.put(new, member.document, member.score, member.pinned)?;
            if place < met
                && let Some(joined) = self.entry(new)?.joined.get_mut(&member.document)
            {
                joined.meets_others = false;
            }
        }
        self.rebuild(story)?;
        self.note(story, StoryStep::Divided, None, Some(new), fit.score);
        self.note(new, StoryStep::SplitOff, None, Some(story), fit.score);
        Ok(new)
    }
}
