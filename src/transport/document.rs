//! `parallax.v1.DocumentService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{
        self, Offsets,
        request::{self, Page},
    },
    status::{self, Fault, Fields},
};
use crate::{
    domain::{DocumentId, StoryId},
    proto::v1::{self, document_service_server::DocumentService},
    service::{Listing, Search, Service, ServiceError},
    store::Detail,
};

pub(super) struct Library {
    pub(super) service: Arc<Service>,
}

#[tonic::async_trait]
impl DocumentService for Library {
    async fn get_document(
        &self,
        request: Request<v1::GetDocumentRequest>,
    ) -> Result<Response<v1::GetDocumentResponse>, Status> {
        let request = request.into_inner();
        let id = request::document_name(&request.name, "name")?;
        let detail = request::detail(request.view, Detail::Full)?;
        let revision = request::revision(&request.revision, "revision")?;
        let volume = self.service.volume(&id, revision, detail).await.map_err(refuse)?;
        let document = Some(convert::document(volume));
        Ok(Response::new(v1::GetDocumentResponse { document }))
    }

    async fn list_documents(
        &self,
        request: Request<v1::ListDocumentsRequest>,
    ) -> Result<Response<v1::ListDocumentsResponse>, Status> {
        let request = request.into_inner();
        let listing = Listing {
            filter: request::filter(&request.filter)?,
            order: request::order(&request.order_by)?,
            size: request::page_size(request.page_size, Page::LIST)?,
            token: request.page_token,
            detail: request::detail(request.view, Detail::Basic)?,
        };
        let page = self.service.volumes(&listing).await.map_err(refuse)?;
        Ok(Response::new(v1::ListDocumentsResponse {
            documents: page.volumes.into_iter().map(convert::document).collect(),
            next_page_token: page.next_token,
            total_size: i32::try_from(page.total).unwrap_or(i32::MAX),
        }))
    }

    async fn search_documents(
        &self,
        request: Request<v1::SearchDocumentsRequest>,
    ) -> Result<Response<v1::SearchDocumentsResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let search = Search {
            query: request::query(&request.query)?,
            filter: request::filter(&request.filter)?,
            size: request::page_size(request.page_size, Page::SEARCH)?,
            token: request.page_token,
        };
        let found = self.service.search(&search, move |hit| convert::hit(hit, unit)).await;
        let found = found.map_err(refuse)?;
        Ok(Response::new(v1::SearchDocumentsResponse {
            hits: found.hits,
            next_page_token: found.next_token,
            total_size: i32::try_from(found.total).unwrap_or(i32::MAX),
            offset_unit: Offsets::of_text("", unit).unit().into(),
        }))
    }

    async fn update_document(
        &self,
        request: Request<v1::UpdateDocumentRequest>,
    ) -> Result<Response<v1::UpdateDocumentResponse>, Status> {
        let request = request.into_inner();
        let Some(document) = request.document else {
            return Err(Fault::argument("document", "says nothing to change").into());
        };
        let id = request::document_name(&document.name, "document.name")?;
        let fields = request::metadata_fields(request.update_mask)?;
        let values = document.metadata.unwrap_or_default();
        let values = request::metadata(values, "document.metadata")?;
        let etag = request::etag(document.etag);
        let updated = self.service.update(&id, &fields, &values, etag, request.validate_only);
        let document = Some(convert::stored(updated.await.map_err(refuse)?));
        Ok(Response::new(v1::UpdateDocumentResponse { document }))
    }

    async fn delete_document(
        &self,
        request: Request<v1::DeleteDocumentRequest>,
    ) -> Result<Response<v1::DeleteDocumentResponse>, Status> {
        let request = request.into_inner();
        let id = request::document_name(&request.name, "name")?;
        let etag = request::etag(request.etag);
        let found = self.service.delete(&id, etag, request.validate_only).await;
        match found.map_err(refuse)? {
            None if !request.allow_missing => Err(not_found(id)),
            stories => {
                let stories = stories.unwrap_or_default();
                let affected_stories = stories.iter().map(StoryId::name).collect();
                Ok(Response::new(v1::DeleteDocumentResponse { affected_stories }))
            }
        }
    }

    async fn diff_revisions(
        &self,
        request: Request<v1::DiffRevisionsRequest>,
    ) -> Result<Response<v1::DiffRevisionsResponse>, Status> {
        let request = request.into_inner();
        let id = request::document_name(&request.name, "name")?;
        let base = request::revision(&request.base_revision, "base_revision")?;
        let other = request::revision(&request.other_revision, "other_revision")?;
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let response = self
            .service
            .compare_revisions(&id, base, other, move |found| convert::revisions(&found, unit))
            .await
            .map_err(refuse)?;
        Ok(Response::new(response))
    }

    async fn get_analysis(
        &self,
        request: Request<v1::GetAnalysisRequest>,
    ) -> Result<Response<v1::GetAnalysisResponse>, Status> {
        let request = request.into_inner();
        let id = request::document_name(&request.name, "name")?;
        let revision = request::revision(&request.revision, "revision")?;
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let features = request::features(&request.features)?;
        let version = self.service.engine_version().to_owned();
        let analysis = self
            .service
            .stored_analysis(&id, revision, move |article, analysis, links, stop| {
                convert::analysis(article, analysis, unit, &features, &version, links, stop)
            })
            .await
            .map_err(refuse)?;
        Ok(Response::new(v1::GetAnalysisResponse { analysis: Some(analysis) }))
    }
}

fn refuse(error: ServiceError) -> Status {
    status::service(error, &Fields::default()).into()
}

fn not_found(id: DocumentId) -> Status {
    refuse(ServiceError::NotFound { id, revision: None })
}
