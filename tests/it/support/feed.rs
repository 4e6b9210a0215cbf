//! Feeds as tests send them: message by message.

use parallax::proto::v1::{
    IngestAck, IngestConfig, IngestDocumentsRequest, IngestDocumentsResponse, IngestItem,
    IngestReady, IngestSummary, ingest_documents_request, ingest_documents_response::Message,
    ingest_service_client::IngestServiceClient,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::{Status, Streaming};

use super::RawChannel;

/// Both sides of an open feed.
pub struct Feed {
    requests: Option<mpsc::UnboundedSender<IngestDocumentsRequest>>,
    responses: Streaming<IngestDocumentsResponse>,
    pub ready: IngestReady,
}

impl Feed {
    pub async fn open(
        client: IngestServiceClient<RawChannel>,
        config: IngestConfig,
    ) -> Result<Self, Status> {
        let first = ingest_documents_request::Message::Config(config);
        Self::begin(client, IngestDocumentsRequest { message: Some(first) }).await
    }

    /// Opens a feed with whatever first message.
    pub async fn begin(
        mut client: IngestServiceClient<RawChannel>,
        first: IngestDocumentsRequest,
    ) -> Result<Self, Status> {
        let (requests, sent) = mpsc::unbounded_channel();
        requests.send(first).expect("the receiver is here");
        let answer = client.ingest_documents(UnboundedReceiverStream::new(sent)).await?;
        let mut responses = answer.into_inner();
        let first = responses.message().await?.and_then(|first| first.message);
        let Some(Message::Ready(ready)) = first else { panic!("not ready: {first:?}") };
        Ok(Self { requests: Some(requests), responses, ready })
    }

    pub fn send(&self, message: ingest_documents_request::Message) {
        let requests = self.requests.as_ref().expect("the feed is not ended");
        let _ = requests.send(IngestDocumentsRequest { message: Some(message) });
    }

    pub fn item(&self, item: IngestItem) {
        self.send(ingest_documents_request::Message::Item(item));
    }

    /// The next acknowledgement, or the error that ended the feed.
    pub async fn ack(&mut self) -> Result<IngestAck, Status> {
        match self.responses.message().await?.and_then(|response| response.message) {
            Some(Message::Ack(ack)) => Ok(ack),
            other => panic!("not an acknowledgement: {other:?}"),
        }
    }

    /// Ends the client's side; the acknowledgements that were outstanding, and the summary.
    pub async fn end(mut self) -> Result<(Vec<IngestAck>, IngestSummary), Status> {
        self.requests = None;
        let mut acks = Vec::new();
        loop {
            match self.responses.message().await?.and_then(|response| response.message) {
                Some(Message::Ack(ack)) => acks.push(ack),
                Some(Message::Summary(summary)) => {
                    assert!(self.responses.message().await?.is_none(), "the summary is last");
                    return Ok((acks, summary));
                }
                other => panic!("neither acknowledgement nor summary: {other:?}"),
            }
        }
    }
}
