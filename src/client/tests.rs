//! The client against a server that does as it is told.
#![allow(clippy::unwrap_used)]

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use tonic::{Code, Request, Response, Status, transport::server::TcpIncoming};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::*;
use crate::proto::v1::{
    ErrorReason,
    document_service_server::{DocumentService, DocumentServiceServer},
};

type Answer = Result<v1::ListDocumentsResponse, Status>;
/// A request and its `grpc-timeout`.
type Received = (v1::ListDocumentsRequest, Option<String>);

/// Answers with what it was given, in order; when that is used up, never.
#[derive(Clone, Default)]
struct Scripted {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<Received>>>,
}

#[tonic::async_trait]
impl DocumentService for Scripted {
    async fn get_document(
        &self,
        _: Request<v1::GetDocumentRequest>,
    ) -> Result<Response<v1::GetDocumentResponse>, Status> {
        Err(Status::unimplemented("not scripted"))
    }

    async fn list_documents(
        &self,
        request: Request<v1::ListDocumentsRequest>,
    ) -> Result<Response<v1::ListDocumentsResponse>, Status> {
        let timeout = request.metadata().get("grpc-timeout");
        let timeout = timeout.map(|value| value.to_str().unwrap().to_owned());
        self.requests.lock().unwrap().push((request.into_inner(), timeout));
        let answer = self.answers.lock().unwrap().pop_front();
        match answer {
            Some(answer) => answer.map(Response::new),
            None => std::future::pending().await,
        }
    }

    async fn search_documents(
        &self,
        _: Request<v1::SearchDocumentsRequest>,
    ) -> Result<Response<v1::SearchDocumentsResponse>, Status> {
        Err(Status::unimplemented("not scripted"))
    }

    async fn update_document(
        &self,
        _: Request<v1::UpdateDocumentRequest>,
    ) -> Result<Response<v1::UpdateDocumentResponse>, Status> {
        Err(Status::unimplemented("not scripted"))
    }

    async fn delete_document(
        &self,
        _: Request<v1::DeleteDocumentRequest>,
    ) -> Result<Response<v1::DeleteDocumentResponse>, Status> {
        Err(Status::unimplemented("not scripted"))
    }

    async fn diff_revisions(
        &self,
        _: Request<v1::DiffRevisionsRequest>,
    ) -> Result<Response<v1::DiffRevisionsResponse>, Status> {
        Err(Status::unimplemented("not scripted"))
    }

    async fn get_analysis(
        &self,
        _: Request<v1::GetAnalysisRequest>,
    ) -> Result<Response<v1::GetAnalysisResponse>, Status> {
        Err(Status::unimplemented("not scripted"))
    }
}

async fn start(answers: impl IntoIterator<Item = Answer>) -> (Scripted, Builder) {
    let service = Scripted::default();
    service.answers.lock().unwrap().extend(answers);
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = incoming.local_addr().unwrap();
    let server = tonic::transport::Server::builder()
        .add_service(DocumentServiceServer::new(service.clone()))
        .serve_with_incoming(incoming);
    tokio::spawn(server);
    (service, Client::builder(format!("http://{address}")))
}

fn busy(delay: Option<Duration>) -> Status {
    let mut details = ErrorDetails::with_error_info("QUEUE_FULL", "parallax", HashMap::new());
    if delay.is_some() {
        details.set_retry_info(delay);
    }
    Status::with_error_details(Code::ResourceExhausted, "busy", details)
}

fn page(names: &[&str], next: &str) -> v1::ListDocumentsResponse {
    let document = |name: &&str| v1::Document { name: (*name).to_owned(), ..Default::default() };
    v1::ListDocumentsResponse {
        documents: names.iter().map(document).collect(),
        next_page_token: next.to_owned(),
        total_size: 0,
    }
}

fn list() -> v1::ListDocumentsRequest {
    v1::ListDocumentsRequest::default()
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    let delay = Duration::from_millis(300);
    let answers = [Err(busy(Some(delay))), Err(Status::unavailable("away")), Ok(page(&["a"], ""))];
    let (service, builder) = start(answers).await;
    let client = builder.build().unwrap();
    let began = Instant::now();
    assert_eq!(client.list_documents(list()).await.unwrap(), page(&["a"], ""));
    assert!(began.elapsed() >= delay);
    assert_eq!(service.requests.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn what_will_not_pass_is_reported_at_once_with_its_details() {
    let mut details = ErrorDetails::with_error_info(
        "PAGE_TOKEN_INVALID",
        "parallax",
        [("setting".to_owned(), "none".to_owned())],
    );
    details.add_bad_request_violation("page_token", "was not made by this list");
    let refusal = Status::with_error_details(Code::InvalidArgument, "bad", details);
    let (service, builder) = start([Err(refusal)]).await;
    let error = builder.build().unwrap().list_documents(list()).await.unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    assert_eq!(error.reason(), Some(ErrorReason::PageTokenInvalid));
    assert_eq!(error.field_violations()[0].field, "page_token");
    assert_eq!(error.retry_delay(), None);
    assert_eq!(error.call().unwrap().metadata["setting"], "none");
    assert_eq!(service.requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn attempts_end() {
    let delay = Some(Duration::from_millis(1));
    let (service, builder) = start((0..9).map(|_| Err(busy(delay)))).await;
    let client = builder.max_attempts(2).build().unwrap();
    let error = client.list_documents(list()).await.unwrap_err();
    assert_eq!((error.reason(), error.retry_delay()), (Some(ErrorReason::QueueFull), delay));
    assert_eq!(service.requests.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn the_deadline_is_sent_and_kept() {
    let (service, builder) = start([]).await;
    let limit = Duration::from_millis(200);
    let client = builder.deadline(limit).build().unwrap();
    let began = Instant::now();
    let error = client.list_documents(list()).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded, "{error:?}");
    assert!(began.elapsed() >= limit);
    let requests = service.requests.lock().unwrap();
    assert!(requests[0].1.as_deref().unwrap().ends_with(['u', 'n', 'm']), "{requests:?}");
}

#[tokio::test]
async fn no_pause_outlasts_the_deadline() {
    let (_service, builder) = start([Err(busy(Some(Duration::from_secs(60))))]).await;
    let client = builder.deadline(Duration::from_secs(5)).build().unwrap();
    let error = client.list_documents(list()).await.unwrap_err();
    assert_eq!(error.reason(), Some(ErrorReason::QueueFull), "the cause is told");
}

#[tokio::test]
async fn pages_follow_their_tokens() {
    let answers = [Ok(page(&["a", "b"], "t1")), Ok(page(&[], "t2")), Ok(page(&["c"], ""))];
    let (service, builder) = start(answers).await;
    let mut documents = builder.build().unwrap().documents(list());
    let mut names = Vec::new();
    while let Some(document) = documents.next().await.unwrap() {
        names.push(document.name);
    }
    assert_eq!(names, ["a", "b", "c"]);
    assert!(documents.next().await.unwrap().is_none());
    let requests = service.requests.lock().unwrap();
    let tokens: Vec<_> = requests.iter().map(|(request, _)| request.page_token.as_str()).collect();
    assert_eq!(tokens, ["", "t1", "t2"]);
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let error = Client::connect(endpoint.as_str()).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable, "{error:?}");
    let lazy = Client::builder(endpoint).max_attempts(1).build().unwrap();
    assert_eq!(lazy.health("").await.unwrap_err().code(), Code::Unavailable);
    let error = Client::connect("not a url").await.unwrap_err();
    assert!(matches!(error, ClientError::Endpoint { .. }), "{error:?}");
}
