//! Which scope each method needs.

use super::scope::Scope;

/// Who may call a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Everybody.
    Open,
    /// Callers with this scope.
    Needs(Scope),
}

use Access::{Needs, Open};
use Scope::{Admin, Read, Write};

/// Every method that the server has, sorted.
///
/// Health is open: load balancers ask for it without credentials, and it tells nothing but that a
/// server is there. Reflection needs a scope, since it tells what could be called. Comparisons that are
/// kept are answers that are made anew when they are gone, so to ask for one is to read.
const METHODS: &[(&str, Access)] = &[
    ("/grpc.health.v1.Health/Check", Open),
    ("/grpc.health.v1.Health/Watch", Open),
    ("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Needs(Read)),
    ("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Needs(Read)),
    ("/parallax.v1.AnalysisService/AnalyzeText", Needs(Read)),
    ("/parallax.v1.AnalysisService/ExtractEntities", Needs(Read)),
    ("/parallax.v1.AnalysisService/ExtractQuotes", Needs(Read)),
    ("/parallax.v1.ComparisonService/Compare", Needs(Read)),
    ("/parallax.v1.ComparisonService/CompareStream", Needs(Read)),
    ("/parallax.v1.ComparisonService/CompareTexts", Needs(Read)),
    ("/parallax.v1.ComparisonService/GetComparison", Needs(Read)),
    ("/parallax.v1.ComparisonService/ListClaims", Needs(Read)),
    ("/parallax.v1.ComparisonService/ListDiscrepancies", Needs(Read)),
    ("/parallax.v1.ComparisonService/MatchClaim", Needs(Read)),
    ("/parallax.v1.ComparisonService/TraceQuote", Needs(Read)),
    ("/parallax.v1.DocumentService/DeleteDocument", Needs(Admin)),
    ("/parallax.v1.DocumentService/DiffRevisions", Needs(Read)),
    ("/parallax.v1.DocumentService/GetAnalysis", Needs(Read)),
    ("/parallax.v1.DocumentService/GetDocument", Needs(Read)),
    ("/parallax.v1.DocumentService/ListDocuments", Needs(Read)),
    ("/parallax.v1.DocumentService/SearchDocuments", Needs(Read)),
    ("/parallax.v1.DocumentService/UpdateDocument", Needs(Write)),
    ("/parallax.v1.EntityService/GetEntity", Needs(Read)),
    ("/parallax.v1.EntityService/ListEntities", Needs(Read)),
    ("/parallax.v1.EntityService/ListMentions", Needs(Read)),
    ("/parallax.v1.EntityService/MergeEntities", Needs(Admin)),
    ("/parallax.v1.EntityService/ResolveEntity", Needs(Read)),
    ("/parallax.v1.EntityService/SplitEntity", Needs(Admin)),
    ("/parallax.v1.EntityService/UpsertEntity", Needs(Admin)),
    ("/parallax.v1.IngestService/IngestDocument", Needs(Write)),
    ("/parallax.v1.IngestService/IngestDocuments", Needs(Write)),
    ("/parallax.v1.StoryService/ExplainMembership", Needs(Read)),
    ("/parallax.v1.StoryService/GetStory", Needs(Read)),
    ("/parallax.v1.StoryService/ListStories", Needs(Read)),
    ("/parallax.v1.StoryService/MatchStories", Needs(Read)),
    ("/parallax.v1.StoryService/MergeStories", Needs(Admin)),
    ("/parallax.v1.StoryService/MoveDocuments", Needs(Admin)),
    ("/parallax.v1.WatchService/Watch", Needs(Read)),
];

/// Who may call the method of this path; none when there is no such method.
pub(super) fn access(path: &str) -> Option<Access> {
    let found = METHODS.binary_search_by_key(&path, |(method, _)| method);
    found.ok().map(|index| METHODS[index].1)
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use prost_types::FileDescriptorSet;

    use super::*;

    fn methods(descriptors: &[u8]) -> Vec<String> {
        let set = FileDescriptorSet::decode(descriptors).unwrap();
        let mut paths = Vec::new();
        for file in set.file {
            for service in &file.service {
                let service_name = format!("{}.{}", file.package(), service.name());
                let path = |method: &prost_types::MethodDescriptorProto| {
                    format!("/{service_name}/{}", method.name())
                };
                paths.extend(service.method.iter().map(path));
            }
        }
        paths
    }

    /// A method that is added without a scope fails here, and no caller gets at it.
    #[test]
    fn every_method_is_in_the_table_and_nothing_else() {
        let mut served = methods(crate::proto::FILE_DESCRIPTOR_SET);
        served.extend(methods(tonic_health::pb::FILE_DESCRIPTOR_SET));
        served.extend(methods(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET));
        served.extend(methods(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET));
        served.sort();
        let table: Vec<_> = METHODS.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(table, served, "sorted, each method once");
    }

    #[test]
    fn paths_must_be_exact() {
        assert_eq!(access("/grpc.health.v1.Health/Check"), Some(Access::Open));
        for path in ["", "/", "/grpc.health.v1.Health/Check/", "/grpc.health.v1.Health/check"] {
            assert_eq!(access(path), None, "{path}");
        }
    }
}
