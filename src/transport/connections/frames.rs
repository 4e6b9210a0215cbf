//! Counts the frames of HTTP/2 that make work and carry nothing, as they come in: pings, settings,
//! priorities, empty data. A client that floods its connection with them loses it.
//!
//! Resets have limits of their own in the HTTP/2 library.

use tokio::time::{Duration, Instant};

/// What a client sends first.
pub(super) const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADER: usize = 9;

/// Such frames that may come at once. Clients that measure the way send a ping with each batch of
/// data; those that cancel calls send priorities and windows in masses.
const BURST: u32 = 2000;
/// One more for each of these, so that 200 a second are nobody's concern.
const EACH: Duration = Duration::from_millis(5);

const DATA: u8 = 0x0;
const PRIORITY: u8 = 0x2;
const SETTINGS: u8 = 0x4;
const PING: u8 = 0x6;
const CONTINUATION: u8 = 0x9;
const END: u8 = 0x1;
const ACK: u8 = 0x1;

/// Too many of them came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flood;

/// Reads the headers of frames out of the bytes of a connection.
pub(super) struct Frames {
    position: Position,
    /// When the allowance is whole again.
    whole_at: Instant,
}

enum Position {
    Preface {
        left: usize,
    },
    Header {
        seen: [u8; HEADER],
        len: usize,
    },
    Payload {
        left: usize,
    },
    /// Not HTTP/2: nothing to count.
    Other,
}

impl Frames {
    pub(super) fn new(now: Instant) -> Self {
        Self { position: Position::Preface { left: PREFACE.len() }, whole_at: now }
    }

    /// Takes the next bytes of the connection.
    pub(super) fn take(&mut self, mut bytes: &[u8], now: Instant) -> Result<(), Flood> {
        while !bytes.is_empty() {
            match &mut self.position {
                Position::Other => return Ok(()),
                Position::Preface { left } => {
                    let at = PREFACE.len() - *left;
                    let len = bytes.len().min(*left);
                    if bytes[..len] != PREFACE[at..at + len] {
                        self.position = Position::Other;
                        return Ok(());
                    }
                    *left -= len;
                    bytes = &bytes[len..];
                    if *left == 0 {
                        self.position = Position::Header { seen: [0; HEADER], len: 0 };
                    }
                }
                Position::Header { seen, len } => {
                    let more = bytes.len().min(HEADER - *len);
                    seen[*len..*len + more].copy_from_slice(&bytes[..more]);
                    *len += more;
                    bytes = &bytes[more..];
                    if *len == HEADER {
                        let header = *seen;
                        let [a, b, c, ..] = header;
                        let left = u32::from_be_bytes([0, a, b, c]) as usize;
                        self.position = Position::Payload { left };
                        self.count(header, now)?;
                        self.next_if_done();
                    }
                }
                Position::Payload { left } => {
                    let len = bytes.len().min(*left);
                    *left -= len;
                    bytes = &bytes[len..];
                    self.next_if_done();
                }
            }
        }
        Ok(())
    }

    fn next_if_done(&mut self) {
        if matches!(self.position, Position::Payload { left: 0 }) {
            self.position = Position::Header { seen: [0; HEADER], len: 0 };
        }
    }

    fn count(&mut self, header: [u8; HEADER], now: Instant) -> Result<(), Flood> {
        let [a, b, c, kind, flags, ..] = header;
        let is_empty = [a, b, c] == [0; 3];
        let counts = match kind {
            PING | SETTINGS => flags & ACK == 0,
            PRIORITY => true,
            DATA | CONTINUATION => is_empty && flags & END == 0,
            _ => false,
        };
        if !counts {
            return Ok(());
        }
        self.whole_at = self.whole_at.max(now) + EACH;
        if self.whole_at - now > EACH * BURST { Err(Flood) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(kind: u8, flags: u8, payload: usize) -> Vec<u8> {
        let [_, a, b, c] = u32::try_from(payload).unwrap().to_be_bytes();
        let mut bytes = vec![a, b, c, kind, flags, 0, 0, 0, 1];
        bytes.resize(HEADER + payload, 7);
        bytes
    }

    /// How many of these frames pass at one moment, read in chunks.
    fn passed(frame: &[u8], count: u32, chunk: usize) -> u32 {
        let now = Instant::now();
        let mut frames = Frames::new(now);
        frames.take(PREFACE, now).unwrap();
        for n in 0..count {
            if frame.chunks(chunk).any(|bytes| frames.take(bytes, now).is_err()) {
                return n;
            }
        }
        count
    }

    #[test]
    fn what_carries_nothing_is_counted() {
        let more = BURST + 10;
        for (kind, payload) in [(PING, 8), (SETTINGS, 6), (PRIORITY, 5), (DATA, 0)] {
            assert_eq!(passed(&frame(kind, 0, payload), more, 5), BURST, "{kind}");
        }
        for (kind, flags, payload) in [(PING, ACK, 8), (SETTINGS, ACK, 0), (DATA, 0, 1), (1, 4, 9)]
        {
            assert_eq!(passed(&frame(kind, flags, payload), more, 5), more, "{kind}");
        }
    }

    #[test]
    fn the_allowance_comes_back() {
        let now = Instant::now();
        let mut frames = Frames::new(now);
        frames.take(PREFACE, now).unwrap();
        let ping = frame(PING, 0, 8);
        for _ in 0..BURST {
            frames.take(&ping, now).unwrap();
        }
        let later = now + 3 * EACH;
        assert_eq!((0..9).take_while(|_| frames.take(&ping, later).is_ok()).count(), 3);
    }

    #[test]
    fn another_protocol_is_let_through() {
        let now = Instant::now();
        let mut frames = Frames::new(now);
        assert_eq!(frames.take(b"GET / HTTP/1.1\r\n", now), Ok(()));
        assert_eq!(frames.take(&frame(PING, 0, 8).repeat(5000), now), Ok(()));
    }

    proptest! {
        #[test]
        fn chunks_change_nothing(
            lengths in prop::collection::vec(0_usize..40, 1..30),
            chunk in 1_usize..50,
        ) {
            let now = Instant::now();
            let bytes: Vec<u8> = PREFACE
                .iter()
                .copied()
                .chain(lengths.iter().flat_map(|&len| frame(PING, 0, len)))
                .collect();
            let mut frames = Frames::new(now);
            for part in bytes.chunks(chunk) {
                frames.take(part, now).unwrap();
            }
            let expected = EACH * u32::try_from(lengths.len()).unwrap();
            prop_assert_eq!(frames.whole_at - now, expected);
        }
    }
}
