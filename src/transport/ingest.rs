//! `parallax.v1.IngestService`.

use std::{pin::Pin, sync::Arc};

use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use super::{
    convert::{self, Offsets, request},
    status::{self, Fault, Fields},
};
use crate::{
    domain::{Article, Warning},
    proto::v1::{
        self, ingest_ack, ingest_documents_request, ingest_documents_response,
        ingest_service_server::IngestService,
    },
    service::{
        Feed, FeedAnswer, FeedError, FeedItem, FeedSummary, IngestOptions, Ingested, NewArticle,
        Refusal, Service,
    },
    store::Outcome,
};

/// What a caller gets on a feed.
pub type Answer = Result<v1::IngestDocumentsResponse, Status>;
/// What a caller sends on a feed.
type Requests = Pin<Box<dyn Stream<Item = Result<v1::IngestDocumentsRequest, Status>> + Send>>;

/// Answers that may wait for a caller who is slow to take them.
const WAITING_ANSWERS: usize = 64;

pub(super) struct Ingester {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
    /// Cancelled when feeds must end.
    pub(super) draining: CancellationToken,
}

#[tonic::async_trait]
impl IngestService for Ingester {
    async fn ingest_document(
        &self,
        request: Request<v1::IngestDocumentRequest>,
    ) -> Result<Response<v1::IngestDocumentResponse>, Status> {
        let request = request.into_inner();
        let options = IngestOptions {
            request: request::request_key(&request)?,
            validate_only: request.validate_only,
            wait_for_analysis: request.wait_for_analysis,
        };
        let validate_only = request.validate_only;
        let wanted_id = request::document_id(&request.document_id, "document_id")?;
        let (submitted, fields) = request::single(
            request.article,
            request.metadata,
            request.skip_cleaning,
            self.max_article_bytes,
        )?;
        let Ingested { document, outcome, mut warnings } = self
            .service
            .ingest(NewArticle { submitted, wanted_id }, options, render)
            .await
            .map_err(|error| status::service(error, &fields))?;
        warnings.extend(convert::analysis_failure(&document));
        Ok(Response::new(v1::IngestDocumentResponse {
            document: Some(convert::stored(document)),
            outcome: outcome_of(outcome, validate_only).into(),
            warnings,
        }))
    }

    type IngestDocumentsStream = Pin<Box<dyn Stream<Item = Answer> + Send>>;

    async fn ingest_documents(
        &self,
        request: Request<Streaming<v1::IngestDocumentsRequest>>,
    ) -> Result<Response<Self::IngestDocumentsStream>, Status> {
        let limit = self.service.limits().max_page_bytes;
        let complete = move |failed| status::complete(failed, limit);
        let requests = request.into_inner().map(move |request| request.map_err(complete));
        let answers = feed(Arc::clone(&self.service), self.draining.clone(), requests);
        Ok(Response::new(Box::pin(answers)))
    }
}

/// Answers the requests of one feed. Must run inside a tokio runtime.
pub fn feed(
    service: Arc<Service>,
    draining: CancellationToken,
    requests: impl Stream<Item = Result<v1::IngestDocumentsRequest, Status>> + Send + 'static,
) -> ReceiverStream<Answer> {
    let (answers, taken) = mpsc::channel(WAITING_ANSWERS);
    let max_article_bytes = service.limits().max_article_bytes;
    let feed = Incoming { service, max_article_bytes, draining };
    // A task of its own: what was taken in is stored however slowly answers are taken. It ends
    // when the caller goes, for then nobody takes them.
    tokio::spawn(async move {
        if let Err(status) = feed.run(Box::pin(requests), &answers).await {
            let _ = answers.send(Err(status)).await; // the caller may have gone
        }
    });
    ReceiverStream::new(taken)
}

/// A feed from its first message to its last answer.
struct Incoming {
    service: Arc<Service>,
    max_article_bytes: usize,
    draining: CancellationToken,
}

impl Incoming {
    async fn run(self, mut items: Requests, answers: &mpsc::Sender<Answer>) -> Result<(), Status> {
        let config = self.config(&mut items).await?;
        let options = request::feed_options(&config)?;
        let validate_only = options.validate_only;
        let refuse = |error| Status::from(status::service(error, &Fields::default()));
        let feed = self.service.open_feed(options).await.map_err(refuse)?;
        if answers.send(Ok(ready(&feed, self.max_article_bytes))).await.is_err() {
            return Ok(());
        }
        // Items keep their places until they are taken from here: it never fills.
        let (results, finished) = mpsc::channel(feed.window());
        let sending = async {
            let mut acks = ReceiverStream::new(finished);
            while let Some(answer) = acks.next().await {
                if answers.send(Ok(ack(answer, validate_only))).await.is_err() {
                    return Err(()); // the caller has gone: `results` closes, the feed ends
                }
            }
            Ok(())
        };
        let running = feed.run(self.items(items, config), render, results);
        let (summary, sent) = tokio::join!(running, sending);
        let summary = summary.map_err(ended)?;
        if sent.is_err() {
            return Ok(());
        }
        let _ = answers.send(Ok(summary_of(summary))).await; // the caller may have gone
        Ok(())
    }

    /// The first message.
    async fn config(&self, items: &mut Requests) -> Result<v1::IngestConfig, Status> {
        use ingest_documents_request::Message;
        let first = tokio::select! {
            first = items.next() => first.transpose()?,
            () = self.draining.cancelled() => return Err(status::shutting_down().into()),
        };
        match first.and_then(|first| first.message) {
            Some(Message::Config(config)) => Ok(config),
            _ => Err(Fault::argument("message", "the first message must be a config").into()),
        }
    }

    /// The messages after the first, until the caller ends its side or the server must.
    fn items(
        &self,
        items: Requests,
        config: v1::IngestConfig,
    ) -> impl Stream<Item = Result<FeedItem<Fault>, Status>> + use<> {
        use ingest_documents_request::Message;
        let max_bytes = self.max_article_bytes;
        let item = move |request: Result<v1::IngestDocumentsRequest, Status>| match request?.message
        {
            Some(Message::Item(item)) => Ok(request::item(item, &config, max_bytes)),
            Some(Message::Config(_)) => {
                Err(Fault::argument("config", "may only be the first message").into())
            }
            None => Err(Fault::argument("message", "must be an item").into()),
        };
        let draining = self.draining.clone().cancelled_owned();
        let end = stream::once(async { Err(status::shutting_down().into()) });
        // What the draining cuts off ends with an error; what the caller ends does not.
        let cut = self.draining.clone();
        items
            .map(item)
            .take_until(draining)
            .chain(end.filter(move |_| std::future::ready(cut.is_cancelled())))
    }
}

fn render(article: &Article, warnings: &[Warning]) -> Vec<v1::Warning> {
    let offsets = Offsets::new(article, v1::OffsetUnit::CodePoint);
    warnings.iter().map(|warning| convert::warning(warning, |_| Some(&offsets))).collect()
}

fn outcome_of(outcome: Outcome, validate_only: bool) -> v1::IngestOutcome {
    match outcome {
        Outcome::Duplicate => v1::IngestOutcome::Duplicate,
        _ if validate_only => v1::IngestOutcome::Validated,
        Outcome::Created => v1::IngestOutcome::Created,
        Outcome::NewRevision => v1::IngestOutcome::NewRevision,
    }
}

fn response(message: ingest_documents_response::Message) -> v1::IngestDocumentsResponse {
    v1::IngestDocumentsResponse { message: Some(message) }
}

fn ready(feed: &Feed, max_item_bytes: usize) -> v1::IngestDocumentsResponse {
    response(ingest_documents_response::Message::Ready(v1::IngestReady {
        resume_after_sequence: feed.resume_after(),
        window: i32::try_from(feed.window()).unwrap_or(i32::MAX),
        max_item_bytes: i64::try_from(max_item_bytes).unwrap_or(i64::MAX),
    }))
}

fn ack(
    answer: FeedAnswer<Fault, Vec<v1::Warning>>,
    validate_only: bool,
) -> v1::IngestDocumentsResponse {
    let result = match answer.result {
        Ok(Ingested { document, outcome, mut warnings }) => {
            warnings.extend(convert::analysis_failure(&document));
            let known = outcome == Outcome::Duplicate || !validate_only;
            ingest_ack::Result::Ok(v1::IngestResult {
                document: if known { document.id.name() } else { String::new() },
                outcome: outcome_of(outcome, validate_only).into(),
                warnings,
                duplicate: document.duplicate.map(convert::duplicate),
            })
        }
        Err(refusal) => ingest_ack::Result::Error(item_status(refusal)),
    };
    response(ingest_documents_response::Message::Ack(v1::IngestAck {
        sequence: answer.sequence,
        result: Some(result),
        acked_through: answer.acked_through,
    }))
}

fn item_status(refusal: Refusal<Fault>) -> v1::ItemStatus {
    let fault = match refusal {
        Refusal::Edge(fault) => fault,
        Refusal::Service(error) => status::service(error, &Fields::one("item.article".to_owned())),
        Refusal::Sequence { last } => status::out_of_order(last),
    };
    fault.into_item()
}

fn summary_of(summary: FeedSummary) -> v1::IngestDocumentsResponse {
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    response(ingest_documents_response::Message::Summary(v1::IngestSummary {
        received: count(summary.received),
        created: count(summary.created),
        duplicates: count(summary.duplicates),
        revisions: count(summary.revisions),
        failed: count(summary.failed),
        validated: count(summary.validated),
    }))
}

/// The status of a feed that ended early.
fn ended(error: FeedError<Status>) -> Status {
    match error {
        FeedError::Input(status) => status,
        FeedError::Service(error) => status::service(error, &Fields::default()).into(),
        FeedError::TakenOver => status::taken_over().into(),
        FeedError::Gone => Status::cancelled("the caller takes no more answers"),
    }
}
