//! Requests that break a rule other than the article's own.

use std::{future::poll_fn, pin::Pin};

use http_body::Body as _;
use parallax::proto::v1::{
    CompareRequest, DocumentSet, GetDocumentRequest, IngestDocumentRequest, ListDocumentsRequest,
    compare_request::Scope,
};
use tonic::{Code, Status, body::Body};

use crate::support::{
    Server, failure, raw_channel,
    texts::{OTHER, SHORT, analyze, compare, ingest},
};

/// The status of a call whose request has these bytes and no more.
async fn status_of(server: &Server, method: &str, bytes: &str) -> Result<(), Status> {
    let request = http::Request::post(format!("{}{method}", server.origin()))
        .header("content-type", "application/grpc")
        .body(Body::new(bytes.to_owned()));
    let (head, mut body) = raw_channel().request(request.unwrap()).await.unwrap().into_parts();
    let mut status = Status::from_header_map(&head.headers);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        if let Some(trailers) = frame.unwrap().trailers_ref() {
            status = Status::from_header_map(trailers);
        }
    }
    Err(status.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_not_there_or_not_whole() {
    let server = Server::start().await;
    // A feed begins with its config, which is empty here.
    let config = "\0\0\0\0\x02\n\0";
    for (method, before, bytes) in [
        ("AnalysisService/AnalyzeText", "", ""),
        ("AnalysisService/AnalyzeText", "", "\0\0\0\0\x64half"),
        ("AnalysisService/AnalyzeText", "", "\0\0\0\0\x02\n\x7f"),
        ("IngestService/IngestDocuments", config, "\0\0\0\0\x64half"),
        ("IngestService/IngestDocuments", config, "\0\0\0\0\x02\n\x7f"),
        ("IngestService/IngestDocuments", config, "\x01\0\0\0\0"),
    ] {
        let (method, bytes) = (format!("parallax.v1.{method}"), format!("{before}{bytes}"));
        let error = failure(status_of(&server, &method, &bytes).await);
        error.is(Code::InvalidArgument, "ARGUMENT_INVALID");
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_about_the_servers_health_are_short() {
    let server = Server::start().await;
    for method in ["Check", "Watch"] {
        let method = format!("grpc.health.v1.Health/{method}");
        // The length of 64 KiB alone: nothing waits for the rest.
        let status = status_of(&server, &method, "\0\0\x01\0\0").await.unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange, "{method}: {status:?}");
    }
    server.goes_on().await;
}

fn compare_stored(names: &[&str]) -> CompareRequest {
    let names = names.iter().map(|&name| name.to_owned()).collect();
    CompareRequest { scope: Some(Scope::Documents(DocumentSet { names })), options: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn comparison_of_none_or_one() {
    let server = Server::start().await;
    for texts in [&[][..], &[SHORT]] {
        let error =
            failure(server.comparison().compare_texts(compare(texts.iter().copied())).await);
        error.is(Code::InvalidArgument, "TOO_FEW_DOCUMENTS").names_fields(&["articles"]);
    }
    for names in [&[][..], &["documents/a"]] {
        let error = failure(server.comparison().compare(compare_stored(names)).await);
        error.is(Code::InvalidArgument, "TOO_FEW_DOCUMENTS").names_fields(&["documents.names"]);
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comparison_of_fifty_one() {
    let server = Server::start().await;
    let error = failure(server.comparison().compare_texts(compare([SHORT; 51])).await);
    error.is(Code::InvalidArgument, "TOO_MANY_DOCUMENTS").names_fields(&["articles"]);
    assert_eq!(error.metadata.get("limit").map(String::as_str), Some("50"), "{error:?}");
    assert_eq!(error.metadata.get("actual").map(String::as_str), Some("51"), "{error:?}");

    let names: Vec<String> = (0..51).map(|i| format!("documents/d{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let error = failure(server.comparison().compare(compare_stored(&names)).await);
    error.is(Code::InvalidArgument, "TOO_MANY_DOCUMENTS").names_fields(&["documents.names"]);
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comparison_of_fifty_is_allowed() {
    let server = Server::start().await;
    let texts = [SHORT, OTHER].into_iter().cycle().take(50);
    let answer = server.comparison().compare_texts(compare(texts)).await.unwrap().into_inner();
    assert_eq!(answer.comparison.unwrap().documents.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_the_same() {
    let server = Server::start().await;
    let mut request = compare([SHORT, OTHER, SHORT]);
    request.articles[0].key = "wire".to_owned();
    request.articles[2].key = "wire".to_owned();
    failure(server.comparison().compare_texts(request).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["articles[2].key"]);
    // A given key may not be the default of another article.
    let mut request = compare([SHORT, OTHER]);
    request.articles[0].key = "S1".to_owned();
    failure(server.comparison().compare_texts(request).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["articles[1].key"]);
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_document_twice() {
    let server = Server::start().await;
    let stored = server.ingest().ingest_document(ingest(SHORT, "")).await.unwrap().into_inner();
    let name = stored.document.unwrap().name;
    failure(server.comparison().compare(compare_stored(&[&name, &name])).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["documents.names[1]"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_without_scope() {
    let server = Server::start().await;
    failure(server.comparison().compare(CompareRequest::default()).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["scope"]);
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_are_not_there() {
    let server = Server::start().await;
    let get = |name: &str| GetDocumentRequest { name: name.to_owned(), ..Default::default() };
    let error = failure(server.documents().get_document(get("documents/nobody")).await);
    error.is(Code::NotFound, "DOCUMENT_NOT_FOUND");
    assert!(error.message.contains("nobody"), "{error:?}");

    let stored = server.ingest().ingest_document(ingest(SHORT, "")).await.unwrap().into_inner();
    let name = stored.document.unwrap().name;
    let request = compare_stored(&[&name, "documents/nobody"]);
    failure(server.comparison().compare(request).await).is(Code::NotFound, "DOCUMENT_NOT_FOUND");
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_cannot_be() {
    let server = Server::start().await;
    let long = format!("documents/{}", "a".repeat(64));
    for name in ["", "a", "documents/", "documents/A", "documents/a/b", "documents/-a", &long] {
        let request = GetDocumentRequest { name: name.to_owned(), ..Default::default() };
        failure(server.documents().get_document(request).await)
            .is(Code::InvalidArgument, "ARGUMENT_INVALID")
            .names_fields(&["name"]);
        failure(server.comparison().compare(compare_stored(&["documents/a", name])).await)
            .is(Code::InvalidArgument, "ARGUMENT_INVALID")
            .names_fields(&["documents.names[1]"]);
    }
    for id in ["A", "-a", "a/b", "a b", "é", &"a".repeat(64)] {
        let document_id = id.to_owned();
        let request = IngestDocumentRequest { document_id, ..ingest(SHORT, "") };
        failure(server.ingest().ingest_document(request).await)
            .is(Code::InvalidArgument, "ARGUMENT_INVALID")
            .names_fields(&["document_id"]);
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn page_tokens_that_no_list_made() {
    let server = Server::start().await;
    for n in 0..3 {
        let text = format!("{SHORT} Note {n}.");
        server.ingest().ingest_document(ingest(&text, "")).await.unwrap();
    }
    let list = |page_token: String| ListDocumentsRequest {
        page_size: 1,
        page_token,
        ..ListDocumentsRequest::default()
    };
    let page = server.documents().list_documents(list(String::new())).await.unwrap().into_inner();
    let good = page.next_page_token;
    assert!(server.documents().list_documents(list(good.clone())).await.is_ok());
    let cut = good[..good.len() - 1].to_owned();
    for bad in ["0", "garbage!", "\u{1f600}", &cut, &format!("{good}A"), &"A".repeat(5000)] {
        failure(server.documents().list_documents(list(bad.to_owned())).await)
            .is(Code::InvalidArgument, "PAGE_TOKEN_INVALID")
            .names_fields(&["page_token"]);
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_out_of_range() {
    let server = Server::start().await;
    let request = ListDocumentsRequest { page_size: -1, ..Default::default() };
    failure(server.documents().list_documents(request).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["page_size"]);
    let mut request = analyze(SHORT);
    request.offset_unit = 99;
    failure(server.analysis().analyze_text(request).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["offset_unit"]);
    let mut request = compare([SHORT, OTHER]);
    request.options.get_or_insert_default().max_claims = -3;
    failure(server.comparison().compare_texts(request).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["options.max_claims"]);
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_labels() {
    let server = Server::start().await;
    let mut request = ingest(SHORT, "");
    let labels = &mut request.metadata.get_or_insert_default().labels;
    labels.extend((0..65).map(|n| (format!("k{n}"), String::new())));
    failure(server.ingest().ingest_document(request).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["metadata.labels"]);
    server.goes_on().await;
}
