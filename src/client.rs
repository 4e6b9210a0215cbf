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

mod builder;
mod error;
pub mod feed;
mod health;
mod pages;
mod parts;
mod retry;
mod security;
mod stories;
#[cfg(all(test, feature = "server"))]
mod tests;
mod watch;

use std::{future::Future, time::Duration};

use tokio::time::Instant;
use tonic::{Request, Response, Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::proto::v1::{
    self, analysis_service_client::AnalysisServiceClient,
    comparison_service_client::ComparisonServiceClient,
    document_service_client::DocumentServiceClient, entity_service_client::EntityServiceClient,
    ingest_service_client::IngestServiceClient,
};

pub use builder::Builder;
pub use error::{CallError, ClientError, FieldViolation};
pub use feed::{Feed, FeedAnswers, FeedSender};
pub use health::Health;
pub use pages::Pages;
pub use parts::Parts;
use retry::Retry;
pub use security::{BearerToken, InvalidToken, SecurityError};
pub use watch::Watch;

/// Stands for a deadline further off than the clock can tell.
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Text as the content of an article.
pub fn text(text: impl Into<String>) -> v1::ArticleContent {
    v1::ArticleContent {
        content: Some(v1::article_content::Content::Text(text.into())),
        ..v1::ArticleContent::default()
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
        Builder::new(endpoint.into())
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

    /// One entity of the corpus.
    pub async fn get_entity(
        &self,
        request: v1::GetEntityRequest,
    ) -> Result<v1::GetEntityResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.entities_service(channel).get_entity(request).await
        })
        .await
    }

    /// A page of entities of the corpus, the most named first.
    pub async fn list_entities(
        &self,
        request: v1::ListEntitiesRequest,
    ) -> Result<v1::ListEntitiesResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.entities_service(channel).list_entities(request).await
        })
        .await
    }

    /// The entities of the corpus that a name may mean, the likeliest first.
    pub async fn resolve_entity(
        &self,
        request: v1::ResolveEntityRequest,
    ) -> Result<v1::ResolveEntityResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.entities_service(channel).resolve_entity(request).await
        })
        .await
    }

    /// A page of the mentions of an entity of the corpus.
    pub async fn list_mentions(
        &self,
        request: v1::ListMentionsRequest,
    ) -> Result<v1::ListMentionsResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.entities_service(channel).list_mentions(request).await
        })
        .await
    }

    /// Merges entities of the corpus. Without a `request_id` it gets one, so that an attempt after
    /// one whose answer was lost changes nothing.
    pub async fn merge_entities(
        &self,
        mut request: v1::MergeEntitiesRequest,
    ) -> Result<v1::MergeEntitiesResponse, ClientError> {
        retry::name(&mut request.request_id);
        self.call(request, async |channel, request| {
            self.entities_service(channel).merge_entities(request).await
        })
        .await
    }

    /// Divides an entity of the corpus. Without a `request_id` it gets one, so that an attempt after
    /// one whose answer was lost divides nothing more.
    pub async fn split_entity(
        &self,
        mut request: v1::SplitEntityRequest,
    ) -> Result<v1::SplitEntityResponse, ClientError> {
        retry::name(&mut request.request_id);
        self.call(request, async |channel, request| {
            self.entities_service(channel).split_entity(request).await
        })
        .await
    }

    /// Writes what is known of an entity of the corpus. Without a `request_id` it gets one, so that an
    /// attempt after one whose answer was lost makes no second one.
    pub async fn upsert_entity(
        &self,
        mut request: v1::UpsertEntityRequest,
    ) -> Result<v1::UpsertEntityResponse, ClientError> {
        retry::name(&mut request.request_id);
        self.call(request, async |channel, request| {
            self.entities_service(channel).upsert_entity(request).await
        })
        .await
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
        Ok(Health::of(response.status()))
    }

    fn analysis(&self, channel: Channel) -> AnalysisServiceClient<Channel> {
        let max = self.settings.max_message_bytes;
        AnalysisServiceClient::new(channel).max_decoding_message_size(max)
    }

    fn documents_service(&self, channel: Channel) -> DocumentServiceClient<Channel> {
        let max = self.settings.max_message_bytes;
        DocumentServiceClient::new(channel).max_decoding_message_size(max)
    }

    fn entities_service(&self, channel: Channel) -> EntityServiceClient<Channel> {
        let max = self.settings.max_message_bytes;
        EntityServiceClient::new(channel).max_decoding_message_size(max)
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
            self.settings.security.authorize(&mut message);
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
