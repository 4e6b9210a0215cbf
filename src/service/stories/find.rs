//! Asking for stories.

use jiff::Timestamp;

use super::{
    desk::Desk,
    hand::{document_of, story_of},
};
use crate::{
    domain::{DocumentId, FieldTest, Filter, Signal, Story, StoryId, StoryMembership, StoryOrder},
    pipeline::stories::{Fit, JOIN, Profile, Shelf as _, Signature, candidates, fit},
    service::{Demand, Service, ServiceError, StopFlag, Submitted, memory::cost},
    store::{FoundStory, StoryListRequest, StoryMember, StoryPage},
};

/// Articles of a story among which the nearest is looked for: the latest.
const NEAREST_OF: usize = 256;

/// Which stories to list.
#[derive(Clone, Debug)]
pub struct StoryListing {
    /// By [`crate::domain::STORY_FIELDS`].
    pub filter: Filter<FieldTest>,
    /// In which order.
    pub order: StoryOrder,
    /// Most stories; at least 1.
    pub size: usize,
    /// Token of the page before; empty = first page.
    pub token: String,
}

/// A story that a text may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedStory {
    /// The story.
    pub story: Story,
    /// How well the text fits, 0 to 1.
    pub score: f64,
    /// Whether it would join if it were stored now.
    pub would_join: bool,
    /// What speaks for it and against it.
    pub signals: Vec<Signal>,
}

/// Why an article is in a story, or is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Whether it is.
    pub member: bool,
    /// How well it fits the other articles, 0 to 1.
    pub score: f64,
    /// Score from which an article joins.
    pub threshold: f64,
    /// What speaks for it and against it.
    pub signals: Vec<Signal>,
    /// The other article of the story that is most like it; `None` when there is no other.
    pub nearest: Option<DocumentId>,
}

impl Service {
    /// A story, or the one that it was merged into.
    pub async fn story(&self, id: &StoryId) -> Result<Story, ServiceError> {
        Ok(self.story_with_history(id).await?.story)
    }

    /// The same with what happened to it.
    pub async fn story_with_history(&self, id: &StoryId) -> Result<FoundStory, ServiceError> {
        let found = self.store.story(id, Timestamp::now()).await?;
        found.ok_or_else(|| ServiceError::StoryNotFound(id.clone()))
    }

    /// The latest articles of a story, in order of arrival; none when there is no such story.
    pub(in crate::service) async fn members_of(
        &self,
        id: &StoryId,
        limit: usize,
    ) -> Result<Vec<StoryMember>, ServiceError> {
        let (reader, id) = (self.store.stories().await?, id.clone());
        let job = move |_: &StopFlag| -> Result<_, ServiceError> {
            let Some(story) = reader.story_of(&id)? else { return Ok(Vec::new()) };
            Ok(reader.members(story, limit)?)
        };
        self.pool.background().run(job).await?
    }

    /// A page of stories.
    pub async fn list_stories(&self, listing: &StoryListing) -> Result<StoryPage, ServiceError> {
        let request = StoryListRequest {
            filter: &listing.filter,
            order: listing.order,
            size: listing.size.max(1),
            token: &listing.token,
            now: Timestamp::now(),
        };
        Ok(self.store.list_stories(&request).await?)
    }

    /// The stories of documents by their places in the order of arrival.
    pub(in crate::service) async fn stories_of(
        &self,
        documents: Vec<i64>,
    ) -> Result<Vec<Vec<StoryMembership>>, ServiceError> {
        Ok(self.store.places(documents).await?)
    }

    /// The stories that a text may belong to, best first. Nothing is stored.
    pub async fn match_stories(
        &self,
        submitted: Submitted,
        most: usize,
    ) -> Result<Vec<MatchedStory>, ServiceError> {
        let bytes = submitted.content.len();
        let admission = self.pool.admit_for(Demand::text(bytes))?;
        admission.take_memory(cost::analysis(bytes)).await?;
        let (analyzer, limit) = (self.analyzer.clone(), self.limits.max_article_bytes);
        let job = move |stop: &StopFlag| -> Result<_, ServiceError> {
            let read = submitted.read_until(limit, stop);
            let read = read.map_err(|error| ServiceError::of_article(0, error))?;
            let annotated = analyzer
                .analyze(&read.article, read.skip_cleaning, None, &|| stop.is_set())
                .map_err(|error| ServiceError::of_article(0, error))?;
            Ok(Signature::of(&read.article, &annotated.analysis))
        };
        let signature = admission.run(job).await??;
        // Others read the store meanwhile.
        let reader = self.store.stories().await?;
        let job =
            move |_: &StopFlag| candidates(&mut Desk::new(&*reader, false)?, &signature, most);
        let found = admission.run(job).await??;
        let seqs = found.iter().map(|candidate| candidate.story).collect();
        let stories = self.store.stories_by_number(seqs, Timestamp::now()).await?;
        let matched = found.into_iter().zip(stories).filter_map(|(candidate, story)| {
            // One that has gone a moment ago is no candidate.
            let story = story.filter(|story| story.merged_into.is_none())?;
            let Fit { score, signals } = candidate.fit;
            Some(MatchedStory { story, score, would_join: candidate.joins, signals })
        });
        Ok(matched.collect())
    }

    /// Why a document is in a story, or is not.
    pub async fn explain_membership(
        &self,
        story: StoryId,
        document: DocumentId,
    ) -> Result<Explained, ServiceError> {
        let admission = self.pool.admit()?;
        let reader = self.store.stories().await?;
        let job = move |_: &StopFlag| explain(&mut Desk::new(&*reader, false)?, &story, document);
        admission.run(job).await?
    }
}

fn explain(
    desk: &mut Desk<'_>,
    story: &StoryId,
    id: DocumentId,
) -> Result<Explained, ServiceError> {
    let story = story_of(desk, story)?;
    let document = document_of(desk, &id)?;
    if !desk.is_signed(document)? {
        return Err(ServiceError::NotSorted(id));
    }
    let signature = desk.signature(document)?;
    let member = desk.places(document)?.contains_key(&story);
    let joining = match member {
        true => None,
        false => candidates(desk, &signature, NEAREST_OF)?.into_iter().find(|c| c.story == story),
    };
    let Fit { score, signals } = match joining {
        // As it was, or would be, decided: among its rivals.
        Some(candidate) => candidate.fit,
        None => fit(&signature, &*desk.profile(story)?, member),
    };
    let mut nearest: Option<(f64, i64)> = None;
    for other in desk.members(story, NEAREST_OF)? {
        if other.document != document {
            let score = fit(&signature, &Profile::of(&other.signature), false).score;
            if nearest.is_none_or(|(best, _)| score > best) {
                nearest = Some((score, other.document));
            }
        }
    }
    let nearest = nearest.map(|(_, other)| desk.reader().document_name(other)).transpose()?;
    Ok(Explained { member, score, threshold: JOIN, signals, nearest })
}
