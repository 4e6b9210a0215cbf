//! The only place that turns errors into gRPC statuses. Every status carries a
//! `google.rpc.ErrorInfo` with domain "parallax".

use std::{collections::BTreeMap, error::Error, time::Duration};

use prost::Message;
use tonic::{Code, Status};
use tonic_types::pb;

use crate::{
    config::{self, Setting},
    domain::ArticleError,
    proto::v1::{self, ErrorReason},
    service::ServiceError,
    store::StoreError,
};

const DOMAIN: &str = "parallax";
/// What callers are told to wait when the queue is full or the store is busy.
const RETRY_SOON: Duration = Duration::from_secs(1);
/// What callers are told to wait when somebody must make room.
const RETRY_LATER: Duration = Duration::from_secs(30);

/// An error on its way to the caller.
#[derive(Clone, Debug)]
pub(super) struct Fault(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    code: Code,
    reason: ErrorReason,
    message: String,
    metadata: Vec<(&'static str, String)>,
    violation: Option<(String, String)>,
    retry: Option<Duration>,
    resource: Option<String>,
}

impl Fault {
    fn new(code: Code, reason: ErrorReason, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            code,
            reason,
            message: message.into(),
            metadata: Vec::new(),
            violation: None,
            retry: None,
            resource: None,
        }))
    }

    /// A field that breaks its rule. The description reads on after the field's name.
    pub(super) fn argument(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self::field(ErrorReason::ArgumentInvalid, field, description)
    }

    /// The same for a reason of its own.
    fn field(
        reason: ErrorReason,
        field: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        let (field, description) = (field.into(), description.into());
        let message = format!("{field}: {description}");
        let mut fault = Self::new(Code::InvalidArgument, reason, message);
        fault.0.violation = Some((field, description));
        fault
    }

    /// The fault of one item of a stream.
    pub(super) fn into_item(self) -> v1::ItemStatus {
        let status = Status::from(self);
        // The details were encoded a moment ago.
        let details = pb::Status::decode(status.details()).unwrap_or_default().details;
        v1::ItemStatus { code: status.code().into(), message: status.message().to_owned(), details }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.metadata.push((name, value.to_string()));
        self
    }

    fn with_setting(self, setting: Setting, limit: impl ToString) -> Self {
        self.with("setting", setting.name).with("variable", setting.variable).with("limit", limit)
    }

    fn retry_after(mut self, delay: Duration) -> Self {
        self.0.retry = Some(delay);
        self
    }
}

impl From<Fault> for Status {
    fn from(Fault(fault): Fault) -> Self {
        let reason = fault.reason.as_str_name().trim_start_matches("ERROR_REASON_");
        let metadata = fault.metadata.into_iter().map(|(name, value)| (name.to_owned(), value));
        let info = ErrorInfo {
            reason: reason.to_owned(),
            domain: DOMAIN.to_owned(),
            metadata: metadata.collect(),
        };
        let mut details = vec![detail("ErrorInfo", &info)];
        if let Some((field, description)) = fault.violation {
            let violation = pb::bad_request::FieldViolation {
                field,
                description,
                ..pb::bad_request::FieldViolation::default()
            };
            let bad_request = pb::BadRequest { field_violations: vec![violation] };
            details.push(detail("BadRequest", &bad_request));
        }
        if let Some(delay) = fault.retry {
            let retry_delay = prost_types::Duration::try_from(delay).ok();
            details.push(detail("RetryInfo", &pb::RetryInfo { retry_delay }));
        }
        if let Some(resource_name) = fault.resource {
            let resource = pb::ResourceInfo {
                resource_type: "parallax.v1.Document".to_owned(),
                resource_name,
                owner: String::new(),
                description: fault.message.clone(),
            };
            details.push(detail("ResourceInfo", &resource));
        }
        let status =
            pb::Status { code: fault.code.into(), message: fault.message.clone(), details };
        Self::with_details(fault.code, fault.message, status.encode_to_vec().into())
    }
}

/// `google.rpc.ErrorInfo` with ordered metadata: the same error is the same bytes.
#[derive(Clone, PartialEq, prost::Message)]
struct ErrorInfo {
    #[prost(string, tag = "1")]
    reason: String,
    #[prost(string, tag = "2")]
    domain: String,
    #[prost(btree_map = "string, string", tag = "3")]
    metadata: BTreeMap<String, String>,
}

fn detail(name: &str, message: &impl Message) -> prost_types::Any {
    let type_url = format!("type.googleapis.com/google.rpc.{name}");
    prost_types::Any { type_url, value: message.encode_to_vec() }
}

/// Where the articles of a request came from, for the paths in errors.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    /// The field that holds the list of articles.
    pub(super) list: &'static str,
    /// The field of each article's text.
    pub(super) texts: Vec<String>,
}

impl Fields {
    /// The only article of a request.
    pub(super) fn one(text: String) -> Self {
        Self { list: "", texts: vec![text] }
    }
}

/// What a use case reported.
pub(super) fn service(error: ServiceError, fields: &Fields) -> Fault {
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
            let mut fault = Fault::new(Code::NotFound, ErrorReason::DocumentNotFound, message);
            fault.0.resource = Some(id.name());
            fault
        }
        ServiceError::IdTaken(id) => {
            let message = format!("the id {id} is taken by another document");
            let mut fault = Fault::new(Code::AlreadyExists, ErrorReason::DocumentIdTaken, message);
            fault.0.resource = Some(id.name());
            fault
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
            let mut fault = Fault::new(Code::Aborted, ErrorReason::EtagMismatch, message);
            fault.0.resource = Some(id.name());
            fault.with("etag", etag)
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
        ServiceError::QueueFull { queue } => {
            let message = format!(
                "all workers are busy and {queue} callers ({}) wait already",
                config::QUEUE.variable
            );
            Fault::new(Code::ResourceExhausted, ErrorReason::QueueFull, message)
                .with_setting(config::QUEUE, queue)
                .retry_after(RETRY_SOON)
        }
        ServiceError::Stopped | ServiceError::ShuttingDown => shutting_down(),
        ServiceError::Store(error) => store(&error),
        ServiceError::Internal(cause) => internal(&cause),
    }
}

/// A filter or an order that does not parse.
pub(super) fn filter(field: &str, problem: String) -> Fault {
    Fault::field(ErrorReason::FilterInvalid, field, problem)
}

/// An item of a feed whose sequence is not greater than the one before.
pub(super) fn out_of_order(last: i64) -> Fault {
    let description = format!("must be greater than that of the item before, {last}");
    Fault::field(ErrorReason::SequenceOutOfOrder, "item.sequence", description)
}

/// Another stream has taken the session of this one.
pub(super) fn taken_over() -> Fault {
    let message = "another stream has taken the session over";
    Fault::new(Code::Aborted, ErrorReason::SessionTakenOver, message)
}

/// An article that cannot be analysed; `field` holds its text.
pub(super) fn article(error: &ArticleError, field: &str) -> Fault {
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

/// A message over the limit; its size if it is known before decompression.
pub(super) fn message_too_large(actual: Option<usize>, limit: usize) -> Fault {
    let setting = config::MAX_MESSAGE_BYTES;
    let size = actual.map_or_else(|| "more".to_owned(), |actual| format!("{actual} bytes, more"));
    let message = format!(
        "the message has {size} than the {limit} bytes of {} ({})",
        setting.name, setting.variable
    );
    let fault = Fault::new(Code::ResourceExhausted, ErrorReason::ContentTooLarge, message)
        .with_setting(setting, limit);
    match actual {
        Some(actual) => fault.with("actual", actual),
        None => fault,
    }
}

/// More calls at once than allowed.
pub(super) fn too_many_calls(limit: usize) -> Fault {
    let setting = config::MAX_CALLS;
    let message = format!("{limit} calls ({}) are in progress already", setting.variable);
    Fault::new(Code::ResourceExhausted, ErrorReason::QueueFull, message)
        .with_setting(setting, limit)
        .retry_after(RETRY_SOON)
}

/// The caller's deadline passed, or with `limit` the server's own.
pub(super) fn deadline_exceeded(limit: Option<Duration>) -> Fault {
    let setting = config::CALL_TIMEOUT;
    match limit {
        None => Fault::new(
            Code::DeadlineExceeded,
            ErrorReason::DeadlineExceeded,
            "the deadline passed; the work was stopped",
        ),
        Some(limit) => {
            let seconds = limit.as_secs_f64();
            let message = format!(
                "the call took longer than the {seconds} s of {} ({}); the work was stopped",
                setting.name, setting.variable
            );
            Fault::new(Code::DeadlineExceeded, ErrorReason::DeadlineExceeded, message)
                .with_setting(setting, format!("{seconds}s"))
        }
    }
}

/// The server is ending.
pub(super) fn shutting_down() -> Fault {
    let message = "the server is shutting down";
    Fault::new(Code::Unavailable, ErrorReason::ShuttingDown, message).retry_after(RETRY_SOON)
}

/// Gives the details to a status that tonic made by itself before a handler ran.
pub(super) fn complete(status: Status, message_limit: usize) -> Status {
    const DECODING: &str = "failed to decode Protobuf message: ";
    let has_details = !status.details().is_empty();
    match status.code() {
        _ if has_details => status,
        // Unknown methods and encodings stay as every gRPC server answers them.
        Code::Ok | Code::Unimplemented => status,
        Code::OutOfRange | Code::ResourceExhausted => message_too_large(None, message_limit).into(),
        Code::Internal if status.message().starts_with(DECODING) => {
            let (field, problem) = decoding_path(&status.message()[DECODING.len()..]);
            Fault::argument(field, format!("does not decode: {problem}")).into()
        }
        Code::Internal
            if status.message().starts_with("protocol error")
                || status.message().starts_with("Error decompressing") =>
        {
            Fault::argument("message", status.message()).into()
        }
        Code::Cancelled => status,
        _ => internal(status.message()).into(),
    }
}

/// Splits prost's "Message.field: Message.field: problem", innermost message first, into
/// the path of the field from the request down and the problem.
fn decoding_path(text: &str) -> (String, &str) {
    let (mut path, mut rest) = (Vec::new(), text);
    while let Some((head, tail)) = rest.split_once(": ") {
        match head.split_once('.') {
            // prost names the oneof and not its member; only one of them is a string.
            Some(("ArticleContent", "content")) if tail.contains("invalid string") => {
                path.push("text");
            }
            Some((message, field)) if !message.contains(' ') && !field.contains(' ') => {
                path.push(field);
            }
            _ => break,
        }
        rest = tail;
    }
    path.reverse();
    let field = if path.is_empty() { "message".to_owned() } else { path.join(".") };
    (field, rest)
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

fn internal(cause: &str) -> Fault {
    tracing::error!(cause, "internal fault");
    let message = "a fault of the service; its log has the cause";
    Fault::new(Code::Internal, ErrorReason::Internal, message)
}

#[cfg(test)]
mod tests {

    use tonic_types::StatusExt as _;

    use super::*;
    use crate::proto::v1;

    fn status_of(error: ServiceError) -> Status {
        let fields = Fields {
            list: "articles",
            texts: vec![String::new(), "articles[1].article.text".into()],
        };
        service(error, &fields).into()
    }

    /// Code, reason and the field at fault.
    fn essence(status: &Status) -> (Code, String, String) {
        let details = status.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!(info.domain, "parallax");
        let field = details.bad_request().map(|bad| bad.field_violations[0].field.clone());
        assert_eq!(status.code() == Code::InvalidArgument, field.is_some());
        (status.code(), info.reason.clone(), field.unwrap_or_default())
    }

    #[test]
    fn each_error_has_its_code_reason_and_field() {
        let at = |error| ServiceError::Article { index: 1, error };
        let field = "articles[1].article.text";
        let id = || "abc".parse().unwrap();
        let cases = [
            (at(ArticleError::Empty), Code::InvalidArgument, "CONTENT_EMPTY", field),
            (at(ArticleError::NotArticle), Code::InvalidArgument, "CONTENT_NOT_ARTICLE", field),
            (
                at(ArticleError::TooLarge { actual: 11, limit: 10 }),
                Code::InvalidArgument,
                "CONTENT_TOO_LARGE",
                field,
            ),
            (
                at(ArticleError::UnknownCharset { name: "klingon".into() }),
                Code::InvalidArgument,
                "CHARSET_INVALID",
                field,
            ),
            (
                ServiceError::TooFewDocuments { actual: 1 },
                Code::InvalidArgument,
                "TOO_FEW_DOCUMENTS",
                "articles",
            ),
            (
                ServiceError::TooManyDocuments { actual: 51, limit: 50 },
                Code::InvalidArgument,
                "TOO_MANY_DOCUMENTS",
                "articles",
            ),
            (ServiceError::PageToken, Code::InvalidArgument, "PAGE_TOKEN_INVALID", "page_token"),
            (
                ServiceError::NotFound { id: id(), revision: Some(3) },
                Code::NotFound,
                "DOCUMENT_NOT_FOUND",
                "",
            ),
            (ServiceError::NoAnalysis, Code::FailedPrecondition, "ANALYSIS_OFF", ""),
            (ServiceError::RequestIdReused, Code::AlreadyExists, "REQUEST_ID_REUSED", ""),
            (
                ServiceError::AlreadyAcknowledged { sequence: 7 },
                Code::AlreadyExists,
                "SEQUENCE_OUT_OF_ORDER",
                "",
            ),
            (
                ServiceError::Changed { id: id(), etag: "1-2".into() },
                Code::Aborted,
                "ETAG_MISMATCH",
                "",
            ),
            (
                ServiceError::Store(StoreError::Full {
                    path: "/secret".into(),
                    message: "secret".into(),
                }),
                Code::ResourceExhausted,
                "STORE_FULL",
                "",
            ),
            (
                ServiceError::Store(StoreError::Damaged {
                    path: "/secret".into(),
                    message: "secret".into(),
                }),
                Code::DataLoss,
                "STORE_DAMAGED",
                "",
            ),
            (ServiceError::IdTaken(id()), Code::AlreadyExists, "DOCUMENT_ID_TAKEN", ""),
            (ServiceError::QueueFull { queue: 4 }, Code::ResourceExhausted, "QUEUE_FULL", ""),
            (ServiceError::ShuttingDown, Code::Unavailable, "SHUTTING_DOWN", ""),
            (
                ServiceError::Store(StoreError::Backend("disk full".into())),
                Code::Unavailable,
                "STORE_UNAVAILABLE",
                "",
            ),
            (ServiceError::Internal("secret".into()), Code::Internal, "INTERNAL", ""),
        ];
        for (error, code, reason, field) in cases {
            let status = status_of(error);
            assert_eq!(essence(&status), (code, reason.to_owned(), field.to_owned()));
            let retryable = matches!(code, Code::ResourceExhausted | Code::Unavailable);
            assert_eq!(status.get_details_retry_info().is_some(), retryable, "{reason}");
        }
    }

    #[test]
    fn limits_name_the_setting_the_limit_and_the_size() {
        let error = ArticleError::TooLarge { actual: 11, limit: 10 };
        let status = status_of(ServiceError::Article { index: 1, error });
        let info = status.get_details_error_info().unwrap();
        assert_eq!(info.metadata["setting"], "max_article_bytes");
        assert_eq!(info.metadata["variable"], "PARALLAX_MAX_ARTICLE_BYTES");
        assert_eq!((&*info.metadata["limit"], &*info.metadata["actual"]), ("10", "11"));
        assert!(status.message().contains("PARALLAX_MAX_ARTICLE_BYTES"));
    }

    #[test]
    fn the_same_error_is_the_same_bytes() {
        let status = || Status::from(message_too_large(Some(11), 10));
        assert!((0..20).all(|_| status().details() == status().details()));
    }

    #[test]
    fn causes_stay_in_the_log() {
        let store = status_of(ServiceError::Store(StoreError::Backend("/secret".into())));
        let internal = status_of(ServiceError::Internal("/secret".into()));
        for status in [store, internal] {
            assert!(!status.message().contains("secret"));
            assert!(!status.details().windows(6).any(|bytes| bytes == b"secret"));
        }
    }

    #[test]
    fn not_found_names_the_resource() {
        let status =
            status_of(ServiceError::NotFound { id: "abc".parse().unwrap(), revision: None });
        let resource = status.get_details_resource_info().unwrap();
        assert_eq!(resource.resource_name, "documents/abc");
    }

    #[test]
    fn statuses_of_the_framework_get_details() {
        // AnalyzeTextRequest { article { text: "\xff" } }, and a truncated message.
        for (bytes, field) in [(&[10, 3, 10, 1, 0xff][..], "article.text"), (&[10, 9], "article")] {
            let error = v1::AnalyzeTextRequest::decode(bytes).unwrap_err();
            let status = complete(Status::internal(error.to_string()), 10);
            let expected = (Code::InvalidArgument, "ARGUMENT_INVALID".into(), field.into());
            assert_eq!(essence(&status), expected, "{error}");
        }

        let status = complete(Status::out_of_range("too large"), 10);
        let expected = (Code::ResourceExhausted, "CONTENT_TOO_LARGE".into(), String::new());
        assert_eq!(essence(&status), expected);

        let status = complete(Status::unknown("surprise"), 10);
        assert_eq!(essence(&status).1, "INTERNAL");
        assert!(!status.message().contains("surprise"));

        let kept: Status = shutting_down().into();
        assert_eq!(complete(kept.clone(), 10).details(), kept.details());
    }
}
