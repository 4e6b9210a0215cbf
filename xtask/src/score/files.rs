//! Files of data sets.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read},
    path::Path,
};

use anyhow::{Context as _, Result};
use flate2::read::MultiGzDecoder;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::de::DeserializeOwned;

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A file that is one JSON value.
pub(crate) fn json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is no gold", path.display()))
}

/// The lines of a file, each a JSON value, one after the other; unpacked when its name ends in "gz".
pub(crate) fn lines<T: DeserializeOwned>(path: &Path) -> Result<impl Iterator<Item = Result<T>>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> =
        if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let name = path.display().to_string();
    let read = move |(at, line): (usize, std::io::Result<String>)| {
        serde_json::from_str(&line?).with_context(|| format!("bad line {} of {name}", at + 1))
    };
    Ok(BufReader::new(reader).lines().enumerate().map(read))
}

/// The beginning of a day in UTC.
pub(crate) fn day(day: &str) -> Result<Timestamp> {
    Ok(day.parse::<Date>()?.to_zoned(TimeZone::UTC)?.timestamp())
}
