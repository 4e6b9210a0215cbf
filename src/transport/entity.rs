//! `parallax.v1.EntityService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{
        self, Offsets,
        request::{self, Page},
    },
    status::{self, Fields},
};
use crate::{
    pipeline::identity::Question,
    proto::v1::{self, entity_service_server::EntityService},
    service::{MentionQuery, Service, ServiceError},
    store::EntityListRequest,
};

pub(super) struct Entities {
    pub(super) service: Arc<Service>,
}

#[tonic::async_trait]
impl EntityService for Entities {
    async fn get_entity(
        &self,
        request: Request<v1::GetEntityRequest>,
    ) -> Result<Response<v1::GetEntityResponse>, Status> {
        let id = request::entity_name(&request.into_inner().name, "name")?;
        let entity = self.service.entity(&id).await.map_err(refuse)?;
        Ok(Response::new(v1::GetEntityResponse { entity: Some(convert::entity(entity)) }))
    }

    async fn list_entities(
        &self,
        request: Request<v1::ListEntitiesRequest>,
    ) -> Result<Response<v1::ListEntitiesResponse>, Status> {
        let request = request.into_inner();
        let (order, descending) = request::entity_order(&request.order_by)?;
        let listing = EntityListRequest {
            filter: request::entity_filter(&request.filter)?,
            order,
            descending,
            size: request::page_size(request.page_size, Page::LIST)?,
            token: request.page_token,
        };
        let page = self.service.list_entities(listing).await.map_err(refuse)?;
        Ok(Response::new(v1::ListEntitiesResponse {
            entities: page.entities.into_iter().map(convert::entity).collect(),
            next_page_token: page.next_token,
        }))
    }

    async fn resolve_entity(
        &self,
        request: Request<v1::ResolveEntityRequest>,
    ) -> Result<Response<v1::ResolveEntityResponse>, Status> {
        let request = request.into_inner();
        let limit = request::max_entities(request.max_candidates)?;
        let question: Question = request::question(request)?;
        let found = self.service.resolve_entity(question, limit).await.map_err(refuse)?;
        let candidates = found.into_iter().map(convert::candidate).collect();
        Ok(Response::new(v1::ResolveEntityResponse { candidates }))
    }

    async fn list_mentions(
        &self,
        request: Request<v1::ListMentionsRequest>,
    ) -> Result<Response<v1::ListMentionsResponse>, Status> {
        let request = request.into_inner();
        let unit = request::unit(request.offset_unit, "offset_unit")?;
        let query = MentionQuery {
            entity: request::entity_name(&request.parent, "parent")?,
            filter: request::mention_filter(&request.filter)?,
            size: request::page_size(request.page_size, Page::LIST)?,
            token: request.page_token,
        };
        let found = self.service.mentions(query, move |found| convert::mention(&found, unit)).await;
        let (mentions, next_page_token) = found.map_err(refuse)?;
        let offset_unit = Offsets::of_text("", unit).unit().into();
        Ok(Response::new(v1::ListMentionsResponse { mentions, next_page_token, offset_unit }))
    }

    async fn merge_entities(
        &self,
        request: Request<v1::MergeEntitiesRequest>,
    ) -> Result<Response<v1::MergeEntitiesResponse>, Status> {
        let request = request.into_inner();
        let key = request::call_key("MergeEntities", &request.request_id, &request)?;
        let into = request::entity_name(&request.name, "name")?;
        let merged = request::merged_names(&into, &request.merged_names)?;
        let etag = request::etag(request.etag);
        let entity = self.service.merge_entities(into, merged, etag, key).await.map_err(refuse)?;
        Ok(Response::new(v1::MergeEntitiesResponse { entity: Some(convert::entity(entity)) }))
    }

    async fn split_entity(
        &self,
        request: Request<v1::SplitEntityRequest>,
    ) -> Result<Response<v1::SplitEntityResponse>, Status> {
        let request = request.into_inner();
        let key = request::call_key("SplitEntity", &request.request_id, &request)?;
        let from = request::entity_name(&request.name, "name")?;
        let aliases = request::aliases(request.aliases)?;
        let etag = request::etag(request.etag);
        let split = self.service.split_entity(from, aliases, etag, key).await.map_err(refuse)?;
        Ok(Response::new(v1::SplitEntityResponse {
            entity: Some(convert::entity(split.0)),
            new_entity: Some(convert::entity(split.1)),
        }))
    }

    async fn upsert_entity(
        &self,
        request: Request<v1::UpsertEntityRequest>,
    ) -> Result<Response<v1::UpsertEntityResponse>, Status> {
        let request = request.into_inner();
        let key = request::call_key("UpsertEntity", &request.request_id, &request)?;
        let (id, values, etag) = request::entity_values(request)?;
        let (entity, created) =
            self.service.upsert_entity(id, values, etag, key).await.map_err(refuse)?;
        let entity = Some(convert::entity(entity));
        Ok(Response::new(v1::UpsertEntityResponse { entity, created }))
    }
}

fn refuse(error: ServiceError) -> Status {
    status::service(error, &Fields::default()).into()
}
