//! `parallax.v1.ComparisonService`.

mod findings;
mod mask;

use std::{pin::Pin, sync::Arc};

use futures_util::{Stream, stream};
use prost::Message as _;
use tonic::{Request, Response, Status};

use super::{
    convert::{
        self, ColumnText, View,
        request::{self, Page},
    },
    status::{self, Fields},
};
use crate::{
    domain::{Comparison, ComparisonId, Finding, Warning},
    proto::v1::{self, comparison_service_server::ComparisonService},
    service::{Chosen, Column, KeptComparison, KeptRequest, Service, ServiceError},
};

pub(super) struct Comparer {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
}

impl Comparer {
    /// Compares stored documents. `show` makes the answer of the whole comparison and of what the
    /// caller wants to see. `prefix` leads to the request.
    async fn kept<T: Send + 'static>(
        &self,
        request: v1::CompareRequest,
        prefix: &str,
        show: impl FnOnce(v1::Comparison, &View) -> T + Send + 'static,
    ) -> Result<T, Status> {
        let how = request::comparing(request.options, prefix)?;
        let (scope, fields) = request::scope(request.scope, prefix)?;
        let request::Comparing { options, unit, gazetteer, view, .. } = how;
        let rendering = convert::Offsets::of_text("", unit).unit().as_str_name();
        let request = KeptRequest { scope, options, own: gazetteer, rendering };
        let version = self.service.engine_version().to_owned();
        let render = move |columns: &[Column],
                           comparison: &Comparison,
                           chosen: &Chosen,
                           stop: &dyn Fn() -> bool| {
            let comparison = whole(columns, comparison, unit, &version, stop);
            of_story(comparison, chosen).encode_to_vec()
        };
        let show = move |kept: KeptComparison| Ok(show(restored(kept)?, &view));
        let shown = self.service.compare_kept(request, render, show).await;
        shown
            .and_then(|shown: Result<T, ServiceError>| shown)
            .map_err(|error| status::service(error, &fields).into())
    }

    /// A stored comparison. `show` makes the answer of it.
    async fn named<T: Send + 'static>(
        &self,
        id: ComparisonId,
        show: impl FnOnce(v1::Comparison) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, Status> {
        let show = move |kept: KeptComparison| show(restored(kept)?);
        let shown = self.service.comparison(id, show).await;
        shown
            .and_then(|shown| shown)
            .map_err(|error| status::service(error, &Fields::default()).into())
    }
}

/// A finding of a comparison for those who watch, in each unit of positions.
pub fn finding(columns: &[Column], comparison: &Comparison, found: Finding) -> Vec<u8> {
    convert::untold(comparison, &texts(columns), found)
}

fn texts(columns: &[Column]) -> Vec<ColumnText<'_>> {
    let text = |column| ColumnText {
        article: Column::article(column),
        analysis: Column::analysis(column),
    };
    columns.iter().map(text).collect()
}

/// The whole comparison as it is kept and sent.
fn whole(
    columns: &[Column],
    comparison: &Comparison,
    unit: v1::OffsetUnit,
    version: &str,
    stop: &dyn Fn() -> bool,
) -> v1::Comparison {
    convert::comparison(comparison, &texts(columns), unit, version, stop)
}

/// With the story that was asked for, and how much of it could be compared.
fn of_story(mut comparison: v1::Comparison, chosen: &Chosen) -> v1::Comparison {
    let Some(story) = &chosen.story else { return comparison };
    comparison.story = story.name();
    let (kept, total) = (chosen.documents.len(), chosen.total);
    if kept < total {
        let limit = Warning::LimitReached { limit: "max_compared_documents".into(), kept, total };
        comparison.warnings.push(convert::warning(&limit, |_| None));
    }
    comparison
}

/// A comparison that was kept, with its name.
fn restored(kept: KeptComparison) -> Result<v1::Comparison, ServiceError> {
    let comparison = v1::Comparison::decode(kept.content.as_slice()).map_err(|error| {
        ServiceError::Internal(format!("{} cannot be read: {error}", kept.id.name()))
    })?;
    let create_time = Some(convert::timestamp(kept.create_time));
    Ok(v1::Comparison { name: kept.id.name(), create_time, ..comparison })
}

#[tonic::async_trait]
impl ComparisonService for Comparer {
    async fn compare_texts(
        &self,
        request: Request<v1::CompareTextsRequest>,
    ) -> Result<Response<v1::CompareTextsResponse>, Status> {
        let request = request.into_inner();
        let how = request::comparing(request.options, "")?;
        // Counted first: nobody's thousand articles are decoded to be refused.
        let list = Fields { list: "articles", texts: Vec::new() };
        self.service
            .check_column_count(request.articles.len())
            .map_err(|error| status::service(error, &list))?;
        let (sources, fields) =
            request::columns(request.articles, how.skip_cleaning, self.max_article_bytes)?;
        let request::Comparing { options, unit, gazetteer, view, .. } = how;
        let version = self.service.engine_version().to_owned();
        let render = move |columns: &[Column], comparison: &Comparison, stop: &dyn Fn() -> bool| {
            view.of(whole(columns, comparison, unit, &version, stop))
        };
        let comparison = self.service.compare(sources, gazetteer, options, render).await;
        let comparison = comparison.map_err(|error| status::service(error, &fields))?;
        Ok(Response::new(v1::CompareTextsResponse { comparison: Some(comparison) }))
    }

    async fn compare(
        &self,
        request: Request<v1::CompareRequest>,
    ) -> Result<Response<v1::CompareResponse>, Status> {
        let show = |comparison, view: &View| view.of(comparison);
        let comparison = self.kept(request.into_inner(), "", show).await?;
        Ok(Response::new(v1::CompareResponse { comparison: Some(comparison) }))
    }

    type CompareStreamStream =
        Pin<Box<dyn Stream<Item = Result<v1::CompareStreamResponse, Status>> + Send>>;

    async fn compare_stream(
        &self,
        request: Request<v1::CompareStreamRequest>,
    ) -> Result<Response<Self::CompareStreamStream>, Status> {
        let request = request.into_inner().request.unwrap_or_default();
        let parts = self.kept(request, "request.", convert::parts).await?;
        Ok(Response::new(Box::pin(stream::iter(parts.into_iter().map(Ok)))))
    }

    async fn get_comparison(
        &self,
        request: Request<v1::GetComparisonRequest>,
    ) -> Result<Response<v1::GetComparisonResponse>, Status> {
        let request = request.into_inner();
        let id = request::comparison_name(&request.name, "name")?;
        let mask = mask::ReadMask::parse(request.read_mask)?;
        let show = move |comparison| Ok(mask.of(View::default().of(comparison)));
        let comparison = self.named(id, show).await?;
        Ok(Response::new(v1::GetComparisonResponse { comparison: Some(comparison) }))
    }

    async fn list_claims(
        &self,
        request: Request<v1::ListClaimsRequest>,
    ) -> Result<Response<v1::ListClaimsResponse>, Status> {
        let request = request.into_inner();
        let id = request::comparison_name(&request.parent, "parent")?;
        let list = findings::List {
            kind: "claims",
            parent: id.clone(),
            filter: findings::filter(&request.filter, findings::CLAIM_FIELDS)?,
            filter_text: request.filter,
            size: request::page_size(request.page_size, Page::LIST)?,
            token: request.page_token,
            max_bytes: self.service.limits().max_page_bytes,
        };
        let show = move |comparison: v1::Comparison| list.page(comparison.claims);
        let page = self.named(id, show).await?;
        Ok(Response::new(v1::ListClaimsResponse {
            claims: page.entries,
            next_page_token: page.next_token,
            total_size: page.total,
        }))
    }

    async fn list_discrepancies(
        &self,
        request: Request<v1::ListDiscrepanciesRequest>,
    ) -> Result<Response<v1::ListDiscrepanciesResponse>, Status> {
        let request = request.into_inner();
        let id = request::comparison_name(&request.parent, "parent")?;
        let list = findings::List {
            kind: "discrepancies",
            parent: id.clone(),
            filter: findings::filter(&request.filter, findings::DISCREPANCY_FIELDS)?,
            filter_text: request.filter,
            size: request::page_size(request.page_size, Page::LIST)?,
            token: request.page_token,
            max_bytes: self.service.limits().max_page_bytes,
        };
        let show = move |comparison: v1::Comparison| list.page(comparison.discrepancies);
        let page = self.named(id, show).await?;
        Ok(Response::new(v1::ListDiscrepanciesResponse {
            discrepancies: page.entries,
            next_page_token: page.next_token,
            total_size: page.total,
        }))
    }

    async fn match_claim(
        &self,
        request: Request<v1::MatchClaimRequest>,
    ) -> Result<Response<v1::MatchClaimResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let query = request::claim_query(request)?;
        let render = move |found| convert::matched_claims(&found, unit);
        let answer = self.service.match_claim(query, render).await;
        let fields = Fields::one("text".to_owned());
        Ok(Response::new(answer.map_err(|error| status::service(error, &fields))?))
    }

    async fn trace_quote(
        &self,
        request: Request<v1::TraceQuoteRequest>,
    ) -> Result<Response<v1::TraceQuoteResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let query = request::quote_query(request)?;
        let render = move |found| convert::traced_quote(&found, unit);
        let answer = self.service.trace_quote(query, render).await;
        Ok(Response::new(answer.map_err(|error| status::service(error, &Fields::default()))?))
    }
}
