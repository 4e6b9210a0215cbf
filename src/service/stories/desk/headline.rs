//! Which article's headline stands for a story.

use std::sync::Arc;

use super::Desk;
use crate::{
    pipeline::stories::{DocumentRef, Signature, StoryRef, fit},
    store::StoreError,
};

/// Articles among which the most central headline is looked for: the latest.
const HEADLINES: usize = 64;

impl Desk<'_> {
    /// Chooses the headline of the article that fits its story best; of equals the earliest.
    pub(super) fn choose_title(&mut self, story: StoryRef) -> Result<(), StoreError> {
        let profile = Arc::clone(&self.entry(story)?.profile);
        let mut best: Option<(f64, DocumentRef)> = None;
        for document in self.latest_members(story, HEADLINES)?.into_keys() {
            let known = self.known(document)?;
            if known.has_title {
                let score = fit(&known.signature, &profile, true).score;
                if best.is_none_or(|(most, _)| score > most) {
                    best = Some((score, document));
                }
            }
        }
        self.entry(story)?.title_document = best.map(|(_, document)| document);
        Ok(())
    }

    /// Lets the headline of an article that has come stand for the story if it fits it better.
    /// From time to time all are asked.
    pub(super) fn challenge_title(
        &mut self,
        story: StoryRef,
        by: DocumentRef,
    ) -> Result<(), StoreError> {
        let entry = self.entry(story)?;
        let (count, holder) = (entry.count, entry.title_document);
        let profile = Arc::clone(&entry.profile);
        if count.is_power_of_two() || holder == Some(by) {
            return self.choose_title(story);
        }
        let known = self.known(by)?;
        if !known.has_title {
            return Ok(());
        }
        let wins = match holder {
            None => true,
            Some(holder) => {
                let holder = self.signature(holder)?;
                let score = |signature: &Signature| fit(signature, &profile, true).score;
                score(&known.signature) > score(&holder)
            }
        };
        if wins {
            self.entry(story)?.title_document = Some(by);
        }
        Ok(())
    }
}
