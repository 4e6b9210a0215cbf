//! The typed client.
//!
//! ```no_run
//! use parallax::{client::Client, proto::v1};
//!
//! # async fn example() -> Result<(), parallax::client::ClientError> {
//! let client = Client::connect("http://127.0.0.1:50051").await?;
//! let articles = [("Times", "Rain fell in Oslo."), ("Post", "It rained in Oslo.")]
//!     .map(|(key, text)| v1::InlineArticle {
//!         key: key.to_owned(),
//!         article: Some(parallax::client::text(text)),
//!         metadata: None,
//!     });
//! let request = v1::CompareTextsRequest { articles: articles.into(), options: None };
//! let comparison = client.compare_texts(request).await?.comparison.unwrap_or_default();
//! for claim in comparison.claims {
//!     let words = claim.representative.and_then(|evidence| evidence.span);
//!     println!("{}: {}", claim.id, words.unwrap_or_default().text);
//! }
//! # Ok(())
//! # }
//! ```

mod error;
pub mod feed;
mod pages;
mod parts;
mod retry;
#[cfg(all(test, feature = "server"))]
mod tests;

use std::{fmt, future::Future, time::Duration};

use tokio::time::Instant;
use tonic::{
    Request, Response, Status,
    transport::{Channel, Endpoint},
};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::proto::v1::{
    self, analysis_service_client::AnalysisServiceClient,
    comparison_service_client::ComparisonServiceClient,
    document_service_client::DocumentServiceClient, ingest_service_client::IngestServiceClient,
};

pub use error::{CallError, ClientError, FieldViolation};
pub use feed::{Feed, FeedAnswers, FeedSender};
pub use pages::Pages;
pub use parts::Parts;
use retry::Retry;

const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);
const DEFAULT_ATTEMPTS: u32 = 4;
const DEFAULT_MAX_MESSAGE_BYTES: usize = 64 << 20;
/// Stands for a deadline further off than the clock can tell.
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const KEEPALIVE: Duration = Duration::from_secs(60);

/// Text as the content of an article.
pub fn text(text: impl Into<String>) -> v1::ArticleContent {
    v1::ArticleContent {
        content: Some(v1::article_content::Content::Text(text.into())),
        ..v1::ArticleContent::default()
    }
}

/// Settings of a client.
#[derive(Clone, Debug)]
pub struct Builder {
    endpoint: String,
    deadline: Duration,
    max_attempts: u32,
    max_message_bytes: usize,
}

impl Builder {
    /// Time for each call with all of its attempts. The server is told, and stops work on
    /// calls whose time is up. Default: 30 s.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// How often a call is tried in all when the server is busy or away; 1 = never
    /// again. Default: 4.
    #[must_use]
    pub fn max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts: max_attempts.max(1), ..self }
    }

    /// Most bytes in one response. Default: 64 MiB.
    #[must_use]
    pub fn max_message_bytes(self, max_message_bytes: usize) -> Self {
        Self { max_message_bytes, ..self }
    }

    /// A client that connects with its first call. Must run inside a tokio runtime;
    /// fails if the endpoint is not a URL.
    pub fn build(self) -> Result<Client, ClientError> {
        let channel = self.endpoint()?.connect_lazy();
        Ok(Client { channel, settings: self })
    }

    /// A client that is connected. Fails if the server cannot be reached.
    pub async fn connect(self) -> Result<Client, ClientError> {
        let endpoint = self.endpoint()?;
        let connecting = tokio::time::timeout(self.deadline, endpoint.connect()).await;
        let channel = connecting
            .map_err(|_| ClientError::Deadline { after: self.deadline })?
            .map_err(|source| ClientError::Connect { endpoint: self.endpoint.clone(), source })?;
        Ok(Client { channel, settings: self })
    }

    fn endpoint(&self) -> Result<Endpoint, ClientError> {
        let endpoint = Endpoint::from_shared(self.endpoint.clone())
            .map_err(|source| ClientError::Endpoint { endpoint: self.endpoint.clone(), source })?;
        Ok(endpoint
            .connect_timeout(CONNECT_TIMEOUT.min(self.deadline))
            .tcp_nodelay(true)
            .http2_keep_alive_interval(KEEPALIVE))
    }
}

/// Health of a server or of one of its services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It takes calls.
    Serving,
    /// It is there and takes no calls, for example because it is shutting down.
    NotServing,
    /// It does not say.
    Unknown,
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Serving => "serving",
            Self::NotServing => "not serving",
            Self::Unknown => "in an unknown state",
        })
    }
}

/// A connection to a server. Clones share it; it is made anew when it breaks.
///
/// All calls may be repeated without harm, so a call that meets a busy or restarting
/// server (UNAVAILABLE, or RESOURCE_EXHAUSTED with a hint when to come back) is tried
/// again after a growing pause, for as long as its deadline allows.
#[derive(Clone, Debug)]
pub struct Client {
    channel: Channel,
    settings: Builder,
}

impl Client {
    /// Connects with the default settings to a URL such as `http://127.0.0.1:50051`.
    pub async fn connect(endpoint: impl Into<String>) -> Result<Self, ClientError> {
        Self::builder(endpoint).connect().await
    }

    /// Settings to change before connecting.
    pub fn builder(endpoint: impl Into<String>) -> Builder {
        Builder {
            endpoint: endpoint.into(),
            deadline: DEFAULT_DEADLINE,
            max_attempts: DEFAULT_ATTEMPTS,
            max_message_bytes: DEFAULT_MAX_MESSAGE_BYTES,
        }
    }

    /// Everything that is found in one article; nothing is stored.
    pub async fn analyze_text(
        &self,
        request: v1::AnalyzeTextRequest,
    ) -> Result<v1::AnalyzeTextResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.analysis(channel).analyze_text(request).await
        })
        .await
    }

    /// Entities of one article; nothing is stored.
    pub async fn extract_entities(
        &self,
        request: v1::ExtractEntitiesRequest,
    ) -> Result<v1::ExtractEntitiesResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.analysis(channel).extract_entities(request).await
        })
        .await
    }

    /// Quotations and reported speech of one article with their speakers; nothing is stored.
    pub async fn extract_quotes(
        &self,
        request: v1::ExtractQuotesRequest,
    ) -> Result<v1::ExtractQuotesResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.analysis(channel).extract_quotes(request).await
        })
        .await
    }

    /// Stores one article; when this returns it is on the server's disk.
    pub async fn ingest_document(
        &self,
        request: v1::IngestDocumentRequest,
    ) -> Result<v1::IngestDocumentResponse, ClientError> {
        self.call(request, async |channel, request| {
            let max = self.settings.max_message_bytes;
            let mut client = IngestServiceClient::new(channel).max_decoding_message_size(max);
            client.ingest_document(request).await
        })
        .await
    }

    /// A page of the documents that hold words, best first.
    pub async fn search_documents(
        &self,
        request: v1::SearchDocumentsRequest,
    ) -> Result<v1::SearchDocumentsResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.documents_service(channel).search_documents(request).await
        })
        .await
    }

    /// Changes metadata of a stored document.
    pub async fn update_document(
        &self,
        request: v1::UpdateDocumentRequest,
    ) -> Result<v1::UpdateDocumentResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.documents_service(channel).update_document(request).await
        })
        .await
    }

    /// Removes a stored document. An attempt after one whose answer was lost finds nothing:
    /// set `allow_missing` where that is as well.
    pub async fn delete_document(
        &self,
        request: v1::DeleteDocumentRequest,
    ) -> Result<v1::DeleteDocumentResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.documents_service(channel).delete_document(request).await
        })
        .await
    }

    /// What changed between two revisions of a stored document.
    pub async fn diff_revisions(
        &self,
        request: v1::DiffRevisionsRequest,
    ) -> Result<v1::DiffRevisionsResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.documents_service(channel).diff_revisions(request).await
        })
        .await
    }

    /// The annotation of a stored document.
    pub async fn get_analysis(
        &self,
        request: v1::GetAnalysisRequest,
    ) -> Result<v1::GetAnalysisResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.documents_service(channel).get_analysis(request).await
        })
        .await
    }

    /// One stored document.
    pub async fn get_document(
        &self,
        request: v1::GetDocumentRequest,
    ) -> Result<v1::GetDocumentResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.documents_service(channel).get_document(request).await
        })
        .await
    }

    /// One page of stored documents, newest first.
    pub async fn list_documents(
        &self,
        request: v1::ListDocumentsRequest,
    ) -> Result<v1::ListDocumentsResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.documents_service(channel).list_documents(request).await
        })
        .await
    }

    /// All stored documents, newest first, page by page as they are asked for.
    pub fn documents(&self, request: v1::ListDocumentsRequest) -> Pages {
        Pages::new(self.clone(), request)
    }

    /// Compares inline articles; nothing is stored.
    pub async fn compare_texts(
        &self,
        request: v1::CompareTextsRequest,
    ) -> Result<v1::CompareTextsResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.comparison(channel).compare_texts(request).await
        })
        .await
    }

    /// Compares stored documents.
    pub async fn compare(
        &self,
        request: v1::CompareRequest,
    ) -> Result<v1::CompareResponse, ClientError> {
        self.call(request, async |channel, request| self.comparison(channel).compare(request).await)
            .await
    }

    /// Compares stored documents; the answer comes in pieces, overview first.
    pub async fn compare_stream(&self, request: v1::CompareRequest) -> Result<Parts, ClientError> {
        let request = v1::CompareStreamRequest { request: Some(request) };
        let answer = self.call(request, async |channel, request| {
            self.comparison(channel).compare_stream(request).await
        });
        Ok(Parts::new(answer.await?))
    }

    /// A stored comparison by name.
    pub async fn get_comparison(
        &self,
        request: v1::GetComparisonRequest,
    ) -> Result<v1::GetComparisonResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.comparison(channel).get_comparison(request).await
        })
        .await
    }

    /// A page of the claims of a stored comparison.
    pub async fn list_claims(
        &self,
        request: v1::ListClaimsRequest,
    ) -> Result<v1::ListClaimsResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.comparison(channel).list_claims(request).await
        })
        .await
    }

    /// A page of the discrepancies of a stored comparison.
    pub async fn list_discrepancies(
        &self,
        request: v1::ListDiscrepanciesRequest,
    ) -> Result<v1::ListDiscrepanciesResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.comparison(channel).list_discrepancies(request).await
        })
        .await
    }

    /// Who among the stored documents says, varies or denies a claim.
    pub async fn match_claim(
        &self,
        request: v1::MatchClaimRequest,
    ) -> Result<v1::MatchClaimResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.comparison(channel).match_claim(request).await
        })
        .await
    }

    /// The renderings of one quotation in the stored documents.
    pub async fn trace_quote(
        &self,
        request: v1::TraceQuoteRequest,
    ) -> Result<v1::TraceQuoteResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.comparison(channel).trace_quote(request).await
        })
        .await
    }

    /// Health of a service by its full name, or of the whole server by the empty name.
    pub async fn health(&self, service: &str) -> Result<Health, ClientError> {
        let request = HealthCheckRequest { service: service.to_owned() };
        let response = self
            .call(request, async |channel, request| HealthClient::new(channel).check(request).await)
            .await?;
        Ok(match response.status() {
            ServingStatus::Serving => Health::Serving,
            ServingStatus::NotServing => Health::NotServing,
            ServingStatus::Unknown | ServingStatus::ServiceUnknown => Health::Unknown,
        })
    }

    fn analysis(&self, channel: Channel) -> AnalysisServiceClient<Channel> {
        let max = self.settings.max_message_bytes;
        AnalysisServiceClient::new(channel).max_decoding_message_size(max)
    }

    fn documents_service(&self, channel: Channel) -> DocumentServiceClient<Channel> {
        let max = self.settings.max_message_bytes;
        DocumentServiceClient::new(channel).max_decoding_message_size(max)
    }

    fn comparison(&self, channel: Channel) -> ComparisonServiceClient<Channel> {
        let max = self.settings.max_message_bytes;
        ComparisonServiceClient::new(channel).max_decoding_message_size(max)
    }

    /// Sends a request, again if need be, until the deadline.
    async fn call<Q, A, F, Fut>(&self, request: Q, send: F) -> Result<A, ClientError>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> Fut,
        Fut: Future<Output = Result<Response<A>, Status>>,
    {
        let limit = self.settings.deadline;
        // A deadline past the end of time is none.
        let now = Instant::now();
        let deadline = now.checked_add(limit).unwrap_or(now + A_YEAR);
        let mut retry = Retry::new(self.settings.max_attempts);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut message = Request::new(request.clone());
            message.set_timeout(left);
            let answer = send(self.channel.clone(), message);
            let Ok(answer) = tokio::time::timeout_at(deadline, answer).await else {
                return Err(ClientError::Deadline { after: limit });
            };
            let status = match answer {
                Ok(response) => return Ok(response.into_inner()),
                Err(status) => status,
            };
            if error::is_local_timeout(&status) && Instant::now() >= deadline {
                return Err(ClientError::Deadline { after: limit });
            }
            let failure = CallError::from(&status);
            match retry.pause(&failure) {
                Some(pause) if Instant::now() + pause < deadline => {
                    tokio::time::sleep(pause).await;
                }
                _ => return Err(failure.into()),
            }
        }
    }
}
