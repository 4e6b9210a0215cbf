//! `parallax.v1.AnalysisService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{self, request},
    status::{self, Fields},
};
use crate::{
    proto::v1::{self, analysis_service_server::AnalysisService},
    service::Service,
};

pub(super) struct Analyzer {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
}

#[tonic::async_trait]
impl AnalysisService for Analyzer {
    async fn analyze_text(
        &self,
        request: Request<v1::AnalyzeTextRequest>,
    ) -> Result<Response<v1::AnalyzeTextResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let features = request::features(&request.features)?;
        let (submitted, field) = request::submitted(
            request.article,
            request.metadata,
            request.skip_cleaning,
            "",
            self.max_article_bytes,
        )?;
        let version = self.service.engine_version().to_owned();
        let analysis = self
            .service
            .analyze(submitted, move |article, analysis| {
                convert::analysis(article, analysis, unit, &features, &version)
            })
            .await
            .map_err(|error| status::service(error, &Fields::one(field)))?;
        Ok(Response::new(v1::AnalyzeTextResponse { analysis: Some(analysis) }))
    }

    async fn extract_entities(
        &self,
        request: Request<v1::ExtractEntitiesRequest>,
    ) -> Result<Response<v1::ExtractEntitiesResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let types = request::entity_types(&request.types)?;
        let (submitted, field) = request::submitted(
            request.article,
            request.metadata,
            request.skip_cleaning,
            "",
            self.max_article_bytes,
        )?;
        let version = self.service.engine_version().to_owned();
        let response = self
            .service
            .analyze(submitted, move |article, analysis| {
                convert::entities(article, analysis, unit, &types, &version)
            })
            .await
            .map_err(|error| status::service(error, &Fields::one(field)))?;
        Ok(Response::new(response))
    }
}
