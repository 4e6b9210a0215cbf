//! Calls that cost the caller little: messages are encoded beforehand, and of answers only the status is
//! looked at.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use prost::{
    Message,
    bytes::{Buf as _, BufMut as _, Bytes},
};
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
    transport::{Channel, Endpoint},
};

const ANALYZE: &str = "/parallax.v1.AnalysisService/AnalyzeText";
const RETRY_INFO: &str = "type.googleapis.com/google.rpc.RetryInfo";
/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Connections and what is sent over them.
pub(super) struct Calls {
    connections: Vec<Channel>,
    messages: Vec<Bytes>,
}

/// What became of a call, with the seconds it took.
pub(super) enum Answer {
    Served(f64),
    /// RESOURCE_EXHAUSTED, with the pause that it asks for.
    Refused(f64, Option<Duration>),
    Other(Code),
}

impl Answer {
    /// The pause that it asks for.
    pub(super) fn come_again(&self) -> Option<Duration> {
        match self {
            Self::Refused(_, pause) => *pause,
            _ => None,
        }
    }
}

/// Answers, in seconds each.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) served: Vec<f64>,
    pub(super) refused: Vec<f64>,
    pub(super) without_retry_info: usize,
    pub(super) others: BTreeMap<String, usize>,
}

impl Tally {
    pub(super) fn note(&mut self, answer: Answer) {
        match answer {
            Answer::Served(seconds) => self.served.push(seconds),
            Answer::Refused(seconds, pause) => {
                self.refused.push(seconds);
                self.without_retry_info += usize::from(pause.is_none());
            }
            Answer::Other(code) => *self.others.entry(format!("{code:?}")).or_default() += 1,
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.served.extend(other.served);
        self.refused.extend(other.refused);
        self.without_retry_info += other.without_retry_info;
        for (code, count) in other.others {
            *self.others.entry(code).or_default() += count;
        }
    }
}

impl Calls {
    /// Connects, once the server listens.
    pub(super) async fn connect(
        address: SocketAddr,
        connections: usize,
        messages: Vec<Bytes>,
    ) -> Result<Self> {
        let deadline = Instant::now() + PATIENCE;
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true);
        let mut open = Vec::new();
        while open.len() < connections.max(1) {
            match endpoint.connect().await {
                Ok(connection) => open.push(connection),
                Err(error) if Instant::now() > deadline => bail!("nobody serves: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        Ok(Self { connections: open, messages })
    }

    /// Makes a call whose time counts from `due`.
    pub(super) async fn call(&self, n: usize, deadline: Option<Duration>, due: Instant) -> Answer {
        let mut grpc = Grpc::new(self.connections[n % self.connections.len()].clone());
        if grpc.ready().await.is_err() {
            return Answer::Other(Code::Unavailable);
        }
        let mut request = Request::new(self.messages[n % self.messages.len()].clone());
        if let Some(deadline) = deadline {
            request.set_timeout(deadline);
        }
        let answer = grpc.unary(request, PathAndQuery::from_static(ANALYZE), Bare).await;
        let seconds = due.elapsed().as_secs_f64();
        match answer {
            Ok(_) => Answer::Served(seconds),
            Err(status) if status.code() == Code::ResourceExhausted => {
                Answer::Refused(seconds, retry_delay(&status))
            }
            Err(status) => Answer::Other(status.code()),
        }
    }
}

/// The fields of `google.rpc.Status` that are looked at.
#[derive(Clone, PartialEq, Message)]
struct Details {
    #[prost(message, repeated, tag = "3")]
    details: Vec<prost_types::Any>,
}

#[derive(Clone, PartialEq, Message)]
struct RetryInfo {
    #[prost(message, optional, tag = "1")]
    retry_delay: Option<prost_types::Duration>,
}

fn retry_delay(status: &Status) -> Option<Duration> {
    let details = Details::decode(status.details()).ok()?.details;
    let retry = details.iter().find(|detail| detail.type_url == RETRY_INFO)?;
    RetryInfo::decode(retry.value.as_slice()).ok()?.retry_delay?.try_into().ok()
}

/// Sends bytes as they are and drops those that come.
struct Bare;

impl Codec for Bare {
    type Encode = Bytes;
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Bare {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(item);
        Ok(())
    }
}

impl Decoder for Bare {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        from.advance(from.remaining());
        Ok(Some(()))
    }
}
