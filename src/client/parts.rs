//! A comparison that comes in pieces.

use prost::Message as _;
use tonic::{Status, Streaming};

use super::{CallError, ClientError};
use crate::proto::v1::{CompareStreamResponse, Comparison};

/// The pieces of a comparison as they come.
#[derive(Debug)]
pub struct Parts {
    stream: Streaming<CompareStreamResponse>,
    complete: bool,
}

impl Parts {
    pub(super) fn new(stream: Streaming<CompareStreamResponse>) -> Self {
        Self { stream, complete: false }
    }

    /// The next piece; `None` after the last. A stream that ends before is an error: what came
    /// until then stays good.
    pub async fn next(&mut self) -> Result<Option<CompareStreamResponse>, ClientError> {
        let next = self.stream.message().await;
        match next.map_err(|status| CallError::from(&status))? {
            Some(part) => {
                self.complete = part.last;
                Ok(Some(part))
            }
            None if self.complete => Ok(None),
            None => {
                let status = Status::unavailable("the stream ended before its last piece");
                Err(CallError::from(&status).into())
            }
        }
    }

    /// The pieces that are still to come, put together.
    pub async fn whole(mut self) -> Result<Comparison, ClientError> {
        let mut whole = Comparison::default();
        while let Some(CompareStreamResponse { part, .. }) = self.next().await? {
            let bytes = part.unwrap_or_default().encode_to_vec();
            // Bytes that were encoded a moment ago can be read.
            let merged = whole.merge(bytes.as_slice());
            merged.map_err(|error| CallError::from(&Status::internal(error.to_string())))?;
        }
        Ok(whole)
    }
}
