//! Names that the engine need not know, from a file.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use super::{failure::Failure, input};
use crate::domain::Gazetteer;

/// Largest file that is read: far more than the most entries need.
const MAX_BYTES: u64 = 1 << 30;

/// The names of a file; without one there are none.
pub(super) fn load(path: Option<&Path>) -> Result<Gazetteer, Failure> {
    let Some(path) = path else { return Ok(Gazetteer::default()) };
    let fault = |reason: String| Failure::input(format!("{}: {reason}", path.display()));
    let bytes = read(path).map_err(|cause| fault(input::reason(&cause)))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(fault(format!("has more than {MAX_BYTES} bytes, too many for a gazetteer")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        fault(format!("is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
    })?;
    Gazetteer::from_jsonl(&text).map_err(|error| fault(error.to_string()))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
