//! Corrections by hand. They are pinned: no later sorting undoes them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Decided, desk::Desk};
use crate::{
    domain::{DocumentId, Story, StoryId, StoryStep},
    pipeline::stories::{DocumentRef, StoryRef},
    service::{Service, ServiceError},
    store::{Etag, RequestKey},
};

/// How well articles fit that somebody has put together.
const BY_HAND: f64 = 1.0;

impl Service {
    /// Puts documents into a story, and out of all others; without one into a new story, which the
    /// first of them founds. A story that loses all its articles in this way answers with the
    /// one that they went to.
    pub async fn move_documents(
        &self,
        target: Option<StoryId>,
        documents: Vec<DocumentId>,
        request: Option<RequestKey>,
    ) -> Result<Story, ServiceError> {
        let now = Timestamp::now();
        let decide = move |desk: &mut Desk<'_>| {
            if let Some(value) = answered(desk, request.as_ref(), now)? {
                return Ok(Decided { value, request: None });
            }
            let value = moved(desk, target.as_ref(), &documents)?;
            Ok(Decided { value, request: request.clone().map(|request| (request, value)) })
        };
        let story = self.change_stories(&self.pool.admit()?, true, decide).await?;
        self.story_by_number(story).await
    }

    /// Lets the articles of other stories go into one, which they answer with from now on.
    pub async fn merge_stories(
        &self,
        into: StoryId,
        others: Vec<StoryId>,
        etag: Option<Etag>,
        request: Option<RequestKey>,
    ) -> Result<Story, ServiceError> {
        let now = Timestamp::now();
        let decide = move |desk: &mut Desk<'_>| {
            if let Some(value) = answered(desk, request.as_ref(), now)? {
                return Ok(Decided { value, request: None });
            }
            let value = merged(desk, &into, &others, etag.as_ref())?;
            Ok(Decided { value, request: request.clone().map(|request| (request, value)) })
        };
        let story = self.change_stories(&self.pool.admit()?, true, decide).await?;
        self.story_by_number(story).await
    }

    async fn story_by_number(&self, seq: StoryRef) -> Result<Story, ServiceError> {
        let stories = self.store.stories_by_number(vec![seq], Timestamp::now()).await?;
        let story = stories.into_iter().flatten().next();
        match story {
            Some(Story { merged_into: Some(successor), .. }) => self.story(&successor).await,
            Some(story) => Ok(story),
            // Its last article was removed a moment ago.
            None => Err(ServiceError::StoryGone),
        }
    }
}

/// What the call was answered with, if it came before.
fn answered(
    desk: &Desk<'_>,
    request: Option<&RequestKey>,
    now: Timestamp,
) -> Result<Option<StoryRef>, ServiceError> {
    match request {
        Some(request) => Ok(desk.reader().answered(request, now)?),
        None => Ok(None),
    }
}

/// The number of a story, or of its successor.
pub(super) fn story_of(desk: &Desk<'_>, id: &StoryId) -> Result<StoryRef, ServiceError> {
    let missing = || ServiceError::StoryNotFound(id.clone());
    let seq = desk.reader().story_of(id)?.ok_or_else(missing)?;
    let row = desk.reader().story(seq)?.ok_or_else(missing)?;
    Ok(row.merged_into.unwrap_or(seq))
}

/// The place of a document in the order of arrival.
pub(super) fn document_of(desk: &Desk<'_>, id: &DocumentId) -> Result<DocumentRef, ServiceError> {
    let missing = || ServiceError::NotFound { id: id.clone(), revision: None };
    desk.reader().document_of(id)?.ok_or_else(missing)
}

fn moved(
    desk: &mut Desk<'_>,
    target: Option<&StoryId>,
    documents: &[DocumentId],
) -> Result<StoryRef, ServiceError> {
    let mut moving = Vec::with_capacity(documents.len());
    for id in documents {
        let document = document_of(desk, id)?;
        if !moving.contains(&document) {
            moving.push(document);
        }
    }
    let is_new = target.is_none();
    let target = match (target, documents.first()) {
        (Some(id), _) => story_of(desk, id)?,
        (None, Some(founder)) => desk.begin(founder)?,
        (None, None) => return Err(ServiceError::TooFewDocuments { actual: 0 }),
    };
    let mut shrunk = BTreeSet::new();
    for (index, document) in moving.into_iter().enumerate() {
        let places = desk.places(document)?;
        desk.put(target, document, BY_HAND, true)?;
        if !places.contains_key(&target) {
            let step = if is_new && index == 0 { StoryStep::Founded } else { StoryStep::Joined };
            let from = places.keys().next().copied();
            desk.note(target, step, Some(document), from, BY_HAND);
        }
        for story in places.into_keys().filter(|story| *story != target) {
            desk.take_out(story, document)?;
            desk.note(story, StoryStep::Left, Some(document), Some(target), BY_HAND);
            shrunk.insert(story);
        }
    }
    for story in shrunk {
        if desk.count(story)? == 0 {
            desk.absorb(story, target, BY_HAND)?;
        } else {
            desk.pin(story)?;
            desk.rebuild(story)?;
        }
    }
    Ok(target)
}

fn merged(
    desk: &mut Desk<'_>,
    into: &StoryId,
    others: &[StoryId],
    etag: Option<&Etag>,
) -> Result<StoryRef, ServiceError> {
    let survivor = story_of(desk, into)?;
    let row = desk.reader().story(survivor)?;
    let now = row.ok_or_else(|| ServiceError::StoryNotFound(into.clone()))?.etag;
    if etag.is_some_and(|etag| *etag != now) {
        let (id, etag) = (into.clone(), now.to_string());
        return Err(ServiceError::StoryChanged { id, etag });
    }
    let mut merging = BTreeSet::new();
    for other in others {
        merging.insert(story_of(desk, other)?);
    }
    merging.remove(&survivor);
    for other in merging {
        desk.pin_members(other)?;
        desk.absorb(other, survivor, BY_HAND)?;
    }
    desk.pin(survivor)?;
    Ok(survivor)
}
