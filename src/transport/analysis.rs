//! `parallax.v1.AnalysisService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{self, request},
    status,
};
use crate::{
    domain::{Analysis, Article},
    proto::v1::{self, analysis_service_server::AnalysisService},
    service::Service,
};

pub(super) struct Analyzer {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
}

impl Analyzer {
    /// Analyses the article of a request. `render` makes the answer of it.
    async fn analyze<T: Send + 'static>(
        &self,
        content: Option<v1::ArticleContent>,
        known: Option<v1::ArticleMetadata>,
        skip_cleaning: bool,
        render: impl FnOnce(&Article, &Analysis) -> T + Send + 'static,
    ) -> Result<Response<T>, Status> {
        let (submitted, fields) =
            request::single(content, known, skip_cleaning, self.max_article_bytes)?;
        let answer = self.service.analyze(submitted, render).await;
        Ok(Response::new(answer.map_err(|error| status::service(error, &fields))?))
    }
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
        let version = self.service.engine_version().to_owned();
        let render = move |article: &Article, analysis: &Analysis| v1::AnalyzeTextResponse {
            analysis: Some(convert::analysis(article, analysis, unit, &features, &version)),
        };
        self.analyze(request.article, request.metadata, request.skip_cleaning, render).await
    }

    async fn extract_entities(
        &self,
        request: Request<v1::ExtractEntitiesRequest>,
    ) -> Result<Response<v1::ExtractEntitiesResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let types = request::entity_types(&request.types)?;
        let version = self.service.engine_version().to_owned();
        let render = move |article: &Article, analysis: &Analysis| {
            convert::entities(article, analysis, unit, &types, &version)
        };
        self.analyze(request.article, request.metadata, request.skip_cleaning, render).await
    }
}
