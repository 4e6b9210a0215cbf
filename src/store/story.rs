//! Stories on their way into the store and out of it. Signatures, profiles and keys are made by
//! the service: the store keeps them and does not know what they mean.

use jiff::Timestamp;

use serde::{Deserialize, Serialize};

use super::{Etag, RequestKey, StoreError, StoredDocument};
use crate::domain::{
    DocumentId, EntityType, FieldTest, Filter, Story, StoryHistory, StoryId, StoryOrder, StoryStep,
};

/// By what a document is sorted, and what its stories show of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureRow {
    /// Version of the algorithm that made it.
    pub algorithm: u32,
    /// As that version encodes it; empty when nothing is known.
    pub content: Vec<u8>,
    /// Its headline; empty when it has none.
    pub title: String,
    /// When its event happens (EDTF); empty when it does not say.
    pub event_edtf: String,
    /// What it is about.
    pub entities: Vec<SignedEntity>,
}

/// An entity that an article is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedEntity {
    /// Its fullest name there.
    pub canonical_name: String,
    /// What it is.
    pub kind: EntityType,
    /// How often it is mentioned there.
    pub mention_count: u32,
    /// Its place in the list of the analysis; `None` where an earlier version has not noted it.
    #[serde(default)]
    pub place: Option<u32>,
}

/// A document whose latest analysis is not reflected in stories yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsorted {
    /// Its place in the order of arrival.
    pub document: i64,
    /// `None` when it must be made of the stored analysis.
    pub signature: Option<SignatureRow>,
}

/// A story as sorting sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryRow {
    /// Its number: later stories have greater ones.
    pub seq: i64,
    /// Its id.
    pub id: StoryId,
    /// The story that has taken its articles over.
    pub merged_into: Option<i64>,
    /// Whether somebody put articles together or apart here by hand.
    pub pinned: bool,
    /// The article whose headline stands for it.
    pub title_document: Option<i64>,
    /// Its articles.
    pub document_count: u32,
    /// Changes with every change of it.
    pub etag: Etag,
    /// Version of the algorithm that made the profile; 0 when it must be made anew.
    pub algorithm: u32,
    /// As that version encodes it.
    pub profile: Vec<u8>,
}

/// An article of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryMember {
    /// Its place in the order of arrival.
    pub document: i64,
    /// Its id.
    pub id: DocumentId,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// Whether somebody put it there by hand.
    pub pinned: bool,
    /// Whether it repeats an earlier article of the story: as its copy, or as another copy of the
    /// same article.
    pub repeats: bool,
}

/// A story that a document is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The story.
    pub story: i64,
    /// How well the document fits, 0 to 1.
    pub score: f64,
    /// Whether somebody put it there by hand.
    pub pinned: bool,
}

/// Where stories are found: a stretch of time, and a feature of articles of that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryKey {
    /// The stretch of time.
    pub bucket: i32,
    /// The feature.
    pub feature: u32,
}

/// The stories as they stood at one moment. Reads block: for threads that may.
pub trait StoryReader: Send {
    /// Tells this state from others, for [`StoryChanges::based_on`].
    fn changes(&self) -> Result<i64, StoreError>;
    /// Documents to be sorted, in order of arrival; at most `limit`.
    fn unsorted(&self, limit: usize) -> Result<Vec<Unsorted>, StoreError>;
    /// Documents whose signatures another version of the algorithm has made; at most `limit`.
    fn signed_otherwise(&self, algorithm: u32, limit: usize) -> Result<Vec<i64>, StoreError>;
    /// Stories, none of them merged, whose profiles another version of the algorithm has made, or
    /// that must be made anew; at most `limit`.
    fn profiled_otherwise(&self, algorithm: u32, limit: usize) -> Result<Vec<i64>, StoreError>;
    /// The number that the next story gets.
    fn next_story(&self) -> Result<i64, StoreError>;
    /// The number of a story; of one that was merged its own.
    fn story_of(&self, id: &StoryId) -> Result<Option<i64>, StoreError>;
    /// A story, be it merged.
    fn story(&self, seq: i64) -> Result<Option<StoryRow>, StoreError>;
    /// Stories under a key, the greatest numbers first; at most `limit`.
    fn stories_under(&self, key: StoryKey, limit: usize) -> Result<Vec<i64>, StoreError>;
    /// The latest articles of a story in order of arrival; at most `limit`.
    fn members(&self, story: i64, limit: usize) -> Result<Vec<StoryMember>, StoreError>;
    /// The stories that a document is in, in order of their numbers.
    fn places(&self, document: i64) -> Result<Vec<Place>, StoreError>;
    /// By what a document is sorted; `None` for one that never was.
    fn signature(&self, document: i64) -> Result<Option<SignatureRow>, StoreError>;
    /// The place of a document in the order of arrival.
    fn document_of(&self, id: &DocumentId) -> Result<Option<i64>, StoreError>;
    /// The id of a document; [`StoreError::StoriesChanged`] when it is gone.
    fn document_name(&self, document: i64) -> Result<DocumentId, StoreError>;
    /// A document ([`super::Detail::Full`]) with its analysis by this engine; `None` when there
    /// is no such document or no such analysis.
    fn analyzed(
        &self,
        document: i64,
        engine_version: &str,
    ) -> Result<Option<(StoredDocument, Vec<u8>)>, StoreError>;
    /// The story that was the answer to this call; [`StoreError::RequestIdReused`] when the id was
    /// used for another one. Ids are kept for 24 hours before `now`.
    fn answered(&self, request: &RequestKey, now: Timestamp) -> Result<Option<i64>, StoreError>;
}

/// An article that comes to a story, or stays with another score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joining {
    /// The article.
    pub document: i64,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// Whether somebody puts it there by hand.
    pub pinned: bool,
    /// Whether it meets others there, with which it is to be compared. One that repeats an earlier
    /// article of the story never is.
    pub meets_others: bool,
}

/// How a story is to stand.
#[derive(Clone, Debug)]
pub struct StoryChange {
    /// Its number.
    pub seq: i64,
    /// Its id.
    pub id: StoryId,
    /// Whether it is new.
    pub founded: bool,
    /// The story that takes its articles and keys over.
    pub merged_into: Option<i64>,
    /// Whether somebody put articles together or apart here by hand.
    pub pinned: bool,
    /// How many steps its generation grows by.
    pub steps: i64,
    /// The article whose headline stands for it.
    pub title_document: Option<i64>,
    /// The profile, by the version of [`StoryChanges::algorithm`].
    pub profile: Vec<u8>,
    /// Articles that come; those that are there already get these values.
    pub joined: Vec<Joining>,
    /// Articles that go.
    pub left: Vec<i64>,
    /// Keys under which it is found from now on, beside those that it has.
    pub keys: Vec<StoryKey>,
    /// Whether the keys that it has go.
    pub rekeyed: bool,
}

/// One step to be noted in the history of a story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoryRow {
    /// The story.
    pub story: i64,
    /// What happens.
    pub step: StoryStep,
    /// The article that it happens with.
    pub document: Option<i64>,
    /// The other story.
    pub other: Option<i64>,
    /// How well they fit, 0 to 1.
    pub score: f64,
    /// Whether somebody does it by hand.
    pub by_hand: bool,
}

/// Changes that are written together.
#[derive(Clone, Debug)]
pub struct StoryChanges {
    /// [`StoryReader::changes`] of the state that they were decided on.
    pub based_on: i64,
    /// When they were decided.
    pub time: Timestamp,
    /// Version of the algorithm.
    pub algorithm: u32,
    /// Each story once, in order of numbers.
    pub stories: Vec<StoryChange>,
    /// New signatures, by document.
    pub signatures: Vec<(i64, SignatureRow)>,
    /// Documents that are sorted.
    pub sorted: Vec<i64>,
    /// In the order in which it happened.
    pub history: Vec<HistoryRow>,
    /// The call that asks for it, and the story that answers it.
    pub request: Option<(RequestKey, i64)>,
}

impl StoryChanges {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.stories.is_empty() && self.signatures.is_empty() && self.sorted.is_empty()
    }
}

/// An article that has come to a story with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedArticle {
    /// Its place among all that came.
    pub seq: i64,
    /// The story.
    pub story: i64,
    /// The story's id.
    pub story_id: StoryId,
    /// The article.
    pub document: i64,
    /// Its id.
    pub document_id: DocumentId,
}

/// How many documents wait for the stages behind analysis, each counted up to a bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// To be sorted into stories.
    pub unsorted: usize,
    /// To have their entities identified.
    pub unidentified: usize,
    /// To be compared with the stories they came to.
    pub uncompared: usize,
}

/// A story as somebody asked for it.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundStory {
    /// The story; of one that was merged its successor.
    pub story: Story,
    /// The latest steps of its history, the earliest first.
    pub history: Vec<StoryHistory>,
}

/// Asks for a page of stories.
#[derive(Clone, Copy, Debug)]
pub struct StoryListRequest<'a> {
    /// Which stories, by [`crate::domain::STORY_FIELDS`]. Merged ones come only when the filter
    /// asks for them by their state.
    pub filter: &'a Filter<FieldTest>,
    /// In which order.
    pub order: StoryOrder,
    /// Most stories; at least 1.
    pub size: usize,
    /// Token of the page before, made with the same filter and order; empty = first page.
    pub token: &'a str,
    /// When it is asked: articles that are dated later do not make stories dormant.
    pub now: Timestamp,
}

/// A page of stories.
#[derive(Clone, Debug)]
pub struct StoryPage {
    /// In the order asked for.
    pub stories: Vec<Story>,
    /// Token of the next page; empty on the last one.
    pub next_token: String,
}
