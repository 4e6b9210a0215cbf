//! Bodies of HTTP responses as crawlers archive them, with their codings undone.
//!
//! Some crawlers undo a coding and leave the field that names it: each is undone only where the
//! body looks as if it were there.

use std::io::{self, BufRead, BufReader, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::{
    fields::Head,
    open::{GZIP_MAGIC, Peek},
};

/// Codings that may lie over each other.
const MOST_CODINGS: usize = 4;
/// Longest line with the size of a chunk.
const LONGEST_SIZE: u64 = 4096;
const BROTLI_BUFFER: usize = 16 << 10;

/// The body of a response whose head was read, decoded as it is read. Fails with the name of a
/// coding that is not known.
pub(super) fn body<'a>(head: &Head, block: impl BufRead + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut block = Peek::new(block);
    let chunked = tokens(head.get("Transfer-Encoding")).any(|coding| coding == "chunked");
    let mut body: Box<dyn BufRead + 'a> = match chunked && block.look(begins_chunk)? == Some(true) {
        true => Box::new(BufReader::new(Chunked { inner: block, left: 0, state: State::Size })),
        false => Box::new(block),
    };
    let codings: Vec<String> = tokens(head.get("Content-Encoding")).collect();
    if codings.len() > MOST_CODINGS {
        return Err(io::Error::other("too many content codings"));
    }
    // The last was applied last.
    for coding in codings.iter().rev() {
        body = decoded(coding, body)?;
    }
    Ok(body)
}

/// The parts of a list in a field, in lower case.
fn tokens(list: Option<&str>) -> impl Iterator<Item = String> {
    let parts = list.unwrap_or_default().split(',').map(|part| part.trim().to_ascii_lowercase());
    parts.filter(|part| !part.is_empty())
}

fn decoded<'a>(coding: &str, inner: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut inner = Peek::new(inner);
    Ok(match coding {
        "identity" | "none" => Box::new(inner),
        "gzip" | "x-gzip" if inner.begins_with(&GZIP_MAGIC)? => {
            Box::new(BufReader::new(MultiGzDecoder::new(inner)))
        }
        "gzip" | "x-gzip" => Box::new(inner),
        // Nothing marks these two; a page in the open begins with a tag.
        "deflate" | "br" if inner.begins_with(b"<")? => Box::new(inner),
        // A stream of zlib, as the standard has it, or a bare one: both are about.
        "deflate" if inner.look(begins_zlib)? == Some(true) => {
            Box::new(BufReader::new(ZlibDecoder::new(inner)))
        }
        "deflate" => Box::new(BufReader::new(DeflateDecoder::new(inner))),
        "br" => Box::new(BufReader::new(Decompressor::new(inner, BROTLI_BUFFER))),
        other => return Err(io::Error::other(format!("unknown content coding {other:?}"))),
    })
}

/// Whether the first two bytes are a head of zlib (RFC 1950).
fn begins_zlib(seen: &[u8], all: bool) -> Option<bool> {
    match *seen {
        [a, b, ..] => Some(a & 0x0f == 8 && a >> 4 <= 7 && u16::from_be_bytes([a, b]) % 31 == 0),
        _ => all.then_some(false),
    }
}

/// Whether a body begins with the size of a chunk, in a line of its own.
fn begins_chunk(seen: &[u8], all: bool) -> Option<bool> {
    let line = match seen.iter().position(|&byte| byte == b'\n') {
        Some(end) => &seen[..end],
        None if all || seen.len() > 256 => return Some(false),
        None => return None,
    };
    Some(chunk_size(line).is_some())
}

/// The size in the line before a chunk, extensions left aside.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let size = line.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
    let size = std::str::from_utf8(size).ok().filter(|size| !size.starts_with('+'))?;
    u64::from_str_radix(size, 16).ok()
}

/// Undoes the chunked transfer coding (RFC 9112, 7.1). A body that ends early ends there, as in
/// a browser.
struct Chunked<R> {
    inner: R,
    /// Bytes left of a chunk.
    left: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a line with a size.
    Size,
    /// Within a chunk.
    Data,
    /// Before the end of line after a chunk.
    End,
    Done,
}

impl<R: BufRead> Chunked<R> {
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut self.inner).take(LONGEST_SIZE).read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

impl<R: BufRead> Read for Chunked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::Done => return Ok(0),
                State::Size => {
                    let line = self.line()?;
                    self.left = match chunk_size(&line) {
                        Some(size) => size,
                        None if line.is_empty() => 0,
                        None => return Err(io::Error::other("a chunk has no size")),
                    };
                    self.state = if self.left == 0 { State::Done } else { State::Data };
                }
                State::Data => {
                    let count = (&mut self.inner).take(self.left).read(out)?;
                    self.left -= count as u64;
                    if count == 0 && !out.is_empty() {
                        self.state = State::Done;
                    } else if self.left == 0 {
                        self.state = State::End;
                    }
                    return Ok(count);
                }
                State::End => {
                    let line = self.line()?;
                    if !line.trim_ascii().is_empty() {
                        return Err(io::Error::other("a chunk is longer than its size"));
                    }
                    self.state = if line.is_empty() { State::Done } else { State::Size };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };
    use proptest::prelude::*;

    use super::{super::fields::read_head, *};

    fn decode(fields: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let head = format!("HTTP/1.1 200 OK\r\n{fields}\r\n");
        let head = read_head(&mut head.as_bytes()).unwrap().unwrap();
        let mut out = Vec::new();
        body(&head, BufReader::with_capacity(3, bytes))?.read_to_end(&mut out)?;
        Ok(out)
    }

    const PAGE: &[u8] = b"<html><p>It rained in Oslo, it rained in Bergen.</html>";

    #[test]
    fn codings_are_undone() {
        let level = Compression::default();
        let mut gzip = GzEncoder::new(Vec::new(), level);
        gzip.write_all(PAGE).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), level);
        zlib.write_all(PAGE).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), level);
        raw.write_all(PAGE).unwrap();
        for (coding, bytes) in [
            ("gzip", gzip.clone()),
            ("X-GZIP, identity", gzip.clone()),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
        ] {
            let decoded = decode(&format!("Content-Encoding: {coding}\r\n"), &bytes).unwrap();
            assert_eq!(decoded, PAGE, "{coding}");
        }
        let mut chunks = Vec::new();
        for part in gzip.chunks(7) {
            chunks.extend(format!("{:X};x=y\r\n", part.len()).bytes());
            chunks.extend(part);
            chunks.extend(b"\r\n");
        }
        chunks.extend(b"0\r\nTrailer: x\r\n\r\n");
        let both = "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n";
        assert_eq!(decode(both, &chunks).unwrap(), PAGE);
    }

    #[test]
    fn brotli_is_undone() {
        // RFC 7932, bit by bit: a window of 16 bits (0), not the last block (0), a length of
        // 16 bits (00), which follows, and what is stored as it is (1).
        let bits: u32 = (u32::try_from(PAGE.len()).unwrap() - 1) << 4 | 1 << 20;
        let mut bytes = bits.to_le_bytes()[..3].to_vec();
        bytes.extend(PAGE);
        bytes.push(0b11); // the last block, which is empty
        assert_eq!(decode("Content-Encoding: br\r\n", &bytes).unwrap(), PAGE);
        assert!(decode("Content-Encoding: br\r\n", &bytes[..20]).is_err());
    }

    #[test]
    fn codings_that_a_crawler_has_undone_are_left_alone() {
        for coding in ["gzip", "deflate", "br", "identity"] {
            let fields = format!("Transfer-Encoding: chunked\r\nContent-Encoding: {coding}\r\n");
            assert_eq!(decode(&fields, PAGE).unwrap(), PAGE, "{coding}");
        }
        assert_eq!(decode("", b"1\r\na\r\n0\r\n\r\n").unwrap(), b"1\r\na\r\n0\r\n\r\n");
    }

    #[test]
    fn faults_are_errors_and_early_ends_are_not() {
        let chunked = "Transfer-Encoding: chunked\r\n";
        assert!(decode(chunked, b"3\r\nabcd\r\n0\r\n\r\n").is_err());
        assert!(decode(chunked, b"3\r\nabc\r\nno size\r\n").is_err());
        for early in [&b"5\r\nabc"[..], b"3\r\nabc", b"3\r\nabc\r\n"] {
            assert_eq!(decode(chunked, early).unwrap(), b"abc");
        }
        let unknown = decode("Content-Encoding: zstd\r\n", PAGE).unwrap_err();
        assert_eq!(unknown.to_string(), "unknown content coding \"zstd\"");
        assert!(decode("Content-Encoding: gzip,gzip,gzip,gzip,gzip\r\n", PAGE).is_err());
        assert!(decode("Content-Encoding: gzip\r\n", b"\x1f\x8bnot gzip").is_err());
    }

    proptest! {
        #[test]
        fn chunks_of_any_size_come_out_whole(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..10)) {
            let mut bytes = Vec::new();
            for part in &parts {
                bytes.extend(format!("{:x}\r\n", part.len()).bytes());
                bytes.extend(part);
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"0\r\n\r\n");
            let decoded = decode("Transfer-Encoding: chunked\r\n", &bytes).unwrap();
            prop_assert_eq!(decoded, parts.concat());
        }
    }
}
