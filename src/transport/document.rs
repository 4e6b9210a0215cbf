//! `parallax.v1.DocumentService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{self, request},
    status::{self, Fields},
};
use crate::{
    proto::v1::{self, document_service_server::DocumentService},
    service::Service,
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
        let document = self
            .service
            .document(&id, detail)
            .await
            .map_err(|error| status::service(error, &Fields::default()))?;
        let document = Some(convert::document(document));
        Ok(Response::new(v1::GetDocumentResponse { document }))
    }

    async fn list_documents(
        &self,
        request: Request<v1::ListDocumentsRequest>,
    ) -> Result<Response<v1::ListDocumentsResponse>, Status> {
        let request = request.into_inner();
        let size = request::page_size(request.page_size)?;
        let detail = request::detail(request.view, Detail::Basic)?;
        let page = self
            .service
            .documents(size, &request.page_token, detail)
            .await
            .map_err(|error| status::service(error, &Fields::default()))?;
        Ok(Response::new(v1::ListDocumentsResponse {
            documents: page.documents.into_iter().map(convert::document).collect(),
            next_page_token: page.next_token,
            total_size: i32::try_from(page.total).unwrap_or(i32::MAX),
        }))
    }
}
