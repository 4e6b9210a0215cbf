//! The typed client that other services use.

use std::time::Duration;

use parallax::{
    client::{Client, ClientError, Health, text},
    config::Config,
    proto::v1::{
        AnalyzeTextRequest, CompareRequest, DocumentSet, ErrorReason, ExtractEntitiesRequest,
        GetComparisonRequest, GetDocumentRequest, IngestOutcome, ListClaimsRequest,
        ListDiscrepanciesRequest, ListDocumentsRequest, compare_request::Scope,
    },
};
use tonic::Code;

use crate::support::{
    Process, Server,
    texts::{OTHER, SHORT, analyze, compare, ingest, long_prose},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_method() {
    let server = Server::start().await;
    let client = Client::connect(server.url()).await.unwrap();
    assert_eq!(client.health("").await.unwrap(), Health::Serving);

    let analysis = client.analyze_text(analyze(SHORT)).await.unwrap().analysis.unwrap();
    assert!(!analysis.claims.is_empty());
    let request = ExtractEntitiesRequest { article: Some(text(SHORT)), ..Default::default() };
    let entities = client.extract_entities(request).await.unwrap().entities;
    assert_eq!(entities, analysis.entities);

    let mut names = Vec::new();
    for content in [SHORT, OTHER] {
        let answer = client.ingest_document(ingest(content, "")).await.unwrap();
        assert_eq!(answer.outcome(), IngestOutcome::Created);
        names.push(answer.document.unwrap().name);
    }
    let request = GetDocumentRequest { name: names[0].clone(), ..Default::default() };
    assert_eq!(client.get_document(request).await.unwrap().document.unwrap().text, SHORT);
    let page = client.list_documents(ListDocumentsRequest::default()).await.unwrap();
    assert_eq!(page.total_size, 2);

    let inline = client.compare_texts(compare([SHORT, OTHER])).await.unwrap().comparison.unwrap();
    let scope = Some(Scope::Documents(DocumentSet { names }));
    let request = CompareRequest { scope, options: None };
    let stored = client.compare(request.clone()).await.unwrap().comparison.unwrap();
    assert_eq!(stored.overview, inline.overview);
    assert_eq!(stored.claims.len(), inline.claims.len());

    let mut parts = client.compare_stream(request.clone()).await.unwrap();
    let first = parts.next().await.unwrap().unwrap();
    assert_eq!(first.part.unwrap().overview, stored.overview);
    assert!(parts.whole().await.unwrap().overview.is_none(), "it came already");
    assert_eq!(client.compare_stream(request).await.unwrap().whole().await.unwrap(), stored);
    let name = stored.name.clone();
    let get = GetComparisonRequest { name: name.clone(), read_mask: None };
    assert_eq!(client.get_comparison(get).await.unwrap().comparison.unwrap(), stored);
    let claims = ListClaimsRequest { parent: name.clone(), ..Default::default() };
    assert_eq!(client.list_claims(claims).await.unwrap().claims, stored.claims);
    let discrepancies = ListDiscrepanciesRequest { parent: name, ..Default::default() };
    let listed = client.list_discrepancies(discrepancies).await.unwrap().discrepancies;
    assert_eq!(listed, stored.discrepancies);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_page_by_page() {
    let server = Server::start().await;
    let client = Client::connect(server.url()).await.unwrap();
    let mut names = Vec::new();
    for n in 0..11 {
        let answer = client.ingest_document(ingest(&format!("{SHORT} {n}"), "")).await.unwrap();
        names.insert(0, answer.document.unwrap().name);
    }
    let request = ListDocumentsRequest { page_size: 4, ..Default::default() };
    let mut documents = client.documents(request);
    let mut listed = Vec::new();
    while let Some(document) = documents.next().await.unwrap() {
        listed.push(document.name);
    }
    assert_eq!(listed, names);
    assert_eq!(documents.next().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_typed() {
    let server = Server::start().await;
    let client = Client::connect(server.url()).await.unwrap();
    let error = client.compare_texts(compare([SHORT, " "])).await.unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    assert_eq!(error.reason(), Some(ErrorReason::ContentEmpty));
    assert_eq!(error.field_violations()[0].field, "articles[1].article.text");

    let request = GetDocumentRequest { name: "documents/nobody".into(), ..Default::default() };
    let error = client.get_document(request).await.unwrap_err();
    assert_eq!(error.reason(), Some(ErrorReason::DocumentNotFound));

    let error = client.analyze_text(AnalyzeTextRequest::default()).await.unwrap_err();
    assert_eq!(error.reason(), Some(ErrorReason::ContentEmpty));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_is_kept_on_both_sides() {
    let config = Config {
        workers: 1,
        queue: 0,
        max_article_bytes: 4 << 20,
        max_memory: 64 << 30,
        max_message_bytes: 16_000_000,
        ..Config::default()
    };
    let server = Server::with(config).await;
    let hasty =
        Client::builder(server.url()).deadline(Duration::from_millis(500)).connect().await.unwrap();
    let error = hasty.analyze_text(analyze(&long_prose(4_000_000))).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded, "{error:?}");
    // The worker is free soon, and until then the client tries again by itself.
    let patient = Client::builder(server.url()).max_attempts(20).connect().await.unwrap();
    patient.analyze_text(analyze(SHORT)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_outlast_a_restart_of_the_server() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::serve(data.path()).await;
    let address = process.address;
    let client = Client::builder(format!("http://{address}"))
        .deadline(Duration::from_secs(60))
        .max_attempts(50)
        .connect()
        .await
        .unwrap();
    client.ingest_document(ingest(SHORT, "")).await.unwrap();
    process.kill();
    let call = tokio::spawn(async move { client.ingest_document(ingest(OTHER, "")).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let _again = Process::serve_at(address, data.path()).await;
    assert_eq!(call.await.unwrap().unwrap().outcome(), IngestOutcome::Created);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there() {
    // Port 9 (discard) is not listened on.
    let error = Client::connect("http://127.0.0.1:9").await.unwrap_err();
    assert!(matches!(error, ClientError::Connect { .. }), "{error:?}");
    let error = Client::connect("not a url").await.unwrap_err();
    assert!(matches!(error, ClientError::Endpoint { .. }), "{error:?}");
}
