//! The only place that turns errors into gRPC statuses. Every status carries a
//! `google.rpc.ErrorInfo` with domain "parallax".

mod access;
mod server;
mod service;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, time::Duration};

use prost::Message;
use tonic::{Code, Status};
use tonic_types::pb;

use crate::{
    config::Setting,
    proto::v1::{self, ErrorReason},
};

pub(super) use access::{quota_exceeded, scope_missing, unauthenticated};
pub(super) use server::{
    complete, deadline_exceeded, message_too_large, no_memory_for_message, shutting_down,
    too_many_calls, too_many_questions, too_many_watchers, watcher_too_slow,
};
pub(super) use service::{article, filter, out_of_order, service, taken_over};

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
    /// Type and name.
    resource: Option<(&'static str, String)>,
    /// Whose quota was used up, and which one.
    quota: Option<(String, String)>,
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
            quota: None,
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

    /// The same with another name for the field at fault.
    pub(super) fn renamed(mut self, name: impl FnOnce(&str) -> String) -> Self {
        if let Some((field, description)) = &mut self.0.violation {
            *field = name(field);
            self.0.message = format!("{field}: {description}");
        }
        self
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

    /// Where a stream goes on that this ends.
    pub(super) fn resumed_by(self, token: String) -> Self {
        self.with("resume_token", token)
    }

    /// What the error is about.
    fn about(mut self, resource_type: &'static str, name: String) -> Self {
        self.0.resource = Some((resource_type, name));
        self
    }

    /// Whose quota was used up.
    fn of_quota(mut self, subject: String, description: String) -> Self {
        self.0.quota = Some((subject, description));
        self
    }

    fn retry_after(mut self, delay: Duration) -> Self {
        self.0.retry = Some(delay);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
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
        if let Some((resource_type, resource_name)) = fault.resource {
            let resource = pb::ResourceInfo {
                resource_type: resource_type.to_owned(),
                resource_name,
                owner: String::new(),
                description: fault.message.clone(),
            };
            details.push(detail("ResourceInfo", &resource));
        }
        if let Some((subject, description)) = fault.quota {
            let violation = pb::quota_failure::Violation {
                subject,
                description,
                ..pb::quota_failure::Violation::default()
            };
            details.push(detail("QuotaFailure", &pb::QuotaFailure { violations: vec![violation] }));
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

fn internal(cause: &str) -> Fault {
    tracing::error!(cause, "internal fault");
    let message = "a fault of the service; its log has the cause";
    Fault::new(Code::Internal, ErrorReason::Internal, message)
}
