//! Names of methods and statuses as metrics have them: few, whatever callers send.

use std::{collections::BTreeMap, sync::OnceLock};

use prost::Message as _;
use prost_types::FileDescriptorSet;
use tonic::Code;

use crate::proto::FILE_DESCRIPTOR_SET;

/// What a path is counted as that is no method of ours.
const UNKNOWN: &str = "unknown";

/// What the log and the pool are told of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Method {
    /// Its name, as `parallax.v1.StoryService/GetStory`.
    pub(super) name: &'static str,
    /// Whether its callers send messages for as long as they like.
    pub(super) is_client_streaming: bool,
}

/// The method of a path.
pub(super) fn method_of(path: &str) -> Method {
    static METHODS: OnceLock<BTreeMap<String, bool>> = OnceLock::new();
    let methods = METHODS.get_or_init(read);
    let path = path.strip_prefix('/').unwrap_or(path);
    methods.get_key_value(path).map_or(
        Method { name: UNKNOWN, is_client_streaming: false },
        |(name, &is_client_streaming)| Method { name, is_client_streaming },
    )
}

fn read() -> BTreeMap<String, bool> {
    // The descriptors were made by this program's build.
    let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap_or_default();
    let mut methods = BTreeMap::new();
    for file in &files.file {
        for service in &file.service {
            for method in &service.method {
                let (package, service) = (file.package(), service.name());
                let name = format!("{package}.{service}/{}", method.name());
                methods.insert(name, method.client_streaming());
            }
        }
    }
    methods
}

/// The name of a status code.
pub(super) fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_methods_have_a_name() {
        let ours = "parallax.v1.AnalysisService/AnalyzeText";
        assert_eq!(
            method_of(&format!("/{ours}")),
            Method { name: ours, is_client_streaming: false }
        );
        assert_eq!(method_of(super::super::WATCH).name, &super::super::WATCH[1..]);
        assert!(method_of("/parallax.v1.IngestService/IngestDocuments").is_client_streaming);
        for path in ["", "/", "/parallax.v1.AnalysisService/analyzetext", "/parallax.v1.X/\u{1b}"] {
            assert_eq!(method_of(path).name, UNKNOWN, "{path}");
        }
    }
}
