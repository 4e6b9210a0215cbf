//! The library: lists, searches, changes, revisions, removal.

use parallax::proto::v1::{
    ArticleMetadata, DeleteDocumentRequest, DiffRevisionsRequest, Document, DocumentView,
    GetAnalysisRequest, GetDocumentRequest, IngestDocumentRequest, IngestDocumentResponse,
    IngestOutcome, ListDocumentsRequest, OffsetUnit, SearchDocumentsRequest,
    SearchDocumentsResponse, UpdateDocumentRequest, document, factual_edit, revision_change,
};
use tonic::{Code, Status};

use crate::support::{
    Failure, Server,
    spans::check,
    texts::{OTHER, SHORT, content, ingest},
};

async fn store(server: &Server, request: IngestDocumentRequest) -> IngestDocumentResponse {
    server.ingest().ingest_document(request).await.unwrap().into_inner()
}

/// Stores an article at an address, analysed.
async fn at(server: &Server, source: &str, url: &str, text: &str) -> IngestDocumentResponse {
    let metadata = ArticleMetadata {
        source: source.to_owned(),
        url: url.to_owned(),
        ..ArticleMetadata::default()
    };
    let request = IngestDocumentRequest {
        article: content(text),
        metadata: Some(metadata),
        wait_for_analysis: true,
        ..Default::default()
    };
    store(server, request).await
}

async fn get(server: &Server, name: &str, revision: &str) -> Result<Document, Status> {
    let request = GetDocumentRequest {
        name: name.to_owned(),
        view: DocumentView::Full.into(),
        revision: revision.to_owned(),
    };
    let answer = server.documents().get_document(request).await?;
    Ok(answer.into_inner().document.unwrap())
}

async fn names(server: &Server, filter: &str, order_by: &str) -> Vec<String> {
    let request = ListDocumentsRequest {
        filter: filter.to_owned(),
        order_by: order_by.to_owned(),
        ..Default::default()
    };
    let page = server.documents().list_documents(request).await.unwrap().into_inner();
    assert_eq!(page.total_size as usize, page.documents.len());
    page.documents.into_iter().map(|document| document.name).collect()
}

async fn search(server: &Server, query: &str, filter: &str) -> SearchDocumentsResponse {
    let request = SearchDocumentsRequest {
        query: query.to_owned(),
        filter: filter.to_owned(),
        ..Default::default()
    };
    server.documents().search_documents(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn lists_are_filtered_and_ordered() {
    let server = Server::start().await;
    let dated = |source: &str, text: &str, day: i64, topic: &str| IngestDocumentRequest {
        metadata: Some(ArticleMetadata {
            source: source.to_owned(),
            publish_time: Some(prost_types::Timestamp { seconds: day * 86_400, nanos: 0 }),
            labels: [("topic".to_owned(), topic.to_owned())].into(),
            ..ArticleMetadata::default()
        }),
        wait_for_analysis: true,
        ..ingest(text, source)
    };
    // Days since 1970: 2023-03-17 and the two after it.
    let first = store(&server, dated("a.example", SHORT, 19_433, "trade")).await;
    let second = store(&server, dated("b.example", OTHER, 19_435, "sport")).await;
    let third =
        store(&server, dated("a.example", "Rain fell in Oslo, the mayor said.", 19_434, "weather"));
    let [first, second, third] =
        [first, second, third.await].map(|response| response.document.unwrap().name);
    let all = [&first, &second, &third].map(String::as_str);
    let [a, b, c] = all;
    for (filter, order, expected) in [
        ("", "", vec![c, b, a]),
        ("", "create_time", vec![a, b, c]),
        ("", "publish_time desc", vec![b, c, a]),
        ("source = \"a.example\"", "create_time", vec![a, c]),
        ("publish_time >= \"2023-03-18\"", "publish_time", vec![c, b]),
        ("publish_time < \"2023-03-19\" AND NOT labels.topic = \"trade\"", "", vec![c]),
        ("entities:\"angela merkel\"", "create_time", vec![a, b]),
        ("entities:\"Emmanuel Macron\" AND source != \"a.example\"", "", vec![b]),
        ("language_code = \"en\" AND state = ANALYZED", "create_time", vec![a, b, c]),
        ("labels.topic = \"sport\" OR labels.topic = \"weather\"", "create_time", vec![b, c]),
    ] {
        assert_eq!(names(&server, filter, order).await, expected, "{filter} {order}");
    }
}

#[tokio::test]
async fn bad_filters_name_the_place() {
    let server = Server::start().await;
    for (filter, order_by, field) in [
        ("size > 3", "", "filter"),
        ("source = \"x", "", "filter"),
        ("publish_time > \"yesterday\"", "", "filter"),
        ("", "size", "order_by"),
    ] {
        let request = ListDocumentsRequest {
            filter: filter.to_owned(),
            order_by: order_by.to_owned(),
            ..Default::default()
        };
        let status = server.documents().list_documents(request).await.unwrap_err();
        let failure = Failure::new(&status);
        assert_eq!(
            (failure.reason.as_str(), failure.fields[0].as_str()),
            ("FILTER_INVALID", field)
        );
    }
}

#[tokio::test]
async fn searches_find_words_and_show_them() {
    let server = Server::start().await;
    let text = "Chancellor signs treaty\n\nRelated stories\n\nOslo floods its treaty museum\n\n\
        BERLIN — Angela Merkel 😀 signed the treaty on Tuesday, and the treaties of old were read.\n";
    let found = at(&server, "a.example", "", text).await.document.unwrap().name;
    at(&server, "b.example", "", "The museum in Oslo was under water for a third day.").await;

    let answer = search(&server, "treaty", "").await;
    assert_eq!((answer.hits.len(), answer.total_size), (1, 1));
    let hit = &answer.hits[0];
    assert_eq!(hit.document.as_ref().unwrap().name, found);
    assert!(hit.score > 0.0);
    let words: Vec<_> = hit.highlights.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(words, ["treaty", "treaty", "treaties"], "not in the furniture");
    for span in &hit.highlights {
        check(text, span, OffsetUnit::CodePoint);
    }
    for (query, filter, count) in [
        ("museum oslo", "", 1),
        ("\"third day\"", "", 1),
        ("\"day third\"", "", 0),
        ("berlin OR oslo", "", 2),
        ("berlin OR oslo", "source = \"b.example\"", 1),
        ("signed -treaty", "", 0),
        ("MERKEL", "", 1),
        ("title:x AND NEAR(\"", "", -1),
    ] {
        let request = SearchDocumentsRequest {
            query: query.to_owned(),
            filter: filter.to_owned(),
            ..Default::default()
        };
        match server.documents().search_documents(request).await {
            Ok(answer) => assert_eq!(answer.into_inner().total_size, count, "{query}"),
            Err(status) => {
                assert_eq!((count, status.code()), (-1, Code::InvalidArgument), "{query}");
                assert_eq!(Failure::new(&status).fields, ["query"]);
            }
        }
    }
}

#[tokio::test]
async fn revisions_are_kept_and_compared() {
    let server = Server::start().await;
    let url = "https://a.example/fire";
    let first = "A fire broke out in Lyon on Monday. The police said 12 people were hurt. \
        Nobody has been arrested. The mayor thanked the firemen for their work.";
    let second = "A fire broke out in Lyon on Monday. The police said 15 people were hurt. \
        Two men have been arrested. The mayor thanked the firemen for their work. \
        The street stays closed until Thursday.";
    let name = at(&server, "a.example", url, first).await.document.unwrap().name;
    let response = at(&server, "a.example", url, second).await;
    assert_eq!(response.outcome(), IngestOutcome::NewRevision);
    let document = response.document.unwrap();
    assert_eq!((document.name.as_str(), document.revision.as_str()), (name.as_str(), "2"));
    assert_eq!(document.revision_count, 2);
    assert_eq!(get(&server, &name, "").await.unwrap().text, second);
    assert_eq!(get(&server, &name, "1").await.unwrap().text, first);
    let missing = get(&server, &name, "3").await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    assert_eq!(search(&server, "arrested nobody", "").await.total_size, 0, "the latest counts");

    let request = DiffRevisionsRequest { name: name.clone(), ..Default::default() };
    let diff = server.documents().diff_revisions(request).await.unwrap().into_inner();
    assert_eq!((diff.base_revision.as_str(), diff.other_revision.as_str()), ("1", "2"));
    let kinds: Vec<_> =
        diff.changes.iter().map(parallax::proto::v1::RevisionChange::kind).collect();
    assert!(kinds.contains(&revision_change::Kind::Edited), "{diff:?}");
    assert!(kinds.contains(&revision_change::Kind::Added), "{diff:?}");
    let facts: Vec<_> = diff
        .changes
        .iter()
        .flat_map(|c| &c.factual_edits)
        .map(parallax::proto::v1::FactualEdit::kind)
        .collect();
    assert!(facts.contains(&factual_edit::Kind::Number), "{diff:?}");
    for change in &diff.changes {
        change.base.iter().for_each(|span| check(first, span, OffsetUnit::CodePoint));
        change.other.iter().for_each(|span| check(second, span, OffsetUnit::CodePoint));
    }

    for (revision, people) in [("1", "12"), ("", "15")] {
        let request = GetAnalysisRequest {
            name: name.clone(),
            revision: revision.to_owned(),
            ..Default::default()
        };
        let analysis = server.documents().get_analysis(request).await.unwrap().into_inner();
        let sentences = analysis.analysis.unwrap().sentences;
        let has =
            |s: &parallax::proto::v1::Sentence| s.span.as_ref().unwrap().text.contains(people);
        assert!(sentences.iter().any(has), "{revision}");
    }
}

#[tokio::test]
async fn metadata_change_and_the_text_does_not() {
    let server = Server::start().await;
    let document = at(&server, "a.example", "", SHORT).await.document.unwrap();
    let change = |etag: &str, paths: &[&str], title: &str, validate_only| UpdateDocumentRequest {
        document: Some(Document {
            name: document.name.clone(),
            etag: etag.to_owned(),
            metadata: Some(ArticleMetadata { title: title.to_owned(), ..Default::default() }),
            ..Default::default()
        }),
        update_mask: Some(prost_types::FieldMask {
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
        }),
        validate_only,
    };
    let update = async |request| server.documents().update_document(request).await;
    update(change("", &["metadata.title"], "Only tried", true)).await.unwrap();
    assert_ne!(get(&server, &document.name, "").await.unwrap().etag, "");
    let changed = update(change(&document.etag, &["metadata.title"], "A treaty", false)).await;
    let changed = changed.unwrap().into_inner().document.unwrap();
    let known = changed.metadata.unwrap();
    assert_eq!((known.title.as_str(), known.source.as_str()), ("A treaty", "a.example"));
    assert_ne!(changed.etag, document.etag);

    let stale = update(change(&document.etag, &["metadata.title"], "x", false)).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    assert_eq!(Failure::new(&stale).reason, "ETAG_MISMATCH");
    let text = update(change("", &["text"], "x", false)).await.unwrap_err();
    assert_eq!(Failure::new(&text).fields, ["update_mask.paths[0]"]);
    let full = get(&server, &document.name, "").await.unwrap();
    assert_eq!((full.text.as_str(), full.revision_count), (SHORT, 1));
}

#[tokio::test]
async fn a_removed_document_is_gone_with_all_that_was_derived() {
    let server = Server::start().await;
    let text = format!("{SHORT}\n{OTHER}\nThe treaty will be voted on in both houses next year.");
    let first = at(&server, "a.example", "", &text).await.document.unwrap();
    let copy = at(&server, "b.example", "", &text).await.document.unwrap();
    assert_eq!(copy.duplicate.as_ref().unwrap().original_document, first.name);

    let delete = |etag: &str, allow_missing, validate_only| DeleteDocumentRequest {
        name: first.name.clone(),
        etag: etag.to_owned(),
        allow_missing,
        validate_only,
    };
    let remove = async |request| server.documents().delete_document(request).await;
    assert_eq!(remove(delete("other", false, false)).await.unwrap_err().code(), Code::Aborted);
    remove(delete("", false, true)).await.unwrap();
    assert!(get(&server, &first.name, "").await.is_ok(), "only tried");
    remove(delete(&first.etag, false, false)).await.unwrap();
    assert_eq!(get(&server, &first.name, "").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(remove(delete("", false, false)).await.unwrap_err().code(), Code::NotFound);
    remove(delete("", true, false)).await.unwrap();

    assert_eq!(search(&server, "treaty", "").await.total_size, 1);
    assert_eq!(names(&server, "entities:\"Angela Merkel\"", "").await, [copy.name.as_str()]);
    assert!(get(&server, &copy.name, "").await.unwrap().duplicate.is_none(), "now the original");
    let again = at(&server, "a.example", "", &text).await;
    assert_eq!(again.outcome(), IngestOutcome::Created);
}

#[tokio::test]
async fn a_call_with_a_name_is_carried_out_once() {
    let server = Server::start().await;
    let request = |text: &str| IngestDocumentRequest {
        request_id: "4f1c6316-504a-4eff".to_owned(),
        ..ingest(text, "a.example")
    };
    let first = store(&server, request(SHORT)).await;
    assert_eq!(first.outcome(), IngestOutcome::Created);
    let again = store(&server, request(SHORT)).await;
    assert_eq!(again.outcome(), IngestOutcome::Created, "the answer of then");
    assert_eq!(again.document.unwrap().name, first.document.unwrap().name);
    let other = server.ingest().ingest_document(request(OTHER)).await.unwrap_err();
    assert_eq!(other.code(), Code::AlreadyExists);
    assert_eq!(Failure::new(&other).reason, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn what_the_engine_does_not_read_is_stored_and_searched() {
    let server = Server::start().await;
    let german = "Der Bundestag hat am Donnerstag nach langer Debatte das neue Gesetz zum Ausbau \
        der Windkraft beschlossen. Die Abgeordneten der Opposition stimmten dagegen, weil sie \
        die Kosten für zu hoch halten, wie ihre Sprecherin nach der Abstimmung erklärte.";
    let response = at(&server, "zeitung.example", "", german).await;
    let codes: Vec<_> = response.warnings.iter().map(parallax::proto::v1::Warning::code).collect();
    assert!(codes.contains(&parallax::proto::v1::warning::Code::LanguageUnsupported), "{codes:?}");
    let document = response.document.unwrap();
    assert_eq!(document.state(), document::State::NotAnalyzed);
    assert_eq!(document.metadata.unwrap().language_code, "de");
    assert_eq!(search(&server, "windkraft", "language_code = \"de\"").await.total_size, 1);
    let request = GetAnalysisRequest { name: document.name, ..Default::default() };
    let analysis = server.documents().get_analysis(request).await.unwrap().into_inner();
    let analysis = analysis.analysis.unwrap();
    assert!(analysis.sentences.is_empty() && !analysis.zones.is_empty());
}

#[tokio::test]
async fn stored_documents_are_analysed_after_a_restart() {
    let server = Server::start().await;
    for n in 0..30 {
        store(&server, ingest(&format!("{SHORT}Note {n}."), "a.example")).await;
    }
    let data = server.stop();
    let process = crate::support::Process::serve(data.path()).await;
    let client = parallax::client::Client::connect(format!("http://{}", process.address));
    let client = client.await.unwrap();
    let request = ListDocumentsRequest {
        filter: "state = ANALYZED AND entities:\"Emmanuel Macron\"".to_owned(),
        ..Default::default()
    };
    for _ in 0..600 {
        if client.list_documents(request.clone()).await.unwrap().total_size == 30 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("not all were analysed within half a minute");
}
