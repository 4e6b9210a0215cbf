//! Messages of a watch as bytes.

use std::sync::Arc;

use bytes::{BufMut as _, Bytes};
use prost::Message as _;
use tonic::{
    Status,
    codec::{Codec, EncodeBuf, Encoder},
};

use super::Hub;
use crate::{
    proto::{
        Careful,
        v1::{self, EventKind, OffsetUnit},
    },
    service::{Entry, Told},
    store::Event,
    transport::convert,
};

/// A `WatchResponse` as it is sent.
#[derive(Clone)]
pub(in crate::transport) struct Encoded {
    /// The message.
    bytes: Bytes,
    /// What this watcher's differs in. Of fields that come twice the later one counts (protobuf
    /// encoding, "last one wins"), so it is sent behind the rest.
    other: Bytes,
    /// The token in it.
    pub(super) token: Arc<str>,
}

impl Encoded {
    fn new(message: &v1::WatchResponse) -> Self {
        let token = message.resume_token.as_str().into();
        Self { bytes: message.encode_to_vec().into(), other: Bytes::new(), token }
    }

    /// The same with positions in a unit; few changes have any.
    fn in_unit(&self, entry: &Entry<Self>, unit: OffsetUnit) -> Self {
        match convert::event_in(entry.event(), &self.token, unit) {
            Some(message) => Self::new(&message),
            None => self.clone(),
        }
    }
}

/// A change with its token.
pub(in crate::transport) fn encode(event: &Event, token: String) -> Encoded {
    Encoded::new(&convert::event(event, token))
}

/// What a watcher is told.
pub(super) fn message(hub: &Hub, told: Told<Encoded>, unit: OffsetUnit) -> Encoded {
    let bare = |kind: EventKind, commit_sequence, resume_token| {
        Encoded::new(&v1::WatchResponse {
            kind: kind.into(),
            commit_sequence,
            resume_token,
            ..v1::WatchResponse::default()
        })
    };
    match told {
        Told::Change { entry, coalesced: 0, .. } => hub.rendered(&entry).in_unit(&entry, unit),
        Told::Change { entry, kind, coalesced } => {
            let other = v1::WatchResponse {
                kind: convert::event_kind(kind).into(),
                coalesced: i32::try_from(coalesced).unwrap_or(i32::MAX),
                ..v1::WatchResponse::default()
            };
            Encoded {
                other: other.encode_to_vec().into(),
                ..hub.rendered(&entry).in_unit(&entry, unit)
            }
        }
        Told::Synced { sequence, token } => bare(EventKind::Synced, sequence, token),
        Told::Heartbeat { sequence, token } => bare(EventKind::Heartbeat, sequence, token),
    }
}

/// Reads requests, and sends messages that are encoded already.
#[derive(Clone, Copy, Default)]
pub(super) struct EncodedCodec;

impl Codec for EncodedCodec {
    type Encode = Encoded;
    type Decode = v1::WatchRequest;
    type Encoder = EncodedEncoder;
    type Decoder = Careful<v1::WatchRequest>;

    fn encoder(&mut self) -> Self::Encoder {
        EncodedEncoder
    }

    fn decoder(&mut self) -> Self::Decoder {
        Careful::default()
    }
}

/// Copies what is encoded.
pub(super) struct EncodedEncoder;

impl Encoder for EncodedEncoder {
    type Item = Encoded;
    type Error = Status;

    fn encode(&mut self, item: Encoded, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.reserve(item.bytes.len() + item.other.len());
        into.put_slice(&item.bytes);
        into.put_slice(&item.other);
        Ok(())
    }
}
