//! `parallax.v1.IngestService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{self, Offsets, request},
    status::{self, Fields},
};
use crate::{
    proto::v1::{self, ingest_service_server::IngestService},
    service::{Outcome, Service},
};

pub(super) struct Ingester {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
}

#[tonic::async_trait]
impl IngestService for Ingester {
    async fn ingest_document(
        &self,
        request: Request<v1::IngestDocumentRequest>,
    ) -> Result<Response<v1::IngestDocumentResponse>, Status> {
        let request = request.into_inner();
        let id = request::document_id(&request.document_id)?;
        let (article, field) =
            request::article(request.article, request.metadata, "", self.max_article_bytes)?;
        let ingested = self
            .service
            .ingest(article, id, request.validate_only, |article, warnings| {
                let offsets = Offsets::new(article.text.as_str(), v1::OffsetUnit::CodePoint);
                warnings.iter().map(|w| convert::warning(w, |_| Some(&offsets))).collect()
            })
            .await
            .map_err(|error| status::service(error, &Fields::one(field)))?;
        let outcome = match ingested.outcome {
            Outcome::Created => v1::IngestOutcome::Created,
            Outcome::Duplicate => v1::IngestOutcome::Duplicate,
            Outcome::Validated => v1::IngestOutcome::Validated,
        };
        Ok(Response::new(v1::IngestDocumentResponse {
            document: Some(convert::document(ingested.document)),
            outcome: outcome.into(),
            warnings: ingested.warnings,
        }))
    }
}
