//! `parallax.v1.StoryService`.

use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::{
    convert::{
        self,
        request::{self, Page},
    },
    status::{self, Fields},
};
use crate::{
    proto::v1::{self, story_service_server::StoryService},
    service::{Service, ServiceError, StoryListing},
};

pub(super) struct Storyteller {
    pub(super) service: Arc<Service>,
    pub(super) max_article_bytes: usize,
}

#[tonic::async_trait]
impl StoryService for Storyteller {
    async fn get_story(
        &self,
        request: Request<v1::GetStoryRequest>,
    ) -> Result<Response<v1::GetStoryResponse>, Status> {
        let id = request::story_name(&request.into_inner().name, "name")?;
        let found = self.service.story_with_history(&id).await.map_err(refuse)?;
        Ok(Response::new(v1::GetStoryResponse {
            story: Some(convert::story(found.story)),
            history: found.history.into_iter().map(convert::story_step).collect(),
        }))
    }

    async fn list_stories(
        &self,
        request: Request<v1::ListStoriesRequest>,
    ) -> Result<Response<v1::ListStoriesResponse>, Status> {
        let request = request.into_inner();
        let listing = StoryListing {
            filter: request::story_filter(&request.filter)?,
            order: request::story_order(&request.order_by)?,
            size: request::page_size(request.page_size, Page::LIST)?,
            token: request.page_token,
        };
        let page = self.service.list_stories(&listing).await.map_err(refuse)?;
        Ok(Response::new(v1::ListStoriesResponse {
            stories: page.stories.into_iter().map(convert::story).collect(),
            next_page_token: page.next_token,
        }))
    }

    async fn match_stories(
        &self,
        request: Request<v1::MatchStoriesRequest>,
    ) -> Result<Response<v1::MatchStoriesResponse>, Status> {
        let request = request.into_inner();
        let most = request::max_candidates(request.max_candidates)?;
        let (submitted, fields) = request::single(
            request.article,
            request.metadata,
            request.skip_cleaning,
            self.max_article_bytes,
        )?;
        let matched = self.service.match_stories(submitted, most).await;
        let matched = matched.map_err(|error| status::service(error, &fields))?;
        let candidates = matched.into_iter().map(convert::story_candidate).collect();
        Ok(Response::new(v1::MatchStoriesResponse { candidates }))
    }

    async fn explain_membership(
        &self,
        request: Request<v1::ExplainMembershipRequest>,
    ) -> Result<Response<v1::ExplainMembershipResponse>, Status> {
        let request = request.into_inner();
        let story = request::story_name(&request.name, "name")?;
        let document = request::document_name(&request.document, "document")?;
        let explained = self.service.explain_membership(story, document).await;
        Ok(Response::new(convert::explained(explained.map_err(refuse)?)))
    }

    async fn move_documents(
        &self,
        request: Request<v1::MoveDocumentsRequest>,
    ) -> Result<Response<v1::MoveDocumentsResponse>, Status> {
        let request = request.into_inner();
        let key = request::call_key("MoveDocuments", &request.request_id, &request)?;
        let target = match request.name.as_str() {
            "" => None,
            name => Some(request::story_name(name, "name")?),
        };
        let documents = request::document_names(&request.documents, "documents")?;
        let story = self.service.move_documents(target, documents, key).await.map_err(refuse)?;
        Ok(Response::new(v1::MoveDocumentsResponse { story: Some(convert::story(story)) }))
    }

    async fn merge_stories(
        &self,
        request: Request<v1::MergeStoriesRequest>,
    ) -> Result<Response<v1::MergeStoriesResponse>, Status> {
        let request = request.into_inner();
        let key = request::call_key("MergeStories", &request.request_id, &request)?;
        let into = request::story_name(&request.name, "name")?;
        let others = request::story_names(&request.merged_names, "merged_names")?;
        let etag = request::etag(request.etag);
        let story = self.service.merge_stories(into, others, etag, key).await.map_err(refuse)?;
        Ok(Response::new(v1::MergeStoriesResponse { story: Some(convert::story(story)) }))
    }
}

fn refuse(error: ServiceError) -> Status {
    status::service(error, &Fields::default()).into()
}
