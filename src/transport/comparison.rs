//! `parallax.v1.ComparisonService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{self, request},
    status::{self, Fields},
};
use crate::{
    domain::Article,
    proto::v1::{self, comparison_service_server::ComparisonService},
    service::{Column, InlineSource, Service, ServiceError},
};

pub(super) struct Comparer {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
}

impl Comparer {
    async fn compare(
        &self,
        sources: Vec<InlineSource>,
        how: request::Comparing,
    ) -> Result<v1::Comparison, ServiceError> {
        let request::Comparing { options, facets, unit, gazetteer, .. } = how;
        let version = self.service.engine_version().to_owned();
        self.service
            .compare(sources, gazetteer, options, move |columns, comparison| {
                let articles: Vec<&Article> = columns.iter().map(Column::article).collect();
                convert::comparison(comparison, &articles, unit, &facets, &version)
            })
            .await
    }
}

#[tonic::async_trait]
impl ComparisonService for Comparer {
    async fn compare_texts(
        &self,
        request: Request<v1::CompareTextsRequest>,
    ) -> Result<Response<v1::CompareTextsResponse>, Status> {
        let request = request.into_inner();
        let how = request::comparing(request.options)?;
        // Counted first: nobody's thousand articles are decoded to be refused.
        let list = Fields { list: "articles", texts: Vec::new() };
        self.service
            .check_column_count(request.articles.len())
            .map_err(|error| status::service(error, &list))?;
        let (columns, fields) =
            request::columns(request.articles, how.skip_cleaning, self.max_article_bytes)?;
        let comparison =
            self.compare(columns, how).await.map_err(|error| status::service(error, &fields))?;
        Ok(Response::new(v1::CompareTextsResponse { comparison: Some(comparison) }))
    }

    async fn compare(
        &self,
        request: Request<v1::CompareRequest>,
    ) -> Result<Response<v1::CompareResponse>, Status> {
        let request = request.into_inner();
        let how = request::comparing(request.options)?;
        let (ids, fields) = request::scope(request.scope)?;
        let refuse = |error| status::service(error, &fields);
        let columns = self.service.stored_columns(&ids).await.map_err(refuse)?;
        let comparison = Self::compare(self, columns, how).await.map_err(refuse)?;
        Ok(Response::new(v1::CompareResponse { comparison: Some(comparison) }))
    }
}
