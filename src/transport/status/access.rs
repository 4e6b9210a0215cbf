//! What callers are told who may not call, or not now.

use tonic::Code;

use super::{Fault, RETRY_SOON};
use crate::{
    config,
    proto::v1::ErrorReason,
    transport::{
        auth::{Refusal, Scope},
        quota::{Exceeded, Limit},
    },
};

/// There are no credentials that are good.
pub(in crate::transport) fn unauthenticated(refusal: Refusal) -> Fault {
    let (reason, message) = match refusal {
        Refusal::Missing => (
            ErrorReason::CredentialsMissing,
            "the call has no credentials: send the metadata \"authorization: Bearer TOKEN\"",
        ),
        Refusal::Invalid => (ErrorReason::CredentialsInvalid, "the credentials are not known here"),
        Refusal::Expired => (ErrorReason::CredentialsExpired, "the credentials have expired"),
    };
    Fault::new(Code::Unauthenticated, reason, message)
}

/// The caller is known and may not do this.
pub(in crate::transport) fn scope_missing(scope: Scope) -> Fault {
    let message = format!("the method needs the scope {scope}, which the caller does not have");
    Fault::new(Code::PermissionDenied, ErrorReason::ScopeMissing, message).with("scope", scope)
}

/// The caller uses more than is his.
pub(in crate::transport) fn quota_exceeded(name: &str, exceeded: Exceeded) -> Fault {
    let Exceeded { what, limit, wait } = exceeded;
    let (setting, used) = match what {
        Limit::Calls => (config::CALLER_CALLS, "calls at a time"),
        Limit::CallsPerSecond => (config::CALLER_CALLS_PER_SECOND, "calls a second"),
        Limit::BytesPerMinute => (config::CALLER_BYTES_PER_MINUTE, "bytes a minute"),
    };
    let description = format!("{limit} {used} ({}) are used up", setting.variable);
    let message = format!("the caller {name}: {description}");
    Fault::new(Code::ResourceExhausted, ErrorReason::QuotaExceeded, message)
        .with_setting(setting, limit)
        .of_quota(format!("callers/{name}"), description)
        .retry_after(wait.unwrap_or(RETRY_SOON))
}
