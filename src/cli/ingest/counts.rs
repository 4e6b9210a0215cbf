//! What became of the records, in figures.

use super::inputs::{Origin, RecordError};
use crate::{
    client::CallError,
    proto::v1::{self, IngestOutcome, duplicate_info::Kind, ingest_ack},
};

/// Failed records that the summary shows.
const SHOWN: usize = 10;

/// What became of one record.
pub(super) enum Fate<'a> {
    /// The server took it.
    Taken(&'a v1::IngestResult),
    /// The server refused it.
    Refused(&'a CallError),
    /// It could not be read.
    Unread(&'a RecordError),
}

impl<'a> Fate<'a> {
    /// Whether it was refused or could not be read.
    pub(super) fn is_failure(&self) -> bool {
        !matches!(self, Self::Taken(_))
    }

    /// The acknowledgement's result. `refusal` holds what was decoded of it.
    pub(super) fn of(
        result: Option<&'a ingest_ack::Result>,
        refusal: &'a mut Option<CallError>,
    ) -> Option<Self> {
        Some(match result? {
            ingest_ack::Result::Ok(taken) => Self::Taken(taken),
            ingest_ack::Result::Error(status) => Self::Refused(refusal.insert(status.into())),
        })
    }
}

/// Figures of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Stored as new documents.
    pub(super) created: u64,
    /// Stored as new revisions.
    pub(super) revisions: u64,
    /// Known already.
    pub(super) duplicates: u64,
    /// Checked only.
    pub(super) validated: u64,
    /// Not stored.
    pub(super) failed: u64,
    /// Of what was stored or checked: copies of earlier documents in the same words.
    pub(super) exact: u64,
    /// In nearly the same words.
    pub(super) near: u64,
    /// Of a news agency.
    pub(super) syndicated: u64,
    /// Sent, and not answered when the feed broke.
    pub(super) unanswered: u64,
    /// Every record up to this one is done.
    pub(super) acked_through: i64,
    /// Records up to this one were done before.
    pub(super) resumed_after: i64,
    /// The first that failed, with their reasons.
    pub(super) failures: Vec<(Origin, String)>,
}

impl Counts {
    /// Records that are done.
    pub(super) fn records(&self) -> u64 {
        self.created + self.revisions + self.duplicates + self.validated + self.failed
    }

    /// Copies of earlier documents.
    pub(super) fn copies(&self) -> u64 {
        self.exact + self.near + self.syndicated
    }

    /// Counts one record.
    pub(super) fn add(&mut self, origin: &Origin, fate: &Fate<'_>) {
        let message = match fate {
            Fate::Taken(taken) => return self.add_taken(taken),
            // The path of a field begins with what every record is there.
            Fate::Refused(error) => {
                error.message.strip_prefix("item.").unwrap_or(&error.message).to_owned()
            }
            Fate::Unread(error) => error.to_string(),
        };
        self.failed += 1;
        if self.failures.len() < SHOWN {
            self.failures.push((origin.clone(), message));
        }
    }

    fn add_taken(&mut self, taken: &v1::IngestResult) {
        match taken.outcome() {
            IngestOutcome::Duplicate => {
                self.duplicates += 1;
                return; // what it copies was told when it was stored
            }
            IngestOutcome::NewRevision => self.revisions += 1,
            IngestOutcome::Validated => self.validated += 1,
            IngestOutcome::Created | IngestOutcome::Unspecified => self.created += 1,
        }
        match taken.duplicate.as_ref().map(v1::DuplicateInfo::kind) {
            Some(Kind::Exact) => self.exact += 1,
            Some(Kind::Near) => self.near += 1,
            Some(Kind::Syndicated) => self.syndicated += 1,
            Some(Kind::Unspecified) | None => {}
        }
    }
}
