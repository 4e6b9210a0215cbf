//! What readers pass over without calling it an error.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Names of fields that are remembered.
const MOST_NAMES: usize = 64;
/// Longest name that is remembered, in characters.
const LONGEST_NAME: usize = 64;

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A file in a folder whose name says that it holds no articles.
    File,
    /// A record of an archive that is no response and no resource.
    RecordType,
    /// A record of an archive that is neither a page nor plain text.
    MediaType,
    /// A response with another status than 200.
    Status,
    /// Directions for crawlers.
    Robots,
}

impl LeftOut {
    /// All kinds with their names for programs.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::File, "otherFiles"),
        (Self::RecordType, "otherRecordTypes"),
        (Self::MediaType, "otherMediaTypes"),
        (Self::Status, "otherStatuses"),
        (Self::Robots, "robots"),
    ];
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "files of other kinds in folders",
            Self::RecordType => "WARC records that are no response or resource",
            Self::MediaType => "WARC records that are no page or plain text",
            Self::Status => "responses with another status than 200",
            Self::Robots => "robots.txt",
        })
    }
}

/// Counts of what was passed over, shared between readers and whoever reports.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    left_out: BTreeMap<LeftOut, u64>,
    fields: BTreeMap<String, u64>,
}

impl Tally {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts something that was left out.
    pub(super) fn leave_out(&self, what: LeftOut) {
        *self.counts().left_out.entry(what).or_default() += 1;
    }

    /// Counts a field that is not read.
    pub(super) fn unread(&self, field: &str) {
        let mut counts = self.counts();
        if let Some(count) = counts.fields.get_mut(field) {
            *count += 1;
        } else if counts.fields.len() < MOST_NAMES && field.chars().count() <= LONGEST_NAME {
            counts.fields.insert(field.to_owned(), 1);
        }
    }

    /// How often each kind was left out.
    pub fn left_out(&self) -> Vec<(LeftOut, u64)> {
        self.counts().left_out.iter().map(|(&what, &count)| (what, count)).collect()
    }

    /// Names of fields that were not read and how often they came, in order of the names; at
    /// most 64.
    pub fn unread_fields(&self) -> Vec<(String, u64)> {
        self.counts().fields.iter().map(|(name, &count)| (name.clone(), count)).collect()
    }
}
