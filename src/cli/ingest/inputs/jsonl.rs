//! JSON lines: one article a line, as an object.

mod line;

use std::{
    io::{self, BufRead as _, Read as _},
    sync::Arc,
};

use super::{Input, Origin, Place, Record, RecordError, Tally};

/// Bytes that one byte of an article may take in a line: `\u0001`.
const LONGEST_ESCAPE: usize = 6;
/// Room in a line for everything but the article.
const ROOM: usize = 1 << 20;

/// The articles of an input with one JSON object a line. Blank lines are passed over. A line
/// that is no article is an error of that line alone.
pub struct JsonLines {
    input: Input,
    name: Arc<str>,
    max_bytes: usize,
    tally: Arc<Tally>,
    /// Lines so far.
    number: u64,
    buffer: Vec<u8>,
    ended: bool,
}

impl JsonLines {
    /// Reads an input in which no article has more than `max_bytes`.
    pub fn new(input: Input, name: Arc<str>, max_bytes: usize, tally: Arc<Tally>) -> Self {
        Self { input, name, max_bytes, tally, number: 0, buffer: Vec::new(), ended: false }
    }

    /// Longest line that is read.
    fn longest(&self) -> usize {
        self.max_bytes.saturating_mul(LONGEST_ESCAPE).saturating_add(ROOM)
    }

    /// Reads the next line into the buffer; whether it fits, `None` at the end.
    fn read_line(&mut self) -> io::Result<Option<bool>> {
        self.buffer.clear();
        // One huge line must not cost its memory for ever.
        self.buffer.shrink_to(ROOM);
        if self.number == 0 {
            self.input.skip_bom()?;
        }
        let longest = self.longest();
        let bounded = (&mut self.input).take(longest as u64 + 1);
        let count = { bounded }.read_until(b'\n', &mut self.buffer)?;
        if count == 0 {
            return Ok(None);
        }
        self.number += 1;
        let fits = self.buffer.last() == Some(&b'\n') || count <= longest;
        if !fits {
            self.input.skip_until(b'\n')?;
        }
        Ok(Some(fits))
    }
}

impl Iterator for JsonLines {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.ended {
            let offset = self.input.position();
            let article = match self.read_line() {
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Ok(Some(true)) if self.buffer.trim_ascii().is_empty() => continue,
                Ok(Some(true)) => line::article(&self.buffer, self.max_bytes, &self.tally),
                Ok(Some(false)) => Err(RecordError::LongLine { limit: self.longest() }),
                Err(cause) => {
                    self.ended = true;
                    self.number += 1;
                    Err(RecordError::of_reading(&cause, self.input.position()))
                }
            };
            let place = Place::Line(self.number);
            let origin = Origin { input: Arc::clone(&self.name), place, offset };
            return Some(Record { origin, article });
        }
        None
    }
}

#[cfg(test)]
mod tests;
