//! What an article changes when it comes to a story, told to those who watch; and whole stories
//! compared.

use std::{collections::BTreeMap, time::Duration};

use parallax::{
    client::Client,
    proto::v1::{
        CompareRequest, Comparison, DocumentView, EventKind, Evidence, GetComparisonRequest,
        GetDocumentRequest, GetStoryRequest, OffsetUnit, WatchRequest, WatchResponse,
        compare_request::Scope, discrepancy, watch_response::Resource,
    },
};
use tonic::{Code, Streaming};

use crate::support::{
    Server, failure, spans,
    texts::{ingest, seeds},
};

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);

async fn watch(server: &Server, filter: &str, unit: OffsetUnit) -> Streaming<WatchResponse> {
    let kinds = [EventKind::DiscrepancyFound, EventKind::ClaimCorroborated];
    let request = WatchRequest {
        kinds: kinds.map(i32::from).to_vec(),
        filter: filter.to_owned(),
        offset_unit: unit.into(),
        ..Default::default()
    };
    server.watches().watch(request).await.unwrap().into_inner()
}

/// The next finding.
async fn next(stream: &mut Streaming<WatchResponse>) -> WatchResponse {
    loop {
        let message = tokio::time::timeout(LONG, stream.message()).await.expect("in time");
        let message = message.expect("the watch goes on").expect("a watch has no end");
        if message.kind() != EventKind::Heartbeat {
            return message;
        }
    }
}

/// Every place that a finding points at.
fn evidence(message: &WatchResponse) -> Vec<&Evidence> {
    match message.resource.as_ref().expect("a finding") {
        Resource::Discrepancy(found) => {
            found.values.iter().flat_map(|value| &value.evidence).collect()
        }
        Resource::Claim(claim) => {
            let stances = claim.stances.iter().flat_map(|stance| &stance.evidence);
            claim.representative.iter().chain(stances).collect()
        }
        other => panic!("no finding: {other:?}"),
    }
}

/// Stores the seeds one after the other; their texts by name.
async fn store(server: &Server) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (n, text) in seeds().into_iter().enumerate() {
        let request = ingest(&text, &format!("outlet-{n}.example"));
        let answer = server.ingest().ingest_document(request).await.unwrap().into_inner();
        texts.insert(answer.document.unwrap().name, text);
    }
    texts
}

/// The one story of all documents, once they are sorted.
async fn story_of<'a>(server: &Server, names: impl Iterator<Item = &'a String>) -> String {
    let mut story = String::new();
    for name in names {
        story = loop {
            let request = GetDocumentRequest {
                name: name.clone(),
                view: DocumentView::Basic.into(),
                ..Default::default()
            };
            let answer = server.documents().get_document(request).await.unwrap();
            match answer.into_inner().document.unwrap().stories.first() {
                Some(place) if story.is_empty() || place.story == story => {
                    break place.story.clone();
                }
                // Stories may still come together.
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
    }
    story
}

#[tokio::test(flavor = "multi_thread")]
async fn watchers_are_told_of_contradictions_and_second_voices() {
    let server = Server::start().await;
    let mut all = watch(&server, "", OffsetUnit::Unspecified).await;
    let mut bytes = watch(&server, "", OffsetUnit::Utf8Byte).await;
    let mut grave = watch(&server, "severity = HIGH", OffsetUnit::Unspecified).await;
    let texts = store(&server).await;
    let story = story_of(&server, texts.keys()).await;
    let (mut claims, mut contradicted) = (0, 0);
    while claims < 5 || contradicted < 2 {
        let (told, other) = (next(&mut all).await, next(&mut bytes).await);
        assert_eq!(told.commit_sequence, other.commit_sequence);
        assert_eq!((told.story_name.as_str(), other.story_name.as_str()), (&*story, &*story));
        for (message, unit) in [(&told, OffsetUnit::CodePoint), (&other, OffsetUnit::Utf8Byte)] {
            assert_eq!(message.offset_unit(), unit);
            assert!(!evidence(message).is_empty());
            for evidence in evidence(message) {
                spans::check(&texts[&evidence.document], evidence.span.as_ref().unwrap(), unit);
            }
        }
        match told.resource.unwrap() {
            Resource::Discrepancy(found) => {
                contradicted += 1;
                assert_ne!(found.compatibility(), discrepancy::Compatibility::Compatible);
                assert!(found.values.len() > 1, "{found:?}");
            }
            Resource::Claim(claim) => {
                claims += 1;
                assert_eq!(claim.independent_support, 2, "{claim:?}");
            }
            other => panic!("no finding: {other:?}"),
        }
    }
    let Some(Resource::Discrepancy(found)) = next(&mut grave).await.resource else {
        panic!("claims have no severity");
    };
    assert_eq!(found.severity(), discrepancy::Severity::High);
    let request = GetStoryRequest { name: story };
    let client = Client::connect(server.url()).await.unwrap();
    let found = client.get_story(request).await.unwrap().story.unwrap();
    assert!(found.discrepancy_count >= 2, "{found:?}");
}

fn request(story: &str) -> CompareRequest {
    CompareRequest { scope: Some(Scope::Story(story.to_owned())), options: None }
}

async fn compared(server: &Server, story: &str) -> Comparison {
    let answer = server.comparison().compare(request(story)).await.unwrap();
    answer.into_inner().comparison.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_compared_whole() {
    let server = Server::start().await;
    let texts = store(&server).await;
    let story = story_of(&server, texts.keys()).await;
    let comparison = compared(&server, &story).await;
    assert_eq!(comparison.story, story);
    assert_eq!(comparison.documents.len(), texts.len());
    let documents = comparison.documents.iter().map(|document| &document.document);
    assert!(documents.clone().all(|name| texts.contains_key(name)));
    assert_eq!(compared(&server, &story).await, comparison, "the same question");
    let named = GetComparisonRequest { name: comparison.name.clone(), read_mask: None };
    let named = server.comparison().get_comparison(named).await.unwrap().into_inner();
    assert_eq!(named.comparison.unwrap(), comparison);

    let fault = failure(server.comparison().compare(request("stories/none")).await);
    assert_eq!((fault.code, fault.reason.as_str()), (Code::NotFound, "STORY_NOT_FOUND"));
    let fault = failure(server.comparison().compare(request("none")).await);
    assert_eq!((fault.code, fault.reason.as_str()), (Code::InvalidArgument, "ARGUMENT_INVALID"));
}
