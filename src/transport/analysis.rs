//! `parallax.v1.AnalysisService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{self, request},
    status,
};
use crate::{
    domain::{Analysis, Article, Gazetteer},
    pipeline::Extent,
    proto::v1::{self, analysis_service_server::AnalysisService},
    service::Service,
};

pub(super) struct TextAnalyzer {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
}

/// The article of a request, what is known of it, and whether all of it is body.
struct Text(Option<v1::ArticleContent>, Option<v1::ArticleMetadata>, bool);

impl TextAnalyzer {
    /// Analyses the article of a request, with names of the caller's own. `render` makes the
    /// answer of it.
    async fn analyze<T: Send + 'static>(
        &self,
        Text(content, known, skip_cleaning): Text,
        own: Gazetteer,
        extent: Extent,
        render: impl FnOnce(&Article, &Analysis, &dyn Fn() -> bool) -> T + Send + 'static,
    ) -> Result<Response<T>, Status> {
        let (submitted, fields) =
            request::single(content, known, skip_cleaning, self.max_article_bytes)?;
        let answer = self.service.analyze(submitted, own, extent, render).await;
        Ok(Response::new(answer.map_err(|error| status::service(error, &fields))?))
    }
}

/// How much must be looked for to answer with these features; none named = all.
fn extent(features: &[v1::Feature]) -> Extent {
    use v1::Feature::{Entities, Quality, Quotes, Sentences};
    let needs = |feature: &v1::Feature| match feature {
        Sentences | Entities | Quality => Extent::Entities,
        Quotes => Extent::Quotes,
        _ => Extent::Whole,
    };
    features.iter().map(needs).max().unwrap_or(Extent::Whole)
}

#[tonic::async_trait]
impl AnalysisService for TextAnalyzer {
    async fn analyze_text(
        &self,
        request: Request<v1::AnalyzeTextRequest>,
    ) -> Result<Response<v1::AnalyzeTextResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let features = request::features(&request.features)?;
        let extent = extent(&features);
        let own = request::gazetteer(request.gazetteer, "gazetteer")?;
        let version = self.service.engine_version().to_owned();
        let render = move |article: &Article, analysis: &Analysis, stop: &dyn Fn() -> bool| {
            let analysis =
                convert::analysis(article, analysis, unit, &features, &version, &[], stop);
            v1::AnalyzeTextResponse { analysis: Some(analysis) }
        };
        let text = Text(request.article, request.metadata, request.skip_cleaning);
        self.analyze(text, own, extent, render).await
    }

    async fn extract_entities(
        &self,
        request: Request<v1::ExtractEntitiesRequest>,
    ) -> Result<Response<v1::ExtractEntitiesResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let types = request::entity_types(&request.types)?;
        let own = request::gazetteer(request.gazetteer, "gazetteer")?;
        let version = self.service.engine_version().to_owned();
        let render = move |article: &Article, analysis: &Analysis, stop: &dyn Fn() -> bool| {
            convert::entities(article, analysis, unit, &types, &version, stop)
        };
        let text = Text(request.article, request.metadata, request.skip_cleaning);
        self.analyze(text, own, Extent::Entities, render).await
    }

    async fn extract_quotes(
        &self,
        request: Request<v1::ExtractQuotesRequest>,
    ) -> Result<Response<v1::ExtractQuotesResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let kinds = request::quote_kinds(&request.kinds)?;
        let own = request::gazetteer(request.gazetteer, "gazetteer")?;
        let version = self.service.engine_version().to_owned();
        let render = move |article: &Article, analysis: &Analysis, stop: &dyn Fn() -> bool| {
            convert::quotes(article, analysis, unit, &kinds, &version, stop)
        };
        let text = Text(request.article, request.metadata, request.skip_cleaning);
        self.analyze(text, own, Extent::Quotes, render).await
    }
}
