//! Who calls.

use std::sync::Arc;

use super::scope::Scopes;
use crate::transport::quota::Quota;

/// A caller that is known.
#[derive(Clone, Debug)]
pub(in crate::transport) struct Caller {
    /// Its name in the file of callers, else how it is known: "desk", "jwt:agent-7", "address:192.0.2.1".
    /// Characters that steer a terminal are never in it.
    pub(in crate::transport) name: Arc<str>,
    pub(in crate::transport) scopes: Scopes,
    /// What it may use.
    pub(in crate::transport) quota: Quota,
}

/// Why credentials are not taken. Nothing else is told: it would only help those who try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::transport) enum Refusal {
    /// There are none.
    Missing,
    /// Nobody knows them.
    Invalid,
    /// They were good once.
    Expired,
}
