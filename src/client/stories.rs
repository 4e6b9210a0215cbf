//! Stories.

use tonic::transport::Channel;

use super::{Client, ClientError, retry};
use crate::proto::v1::{self, story_service_client::StoryServiceClient};

impl Client {
    /// One story with its history; of one that was merged its successor.
    pub async fn get_story(
        &self,
        request: v1::GetStoryRequest,
    ) -> Result<v1::GetStoryResponse, ClientError> {
        self.call(request, async |channel, request| self.stories(channel).get_story(request).await)
            .await
    }

    /// One page of stories, the latest founded first unless asked otherwise.
    pub async fn list_stories(
        &self,
        request: v1::ListStoriesRequest,
    ) -> Result<v1::ListStoriesResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.stories(channel).list_stories(request).await
        })
        .await
    }

    /// The stories that a text may belong to, best first; nothing is stored.
    pub async fn match_stories(
        &self,
        request: v1::MatchStoriesRequest,
    ) -> Result<v1::MatchStoriesResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.stories(channel).match_stories(request).await
        })
        .await
    }

    /// Why a document is in a story, or is not.
    pub async fn explain_membership(
        &self,
        request: v1::ExplainMembershipRequest,
    ) -> Result<v1::ExplainMembershipResponse, ClientError> {
        self.call(request, async |channel, request| {
            self.stories(channel).explain_membership(request).await
        })
        .await
    }

    /// Puts documents into a story by hand. Without a `request_id` it gets one, so that an attempt
    /// after one whose answer was lost founds no second story.
    pub async fn move_documents(
        &self,
        mut request: v1::MoveDocumentsRequest,
    ) -> Result<v1::MoveDocumentsResponse, ClientError> {
        retry::name(&mut request.request_id);
        self.call(request, async |channel, request| {
            self.stories(channel).move_documents(request).await
        })
        .await
    }

    /// Makes one story of several by hand. Without a `request_id` it gets one, so that an attempt
    /// after one whose answer was lost does not fail under an `etag`.
    pub async fn merge_stories(
        &self,
        mut request: v1::MergeStoriesRequest,
    ) -> Result<v1::MergeStoriesResponse, ClientError> {
        retry::name(&mut request.request_id);
        self.call(request, async |channel, request| {
            self.stories(channel).merge_stories(request).await
        })
        .await
    }

    fn stories(&self, channel: Channel) -> StoryServiceClient<Channel> {
        let max = self.settings.max_message_bytes;
        StoryServiceClient::new(channel).max_decoding_message_size(max)
    }
}
