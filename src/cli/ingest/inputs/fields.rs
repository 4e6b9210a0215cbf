//! Heads of records and responses: a first line, and named fields up to an empty line, as WARC
//! (ISO 28500) and HTTP (RFC 9112) have them.

use std::io::{self, BufRead, Read as _};

/// Longest head in bytes.
const LONGEST_HEAD: u64 = 64 << 10;

/// A head.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The first line.
    pub(super) first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    /// The first field of a name, whatever its case. Empty fields are none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        let (_, value) = fields.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Why a head cannot be read.
#[derive(Debug)]
pub(super) enum HeadError {
    /// Reading failed.
    Reading(io::Error),
    /// The input ends within the head.
    Truncated,
    /// It is longer than any head should be.
    TooLong,
}

/// Reads a head with its empty line. `None` at the end of the input. Lines without a colon are
/// passed over, and bytes that are no UTF-8 replaced: crawlers keep what servers sent.
pub(super) fn read_head(input: &mut impl BufRead) -> Result<Option<Head>, HeadError> {
    let mut input = input.take(LONGEST_HEAD);
    let mut head = Head::default();
    let mut line = Vec::new();
    let mut is_first = true;
    loop {
        line.clear();
        input.read_until(b'\n', &mut line).map_err(HeadError::Reading)?;
        if line.is_empty() && is_first {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            let error = if input.limit() == 0 { HeadError::TooLong } else { HeadError::Truncated };
            return Err(error);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if is_first {
            text.clone_into(&mut head.first);
        } else if text.is_empty() {
            return Ok(Some(head));
        } else if text.starts_with([' ', '\t']) {
            // A long field may go on in the next line.
            if let Some((_, value)) = head.fields.last_mut() {
                value.push(' ');
                value.push_str(text.trim_start());
            }
        } else if let Some((name, value)) = text.split_once(':') {
            head.fields.push((name.trim_end().to_owned(), value.trim_start().to_owned()));
        }
        is_first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_whatever_their_case_and_line_ends() {
        let mut input = &b"HTTP/1.1 200 OK\r\ncontent-TYPE: text/html;\n  charset=x\r\nodd\r\n\
            Empty:\r\nContent-Type: second\r\n\r\nbody"[..];
        let head = read_head(&mut input).unwrap().unwrap();
        assert_eq!(head.first, "HTTP/1.1 200 OK");
        assert_eq!(head.get("Content-Type"), Some("text/html; charset=x"));
        assert_eq!((head.get("empty"), head.get("odd")), (None, None));
        assert_eq!(input, b"body");
    }

    #[test]
    fn heads_are_bounded_and_must_be_whole() {
        assert!(read_head(&mut &b""[..]).unwrap().is_none());
        for cut in [&b"WARC/1.0"[..], b"WARC/1.0\r\nA: b", b"WARC/1.0\r\nA: b\r\n"] {
            assert!(matches!(read_head(&mut &cut[..]), Err(HeadError::Truncated)), "{cut:?}");
        }
        let endless = b"a: b\r\n".repeat(20_000);
        assert!(matches!(read_head(&mut &endless[..]), Err(HeadError::TooLong)));
        let line = vec![b'a'; 100_000];
        assert!(matches!(read_head(&mut &line[..]), Err(HeadError::TooLong)));
    }
}
