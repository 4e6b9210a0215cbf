//! What use cases report.

use std::error::Error as _;

use tonic::Code;

use super::{Fault, Fields, RETRY_LATER, RETRY_SOON, internal, server::shutting_down};
use crate::{
    config,
    domain::ArticleError,
    proto::v1::ErrorReason,
    service::{Refused, ServiceError, TooMuch, Why},
    store::StoreError,
};

const DOCUMENT: &str = "parallax.v1.Document";
const COMPARISON: &str = "parallax.v1.Comparison";
const STORY: &str = "parallax.v1.Story";
const ENTITY: &str = "parallax.v1.Entity";

/// What a use case reported.
pub(in crate::transport) fn service(error: ServiceError, fields: &Fields) -> Fault {
    match error {
        ServiceError::Article { index, error } => {
            article(&error, fields.texts.get(index).map_or("article", String::as_str))
        }
        ServiceError::TooFewDocuments { actual } => {
            let description = format!("needs at least 2 articles, not {actual}");
            Fault::field(ErrorReason::TooFewDocuments, fields.list, description)
                .with("limit", 2)
                .with("actual", actual)
        }
        ServiceError::TooManyDocuments { actual, limit } => {
            let setting = config::MAX_COMPARED_DOCUMENTS;
            let description =
                format!("takes at most {limit} articles ({}), not {actual}", setting.variable);
            Fault::field(ErrorReason::TooManyDocuments, fields.list, description)
                .with_setting(setting, limit)
                .with("actual", actual)
        }
        ServiceError::NotFound { id, revision } => {
            let message = match revision {
                Some(revision) => format!("there is no revision {revision} of {}", id.name()),
                None => format!("there is no document {}", id.name()),
            };
            Fault::new(Code::NotFound, ErrorReason::DocumentNotFound, message)
                .about(DOCUMENT, id.name())
        }
        ServiceError::ComparisonNotFound(id) => {
            let message = format!(
                "there is no comparison {}: it was never made, or one of its documents is gone, or \
                 nobody has asked for it in long; call Compare again",
                id.name()
            );
            Fault::new(Code::NotFound, ErrorReason::ComparisonNotFound, message)
                .about(COMPARISON, id.name())
        }
        ServiceError::IdTaken(id) => {
            let message = format!("the id {id} is taken by another document");
            Fault::new(Code::AlreadyExists, ErrorReason::DocumentIdTaken, message)
                .about(DOCUMENT, id.name())
        }
        ServiceError::RequestIdReused => {
            let message = "request_id: was used for another request";
            Fault::new(Code::AlreadyExists, ErrorReason::RequestIdReused, message)
        }
        ServiceError::AlreadyAcknowledged { sequence } => {
            let message =
                format!("item {sequence} was acknowledged before, and no document holds its text");
            Fault::new(Code::AlreadyExists, ErrorReason::SequenceOutOfOrder, message)
        }
        ServiceError::Changed { id, etag } => {
            let message = format!("{} has changed since: its etag is {etag}", id.name());
            Fault::new(Code::Aborted, ErrorReason::EtagMismatch, message)
                .about(DOCUMENT, id.name())
                .with("etag", etag)
        }
        ServiceError::StoryNotFound(id) => {
            let message = format!(
                "there is no story {}: it never was, or its last document was deleted",
                id.name()
            );
            Fault::new(Code::NotFound, ErrorReason::StoryNotFound, message).about(STORY, id.name())
        }
        ServiceError::StoryGone => {
            let message = "the last document of the story was deleted a moment ago";
            Fault::new(Code::NotFound, ErrorReason::StoryNotFound, message)
        }
        ServiceError::StoryChanged { id, etag } => {
            let message = format!("{} has changed since: its etag is {etag}", id.name());
            Fault::new(Code::Aborted, ErrorReason::EtagMismatch, message)
                .about(STORY, id.name())
                .with("etag", etag)
        }
        ServiceError::NotSorted(id) => {
            let message = format!(
                "{} is not sorted into stories: its analysis is due, or it has none",
                id.name()
            );
            Fault::new(Code::FailedPrecondition, ErrorReason::DocumentNotSorted, message)
                .about(DOCUMENT, id.name())
        }
        ServiceError::StoriesChanged => {
            let message = "stories have changed in the meantime";
            Fault::new(Code::Aborted, ErrorReason::StoreUnavailable, message)
                .retry_after(RETRY_SOON)
        }
        ServiceError::EntityNotFound(id) => {
            let message = format!("there is no entity {}", id.name());
            Fault::new(Code::NotFound, ErrorReason::EntityNotFound, message)
                .about(ENTITY, id.name())
        }
        ServiceError::EntityMerged { id, into } => {
            let message = format!("{} was merged into {}", id.name(), into.name());
            Fault::new(Code::FailedPrecondition, ErrorReason::EntityMerged, message)
                .about(ENTITY, id.name())
                .with("merged_into", into.name())
        }
        ServiceError::EntityChanged { id, etag } => {
            let message = format!("{} has changed since: its etag is {etag}", id.name());
            Fault::new(Code::Aborted, ErrorReason::EtagMismatch, message)
                .about(ENTITY, id.name())
                .with("etag", etag)
        }
        ServiceError::AliasUnknown { index } => {
            Fault::argument(format!("aliases[{index}]"), "is none of the entity's names")
        }
        ServiceError::NothingLeft => {
            Fault::argument("aliases", "are all names of the entity: one must stay")
        }
        ServiceError::NoAnalysis => {
            let setting = config::ANALYSIS_WORKERS;
            let message = format!(
                "this server analyses no stored documents ({} is 0): nobody can wait for it",
                setting.variable
            );
            Fault::new(Code::FailedPrecondition, ErrorReason::AnalysisOff, message)
                .with_setting(setting, 0)
        }
        ServiceError::PageToken => {
            let description = "was not made by this list";
            Fault::field(ErrorReason::PageTokenInvalid, "page_token", description)
        }
        ServiceError::ResumeToken { is_ahead } => {
            let description = if is_ahead {
                "is ahead of the store, which has been put back to an earlier state"
            } else {
                "was not made by this store"
            };
            Fault::field(ErrorReason::ResumeTokenInvalid, "resume_token", description)
        }
        ServiceError::ResumeTokenExpired { oldest, oldest_time } => {
            let message = "resume_token: changes as old as this are not kept any more; read the \
                           present state anew, with include_initial or from lists, and watch from \
                           there";
            let fault = Fault::new(Code::OutOfRange, ErrorReason::ResumeTokenExpired, message)
                .with("oldest_sequence", oldest);
            match oldest_time {
                Some(time) => fault.with("oldest_time", time),
                None => fault,
            }
        }
        ServiceError::Refused(refused) => busy(&refused),
        ServiceError::TooMuch(TooMuch { needed, most }) => {
            let setting = config::MAX_MEMORY;
            let message = format!(
                "the work on so much text may take {needed} bytes of memory, more than the {most} \
                 that are for work, three quarters of {} ({})",
                setting.name, setting.variable
            );
            Fault::new(Code::ResourceExhausted, ErrorReason::ContentTooLarge, message)
                .with_setting(setting, most)
                .with("actual", needed)
        }
        ServiceError::Stopped | ServiceError::ShuttingDown => shutting_down(),
        ServiceError::Store(error) => store(&error),
        ServiceError::Internal(cause) => internal(&cause),
    }
}

/// The pool has too much to do. Both reasons are RESOURCE_EXHAUSTED, which tells clients that the server
/// is up and that RetryInfo counts; UNAVAILABLE would make balancers take it for down.
fn busy(refused: &Refused) -> Fault {
    let setting = config::QUEUE;
    let fault = match refused.why {
        Why::Full { waiting, most } => {
            let message = format!(
                "all workers are busy and {waiting} callers wait already; {} allows up to {most}",
                setting.variable
            );
            Fault::new(Code::ResourceExhausted, ErrorReason::QueueFull, message)
                .with_setting(setting, most)
                .with("waiting", waiting)
        }
        Why::TooLate { expected, left } => {
            let [expected, left] =
                [expected, left].map(|time| format!("{:.3}", time.as_secs_f64()));
            let message = format!(
                "the call would take {expected} s with what waits before it, and its deadline is in \
                 {left} s: nothing was begun"
            );
            Fault::new(Code::ResourceExhausted, ErrorReason::DeadlineUnreachable, message)
                .with("expected", expected)
                .with("left", left)
        }
    };
    fault.retry_after(refused.come_again)
}

/// A filter or an order that does not parse.
pub(in crate::transport) fn filter(field: &str, problem: String) -> Fault {
    Fault::field(ErrorReason::FilterInvalid, field, problem)
}

/// An item of a feed whose sequence is not greater than the one before.
pub(in crate::transport) fn out_of_order(last: i64) -> Fault {
    let description = format!("must be greater than that of the item before, {last}");
    Fault::field(ErrorReason::SequenceOutOfOrder, "item.sequence", description)
}

/// Another stream has taken the session of this one.
pub(in crate::transport) fn taken_over() -> Fault {
    let message = "another stream has taken the session over";
    Fault::new(Code::Aborted, ErrorReason::SessionTakenOver, message)
}

/// An article that cannot be analysed; `field` holds its text.
pub(in crate::transport) fn article(error: &ArticleError, field: &str) -> Fault {
    match error {
        ArticleError::Empty => Fault::field(ErrorReason::ContentEmpty, field, "holds no text"),
        ArticleError::TooLarge { actual, limit } => {
            let setting = config::MAX_ARTICLE_BYTES;
            let description =
                format!("has {actual} bytes, more than the {limit} of {}", setting.variable);
            Fault::field(ErrorReason::ContentTooLarge, field, description)
                .with_setting(setting, limit)
                .with("actual", actual)
        }
        ArticleError::UnknownCharset { name } => {
            let description = format!("is said to be in {name:?}, which no charset is called");
            Fault::field(ErrorReason::CharsetInvalid, field, description)
        }
        ArticleError::NotText => {
            let description = "is neither text nor HTML";
            Fault::field(ErrorReason::ContentNotArticle, field, description)
        }
        ArticleError::NotArticle => {
            let description = "holds no article, only page furniture";
            Fault::field(ErrorReason::ContentNotArticle, field, description)
        }
    }
}

fn store(error: &StoreError) -> Fault {
    let cause = error.source().map(ToString::to_string);
    tracing::error!(%error, cause, "the store failed");
    match error {
        StoreError::Full { .. } => {
            let message = "no space is left for the store: nothing was written";
            return Fault::new(Code::ResourceExhausted, ErrorReason::StoreFull, message)
                .retry_after(RETRY_LATER);
        }
        StoreError::Damaged { .. } | StoreError::Unreadable { .. } => {
            let message = "the store is damaged; the server's log names the place";
            return Fault::new(Code::DataLoss, ErrorReason::StoreDamaged, message);
        }
        _ => {}
    }
    let message = "the store could not be read or written";
    Fault::new(Code::Unavailable, ErrorReason::StoreUnavailable, message).retry_after(RETRY_SOON)
}
