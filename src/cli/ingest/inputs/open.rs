//! Inputs opened: decompressed where need be, with a look at how they begin.

use std::{
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use flate2::bufread::MultiGzDecoder;

use super::InputFormat;

/// Bytes that are looked at to tell what an input holds.
const LOOK: usize = 1024;
pub(super) const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// A reader whose next bytes can be looked at before they are read.
pub(super) struct Peek<R> {
    head: Vec<u8>,
    at: usize,
    inner: R,
}

impl<R: BufRead> Peek<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { head: Vec::new(), at: 0, inner }
    }

    /// Looks until `decide`, which is told whether it sees all there is, comes to a decision.
    /// It must, once it sees all or [`LOOK`] bytes. No more is asked of the reader than that
    /// takes, so that an input that is still being written is not waited for.
    pub(super) fn look<T>(
        &mut self,
        decide: impl Fn(&[u8], bool) -> Option<T>,
    ) -> io::Result<Option<T>> {
        loop {
            let seen = &self.head[self.at..];
            let decision = decide(seen, false);
            if decision.is_some() || seen.len() >= LOOK {
                return Ok(decision);
            }
            let room = LOOK - seen.len();
            let more = match self.inner.fill_buf() {
                Ok(more) => &more[..more.len().min(room)],
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(cause),
            };
            if more.is_empty() {
                return Ok(decide(&self.head[self.at..], true));
            }
            self.head.extend_from_slice(more);
            let count = more.len();
            self.inner.consume(count);
        }
    }

    /// Whether the next bytes are these; they are not read.
    pub(super) fn begins_with(&mut self, bytes: &[u8]) -> io::Result<bool> {
        let decide = |seen: &[u8], all| {
            let decided = all || seen.len() >= bytes.len() || !bytes.starts_with(seen);
            decided.then(|| seen.starts_with(bytes))
        };
        Ok(self.look(decide)? == Some(true))
    }
}

impl<R: BufRead> Read for Peek<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Peek<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.head.len() { Ok(&self.head[self.at..]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        if self.at < self.head.len() {
            self.at += count;
        } else {
            self.inner.consume(count);
        }
    }
}

/// A decompressed input that knows how much of it was read.
pub struct Input {
    inner: Peek<Box<dyn BufRead + Send>>,
    position: u64,
}

impl Input {
    /// Bytes read so far, after decompression.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Whether the next bytes are these; they are not read.
    pub(super) fn begins_with(&mut self, bytes: &[u8]) -> io::Result<bool> {
        self.inner.begins_with(bytes)
    }

    /// Whether nothing is left of what was looked at.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.fill_buf().is_ok_and(<[u8]>::is_empty)
    }

    /// Passes over a byte order mark.
    pub(super) fn skip_bom(&mut self) -> io::Result<()> {
        if self.begins_with(BOM)? {
            self.consume(BOM.len());
        }
        Ok(())
    }
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.inner.consume(count);
        self.position += count as u64;
    }
}

/// Opens an input; one that begins as gzip does is decompressed, all members of it.
pub fn open(raw: impl BufRead + Send + 'static) -> io::Result<Input> {
    let mut raw = Peek::new(raw);
    let inner: Box<dyn BufRead + Send> = match raw.begins_with(&GZIP_MAGIC)? {
        true => Box::new(BufReader::with_capacity(64 << 10, MultiGzDecoder::new(raw))),
        false => Box::new(raw),
    };
    Ok(Input { inner: Peek::new(inner), position: 0 })
}

/// What an input holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// One article.
    Document {
        mime_type: &'static str,
    },
    JsonLines,
    Warc,
}

/// What an input holds: what was asked for, else what its first bytes say, else what its name
/// says. Whether a document is a page is left to the server, where nothing says it.
pub(super) fn format(
    input: &mut Input,
    path: &Path,
    asked: Option<InputFormat>,
) -> io::Result<Format> {
    Ok(match asked {
        Some(InputFormat::Text) => Format::Document { mime_type: "text/plain" },
        Some(InputFormat::Html) => Format::Document { mime_type: "text/html" },
        Some(InputFormat::Jsonl) => Format::JsonLines,
        Some(InputFormat::Warc) => Format::Warc,
        None => {
            let by_name = format_by_name(path);
            input.inner.look(format_by_content)?.flatten().unwrap_or(by_name)
        }
    })
}

fn format_by_name(path: &Path) -> Format {
    match super::files::extension(path).as_deref() {
        Some("jsonl" | "ndjson") => Format::JsonLines,
        Some("warc") => Format::Warc,
        Some("html" | "htm") => Format::Document { mime_type: "text/html" },
        Some("xhtml") => Format::Document { mime_type: "application/xhtml+xml" },
        _ => Format::Document { mime_type: "" },
    }
}

/// What first bytes say: `None` = more are needed, `Some(None)` = nothing.
fn format_by_content(seen: &[u8], all: bool) -> Option<Option<Format>> {
    const WARC: &[u8] = b"WARC/";
    let text = seen.strip_prefix(BOM).unwrap_or(seen).trim_ascii_start();
    if seen.starts_with(WARC) {
        return Some(Some(Format::Warc));
    }
    let undecided = text.is_empty() || WARC.starts_with(seen) || BOM.starts_with(seen);
    if let Some(inside) = text.strip_prefix(b"{") {
        // Only an object: a text may begin with a brace as well.
        match inside.trim_ascii_start().first() {
            Some(b'"' | b'}') => return Some(Some(Format::JsonLines)),
            None if !all => return None,
            _ => return Some(None),
        }
    }
    if undecided && !all { None } else { Some(None) }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read_all(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        open(Cursor::new(bytes))?.read_to_end(&mut out)?;
        Ok(out)
    }

    fn format_of(bytes: &[u8], name: &str) -> Format {
        // One byte at a time, as a pipe may give them.
        let mut input = open(BufReader::with_capacity(1, Cursor::new(bytes.to_vec()))).unwrap();
        let format = format(&mut input, Path::new(name), None).unwrap();
        let mut rest = Vec::new();
        input.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, bytes, "looking takes nothing away");
        format
    }

    #[test]
    fn all_members_of_gzip_are_read() {
        let members = [gzip(b"one "), gzip(b""), gzip(b"two")].concat();
        assert_eq!(read_all(members).unwrap(), b"one two");
        assert_eq!(read_all(b"\x1f".to_vec()).unwrap(), b"\x1f");
        assert_eq!(read_all(Vec::new()).unwrap(), b"");
    }

    #[test]
    fn gzip_that_is_cut_off_is_an_error() {
        let bytes = gzip(&b"a long text that is cut off somewhere. ".repeat(100));
        let cause = read_all(bytes[..bytes.len() - 5].to_vec()).unwrap_err();
        assert_eq!(cause.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn content_goes_before_the_name() {
        let document = |mime_type| Format::Document { mime_type };
        for (bytes, name, expected) in [
            (&b"WARC/1.0\r\n"[..], "a", Format::Warc),
            (b"WARC", "a", document("")),
            (b" \n{ \"text\": 1}", "a.txt", Format::JsonLines),
            (b"\xef\xbb\xbf{}", "-", Format::JsonLines),
            (b"{sic} he said", "-", document("")),
            (b"{", "-", document("")),
            (b"", "-", document("")),
            (b"", "a.jsonl", Format::JsonLines),
            (b"Rain.", "a.txt", document("")),
            (b"Rain.", "a.HTM.GZ", document("text/html")),
            (b"<p>Rain.", "-", document("")),
            (b"x", "a.warc.gz", Format::Warc),
        ] {
            assert_eq!(format_of(bytes, name), expected, "{name} {bytes:?}");
        }
        let blank = [b' '; 3 * LOOK];
        assert_eq!(format_of(&blank, "-"), document(""));
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_and_counted() {
        for (bytes, rest, position) in
            [(&b"\xef\xbb\xbfa"[..], &b"a"[..], 3), (b"\xef\xbb", b"\xef\xbb", 0), (b"", b"", 0)]
        {
            let mut input = open(Cursor::new(bytes.to_vec())).unwrap();
            input.skip_bom().unwrap();
            assert_eq!(input.position(), position);
            let mut read = Vec::new();
            input.read_to_end(&mut read).unwrap();
            assert_eq!(read, rest);
        }
    }
}
