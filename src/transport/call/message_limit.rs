//! The message limit, checked on the length that precedes every message: tonic's own
//! error for it names no setting.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;
use tonic::{Status, body::Body};

use super::place::Place;
use crate::transport::{quota::Used, status};

/// A compression flag and the length as four bytes, big end first.
const HEADER_LEN: usize = 5;

/// A request body that fails when a message in it announces more bytes than `limit`.
/// Messages are charged to the caller's quota as they begin; the call's place is taken when the first
/// is complete. Those of a stream are handed on one by one.
pub(super) fn limited(
    inner: Body,
    limit: usize,
    used: Option<Arc<Used>>,
    place: Arc<Place>,
    is_stream: bool,
) -> Body {
    Body::new(Limited {
        inner,
        limit,
        used,
        place: Some(place),
        is_stream,
        is_compressed: false,
        position: Position::Header { seen: [0; HEADER_LEN], len: 0 },
    })
}

struct Limited {
    inner: Body,
    limit: usize,
    used: Option<Arc<Used>>,
    place: Option<Arc<Place>>,
    is_stream: bool,
    /// Whether the message at hand is.
    is_compressed: bool,
    position: Position,
}

/// Where in the sequence of messages the body stands.
enum Position {
    Header { seen: [u8; HEADER_LEN], len: usize },
    Message { left: usize },
}

impl Limited {
    fn check(&mut self, mut data: &[u8]) -> Result<(), Status> {
        if let Some(place) = &self.place {
            place.received(data.len())?;
        }
        while !data.is_empty() {
            match &mut self.position {
                Position::Header { seen, len } => {
                    let take = data.len().min(HEADER_LEN - *len);
                    seen[*len..*len + take].copy_from_slice(&data[..take]);
                    *len += take;
                    data = &data[take..];
                    if *len == HEADER_LEN {
                        let [flag, a, b, c, d] = *seen;
                        self.is_compressed = flag != 0;
                        let left = u32::from_be_bytes([a, b, c, d]) as usize;
                        if left > self.limit {
                            let fault = status::message_too_large(Some(left), self.limit);
                            return Err(fault.into());
                        }
                        if let Some(used) = &self.used {
                            used.message(left, Instant::now())?;
                        }
                        self.position = Position::Message { left };
                        if left == 0 {
                            self.complete()?;
                        }
                    }
                }
                Position::Message { left } => {
                    let take = data.len().min(*left);
                    *left -= take;
                    data = &data[take..];
                    if *left == 0 {
                        self.complete()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A message is complete.
    fn complete(&mut self) -> Result<(), Status> {
        self.position = Position::Header { seen: [0; HEADER_LEN], len: 0 };
        let Some(place) = &self.place else { return Ok(()) };
        place.take()?;
        if self.is_stream {
            place.handed_on();
        } else if self.is_compressed {
            // It may become as large as that.
            place.received(self.limit)?;
        }
        Ok(())
    }
}

impl HttpBody for Limited {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = std::task::ready!(Pin::new(&mut self.inner).poll_frame(cx));
        Poll::Ready(frame.map(|frame| {
            let frame = frame?;
            if let Some(data) = frame.data_ref() {
                self.check(data)?;
            }
            Ok(frame)
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tonic::Code;
    use tonic_types::StatusExt as _;

    use super::*;

    fn message(len: usize) -> Vec<u8> {
        let mut bytes = vec![0];
        bytes.extend_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
        bytes.resize(HEADER_LEN + len, 7);
        bytes
    }

    fn check(bytes: &[u8], chunk: usize, limit: usize) -> Result<(), Status> {
        let position = Position::Header { seen: [0; HEADER_LEN], len: 0 };
        let inner = Body::empty();
        let (used, place, is_stream, is_compressed) = (None, None, false, false);
        let mut body = Limited { inner, limit, used, place, is_stream, is_compressed, position };
        bytes.chunks(chunk).try_for_each(|part| body.check(part))
    }

    #[test]
    fn the_error_names_setting_limit_and_size() {
        let error = check(&message(11), 3, 10).expect_err("too large");
        assert_eq!(error.code(), Code::ResourceExhausted);
        assert!(error.message().contains("PARALLAX_MAX_MESSAGE_BYTES"));
        let info = error.get_details_error_info().expect("details");
        assert_eq!(info.metadata["actual"], "11");
        assert_eq!(info.metadata["limit"], "10");
    }

    proptest! {
        #[test]
        fn only_lengths_decide(
            lengths in prop::collection::vec(0_usize..20, 0..6),
            chunk in 1_usize..9,
        ) {
            let bytes: Vec<u8> = lengths.iter().flat_map(|&len| message(len)).collect();
            let fits = lengths.iter().all(|&len| len <= 10);
            prop_assert_eq!(check(&bytes, chunk, 10).is_ok(), fits);
        }
    }
}
