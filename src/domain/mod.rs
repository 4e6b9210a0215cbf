//! Plain data of the field: no I/O, no async, nothing of ours imported.
//!
//! Every position is a half-open range of UTF-8 bytes in the text that the engine reads,
//! which is the submitted text unless a page was submitted ([`SourceMap`] leads back to it);
//! other units exist only at the service's edge.

mod analysis;
mod article;
mod claim;
mod comparison;
mod date;
mod document;
mod entity;
mod filter;
mod five_w;
mod framing;
mod gazetteer;
mod identity;
mod order;
mod page;
mod quality;
mod quantity;
mod query;
mod quote;
mod revision;
mod session;
mod signal;
mod sketch;
mod span;
mod story;
mod zone;

pub use analysis::{Analysis, DateBasis, DocumentDate, Section, Sentence, Warning};
pub use article::{
    Article, ArticleError, ArticleText, DocumentId, InvalidDocumentId, Labels, Language, MediaType,
    Metadata,
};
pub use claim::{Claim, ClaimSlot, Modality, Polarity, SlotRole, Voice};
pub use comparison::{
    AgreementMatrix, ClaimCluster, ClaimStance, ClaimStatus, ComparedDocument, Comparison,
    ComparisonId, Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, DistinctiveTerm,
    DocumentProfile, EntityComparison, EntityInDocument, Evidence, Finding, FiveWCell,
    FiveWComparison, FiveWRow, FramingComparison, FramingInDocument, FramingUse, Headline,
    InvalidComparisonId, NameForm, Omission, Overview, Phase, QuantityComparison, QuantityValue,
    Question, QuoteCluster, QuoteParty, QuoteRelation, QuoteRendering, Relation, ReuseKind,
    ReuseLink, Severity, SourceRole, SourceUse, SourcingProfile, SummaryLine, TimelineEntry,
};
pub use date::{DateAnchor, DateAnnotation, DateKind, DateReading};
pub use document::{DuplicateKind, State};
pub use entity::{Entity, EntityType, ExternalId, Mention, MentionKind};
pub use filter::{
    Check, Field, FieldKind, FieldRule, FieldTest, FieldValue, Filter, FilterError, Matches, Test,
    TextField, TimeField,
};
pub use five_w::{FiveW, FiveWAnswer};
pub use framing::{FramingDevice, FramingTerm};
pub use gazetteer::{Gazetteer, GazetteerEntry, GazetteerError, GazetteerMatch};
pub use identity::{
    Appearance, AppearanceForm, EntityId, Facet, InvalidEntityId, Profile, code_value, fact_key,
    key_weight,
};
pub use order::{Order, OrderBy, OrderError};
pub use page::{Page, SourceMap, Stated, StatedTime};
pub use quality::{Damage, DamageKind, Quality};
pub use quantity::{Change, Quantity, Unit, UnitSystem};
pub use query::{Query, QueryError};
pub use quote::{Party, Quote, QuoteKind};
pub use revision::{ChangeKind, EditOp, FactKind, FactualEdit, RevisionChange, WordEdit};
pub use session::{InvalidSessionId, SessionId};
pub use signal::Signal;
pub use sketch::{NEAR_COPY, Sketch};
pub use span::Span;
pub use story::{
    DEVELOPS_FOR, EntityCount, InvalidStoryId, STORY_FIELDS, Story, StoryHistory, StoryId,
    StoryMembership, StoryOrder, StoryOrderBy, StoryOrderError, StoryState, StoryStep,
};
pub use zone::{Zone, ZoneKind};
