//! What a call may come back with instead of an answer.

use std::{collections::BTreeMap, error::Error as _, time::Duration};

use prost::Message as _;
use thiserror::Error;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::SecurityError;
use crate::proto::v1::{self, ErrorReason};

/// Why a call gave no answer.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The endpoint is not a URL.
    #[error("{endpoint:?} is not an endpoint")]
    Endpoint {
        /// What was given.
        endpoint: String,
        /// What is wrong with it.
        source: tonic::transport::Error,
    },
    /// Certificates or keys cannot be used.
    #[error("cannot set up TLS for {endpoint}")]
    Tls {
        /// The endpoint.
        endpoint: String,
        /// The cause.
        source: tonic::transport::Error,
    },
    /// The connection would not be safe.
    #[error(transparent)]
    Security(#[from] SecurityError),
    /// The server cannot be reached.
    #[error("cannot connect to {endpoint}")]
    Connect {
        /// The endpoint.
        endpoint: String,
        /// The cause.
        source: tonic::transport::Error,
    },
    /// The call's deadline passed on this side.
    #[error("no answer within {after:?}")]
    Deadline {
        /// The time that was given.
        after: Duration,
    },
    /// The server refused the call or failed.
    #[error(transparent)]
    Call(#[from] Box<CallError>),
}

impl ClientError {
    /// The gRPC code that says the same.
    pub fn code(&self) -> Code {
        match self {
            Self::Endpoint { .. } | Self::Tls { .. } | Self::Security(_) => Code::InvalidArgument,
            Self::Connect { .. } => Code::Unavailable,
            Self::Deadline { .. } => Code::DeadlineExceeded,
            Self::Call(error) => error.code,
        }
    }

    /// Name of the code as gRPC writes it, for example "INVALID_ARGUMENT".
    pub fn code_name(&self) -> String {
        code_name(self.code())
    }

    /// The server's reason, if it gave one that this client knows.
    pub fn reason(&self) -> Option<ErrorReason> {
        self.call().and_then(|error| error.reason)
    }

    /// The fields of the request that break a rule.
    pub fn field_violations(&self) -> &[FieldViolation] {
        self.call().map_or(&[], |error| &error.field_violations)
    }

    /// When to try again, if the server said so.
    pub fn retry_delay(&self) -> Option<Duration> {
        self.call().and_then(|error| error.retry_delay)
    }

    /// The server's own error, if it is one.
    pub fn call(&self) -> Option<&CallError> {
        match self {
            Self::Call(error) => Some(error),
            _ => None,
        }
    }
}

impl From<CallError> for ClientError {
    fn from(error: CallError) -> Self {
        Self::Call(Box::new(error))
    }
}

/// A status of the server with its details.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{code:?}: {message}")]
pub struct CallError {
    /// Its code.
    pub code: Code,
    /// Its message.
    pub message: String,
    /// Its reason, if it is one that this client knows.
    pub reason: Option<ErrorReason>,
    /// Names and values behind the message: the setting and the limit that were met.
    pub metadata: BTreeMap<String, String>,
    /// Fields of the request that break a rule.
    pub field_violations: Vec<FieldViolation>,
    /// When to try again.
    pub retry_delay: Option<Duration>,
    /// Name of the document that the error is about.
    pub resource_name: Option<String>,
}

/// A field of the request that breaks its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldViolation {
    /// Path of the field, for example `articles[1].article.text`.
    pub field: String,
    /// What is wrong with it.
    pub description: String,
}

impl From<&Status> for CallError {
    fn from(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info().filter(|info| info.domain == "parallax");
        let known = |reason: &str| ErrorReason::from_str_name(&format!("ERROR_REASON_{reason}"));
        let violations = details.bad_request().map(|bad| &bad.field_violations);
        Self {
            code: if is_lost_connection(status) { Code::Unavailable } else { status.code() },
            message: status.message().to_owned(),
            reason: info.and_then(|info| known(&info.reason)),
            metadata: info
                .map(|info| info.metadata.clone().into_iter().collect())
                .unwrap_or_default(),
            field_violations: violations
                .into_iter()
                .flatten()
                .map(|violation| FieldViolation {
                    field: violation.field.clone(),
                    description: violation.description.clone(),
                })
                .collect(),
            retry_delay: details.retry_info().and_then(|retry| retry.retry_delay),
            resource_name: details.resource_info().map(|found| found.resource_name.clone()),
        }
    }
}

impl From<&v1::ItemStatus> for CallError {
    /// Reads the status of an item of a feed.
    fn from(item: &v1::ItemStatus) -> Self {
        let v1::ItemStatus { code, message, details } = item.clone();
        // The message is google.rpc.Status under another name.
        let details = tonic_types::pb::Status { code, message, details }.encode_to_vec();
        let status = Status::with_details(Code::from(code), item.message.clone(), details.into());
        Self::from(&status)
    }
}

impl CallError {
    /// Name of the code as gRPC writes it, for example "INVALID_ARGUMENT".
    pub fn code_name(&self) -> String {
        code_name(self.code)
    }
}

fn code_name(code: Code) -> String {
    let mut name = String::new();
    for c in format!("{code:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_uppercase());
    }
    name
}

/// Whether the status was made by the channel's own timer and not by the server.
pub(super) fn is_local_timeout(status: &Status) -> bool {
    status.code() == Code::Cancelled && has_timed_out(status)
}

/// Whether the connection was lost before the answer was there, as when the server is killed.
///
/// The transport tells some of these cases as unknown or cancelled. What the server itself says
/// has no source.
fn is_lost_connection(status: &Status) -> bool {
    let unclear = matches!(status.code(), Code::Unknown | Code::Cancelled);
    unclear && status.source().is_some() && !has_timed_out(status)
}

/// Whether the deadline of the client itself has passed.
fn has_timed_out(status: &Status) -> bool {
    let causes = std::iter::successors(status.source(), |cause| (*cause).source());
    causes.into_iter().any(<dyn std::error::Error>::is::<tonic::TimeoutExpired>)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_names_of_grpc() {
        assert_eq!(code_name(Code::InvalidArgument), "INVALID_ARGUMENT");
        assert_eq!(code_name(Code::Ok), "OK");
    }

    #[test]
    fn the_status_of_an_item_reads_as_that_of_a_call() {
        let details = tonic_types::ErrorDetails::with_error_info(
            "CONTENT_EMPTY",
            "parallax",
            std::collections::HashMap::new(),
        );
        let status = Status::with_error_details(Code::InvalidArgument, "empty", details);
        let sent = tonic_types::pb::Status::decode(status.details()).unwrap();
        let item = v1::ItemStatus { code: sent.code, message: sent.message, details: sent.details };
        let error = CallError::from(&item);
        assert_eq!(error, CallError::from(&status));
        assert_eq!(error.reason, Some(ErrorReason::ContentEmpty));
    }

    #[test]
    fn a_lost_connection_is_not_what_the_server_says() {
        let lost = Status::from_error(Box::new(std::io::Error::other("broken")));
        assert_eq!(CallError::from(&lost).code, Code::Unavailable);
        for status in [Status::unknown("broken"), Status::cancelled("stopped")] {
            assert_eq!(CallError::from(&status).code, status.code());
        }
    }
}
