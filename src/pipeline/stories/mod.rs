//! Stories: articles on one event, found as articles come in.
//!
//! One article at a time is sorted over a [`Shelf`] of stories: it founds a story, joins one, or
//! stands in two; what it changes may bring two stories together or divide one. Time and memory of
//! a step are bounded: stories are found under the keys of an inverted index, a bounded number
//! under each. The same articles in the same order make the same stories.

mod days;
mod division;
mod features;
mod fit;
mod idf;
mod memory;
mod profile;
mod shelf;
mod signature;
mod sorting;
#[cfg(test)]
mod tests;

pub use fit::{Fit, JOIN, fit};
pub use memory::MemoryShelf;
pub use profile::Profile;
pub use shelf::{DocumentRef, Key, Member, Shelf, StoryRef};
pub use signature::Signature;
pub use sorting::{Candidate, Step, candidates, sort};
