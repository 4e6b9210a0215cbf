//! Plain data of the field: no I/O, no async, nothing of ours imported.
//!
//! Every position is a half-open range of UTF-8 bytes in the text that the engine reads,
//! which is the submitted text unless a page was submitted ([`SourceMap`] leads back to it);
//! other units exist only at the service's edge.

mod analysis;
mod article;
mod comparison;
mod document;
mod entity;
mod filter;
mod order;
mod page;
mod query;
mod revision;
mod session;
mod sketch;
mod span;
mod zone;

pub use analysis::{Analysis, Claim, DateBasis, DocumentDate, Section, Sentence, Warning};
pub use article::{
    Article, ArticleError, ArticleText, DocumentId, InvalidDocumentId, Labels, Language, MediaType,
    Metadata,
};
pub use comparison::{
    AgreementMatrix, ClaimCluster, ClaimStance, ClaimStatus, ComparedDocument, Comparison,
    DocumentProfile, EntityComparison, EntityInDocument, Evidence, NameForm, Overview, Relation,
    Signal,
};
pub use document::{DuplicateKind, State};
pub use entity::{Entity, EntityType, ExternalId, Mention, MentionKind};
pub use filter::{Field, Filter, FilterError, Matches, Test, TextField, TimeField};
pub use order::{Order, OrderBy, OrderError};
pub use page::{Page, SourceMap, Stated, StatedTime};
pub use query::{Query, QueryError};
pub use revision::{ChangeKind, EditOp, FactKind, FactualEdit, RevisionChange, WordEdit};
pub use session::{InvalidSessionId, SessionId};
pub use sketch::{NEAR_COPY, Sketch};
pub use span::Span;
pub use zone::{Zone, ZoneKind};
