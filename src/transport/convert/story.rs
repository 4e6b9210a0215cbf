//! Stories.

use super::{enums::entity_type, signal, timestamp};
use crate::{
    domain::{EntityCount, Story, StoryHistory, StoryMembership, StoryState, StoryStep},
    proto::v1,
    service::{Explained, MatchedStory},
};

/// A story.
pub fn story(story: Story) -> v1::Story {
    v1::Story {
        name: story.id.name(),
        title: story.title,
        title_document: story.title_document.map(|id| id.name()).unwrap_or_default(),
        document_count: whole(story.document_count),
        independent_document_count: whole(story.independent_document_count),
        source_count: whole(story.source_count),
        top_entities: story.top_entities.into_iter().map(entity_count).collect(),
        event_edtf: story.event_edtf,
        first_publish_time: story.first_publish_time.map(timestamp),
        last_publish_time: story.last_publish_time.map(timestamp),
        discrepancy_count: whole(story.discrepancy_count),
        state: state(story.state).into(),
        merged_into: story.merged_into.map(|id| id.name()).unwrap_or_default(),
        generation: story.generation,
        etag: story.etag,
    }
}

fn whole(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn state(state: StoryState) -> v1::story::State {
    match state {
        StoryState::Developing => v1::story::State::Developing,
        StoryState::Dormant => v1::story::State::Dormant,
        StoryState::Merged => v1::story::State::Merged,
    }
}

fn entity_count(entity: EntityCount) -> v1::EntityCount {
    v1::EntityCount {
        entity: entity.entity.map(|id| id.name()).unwrap_or_default(),
        canonical_name: entity.canonical_name,
        r#type: entity_type(entity.kind).into(),
        document_count: whole(entity.document_count),
        mention_count: whole(entity.mention_count),
    }
}

/// A document's place in a story.
pub fn membership(place: StoryMembership) -> v1::StoryMembership {
    v1::StoryMembership { story: place.story.name(), score: place.score, pinned: place.pinned }
}

/// A step in the history of a story.
pub fn story_step(step: StoryHistory) -> v1::StoryStep {
    v1::StoryStep {
        kind: step_kind(step.step).into(),
        document: step.document.map(|id| id.name()).unwrap_or_default(),
        other_story: step.other.map(|id| id.name()).unwrap_or_default(),
        score: step.score,
        by_hand: step.by_hand,
        time: Some(timestamp(step.time)),
    }
}

fn step_kind(step: StoryStep) -> v1::story_step::Kind {
    use v1::story_step::Kind;
    match step {
        StoryStep::Founded => Kind::Founded,
        StoryStep::Joined => Kind::Joined,
        StoryStep::Left => Kind::Left,
        StoryStep::Absorbed => Kind::Absorbed,
        StoryStep::Merged => Kind::Merged,
        StoryStep::Divided => Kind::Divided,
        StoryStep::SplitOff => Kind::SplitOff,
    }
}

/// A story that a text may belong to.
pub fn story_candidate(matched: MatchedStory) -> v1::StoryCandidate {
    v1::StoryCandidate {
        story: Some(story(matched.story)),
        score: matched.score,
        would_join: matched.would_join,
        signals: matched.signals.iter().map(signal).collect(),
    }
}

/// Why an article is in a story, or is not.
pub fn explained(explained: Explained) -> v1::ExplainMembershipResponse {
    v1::ExplainMembershipResponse {
        member: explained.member,
        score: explained.score,
        threshold: explained.threshold,
        signals: explained.signals.iter().map(signal).collect(),
        nearest_document: explained.nearest.map(|id| id.name()).unwrap_or_default(),
    }
}
