//! Standard error as the log writes to it: one event is one line, whatever stands in it, so that
//! nobody can forge a line or steer a terminal through the log.

use std::io::{self, Write};

/// Standard error, with control characters escaped.
pub(super) struct EscapedStderr;

impl Write for EscapedStderr {
    /// Takes one event, as the log hands them over.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(&escaped(event))?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// The event with everything escaped that is not to be printed, but for the end of its line.
/// JSON stays JSON: the escapes are those of its strings.
fn escaped(event: &[u8]) -> Vec<u8> {
    let (line, end) = match event.strip_suffix(b"\n") {
        Some(line) => (line, &b"\n"[..]),
        None => (event, &b""[..]),
    };
    let text = String::from_utf8_lossy(line);
    let mut out = Vec::with_capacity(event.len());
    for c in text.chars() {
        if is_odd(c) {
            out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
        } else {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out.extend_from_slice(end);
    out
}

/// Control characters, other ends of lines, and what turns the direction of writing.
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(event: &str, expected: &str) {
        assert_eq!(String::from_utf8(escaped(event.as_bytes())).unwrap(), expected);
    }

    #[test]
    fn an_event_is_one_line_that_steers_no_terminal() {
        check("a call\n", "a call\n");
        check("a\nERROR forged\r\n", "a\\u000aERROR forged\\u000d\n");
        check("\u{1b}[31mred\u{9b}\u{7f}", "\\u001b[31mred\\u009b\\u007f");
        check("x\u{202e}y\u{2028}z é 漢\n", "x\\u202ey\\u2028z é 漢\n");
        assert_eq!(escaped(b"\xff\n"), "\u{fffd}\n".as_bytes());
    }
}
