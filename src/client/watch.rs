//! Watches: changes as they happen, that go on by themselves where they were torn.

use std::time::Duration;

use tokio::time::{Instant, timeout};
use tonic::{Request, Status, Streaming};

use super::{CallError, Client, ClientError, retry::Retry};
use crate::proto::v1::{self, ErrorReason, watch_service_client::WatchServiceClient};

/// How long a watch tries to go on after it was torn, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a server that is not told otherwise lets pass between signs of life.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// What a sign of life may be late.
const GRACE: Duration = Duration::from_secs(15);

/// Told why a watch was torn, and how long it waits before it goes on.
type Listener = Box<dyn FnMut(&ClientError, Duration) + Send>;

impl Client {
    /// Watches changes. Nothing is asked of the server before the first [`Watch::next`].
    pub fn watch(&self, request: v1::WatchRequest) -> Watch {
        let interval = request.heartbeat_interval.and_then(|i| Duration::try_from(i).ok());
        let interval = interval.filter(|interval| !interval.is_zero()).unwrap_or(HEARTBEAT);
        Watch {
            client: self.clone(),
            request,
            stream: None,
            silence: interval.saturating_mul(2).saturating_add(GRACE),
            patience: PATIENCE,
            retry: Retry::new(u32::MAX),
            torn: None,
            listener: None,
        }
    }
}

/// A watch. When the connection is lost, the server restarts or says that the client was too slow,
/// it goes on after the last message that was taken: no change is left out.
pub struct Watch {
    client: Client,
    /// With the token of the last message.
    request: v1::WatchRequest,
    stream: Option<Streaming<v1::WatchResponse>>,
    /// Time without any message after which the connection counts as lost.
    silence: Duration,
    patience: Duration,
    retry: Retry,
    /// When it was torn; `None` while it runs.
    torn: Option<Instant>,
    listener: Option<Listener>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("request", &self.request).finish_non_exhaustive()
    }
}

impl Watch {
    /// How long it tries to go on without success, once it was torn. Default: a minute.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Tells `listener` of every interruption: why, and after what time it tries to go on.
    #[must_use]
    pub fn on_interruption(
        self,
        listener: impl FnMut(&ClientError, Duration) + Send + 'static,
    ) -> Self {
        Self { listener: Some(Box::new(listener)), ..self }
    }

    /// Goes on after the last message that was taken; empty before the first.
    pub fn resume_token(&self) -> &str {
        &self.request.resume_token
    }

    /// The next message: a change, SYNCED or a heartbeat. Waits for it as long as need be. An
    /// error is final: the token is refused or expired, or the server stays away. Dropping the
    /// future loses nothing.
    pub async fn next(&mut self) -> Result<v1::WatchResponse, ClientError> {
        loop {
            let status = match self.message().await {
                Ok(message) => {
                    self.request.resume_token.clone_from(&message.resume_token);
                    self.torn = None;
                    self.retry = Retry::new(u32::MAX);
                    return Ok(message);
                }
                Err(status) => status,
            };
            self.stream = None;
            let error = CallError::from(&status);
            let pause = match error.reason {
                // The server is well.
                Some(ErrorReason::WatcherTooSlow) => Some(Duration::ZERO),
                _ => self.retry.pause(&error),
            };
            let error = ClientError::from(error);
            let torn = *self.torn.get_or_insert_with(Instant::now);
            match pause {
                Some(pause) if torn.elapsed() + pause < self.patience => {
                    if let Some(listener) = &mut self.listener {
                        listener(&error, pause);
                    }
                    tokio::time::sleep(pause).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// The next message of the stream, which is opened when there is none.
    async fn message(&mut self) -> Result<v1::WatchResponse, Status> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => {
                let max = self.client.settings.max_message_bytes;
                let mut client = WatchServiceClient::new(self.client.channel.clone())
                    .max_decoding_message_size(max);
                let mut request = Request::new(self.request.clone());
                self.client.settings.security.authorize(&mut request);
                let opening = timeout(self.silence, client.watch(request));
                self.stream.insert(opening.await.map_err(|_| silent())??.into_inner())
            }
        };
        let message = timeout(self.silence, stream.message()).await.map_err(|_| silent())??;
        message.ok_or_else(|| Status::unavailable("the stream ended without a status"))
    }
}

fn silent() -> Status {
    Status::unavailable("the server gives no sign of life")
}

#[cfg(all(test, feature = "server"))]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::{
        collections::VecDeque,
        sync::{Arc, Mutex},
    };

    use tokio_stream::Iter;
    use tonic::{Code, Response, transport::server::TcpIncoming};
    use tonic_types::{ErrorDetails, StatusExt as _};

    use super::*;
    use crate::proto::v1::watch_service_server::{WatchService, WatchServiceServer};

    type Messages = Vec<Result<v1::WatchResponse, Status>>;

    /// A server that answers each call with messages made before, and notes its token.
    #[derive(Clone, Default)]
    struct Scripted {
        answers: Arc<Mutex<VecDeque<Messages>>>,
        tokens: Arc<Mutex<Vec<String>>>,
    }

    #[tonic::async_trait]
    impl WatchService for Scripted {
        type WatchStream = Iter<std::vec::IntoIter<Result<v1::WatchResponse, Status>>>;

        async fn watch(
            &self,
            request: Request<v1::WatchRequest>,
        ) -> Result<Response<Self::WatchStream>, Status> {
            self.tokens.lock().unwrap().push(request.into_inner().resume_token);
            let answer = self.answers.lock().unwrap().pop_front().unwrap_or_default();
            Ok(Response::new(tokio_stream::iter(answer)))
        }
    }

    async fn start(answers: impl IntoIterator<Item = Messages>) -> (Scripted, Client) {
        let service = Scripted::default();
        service.answers.lock().unwrap().extend(answers);
        let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}", incoming.local_addr().unwrap());
        let server = tonic::transport::Server::builder()
            .add_service(WatchServiceServer::new(service.clone()))
            .serve_with_incoming(incoming);
        tokio::spawn(server);
        (service, Client::connect(url).await.unwrap())
    }

    fn message(token: &str) -> Result<v1::WatchResponse, Status> {
        Ok(v1::WatchResponse { resume_token: token.to_owned(), ..Default::default() })
    }

    fn too_slow() -> Status {
        let metadata = std::collections::HashMap::<String, String>::new();
        let details = ErrorDetails::with_error_info("WATCHER_TOO_SLOW", "parallax", metadata);
        Status::with_error_details(Code::Aborted, "too slow", details)
    }

    #[tokio::test]
    async fn a_watch_goes_on_after_its_last_message() {
        let (service, client) = start([
            vec![message("a"), message("b"), Err(too_slow())],
            vec![Err(Status::unavailable("away"))],
            vec![message("c")],
            vec![Err(Status::invalid_argument("no"))],
        ])
        .await;
        let interruptions = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&interruptions);
        let request = v1::WatchRequest { resume_token: "begin".to_owned(), ..Default::default() };
        let mut watch =
            client.watch(request).on_interruption(move |_, _| *counted.lock().unwrap() += 1);
        for token in ["a", "b", "c"] {
            assert_eq!(watch.next().await.unwrap().resume_token, token);
            assert_eq!(watch.resume_token(), token);
        }
        let error = watch.next().await.unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument, "asking again would not help");
        assert_eq!(*service.tokens.lock().unwrap(), ["begin", "b", "b", "c"]);
        // A stream that ends without a status is torn as well.
        assert_eq!(*interruptions.lock().unwrap(), 3);
    }

    #[tokio::test]
    async fn patience_has_an_end() {
        let away = || vec![Err(Status::unavailable("away"))];
        let (service, client) = start([away(), away(), away(), away()]).await;
        let mut watch = client.watch(v1::WatchRequest::default()).patience(Duration::ZERO);
        assert_eq!(watch.next().await.unwrap_err().code(), Code::Unavailable);
        assert_eq!(service.tokens.lock().unwrap().len(), 1);
    }
}
