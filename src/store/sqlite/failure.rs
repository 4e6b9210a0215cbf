//! What the database says, as errors of the store.

use std::{path::Path, sync::Arc};

use rusqlite::{Error, ErrorCode, ffi};

use crate::store::StoreError;

/// An operation's error: a refusal that has written nothing, or a failure.
#[derive(Debug)]
pub(super) enum Fault {
    /// The request does not fit what is stored. Nothing has been written for it.
    Refused(StoreError),
    /// The database failed; what was written for the request must be taken back.
    Failed(StoreError),
    /// As above, as the database tells it.
    Database(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl Fault {
    /// The error for the caller. `path` is the database's file.
    pub(super) fn into_error(self, path: &Path) -> StoreError {
        match self {
            Self::Refused(error) | Self::Failed(error) => error,
            Self::Database(error) => translate(&Arc::new(error), path),
        }
    }
}

/// Tells damage, want of space and want of permission from other troubles.
pub(super) fn translate(error: &Arc<Error>, path: &Path) -> StoreError {
    let (path, message) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { path, message }
        }
        // The log's index, a small file beside it, could not grow.
        Some(ErrorCode::SystemIoFailure) if extended(error) == Some(ffi::SQLITE_IOERR_SHMSIZE) => {
            StoreError::Full { path, message }
        }
        Some(ErrorCode::DiskFull) => StoreError::Full { path, message },
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { path, message }
        }
        _ => StoreError::Backend(Box::new(Arc::clone(error))),
    }
}

fn extended(error: &Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}
