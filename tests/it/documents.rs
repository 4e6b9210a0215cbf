//! IngestService and DocumentService.

use std::collections::{BTreeMap, BTreeSet};

use parallax::proto::v1::{
    ArticleMetadata, Document, DocumentView, GetDocumentRequest, IngestDocumentRequest,
    IngestOutcome, ListDocumentsRequest,
};
use sha2::{Digest as _, Sha256};
use tonic::Code;

use crate::support::{
    Server, failure,
    texts::{OTHER, SHORT, ingest, raw_content, seeds},
};

async fn store(server: &Server, request: IngestDocumentRequest) -> (Document, IngestOutcome) {
    let answer = server.ingest().ingest_document(request).await.unwrap().into_inner();
    let outcome = answer.outcome();
    (answer.document.unwrap(), outcome)
}

async fn get(server: &Server, name: &str, view: DocumentView) -> Document {
    let request = GetDocumentRequest {
        name: name.to_owned(),
        view: view.into(),
        ..GetDocumentRequest::default()
    };
    server.documents().get_document(request).await.unwrap().into_inner().document.unwrap()
}

/// All pages of a list, with `between` run after each but the last.
async fn list_all<F>(server: &Server, page_size: i32, mut between: F) -> Vec<Document>
where
    F: AsyncFnMut(),
{
    let mut documents = Vec::new();
    let mut page_token = String::new();
    loop {
        let request =
            ListDocumentsRequest { page_size, page_token, ..ListDocumentsRequest::default() };
        let page = server.documents().list_documents(request).await.unwrap().into_inner();
        assert!(page.documents.len() <= usize::try_from(page_size).unwrap());
        documents.extend(page.documents);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return documents;
        }
        between().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_comes_back_byte_for_byte() {
    let server = Server::start().await;
    let published = prost_types::Timestamp { seconds: 1_679_270_400, nanos: 5_000_000 };
    let metadata = ArticleMetadata {
        source: "example.org".to_owned(),
        url: "https://example.org/a?b=c".to_owned(),
        publish_time: Some(published),
        labels: BTreeMap::from([("desk".to_owned(), "forei\u{11f}n".to_owned())]),
        ..ArticleMetadata::default()
    };
    let mut texts = seeds();
    texts.push("\u{feff}Odd\0 bytes \u{1f600}\r\nAngela Merkel went to Berlin.\r\n \t".to_owned());
    for (n, text) in texts.into_iter().enumerate() {
        let metadata =
            ArticleMetadata { url: format!("{}&n={n}", metadata.url), ..metadata.clone() };
        let request = IngestDocumentRequest {
            article: raw_content(text.as_bytes()),
            metadata: Some(metadata.clone()),
            ..Default::default()
        };
        let (stored, outcome) = store(&server, request).await;
        assert_eq!(outcome, IngestOutcome::Created);
        assert_eq!(stored.text, "", "the answer has the basic view");
        let full = get(&server, &stored.name, DocumentView::Unspecified).await;
        assert_eq!(full.text, text);
        let mut known = full.metadata.clone().unwrap();
        assert_eq!(known.language_code, "en", "what the caller does not say is found");
        known.language_code.clear();
        known.title.clear();
        assert_eq!(known, metadata);
        assert_eq!(full.size_bytes, i64::try_from(text.len()).unwrap());
        let hash: String = Sha256::digest(&text).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(full.content_hash, hash);
        assert!(full.create_time.is_some());
        let basic = get(&server, &stored.name, DocumentView::Basic).await;
        // The analysis goes on in the background; all else stays as it was answered.
        let settled = |document: Document| Document {
            state: 0,
            entity_count: 0,
            stories: Vec::new(),
            ..document
        };
        assert_eq!(settled(basic.clone()), settled(stored));
        let without = Document { text: String::new(), article_text: String::new(), ..full };
        assert_eq!(settled(without), settled(basic));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_is_a_duplicate() {
    let server = Server::start().await;
    let (first, outcome) = store(&server, ingest(SHORT, "a.example")).await;
    assert_eq!(outcome, IngestOutcome::Created);
    let (again, outcome) = store(&server, ingest(SHORT, "a.example")).await;
    assert_eq!((again.name, outcome), (first.name.clone(), IngestOutcome::Duplicate));
    // Another source makes it another document.
    let (other, outcome) = store(&server, ingest(SHORT, "b.example")).await;
    assert_eq!(outcome, IngestOutcome::Created);
    assert_ne!(other.name, first.name);
    assert_eq!(list_all(&server, 10, async || ()).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_from_many_callers_at_once_is_stored_once() {
    let server = Server::start().await;
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let mut client = server.ingest();
            tokio::spawn(async move { client.ingest_document(ingest(SHORT, "")).await })
        })
        .collect();
    let mut created = 0;
    for call in calls {
        let answer = call.await.unwrap().unwrap().into_inner();
        created += usize::from(answer.outcome() == IngestOutcome::Created);
    }
    assert_eq!(created, 1);
    assert_eq!(list_all(&server, 10, async || ()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wanted_id() {
    let server = Server::start().await;
    let wanted =
        |text, id: &str| IngestDocumentRequest { document_id: id.to_owned(), ..ingest(text, "") };
    let (stored, outcome) = store(&server, wanted(SHORT, "my-id-1")).await;
    assert_eq!((stored.name.as_str(), outcome), ("documents/my-id-1", IngestOutcome::Created));
    let (again, outcome) = store(&server, wanted(SHORT, "my-id-1")).await;
    assert_eq!((again.name.as_str(), outcome), ("documents/my-id-1", IngestOutcome::Duplicate));
    failure(server.ingest().ingest_document(wanted(OTHER, "my-id-1")).await)
        .is(Code::AlreadyExists, "DOCUMENT_ID_TAKEN");
    assert_eq!(get(&server, "documents/my-id-1", DocumentView::Full).await.text, SHORT);
}

#[tokio::test(flavor = "multi_thread")]
async fn validation_alone_writes_nothing() {
    let server = Server::start().await;
    let request = IngestDocumentRequest { validate_only: true, ..ingest(SHORT, "") };
    let (document, outcome) = store(&server, request.clone()).await;
    assert_eq!(outcome, IngestOutcome::Validated);
    let missing = GetDocumentRequest { name: document.name, ..Default::default() };
    failure(server.documents().get_document(missing).await)
        .is(Code::NotFound, "DOCUMENT_NOT_FOUND");
    assert!(list_all(&server, 10, async || ()).await.is_empty());
    store(&server, ingest(SHORT, "")).await;
    let (_, outcome) = store(&server, request).await;
    assert_eq!(outcome, IngestOutcome::Duplicate);
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_while_others_write() {
    let server = Server::start().await;
    let mut names = Vec::new();
    for n in 0..53 {
        let (document, _) = store(&server, ingest(&format!("{SHORT} Note {n}."), "")).await;
        names.push(document.name);
    }
    let mut late = 0;
    let listed = list_all(&server, 10, async || {
        for _ in 0..3 {
            store(&server, ingest(&format!("{OTHER} Late note {late}."), "")).await;
            late += 1;
        }
    })
    .await;
    assert_eq!(late, 15);
    // Newest first: what comes in while reading lies before the first page.
    names.reverse();
    let listed: Vec<String> = listed.into_iter().map(|document| document.name).collect();
    assert_eq!(listed, names);
    assert_eq!(list_all(&server, 7, async || ()).await.len(), 53 + 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_count_and_show_what_is_asked() {
    let server = Server::start().await;
    let request = ListDocumentsRequest::default();
    let empty = server.documents().list_documents(request.clone()).await.unwrap().into_inner();
    assert_eq!((empty.documents.len(), empty.total_size), (0, 0));
    assert_eq!(empty.next_page_token, "");

    for n in 0..60 {
        store(&server, ingest(&format!("{SHORT} Note {n}."), "")).await;
    }
    let page = server.documents().list_documents(request.clone()).await.unwrap().into_inner();
    assert_eq!((page.documents.len(), page.total_size), (50, 60));
    assert!(page.documents.iter().all(|document| document.text.is_empty()));
    let whole = ListDocumentsRequest {
        page_size: 5000,
        view: DocumentView::Full.into(),
        ..Default::default()
    };
    let page = server.documents().list_documents(whole).await.unwrap().into_inner();
    assert_eq!((page.documents.len(), page.next_page_token.as_str()), (60, ""));
    let texts: BTreeSet<&str> = page.documents.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts.len(), 60);
}
