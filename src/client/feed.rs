//! Feeds: long streams of articles, each acknowledged by itself, that go on by themselves
//! where they were torn.

use std::{collections::VecDeque, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::Instant};
use tokio_stream::{Stream, StreamExt as _, wrappers::ReceiverStream};
use tonic::{Request, Status};

use super::{CallError, Client, ClientError, retry::Retry};
use crate::proto::v1::{
    self, ingest_documents_request, ingest_documents_response,
    ingest_service_client::IngestServiceClient,
};

/// How long a feed tries to go on after it was torn.
const PATIENCE: Duration = Duration::from_secs(60);
/// Requests that may wait for the connection.
const WAITING: usize = 16;

/// Requests of one stream.
pub type Requests = ReceiverStream<v1::IngestDocumentsRequest>;
/// Responses of one stream.
pub type Responses =
    Pin<Box<dyn Stream<Item = Result<v1::IngestDocumentsResponse, Status>> + Send>>;
/// A stream that is being opened.
pub type Opening = Pin<Box<dyn Future<Output = Result<Responses, Status>> + Send>>;

/// Opens the streams of a feed: over the network, or into a service of the same process.
pub trait Connector: Send + Sync + 'static {
    /// Opens a stream.
    fn open(&self, requests: Requests) -> Opening;
}

impl Connector for Client {
    fn open(&self, requests: Requests) -> Opening {
        let max = self.settings.max_message_bytes;
        let mut client =
            IngestServiceClient::new(self.channel.clone()).max_decoding_message_size(max);
        let mut requests = Request::new(requests);
        self.settings.security.authorize(&mut requests);
        Box::pin(async move {
            let responses = client.ingest_documents(requests).await?.into_inner();
            Ok(Box::pin(responses) as Responses)
        })
    }
}

impl Client {
    /// Opens a feed of articles. See [`Feed`].
    pub async fn feed(&self, config: v1::IngestConfig) -> Result<Feed, ClientError> {
        Feed::open(Arc::new(self.clone()), config).await
    }
}

/// An open feed. When the connection is lost or the server restarts, it is opened again and
/// goes on after what was acknowledged, for as long as a minute without success; what was
/// stored and not yet acknowledged is then acknowledged as a duplicate.
///
/// Take it apart with [`Feed::split`] and send and receive at the same time: no more items are
/// taken than the server's window allows, until their acknowledgements are.
#[derive(Debug)]
pub struct Feed {
    sender: FeedSender,
    answers: FeedAnswers,
    resume_after: i64,
    window: usize,
}

/// The sending half of a feed. The feed ends when it is dropped.
#[derive(Clone, Debug)]
pub struct FeedSender(mpsc::Sender<v1::IngestItem>);

/// The receiving half of a feed.
#[derive(Debug)]
pub struct FeedAnswers(mpsc::Receiver<Result<v1::IngestAck, ClientError>>);

impl Feed {
    /// Opens a feed. Fails as calls do, without a second attempt.
    pub async fn open(
        connector: Arc<dyn Connector>,
        config: v1::IngestConfig,
    ) -> Result<Self, ClientError> {
        Self::open_for(connector, config, PATIENCE).await
    }

    async fn open_for(
        connector: Arc<dyn Connector>,
        config: v1::IngestConfig,
        patience: Duration,
    ) -> Result<Self, ClientError> {
        let open = connect(&*connector, &config).await.map_err(|status| failure(&status))?;
        let (window, resume_after) = (open.window, open.resume_after);
        let (items, taken) = mpsc::channel(1);
        let (answers, received) = mpsc::channel(window);
        let pending = VecDeque::new();
        let run = Run { connector, config, patience, items: taken, answers, pending };
        tokio::spawn(run.until_done(open));
        Ok(Self { sender: FeedSender(items), answers: FeedAnswers(received), resume_after, window })
    }

    /// Items up to this sequence are acknowledged already: go on after it.
    pub fn resume_after(&self) -> i64 {
        self.resume_after
    }

    /// Items that may be outstanding.
    pub fn window(&self) -> usize {
        self.window
    }

    /// Both halves.
    pub fn split(self) -> (FeedSender, FeedAnswers) {
        (self.sender, self.answers)
    }
}

impl FeedSender {
    /// Sends an item, once there is room for it in the window. Sequences must grow. False
    /// when the feed has failed: its last answer tells why.
    pub async fn send(&self, item: v1::IngestItem) -> bool {
        self.0.send(item).await.is_ok()
    }
}

impl FeedAnswers {
    /// The next acknowledgement, in the order of the items; `None` when all items are
    /// acknowledged and the feed has ended. After an error nothing more comes, and items
    /// without an acknowledgement may be stored or not: sending them again does no harm.
    pub async fn next(&mut self) -> Option<Result<v1::IngestAck, ClientError>> {
        self.0.recv().await
    }
}

/// One stream of a feed.
struct Open {
    /// `None` once all items are sent.
    requests: Option<mpsc::Sender<v1::IngestDocumentsRequest>>,
    responses: Responses,
    window: usize,
    resume_after: i64,
}

/// Why a stream ended.
enum End {
    /// All is acknowledged, or nobody asks any more.
    Done,
    /// It was torn or refused; whether any item was acknowledged before.
    Torn(Status, bool),
}

struct Run {
    connector: Arc<dyn Connector>,
    config: v1::IngestConfig,
    /// How long it tries to go on after it was torn.
    patience: Duration,
    items: mpsc::Receiver<v1::IngestItem>,
    answers: mpsc::Sender<Result<v1::IngestAck, ClientError>>,
    /// Taken and not acknowledged, in order.
    pending: VecDeque<v1::IngestItem>,
}

impl Run {
    async fn until_done(mut self, mut open: Open) {
        let mut last_success = Instant::now();
        let mut retry = Retry::new(u32::MAX);
        loop {
            let opened = Instant::now();
            let End::Torn(mut status, progress) = self.drive(&mut open).await else { return };
            // A stream that held is a success, though nothing was sent or asked on it.
            if progress || opened.elapsed() >= self.patience {
                last_success = Instant::now();
                retry = Retry::new(u32::MAX);
            }
            open = loop {
                let error = CallError::from(&status);
                match retry.pause(&error) {
                    Some(pause) if last_success.elapsed() + pause < self.patience => {
                        tokio::time::sleep(pause).await;
                    }
                    _ => {
                        let _ = self.answers.send(Err(error.into())).await; // nobody may ask
                        return;
                    }
                }
                match connect(&*self.connector, &self.config).await {
                    Ok(open) => break open,
                    Err(failed) => status = failed,
                }
            };
        }
    }

    /// Sends and receives until the stream ends.
    async fn drive(&mut self, open: &mut Open) -> End {
        let (mut sent, mut ended, mut progress) = (0, false, false);
        loop {
            if ended && sent == self.pending.len() {
                open.requests = None;
            }
            let next = self.pending.get(sent);
            tokio::select! {
                permit = reserve(open.requests.as_ref()), if next.is_some() => {
                    // A stream that takes nothing more tells why among its responses.
                    if let (Some(permit), Some(item)) = (permit, next) {
                        permit.send(request(ingest_documents_request::Message::Item(item.clone())));
                        sent += 1;
                    }
                }
                item = self.items.recv(),
                    if !ended && next.is_none() && self.pending.len() < open.window =>
                {
                    match item {
                        Some(item) => self.pending.push_back(item),
                        None => ended = true,
                    }
                }
                response = open.responses.next() => {
                    let ack = match read(response) {
                        Ok(Some(ack)) => ack,
                        Ok(None) if ended && self.pending.is_empty() => return End::Done,
                        Ok(None) => return End::Torn(torn(), progress),
                        Err(status) => return End::Torn(status, progress),
                    };
                    if self.pending.front().is_none_or(|item| item.sequence != ack.sequence) {
                        let message = "the server has answered an item that was not sent";
                        return End::Torn(Status::internal(message), progress);
                    }
                    self.pending.pop_front();
                    (sent, progress) = (sent.saturating_sub(1), true);
                    if self.answers.send(Ok(ack)).await.is_err() {
                        return End::Done;
                    }
                }
            }
        }
    }
}

/// Room for a request; never where there is no stream to send on.
async fn reserve(
    requests: Option<&mpsc::Sender<v1::IngestDocumentsRequest>>,
) -> Option<mpsc::Permit<'_, v1::IngestDocumentsRequest>> {
    match requests {
        Some(requests) => match requests.reserve().await {
            Ok(permit) => Some(permit),
            Err(_) => std::future::pending().await,
        },
        None => std::future::pending().await,
    }
}

/// Opens a stream and waits until it is ready.
async fn connect(connector: &dyn Connector, config: &v1::IngestConfig) -> Result<Open, Status> {
    let (requests, taken) = mpsc::channel(WAITING);
    // There is room: nothing was sent yet.
    let _ = requests.try_send(request(ingest_documents_request::Message::Config(config.clone())));
    let mut responses = connector.open(ReceiverStream::new(taken)).await?;
    match responses.next().await.transpose()?.and_then(|first| first.message) {
        Some(ingest_documents_response::Message::Ready(ready)) => Ok(Open {
            requests: Some(requests),
            responses,
            window: usize::try_from(ready.window).unwrap_or_default().max(1),
            resume_after: ready.resume_after_sequence,
        }),
        Some(_) => Err(Status::internal("the server began a feed with another message than ready")),
        None => Err(torn()),
    }
}

fn request(message: ingest_documents_request::Message) -> v1::IngestDocumentsRequest {
    v1::IngestDocumentsRequest { message: Some(message) }
}

/// The acknowledgement of a response; `None` for the summary and the end of the stream.
fn read(
    response: Option<Result<v1::IngestDocumentsResponse, Status>>,
) -> Result<Option<v1::IngestAck>, Status> {
    match response.transpose()?.and_then(|response| response.message) {
        Some(ingest_documents_response::Message::Ack(ack)) => Ok(Some(ack)),
        Some(ingest_documents_response::Message::Ready(_)) => {
            Err(Status::internal("the server was ready twice"))
        }
        Some(ingest_documents_response::Message::Summary(_)) | None => Ok(None),
    }
}

fn torn() -> Status {
    Status::unavailable("the stream ended before all items were acknowledged")
}

fn failure(status: &Status) -> ClientError {
    CallError::from(status).into()
}

#[cfg(test)]
mod tests;
