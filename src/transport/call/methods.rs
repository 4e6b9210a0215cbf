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
    /// Whether its answers are messages one after the other.
    pub(super) is_server_streaming: bool,
}

/// The method of a path.
pub(super) fn method_of(path: &str) -> Method {
    static METHODS: OnceLock<BTreeMap<String, Streaming>> = OnceLock::new();
    let methods = METHODS.get_or_init(read);
    let path = path.strip_prefix('/').unwrap_or(path);
    let (name, streaming) = match methods.get_key_value(path) {
        Some((name, &streaming)) => (name.as_str(), streaming),
        None => (UNKNOWN, Streaming::default()),
    };
    let Streaming { client: is_client_streaming, server: is_server_streaming } = streaming;
    Method { name, is_client_streaming, is_server_streaming }
}

/// Which side of a method sends messages one after the other.
#[derive(Clone, Copy, Default)]
struct Streaming {
    client: bool,
    server: bool,
}

fn read() -> BTreeMap<String, Streaming> {
    // The descriptors were made by this program's build.
    let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap_or_default();
    let mut methods = BTreeMap::new();
    for file in &files.file {
        for service in &file.service {
            for method in &service.method {
                let (package, service) = (file.package(), service.name());
                let name = format!("{package}.{service}/{}", method.name());
                let (client, server) = (method.client_streaming(), method.server_streaming());
                methods.insert(name, Streaming { client, server });
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
        let expected =
            Method { name: ours, is_client_streaming: false, is_server_streaming: false };
        assert_eq!(method_of(&format!("/{ours}")), expected);
        assert_eq!(method_of(super::super::WATCH).name, &super::super::WATCH[1..]);
        assert!(method_of("/parallax.v1.IngestService/IngestDocuments").is_client_streaming);
        let watch = method_of(super::super::WATCH);
        assert!(watch.is_server_streaming && !watch.is_client_streaming);
        for path in ["", "/", "/parallax.v1.AnalysisService/analyzetext", "/parallax.v1.X/\u{1b}"] {
            assert_eq!(method_of(path).name, UNKNOWN, "{path}");
        }
    }
}
