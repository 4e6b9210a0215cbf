//! Comparisons of stored documents: kept, in pieces, by page and filter.

use std::time::Duration;

use parallax::{
    config::Config,
    proto::v1::{
        ArticleMetadata, ClaimCluster, CompareRequest, CompareStreamRequest, CompareStreamResponse,
        Comparison, ComparisonOptions, DeleteDocumentRequest, DocumentSet, Facet,
        GetComparisonRequest, IngestDocumentRequest, ListClaimsRequest, ListDiscrepanciesRequest,
        OffsetUnit, UpdateDocumentRequest, claim_cluster::Status, claim_stance::Relation,
        compare_request::Scope, warning,
    },
};
use prost::Message as _;
use tonic::Code;

use crate::support::{
    Server, failure, spans,
    texts::{OTHER, SHORT, ingest, long_prose, seeds},
};

/// Stores texts, each at an address of its own; their names.
async fn store(server: &Server, texts: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        names.push(at(server, &format!("https://a.example/{index}"), text).await);
    }
    names
}

/// Stores a text at an address.
async fn at(server: &Server, url: &str, text: &str) -> String {
    let metadata = ArticleMetadata {
        source: "a.example".to_owned(),
        url: url.to_owned(),
        ..ArticleMetadata::default()
    };
    let request = IngestDocumentRequest { metadata: Some(metadata), ..ingest(text, "") };
    server.ingest().ingest_document(request).await.unwrap().into_inner().document.unwrap().name
}

fn request(names: &[String], options: ComparisonOptions) -> CompareRequest {
    let scope = Some(Scope::Documents(DocumentSet { names: names.to_vec() }));
    CompareRequest { scope, options: Some(options) }
}

async fn compared(server: &Server, names: &[String], options: ComparisonOptions) -> Comparison {
    let answer = server.comparison().compare(request(names, options)).await.unwrap();
    answer.into_inner().comparison.unwrap()
}

async fn whole(server: &Server, names: &[String]) -> Comparison {
    compared(server, names, ComparisonOptions::default()).await
}

fn get(name: &str, paths: &[&str]) -> GetComparisonRequest {
    let paths = paths.iter().map(|&path| path.to_owned()).collect();
    let read_mask = Some(prost_types::FieldMask { paths });
    GetComparisonRequest { name: name.to_owned(), read_mask }
}

async fn got(server: &Server, name: &str, paths: &[&str]) -> Comparison {
    let answer = server.comparison().get_comparison(get(name, paths)).await.unwrap();
    answer.into_inner().comparison.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_gives_the_same_bytes() {
    let server = Server::start().await;
    let names = store(&server, &seeds()).await;
    let first = whole(&server, &names).await;
    let second = whole(&server, &names).await;
    assert_eq!(first.encode_to_vec(), second.encode_to_vec());
    assert_eq!(got(&server, &first.name, &[]).await, first);
    assert_eq!(got(&server, &first.name, &["*"]).await, first);

    // What only changes the view is the same comparison.
    let options = ComparisonOptions {
        facets: vec![Facet::Claims.into()],
        max_claims: 2,
        ..ComparisonOptions::default()
    };
    let view = compared(&server, &names, options).await;
    assert_eq!((&view.name, &view.create_time), (&first.name, &first.create_time));
    assert_eq!(view.claims, first.claims[..2]);
    assert!(view.overview.is_none() && view.entities.is_empty());
    assert_eq!(view.total_sizes["claims"], i32::try_from(first.claims.len()).unwrap());
    assert!(view.warnings.iter().any(|w| w.code() == warning::Code::LimitReached));
    // The kept one is whole all the same.
    assert_eq!(got(&server, &first.name, &[]).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_decides_the_answer_decides_the_name() {
    let server = Server::start().await;
    let names = store(&server, &[SHORT.to_owned(), OTHER.to_owned()]).await;
    let mut seen = vec![whole(&server, &names).await.name];
    let reversed: Vec<String> = names.iter().rev().cloned().collect();
    seen.push(whole(&server, &reversed).await.name);
    for options in [
        ComparisonOptions { offset_unit: OffsetUnit::Utf8Byte.into(), ..Default::default() },
        ComparisonOptions { consensus_threshold: 2, ..Default::default() },
        ComparisonOptions { collapse_copies: Some(false), ..Default::default() },
    ] {
        seen.push(compared(&server, &names, options).await.name);
    }
    let publish_time = Some(prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 });
    let mut document =
        parallax::proto::v1::Document { name: names[0].clone(), ..Default::default() };
    document.metadata = Some(ArticleMetadata { publish_time, ..Default::default() });
    let update_mask =
        Some(prost_types::FieldMask { paths: vec!["metadata.publish_time".to_owned()] });
    let update =
        UpdateDocumentRequest { document: Some(document), update_mask, validate_only: false };
    server.documents().update_document(update).await.unwrap();
    let updated = whole(&server, &names).await;
    assert_eq!(updated.documents[0].publish_time, publish_time);
    seen.push(updated.name);
    at(&server, "https://a.example/1", &format!("{OTHER} Rain fell on Berlin all day.")).await;
    let revised = whole(&server, &names).await;
    assert_eq!(revised.documents[1].revision, "2");
    let evidence = revised.claims.iter().flat_map(|c| &c.stances).flat_map(|s| &s.evidence);
    let of_second = evidence.filter(|piece| piece.document == names[1]);
    assert!(of_second.clone().count() > 0 && of_second.clone().all(|e| e.revision == "2"));
    seen.push(revised.name);

    // A revision takes nothing away.
    for name in &seen {
        assert_eq!(got(&server, name, &["name"]).await.name, *name);
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count, "{seen:?}");
    // The defaults said aloud are the defaults.
    let aloud = ComparisonOptions {
        offset_unit: OffsetUnit::CodePoint.into(),
        collapse_copies: Some(true),
        ..Default::default()
    };
    assert_eq!(compared(&server, &names, aloud).await.name, whole(&server, &names).await.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_fit_in_every_unit() {
    let server = Server::start().await;
    let texts = seeds();
    let names = store(&server, &texts).await;
    for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8Byte, OffsetUnit::Utf16Unit] {
        let options = ComparisonOptions { offset_unit: unit.into(), ..Default::default() };
        let comparison = compared(&server, &names, options).await;
        assert_eq!(comparison.offset_unit(), unit);
        let paths = spans::check_comparison(&comparison, &texts, unit);
        assert!(paths.values().sum::<usize>() > 1000, "{paths:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_document_takes_its_comparisons_along() {
    let server = Server::start().await;
    let mut texts = vec![SHORT.to_owned(), OTHER.to_owned()];
    texts.push("Rain fell on Berlin on Tuesday, and a treaty was signed there.".to_owned());
    let names = store(&server, &texts).await;
    let both = whole(&server, &names[..2]).await.name;
    let others = whole(&server, &names[1..]).await.name;
    let request = DeleteDocumentRequest { name: names[0].clone(), ..Default::default() };
    server.documents().delete_document(request).await.unwrap();
    let error = failure(server.comparison().get_comparison(get(&both, &[])).await);
    error.is(Code::NotFound, "COMPARISON_NOT_FOUND");
    assert!(error.message.contains("call Compare again"), "{error:?}");
    assert_eq!(error.resource, Some(("parallax.v1.Comparison".to_owned(), both)));
    assert_eq!(got(&server, &others, &["name"]).await.name, others);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_are_kept_than_configured() {
    let server = Server::with(Config { max_comparisons: 2, ..Config::default() }).await;
    let names = store(&server, &[SHORT.to_owned(), OTHER.to_owned()]).await;
    let mut kept = Vec::new();
    for consensus_threshold in 2..5 {
        let options = ComparisonOptions { consensus_threshold, ..Default::default() };
        kept.push(compared(&server, &names, options).await.name);
    }
    failure(server.comparison().get_comparison(get(&kept[0], &[])).await)
        .is(Code::NotFound, "COMPARISON_NOT_FOUND");
    for name in &kept[1..] {
        assert_eq!(got(&server, name, &["name"]).await.name, *name);
    }
}

async fn parts(server: &Server, request: CompareRequest) -> Vec<CompareStreamResponse> {
    let request = CompareStreamRequest { request: Some(request) };
    let mut stream = server.comparison().compare_stream(request).await.unwrap().into_inner();
    let mut parts = Vec::new();
    while let Some(part) = stream.message().await.unwrap() {
        parts.push(part);
    }
    parts
}

fn merged(parts: &[CompareStreamResponse]) -> Comparison {
    let mut whole = Comparison::default();
    for part in parts {
        let bytes = part.part.as_ref().unwrap().encode_to_vec();
        whole.merge(bytes.as_slice()).unwrap();
    }
    whole
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pieces_are_the_whole_overview_first() {
    let server = Server::start().await;
    let names = store(&server, &seeds()).await;
    let options = ComparisonOptions { max_claims: 7, ..Default::default() };
    let parts_of_all = parts(&server, request(&names, options.clone())).await;
    let whole = compared(&server, &names, options).await;
    assert_eq!(merged(&parts_of_all), whole);
    let facets: Vec<i32> = parts_of_all.iter().map(|part| part.facet).collect();
    assert!(facets.is_sorted(), "{facets:?}");
    let mut each = facets.clone();
    each.dedup();
    assert_eq!(each, (1..=13).collect::<Vec<i32>>());
    let first = parts_of_all[0].part.as_ref().unwrap();
    assert!(first.overview.is_some() && first.documents.len() == 5, "{first:?}");
    let last: Vec<bool> = parts_of_all.iter().map(|part| part.last).collect();
    assert_eq!(last.iter().position(|last| *last), Some(last.len() - 1));

    // The columns come whatever was asked for.
    let facets = vec![Facet::Headlines.into(), Facet::Entities.into()];
    let options = ComparisonOptions { facets, ..Default::default() };
    let some = parts(&server, request(&names, options.clone())).await;
    let facets: Vec<Facet> = some.iter().map(CompareStreamResponse::facet).collect();
    assert_eq!(facets, [Facet::Overview, Facet::Entities, Facet::Headlines]);
    assert_eq!(merged(&some), compared(&server, &names, options).await);
}

async fn claims(server: &Server, parent: &str, filter: &str, size: i32) -> Vec<ClaimCluster> {
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let request = ListClaimsRequest {
            parent: parent.to_owned(),
            page_size: size,
            page_token: token,
            filter: filter.to_owned(),
        };
        let page = server.comparison().list_claims(request).await.unwrap().into_inner();
        found.extend(page.claims);
        token = page.next_page_token;
        if token.is_empty() {
            assert_eq!(usize::try_from(page.total_size), Ok(found.len()), "{filter}");
            return found;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_filtered_in_pages() {
    let server = Server::start().await;
    let names = store(&server, &seeds()).await;
    let comparison = whole(&server, &names).await;
    let parent = comparison.name.as_str();
    assert_eq!(claims(&server, parent, "", 0).await, comparison.claims);
    assert_eq!(claims(&server, parent, "", 7).await, comparison.claims);
    let expected = |wanted: &dyn Fn(&ClaimCluster) -> bool| -> Vec<ClaimCluster> {
        comparison.claims.iter().filter(|claim| wanted(claim)).cloned().collect()
    };
    let credited = |claim: &ClaimCluster| claim.stances.iter().any(|s| !s.attributed_to.is_empty());
    let made_by_s1 = |claim: &ClaimCluster| {
        matches!(claim.stances[1].relation(), Relation::Supports | Relation::Partial)
    };
    type Wanted<'a> = &'a dyn Fn(&ClaimCluster) -> bool;
    let checks: [(&str, Wanted<'_>); 6] = [
        ("status = CONSENSUS", &|c| c.status() == Status::Consensus),
        ("NOT status = SINGLE_SOURCE AND independent_support < 3", &|c| {
            c.status() != Status::SingleSource && c.independent_support < 3
        }),
        ("attributed = true", &credited),
        ("attributed = false AND keys:S1", &|c| !credited(c) && made_by_s1(c)),
        ("relations:PARTIAL", &|c| c.stances.iter().any(|s| s.relation() == Relation::Partial)),
        ("score >= 1", &|c| c.score >= 1.0),
    ];
    for (filter, wanted) in checks {
        let found = claims(&server, parent, filter, 5).await;
        assert_eq!(found, expected(wanted), "{filter}");
        assert!(!found.is_empty() && found.len() < comparison.claims.len(), "{filter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn discrepancies_are_filtered_in_pages() {
    let server = Server::start().await;
    let names = store(&server, &seeds()).await;
    let comparison = whole(&server, &names).await;
    let list = async |filter: &str| {
        let request = ListDiscrepanciesRequest {
            parent: comparison.name.clone(),
            page_size: 1000,
            filter: filter.to_owned(),
            ..Default::default()
        };
        let page = server.comparison().list_discrepancies(request).await.unwrap().into_inner();
        assert_eq!(usize::try_from(page.total_size), Ok(page.discrepancies.len()));
        page.discrepancies
    };
    assert_eq!(list("").await, comparison.discrepancies);
    let mut parts = list("severity >= MEDIUM").await;
    parts.extend(list("severity < MEDIUM").await);
    assert_eq!(parts, comparison.discrepancies, "the most severe come first");
    let conflicting = list("compatibility = CONFLICTING AND type != SPELLING").await;
    let rest = list("NOT (compatibility = CONFLICTING AND type != SPELLING)").await;
    assert_eq!(conflicting.len() + rest.len(), comparison.discrepancies.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_name_their_field() {
    let server = Server::start().await;
    let names = store(&server, &[SHORT.to_owned(), OTHER.to_owned()]).await;
    let comparison = whole(&server, &names).await;
    let name = comparison.name.as_str();
    let mut client = server.comparison();
    for (paths, field) in [
        (&["claims.id"][..], "read_mask.paths[0]"),
        (&["claims", "colour"], "read_mask.paths[1]"),
        (&["*", "claims"], "read_mask"),
    ] {
        failure(client.get_comparison(get(name, paths)).await)
            .is(Code::InvalidArgument, "ARGUMENT_INVALID")
            .names_fields(&[field]);
    }
    for bad in ["", "comparisons/x", "documents/x"] {
        failure(client.get_comparison(get(bad, &[])).await)
            .is(Code::InvalidArgument, "ARGUMENT_INVALID")
            .names_fields(&["name"]);
    }
    let list = |filter: &str, page_token: &str, page_size| ListClaimsRequest {
        parent: name.to_owned(),
        page_size,
        page_token: page_token.to_owned(),
        filter: filter.to_owned(),
    };
    let error = failure(client.list_claims(list("colour = RED", "", 0)).await);
    error.is(Code::InvalidArgument, "FILTER_INVALID").names_fields(&["filter"]);
    assert!(error.message.contains("colour"), "{error:?}");
    failure(client.list_claims(list("", "0102", 0)).await)
        .is(Code::InvalidArgument, "PAGE_TOKEN_INVALID")
        .names_fields(&["page_token"]);
    failure(client.list_claims(list("", "", -1)).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["page_size"]);
    let page = client.list_claims(list("", "", 1)).await.unwrap().into_inner();
    let other = list("score < 2", &page.next_page_token, 1);
    failure(client.list_claims(other).await).is(Code::InvalidArgument, "PAGE_TOKEN_INVALID");
    let discrepancies = ListDiscrepanciesRequest {
        parent: name.to_owned(),
        filter: "severity = AWFUL".to_owned(),
        ..Default::default()
    };
    failure(client.list_discrepancies(discrepancies).await)
        .is(Code::InvalidArgument, "FILTER_INVALID")
        .names_fields(&["filter"]);
    let unknown = format!("comparisons/{}", "0".repeat(32));
    let of_unknown = ListClaimsRequest { parent: unknown, ..Default::default() };
    failure(client.list_claims(of_unknown).await).is(Code::NotFound, "COMPARISON_NOT_FOUND");

    let stream = async |request| {
        let request = CompareStreamRequest { request };
        failure(server.comparison().compare_stream(request).await.map(|_| ()))
    };
    stream(None)
        .await
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["request.scope"]);
    stream(Some(request(&names[..1], ComparisonOptions::default())))
        .await
        .is(Code::InvalidArgument, "TOO_FEW_DOCUMENTS")
        .names_fields(&["request.documents.names"]);
    let bad = ComparisonOptions { max_discrepancies: -1, ..Default::default() };
    stream(Some(request(&names, bad)))
        .await
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["request.options.max_discrepancies"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_is_turned_away_costs_nothing() {
    let config = Config {
        workers: 1,
        queue: 0,
        analysis_workers: 0,
        max_article_bytes: 4 << 20,
        max_memory: 64 << 30,
        max_message_bytes: 16_000_000,
        ..Config::default()
    };
    let server = Server::with(config).await;
    let names = store(&server, &[SHORT.to_owned(), OTHER.to_owned()]).await;
    let mut client = server.analysis();
    // Called again while it is turned away itself: the other calls share the one worker with it.
    let busy = tokio::spawn(async move {
        let long = crate::support::texts::analyze(&long_prose(3_000_000));
        while client.analyze_text(long.clone()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let missing = [names[0].clone(), "documents/nobody".to_owned()];
    // Nobody is told that a document is missing when there is no room to look.
    let mut refused = Code::Ok;
    for _ in 0..500 {
        let answer = server.comparison().compare(request(&missing, Default::default())).await;
        let answer = failure(answer);
        refused = answer.code;
        if refused == Code::ResourceExhausted {
            answer.is(Code::ResourceExhausted, "QUEUE_FULL");
            break;
        }
        // The long analysis has not begun yet.
        answer.is(Code::NotFound, "DOCUMENT_NOT_FOUND");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(refused, Code::ResourceExhausted);
    busy.abort();
}
