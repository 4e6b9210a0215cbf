//! Between the messages of the protocol and the values of the domain. Pure: the command
//! line uses it without a server.

mod analysis;
mod annotation;
mod comparison;
mod document;
mod enums;
mod offsets;
pub(super) mod request;
mod time;
mod warning;

pub use analysis::{analysis, entities, quotes};
pub use annotation::device;
pub use comparison::{ColumnText, View, comparison, matched_claims, parts, traced_quote};
pub use document::{document, duplicate, hit, metadata, revisions, stored};
pub use offsets::Offsets;
pub use time::timestamp;
pub use warning::{analysis_failure, warning};

use crate::{domain::Signal, proto::v1};

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
