//! Between the messages of the protocol and the values of the domain. Pure: the command
//! line uses it without a server.

mod analysis;
mod annotation;
mod comparison;
mod document;
mod entity;
mod enums;
mod event;
mod offsets;
pub(super) mod request;
mod story;
mod time;
mod warning;

pub use analysis::{analysis, entities, quotes};
pub use annotation::device;
pub use comparison::{
    ColumnText, View, comparison, matched_claims, parts, told, traced_quote, untold,
};
pub use document::{document, duplicate, hit, metadata, revisions, stored};
pub use entity::{candidate, entity, mention};
pub use event::{event, event_in, event_kind};
pub use offsets::Offsets;
pub use story::{explained, membership, story, story_candidate, story_step};
pub use time::timestamp;
pub use warning::{analysis_failure, warning};

use crate::{domain::Signal, proto::v1, service::Submitted};

/// An article and what is known of it, as a caller sends them; or what is wrong with them.
pub fn submitted(
    content: v1::ArticleContent,
    metadata: v1::ArticleMetadata,
    max_bytes: usize,
) -> Result<Submitted, String> {
    let submitted = request::single(Some(content), Some(metadata), false, max_bytes);
    Ok(submitted.map_err(|fault| fault.to_string())?.0)
}

/// A count as the protocol carries it.
fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn signal(signal: &Signal) -> v1::Signal {
    v1::Signal {
        id: signal.id.clone().into_owned(),
        weight: signal.weight,
        detail: signal.detail.clone(),
    }
}
