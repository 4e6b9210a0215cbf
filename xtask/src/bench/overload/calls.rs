//! Calls that cost the caller little, who shares the machine with the server: HTTP/2 without the layers of a
//! client above it, messages encoded beforehand, and of answers only the status is looked at.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use h2::client::{Builder, SendRequest};
use http::{Request, Uri, header};
use prost::{
    Message,
    bytes::{BufMut as _, Bytes, BytesMut},
};
use tokio::net::TcpStream;
use tonic::{Code, Status};

const ANALYZE: &str = "/parallax.v1.AnalysisService/AnalyzeText";
const RETRY_INFO: &str = "type.googleapis.com/google.rpc.RetryInfo";
/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of answers that may be on their way, of a stream and of a connection; as gRPC clients have it.
const STREAM_WINDOW: u32 = 2 << 20;
const CONNECTION_WINDOW: u32 = 5 << 20;

/// Connections and what is sent over them.
pub(super) struct Calls {
    connections: Vec<SendRequest<Bytes>>,
    messages: Vec<Bytes>,
    uri: Uri,
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
        messages: &[Bytes],
    ) -> Result<Self> {
        let deadline = Instant::now() + PATIENCE;
        let mut open = Vec::new();
        while open.len() < connections.max(1) {
            match TcpStream::connect(address).await {
                Ok(stream) => open.push(shake_hands(stream).await?),
                Err(error) if Instant::now() > deadline => bail!("nobody serves: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        let messages = messages.iter().map(framed).collect::<Result<_>>()?;
        let uri = format!("http://{address}{ANALYZE}").parse()?;
        Ok(Self { connections: open, messages, uri })
    }

    /// Makes a call whose time counts from `due`.
    pub(super) async fn call(&self, n: usize, deadline: Option<Duration>, due: Instant) -> Answer {
        let status = match self.status(n, deadline).await {
            Ok(status) => status,
            Err(error) => return Answer::Other(Status::from_error(error.into()).code()),
        };
        let seconds = due.elapsed().as_secs_f64();
        match status.code() {
            Code::Ok => Answer::Served(seconds),
            Code::ResourceExhausted => Answer::Refused(seconds, retry_delay(&status)),
            code => Answer::Other(code),
        }
    }

    /// The status of a call whose answer has come as a whole.
    async fn status(&self, n: usize, deadline: Option<Duration>) -> Result<Status, h2::Error> {
        let connection = self.connections[n % self.connections.len()].clone();
        let mut request = Request::post(self.uri.clone())
            .header(header::CONTENT_TYPE, "application/grpc")
            .header(header::TE, "trailers");
        if let Some(deadline) = deadline {
            request = request.header("grpc-timeout", format!("{}m", deadline.as_millis()));
        }
        // All of its parts are valid.
        let request = request.body(()).map_err(|_| h2::Error::from(h2::Reason::INTERNAL_ERROR))?;
        let (answer, mut send) = connection.ready().await?.send_request(request, false)?;
        send.send_data(self.messages[n % self.messages.len()].clone(), true)?;
        let (head, mut body) = answer.await?.into_parts();
        if let Some(status) = Status::from_header_map(&head.headers) {
            return Ok(status);
        }
        while let Some(part) = body.data().await {
            body.flow_control().release_capacity(part?.len())?;
        }
        let trailers = body.trailers().await?.unwrap_or_default();
        let missing = || Status::unknown("no status came");
        Ok(Status::from_header_map(&trailers).unwrap_or_else(missing))
    }
}

async fn shake_hands(stream: TcpStream) -> Result<SendRequest<Bytes>> {
    stream.set_nodelay(true)?;
    let mut settings = Builder::new();
    settings.initial_window_size(STREAM_WINDOW).initial_connection_window_size(CONNECTION_WINDOW);
    let (send, connection) = settings.handshake(stream).await.context("no HTTP/2")?;
    // Whoever calls over it is told when it breaks.
    tokio::spawn(connection);
    Ok(send)
}

/// A message as it goes over the wire: not compressed, its length, itself.
fn framed(message: &Bytes) -> Result<Bytes> {
    let mut framed = BytesMut::with_capacity(message.len() + 5);
    framed.put_u8(0);
    framed.put_u32(u32::try_from(message.len()).context("a message is too long")?);
    framed.put_slice(message);
    Ok(framed.freeze())
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
