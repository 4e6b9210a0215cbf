//! What an error says, in a form that tests can compare.

use std::{collections::BTreeMap, time::Duration};

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// A status with its details. Every error carries an `ErrorInfo`, so its absence is a
/// failure of the test.
#[derive(Debug)]
pub struct Failure {
    pub code: Code,
    pub message: String,
    pub reason: String,
    pub metadata: BTreeMap<String, String>,
    /// Fields of `BadRequest`, in order.
    pub fields: Vec<String>,
    pub retry_after: Option<Duration>,
    /// Type and name of `ResourceInfo`.
    pub resource: Option<(String, String)>,
}

impl Failure {
    pub fn new(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
        assert_eq!(info.domain, "parallax", "{status:?}");
        assert!(!status.message().is_empty(), "no message in {status:?}");
        assert!(!status.message().ends_with('.'), "{status:?}");
        let fields = details.bad_request().map_or_else(Vec::new, |bad| {
            bad.field_violations.iter().map(|violation| violation.field.clone()).collect()
        });
        Self {
            code: status.code(),
            message: status.message().to_owned(),
            reason: info.reason.clone(),
            metadata: info.metadata.clone().into_iter().collect(),
            fields,
            resource: details
                .resource_info()
                .map(|info| (info.resource_type.clone(), info.resource_name.clone())),
            retry_after: details.retry_info().and_then(|info| info.retry_delay),
        }
    }

    /// Checks code and reason.
    #[track_caller]
    pub fn is(&self, code: Code, reason: &str) -> &Self {
        assert_eq!((self.code, self.reason.as_str()), (code, reason), "{self:?}");
        self
    }

    /// Checks the fields that the request is told to mend.
    #[track_caller]
    pub fn names_fields(&self, fields: &[&str]) -> &Self {
        assert_eq!(self.fields, fields, "{self:?}");
        self
    }

    /// Checks that the metadata name a setting by its variable, with its limit and, where
    /// it is known, the actual size; and that the message names it too.
    #[track_caller]
    pub fn names_limit(&self, variable: &str, limit: usize, actual: Option<usize>) -> &Self {
        let get = |key: &str| self.metadata.get(key).map(String::as_str);
        assert_eq!(get("variable"), Some(variable), "{self:?}");
        assert_eq!(get("limit"), Some(limit.to_string().as_str()), "{self:?}");
        assert!(self.message.contains(variable), "{self:?}");
        if let Some(actual) = actual {
            assert_eq!(get("actual"), Some(actual.to_string().as_str()), "{self:?}");
        }
        self
    }
}

/// The error of a call that must fail.
#[track_caller]
pub fn failure<T: std::fmt::Debug>(result: Result<T, Status>) -> Failure {
    Failure::new(&result.expect_err("the call must fail"))
}
