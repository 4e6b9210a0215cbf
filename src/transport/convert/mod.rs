//! Between the messages of the protocol and the values of the domain. Pure: the command
//! line uses it without a server.

mod analysis;
mod comparison;
mod document;
mod enums;
mod offsets;
pub(super) mod request;
mod time;
mod warning;

pub use analysis::{analysis, entities};
pub use comparison::comparison;
pub use document::{document, duplicate, hit, metadata, revisions, stored};
pub use offsets::Offsets;
pub use time::timestamp;
pub use warning::{analysis_failure, warning};
