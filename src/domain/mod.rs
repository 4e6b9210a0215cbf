//! Plain data of the field: no I/O, no async, nothing of ours imported.
//!
//! Every position is a half-open range of UTF-8 bytes in the submitted text; other
//! units exist only at the service's edge.

mod analysis;
mod article;
mod comparison;
mod entity;
mod span;
mod zone;

pub use analysis::{Analysis, Claim, DateBasis, DocumentDate, Section, Sentence, Warning};
pub use article::{
    Article, ArticleError, ArticleText, DocumentId, InvalidDocumentId, Labels, Metadata,
};
pub use comparison::{
    AgreementMatrix, ClaimCluster, ClaimStance, ClaimStatus, ComparedDocument, Comparison,
    DocumentProfile, EntityComparison, EntityInDocument, Evidence, NameForm, Overview, Relation,
    Signal,
};
pub use entity::{Entity, EntityType, ExternalId, Mention, MentionKind};
pub use span::Span;
pub use zone::{Zone, ZoneKind};
