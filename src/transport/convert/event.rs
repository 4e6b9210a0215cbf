//! Changes.

use super::{comparison::told, document::stored, entity::entity, story::story, timestamp};
use crate::{
    proto::v1::{self, EventKind, OffsetUnit, watch_response::Resource},
    store::{Change, ChangeKind, Event, StoryFinding},
};

/// A change, as a watch tells it, with positions in code points.
pub fn event(event: &Event, resume_token: String) -> v1::WatchResponse {
    let mut response = v1::WatchResponse {
        resume_token,
        commit_sequence: event.sequence,
        event_time: Some(timestamp(event.time)),
        kind: event_kind(event.change.kind()).into(),
        resource: resource(&event.change, OffsetUnit::CodePoint),
        ..v1::WatchResponse::default()
    };
    if let Some(finding) = finding(&event.change) {
        response.story_name = finding.story.name();
        response.offset_unit = OffsetUnit::CodePoint.into();
    }
    response
}

/// The same with positions in another unit; `None` where there would be no difference.
pub fn event_in(change: &Event, resume_token: &str, unit: OffsetUnit) -> Option<v1::WatchResponse> {
    if matches!(unit, OffsetUnit::CodePoint | OffsetUnit::Unspecified) {
        return None;
    }
    finding(&change.change)?;
    Some(v1::WatchResponse {
        resource: resource(&change.change, unit),
        offset_unit: unit.into(),
        ..event(change, resume_token.to_owned())
    })
}

fn resource(change: &Change, unit: OffsetUnit) -> Option<Resource> {
    Some(match change {
        Change::DocumentCreated(document)
        | Change::DocumentRevised(document)
        | Change::DocumentDeleted(document) => Resource::Document(stored((**document).clone())),
        Change::StoryCreated(told) | Change::StoryUpdated(told) | Change::StoryMerged(told) => {
            Resource::Story(story((**told).clone()))
        }
        Change::DiscrepancyFound(found) => Resource::Discrepancy(told(&found.rendered, unit)?),
        Change::ClaimCorroborated(found) => Resource::Claim(told(&found.rendered, unit)?),
        Change::EntityUpdated(told) | Change::EntityDeleted(told) => {
            Resource::Entity(entity((**told).clone()))
        }
    })
}

fn finding(change: &Change) -> Option<&StoryFinding> {
    match change {
        Change::DiscrepancyFound(found) | Change::ClaimCorroborated(found) => Some(found),
        _ => None,
    }
}

/// A kind of change.
pub fn event_kind(kind: ChangeKind) -> EventKind {
    match kind {
        ChangeKind::DocumentCreated => EventKind::DocumentCreated,
        ChangeKind::DocumentRevised => EventKind::DocumentRevised,
        ChangeKind::DocumentDeleted => EventKind::DocumentDeleted,
        ChangeKind::StoryCreated => EventKind::StoryCreated,
        ChangeKind::StoryUpdated => EventKind::StoryUpdated,
        ChangeKind::StoryMerged => EventKind::StoryMerged,
        ChangeKind::DiscrepancyFound => EventKind::DiscrepancyFound,
        ChangeKind::ClaimCorroborated => EventKind::ClaimCorroborated,
        ChangeKind::EntityUpdated => EventKind::EntityUpdated,
        ChangeKind::EntityDeleted => EventKind::EntityDeleted,
    }
}
